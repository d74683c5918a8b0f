# No se ha construido en la máquina donde se escribió, que no tiene motor Docker: la revisa una
# prueba que lo lee (tests/entorno/test_compose.py).
ARG PYTHON=3.13.9-slim-trixie

FROM python:${PYTHON} AS construccion
WORKDIR /fuente
RUN python -m venv /opt/sistema
# Primero las dependencias, con sus sumas: la capa solo cambia cuando cambia la lista.
COPY requirements.txt ./
RUN /opt/sistema/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . ./
RUN /opt/sistema/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:${PYTHON}
RUN groupadd --system --gid 10001 sistema \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin sistema \
    && install --directory --mode=0700 --owner=10001 --group=10001 /var/lib/sistema/dias
COPY --from=construccion /opt/sistema /opt/sistema
ENV PATH=/opt/sistema/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /opt/sistema
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/v1/salud', timeout=3)"]
CMD ["sistema", "servir", "--anfitrion", "0.0.0.0", "--puerto", "8000"]
