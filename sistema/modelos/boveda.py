"""La bóveda: lo aportado que no coincidió con nadie, ilegible sin las llaves de su día.

Las dos tablas se parten por el día en que vence lo guardado. Las particiones las crean y las borran
funciones del dueño; nunca hay una partición por omisión, que se quedaría con lo que no tiene día.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base


class Boveda(Base):
    """Un evento guardado hasta que venza: ni el organismo queda en claro."""

    __tablename__ = "boveda"
    __table_args__ = ({"postgresql_partition_by": "LIST (vence_el)"},)

    vence_el: Mapped[date] = mapped_column(primary_key=True)
    fila: Mapped[UUID] = mapped_column(primary_key=True)
    cuerpo: Mapped[bytes]


class BovedaClave(Base):
    """Una clave ciega de un evento guardado: 64 bits del HMAC con la segunda llave de su día."""

    __tablename__ = "boveda_clave"
    __table_args__ = ({"postgresql_partition_by": "LIST (vence_el)"},)

    vence_el: Mapped[date] = mapped_column(primary_key=True)
    clave: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fila: Mapped[UUID] = mapped_column(primary_key=True)
