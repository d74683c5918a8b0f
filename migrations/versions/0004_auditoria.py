"""El registro de operaciones, que solo se agrega."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0004"
down_revision = "0003"

TABLAS = ("asiento",)

# tabla: (lo que puede la API, lo que puede el consumidor)
PERMISOS = {"asiento": ("INSERT", "INSERT")}

# Porque: quitar el permiso no basta contra un error del dueño; la regla viaja con la tabla.
IMPEDIR_REESCRIBIR = """
CREATE FUNCTION impedir_reescribir() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'la tabla % solo admite agregar', TG_TABLE_NAME;
END $$
"""
SOLO_AGREGAR = """
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON asiento
FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()
"""


def upgrade() -> None:
    _crear_asiento()
    otorgar(PERMISOS)
    op.execute(IMPEDIR_REESCRIBIR)
    op.execute(SOLO_AGREGAR)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)
    op.execute("DROP FUNCTION impedir_reescribir")


def _crear_asiento() -> None:
    op.create_table(
        "asiento",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ocurrido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accion", sa.Text(), nullable=False),
        sa.Column("desenlace", sa.Text(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=True),
        sa.Column("usuario_id", sa.Uuid(), nullable=True),
        sa.Column("perfil", sa.Text(), nullable=True),
        sa.Column("sesion_id", sa.Uuid(), nullable=True),
        sa.Column("direccion", sa.Text(), nullable=True),
        sa.Column("objeto", sa.Text(), nullable=True),
        sa.Column("objeto_id", sa.Text(), nullable=True),
        sa.Column("caso_id", sa.Uuid(), nullable=True),
        sa.Column("finalidad", sa.Text(), nullable=True),
        sa.Column("resultados", sa.Integer(), nullable=True),
        sa.Column("detalle", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_asiento")),
    )
