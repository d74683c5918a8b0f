"""Las máquinas de las instituciones: credenciales, tokens y llaves de firma."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0007"
down_revision = "0006"

TABLAS = (
    "credencial_maquina",
    "afirmacion_usada",
    "token_maquina",
    "llave_firma",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "credencial_maquina": ("SELECT", "", "SELECT"),
    "afirmacion_usada": ("SELECT, INSERT", "", "SELECT, DELETE"),
    "token_maquina": ("SELECT, INSERT", "", "SELECT, DELETE"),
    "llave_firma": ("SELECT", "SELECT", "SELECT"),
}


def upgrade() -> None:
    _crear_credencial_maquina()
    _crear_afirmacion_usada()
    _crear_token_maquina()
    _crear_llave_firma()
    otorgar(PERMISOS)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _crear_credencial_maquina() -> None:
    op.create_table(
        "credencial_maquina",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("algoritmo", sa.Text(), nullable=False),
        sa.Column("publica", sa.Text(), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revocada_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_credencial_maquina_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credencial_maquina")),
    )
    op.create_index(
        op.f("ix_credencial_maquina_institucion"),
        "credencial_maquina",
        ["institucion"],
        unique=False,
    )


def _crear_afirmacion_usada() -> None:
    op.create_table(
        "afirmacion_usada",
        sa.Column("credencial_id", sa.Uuid(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["credencial_id"],
            ["credencial_maquina.id"],
            name=op.f("fk_afirmacion_usada_credencial_id"),
        ),
        sa.PrimaryKeyConstraint("credencial_id", "jti", name=op.f("pk_afirmacion_usada")),
    )
    op.create_index(
        op.f("ix_afirmacion_usada_vence_en"), "afirmacion_usada", ["vence_en"], unique=False
    )


def _crear_token_maquina() -> None:
    op.create_table(
        "token_maquina",
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("credencial_id", sa.Uuid(), nullable=False),
        sa.Column("alcance", sa.Text(), nullable=False),
        sa.Column("emitido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["credencial_id"],
            ["credencial_maquina.id"],
            name=op.f("fk_token_maquina_credencial_id"),
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_token_maquina")),
    )
    op.create_index(op.f("ix_token_maquina_vence_en"), "token_maquina", ["vence_en"], unique=False)


def _crear_llave_firma() -> None:
    op.create_table(
        "llave_firma",
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("publica", sa.LargeBinary(), nullable=False),
        sa.Column("vigente_desde", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vigente_hasta", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_llave_firma_organismo")
        ),
        sa.PrimaryKeyConstraint("organismo", "kid", name=op.f("pk_llave_firma")),
    )
