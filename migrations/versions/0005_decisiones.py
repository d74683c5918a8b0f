"""La memoria de decisiones: lo que una persona decidió de cada coincidencia, que solo se agrega."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0005"
down_revision = "0004"

# tabla: (lo que puede la API, lo que puede el consumidor)
PERMISOS = {"decision_coincidencia": ("SELECT, INSERT", "SELECT")}

SOLO_AGREGAR = """
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_coincidencia
FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()
"""


def upgrade() -> None:
    _agregar_huella()
    _crear_decision()
    otorgar(PERMISOS)
    op.execute(SOLO_AGREGAR)


def downgrade() -> None:
    op.drop_table("decision_coincidencia")
    op.drop_column("coincidencia", "huella_evidencia")


def _agregar_huella() -> None:
    # Porque: de lo hallado antes no se guardó la huella; la vacía no es igual a ninguna otra.
    op.add_column(
        "coincidencia",
        sa.Column(
            "huella_evidencia", sa.LargeBinary(), server_default=sa.text("''"), nullable=False
        ),
    )
    op.alter_column("coincidencia", "huella_evidencia", server_default=None)


def _crear_decision() -> None:
    op.create_table(
        "decision_coincidencia",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("coincidencia_id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column(
            "accion",
            sa.Enum(
                "confirmar",
                "rechazar",
                "deshacer",
                name="acciondecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("motivo", sa.LargeBinary(), nullable=False),
        sa.Column("decidida_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("decidida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("huella_evidencia", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coincidencia_id"],
            ["coincidencia.id"],
            name=op.f("fk_decision_coincidencia_coincidencia_id"),
        ),
        sa.ForeignKeyConstraint(
            ["caso_id"], ["caso.id"], name=op.f("fk_decision_coincidencia_caso_id")
        ),
        sa.ForeignKeyConstraint(
            ["decidida_por"], ["usuario.id"], name=op.f("fk_decision_coincidencia_decidida_por")
        ),
        sa.ForeignKeyConstraint(
            ["institucion"],
            ["institucion.codigo"],
            name=op.f("fk_decision_coincidencia_institucion"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_coincidencia")),
        sa.UniqueConstraint("numero", name=op.f("uq_decision_coincidencia_numero")),
    )
    for columna in ("coincidencia_id", "huella_evidencia"):
        op.create_index(
            op.f(f"ix_decision_coincidencia_{columna}"),
            "decision_coincidencia",
            [columna],
            unique=False,
        )
