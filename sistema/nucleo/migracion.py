"""Lleva la base de datos a la última versión y le asegura sus llaves."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, pool

from sistema.nucleo.llaves import asegurar_llaves, leer_llave_maestra

GUIONES = Path(__file__).parents[2] / "migrations"


def configurar_alembic(conexion: Connection) -> Config:
    """La configuración de Alembic sobre una conexión ya abierta por el dueño."""
    configuracion = Config()
    configuracion.set_main_option("script_location", str(GUIONES).replace("%", "%%"))
    configuracion.attributes["conexion"] = conexion
    return configuracion


def migrar(url_dueno: str, ruta_llave_maestra: Path) -> None:
    """Aplica las migraciones pendientes y crea las llaves de datos si no existen.

    Repetirlo no cambia nada.

    Raises:
        ConfiguracionInvalida: la llave maestra falta o está expuesta.
    """
    maestra = leer_llave_maestra(ruta_llave_maestra)
    motor: Engine = create_engine(url_dueno, poolclass=pool.NullPool)
    with motor.connect() as conexion:
        command.upgrade(configurar_alembic(conexion), "head")
    asegurar_llaves(motor, maestra)
