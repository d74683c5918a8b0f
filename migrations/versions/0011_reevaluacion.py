"""La cola de casos por reevaluar."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0011"
down_revision = "0010"

TABLA = "reevaluacion_pendiente"
MOTIVOS = ("datos_cambiados", "contacto", "plazo_vencido", "horas", "catalogo", "hipotesis")

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {TABLA: ("INSERT", "INSERT", "SELECT, INSERT, UPDATE, DELETE")}


def upgrade() -> None:
    op.create_table(
        TABLA,
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column(
            "motivo",
            sa.Enum(
                *MOTIVOS,
                name="motivoreevaluacion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pedida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("desde", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intentos", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reposo", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f(f"fk_{TABLA}_caso_id")),
        sa.PrimaryKeyConstraint("numero", name=op.f(f"pk_{TABLA}")),
    )
    op.create_index(f"ix_{TABLA}_desde", TABLA, ["desde", "numero"], unique=False)
    op.create_index(op.f(f"ix_{TABLA}_caso_id"), TABLA, ["caso_id"], unique=False)
    otorgar(PERMISOS)


def downgrade() -> None:
    op.drop_table(TABLA)
