"""La base de datos: motores, transacciones y el único `commit` de la casa.

Fundamento: técnico (ADR-0003).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self
from uuid import UUID

import psycopg
from sqlalchemy import (
    ARRAY,
    CollectionAggregate,
    CursorResult,
    Engine,
    Result,
    Uuid,
    any_,
    create_engine,
    event,
    inspect,
    literal,
    text,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from sistema.nucleo.cripto import Llavero, ligar_llavero
from sistema.nucleo.errores import ConfiguracionInvalida, Rechazo
from sistema.nucleo.llaves_de_dia import LlavesDeDia

ActoDuradero = Callable[[Session], None]
_ACTOS = "actos_duraderos"
_CORTE = "corte"


class Bd:
    """Acceso de un proceso a la base de datos con un papel y sus llaves."""

    def __init__(self, url: str, *, conexiones: int = 10) -> None:
        self.motor: Engine = create_engine(
            url,
            pool_size=conexiones,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,  # los parámetros llevan datos personales (INV-7)
            # Porque: con la zona del servidor, lo leído sale en hora local y no en UTC.
            connect_args={"connect_timeout": 5, "options": "-c TimeZone=UTC"},
        )
        _recordar_los_cortes(self.motor)
        self._llavero: Llavero | None = None
        self._llaves_de_dia: LlavesDeDia | None = None

    @property
    def llavero(self) -> Llavero:
        """Las llaves abiertas de esta base de datos."""
        if self._llavero is None:
            raise ConfiguracionInvalida("La base de datos se abrió sin llaves.")
        return self._llavero

    @property
    def llaves_de_dia(self) -> LlavesDeDia:
        """Las llaves de lo que se guarda solo hasta un día."""
        if self._llaves_de_dia is None:
            raise ConfiguracionInvalida("La base de datos se abrió sin llaves.")
        return self._llaves_de_dia

    def usar_llaves(self, llavero: Llavero, llaves_de_dia: LlavesDeDia) -> None:
        """Hace legibles las columnas cifradas y lo guardado hasta un día."""
        self._llavero = llavero
        self._llaves_de_dia = llaves_de_dia
        ligar_llavero(self.motor, llavero)

    @contextmanager
    def transaccion(self) -> Iterator[Session]:
        """Todo o nada; se confirma al salir del bloque.

        Un `Rechazo` deshace lo del dominio pero confirma sus actos duraderos (la auditoría de la
        negativa); cualquier otra excepción lo deshace todo.
        """
        with Session(self.motor, expire_on_commit=False) as sesion:
            try:
                yield sesion
                sesion.commit()
            except Rechazo:
                actos: list[ActoDuradero] = sesion.info.pop(_ACTOS, [])
                sesion.rollback()
                for acto in actos:
                    acto(sesion)
                sesion.commit()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.cerrar()

    def comprobar(self) -> None:
        """Falla con el error del controlador si la base de datos no responde."""
        with self.transaccion() as sesion:
            sesion.execute(text("SELECT 1"))

    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self.motor.dispose()


def hacer_duradero(sesion: Session, acto: ActoDuradero) -> None:
    """Ejecuta `acto` ahora y, si la transacción termina en rechazo, otra vez al confirmarlo."""
    acto(sesion)
    sesion.info.setdefault(_ACTOS, []).append(acto)


def _recordar_los_cortes(motor: Engine) -> None:
    """Hace que todo error de una conexión cortada por la base diga con qué código la cortó.

    Si el corte llega justo detrás de una respuesta, el controlador lo toma por un aviso y después
    solo sabe que la conexión se cerró: uno de cada cuatro, medido.
    """

    def al_conectar(conexion: Any, ficha: ConnectionPoolEntry) -> None:  # noqa: ANN401 - es del controlador
        def anotar(aviso: psycopg.errors.Diagnostic) -> None:
            if aviso.severity_nonlocalized == "FATAL":
                ficha.info[_CORTE] = aviso.sqlstate

        conexion.add_notice_handler(anotar)

    def al_fallar(contexto: ExceptionContext) -> None:
        error, conexion = contexto.original_exception, contexto.connection
        if isinstance(error, psycopg.Error) and conexion and not conexion.invalidated:
            error.sqlstate = error.sqlstate or conexion.info.get(_CORTE)

    event.listen(motor, "connect", al_conectar)
    event.listen(motor, "handle_error", al_fallar)


def copiar(
    sesion: Session, orden: str, tipos: Sequence[str], filas: Iterable[Sequence[object]]
) -> None:
    """Agrega filas con `COPY … FROM STDIN (FORMAT binary)`, dentro de la transacción en curso.

    Raises:
        DBAPIError: como cualquier otra orden.
    """
    conexion = sesion.connection()
    cruda: Any = conexion.connection.driver_connection
    try:
        with cruda.cursor() as cursor, cursor.copy(orden) as copia:
            copia.set_types(tipos)
            for fila in filas:
                copia.write_row(fila)
    except psycopg.Error as error:
        error.sqlstate = error.sqlstate or conexion.info.get(_CORTE)
        if cruda.closed:
            # Porque: si no, deshacer sobre la conexión muerta falla y esconde por qué murió.
            conexion.invalidate(error)
        # Porque: COPY no pasa por SQLAlchemy, y quien insiste solo conoce sus errores.
        raise DBAPIError.instance(
            orden, None, error, psycopg.Error, hide_parameters=True, dialect=conexion.dialect
        ) from None


def alguno_de(ids: Sequence[UUID]) -> CollectionAggregate[Any]:
    """Compara una columna con muchos ids en un solo parámetro, a la derecha de `==`.

    Con cientos, `IN` cuesta más en este proceso que en la base de datos.
    """
    return any_(literal(list(ids), ARRAY(Uuid())))


def valores_de(objeto: DeclarativeBase) -> dict[str, Any]:
    """Los valores de un objeto, para un INSERT que no pasa por la unidad de trabajo."""
    return {columna.key: getattr(objeto, columna.key) for columna in inspect(objeto).mapper.columns}


def filas_afectadas(resultado: Result[Any]) -> int:
    """Cuántas filas tocó un UPDATE o un DELETE."""
    if not isinstance(resultado, CursorResult):
        raise TypeError("La orden no era un UPDATE ni un DELETE.")
    return resultado.rowcount
