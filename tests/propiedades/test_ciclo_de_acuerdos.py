"""El ciclo de un acuerdo, en cualquier orden en que se le pidan las cosas."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistema.instituciones.ciclo import (
    REGLAS,
    Pedido,
    Situacion,
    aporta,
    buscar_vencimiento,
    dar_paso,
    dejar_pasar,
    ensaya,
    listar_siguientes,
)
from sistema.instituciones.errores import (
    ContenidoIncompleto,
    FaltaMotivo,
    PasoNoCorresponde,
    YaAprobado,
)
from sistema.instituciones.tipos import Acto
from sistema.modelos.institucion import EstadoAcuerdo, Parte, PasoAcuerdo, Titulo
from sistema.nucleo.errores import ErrorSistema

INICIO = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ACTO = Acto("1024", date(2026, 11, 20), "Expediente 1024/2026")
LOS_TRES = ("carabineros", "pdi", "ministerio_publico")


def pedir(paso: str, **con: Any) -> Pedido:
    return Pedido(paso=PasoAcuerdo(paso), ahora=INICIO, **con)


CAMINO = (
    pedir("enviar_a_visacion"),
    pedir("visar", parte=Parte.ADMINISTRADOR, acto=ACTO),
    pedir("visar", parte=Parte.INSTITUCION, acto=ACTO),
    *(pedir("aprobar", institucion=institucion) for institucion in LOS_TRES),
    pedir("firmar", acto=ACTO),
    pedir("dictar_acto", acto=ACTO),
    pedir("iniciar_marcha_blanca", motivo="Ensayos aprobados."),
    pedir("poner_en_vigencia", motivo="Sin hallazgos."),
)
BORRADOR = Situacion(titulo=Titulo.PROTOCOLO_APROBADO, prorroga_automatica=True)

pedidos = st.builds(
    Pedido,
    paso=st.sampled_from(sorted(PasoAcuerdo)),
    ahora=st.just(INICIO),
    institucion=st.sampled_from([*LOS_TRES, "senama", None]),
    parte=st.sampled_from([*Parte, None]),
    acto=st.sampled_from([ACTO, ACTO, None]),
    motivo=st.sampled_from(["Un motivo.", "Un motivo.", ""]),
)
esperas = st.integers(0, 400).map(lambda dias: timedelta(days=dias))
titulos = st.sampled_from([Titulo.PROTOCOLO, Titulo.PROTOCOLO_APROBADO])


@st.composite
def vidas(sacar: st.DrawFn) -> tuple[Situacion, list[Pedido]]:
    """Un borrador cualquiera y muchos pedidos: parte del camino bueno y después lo que sea."""
    borrador = Situacion(
        titulo=sacar(titulos),
        faltan=sacar(st.sampled_from([(), (), ("proposito",)])),
        duracion_meses=sacar(st.integers(1, 24)),
        prorroga_automatica=sacar(st.booleans()),
    )
    trecho = CAMINO[: sacar(st.just(len(CAMINO)) | st.integers(0, len(CAMINO)))]
    ahora, vida = INICIO, []
    for pedido in (*trecho, *sacar(st.lists(pedidos, max_size=25))):
        ahora += sacar(esperas) if pedido not in trecho else timedelta(hours=1)
        vida.append(replace(pedido, ahora=ahora))
    return borrador, vida


def vivir(borrador: Situacion, vida: list[Pedido]) -> list[tuple[Situacion, list[Pedido]]]:
    """La situación tras cada pedido y los que se aceptaron hasta ahí desde la última devolución."""
    situacion, aceptados, momentos = borrador, list[Pedido](), []
    for pedido in vida:
        situacion = dejar_pasar(situacion, pedido.ahora)
        try:
            situacion = dar_paso(situacion, pedido)
        except ErrorSistema:
            pass
        else:
            vuelve = pedido.paso in {PasoAcuerdo.DEVOLVER, PasoAcuerdo.OBJETAR}
            aceptados = [] if vuelve else [*aceptados, pedido]
        momentos.append((situacion, aceptados))
    return momentos


@given(vidas())
def test_jamas_aporta_sin_visacion_aprobaciones_firma_y_acto(
    vida: tuple[Situacion, list[Pedido]],
) -> None:
    borrador, pedidos_hechos = vida
    for (situacion, aceptados), pedido in zip(
        vivir(borrador, pedidos_hechos), pedidos_hechos, strict=True
    ):
        if not aporta(situacion, pedido.ahora):
            continue
        pasos = [a.paso for a in aceptados]
        assert borrador.faltan == ()
        assert {a.parte for a in aceptados if a.paso == "visar"} == set(Parte)
        assert all(a.acto for a in aceptados if a.paso in {"visar", "firmar", "dictar_acto"})
        assert pasos.count(PasoAcuerdo.FIRMAR) == pasos.count(PasoAcuerdo.DICTAR_ACTO) == 1
        assert situacion.acto == ACTO
        aprobaron = sorted(a.institucion or "" for a in aceptados if a.paso == "aprobar")
        con_aprobacion = borrador.titulo is Titulo.PROTOCOLO_APROBADO
        assert aprobaron == (sorted(LOS_TRES) if con_aprobacion else [])


@given(vidas(), esperas)
def test_suspendido_terminado_y_en_tramite_nunca_aportan(
    vida: tuple[Situacion, list[Pedido]], espera: timedelta
) -> None:
    for situacion, _aceptados in vivir(*vida):
        if situacion.estado not in {"vigente", "prorrogado", "termino_anunciado"}:
            assert not aporta(situacion, INICIO + espera)
        if situacion.estado not in {
            "prueba",
            "marcha_blanca",
            "vigente",
            "prorrogado",
            "termino_anunciado",
        }:
            assert not ensaya(situacion, INICIO + espera)


@given(vidas())
def test_lo_terminado_no_revive(vida: tuple[Situacion, list[Pedido]]) -> None:
    terminado = False
    for situacion, _aceptados in vivir(*vida):
        assert not terminado or situacion.estado in {"terminado", "termino_anticipado"}
        terminado = terminado or situacion.estado in {"terminado", "termino_anticipado"}


@given(vidas(), esperas)
def test_dejar_pasar_el_tiempo_no_cambia_si_aporta_y_repetirlo_no_cambia_nada(
    vida: tuple[Situacion, list[Pedido]], espera: timedelta
) -> None:
    borrador, hechos = vida
    ahora = (hechos[-1].ahora if hechos else INICIO) + espera
    for situacion, _aceptados in vivir(borrador, hechos)[-1:]:
        despues = dejar_pasar(situacion, ahora)
        assert aporta(despues, ahora) == aporta(situacion, ahora)
        assert dejar_pasar(despues, ahora) == despues
        assert buscar_vencimiento(despues, ahora) is None


@given(vidas())
def test_los_pasos_que_se_ofrecen_son_los_unicos_que_se_aceptan(
    vida: tuple[Situacion, list[Pedido]],
) -> None:
    for situacion, _aceptados in vivir(*vida):
        ofrecidos = listar_siguientes(situacion)
        for paso in set(PasoAcuerdo) - set(ofrecidos):
            with pytest.raises(ErrorSistema):
                dar_paso(situacion, pedir(paso, acto=ACTO, motivo="x", parte=Parte.INSTITUCION))


def test_el_camino_entero_llega_a_vigente() -> None:
    situacion = vivir(BORRADOR, list(CAMINO))[-1][0]
    assert (situacion.estado, aporta(situacion, INICIO)) == (EstadoAcuerdo.VIGENTE, True)
    assert situacion.vigente_hasta == datetime(2027, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("sobra", range(len(CAMINO)))
def test_sin_uno_solo_de_los_pasos_no_se_llega_a_vigente(sobra: int) -> None:
    vida = [pedido for numero, pedido in enumerate(CAMINO) if numero != sobra]
    assert vivir(BORRADOR, vida)[-1][0].estado is not EstadoAcuerdo.VIGENTE


@pytest.mark.parametrize(
    ("numero", "cambio"),
    [
        (1, {"acto": None}),
        (2, {"parte": Parte.ADMINISTRADOR}),
        (3, {"institucion": "pdi"}),
        (4, {"institucion": "senama"}),
        (5, {"institucion": None}),
        (6, {"acto": None}),
        (7, {"acto": None}),
        (8, {"motivo": ""}),
        (9, {"motivo": ""}),
    ],
)
def test_un_paso_sin_su_respaldo_no_cuenta(numero: int, cambio: dict[str, Any]) -> None:
    vida = list(CAMINO)
    vida[numero] = replace(vida[numero], **cambio)
    assert vivir(BORRADOR, vida)[-1][0].estado is not EstadoAcuerdo.VIGENTE


def llegar(pasos: int) -> Situacion:
    return vivir(BORRADOR, list(CAMINO[:pasos]))[-1][0]


@pytest.mark.parametrize(
    ("pasos", "pedido", "error"),
    [
        (2, pedir("visar", parte=Parte.ADMINISTRADOR, acto=ACTO), YaAprobado),
        (4, pedir("aprobar", institucion="carabineros"), YaAprobado),
        (4, pedir("aprobar", institucion="senama"), PasoNoCorresponde),
        (4, pedir("aprobar"), PasoNoCorresponde),
        (4, pedir("objetar", institucion="senama", motivo="No."), PasoNoCorresponde),
        (4, pedir("objetar", institucion="pdi"), FaltaMotivo),
        (10, pedir("levantar", motivo="No estaba suspendido."), PasoNoCorresponde),
    ],
)
def test_lo_que_no_se_acepta(pasos: int, pedido: Pedido, error: type[Exception]) -> None:
    with pytest.raises(error):
        dar_paso(llegar(pasos), pedido)


def test_lo_incompleto_no_se_visa() -> None:
    with pytest.raises(ContenidoIncompleto, match="proposito"):
        dar_paso(replace(BORRADOR, faltan=("proposito",)), CAMINO[0])


@pytest.mark.parametrize(
    "pedido",
    [pedir("devolver", motivo="Otra vez."), pedir("objetar", institucion="pdi", motivo="No.")],
)
def test_lo_que_vuelve_a_borrador_empieza_de_cero(pedido: Pedido) -> None:
    devuelto = dar_paso(llegar(5), pedido)
    assert (devuelto.estado, devuelto.vuelta) == (EstadoAcuerdo.BORRADOR, 1)
    assert (devuelto.visaron, devuelto.aprobaron) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("pasos", "estado"), [(8, "prueba"), (9, "marcha_blanca"), (10, "vigente")]
)
def test_suspendido_ni_aporta_ni_ensaya_y_al_levantarlo_vuelve_a_donde_estaba(
    pasos: int, estado: str
) -> None:
    antes = llegar(pasos)
    assert (aporta(antes, INICIO), ensaya(antes, INICIO)) == (estado == "vigente", True)
    suspendido = dar_paso(antes, pedir("suspender", motivo="En revisión."))
    assert (aporta(suspendido, INICIO), ensaya(suspendido, INICIO)) == (False, False)
    assert dar_paso(suspendido, pedir("levantar", motivo="Revisado.")).estado == estado


def test_no_aporta_antes_de_empezar_ni_despues_de_terminar() -> None:
    vigente = replace(llegar(10), prorroga_automatica=False)
    fin = datetime(2027, 11, 22, 3, 0, tzinfo=UTC)
    un_instante = timedelta(microseconds=1)
    instantes = (INICIO - un_instante, INICIO, fin - un_instante, fin)
    assert [aporta(vigente, instante) for instante in instantes] == [False, True, True, False]


@pytest.mark.parametrize(
    ("renueva", "fin"),
    [
        (True, datetime(2027, 1, 11, 3, 0, tzinfo=UTC)),
        (False, datetime(2026, 12, 22, 3, 0, tzinfo=UTC)),
    ],
)
def test_el_aviso_son_treinta_dias_y_no_alarga_lo_que_ya_terminaba(
    renueva: bool,  # noqa: FBT001 - lo da la tabla
    fin: datetime,
) -> None:
    vigente = replace(
        llegar(10),
        prorroga_automatica=renueva,
        vigente_hasta=datetime(2026, 12, 22, 3, 0, tzinfo=UTC),
    )
    aviso = replace(
        pedir("anunciar_termino", acto=ACTO, motivo="Aviso."), ahora=INICIO + timedelta(days=20)
    )
    assert dar_paso(vigente, aviso).vigente_hasta == fin


def test_la_prorroga_no_corre_el_dia_del_mes() -> None:
    desde = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    situacion = replace(
        BORRADOR,
        estado=EstadoAcuerdo.VIGENTE,
        duracion_meses=1,
        vigente_desde=desde,
        vigente_hasta=datetime(2026, 2, 28, 12, 0, tzinfo=UTC),
    )
    vistos = []
    for mes in (3, 4, 5):
        situacion = dejar_pasar(situacion, datetime(2026, mes, 1, tzinfo=UTC))
        vistos.append(situacion.vigente_hasta)
    assert vistos == [
        datetime(2026, 3, 31, 12, 0, tzinfo=UTC),
        datetime(2026, 4, 30, 12, 0, tzinfo=UTC),
        datetime(2026, 5, 31, 12, 0, tzinfo=UTC),
    ]


def test_el_suspendido_que_cumple_su_plazo_termina_aunque_se_prorrogara_solo() -> None:
    vigente = vivir(BORRADOR, list(CAMINO))[-1][0]
    suspendido = dar_paso(vigente, pedir("suspender", motivo="En revisión."))
    despues = dejar_pasar(suspendido, INICIO + timedelta(days=366))
    assert despues.estado is EstadoAcuerdo.TERMINADO


def test_prorrogar_y_cerrar_no_los_da_nadie() -> None:
    assert {PasoAcuerdo.PRORROGAR, PasoAcuerdo.CERRAR, PasoAcuerdo.HEREDAR}.isdisjoint(REGLAS)
