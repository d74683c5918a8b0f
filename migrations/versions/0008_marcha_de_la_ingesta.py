"""La marcha de la ingesta: cuentas por organismo, latidos y sondas."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0008"
down_revision = "0007"

TABLAS = (
    "actividad_aporte",
    "error_aporte",
    "latido_consumidor",
    "sonda",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "actividad_aporte": ("", "SELECT, INSERT, UPDATE", "SELECT"),
    "error_aporte": ("", "SELECT, INSERT, UPDATE", "SELECT, DELETE"),
    "latido_consumidor": ("", "SELECT, INSERT, UPDATE, DELETE", "SELECT, DELETE"),
    "sonda": ("", "SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    "alerta": ("", "", "SELECT"),
}


def upgrade() -> None:
    op.add_column(
        "caso",
        sa.Column("es_sonda", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column("caso", "es_sonda", server_default=None)
    _crear_actividad_aporte()
    _crear_error_aporte()
    _crear_latido_consumidor()
    _crear_sonda()
    otorgar(PERMISOS)


def downgrade() -> None:
    op.drop_column("caso", "es_sonda")
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _crear_actividad_aporte() -> None:
    op.create_table(
        "actividad_aporte",
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("recibidos", sa.BigInteger(), nullable=False),
        sa.Column("apartados", sa.BigInteger(), nullable=False),
        sa.Column("ultimo_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_actividad_aporte_organismo")
        ),
        sa.PrimaryKeyConstraint("organismo", "dia", name=op.f("pk_actividad_aporte")),
    )


def _crear_error_aporte() -> None:
    op.create_table(
        "error_aporte",
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("codigo", sa.Text(), nullable=False),
        sa.Column("detalle", sa.Text(), nullable=False),
        sa.Column("cuantos", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_error_aporte_organismo")
        ),
        sa.PrimaryKeyConstraint(
            "organismo", "dia", "codigo", "detalle", name=op.f("pk_error_aporte")
        ),
    )


def _crear_latido_consumidor() -> None:
    op.create_table(
        "latido_consumidor",
        sa.Column("proceso", sa.Uuid(), nullable=False),
        sa.Column("tema", sa.Text(), nullable=False),
        sa.Column("particion", sa.Integer(), nullable=False),
        sa.Column("pendientes", sa.BigInteger(), nullable=False),
        sa.Column("casos", sa.Integer(), nullable=False),
        sa.Column("anotado_en", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("proceso", "tema", "particion", name=op.f("pk_latido_consumidor")),
    )


def _crear_sonda() -> None:
    op.create_table(
        "sonda",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("evento_id", sa.Uuid(), nullable=False),
        sa.Column("enviada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("salio_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f("fk_sonda_caso_id")),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_sonda_organismo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sonda")),
        sa.UniqueConstraint("evento_id", name=op.f("uq_sonda_evento_id")),
    )
    op.create_index(
        "ix_sonda_pendiente",
        "sonda",
        ["enviada_en"],
        unique=False,
        postgresql_where=sa.text("salio_en IS NULL"),
    )
