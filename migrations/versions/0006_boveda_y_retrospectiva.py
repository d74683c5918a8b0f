"""La bóveda por días, la búsqueda hacia atrás, los intentos de cada lote y lo que vence."""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0006"
down_revision = "0005"

TABLAS = (
    "boveda",
    "boveda_clave",
    "intento_lote",
    "busqueda_retrospectiva",
    "clave_contacto",
    "version_coincidencia",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "boveda": ("", "SELECT, INSERT"),
    "boveda_clave": ("", "SELECT, INSERT"),
    "intento_lote": ("", "SELECT, INSERT, UPDATE, DELETE"),
    "busqueda_retrospectiva": ("SELECT, INSERT", "SELECT, UPDATE", "SELECT"),
    "clave_contacto": ("", "SELECT, INSERT"),
    "version_coincidencia": ("SELECT", "INSERT"),
    "coincidencia": ("", "UPDATE", "SELECT"),
    "contacto": ("", "", "SELECT"),
    "entrada": ("", "", "SELECT, INSERT, DELETE"),
    "cuarentena": ("", "", "SELECT, DELETE"),
    "bandeja": ("", "", "SELECT, DELETE"),
    "asiento": ("", "", "INSERT"),
    "institucion": ("", "", "SELECT"),
    "acuerdo": ("", "", "SELECT"),
    "llave": ("", "", "SELECT"),
    "caso": ("", "", "SELECT"),
}

COLUMNAS = (
    ("alerta", "version"),
    ("coincidencia", "version"),
    ("contacto", "original"),
    ("contacto", "firma"),
    ("cuarentena", "vence_el"),
    ("cuarentena", "firma"),
    ("entrada", "vence_el"),
    ("entrada", "firma"),
)

UNA_ALERTA = "uq_alerta_coincidencia_id"
UNA_POR_VERSION = "uq_alerta_coincidencia_id_version"

# Las particiones viven en un esquema aparte, que solo el dueño puede tocar.
ESQUEMA_DE_DIAS = "CREATE SCHEMA boveda_dias"

# Porque: crear la tabla y luego unirla no detiene a quien lee o escribe en los otros días.
CREAR_DIA = """
CREATE FUNCTION boveda_crear_dia(dia date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tabla text;
    nombre text;
BEGIN
    PERFORM pg_advisory_xact_lock(21500122);
    FOREACH tabla IN ARRAY ARRAY['boveda', 'boveda_clave'] LOOP
        nombre := tabla || '_' || to_char(dia, 'YYYYMMDD');
        IF to_regclass(format('boveda_dias.%I', nombre)) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE boveda_dias.%I (LIKE public.%I INCLUDING DEFAULTS, '
                'CHECK (vence_el = %L))', nombre, tabla, dia);
            EXECUTE format(
                'ALTER TABLE public.%I ATTACH PARTITION boveda_dias.%I FOR VALUES IN (%L)',
                tabla, nombre, dia);
        END IF;
    END LOOP;
END $$
"""
BORRAR_DIA = """
CREATE FUNCTION boveda_borrar_dia(dia date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tabla text;
    existia boolean := false;
BEGIN
    IF dia >= current_date THEN
        RAISE EXCEPTION 'solo se borran días que ya vencieron';
    END IF;
    PERFORM pg_advisory_xact_lock(21500122);
    FOREACH tabla IN ARRAY ARRAY['boveda', 'boveda_clave'] LOOP
        tabla := tabla || '_' || to_char(dia, 'YYYYMMDD');
        IF to_regclass(format('boveda_dias.%I', tabla)) IS NOT NULL THEN
            EXECUTE format('DROP TABLE boveda_dias.%I', tabla);
            existia := true;
        END IF;
    END LOOP;
    RETURN existia;
END $$
"""
DIAS = """
CREATE FUNCTION boveda_dias_preparados() RETURNS SETOF date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_date(right(relname, 8), 'YYYYMMDD') FROM pg_class
    WHERE relnamespace = 'boveda_dias'::regnamespace AND relkind = 'r'
        AND relname LIKE 'boveda\\_2%'
    ORDER BY 1
$$
"""
FUNCIONES = "boveda_crear_dia(date), boveda_borrar_dia(date), boveda_dias_preparados()"
PERMISOS_DE_FUNCIONES = (
    f"REVOKE ALL ON FUNCTION {FUNCIONES} FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION {FUNCIONES} TO sistema_tareas",
    "GRANT EXECUTE ON FUNCTION boveda_crear_dia(date) TO sistema_consumidor",
)


def upgrade() -> None:
    _exigir_colas_vacias()
    _agregar_columnas()
    op.execute(ESQUEMA_DE_DIAS)
    _crear_boveda()
    _crear_intento_lote()
    _crear_busqueda_retrospectiva()
    _crear_clave_contacto()
    _crear_version_coincidencia()
    otorgar(PERMISOS)
    for orden in (CREAR_DIA, BORRAR_DIA, DIAS, *PERMISOS_DE_FUNCIONES):
        op.execute(orden)


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {FUNCIONES}")
    op.execute("DROP SCHEMA boveda_dias CASCADE")
    op.drop_index("ix_bandeja_recibido_en", "bandeja")
    op.drop_constraint(UNA_POR_VERSION, "alerta")
    op.create_unique_constraint(UNA_ALERTA, "alerta", ["coincidencia_id"])
    for tabla, columna in reversed(COLUMNAS):
        op.drop_column(tabla, columna)
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)


