"""Catálogos de riesgo, hipótesis, diligencias y desenlaces."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0010"
down_revision = "0009"

TABLAS = ("catalogo_riesgo", "hipotesis", "diligencia", "resultado_diligencia", "desenlace")
SOLO_AGREGAN = ("catalogo_riesgo", "hipotesis", "resultado_diligencia", "desenlace")
PLAUSIBILIDADES = ("baja", "media", "alta", "descartada")
DANOS = ("ninguno", "leve", "grave", "muerte", "sin_datos")

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "catalogo_riesgo": ("SELECT", "", "SELECT"),
    "hipotesis": ("SELECT, INSERT", "", "SELECT"),
    "diligencia": ("SELECT, INSERT, UPDATE", "", "SELECT, INSERT, UPDATE"),
    "resultado_diligencia": ("SELECT, INSERT", "", ""),
    "desenlace": ("SELECT, INSERT", "", "SELECT"),
}

SOLO_AGREGAR = """
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla}
FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()
"""

# Porque: quien evalúa adelanta un vencimiento y quien anota un resultado la deja hecha; nada más.
IMPEDIR_CAMBIAR_DILIGENCIA = """
CREATE FUNCTION impedir_cambiar_diligencia() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.vence_en > OLD.vence_en THEN
        RAISE EXCEPTION 'el vencimiento de una diligencia solo se adelanta';
    END IF;
    IF NEW.hecha_en IS NULL AND OLD.hecha_en IS NOT NULL THEN
        RAISE EXCEPTION 'una diligencia hecha no vuelve a estar pendiente';
    END IF;
    OLD.vence_en := NEW.vence_en;
    OLD.hecha_en := NEW.hecha_en;
    IF NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'de una diligencia solo cambian su vencimiento y cuándo se hizo';
    END IF;
    RETURN NEW;
END $$
"""
DILIGENCIA_CASI_FIJA = """
CREATE TRIGGER casi_fija BEFORE UPDATE ON diligencia
FOR EACH ROW EXECUTE FUNCTION impedir_cambiar_diligencia()
"""
DILIGENCIA_SIN_BORRAR = """
CREATE TRIGGER sin_borrar BEFORE DELETE OR TRUNCATE ON diligencia
FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()
"""


def upgrade() -> None:
    _crear_catalogo()
    _crear_hipotesis()
    _crear_diligencia()
    _crear_resultado()
    _crear_desenlace()
    otorgar(PERMISOS)
    for tabla in SOLO_AGREGAN:
        op.execute(SOLO_AGREGAR.format(tabla=tabla))
    op.execute(IMPEDIR_CAMBIAR_DILIGENCIA)
    op.execute(DILIGENCIA_CASI_FIJA)
    op.execute(DILIGENCIA_SIN_BORRAR)


def downgrade() -> None:
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)
    op.execute("DROP FUNCTION impedir_cambiar_diligencia()")


def _crear_catalogo() -> None:
    op.create_table(
        "catalogo_riesgo",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("vigente_desde", sa.Date(), nullable=False),
        sa.Column("vigente_hasta", sa.Date(), nullable=True),
        sa.Column("contenido", sa.Text(), nullable=False),
        sa.Column("huella", sa.LargeBinary(), nullable=False),
        sa.Column("cargado_en", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_catalogo_riesgo")),
    )


def _crear_hipotesis() -> None:
    op.create_table(
        "hipotesis",
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plausibilidad", _enumerado("plausibilidad", PLAUSIBILIDADES), nullable=False),
        sa.Column("sustento", sa.LargeBinary(), nullable=False),
        sa.Column("formulada_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("formulada_en", sa.DateTime(timezone=True), nullable=False),
        _referir("hipotesis", "caso_id", "caso.id"),
        _referir("hipotesis", "formulada_por", "usuario.id"),
        _referir("hipotesis", "institucion", "institucion.codigo"),
        sa.PrimaryKeyConstraint("caso_id", "tipo", "version", name=op.f("pk_hipotesis")),
    )


def _crear_diligencia() -> None:
    op.create_table(
        "diligencia",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("codigo", sa.Text(), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("responsable", sa.Text(), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hecha_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluacion_id", sa.Uuid(), nullable=True),
        _referir("diligencia", "caso_id", "caso.id"),
        _referir("diligencia", "evaluacion_id", "evaluacion_riesgo.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diligencia")),
        sa.UniqueConstraint("caso_id", "codigo", name=op.f("uq_diligencia_caso_id_codigo")),
    )
    op.create_index(
        "ix_diligencia_pendiente",
        "diligencia",
        ["vence_en", "id"],
        unique=False,
        postgresql_where=sa.text("hecha_en IS NULL"),
    )


def _crear_resultado() -> None:
    op.create_table(
        "resultado_diligencia",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("diligencia_id", sa.Uuid(), nullable=False),
        sa.Column("resultado", sa.LargeBinary(), nullable=False),
        sa.Column("hecha_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anotado_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("anotado_en", sa.DateTime(timezone=True), nullable=False),
        _referir("resultado_diligencia", "diligencia_id", "diligencia.id"),
        _referir("resultado_diligencia", "anotado_por", "usuario.id"),
        _referir("resultado_diligencia", "institucion", "institucion.codigo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resultado_diligencia")),
        sa.UniqueConstraint("numero", name=op.f("uq_resultado_diligencia_numero")),
    )
    op.create_index(
        op.f("ix_resultado_diligencia_diligencia_id"),
        "resultado_diligencia",
        ["diligencia_id"],
        unique=False,
    )


def _crear_desenlace() -> None:
    op.create_table(
        "desenlace",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dano", _enumerado("desenlace", DANOS), nullable=False),
        sa.Column("sustento", sa.LargeBinary(), nullable=False),
        sa.Column("grupo", sa.LargeBinary(), nullable=False),
        sa.Column("registrado_por", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("registrado_en", sa.DateTime(timezone=True), nullable=False),
        _referir("desenlace", "caso_id", "caso.id"),
        _referir("desenlace", "registrado_por", "usuario.id"),
        _referir("desenlace", "institucion", "institucion.codigo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desenlace")),
        sa.UniqueConstraint("caso_id", "version", name=op.f("uq_desenlace_caso_id_version")),
    )


def _enumerado(nombre: str, valores: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*valores, name=nombre, native_enum=False, create_constraint=True, length=40)


def _referir(tabla: str, columna: str, destino: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([columna], [destino], name=op.f(f"fk_{tabla}_{columna}"))
