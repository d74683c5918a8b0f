"""Llaves, instituciones, acuerdos, personas usuarias y sesiones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.permisos import otorgar

revision = "0001"
down_revision = None

TABLAS = ("llave", "institucion", "acuerdo", "usuario", "sesion", "peticion_idempotente")

# tabla: (lo que puede la API, lo que puede el consumidor)
PERMISOS = {
    "llave": ("SELECT", "SELECT"),
    "institucion": ("SELECT", "SELECT"),
    "acuerdo": ("SELECT", "SELECT"),
    "usuario": ("SELECT, UPDATE", ""),
    "sesion": ("SELECT, INSERT, UPDATE", ""),
    "peticion_idempotente": ("SELECT, INSERT", ""),
}


def upgrade() -> None:
    _crear_llave()
    _crear_institucion()
    _crear_acuerdo()
    _crear_usuario()
    _crear_sesion()
    _crear_peticion_idempotente()
    otorgar(PERMISOS)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _crear_llave() -> None:
    op.create_table(
        "llave",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("proposito", sa.Text(), nullable=False),
        sa.Column("envuelta", sa.LargeBinary(), nullable=False),
        sa.Column(
            "creada_en", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llave")),
    )


def _crear_institucion() -> None:
    op.create_table(
        "institucion",
        sa.Column("codigo", sa.Text(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column(
            "clase",
            sa.Enum(
                "interviniente",
                "colaborador_publico",
                "colaborador_privado",
                name="claseinstitucion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "titulo",
            sa.Enum(
                "norma_legal",
                "protocolo",
                "protocolo_aprobado",
                name="titulo",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("codigo", name=op.f("pk_institucion")),
    )


def _crear_acuerdo() -> None:
    op.create_table(
        "acuerdo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column(
            "titulo",
            sa.Enum(
                "norma_legal",
                "protocolo",
                "protocolo_aprobado",
                name="titulo",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tipos_contacto", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("dias_retrospectiva", sa.Integer(), nullable=False),
        sa.Column("vigente_desde", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vigente_hasta", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_acuerdo_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acuerdo")),
    )
    op.create_index(op.f("ix_acuerdo_institucion"), "acuerdo", ["institucion"], unique=False)


def _crear_usuario() -> None:
    op.create_table(
        "usuario",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("cuenta", sa.Text(), nullable=False),
        sa.Column("nombre", sa.LargeBinary(), nullable=False),
        sa.Column("unidad", sa.Text(), nullable=False),
        sa.Column(
            "perfil",
            sa.Enum(
                "RECEPTOR_DENUNCIA",
                "INVESTIGADOR",
                "SUPERVISOR",
                "FISCAL",
                name="perfil",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "estado",
            sa.Enum(
                "solicitado",
                "activo",
                "suspendido",
                "bloqueado",
                "baja",
                name="estadousuario",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("clave_argon2", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_usuario_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usuario")),
        sa.UniqueConstraint("cuenta", name=op.f("uq_usuario_cuenta")),
    )


def _crear_sesion() -> None:
    op.create_table(
        "sesion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("abierta_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vista_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cerrada_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_sesion_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesion")),
        sa.UniqueConstraint("huella", name=op.f("uq_sesion_huella")),
    )
    op.create_index(op.f("ix_sesion_usuario_id"), "sesion", ["usuario_id"], unique=False)


def _crear_peticion_idempotente() -> None:
    op.create_table(
        "peticion_idempotente",
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("ruta", sa.Text(), nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("recurso_id", sa.Uuid(), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_peticion_idempotente_usuario_id")
        ),
        sa.PrimaryKeyConstraint(
            "usuario_id", "ruta", "clave", name=op.f("pk_peticion_idempotente")
        ),
    )
