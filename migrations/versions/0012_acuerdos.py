"""La vida de los acuerdos, la ficha de las instituciones y la historia de ambos.

La función `acuerdos_vigentes` es el único lugar que dice si un organismo puede aportar (ADR-0021).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.permisos import otorgar

revision = "0012"
down_revision = "0011"

TABLAS = ("hecho_institucion", "contraparte", "acuerdo_paso")
SOLO_AGREGAR = ("hecho_institucion", "acuerdo_paso")

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "institucion": ("INSERT, UPDATE", "", ""),
    "acuerdo": ("INSERT, UPDATE", "", "UPDATE"),
    "hecho_institucion": ("SELECT, INSERT", "", ""),
    "contraparte": ("SELECT, INSERT, UPDATE", "", ""),
    "acuerdo_paso": ("SELECT, INSERT", "", "SELECT, INSERT"),
}

LISTA = sa.String(40)
PERFILES = ("RECEPTOR_DENUNCIA", "INVESTIGADOR", "SUPERVISOR", "FISCAL")
ESTADOS = """IN ('borrador', 'visacion_juridica', 'aprobacion', 'firma', 'acto_administrativo',
    'prueba', 'marcha_blanca', 'vigente', 'prorrogado', 'suspendido', 'termino_anunciado',
    'termino_anticipado', 'terminado')"""
PASOS = """IN ('crear', 'completar', 'enviar_a_visacion', 'visar', 'devolver', 'aprobar', 'objetar',
    'firmar', 'dictar_acto', 'iniciar_marcha_blanca', 'poner_en_vigencia', 'prorrogar', 'suspender',
    'levantar', 'anunciar_termino', 'terminar_anticipadamente', 'cerrar', 'desistir', 'suceder',
    'heredar')"""

# Porque: sin SET, PostgreSQL las abre dentro de la consulta que las usa y aprovecha sus índices.
ACUERDOS_VIGENTES = """
CREATE FUNCTION acuerdos_vigentes(instante timestamptz) RETURNS SETOF acuerdo
LANGUAGE sql STABLE AS $$
    SELECT acuerdo.* FROM public.acuerdo
    JOIN public.institucion ON institucion.codigo = acuerdo.institucion
    WHERE institucion.bloqueada_en IS NULL
      AND acuerdo.estado IN ('vigente', 'prorrogado', 'termino_anunciado')
      AND acuerdo.vigente_desde <= instante
      AND (acuerdo.vigente_hasta IS NULL OR acuerdo.vigente_hasta > instante
        OR (acuerdo.prorroga_automatica AND acuerdo.estado <> 'termino_anunciado'))
$$
"""
ACUERDOS_QUE_ENSAYAN = """
CREATE FUNCTION acuerdos_que_ensayan(instante timestamptz) RETURNS SETOF acuerdo
LANGUAGE sql STABLE AS $$
    SELECT vigente.* FROM public.acuerdos_vigentes(instante) AS vigente
    UNION ALL
    SELECT acuerdo.* FROM public.acuerdo
    JOIN public.institucion ON institucion.codigo = acuerdo.institucion
    WHERE institucion.bloqueada_en IS NULL AND acuerdo.estado IN ('prueba', 'marcha_blanca')
