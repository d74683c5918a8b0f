"""Abrir casos, mirar todas las tablas y buscar en ellas lo que no debería estar."""

import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import make_url, text

from sistema.acceso.sujeto import Sujeto
from sistema.casos.esquemas import DenunciaNueva
from sistema.casos.servicio import ingresar_denuncia
from sistema.modelos.base import Base
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.fabricas import denuncia
from tests.apoyo.sistema import RECEPTOR, SistemaDePrueba

SALUD = "servicio_salud_araucania_sur"

# Seis personas inventadas que no se parecen entre sí: ninguna coincide con el evento de otra.
PERSONAS: tuple[dict[str, Any], ...] = tuple(
    {
        "run": run,
        "nombres": nombres,
        "apellido_paterno": paterno,
        "apellido_materno": materno,
        "fecha_nacimiento": nacimiento,
        "sexo": sexo,
    }
    for run, nombres, paterno, materno, nacimiento, sexo in (
        ("12.345.678-5", "Rosario Millaray", "Huenchullán", "Zambrano", "1984-03-09", "F"),
        ("9.876.543-3", "Eleodoro", "Quitral", "Bustamante", "1951-11-27", "M"),
        ("17.222.333-8", "Yasna Belén", "Oyarzo", "Villegas", "1990-07-14", "F"),
        ("21.003.004-2", "Ignacio Tahiel", "Calfucura", "Ibáñez", "2003-01-30", "M"),
        ("6.500.400-3", "Griselda", "Montecinos", "Ulloa", "1945-05-22", "F"),
        ("14.141.414-3", "Wladimir Andrés", "Nahuelpán", "Echeverría", "1979-09-03", "M"),
    )
)


def conectar(url: str) -> psycopg.Connection[TupleRow]:
    """Una conexión suelta, que confirma cada orden salvo que se le diga BEGIN."""
    libpq = make_url(url).set(drivername="postgresql")
    return psycopg.connect(libpq.render_as_string(hide_password=False), autocommit=True)


def sujeto(sistema: SistemaDePrueba) -> Sujeto:
    """Quien recibe denuncias."""
    with sistema.bd(Papel.API).transaccion() as sesion:
        return sujeto_de_consola(sesion, RECEPTOR, sistema.reloj())


def abrir_caso(
    bd: Bd,
    quien: Sujeto,
    persona: dict[str, Any] | None = None,
    **cambios: Any,
) -> UUID:
    """Ingresa una denuncia, la confirma y devuelve el caso."""
    if persona is not None:
        cambios["persona"] = persona
    nueva = DenunciaNueva.model_validate(denuncia(**cambios))
    with bd.transaccion() as sesion:
        return ingresar_denuncia(sesion, bd.llavero, quien, nueva).caso_id


def contar_todo(sistema: SistemaDePrueba) -> dict[str, int]:
    """Cuántas filas hay en cada tabla."""
    return {tabla: sistema.contar(tabla) for tabla in sorted(Base.metadata.tables)}


def diferencia(antes: dict[str, int], despues: dict[str, int]) -> dict[str, int]:
    """Las tablas que crecieron o se achicaron, y en cuánto."""
    return {t: n - antes[t] for t, n in despues.items() if n != antes[t]}


def hallar_canarios(sistema: SistemaDePrueba, canarios: Iterable[str]) -> list[tuple[str, str]]:
    """Las columnas de cualquier tabla donde aparece alguno de los textos, tal como se guardan.

    Se mira la fila entera en texto y también cada columna de bytes como bytes.
    """
    hallados = []
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        for tabla in sorted(Base.metadata.tables):
            orden = f"SELECT * FROM {tabla}"  # noqa: S608 - las tablas vienen del modelo
            for fila in sesion.execute(text(orden)).mappings():
                for columna, valor in fila.items():
                    crudo = valor if isinstance(valor, bytes) else str(valor).encode()
                    hallados += [
                        (f"{tabla}.{columna}", canario)
                        for canario in canarios
                        if canario.encode() in bytes(crudo)
                    ]
    return hallados


def coincidencias(sistema: SistemaDePrueba) -> list[tuple[UUID, UUID]]:
    """Los pares (caso, evento) hallados, en orden."""
    filas = sistema.consultar("SELECT caso_id, evento_id FROM coincidencia ORDER BY 1, 2")
    return [(caso, evento) for caso, evento in filas]


def codigos_en_cuarentena(sistema: SistemaDePrueba) -> list[str]:
    """Por qué se apartó cada mensaje, en el orden de sus posiciones."""
    return [
        fila[0] for fila in sistema.consultar("SELECT codigo FROM cuarentena ORDER BY posicion")
    ]


def esperar_hasta(condicion: Callable[[], bool], plazo_s: float = 20.0) -> None:
    """Prueba la condición una y otra vez; falla si el plazo termina antes."""
    limite_s = time.monotonic() + plazo_s
    while not condicion():
        assert time.monotonic() < limite_s, "la condición no se cumplió dentro del plazo"
        time.sleep(0.02)


def ejecutar(sistema: SistemaDePrueba, orden: str) -> None:
    """Cambia algo como dueño, por fuera de las puertas."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text(orden))
