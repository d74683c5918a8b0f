"""Un PostgreSQL para toda la corrida y un Kafka para cada uno de sus procesos de prueba.

El primero que los pide los arranca y el último que los suelta los apaga y borra sus datos. Cada
proceso tiene además un centinela, hijo suyo, que hace lo mismo si él muere sin despedirse.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sistema.entorno.kafka_jars import ruta_jars
from sistema.entorno.servicios import (
    ServicioKafka,
    ServicioPostgres,
    arrancar_kafka,
    arrancar_postgres,
    detener,
)

REPOSITORIO = Path(__file__).parents[2]
JARS = ruta_jars(REPOSITORIO / ".sistema")

# `read` termina cuando muere el proceso que tiene el otro extremo de la tubería.
_CENTINELA = 'read _; exec "$@"'
_APAGAR = (
    "import sys, pathlib, tests.apoyo.servicios as s; s.apagar_si_nadie(pathlib.Path(sys.argv[1]))"
)
_retenidas: dict[Path, tuple[int, "subprocess.Popen[bytes]"]] = {}


def raiz_de_corrida(proceso: str = "") -> Path:
    """Una carpeta corta y propia de esta corrida, la misma en todos sus procesos de pytest-xdist.

    Con `proceso`, la de ese proceso solo.

    Queda fuera de la carpeta de pytest, que es privada: en una máquina sin espacios de usuario el
    PostgreSQL que arranca root corre como `nobody` y no llegaría a sus datos.
    """
    corrida = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    base = Path(tempfile.gettempdir()) / f"sistema-pruebas-{os.geteuid()}"
    base.mkdir(mode=0o711, exist_ok=True)
    if base.is_symlink() or base.stat().st_uid != os.geteuid():
        raise PermissionError(f"{base} pertenece a otro usuario.")
    return base / (f"{corrida}-{proceso}" if proceso else corrida)


def postgres_compartido(raiz: Path, url: str | None = None) -> ServicioPostgres:
    """El PostgreSQL de la corrida; arranca la primera vez que se pide."""
    retener(raiz)
    return arrancar_postgres(raiz, url=url)


def kafka_compartido(raiz: Path, bootstrap: str | None = None) -> ServicioKafka | None:
    """El Kafka de la corrida; None si esta máquina no puede correr uno."""
    retener(raiz)
    return arrancar_kafka(raiz, bootstrap=bootstrap, jars=JARS)


def liberar(raiz: Path) -> None:
    """Suelta los servicios; si nadie más los usa quedan apagados y sus datos borrados."""
    if raiz not in _retenidas:
        return
    descriptor, centinela = _retenidas.pop(raiz)
    os.close(descriptor)
    centinela.kill()
    centinela.communicate()
    apagar_si_nadie(raiz)


def apagar_si_nadie(raiz: Path) -> None:
    """Apaga los servicios y borra la carpeta, salvo que otro proceso los esté usando."""
    try:
        descriptor = _trabar(raiz, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    try:
        if raiz.is_dir():
            detener(raiz)
            shutil.rmtree(raiz)
        _archivo_de_uso(raiz).unlink()
    finally:
        os.close(descriptor)


def retener(raiz: Path) -> None:
    """Dice que este proceso usa la carpeta: nadie la borra hasta que la suelte o muera."""
    if raiz in _retenidas:
        return
    descriptor = _trabar(raiz, fcntl.LOCK_SH)
    apagar = (sys.executable, "-c", _APAGAR, str(raiz))
    centinela = subprocess.Popen(  # noqa: S603 -- orden fija; la tubería avisa de nuestra muerte
        ["/bin/sh", "-c", _CENTINELA, "centinela", *apagar],
        cwd=REPOSITORIO,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    if not _retenidas:
        atexit.register(_liberar_todo)
    _retenidas[raiz] = (descriptor, centinela)


def _liberar_todo() -> None:
    for raiz in list(_retenidas):
        liberar(raiz)


def _archivo_de_uso(raiz: Path) -> Path:
    return raiz.with_name(f"{raiz.name}.uso")


def _trabar(raiz: Path, modo: int) -> int:
    ruta = _archivo_de_uso(raiz)
    ruta.parent.mkdir(parents=True, exist_ok=True)
    while True:
        descriptor = os.open(ruta, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, modo)
            # Quien apagó pudo borrar el archivo durante la espera: entonces esto no traba nada.
            if ruta.exists() and ruta.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)
