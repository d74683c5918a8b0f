"""Los jars de Apache Kafka: Maven los reúne una vez desde `kafka_local/pom.xml`."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sistema.entorno.avance import Avance
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.procesos import ejecutar

VERSION = "4.2.2"
JAVA_MINIMA = 17
POM = Path(__file__).parent / "kafka_local" / "pom.xml"
HUELLAS = POM.with_name("jars.sha256")
PLAZO_DESCARGA_S = 600


def ruta_jars(raiz: Path) -> Path:
    """Dónde quedan los jars de una raíz."""
    return raiz / "kafka" / VERSION / "libs"


def buscar_java() -> Path | None:
    """El `java` de JAVA_HOME o del PATH, si es de la versión 17 o posterior."""
    casa = os.environ.get("JAVA_HOME")
    encontrado = str(Path(casa) / "bin" / "java") if casa else shutil.which("java")
    if not encontrado or not Path(encontrado).exists():
        return None
    salida = ejecutar((encontrado, "-version"), plazo_s=30).stderr
    version = re.search(r'version "(\d+)', salida)
    return Path(encontrado) if version and int(version[1]) >= JAVA_MINIMA else None


def explicar_falta(jars: Path) -> str | None:
    """Por qué esta máquina no puede correr Kafka sola; None si puede."""
    if buscar_java() is None:
        return f"no hay Java {JAVA_MINIMA} o posterior"
    if not jars.is_dir() and shutil.which("mvn") is None:
        return "no hay Maven (mvn) para traer los jars de Apache Kafka"
    return None


def asegurar_jars(jars: Path, avance: Avance) -> Path:
    """Deja los jars en su carpeta, completos y con las huellas esperadas; si ya están no hace nada.

    Raises:
        EntornoNoDisponible: no se pudieron traer, o alguno no es el publicado.
    """
    if jars.is_dir():
        return jars
    avance(f"Trayendo Apache Kafka {VERSION} con Maven (44 MB, una sola vez)…")
    jars.parent.mkdir(parents=True, exist_ok=True)
    temporal = Path(tempfile.mkdtemp(prefix=".libs-", dir=jars.parent))
    try:
        _traer(temporal)
        _exigir_huellas(temporal)
        _publicar(temporal, jars)
    finally:
        shutil.rmtree(temporal, ignore_errors=True)
    return jars


def _traer(destino: Path) -> None:
    opciones = ("-q", "-B", "-C", "-f", str(POM), "-DincludeScope=runtime")
    orden = ("mvn", *opciones, "dependency:copy-dependencies", f"-DoutputDirectory={destino}")
    try:
        codigo = ejecutar(orden, plazo_s=PLAZO_DESCARGA_S).returncode
    except subprocess.TimeoutExpired:
        codigo = -1
    if codigo != 0:
        raise EntornoNoDisponible(
            "Maven no pudo traer Apache Kafka: revise la red o su configuración "
            f"(pruebe: mvn -f {POM} dependency:copy-dependencies)."
        )


def _exigir_huellas(carpeta: Path) -> None:
    lineas = (linea.split() for linea in HUELLAS.read_text("ascii").splitlines())
    esperadas = {nombre: huella for huella, nombre in lineas}
    traidas = {
        jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in carpeta.glob("*.jar")
    }
    distintos = sorted({nombre for nombre, _ in esperadas.items() ^ traidas.items()})
    if distintos:
        raise EntornoNoDisponible(f"Jars que no son los publicados: {', '.join(distintos)}.")


def _publicar(temporal: Path, jars: Path) -> None:
    temporal.chmod(0o755)
    try:
        temporal.rename(jars)
    except OSError:
        # Otro proceso los trajo primero: valen los suyos.
        if not jars.is_dir():
            raise
