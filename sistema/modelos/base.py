"""La base declarativa y las columnas que se repiten."""

import enum
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Enum, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, mapped_column

NOMBRES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Clave = Annotated[UUID, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """Base de todas las tablas; los nombres de las restricciones son predecibles."""

    metadata = MetaData(naming_convention=NOMBRES)
    type_annotation_map: ClassVar = {
        str: Text(),
        bytes: LargeBinary(),
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda clase: [miembro.value for miembro in clase],
        ),
    }