def _exigir_colas_vacias() -> None:
    # Porque: sus cuerpos están cerrados con otra llave y SQL no puede volver a cerrarlos.
    for tabla in ("entrada", "cuarentena"):
        if op.get_bind().scalar(sa.select(sa.exists().select_from(sa.table(tabla)))):
            raise RuntimeError(f"Vacíe la tabla {tabla} antes de esta migración.")


def _agregar_columnas() -> None:
    uno = sa.text("1")
    for tabla in ("alerta", "coincidencia"):
        op.add_column(tabla, sa.Column("version", sa.Integer(), server_default=uno, nullable=False))
        op.alter_column(tabla, "version", server_default=None)
    op.drop_constraint(UNA_ALERTA, "alerta")
    op.create_unique_constraint(UNA_POR_VERSION, "alerta", ["coincidencia_id", "version"])
    op.add_column("contacto", sa.Column("original", sa.LargeBinary(), nullable=True))
    op.add_column("contacto", sa.Column("firma", sa.Text(), nullable=True))
    for tabla in ("cuarentena", "entrada"):
        op.add_column(tabla, sa.Column("vence_el", sa.Date(), nullable=False))
        op.add_column(tabla, sa.Column("firma", sa.Text(), nullable=True))
    op.create_index(op.f("ix_cuarentena_vence_el"), "cuarentena", ["vence_el"], unique=False)
    op.create_index("ix_bandeja_recibido_en", "bandeja", ["recibido_en"], postgresql_using="brin")


def _crear_boveda() -> None:
    op.create_table(
        "boveda",
        sa.Column("vence_el", sa.Date(), nullable=False),
        sa.Column("fila", sa.Uuid(), nullable=False),
        sa.Column("cuerpo", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vence_el", "fila", name=op.f("pk_boveda")),
        postgresql_partition_by="LIST (vence_el)",
    )
    op.create_table(
        "boveda_clave",
        sa.Column("vence_el", sa.Date(), nullable=False),
        sa.Column("clave", sa.BigInteger(), nullable=False),
        sa.Column("fila", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("vence_el", "clave", "fila", name=op.f("pk_boveda_clave")),
        postgresql_partition_by="LIST (vence_el)",
    )


def _crear_intento_lote() -> None:
    op.create_table(
        "intento_lote",
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("tema", sa.Text(), nullable=False),
        sa.Column("particion", sa.Integer(), nullable=False),
        sa.Column("desde", sa.BigInteger(), nullable=False),
        sa.Column("hasta", sa.BigInteger(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column(
            "empezado_en",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("cluster", "tema", "particion", name=op.f("pk_intento_lote")),
    )


def _crear_busqueda_retrospectiva() -> None:
    op.create_table(
        "busqueda_retrospectiva",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caso_id", sa.Uuid(), nullable=False),
        sa.Column(
            "motivo",
            sa.Enum(
                "alta",
                "cambio",
                name="motivoretrospectiva",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pedida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hecha_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("examinados", sa.Integer(), nullable=False),
        sa.Column("halladas", sa.Integer(), nullable=False),
        sa.Column("ilegibles", sa.Integer(), nullable=False),
        sa.Column("avance_dia", sa.Date(), nullable=True),
        sa.Column("avance_fila", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["caso_id"], ["caso.id"], name=op.f("fk_busqueda_retrospectiva_caso_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busqueda_retrospectiva")),
    )
    op.create_index(
        op.f("ix_busqueda_retrospectiva_caso_id"),
        "busqueda_retrospectiva",
        ["caso_id"],
        unique=False,
    )
    op.create_index(
        "ix_busqueda_retrospectiva_pendiente",
        "busqueda_retrospectiva",
        ["pedida_en"],
        unique=False,
        postgresql_where=sa.text("hecha_en IS NULL"),
    )


def _crear_clave_contacto() -> None:
    op.create_table(
        "clave_contacto",
        sa.Column("clave", sa.LargeBinary(), nullable=False),
        sa.Column("contacto_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contacto_id"],
            ["contacto.id"],
            name=op.f("fk_clave_contacto_contacto_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clave", "contacto_id", name=op.f("pk_clave_contacto")),
    )
    op.create_index(
        op.f("ix_clave_contacto_contacto_id"), "clave_contacto", ["contacto_id"], unique=False
    )


def _crear_version_coincidencia() -> None:
    op.create_table(
        "version_coincidencia",
        sa.Column("coincidencia_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
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
        sa.Column("huella_evidencia", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coincidencia_id"],
            ["coincidencia.id"],
            name=op.f("fk_version_coincidencia_coincidencia_id"),
        ),
        sa.PrimaryKeyConstraint("coincidencia_id", "version", name=op.f("pk_version_coincidencia")),
    )
