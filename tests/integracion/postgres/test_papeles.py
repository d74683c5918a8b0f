"""Qué puede cada papel de la base de datos: todo lo que no está escrito aquí, no."""

from collections.abc import Iterable, Mapping

import pytest
from psycopg import errors
from sqlalchemy import make_url

from sistema.modelos.base import Base
from sistema.nucleo.migracion import migrar
from sistema.nucleo.papeles import Papel
from tests.apoyo.sistema import Plantilla, SistemaDePrueba
from tests.integracion.postgres.apoyo import conectar

EJECUCION = (Papel.API, Papel.CONSUMIDOR, Papel.TAREAS)
PRIVILEGIOS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

# tabla: (API, consumidor, tareas); S leer, I agregar, U cambiar, D borrar.
PERMISOS = {
    "actividad_aporte": ("S", "SIU", "S"),
    "acuerdo": ("SIU", "S", "SU"),
    "acuerdo_paso": ("SI", "", "SI"),
    "afirmacion_usada": ("SI", "", "SD"),
    "alembic_version": ("", "", ""),
    "alerta": ("SI", "SI", "SI"),
    "antecedente_riesgo": ("SI", "", "SI"),
    "asiento": ("I", "I", "I"),
    "bandeja": ("", "SI", "SD"),
    "boveda": ("", "SI", ""),
    "boveda_clave": ("", "SI", ""),
    "busqueda_retrospectiva": ("SI", "SU", "S"),
    "cartera_cambio": ("I", "S", ""),
    "caso": ("SIU", "S", "S"),
    "catalogo_riesgo": ("S", "", "S"),
    "clave_contacto": ("", "SI", ""),
    "clave_persona": ("SID", "", ""),
    "codigo_recuperacion": ("SIUD", "", ""),
    "coincidencia": ("S", "SIU", "S"),
    "contacto": ("S", "SI", "S"),
    "contraparte": ("SIU", "", ""),
    "credencial_maquina": ("S", "", "S"),
    "credencial_usuario": ("SIU", "", ""),
    "cuarentena": ("", "I", "SD"),
    "decision_coincidencia": ("SI", "S", "S"),
    "decision_riesgo": ("SI", "", ""),
    "denuncia": ("SI", "", ""),
    "desenlace": ("SI", "", "S"),
    "diligencia": ("SIU", "", "SIU"),
    "dispositivo_conocido": ("SIUD", "", ""),
    "entrada": ("I", "SD", "SID"),
    "entrega_alerta": ("SIU", "I", "I"),
    "error_aporte": ("", "SIU", "SD"),
    "hipotesis": ("SI", "", "S"),
    "freno_ingreso": ("SIUD", "", ""),
    "ingreso_oidc": ("SID", "", ""),
    "evaluacion_riesgo": ("SI", "", "SI"),
    "ficha_usuario": ("SIU", "", ""),
    "hecho_institucion": ("SI", "", ""),
    "hecho_usuario": ("SI", "", ""),
    "institucion": ("SIU", "S", "S"),
    "intento_lote": ("", "SIUD", ""),
    "latido_consumidor": ("S", "SIUD", "SD"),
    "llave": ("S", "S", "S"),
    "llave_firma": ("S", "S", "S"),
    "perfil_otorgado": ("SI", "", ""),
    "perfil_pedido": ("SI", "", ""),
    "persona": ("SIU", "S", ""),
    "peticion_idempotente": ("SI", "", ""),
    "plazo": ("SIU", "", "S"),
    "primer_administrador": ("", "", ""),
    "pulso": ("U", "", ""),
    "posicion_consumida": ("", "SIU", ""),
    "reevaluacion_pendiente": ("I", "I", "SIUD"),
    "resultado_diligencia": ("SI", "", ""),
    "sesion": ("SIU", "", ""),
    "sonda": ("S", "", "SIUD"),
    "tarea": ("S", "", "SIUD"),
    "token_maquina": ("SI", "", "SD"),
    "uso_irregular": ("SI", "", ""),
    "uso_irregular_paso": ("SI", "", ""),
    "usuario": ("SIU", "", ""),
    "version_coincidencia": ("S", "I", ""),
    "vigencia_riesgo": ("SI", "", "SI"),
    "visto_bueno_riesgo": ("SI", "", ""),
}


