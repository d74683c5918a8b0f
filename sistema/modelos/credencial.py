"""Con qué prueba quién es una persona usuaria, y lo que frena a quien lo intenta sin serlo."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base
from sistema.nucleo.cripto import BytesCifrados, TextoCifrado


class CredencialUsuario(Base):
    """La clave y el segundo factor de una persona usuaria.

    `clave_vence_en` solo lo tiene la clave que emitió un administrador: sirve una vez y hasta
    entonces. `es_de_ensayo` marca las cuentas sintéticas, que solo entran en el entorno de ensayo.
    `totp_propuesto` espera su primer código bueno para reemplazar a `totp_secreto`; `ultimo_paso`
    es el paso de 30 s del último código aceptado: ninguno de ese paso o anterior vuelve a servir.
    """

    __tablename__ = "credencial_usuario"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    clave_argon2: Mapped[str]
    clave_vence_en: Mapped[datetime | None]
    es_de_ensayo: Mapped[bool]
    totp_secreto: Mapped[str | None] = mapped_column(
        TextoCifrado("credencial_usuario.totp_secreto")
    )
    totp_propuesto: Mapped[str | None] = mapped_column(
        TextoCifrado("credencial_usuario.totp_propuesto")
    )
    ultimo_paso: Mapped[int | None]


class CodigoRecuperacion(Base):
    """Un código de recuperación sin usar o ya usado; se guarda su huella SHA-256."""

    __tablename__ = "codigo_recuperacion"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    huella: Mapped[bytes] = mapped_column(primary_key=True)
    usado_en: Mapped[datetime | None]


class DispositivoConocido(Base):
    """Un navegador con que esa persona ya entró; se guarda la huella de su galleta."""

    __tablename__ = "dispositivo_conocido"

    huella: Mapped[bytes] = mapped_column(primary_key=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    creado_en: Mapped[datetime]
    usado_en: Mapped[datetime]


class FrenoIngreso(Base):
    """Los fallos seguidos de un balde (cuenta, red o dispositivo) y desde cuándo admite otro.

    `balde` es una huella con llave: no dice qué se escribió como cuenta ni de qué red llegó.
    """

    __tablename__ = "freno_ingreso"

    balde: Mapped[bytes] = mapped_column(primary_key=True)
    usuario_id: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"), index=True)
    fallos: Mapped[int]
    libre_en: Mapped[datetime]
    ultimo_en: Mapped[datetime] = mapped_column(index=True)


class IngresoOidc(Base):
    """Un ingreso por OIDC que espera su retorno; se borra al usarlo, sirva o no."""

    __tablename__ = "ingreso_oidc"

    huella_estado: Mapped[bytes] = mapped_column(primary_key=True)
    huella_navegador: Mapped[bytes]
    nonce: Mapped[bytes] = mapped_column(BytesCifrados("ingreso_oidc.nonce"))
    verificador: Mapped[bytes] = mapped_column(BytesCifrados("ingreso_oidc.verificador"))
    vence_en: Mapped[datetime] = mapped_column(index=True)


class PrimerAdministrador(Base):
    """La única vez que se nombró a alguien sin que otra persona lo aprobara."""

    __tablename__ = "primer_administrador"
    __table_args__ = (CheckConstraint("unico", name="unico"),)

    # Porque: con una sola clave posible, dos nombramientos a la vez no caben.
    unico: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    nombrado_en: Mapped[datetime]
