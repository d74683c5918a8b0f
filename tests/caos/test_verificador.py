"""El verificador debe ver lo que falta, lo que se repite y lo que sobra."""

from dataclasses import replace
from typing import Any

import pytest

from tests.caos.tablas import FilaCoincidencia, Tablas
from tests.caos.verificador import Esperado, Informe, escribir, leer_historia, verificar

TEMA = "contactos.salud.v1"
ID = "id-del-tema"
FILA = FilaCoincidencia("caso-1", "e-1", "enlace", version=2, alertas=2, anteriores=1)
SANAS = Tablas(
    bandeja=["e-0", "e-1", "e-2"],
    cuarentena=[(ID, 0, 3)],
    contactos=[("salud", "e-1")],
    coincidencias=[FILA],
    entregas=[3, 3],
    boveda=3,
    nuevos_asentados=3,
    posiciones={(ID, 0): 5},
)
ESPERADO = Esperado(deben=frozenset({("caso-1", "e-1")}), pueden=frozenset({("caso-2", "e-2")}))


def enviado(numero: int, evento: str, *, roto: bool = False) -> dict[str, Any]:
    return {"hecho": "enviado", "numero": numero, "evento": evento, "roto": roto}


def confirmado(numero: int, desfase: int) -> dict[str, Any]:
    return {
        "hecho": "confirmado",
        "numero": numero,
        "tema": TEMA,
        "particion": 0,
        "desfase": desfase,
    }


# Cinco envíos confirmados (el quinto repite e-1), uno sin confirmar y un roto.
HECHOS: list[dict[str, Any]] = [
    {"hecho": "tema", "tema": TEMA, "id": ID},
    {"hecho": "acuerdo", "dias": 30},
    *[enviado(n, f"e-{n}") for n in range(3)],
    enviado(3, "e-0", roto=True),
    enviado(4, "e-1"),
    enviado(5, "e-9"),
    *[confirmado(n, n) for n in range(5)],
    {"hecho": "final", "id": ID, "particion": 0, "posicion": 5},
    {"hecho": "falla", "clase": "matar_consumidor"},
]


def revisar(hechos: list[dict[str, Any]] = HECHOS, **cambios: Any) -> Informe:
    return verificar(leer_historia(hechos), replace(SANAS, **cambios), ESPERADO)


def cuentas(informe: Informe) -> tuple[int, int, int]:
    return (informe.perdidos, informe.dobles, informe.fantasmas)


def test_una_corrida_sana_da_cero_cero_cero() -> None:
    informe = revisar()
    assert informe.limpio
    assert cuentas(informe) == (0, 0, 0)
    assert informe.revisados == {
        "enviados": 6,
        "confirmados": 5,
        "recibidos": 3,
        "en_cuarentena": 1,
        "coincidencias": 1,
        "coincidencias_debidas": 1,
        "fallas": 1,
    }


@pytest.mark.parametrize(
    ("cambios", "motivo"),
    [
        (
            {"bandeja": ["e-0", "e-1"], "boveda": 2, "nuevos_asentados": 2},
            "evento_confirmado_sin_recibir",
        ),
        ({"cuarentena": []}, "roto_confirmado_sin_apartar"),
        ({"coincidencias": [], "contactos": []}, "coincidencia_debida_ausente"),
        ({"coincidencias": [replace(FILA, decision="descarte")]}, "coincidencia_debida_ausente"),
        ({"coincidencias": [replace(FILA, alertas=0)]}, "coincidencia_sin_alerta"),
        ({"coincidencias": [replace(FILA, anteriores=0)]}, "version_anterior_ausente"),
        ({"entregas": [3, 2]}, "faltan_entregas"),
        ({"boveda": 2}, "faltan_en_boveda"),
        ({"nuevos_asentados": 2}, "faltan_en_auditoria"),
        ({"posiciones": {(ID, 0): 4}}, "sin_consumir"),
        ({"entrada": 1}, "entrada_sin_consumir"),
        ({"busquedas_pendientes": 1}, "busqueda_pendiente"),
    ],
)
def test_ve_cada_perdido(cambios: dict[str, Any], motivo: str) -> None:
    informe = revisar(**cambios)
    assert cuentas(informe) == (1, 0, 0)
    assert informe.motivos == {motivo: 1}
    assert not informe.limpio