def listar_admitidas(url: str, ordenes: Iterable[str]) -> list[str]:
    """Las órdenes que el papel de esta URL pudo cumplir; las demás las impidió un permiso."""
    admitidas = []
    with conectar(url) as conexion:
        for orden in ordenes:
            try:
                conexion.execute(orden.encode())
            except errors.InsufficientPrivilege:
                continue
            admitidas.append(orden)
    return admitidas


def test_cada_papel_puede_en_cada_tabla_exactamente_lo_escrito(sistema: SistemaDePrueba) -> None:
    reales = sistema.consultar(
        "SELECT tablename, rolname, privilegio FROM pg_tables "
        "CROSS JOIN unnest(CAST(:papeles AS name[])) AS rolname "
        "CROSS JOIN unnest(CAST(:privilegios AS text[])) AS privilegio "
        "WHERE schemaname = 'public' "
        "AND has_table_privilege(rolname, format('public.%I', tablename), privilegio)",
        papeles=list(EJECUCION),
        privilegios=list(PRIVILEGIOS),
    )
    palabras = {privilegio[0]: privilegio for privilegio in PRIVILEGIOS[:4]}
    escritos = {
        (tabla, papel, palabras[letra])
        for tabla, letras_por_papel in PERMISOS.items()
        for papel, letras in zip(EJECUCION, letras_por_papel, strict=True)
        for letra in letras
    }
    assert set(reales) == escritos


def test_toda_tabla_tiene_sus_permisos_escritos() -> None:
    assert set(PERMISOS) == {*Base.metadata.tables, "alembic_version"}


def test_solo_las_tareas_tienen_permisos_por_columna_y_son_los_escritos(
    sistema: SistemaDePrueba,
) -> None:
    # Para evaluar el riesgo basta la edad y el sexo: ni el nombre ni el RUN (ADR-0023).
    assert sistema.consultar(
        "SELECT attrelid::regclass::text, attname, grantee::regrole::text, privilege_type "
        "FROM pg_attribute, aclexplode(attacl) "
        "WHERE attrelid::regclass::text NOT LIKE 'pg\\_%' ORDER BY 2",
    ) == [
        ("persona", "fecha_nacimiento", "sistema_tareas", "SELECT"),
        ("persona", "id", "sistema_tareas", "SELECT"),
        ("persona", "sexo", "sistema_tareas", "SELECT"),
    ]


def test_solo_el_dueno_es_dueno_de_algo(sistema: SistemaDePrueba) -> None:
    duenos = sistema.consultar(
        "SELECT DISTINCT rolname FROM pg_roles JOIN ("
        "  SELECT relowner AS dueno FROM pg_class "
        "  WHERE relnamespace = 'public'::regnamespace"
        "  UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ") AS cosa ON cosa.dueno = pg_roles.oid",
    )
    assert duenos == [("sistema_dueno",)]


def test_ningun_papel_tiene_poderes_sobre_el_servidor_ni_es_miembro_de_otro(
    sistema: SistemaDePrueba,
) -> None:
    poderosos = sistema.consultar(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'sistema\\_%' AND "
        "(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)",
    )
    membresias = sistema.consultar(
        "SELECT 1 FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = member "
        "WHERE rolname LIKE 'sistema\\_%'",
    )
    assert (poderosos, membresias) == ([], [])


def test_un_papel_de_ejecucion_no_puede_crear_nada(base_vacia: Mapping[Papel, str]) -> None:
    ordenes = (
        "CREATE TABLE intrusa (a int)",
        "CREATE TEMP TABLE intrusa (a int)",
        "CREATE SCHEMA intruso",
    )
    assert [listar_admitidas(base_vacia[papel], ordenes) for papel in EJECUCION] == [[], [], []]


