"""Segundo factor, códigos de recuperación, freno de ingresos y niveles de sesión."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0014"
down_revision = "0013"

TABLAS = (
    "credencial_usuario",
    "codigo_recuperacion",
    "dispositivo_conocido",
    "freno_ingreso",
    "ingreso_oidc",
    "primer_administrador",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "credencial_usuario": ("SELECT, INSERT, UPDATE", "", ""),
    "codigo_recuperacion": ("SELECT, INSERT, UPDATE, DELETE", "", ""),
    "dispositivo_conocido": ("SELECT, INSERT, UPDATE, DELETE", "", ""),
    "freno_ingreso": ("SELECT, INSERT, UPDATE, DELETE", "", ""),
    "ingreso_oidc": ("SELECT, INSERT, DELETE", "", ""),
    "primer_administrador": ("", "", ""),
}


def upgrade() -> None:
    _crear_credencial_usuario()
    _crear_codigo_recuperacion()
    _crear_dispositivo_conocido()
    _crear_freno_ingreso()
    _crear_ingreso_oidc()
    _crear_primer_administrador()
    otorgar(PERMISOS)
    op.execute(
        "INSERT INTO credencial_usuario (usuario_id, clave_argon2, es_de_ensayo) "
        "SELECT id, clave_argon2, false FROM usuario"
    )
    op.drop_column("usuario", "clave_argon2")
    _ampliar_sesion()


def downgrade() -> None:
    for columna in ("reforzada_en", "via", "nivel"):
        op.drop_column("sesion", columna)
    op.add_column("usuario", sa.Column("clave_argon2", sa.Text(), nullable=True))
    op.execute(
        "UPDATE usuario SET clave_argon2 = coalesce("
        "(SELECT c.clave_argon2 FROM credencial_usuario c WHERE c.usuario_id = usuario.id), '')"
    )
    op.alter_column("usuario", "clave_argon2", nullable=False)
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _ampliar_sesion() -> None:
    # Porque: lo que estaba abierto entró con las reglas de antes; que entre de nuevo.
    op.execute("UPDATE sesion SET cerrada_en = vista_en WHERE cerrada_en IS NULL")
    for nombre, clase, valores in (
        ("nivel", "nivelsesion", ("pendiente", "plena")),
        ("via", "viaingreso", ("clave", "oidc")),
    ):
        enumeracion = sa.Enum(
            *valores, name=clase, native_enum=False, create_constraint=True, length=40
        )
        op.add_column(
            "sesion", sa.Column(nombre, enumeracion, nullable=False, server_default=valores[0])
        )
        op.alter_column("sesion", nombre, server_default=None)
    op.add_column("sesion", sa.Column("reforzada_en", sa.DateTime(timezone=True), nullable=True))


def _crear_credencial_usuario() -> None:
    op.create_table(
        "credencial_usuario",
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("clave_argon2", sa.Text(), nullable=False),
        sa.Column("clave_vence_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("es_de_ensayo", sa.Boolean(), nullable=False),
        sa.Column("totp_secreto", sa.LargeBinary(), nullable=True),
        sa.Column("totp_propuesto", sa.LargeBinary(), nullable=True),
        sa.Column("ultimo_paso", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_credencial_usuario_usuario_id")
        ),
        sa.PrimaryKeyConstraint("usuario_id", name=op.f("pk_credencial_usuario")),
    )


def _crear_codigo_recuperacion() -> None:
    op.create_table(
        "codigo_recuperacion",
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("usado_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_codigo_recuperacion_usuario_id")
        ),
        sa.PrimaryKeyConstraint("usuario_id", "huella", name=op.f("pk_codigo_recuperacion")),
    )


def _crear_dispositivo_conocido() -> None:
    op.create_table(
        "dispositivo_conocido",
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usado_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_dispositivo_conocido_usuario_id")
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_dispositivo_conocido")),
    )
    op.create_index(
        op.f("ix_dispositivo_conocido_usuario_id"),
        "dispositivo_conocido",
        ["usuario_id"],
        unique=False,
    )


def _crear_freno_ingreso() -> None:
    op.create_table(
        "freno_ingreso",
        sa.Column("balde", sa.LargeBinary(), nullable=False),
        sa.Column("usuario_id", sa.Uuid(), nullable=True),
        sa.Column("fallos", sa.Integer(), nullable=False),
        sa.Column("libre_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ultimo_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_freno_ingreso_usuario_id")
        ),
        sa.PrimaryKeyConstraint("balde", name=op.f("pk_freno_ingreso")),
    )
    for columna in ("usuario_id", "ultimo_en"):
        op.create_index(
            op.f(f"ix_freno_ingreso_{columna}"), "freno_ingreso", [columna], unique=False
        )


def _crear_ingreso_oidc() -> None:
    op.create_table(
        "ingreso_oidc",
        sa.Column("huella_estado", sa.LargeBinary(), nullable=False),
        sa.Column("huella_navegador", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("verificador", sa.LargeBinary(), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("huella_estado", name=op.f("pk_ingreso_oidc")),
    )
    op.create_index(op.f("ix_ingreso_oidc_vence_en"), "ingreso_oidc", ["vence_en"], unique=False)


def _crear_primer_administrador() -> None:
    op.create_table(
        "primer_administrador",
        sa.Column("unico", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("usuario_id", sa.Uuid(), nullable=False),
        sa.Column("nombrado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unico", name=op.f("ck_primer_administrador_unico")),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_primer_administrador_usuario_id")
        ),
        sa.PrimaryKeyConstraint("unico", name=op.f("pk_primer_administrador")),
    )
