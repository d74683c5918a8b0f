"""Personas buscadas, casos, denuncias, cartera y plazos."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0002"
down_revision = "0001"

TABLAS = ("persona", "clave_persona", "caso", "denuncia", "cartera_cambio", "plazo")

# tabla: (lo que puede la API, lo que puede el consumidor)
PERMISOS = {
    "persona": ("SELECT, INSERT, UPDATE", "SELECT"),
    "clave_persona": ("SELECT, INSERT, DELETE", ""),
    "caso": ("SELECT, INSERT, UPDATE", "SELECT"),
    "denuncia": ("SELECT, INSERT", ""),
    "cartera_cambio": ("INSERT", "SELECT"),
    "plazo": ("SELECT, INSERT, UPDATE", ""),
}


def upgrade() -> None:
    _crear_persona()
    _crear_clave_persona()
    _crear_caso()
    _crear_denuncia()
    _crear_cartera_cambio()
    _crear_plazo()
    otorgar(PERMISOS)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _crear_persona() -> None:
    op.create_table(
        "persona",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.LargeBinary(), nullable=False),
        sa.Column("nombres", sa.LargeBinary(), nullable=False),
        sa.Column("apellido_paterno", sa.LargeBinary(), nullable=False),
        sa.Column("apellido_materno", sa.LargeBinary(), nullable=False),
        sa.Column("nombre_social", sa.LargeBinary(), nullable=False),
        sa.Column("fecha_nacimiento", sa.LargeBinary(), nullable=False),
        sa.Column("sexo", sa.LargeBinary(), nullable=False),
        sa.Column("nacionalidad", sa.LargeBinary(), nullable=False),
        sa.Column("comuna", sa.LargeBinary(), nullable=False),
        sa.Column("registrada_en", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persona")),
    )


def _crear_clave_persona() -> None:
    op.create_table(
        "clave_persona",
        sa.Column("clave", sa.LargeBinary(), nullable=False),
        sa.Column("persona_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"],
            ["persona.id"],
            name=op.f("fk_clave_persona_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clave", "persona_id", name=op.f("pk_clave_persona")),
    )
    op.create_index(
        op.f("ix_clave_persona_persona_id"), "clave_persona", ["persona_id"], unique=False
    )


def _crear_caso() -> None:
    op.create_table(
        "caso",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("persona_id", sa.Uuid(), nullable=False),
        sa.Column(
            "estado",
            sa.Enum(
                "busqueda_24h",
                "busqueda_activa",
                "termino",
                name="estadocaso",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abierto_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ultima_noticia_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comuna_desaparicion", sa.Text(), nullable=False),
        sa.Column("circunstancias", sa.LargeBinary(), nullable=False),
        sa.Column("sintetico", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["persona.id"], name=op.f("fk_caso_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caso")),
    )
    op.create_index(op.f("ix_caso_persona_id"), "caso", ["persona_id"], unique=False)


def _crear_denuncia() -> None:
    op.create_table(
        "denuncia",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("unidad", sa.Text(), nullable=False),
        sa.Column("recibida_por", sa.Uuid(), nullable=False),
        sa.Column(
            "medio",
            sa.Enum(
                "presencial",
                "escrita",
                "telefonica",
                "electronica",
                "otro",
                name="mediodenuncia",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recibida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ingresada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relato", sa.LargeBinary(), nullable=False),
        sa.Column("denunciante", sa.LargeBinary(), nullable=False),
        sa.Column("domicilio", sa.LargeBinary(), nullable=False),
        sa.Column("telefono", sa.LargeBinary(), nullable=False),
        sa.Column("vinculo", sa.LargeBinary(), nullable=False),
        sa.Column("identidad_reservada", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f("fk_denuncia_caso_id")),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_denuncia_institucion")
        ),
        sa.ForeignKeyConstraint(
            ["recibida_por"], ["usuario.id"], name=op.f("fk_denuncia_recibida_por")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denuncia")),
    )
    op.create_index(op.f("ix_denuncia_caso_id"), "denuncia", ["caso_id"], unique=False)


def _crear_cartera_cambio() -> None:
    op.create_table(
        "cartera_cambio",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cambio",
            sa.Enum(
                "alta",
                "cambio",
                "baja",
                name="cambiocartera",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "anotado_en",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f("fk_cartera_cambio_caso_id")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_cartera_cambio")),
    )


def _crear_plazo() -> None:
    op.create_table(
        "plazo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("sujeto", sa.Text(), nullable=False),
        sa.Column("sujeto_id", sa.Uuid(), nullable=False),
        sa.Column("inicia_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cumplido_en", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plazo")),
    )
    op.create_index("ix_plazo_sujeto", "plazo", ["sujeto", "sujeto_id"], unique=False)
