"""Entorno de Alembic: una migración a la vez y nunca esperando un candado para siempre."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine, pool, text

from sistema.modelos import Base
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.cripto import ColumnaCifrada

# Porque: dos despliegues a la vez deben turnarse; el número solo tiene que ser siempre el mismo.
CANDADO_DE_MIGRACION = 21_500_120


def escribir_tipo(clase: str, tipo: object, _contexto: AutogenContext) -> str | Literal[False]:
    """En las migraciones, una columna cifrada es lo que la base ve: bytes."""
    return "sa.LargeBinary()" if clase == "type" and isinstance(tipo, ColumnaCifrada) else False


def migrar(conexion: Connection) -> None:
    """Aplica lo pendiente en una sola transacción, con el candado de migración tomado."""
    conexion.execute(text("SET lock_timeout = '10s'"))
    conexion.execute(text("SET statement_timeout = '10min'"))
    conexion.execute(text("SELECT pg_advisory_lock(:c)"), {"c": CANDADO_DE_MIGRACION})
    conexion.commit()
    context.configure(
        connection=conexion,
        target_metadata=Base.metadata,
        render_item=escribir_tipo,
    )
    with context.begin_transaction():
        context.run_migrations()
    conexion.execute(text("SELECT pg_advisory_unlock(:c)"), {"c": CANDADO_DE_MIGRACION})
    conexion.commit()


conexion_dada: Connection | None = context.config.attributes.get("conexion")
if conexion_dada is not None:
    migrar(conexion_dada)
else:
    motor = create_engine(leer_configuracion().url("dueno"), poolclass=pool.NullPool)
    with motor.connect() as propia:
        migrar(propia)
