"""La base y el ciclo dicen lo mismo de si un acuerdo deja aportar, y la base exige lo suyo."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from ingestores.mensajes.contrato import TipoContacto
from sistema.acceso.autor import Operador
from sistema.instituciones import acuerdos
from sistema.instituciones.ciclo import Situacion, aporta, ensaya
from sistema.instituciones.servicio import listar_con_acuerdo
from sistema.instituciones.tipos import TIPOS_DE_CONTACTO
from sistema.modelos.institucion import EstadoAcuerdo, Titulo
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.tareas.servicio import vencer_acuerdos
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import conectar, ejecutar

SENDA = "senda"
INICIO = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_FIJAR = """
    UPDATE acuerdo SET estado = %(estado)s, reanuda = %(reanuda)s,
        prorroga_automatica = %(prorroga)s, vigente_desde = %(desde)s, vigente_hasta = %(hasta)s
    WHERE institucion = 'senda'
"""
_PREGUNTAR = """
    SELECT EXISTS (SELECT FROM acuerdos_vigentes(%(ahora)s) WHERE institucion = 'senda'),
        EXISTS (SELECT FROM acuerdos_que_ensayan(%(ahora)s) WHERE institucion = 'senda')
"""
momentos = st.integers(-3, 3).map(lambda horas: INICIO + timedelta(hours=horas))


@st.composite
def situaciones(sacar: st.DrawFn) -> Situacion:
    """Cualquiera que la base admite."""
    estado = sacar(st.sampled_from(sorted(EstadoAcuerdo)))
    exige_inicio = estado in {"vigente", "prorrogado", "termino_anunciado"}
    return Situacion(
        titulo=Titulo.PROTOCOLO,
        estado=EstadoAcuerdo(estado),
        reanuda=EstadoAcuerdo.VIGENTE if estado == "suspendido" else None,
        prorroga_automatica=sacar(st.booleans()),
        vigente_desde=sacar(momentos if exige_inicio else momentos | st.none()),
        vigente_hasta=sacar(momentos if estado == "termino_anunciado" else momentos | st.none()),
    )


def test_la_base_y_el_ciclo_dicen_lo_mismo(sistema: SistemaDePrueba) -> None:
    vistos = set[tuple[bool, ...]]()

    @settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(situaciones(), st.booleans())
    def comparar(situacion: Situacion, bloqueada: bool) -> None:  # noqa: FBT001 - lo da Hypothesis
        valores = {
            "estado": situacion.estado,
            "reanuda": situacion.reanuda,
            "prorroga": situacion.prorroga_automatica,
            "desde": situacion.vigente_desde,
            "hasta": situacion.vigente_hasta,
            "ahora": INICIO,
        }
        conexion.execute(_FIJAR, valores)
        conexion.execute(
            "UPDATE institucion SET bloqueada_en = %s WHERE codigo = 'senda'",
            [INICIO if bloqueada else None],
        )
        visto = conexion.execute(_PREGUNTAR, valores).fetchone()
        esperado = (aporta(situacion, INICIO), ensaya(situacion, INICIO))
        assert visto == ((False, False) if bloqueada else esperado)
        vistos.add(esperado if not bloqueada else (False, False))

    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        comparar()
    assert vistos == {(False, False), (False, True), (True, True)}


@pytest.mark.parametrize(
    ("cambio", "restriccion"),
    [
        ("estado = 'prueba', acto_numero = NULL", "ck_acuerdo_con_acto"),
        ("acto_numero = NULL", "ck_acuerdo_con_acto"),
        ("vigente_desde = NULL", "ck_acuerdo_con_inicio"),
        ("estado = 'termino_anunciado'", "ck_acuerdo_con_fin"),
        ("estado = 'suspendido'", "ck_acuerdo_reanuda"),
        ("reanuda = 'vigente'", "ck_acuerdo_reanuda"),
        ("dias_retrospectiva = 366", "ck_acuerdo_rangos"),
        ("estado = 'inventado'", "ck_acuerdo_estadoacuerdo"),
    ],
)
def test_la_base_no_guarda_un_acuerdo_que_no_puede_ser(
    sistema: SistemaDePrueba, cambio: str, restriccion: str
) -> None:
    orden = f"UPDATE acuerdo SET {cambio} WHERE institucion = 'senda'"  # noqa: S608 - los valores son literales
    with (
        conectar(sistema.preparado.urls[Papel.DUENO]) as conexion,
        pytest.raises(errors.CheckViolation, match=restriccion),
    ):
        conexion.execute(orden.encode())


@pytest.mark.parametrize(
    ("cambio", "restriccion"),
    [
        ("titulo = 'protocolo' WHERE codigo = 'pdi'", "titulo_de_su_clase"),
        (
            "clase = 'colaborador_privado', titulo = 'norma_legal' WHERE codigo = 'senda'",
            "titulo_de_su_clase",
        ),
        ("sucedida_por = codigo WHERE codigo = 'senda'", "sucesora_distinta"),
    ],
)
def test_la_base_no_guarda_un_titulo_que_su_clase_no_puede_tener(
    sistema: SistemaDePrueba, cambio: str, restriccion: str
) -> None:
    with (
        conectar(sistema.preparado.urls[Papel.DUENO]) as conexion,
        pytest.raises(errors.CheckViolation, match=restriccion),
    ):
        conexion.execute(b"UPDATE institucion SET " + cambio.encode())


def test_la_base_no_guarda_dos_aprobaciones_de_la_misma_institucion(
    sistema: SistemaDePrueba,
) -> None:
    aprobar = (
        "INSERT INTO acuerdo_paso (acuerdo_id, paso, hacia, vuelta, ocurrido_en, usuario_id, "
        "institucion, motivo) SELECT acuerdo.id, 'aprobar', 'aprobacion', 0, now(), usuario.id, "
        "'pdi', '' FROM acuerdo, usuario WHERE acuerdo.institucion = 'senda' "
        "AND usuario.cuenta = 'investigador.pdi'"
    )
    ejecutar(sistema, aprobar)
    with (
        conectar(sistema.preparado.urls[Papel.DUENO]) as conexion,
        pytest.raises(errors.UniqueViolation, match="uq_acuerdo_paso_aprobacion"),
    ):
        conexion.execute(aprobar.encode())


def test_un_borrador_no_hace_escuchar_ningun_tema(sistema: SistemaDePrueba) -> None:
    ejecutar(
        sistema,
        "UPDATE acuerdo SET estado = 'borrador', vigente_desde = NULL WHERE institucion = 'senda'",
    )
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        assert SENDA not in listar_con_acuerdo(sesion)


def test_los_tipos_que_un_acuerdo_puede_cubrir_son_los_del_contrato() -> None:
    assert frozenset(get_args(TipoContacto)) == TIPOS_DE_CONTACTO


class TestLaTarea:
    @pytest.fixture
    def tareas(self, sistema: SistemaDePrueba) -> Bd:
        return sistema.bd(Papel.TAREAS)

    def vencer(self, sistema: SistemaDePrueba, cambio: str, institucion: str = SENDA) -> None:
        ejecutar(
            sistema,
            f"UPDATE acuerdo SET {cambio}, vigente_desde = '2025-11-22 03:00+00', "  # noqa: S608 - los valores son literales
            f"vigente_hasta = '2026-11-22 03:00+00' WHERE institucion = '{institucion}'",
        )

    def ver(self, sistema: SistemaDePrueba) -> list[tuple[Any, ...]]:
        return sistema.consultar(
            "SELECT estado, vigente_hasta FROM acuerdo WHERE institucion = 'senda'"
        )

    def pasos(self, sistema: SistemaDePrueba) -> list[tuple[Any, ...]]:
        return sistema.consultar("SELECT paso, hacia, operador FROM acuerdo_paso ORDER BY numero")

    def test_anota_la_prorroga_una_sola_vez(self, sistema: SistemaDePrueba, tareas: Bd) -> None:
        self.vencer(sistema, "prorroga_automatica = true")
        vencidos = [vencer_acuerdos(tareas, sistema.reloj) for _ in range(2)]
        assert vencidos == [1, 0]
        assert self.ver(sistema) == [("prorrogado", datetime(2027, 11, 22, 3, 0, tzinfo=UTC))]
        assert self.pasos(sistema) == [("prorrogar", "prorrogado", "tiempo")]

    @pytest.mark.parametrize(
        "cambio",
        [
            "estado = 'vigente'",
            "estado = 'termino_anunciado', prorroga_automatica = true",
            "estado = 'suspendido', reanuda = 'vigente', prorroga_automatica = true",
            "estado = 'termino_anticipado'",
        ],
    )
    def test_cierra_lo_que_termino(self, sistema: SistemaDePrueba, tareas: Bd, cambio: str) -> None:
        self.vencer(sistema, cambio)
        assert vencer_acuerdos(tareas, sistema.reloj) == 1
        assert self.ver(sistema)[0][0] == "terminado"
        assert self.pasos(sistema) == [("cerrar", "terminado", "tiempo")]

    def test_no_toca_lo_que_aun_no_vence(self, sistema: SistemaDePrueba, tareas: Bd) -> None:
        self.vencer(sistema, "estado = 'vigente'")
        antes = datetime(2026, 11, 22, 2, 59, 59, tzinfo=UTC)
        assert vencer_acuerdos(tareas, lambda: antes) == 0
        assert self.ver(sistema)[0][0] == "vigente"

    def test_un_reloj_adelantado_no_cierra_antes_de_tiempo(
        self, sistema: SistemaDePrueba, tareas: Bd
    ) -> None:
        ejecutar(
            sistema,
            "UPDATE acuerdo SET vigente_hasta = now() + interval '1 day' "
            "WHERE institucion = 'senda'",
        )
        assert vencer_acuerdos(tareas, lambda: datetime(2100, 1, 1, tzinfo=UTC)) == 0

    def test_va_por_tandas_hasta_terminar(self, sistema: SistemaDePrueba, tareas: Bd) -> None:
        for institucion in (SENDA, "senama", "senadis"):
            self.vencer(sistema, "estado = 'vigente'", institucion)
        assert vencer_acuerdos(tareas, sistema.reloj, tanda=1) == 3

    def test_lo_que_otro_esta_cambiando_queda_para_la_proxima(
        self, sistema: SistemaDePrueba, tareas: Bd
    ) -> None:
        self.vencer(sistema, "estado = 'vigente'")
        with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
            conexion.execute("BEGIN")
            conexion.execute("SELECT 1 FROM acuerdo WHERE institucion = 'senda' FOR UPDATE")
            with tareas.transaccion() as sesion:
                assert acuerdos.vencer(sesion, Operador("tareas", INICIO), 10) == 0
            conexion.execute("ROLLBACK")
        assert vencer_acuerdos(tareas, sistema.reloj) == 1
