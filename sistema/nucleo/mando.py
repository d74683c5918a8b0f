"""El mando: de varios procesos iguales, uno solo hace el trabajo periódico.

Fundamento: técnico; un candado consultivo de sesión se suelta solo cuando su conexión muere.
"""

from typing import Self

from sqlalchemy import Connection, Engine, text

CANDADO_DE_MANDO = 21_500_125


class Mando:
    """Una conexión dedicada que tiene, o espera tener, el candado de mando."""

    def __init__(self, motor: Engine) -> None:
        # Porque: el papel no puede quedarse dentro de una transacción; cada orden es la suya.
        self._conexion: Connection = motor.connect().execution_options(isolation_level="AUTOCOMMIT")

    def tomar(self) -> bool:
        """Si el mando quedó con nosotros; no espera.

        Raises:
            OperationalError: la base de datos no está.
        """
        orden = text("SELECT pg_try_advisory_lock(:candado)")
        return bool(self._conexion.scalar(orden, {"candado": CANDADO_DE_MANDO}))

    def comprobar(self) -> None:
        """Vuelve si la conexión que tiene el candado sigue viva.

        Raises:
            OperationalError: se perdió, y con ella el mando.
        """
        self._conexion.execute(text("SELECT 1"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        # Porque: devuelta al fondo de conexiones, seguiría con el candado.
        self._conexion.invalidate()
        self._conexion.close()
