"""Antecedentes, evaluaciones y decisiones de riesgo, y las alertas que suben su nivel."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar
from migrations.vigencia_del_riesgo import CUIDAR_LA_VIGENCIA, DESCUIDAR_LA_VIGENCIA

revision = "0009"
down_revision = "0008"

TABLAS = (
    "antecedente_riesgo",
    "evaluacion_riesgo",
    "decision_riesgo",
    "visto_bueno_riesgo",
    "vigencia_riesgo",
)
CATEGORIAS = ("BAJO", "MEDIO", "SIN_DETERMINAR", "ALTO")
MOTIVOS = (
    "aporte",
    "pedido",
    "datos_cambiados",
    "contacto",
    "plazo_vencido",
    "horas",
    "catalogo",
    "hipotesis",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "antecedente_riesgo": ("SELECT, INSERT", "", "SELECT, INSERT"),
    "evaluacion_riesgo": ("SELECT, INSERT", "", "SELECT, INSERT"),
    "decision_riesgo": ("SELECT, INSERT", "", ""),
    "visto_bueno_riesgo": ("SELECT, INSERT", "", ""),
    "vigencia_riesgo": ("SELECT, INSERT", "", "SELECT, INSERT"),
    "alerta": ("INSERT", "", "INSERT"),
    "entrega_alerta": ("INSERT", "", "INSERT"),
    "persona": ("", "", "SELECT (id, fecha_nacimiento, sexo)"),
    "plazo": ("", "", "SELECT"),
    "decision_coincidencia": ("", "", "SELECT"),
}

SOLO_AGREGAR = """
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla}
FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()
"""
ORIGEN_DE_ALERTA = (
    "(clase = 'posible_paradero' AND coincidencia_id IS NOT NULL AND evaluacion_id IS NULL"
    " AND decision_id IS NULL)"
    " OR (clase = 'riesgo' AND coincidencia_id IS NULL"
    " AND (evaluacion_id IS NULL) <> (decision_id IS NULL))"
)


def upgrade() -> None:
    _crear_antecedente()
    _crear_evaluacion()
    _crear_decision()
    _crear_visto_bueno()
    _crear_vigencia()
    _abrir_alerta()
    otorgar(PERMISOS)
    for tabla in TABLAS:
        op.execute(SOLO_AGREGAR.format(tabla=tabla))
    for orden in CUIDAR_LA_VIGENCIA:
        op.execute(orden)


def downgrade() -> None:
    op.execute("REVOKE INSERT ON alerta, entrega_alerta FROM sistema_api, sistema_tareas")
    op.execute("REVOKE SELECT ON persona, plazo, decision_coincidencia FROM sistema_tareas")
    op.execute(
        "DELETE FROM entrega_alerta USING alerta WHERE alerta_id = alerta.id AND clase = 'riesgo'"
    )
    op.execute("DELETE FROM alerta WHERE clase = 'riesgo'")
    op.drop_constraint("ck_alerta_origen", "alerta")
    op.drop_constraint("uq_alerta_evaluacion_id", "alerta")
    op.drop_column("alerta", "evaluacion_id")
    op.drop_constraint("uq_alerta_decision_id", "alerta")
    op.drop_column("alerta", "decision_id")
    op.drop_column("alerta", "clase")
    op.alter_column("alerta", "coincidencia_id", nullable=False)
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)
    for orden in DESCUIDAR_LA_VIGENCIA:
        op.execute(orden)


def _opciones(nombre: str, *valores: str) -> sa.Enum:
    return sa.Enum(*valores, name=nombre, native_enum=False, create_constraint=True, length=40)


def _crear_antecedente() -> None:
    tabla = "antecedente_riesgo"
    op.create_table(
        tabla,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("contenido", sa.LargeBinary(), nullable=False),
        sa.Column("desvirtua_id", sa.Uuid(), nullable=True),
        sa.Column("desvirtua_aporte", sa.Integer(), nullable=True),
        sa.Column("registrado_por", sa.Uuid(), nullable=True),
        sa.Column("institucion", sa.Text(), nullable=True),
        sa.Column("registrado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(desvirtua_id IS NULL) = (desvirtua_aporte IS NULL)",
            name=op.f(f"ck_{tabla}_desvirtua"),
        ),
        sa.CheckConstraint(
            "(registrado_por IS NULL) = (institucion IS NULL)", name=op.f(f"ck_{tabla}_registro")
        ),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f(f"fk_{tabla}_caso_id")),
        sa.ForeignKeyConstraint(
            ["caso_id", "desvirtua_id"],
            [f"{tabla}.caso_id", f"{tabla}.id"],
            name=op.f(f"fk_{tabla}_caso_id_desvirtua_id"),
        ),
        sa.ForeignKeyConstraint(
            ["registrado_por"], ["usuario.id"], name=op.f(f"fk_{tabla}_registrado_por")
        ),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f(f"fk_{tabla}_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{tabla}")),
        sa.UniqueConstraint("numero", name=op.f(f"uq_{tabla}_numero")),
        sa.UniqueConstraint("caso_id", "id", name=op.f(f"uq_{tabla}_caso_id_id")),
    )
    op.create_index(f"ix_{tabla}_caso", tabla, ["caso_id", "numero"], unique=False)


def _crear_evaluacion() -> None:
    tabla = "evaluacion_riesgo"
    op.create_table(
        tabla,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("motivo", _opciones("motivoevaluacion", *MOTIVOS), nullable=False),
        sa.Column("version_catalogo", sa.Text(), nullable=False),
        sa.Column("categoria", _opciones("categoria", *CATEGORIAS), nullable=False),
        sa.Column("urgencia", sa.Integer(), nullable=False),
        sa.Column("puntaje", sa.Integer(), nullable=False),
        sa.Column("con_piso", sa.Boolean(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("detalle", sa.LargeBinary(), nullable=False),
        sa.Column("antecedentes", sa.LargeBinary(), nullable=False),
        sa.Column("pedida_por", sa.Uuid(), nullable=True),
        sa.Column("evaluada_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("urgencia BETWEEN 1 AND 3", name=op.f(f"ck_{tabla}_urgencia")),
        sa.CheckConstraint("NOT con_piso OR categoria = 'ALTO'", name=op.f(f"ck_{tabla}_piso")),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f(f"fk_{tabla}_caso_id")),
        sa.ForeignKeyConstraint(
            ["pedida_por"], ["usuario.id"], name=op.f(f"fk_{tabla}_pedida_por")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{tabla}")),
        sa.UniqueConstraint("caso_id", "version", name=op.f(f"uq_{tabla}_caso_id_version")),
    )


def _crear_decision() -> None:
    tabla = "decision_riesgo"
    op.create_table(
        tabla,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("evaluacion_id", sa.Uuid(), nullable=False),
        sa.Column("paso", _opciones("paso", "confirmar", "subir", "bajar"), nullable=False),
        sa.Column("desde", _opciones("desde", *CATEGORIAS), nullable=False),
        sa.Column("categoria", _opciones("categoria", *CATEGORIAS), nullable=False),
        sa.Column("motivo", sa.LargeBinary(), nullable=True),
        sa.Column("decidida_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("decidida_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "paso <> 'bajar' OR motivo IS NOT NULL", name=op.f(f"ck_{tabla}_motivo")
        ),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f(f"fk_{tabla}_caso_id")),
        sa.ForeignKeyConstraint(
            ["evaluacion_id"], ["evaluacion_riesgo.id"], name=op.f(f"fk_{tabla}_evaluacion_id")
        ),
        sa.ForeignKeyConstraint(
            ["decidida_por"], ["usuario.id"], name=op.f(f"fk_{tabla}_decidida_por")
        ),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f(f"fk_{tabla}_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{tabla}")),
        sa.UniqueConstraint("numero", name=op.f(f"uq_{tabla}_numero")),
        sa.UniqueConstraint("id", "decidida_por", name=op.f(f"uq_{tabla}_id_decidida_por")),
    )
    op.create_index(f"ix_{tabla}_caso", tabla, ["caso_id", "numero"], unique=False)


def _crear_visto_bueno() -> None:
    tabla = "visto_bueno_riesgo"
    op.create_table(
        tabla,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("decidida_por", sa.Uuid(), nullable=False),
        sa.Column(
            "respuesta", _opciones("respuestavistobueno", "aprobar", "rechazar"), nullable=False
        ),
        sa.Column("es_fiscal", sa.Boolean(), nullable=False),
        sa.Column("motivo", sa.LargeBinary(), nullable=True),
        sa.Column("dado_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("dado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("dado_por <> decidida_por", name=op.f(f"ck_{tabla}_otra_persona")),
        sa.CheckConstraint(
            "respuesta <> 'rechazar' OR motivo IS NOT NULL", name=op.f(f"ck_{tabla}_motivo")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "decidida_por"],
            ["decision_riesgo.id", "decision_riesgo.decidida_por"],
            name=op.f(f"fk_{tabla}_decision_id_decidida_por"),
        ),
        sa.ForeignKeyConstraint(["dado_por"], ["usuario.id"], name=op.f(f"fk_{tabla}_dado_por")),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f(f"fk_{tabla}_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{tabla}")),
        sa.UniqueConstraint(
            "decision_id", "dado_por", name=op.f(f"uq_{tabla}_decision_id_dado_por")
        ),
    )


def _crear_vigencia() -> None:
    tabla = "vigencia_riesgo"
    op.create_table(
        tabla,
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("categoria", _opciones("categoria", *CATEGORIAS), nullable=False),
        sa.Column("evaluacion_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("desde", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(evaluacion_id IS NULL) <> (decision_id IS NULL)", name=op.f(f"ck_{tabla}_origen")
        ),
        sa.ForeignKeyConstraint(["caso_id"], ["caso.id"], name=op.f(f"fk_{tabla}_caso_id")),
        sa.ForeignKeyConstraint(
            ["evaluacion_id"], ["evaluacion_riesgo.id"], name=op.f(f"fk_{tabla}_evaluacion_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision_riesgo.id"], name=op.f(f"fk_{tabla}_decision_id")
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f(f"pk_{tabla}")),
        sa.UniqueConstraint("decision_id", name=op.f(f"uq_{tabla}_decision_id")),
    )
    op.create_index(f"ix_{tabla}_caso", tabla, ["caso_id", "numero"], unique=False)


def _abrir_alerta() -> None:
    op.add_column(
        "alerta",
        sa.Column(
            "clase",
            _opciones("clasealerta", "posible_paradero", "riesgo"),
            server_default="posible_paradero",
            nullable=False,
        ),
    )
    op.alter_column("alerta", "clase", server_default=None)
    op.alter_column("alerta", "coincidencia_id", nullable=True)
    op.add_column("alerta", sa.Column("evaluacion_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_alerta_evaluacion_id"), "alerta", "evaluacion_riesgo", ["evaluacion_id"], ["id"]
    )
    op.create_unique_constraint("uq_alerta_evaluacion_id", "alerta", ["evaluacion_id"])
    op.add_column("alerta", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_alerta_decision_id"), "alerta", "decision_riesgo", ["decision_id"], ["id"]
    )
    op.create_unique_constraint("uq_alerta_decision_id", "alerta", ["decision_id"])
    op.create_check_constraint(op.f("ck_alerta_origen"), "alerta", ORIGEN_DE_ALERTA)
