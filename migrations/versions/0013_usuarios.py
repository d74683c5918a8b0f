"""La ficha de las personas usuarias, sus perfiles por plazo y los usos irregulares.

El perfil deja de ser una columna: es el último acto de `perfil_otorgado`.
"""

import sqlalchemy as sa
from alembic import op

from migrations.permisos import otorgar

revision = "0013"
down_revision = "0012"

TABLAS = (
    "ficha_usuario",
    "perfil_pedido",
    "perfil_otorgado",
    "hecho_usuario",
    "uso_irregular",
    "uso_irregular_paso",
)
SOLO_AGREGAR = (
    "perfil_pedido",
    "perfil_otorgado",
    "hecho_usuario",
    "uso_irregular",
    "uso_irregular_paso",
)

# tabla: (lo que puede la API, lo que puede el consumidor, lo que pueden las tareas)
PERMISOS = {
    "usuario": ("INSERT", "", ""),
    "ficha_usuario": ("SELECT, INSERT, UPDATE", "", ""),
    **dict.fromkeys(SOLO_AGREGAR, ("SELECT, INSERT", "", "")),
}

CON_PERFIL = ("RECEPTOR_DENUNCIA", "INVESTIGADOR", "SUPERVISOR", "FISCAL")
PERFILES = (
    *CON_PERFIL,
    "ABOGADO_ASISTENTE",
    "URAVIT",
    "ANALISTA",
    "DIFUSION",
    "ADMIN_INSTITUCION",
    "ADMIN_SISTEMA",
    "AUDITOR",
    "COLAB_APORTANTE",
    "COLAB_ADMIN",
    "SERVICIO_API",
)
ESTADOS = ("solicitado", "activo", "suspendido", "bloqueado", "baja")
ACTOS = (
    "crear",
    "editar",
    "activar",
    "suspender",
    "reactivar",
    "bloquear",
    "desbloquear",
    "dar_de_baja",
    "emitir_clave",
    "reiniciar_segundo_factor",
)
# Los únicos lugares que dicen qué perfil tiene una persona.
ULTIMO_PERFIL = """
CREATE FUNCTION ultimo_perfil(persona uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT perfil FROM public.perfil_otorgado
    WHERE usuario_id = persona ORDER BY numero DESC LIMIT 1
$$
"""
ULTIMO_PERFIL_HASTA = """
CREATE FUNCTION ultimo_perfil_hasta(persona uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT hasta FROM public.perfil_otorgado
    WHERE usuario_id = persona ORDER BY numero DESC LIMIT 1
$$
"""
# Porque: 180 días son 4.320 horas; un intervalo en días cambiaría con el horario de verano.
RESTRICCIONES = {
    "perfil_otorgado": {
        "con_termino": """(acto = 'revocar' AND perfil IS NULL AND hasta IS NULL)
            OR (acto <> 'revocar' AND perfil IS NOT NULL AND hasta > desde
                AND hasta <= desde + interval '4320 hours')""",
        "nadie_a_si_mismo": "otorgado_por <> usuario_id AND aprobado_por <> usuario_id",
        "dos_personas": "aprobado_por <> otorgado_por",
        "con_autor": "otorgado_por IS NOT NULL OR operador IS NOT NULL",
        "con_motivo": "acto <> 'revocar' OR motivo IS NOT NULL",
        "sensible_aprobado": """perfil NOT IN ('FISCAL', 'SUPERVISOR', 'AUDITOR',
            'ADMIN_INSTITUCION', 'ADMIN_SISTEMA', 'COLAB_ADMIN')
            OR aprobado_por IS NOT NULL OR operador IS NOT NULL""",
    },
    "perfil_pedido": {
        "dias": "dias BETWEEN 1 AND 180",
        "nadie_a_si_mismo": "pedido_por <> usuario_id",
        "con_autor": "(pedido_por IS NULL) <> (operador IS NULL)",
    },
    "hecho_usuario": {
        "con_autor": "(autor_id IS NULL) <> (operador IS NULL)",
        "nadie_a_si_mismo": "autor_id <> usuario_id",
    },
    "ficha_usuario": {
        "capacitacion": "(capacitada_en IS NULL) = (capacitacion_hasta IS NULL)",
    },
}


