"""La marcha de la ingesta: cuentas por organismo, latidos, tareas y sondas."""

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
    "tarea",
    "pulso",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "actividad_aporte": ("SELECT", "SELECT, INSERT, UPDATE", "SELECT"),
    "error_aporte": ("", "SELECT, INSERT, UPDATE", "SELECT, DELETE"),
    "latido_consumidor": ("SELECT", "SELECT, INSERT, UPDATE, DELETE", "SELECT, DELETE"),
    "sonda": ("SELECT", "", "SELECT, INSERT, UPDATE, DELETE"),
    "tarea": ("SELECT", "", "SELECT, INSERT, UPDATE, DELETE"),
    "pulso": ("UPDATE", "", ""),
    "alerta": ("", "", "SELECT"),
    "pendiente_ingesta": ("SELECT", "", "SELECT"),
}

# Porque: la salud dice cuánto espera y desde cuándo sin que su papel pueda leer lo que espera.
PENDIENTE_INGESTA = """
CREATE VIEW pendiente_ingesta AS
SELECT 'entrada' AS cola, count(*) AS cuantos, min(recibida_en) AS desde FROM entrada
UNION ALL SELECT 'cuarentena', count(*), min(llegada_en) FROM cuarentena
UNION ALL SELECT 'retrospectiva', count(*), min(pedida_en)
    FROM busqueda_retrospectiva WHERE hecha_en IS NULL
"""

# Porque: la función es lo único que puede borrar coincidencias, y solo ve las de casos sonda; un
# contacto que además coincide con una persona de verdad se queda.
SONDA_BORRAR = """
CREATE FUNCTION sonda_borrar(antes_de timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    vencidas uuid[];
    contactos uuid[];
BEGIN
    SELECT array_agg(c.id), array_agg(DISTINCT c.contacto_id) INTO vencidas, contactos
    FROM coincidencia AS c JOIN caso ON caso.id = c.caso_id
    WHERE caso.es_sonda AND c.hallada_en < least(antes_de, now())
      AND NOT EXISTS (SELECT FROM decision_coincidencia AS d WHERE d.coincidencia_id = c.id);
    DELETE FROM entrega_alerta AS e USING alerta AS a
        WHERE a.id = e.alerta_id AND a.coincidencia_id = ANY(vencidas);
    DELETE FROM alerta WHERE coincidencia_id = ANY(vencidas);
    DELETE FROM version_coincidencia WHERE coincidencia_id = ANY(vencidas);
    DELETE FROM coincidencia WHERE id = ANY(vencidas);
    DELETE FROM contacto AS k WHERE k.id = ANY(contactos)
        AND NOT EXISTS (SELECT FROM coincidencia AS c WHERE c.contacto_id = k.id);
    RETURN coalesce(cardinality(vencidas), 0);
END $$
"""
PERMISOS_DE_FUNCIONES = (
    "REVOKE ALL ON FUNCTION sonda_borrar(timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION sonda_borrar(timestamptz) TO sistema_tareas",
    "GRANT EXECUTE ON FUNCTION boveda_dias_preparados() TO sistema_api",
)


def upgrade() -> None:
    op.add_column(
        "caso",
        sa.Column("es_sonda", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column("caso", "es_sonda", server_default=None)
    op.create_index(
        "ix_caso_sonda", "caso", ["id"], unique=False, postgresql_where=sa.text("es_sonda")
    )
    _crear_actividad_aporte()
    _crear_error_aporte()
    _crear_latido_consumidor()
    _crear_sonda()
    _crear_tarea()
    _crear_pulso()
    op.execute(PENDIENTE_INGESTA)
    otorgar(PERMISOS)
    for orden in (SONDA_BORRAR, *PERMISOS_DE_FUNCIONES):
        op.execute(orden)


def downgrade() -> None:
    op.execute("REVOKE EXECUTE ON FUNCTION boveda_dias_preparados() FROM sistema_api")
    op.execute("DROP FUNCTION sonda_borrar(timestamptz)")
    op.execute("DROP VIEW pendiente_ingesta")
    op.drop_index("ix_caso_sonda", "caso")
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
        sa.Column("atrasado_desde", sa.DateTime(timezone=True), nullable=True),
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


def _crear_tarea() -> None:
    op.create_table(
        "tarea",
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("cada_s", sa.Integer(), nullable=False),
        sa.Column("terminada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hecha_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fallo", sa.Text(), nullable=True),
        sa.Column("hechos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_tarea")),
    )


def _crear_pulso() -> None:
    op.create_table(
        "pulso",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tocado_en", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulso")),
    )
    op.execute("INSERT INTO pulso (id, tocado_en) VALUES (1, now())")