@pytest.mark.parametrize(
    ("cambios", "motivo"),
    [
        ({"bandeja": ["e-0", "e-1", "e-2", "e-1"]}, "evento_recibido_dos_veces"),
        ({"cuarentena": [(ID, 0, 3), (ID, 0, 3)]}, "apartado_dos_veces"),
        ({"contactos": [("salud", "e-1"), ("salud", "e-1")]}, "contacto_repetido"),
        ({"coincidencias": [FILA, FILA]}, "coincidencia_repetida"),
        ({"coincidencias": [replace(FILA, alertas=3)]}, "alerta_repetida"),
        ({"coincidencias": [replace(FILA, anteriores=2)]}, "version_anterior_repetida"),
        ({"entregas": [4, 3]}, "sobran_entregas"),
        ({"boveda": 4}, "sobran_en_boveda"),
        ({"nuevos_asentados": 4}, "sobran_en_auditoria"),
    ],
)
def test_ve_cada_doble(cambios: dict[str, Any], motivo: str) -> None:
    informe = revisar(**cambios)
    assert cuentas(informe) == (0, 1, 0)
    assert informe.motivos == {motivo: 1}


@pytest.mark.parametrize(
    ("cambios", "motivo"),
    [
        (
            {"bandeja": ["e-0", "e-1", "e-2", "e-7"], "boveda": 4, "nuevos_asentados": 4},
            "recibido_sin_enviar",
        ),
        ({"cuarentena": [(ID, 0, 3), (ID, 0, 1)]}, "bueno_apartado"),
        ({"cuarentena": [(ID, 0, 3), (ID, 0, 77)]}, "apartado_sin_enviar"),
        (
            {"coincidencias": [FILA, replace(FILA, caso="caso-3", evento="e-2")]},
            "coincidencia_sin_razon",
        ),
        ({"contactos_sueltos": 1}, "contacto_sin_coincidencia"),
        ({"posiciones": {(ID, 0): 6}}, "consumido_de_mas"),
    ],
)
def test_ve_cada_fantasma(cambios: dict[str, Any], motivo: str) -> None:
    informe = revisar(**cambios)
    assert cuentas(informe) == (0, 0, 1)
    assert informe.motivos == {motivo: 1}


def test_lo_que_kafka_no_confirmo_puede_estar_una_vez_o_no_estar() -> None:
    con_el = ["e-0", "e-1", "e-2", "e-9"]
    assert revisar(bandeja=con_el, boveda=4, nuevos_asentados=4).limpio
    dos_veces = revisar(bandeja=[*con_el, "e-9"], boveda=4, nuevos_asentados=4)
    assert cuentas(dos_veces) == (0, 1, 0)


def test_un_roto_sin_confirmar_puede_estar_apartado_una_vez() -> None:
    hechos = [*HECHOS, enviado(6, "e-2", roto=True)]
    assert revisar(hechos, cuarentena=[(ID, 0, 3), (ID, 0, 8)]).limpio
    sobra = revisar(hechos, cuarentena=[(ID, 0, 3), (ID, 0, 8), (ID, 0, 9)])
    assert sobra.motivos == {"apartado_sin_enviar": 1}


def test_una_coincidencia_posible_puede_estar_o_no() -> None:
    posible = replace(FILA, caso="caso-2", evento="e-2")
    assert revisar(coincidencias=[FILA, posible]).limpio


def test_una_coincidencia_de_un_evento_que_no_llego_no_se_debe() -> None:
    hechos = [h for h in HECHOS if h.get("numero") not in {1, 4} or h["hecho"] == "enviado"]
    informe = revisar(
        hechos, bandeja=["e-0", "e-2"], boveda=2, nuevos_asentados=2, coincidencias=[], contactos=[]
    )
    assert informe.limpio


def test_el_informe_dice_las_tres_cuentas_y_por_que() -> None:
    informe = revisar(bandeja=["e-0", "e-1"], boveda=2, nuevos_asentados=2)
    assert escribir(informe, en_json=False) == (
        "perdidos / dobles / fantasmas: 1 / 0 / 0\n"
        "  evento_confirmado_sin_recibir: 1, p. ej. ['e-2']"
    )
    assert '"perdidos": 1' in escribir(informe, en_json=True)
    assert '"limpio": false' in escribir(informe, en_json=True)
