"""Los papeles de la base de datos: el dueño migra, los de ejecución no son dueños de nada.

Fundamento: técnico (ADR-0008); el consumidor no puede quedarse con el candado de la cartera más
de 5 s aunque lo detengan (ADR-0010).
"""

from collections.abc import Mapping
from enum import StrEnum

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy import make_url

CANDADO_DE_PAPELES = 21_500_121

Conexion = psycopg.Connection[TupleRow]


class Papel(StrEnum):
    """Quién se conecta; cada proceso usa uno solo."""

    DUENO = "sistema_dueno"
    API = "sistema_api"
    CONSUMIDOR = "sistema_consumidor"
    TAREAS = "sistema_tareas"


# Porque: un papel que se cuelga con el candado de la cartera deja sin denuncias a todo el país.
LIMITES: Mapping[Papel, Mapping[str, str]] = {
    Papel.DUENO: {},
    Papel.API: {
        "statement_timeout": "10s",
        "transaction_timeout": "15s",
        "idle_in_transaction_session_timeout": "5s",
    },
    Papel.CONSUMIDOR: {
        # Porque: lo que la denuncia tarda en lo suyo se suma a esta espera, y el tope son 5 s.
        "transaction_timeout": "4s",
        "idle_in_transaction_session_timeout": "2s",
    },
    Papel.TAREAS: {
        "lock_timeout": "2s",
        "statement_timeout": "60s",
        "transaction_timeout": "60s",
        "idle_in_transaction_session_timeout": "5s",
    },
}


def preparar_base(url_admin: str, base: str, claves: Mapping[Papel, str]) -> dict[Papel, str]:
    """Crea lo que falte: los papeles con su clave y sus límites, y la base con su dueño.

    Args:
        url_admin: conexión de quien puede crear papeles y bases; solo se usa aquí.
        base: nombre de la base de datos del Sistema.
        claves: la clave de cada papel; si el papel existe, la cambia.

    Returns:
        La URL con que se conecta cada papel.
    """
    direccion = make_url(url_admin)
    libpq = direccion.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq, autocommit=True) as conexion:
        # Porque: los papeles son de todo el servidor; dos preparaciones a la vez se estorban. El
        # candado se suelta al cerrar la conexión.
        conexion.execute("SELECT pg_advisory_lock(%s)", [CANDADO_DE_PAPELES])
        for papel, clave in claves.items():
            _preparar_papel(conexion, papel, clave)
        _preparar_base(conexion, base)
    del_sistema = direccion.set(drivername="postgresql+psycopg", database=base)
    return {
        papel: del_sistema.set(username=papel, password=clave).render_as_string(hide_password=False)
        for papel, clave in claves.items()
    }


def borrar_base(url_admin: str, base: str) -> None:
    """Borra la base y todo lo que contiene, si existe; echa a quien esté conectado."""
    libpq = make_url(url_admin).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq, autocommit=True) as conexion:
        orden = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(base))
        conexion.execute(orden)


def _preparar_papel(conexion: Conexion, papel: Papel, clave: str) -> None:
    existe = conexion.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [papel]).fetchone()
    orden = sql.SQL("ALTER" if existe else "CREATE")
    conexion.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            orden, sql.Identifier(papel), sql.Literal(clave)
        ),
    )
    for limite, valor in LIMITES[papel].items():
        conexion.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(papel), sql.Identifier(limite), sql.Literal(valor)
            ),
        )


def _preparar_base(conexion: Conexion, base: str) -> None:
    nombre = sql.Identifier(base)
    dueno = sql.Identifier(Papel.DUENO)
    if not conexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base]).fetchone():
        conexion.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(nombre, dueno))
    conexion.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(nombre))
    for papel in Papel:
        conexion.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(nombre, sql.Identifier(papel)),
        )
