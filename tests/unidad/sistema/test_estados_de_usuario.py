"""Los estados de una persona, el camino de un expediente y quién aprueba: todo, caso por caso."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from sistema.acceso.redes import viene_de_sus_redes
from sistema.modelos.ficha import ActoUsuario as A
from sistema.modelos.ficha import EstadoUsoIrregular as U
from sistema.modelos.ficha import PasoUsoIrregular as P
from sistema.modelos.usuario import EstadoUsuario as E
from sistema.modelos.usuario import Perfil
from sistema.usuarios.errores import ActoNoCorresponde, FaltaMotivo, RequisitosIncompletos
from sistema.usuarios.estados import Requisitos, dar_acto, listar_faltas
from sistema.usuarios.irregulares import dar_paso
from sistema.usuarios.reglas import Administrador, listar_aprobadores

AHORA = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
COMPLETOS = Requisitos(
    con_oficio=True,
    capacitacion_hasta=date(2026, 11, 22),
    reserva_en=date(2026, 11, 22),
    perfil_hasta=AHORA + timedelta(seconds=1),
)
CAMINOS = {
    (E.SOLICITADO, A.ACTIVAR): E.ACTIVO,
    (E.ACTIVO, A.SUSPENDER): E.SUSPENDIDO,
    (E.SUSPENDIDO, A.REACTIVAR): E.ACTIVO,
    (E.SOLICITADO, A.BLOQUEAR): E.BLOQUEADO,
    (E.ACTIVO, A.BLOQUEAR): E.BLOQUEADO,
    (E.SUSPENDIDO, A.BLOQUEAR): E.BLOQUEADO,
    (E.BLOQUEADO, A.DESBLOQUEAR): E.SUSPENDIDO,
    (E.SOLICITADO, A.DAR_DE_BAJA): E.BAJA,
    (E.ACTIVO, A.DAR_DE_BAJA): E.BAJA,
    (E.SUSPENDIDO, A.DAR_DE_BAJA): E.BAJA,
    (E.BLOQUEADO, A.DAR_DE_BAJA): E.BAJA,
}


@pytest.mark.parametrize("estado", list(E))
@pytest.mark.parametrize("acto", list(A))
def test_cada_acto_lleva_adonde_dice_la_tabla_y_a_ninguna_otra_parte(estado: E, acto: A) -> None:
    destino = CAMINOS.get((estado, acto))
    if destino is not None:
        assert dar_acto(estado, acto, COMPLETOS, "Por algo.", AHORA) is destino
        return
    with pytest.raises(ActoNoCorresponde):
        dar_acto(estado, acto, COMPLETOS, "Por algo.", AHORA)


@pytest.mark.parametrize(
    ("cambio", "falta"),
    [
        ({"con_oficio": False}, "oficio"),
        ({"capacitacion_hasta": None}, "capacitacion_vigente"),
        ({"capacitacion_hasta": date(2026, 11, 21)}, "capacitacion_vigente"),
        ({"reserva_en": None}, "declaracion_de_reserva"),
        ({"reserva_en": date(2026, 11, 23)}, "declaracion_de_reserva"),
        ({"perfil_hasta": None}, "perfil_vigente"),
        ({"perfil_hasta": AHORA}, "perfil_vigente"),
    ],
)
@pytest.mark.parametrize(
    ("estado", "acto"), [(E.SOLICITADO, A.ACTIVAR), (E.SUSPENDIDO, A.REACTIVAR)]
)
def test_nadie_queda_activo_si_le_falta_algo(
    estado: E, acto: A, cambio: dict[str, object], falta: str
) -> None:
    incompletos = replace(COMPLETOS, **cambio)  # type: ignore[arg-type]
    assert listar_faltas(incompletos, AHORA) == (falta,)
    with pytest.raises(RequisitosIncompletos, match=falta):
        dar_acto(estado, acto, incompletos, "Por algo.", AHORA)


def test_la_fecha_se_mira_en_chile() -> None:
    # A las 02:59 UTC del 22 en Chile todavía es 21.
    assert listar_faltas(COMPLETOS, AHORA - timedelta(minutes=1)) == ("declaracion_de_reserva",)


@pytest.mark.parametrize("acto", [a for a in A if a is not A.ACTIVAR])
def test_todo_cambio_de_estado_dice_por_que_salvo_activar(acto: A) -> None:
    estado = next((e for e, a in CAMINOS if a is acto), None)
    if estado is None:
        return
    with pytest.raises(FaltaMotivo):
        dar_acto(estado, acto, COMPLETOS, "", AHORA)


PASOS = {
    (U.ABIERTO, P.NOTIFICAR): U.NOTIFICADO,
    (U.NOTIFICADO, P.PRESENTAR_DESCARGOS): U.DESCARGOS,
    (U.NOTIFICADO, P.RESOLVER): U.RESUELTO,
    (U.DESCARGOS, P.RESOLVER): U.RESUELTO,
    (U.ABIERTO, P.BLOQUEAR): U.BLOQUEADO,
    (U.NOTIFICADO, P.BLOQUEAR): U.BLOQUEADO,
    (U.DESCARGOS, P.BLOQUEAR): U.BLOQUEADO,
}


@pytest.mark.parametrize("estado", list(U))
@pytest.mark.parametrize("paso", list(P))
def test_un_expediente_solo_avanza_por_su_camino(estado: U, paso: P) -> None:
    destino = PASOS.get((estado, paso))
    if destino is not None:
        assert dar_paso(estado, paso) is destino
        return
    with pytest.raises(ActoNoCorresponde):
        dar_paso(estado, paso)


ANA, BERTA, CARLA, DIEGO, ELENA = (UUID(int=n) for n in range(1, 6))
DE_LA_PDI = [
    Administrador(ANA, "pdi", Perfil.ADMIN_INSTITUCION),
    Administrador(BERTA, "pdi", Perfil.ADMIN_INSTITUCION),
]
DEL_SISTEMA = Administrador(CARLA, "carabineros", Perfil.ADMIN_SISTEMA)
DE_FISCALIA = Administrador(DIEGO, "ministerio_publico", Perfil.ADMIN_INSTITUCION)


@pytest.mark.parametrize(
    ("administran", "excluidos", "aprueban"),
    [
        ([*DE_LA_PDI, DEL_SISTEMA, DE_FISCALIA], {ANA, ELENA}, {BERTA}),
        ([*DE_LA_PDI, DEL_SISTEMA, DE_FISCALIA], {ANA, BERTA}, {CARLA}),
        ([DE_LA_PDI[0], DEL_SISTEMA, DE_FISCALIA], {ANA, ELENA}, {CARLA}),
        ([DEL_SISTEMA, DE_FISCALIA], {CARLA, ELENA}, {DIEGO}),
        ([DEL_SISTEMA], {CARLA, ELENA}, set()),
        ([Administrador(DIEGO, "carabineros", Perfil.ADMIN_INSTITUCION)], {ANA, ELENA}, set()),
    ],
)
def test_aprueba_el_primer_escalon_que_tenga_a_alguien(
    administran: list[Administrador], excluidos: set[UUID], aprueban: set[UUID]
) -> None:
    assert listar_aprobadores("pdi", frozenset(excluidos), administran) == aprueban


@pytest.mark.parametrize(
    ("redes", "direccion", "viene"),
    [
        (None, None, True),
        ([], "testclient", True),
        (["192.0.2.0/24"], "192.0.2.9", True),
        (["192.0.2.0/24"], "::ffff:192.0.2.9", True),
        (["192.0.2.0/24"], "198.51.100.1", False),
        (["2001:db8::/48", "192.0.2.7/32"], "2001:db8::1", True),
        (["192.0.2.0/24"], None, False),
        (["192.0.2.0/24"], "ilegible", False),
    ],
)
def test_con_direcciones_escritas_solo_se_entra_desde_ellas(
    redes: list[str] | None,
    direccion: str | None,
    viene: bool,  # noqa: FBT001 - tabla de valores
) -> None:
    assert viene_de_sus_redes(redes, direccion) is viene
