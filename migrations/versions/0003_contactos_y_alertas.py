"""La puerta de los eventos: entrada, bandeja, cuarentena, contactos, coincidencias y alertas."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0003"
down_revision = "0002"

TABLAS = (
    "entrada",
    "posicion_consumida",
    "bandeja",
    "cuarentena",
    "contacto",
    "coincidencia",
    "alerta",
    "entrega_alerta",
)

# tabla: (lo que puede la API, lo que puede el consumidor)
PERMISOS = {
    "entrada": ("INSERT", "SELECT, DELETE"),
    "posicion_consumida": ("", "SELECT, INSERT, UPDATE"),
    "bandeja": ("", "SELECT, INSERT"),
    "cuarentena": ("", "INSERT"),
    "contacto": ("SELECT", "SELECT, INSERT"),
    "coincidencia": ("SELECT", "SELECT, INSERT"),
    "alerta": ("SELECT", "SELECT, INSERT"),
    "entrega_alerta": ("SELECT, UPDATE", "INSERT"),
}


def upgrade() -> None:
    _crear_entrada()
    _crear_posicion_consumida()
    _crear_bandeja()
    _crear_cuarentena()
    _crear_contacto()
    _crear_coincidencia()
    _crear_alerta()
    _crear_entrega_alerta()
    otorgar(PERMISOS)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _crear_entrada() -> None:
    op.create_table(
        "entrada",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("cuerpo", sa.LargeBinary(), nullable=False),
        sa.Column(
            "recibida_en",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_entrada_organismo")
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_entrada")),
    )
    op.create_index("ix_entrada_organismo_numero", "entrada", ["organismo", "numero"], unique=False)


def _crear_posicion_consumida() -> None:
    op.create_table(
        "posicion_consumida",
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("tema", sa.Text(), nullable=False),
        sa.Column("particion", sa.Integer(), nullable=False),
        sa.Column("posicion", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cluster", "tema", "particion", name=op.f("pk_posicion_consumida")),
    )


def _crear_bandeja() -> None:
    op.create_table(
        "bandeja",
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("evento_id", sa.Uuid(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column(
            "recibido_en",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organismo", "evento_id", name=op.f("pk_bandeja")),
    )


def _crear_cuarentena() -> None:
    op.create_table(
        "cuarentena",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("tema", sa.Text(), nullable=False),
        sa.Column("particion", sa.Integer(), nullable=False),
        sa.Column("posicion", sa.BigInteger(), nullable=False),
        sa.Column("codigo", sa.Text(), nullable=False),
        sa.Column("detalle", sa.Text(), nullable=False),
        sa.Column("cuerpo", sa.LargeBinary(), nullable=False),
        sa.Column(
            "llegada_en",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_cuarentena_organismo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cuarentena")),
        sa.UniqueConstraint(
            "cluster",
            "tema",
            "particion",
            "posicion",
            name=op.f("uq_cuarentena_cluster_tema_particion_posicion"),
        ),
    )


def _crear_contacto() -> None:
    op.create_table(
        "contacto",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("evento_id", sa.Uuid(), nullable=False),
        sa.Column("tipo_contacto", sa.Text(), nullable=False),
        sa.Column("ocurrido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("persona", sa.LargeBinary(), nullable=False),
        sa.Column("datos", sa.LargeBinary(), nullable=False),
        sa.Column("registrado_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organismo"], ["institucion.codigo"], name=op.f("fk_contacto_organismo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacto")),
        sa.UniqueConstraint("organismo", "evento_id", name=op.f("uq_contacto_organismo_evento_id")),
    )


def _crear_coincidencia() -> None:
    op.create_table(
        "coincidencia",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("contacto_id", sa.Uuid(), nullable=False),
        sa.Column("organismo", sa.Text(), nullable=False),
        sa.Column("evento_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "enlace",
                "revision",
                "descarte",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("probabilidad", sa.Double(), nullable=False),
        sa.Column("puntaje_bits", sa.Double(), nullable=False),
        sa.Column("explicacion", sa.LargeBinary(), nullable=False),
        sa.Column("version_modelo", sa.Text(), nullable=False),
        sa.Column("hallada_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f("fk_coincidencia_caso_id")),
        sa.ForeignKeyConstraint(
            ["contacto_id"], ["contacto.id"], name=op.f("fk_coincidencia_contacto_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coincidencia")),
        sa.UniqueConstraint(
            "caso_id",
            "organismo",
            "evento_id",
            name=op.f("uq_coincidencia_caso_id_organismo_evento_id"),
        ),
    )
    op.create_index(
        op.f("ix_coincidencia_contacto_id"), "coincidencia", ["contacto_id"], unique=False
    )


def _crear_alerta() -> None:
    op.create_table(
        "alerta",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("coincidencia_id", sa.Uuid(), nullable=False),
        sa.Column("emitida_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f("fk_alerta_caso_id")),
        sa.ForeignKeyConstraint(
            ["coincidencia_id"], ["coincidencia.id"], name=op.f("fk_alerta_coincidencia_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerta")),
        sa.UniqueConstraint("coincidencia_id", name=op.f("uq_alerta_coincidencia_id")),
    )
    op.create_index(op.f("ix_alerta_caso_id"), "alerta", ["caso_id"], unique=False)


def _crear_entrega_alerta() -> None:
    op.create_table(
        "entrega_alerta",
        sa.Column("alerta_id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("acusada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acusada_por", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["acusada_por"], ["usuario.id"], name=op.f("fk_entrega_alerta_acusada_por")
        ),
        sa.ForeignKeyConstraint(
            ["alerta_id"], ["alerta.id"], name=op.f("fk_entrega_alerta_alerta_id")
        ),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_entrega_alerta_institucion")
        ),
        sa.PrimaryKeyConstraint("alerta_id", "institucion", name=op.f("pk_entrega_alerta")),
    )
    op.create_index(
        "ix_entrega_alerta_bandeja",
        "entrega_alerta",
        ["institucion", "acusada_en", "alerta_id"],
        unique=False,
    )