def upgrade() -> None:
    op.add_column("usuario", sa.Column("run_ciego", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(op.f("uq_usuario_run_ciego"), "usuario", ["run_ciego"])
    op.add_column("usuario", sa.Column("redes", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_usuario_institucion"), "usuario", ["institucion"])
    _crear_ficha_usuario()
    _crear_perfil_pedido()
    _crear_perfil_otorgado()
    _crear_hecho_usuario()
    _crear_usos_irregulares()
    for tabla, condiciones in RESTRICCIONES.items():
        for nombre, condicion in condiciones.items():
            op.create_check_constraint(op.f(f"ck_{tabla}_{nombre}"), tabla, condicion)
    for tabla in SOLO_AGREGAR:
        op.execute(
            f"CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impedir_reescribir()"
        )
    op.execute(ULTIMO_PERFIL)
    op.execute(ULTIMO_PERFIL_HASTA)
    otorgar(PERMISOS)
    # Quien ya tenía un perfil lo conserva por un plazo entero, y ahí se recertifica o vence.
    op.execute(
        "INSERT INTO perfil_otorgado (usuario_id, acto, perfil, desde, hasta, operador) "
        "SELECT id, 'otorgar', perfil, now(), now() + interval '4320 hours', 'migración 0013' "
        "FROM usuario"
    )
    op.drop_column("usuario", "perfil")


def downgrade() -> None:
    anteriores = _de("perfil", *CON_PERFIL, "ADMIN_INSTITUCION", "ADMIN_SISTEMA")
    op.add_column("usuario", sa.Column("perfil", anteriores, nullable=True))
    op.execute(
        "UPDATE usuario SET perfil = ultimo_perfil(id) WHERE ultimo_perfil(id) IN "
        "('RECEPTOR_DENUNCIA', 'INVESTIGADOR', 'SUPERVISOR', 'FISCAL', 'ADMIN_INSTITUCION', "
        "'ADMIN_SISTEMA')"
    )
    op.execute("DROP FUNCTION ultimo_perfil_hasta")
    op.execute("DROP FUNCTION ultimo_perfil")
    # Porque: la forma anterior exige un perfil y no conoce los nuevos; sin perfil no se entra.
    op.execute(
        "UPDATE usuario SET perfil = 'RECEPTOR_DENUNCIA', "
        "estado = CASE estado WHEN 'activo' THEN 'suspendido' ELSE estado END WHERE perfil IS NULL"
    )
    op.alter_column("usuario", "perfil", nullable=False)
    for tabla in reversed(TABLAS):
        op.drop_table(tabla)
    op.execute("REVOKE INSERT ON usuario FROM sistema_api")
    op.drop_index(op.f("ix_usuario_institucion"), "usuario")
    for columna in ("redes", "run_ciego"):
        op.drop_column("usuario", columna)


def _de(nombre: str, *valores: str) -> sa.Enum:
    return sa.Enum(*valores, name=nombre, native_enum=False, create_constraint=True, length=40)


def _instante(nombre: str, *, optativo: bool = False) -> sa.Column[object]:
    return sa.Column(nombre, sa.DateTime(timezone=True), nullable=optativo)


def _persona(nombre: str, *, optativa: bool = True) -> sa.Column[object]:
    return sa.Column(nombre, sa.Uuid(), nullable=optativa)


def _oficio(*, optativo: bool) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("oficio_numero", sa.Text(), nullable=optativo),
        sa.Column("oficio_fecha", sa.Date(), nullable=optativo),
        sa.Column("oficio_autoridad", sa.Text(), nullable=optativo),
        sa.Column("oficio_referencia", sa.Text(), nullable=optativo),
    )


def _hacia(tabla: str, *columnas: str, destino: str = "usuario.id") -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint([columna], [destino], name=op.f(f"fk_{tabla}_{columna}"))
        for columna in columnas
    ]


def _crear_ficha_usuario() -> None:
    cifradas = ("nombres", "apellido_paterno", "apellido_materno", "run", "correo", "telefono")
    op.create_table(
        "ficha_usuario",
        _persona("usuario_id", optativa=False),
        *[sa.Column(c, sa.LargeBinary(), nullable=c == "run") for c in cifradas],
        sa.Column(
            "calidad_juridica",
            _de(
                "calidadjuridica", "planta", "contrata", "honorarios", "codigo_del_trabajo", "otra"
            ),
            nullable=False,
        ),
        sa.Column("cargo", sa.Text(), nullable=False),
        *_oficio(optativo=False),
        *[
            sa.Column(c, sa.Date(), nullable=True)
            for c in ("capacitada_en", "capacitacion_hasta", "reserva_en")
        ],
        *_hacia("ficha_usuario", "usuario_id"),
        sa.PrimaryKeyConstraint("usuario_id", name=op.f("pk_ficha_usuario")),
    )


def _crear_perfil_pedido() -> None:
    op.create_table(
        "perfil_pedido",
        sa.Column("id", sa.Uuid(), nullable=False),
        _persona("usuario_id", optativa=False),
        sa.Column("perfil", _de("perfil", *PERFILES), nullable=False),
        sa.Column("dias", sa.Integer(), nullable=False),
        sa.Column("tras", sa.BigInteger(), nullable=False),
        _instante("pedido_en"),
        _persona("pedido_por"),
        sa.Column("operador", sa.Text(), nullable=True),
        *_oficio(optativo=False),
        *_hacia("perfil_pedido", "usuario_id", "pedido_por"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perfil_pedido")),
    )
    for columna in ("usuario_id", "pedido_en"):
        op.create_index(op.f(f"ix_perfil_pedido_{columna}"), "perfil_pedido", [columna])


def _crear_perfil_otorgado() -> None:
    op.create_table(
        "perfil_otorgado",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _persona("usuario_id", optativa=False),
        sa.Column("acto", _de("actoperfil", "otorgar", "recertificar", "revocar"), nullable=False),
        sa.Column("perfil", _de("perfil", *PERFILES), nullable=True),
        _instante("desde"),
        _instante("hasta", optativo=True),
        _persona("otorgado_por"),
        _persona("aprobado_por"),
        sa.Column("operador", sa.Text(), nullable=True),
        sa.Column("pedido_id", sa.Uuid(), nullable=True),
        sa.Column("motivo", sa.LargeBinary(), nullable=True),
        *_oficio(optativo=True),
        *_hacia("perfil_otorgado", "usuario_id", "otorgado_por", "aprobado_por"),
        *_hacia("perfil_otorgado", "pedido_id", destino="perfil_pedido.id"),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_perfil_otorgado")),
        sa.UniqueConstraint("pedido_id", name=op.f("uq_perfil_otorgado_pedido_id")),
    )
    op.create_index("ix_perfil_otorgado_usuario", "perfil_otorgado", ["usuario_id", "numero"])


def _crear_hecho_usuario() -> None:
    op.create_table(
        "hecho_usuario",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _persona("usuario_id", optativa=False),
        sa.Column("acto", _de("actousuario", *ACTOS), nullable=False),
        sa.Column("hacia", _de("estadousuario", *ESTADOS), nullable=False),
        _instante("ocurrido_en"),
        _persona("autor_id"),
        sa.Column("operador", sa.Text(), nullable=True),
        sa.Column("motivo", sa.LargeBinary(), nullable=False),
        *_hacia("hecho_usuario", "usuario_id", "autor_id"),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_hecho_usuario")),
    )
    op.create_index("ix_hecho_usuario_usuario", "hecho_usuario", ["usuario_id", "numero"])


def _crear_usos_irregulares() -> None:
    op.create_table(
        "uso_irregular",
        sa.Column("id", sa.Uuid(), nullable=False),
        _persona("usuario_id", optativa=False),
        sa.Column("institucion", sa.Text(), nullable=False),
        _instante("abierto_en"),
        *_hacia("uso_irregular", "usuario_id"),
        *_hacia("uso_irregular", "institucion", destino="institucion.codigo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uso_irregular")),
    )
    for columna in ("usuario_id", "institucion"):
        op.create_index(op.f(f"ix_uso_irregular_{columna}"), "uso_irregular", [columna])
    pasos = ("abrir", "notificar", "presentar_descargos", "resolver", "bloquear")
    estados = ("abierto", "notificado", "descargos", "resuelto", "bloqueado")
    op.create_table(
        "uso_irregular_paso",
        sa.Column("numero", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uso_id", sa.Uuid(), nullable=False),
        sa.Column("paso", _de("pasousoirregular", *pasos), nullable=False),
        sa.Column("hacia", _de("estadousoirregular", *estados), nullable=False),
        _instante("ocurrido_en"),
        _persona("autor_id", optativa=False),
        sa.Column("texto", sa.LargeBinary(), nullable=False),
        *_hacia("uso_irregular_paso", "uso_id", destino="uso_irregular.id"),
        *_hacia("uso_irregular_paso", "autor_id"),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_uso_irregular_paso")),
    )
    op.create_index("ix_uso_irregular_paso_uso", "uso_irregular_paso", ["uso_id", "numero"])