def test_un_papel_de_ejecucion_no_hace_lo_que_no_le_toca(sistema: SistemaDePrueba) -> None:
    ordenes = (
        "SELECT numero FROM asiento",
        "UPDATE asiento SET accion = ''",
        "DELETE FROM asiento",
        "TRUNCATE asiento",
        "DROP TABLE asiento",
        "ALTER TABLE asiento DISABLE TRIGGER solo_agregar",
        "SELECT cuerpo FROM cuarentena",
        "INSERT INTO llave (proposito, envuelta) VALUES ('cifrado', '')",
        "DELETE FROM acuerdo",
        "UPDATE acuerdo_paso SET vuelta = 0",
        "DELETE FROM hecho_institucion",
        "DELETE FROM caso",
    )
    urls = sistema.preparado.urls
    # Las tareas leen la cuarentena: quien opera el Sistema la revisa y la reenvía.
    assert [listar_admitidas(urls[papel], ordenes) for papel in EJECUCION] == [
        [],
        [],
        ["SELECT cuerpo FROM cuarentena"],
    ]


def test_el_consumidor_no_puede_abrir_ni_cerrar_un_caso(sistema: SistemaDePrueba) -> None:
    ordenes = ("UPDATE caso SET estado = 'termino'", "INSERT INTO caso DEFAULT VALUES")
    assert listar_admitidas(sistema.preparado.urls[Papel.CONSUMIDOR], ordenes) == []


def test_ni_el_dueno_reescribe_la_auditoria_por_descuido(sistema: SistemaDePrueba) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        for orden in ("UPDATE asiento SET accion = ''", "DELETE FROM asiento", "TRUNCATE asiento"):
            with pytest.raises(errors.RaiseException, match="solo admite agregar"):
                conexion.execute(orden.encode())


def test_los_limites_de_cada_papel_rigen_en_una_conexion_de_verdad(
    sistema: SistemaDePrueba,
) -> None:
    nombres = (
        "transaction_timeout",
        "idle_in_transaction_session_timeout",
        "statement_timeout",
        "default_transaction_isolation",
    )
    vistos = {}
    for papel in EJECUCION:
        with conectar(sistema.preparado.urls[papel]) as conexion:
            vistos[papel] = [
                fila[0]
                for nombre in nombres
                for fila in conexion.execute(f"SHOW {nombre}".encode()).fetchall()
            ]
    assert vistos == {
        Papel.API: ["15s", "5s", "10s", "read committed"],
        Papel.CONSUMIDOR: ["4s", "2s", "0", "read committed"],
        Papel.TAREAS: ["1min", "5s", "1min", "read committed"],
    }


def test_un_extrano_no_se_conecta_a_la_base(
    base_vacia: Mapping[Papel, str],
    plantilla: Plantilla,
) -> None:
    with conectar(plantilla.url_administracion) as administracion:
        base = make_url(base_vacia[Papel.DUENO]).database
        [publico] = administracion.execute(
            "SELECT count(*) FROM pg_database, aclexplode(datacl) AS permiso "
            "WHERE datname = %s AND permiso.grantee = 0",
            [base],
        ).fetchall()
    assert publico == (0,)


def test_migrar_otra_vez_no_cambia_permisos_ni_llaves(sistema: SistemaDePrueba) -> None:
    permisos = (
        "SELECT relname, relacl::text FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    llaves = "SELECT id, proposito, envuelta FROM llave ORDER BY 1"
    antes = (sistema.consultar(permisos), sistema.consultar(llaves))
    migrar(sistema.preparado.urls[Papel.DUENO], sistema.preparado.llave_maestra)
    assert (sistema.consultar(permisos), sistema.consultar(llaves)) == antes