$$
"""
RESTRICCIONES = {
    "acuerdo": {
        "estadoacuerdo": f"estado {ESTADOS}",
        "con_acto": """titulo = 'norma_legal' OR acto_numero IS NOT NULL OR estado IN ('borrador',
            'visacion_juridica', 'aprobacion', 'firma', 'acto_administrativo', 'terminado')""",
        "con_inicio": """vigente_desde IS NOT NULL
            OR estado NOT IN ('vigente', 'prorrogado', 'termino_anunciado')""",
        "con_fin": "vigente_hasta IS NOT NULL OR estado <> 'termino_anunciado'",
        "reanuda": "(estado = 'suspendido') = (reanuda IS NOT NULL)",
        "rangos": """dias_retrospectiva BETWEEN 0 AND 365 AND duracion_meses BETWEEN 1 AND 120
            AND vuelta >= 0""",
    },
    "institucion": {
        "titulo_de_su_clase": """CASE clase WHEN 'interviniente' THEN titulo = 'norma_legal'
            WHEN 'colaborador_privado' THEN titulo = 'protocolo_aprobado' ELSE true END""",
        "sucesora_distinta": "sucedida_por <> codigo",
    },
    "hecho_institucion": {
        "actoinstitucion": """acto IN ('registrar', 'renombrar', 'bloquear', 'desbloquear',
            'suceder')""",
        "con_acto": "acto NOT IN ('suceder', 'renombrar') OR acto_numero IS NOT NULL",
        "con_autor": "(usuario_id IS NULL) <> (operador IS NULL)",
    },
    "contraparte": {"clasecontraparte": "clase IN ('administrativa', 'tecnica')"},
    "acuerdo_paso": {
        "pasoacuerdo": f"paso {PASOS}",
        "estadoacuerdo": f"hacia {ESTADOS}",
        "parte": "parte IN ('administrador', 'institucion')",
        "con_autor": "(usuario_id IS NULL) <> (operador IS NULL)",
        "aprobado_por": "paso <> 'aprobar' OR (institucion IS NOT NULL AND usuario_id IS NOT NULL)",
        "visado_por": "(paso = 'visar') = (parte IS NOT NULL)",
    },
}


def upgrade() -> None:
    _restringir_perfiles((*PERFILES, "ADMIN_INSTITUCION", "ADMIN_SISTEMA"))
    _ampliar_institucion()
    _ampliar_acuerdo()
    _crear_hecho_institucion()
    _crear_contraparte()
    _crear_acuerdo_paso()
    for tabla, condiciones in RESTRICCIONES.items():
        for nombre, condicion in condiciones.items():
            op.create_check_constraint(op.f(f"ck_{tabla}_{nombre}"), tabla, condicion)
    for tabla in SOLO_AGREGAR:
        op.execute(
            f"CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()"
        )
    op.execute(ACUERDOS_VIGENTES)
    op.execute(ACUERDOS_QUE_ENSAYAN)
    otorgar(PERMISOS)


def downgrade() -> None:
    op.execute("DROP FUNCTION acuerdos_que_ensayan")
    op.execute("DROP FUNCTION acuerdos_vigentes")
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)
    for tabla in ("acuerdo", "institucion"):
        for nombre in RESTRICCIONES[tabla]:
            op.drop_constraint(op.f(f"ck_{tabla}_{nombre}"), tabla)
    op.execute("REVOKE INSERT, UPDATE ON institucion, acuerdo FROM sistema_api")
    op.execute("REVOKE UPDATE ON acuerdo FROM sistema_tareas")
    _reducir_acuerdo()
    for columna in ("sucedida_por", "bloqueada_en", "rut"):
        op.drop_column("institucion", columna)
    _restringir_perfiles(PERFILES)


def _restringir_perfiles(perfiles: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_usuario_perfil"), "usuario")
    lista = ", ".join(f"'{perfil}'" for perfil in perfiles)
    op.create_check_constraint(op.f("ck_usuario_perfil"), "usuario", f"perfil IN ({lista})")


def _ampliar_institucion() -> None:
    op.add_column("institucion", sa.Column("rut", sa.Text(), nullable=True))
    op.add_column(
        "institucion", sa.Column("bloqueada_en", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("institucion", sa.Column("sucedida_por", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_institucion_sucedida_por"),
        "institucion",
        "institucion",
        ["sucedida_por"],
        ["codigo"],
    )


def _ampliar_acuerdo() -> None:
    """Lo que ya regía sigue rigiendo; del que tenía protocolo se anota que no hay acto guardado."""
    textos = postgresql.ARRAY(sa.Text())
    exigidas = (
        ("estado", LISTA, "'vigente'"),
        ("vuelta", sa.Integer(), "0"),
        ("finalidades", textos, "'{}'"),
        ("clases_dato", textos, "'{}'"),
        ("contenido", postgresql.JSONB(), "'{}'"),
        ("duracion_meses", sa.Integer(), "12"),
        ("prorroga_automatica", sa.Boolean(), "false"),
    )
    for nombre, tipo, valor in exigidas:
        inicial = sa.text(valor)
        op.add_column("acuerdo", sa.Column(nombre, tipo, nullable=False, server_default=inicial))
        op.alter_column("acuerdo", nombre, server_default=None)
    for nombre, optativa in (
        ("reanuda", sa.Text()),
        ("acto_numero", sa.Text()),
        ("acto_fecha", sa.Date()),
        ("acto_referencia", sa.Text()),
        ("procede_de", sa.Uuid()),
    ):
        op.add_column("acuerdo", sa.Column(nombre, optativa, nullable=True))
    op.create_foreign_key(
        op.f("fk_acuerdo_procede_de"), "acuerdo", "acuerdo", ["procede_de"], ["id"]
    )
    op.alter_column("acuerdo", "vigente_desde", nullable=True)
    op.execute("UPDATE acuerdo SET acto_numero = 'sin registro' WHERE titulo <> 'norma_legal'")


def _reducir_acuerdo() -> None:
    """Lo que no regía no cabe en la forma anterior, que solo conoce lo que rige o rigió."""
    op.execute("DELETE FROM acuerdo WHERE vigente_desde IS NULL")
    op.execute(
        "UPDATE acuerdo SET vigente_hasta = least(vigente_hasta, now()) "
        "WHERE estado NOT IN ('vigente', 'prorrogado', 'termino_anunciado')"
    )
    op.alter_column("acuerdo", "vigente_desde", nullable=False)
    for nombre in (
        "procede_de",
        "acto_referencia",
        "acto_fecha",
        "acto_numero",
        "reanuda",
        "prorroga_automatica",
        "duracion_meses",
        "contenido",
        "clases_dato",
        "finalidades",
        "vuelta",
        "estado",
    ):
        op.drop_column("acuerdo", nombre)


def _columnas_de_autor() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("ocurrido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usuario_id", sa.Uuid(), nullable=True),
        sa.Column("operador", sa.Text(), nullable=True),
        sa.Column("motivo", sa.LargeBinary(), nullable=False),
        sa.Column("acto_numero", sa.Text(), nullable=True),
        sa.Column("acto_fecha", sa.Date(), nullable=True),
        sa.Column("acto_referencia", sa.Text(), nullable=True),
    )


def _crear_hecho_institucion() -> None:
    op.create_table(
        "hecho_institucion",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("acto", LISTA, nullable=False),
        *_columnas_de_autor(),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_hecho_institucion_institucion")
        ),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_hecho_institucion_usuario_id")
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_hecho_institucion")),
    )
    op.create_index(op.f("ix_hecho_institucion_institucion"), "hecho_institucion", ["institucion"])


def _crear_contraparte() -> None:
    op.create_table(
        "contraparte",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        sa.Column("clase", LISTA, nullable=False),
        sa.Column("nombre", sa.LargeBinary(), nullable=False),
        sa.Column("cargo", sa.Text(), nullable=False),
        sa.Column("correo", sa.LargeBinary(), nullable=False),
        sa.Column("telefono", sa.LargeBinary(), nullable=False),
        sa.Column("oficio", sa.Text(), nullable=False),
        sa.Column("desde", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hasta", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_contraparte_institucion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contraparte")),
    )
    op.create_index(
        "uq_contraparte_vigente",
        "contraparte",
        ["institucion", "clase"],
        unique=True,
        postgresql_where=sa.text("hasta IS NULL"),
    )


def _crear_acuerdo_paso() -> None:
    op.create_table(
        "acuerdo_paso",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("acuerdo_id", sa.Uuid(), nullable=False),
        sa.Column("paso", LISTA, nullable=False),
        sa.Column("hacia", LISTA, nullable=False),
        sa.Column("vuelta", sa.Integer(), nullable=False),
        *_columnas_de_autor(),
        sa.Column("institucion", sa.Text(), nullable=True),
        sa.Column("parte", LISTA, nullable=True),
        sa.Column("vigente_hasta", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["acuerdo_id"], ["acuerdo.id"], name=op.f("fk_acuerdo_paso_acuerdo_id")
        ),
        sa.ForeignKeyConstraint(
            ["institucion"], ["institucion.codigo"], name=op.f("fk_acuerdo_paso_institucion")
        ),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_acuerdo_paso_usuario_id")
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_acuerdo_paso")),
    )
    op.create_index("ix_acuerdo_paso_acuerdo", "acuerdo_paso", ["acuerdo_id", "numero"])
    for nombre, campo, paso in (
        ("uq_acuerdo_paso_aprobacion", "institucion", "aprobar"),
        ("uq_acuerdo_paso_visacion", "parte", "visar"),
    ):
        op.create_index(
            nombre,
            "acuerdo_paso",
            ["acuerdo_id", "vuelta", campo],
            unique=True,
            postgresql_where=sa.text(f"paso = '{paso}'"),
        )
