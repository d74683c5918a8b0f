"""Lo que el entorno local recuerda entre una orden y la siguiente: puertos, procesos y claves."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.procesos import Proceso

_LARGO_LLAVE = 32


class _Guardado(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PostgresGuardado(_Guardado):
    """El PostgreSQL local; la clave es la del superusuario."""

    clave: str = Field(repr=False)
    puerto: int = 0
    version: str = ""
    proceso: Proceso | None = None


class KafkaGuardado(_Guardado):
    """El Kafka local; las claves son las SCRAM de cada usuario."""

    id_cluster: str
    claves: dict[str, str] = Field(repr=False)
    puerto: int = 0
    puerto_controlador: int = 0
    version: str = ""
    proceso: Proceso | None = None


class EntornoGuardado(_Guardado):
    """El contenido de `entorno.json`."""

    postgres: PostgresGuardado | None = None
    kafka: KafkaGuardado | None = None


def preparar_raiz(raiz: Path) -> Path:
    """La carpeta del entorno, creada si falta, como ruta absoluta.

    Se puede atravesar sin permiso de listar: cuando root cede PostgreSQL a otro usuario, este debe
    llegar a su carpeta; los secretos tienen sus propios permisos.

    Raises:
        EntornoNoDisponible: no se puede crear o escribir.
    """
    raiz = raiz.absolute()
    try:
        if not raiz.is_dir():
            # Porque: otro arranque simultáneo pudo crearla entre la pregunta y este paso.
            raiz.mkdir(parents=True, exist_ok=True)
            raiz.chmod(0o711)
        raiz = raiz.resolve()
        asegurar_llave_maestra(raiz)
    except OSError as error:
        raise EntornoNoDisponible(f"No se puede escribir en {raiz}: {error.strerror}.") from None
    return raiz


def ruta_llave_maestra(raiz: Path) -> Path:
    """Dónde vive la llave maestra del entorno local: nunca dentro de los datos."""
    return raiz / "llaves" / "maestra"


def asegurar_llave_maestra(raiz: Path) -> Path:
    """Crea la llave maestra (32 bytes al azar, 0600) si no existe; jamás cambia una existente."""
    ruta = ruta_llave_maestra(raiz)
    if ruta.exists():
        return ruta
    ruta.parent.mkdir(mode=0o700, exist_ok=True)
    temporal = ruta.with_name(f"maestra.{secrets.token_hex(8)}")
    escribir_privado(temporal, secrets.token_bytes(_LARGO_LLAVE))
    try:
        # El enlace falla si el nombre ya existe: nadie ve nunca una llave a medio escribir.
        os.link(temporal, ruta)
    except FileExistsError:
        return ruta
    finally:
        temporal.unlink()
    return ruta


def escribir_privado(ruta: Path, contenido: bytes) -> None:
    """Escribe un archivo nuevo que solo su dueño puede leer, y lo asegura en el disco."""
    descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as archivo:
        archivo.write(contenido)
        archivo.flush()
        os.fsync(archivo.fileno())


def leer(raiz: Path) -> EntornoGuardado:
    """Lo recordado; vacío si nunca se arrancó nada.

    Raises:
        EntornoNoDisponible: el archivo está dañado; sin él se pierden las claves de los datos.
    """
    ruta = raiz / "entorno.json"
    try:
        return EntornoGuardado.model_validate_json(ruta.read_bytes())
    except FileNotFoundError:
        return EntornoGuardado()
    except PermissionError:
        raise EntornoNoDisponible(f"{ruta} pertenece a otro usuario.") from None
    except ValidationError:
        raise EntornoNoDisponible(
            f"{ruta} está dañado: restáurelo o borre la carpeta entera."
        ) from None


def guardar(raiz: Path, entorno: EntornoGuardado) -> None:
    """Reemplaza lo recordado de una sola vez; solo su dueño lo puede leer."""
    temporal = raiz / f"entorno.{secrets.token_hex(8)}"
    escribir_privado(temporal, entorno.model_dump_json(indent=1).encode())
    temporal.replace(raiz / "entorno.json")


@contextmanager
def cerrojo(raiz: Path) -> Iterator[None]:
    """Un solo proceso a la vez arranca o detiene en esta raíz; los demás esperan su turno.

    Raises:
        EntornoNoDisponible: la raíz pertenece a otro usuario.
    """
    try:
        descriptor = os.open(raiz / ".cerrojo", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise EntornoNoDisponible(f"{raiz} pertenece a otro usuario.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
