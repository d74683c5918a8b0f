"""El corpus malformado sobre toda ruta que recibe un cuerpo; completo, en `make robustez`."""

import pytest

from tests.robustez.corpus import Blanco, leer_todo, listar_blancos, probar_campos, probar_enteros
from tests.robustez.mundo import Mundo

UNO_DE_CADA = 7


@pytest.fixture(scope="module")
def blancos(mundo: Mundo) -> list[Blanco]:
    return listar_blancos(mundo)


# Mutación probada: quitar `limpiar_linea` del correo; admitir Cc en `limpiar_linea`.
def test_un_valor_malformado_en_cualquier_campo_de_cualquier_ruta_es_un_4xx_que_dice_por_que(
    blancos: list[Blanco],
) -> None:
    malos = [malo for blanco in blancos for malo in probar_campos(blanco, UNO_DE_CADA) if malo]
    assert malos == []


def test_lo_que_la_aduana_rechaza_lo_rechaza_en_toda_ruta(blancos: list[Blanco]) -> None:
    assert [malo for blanco in blancos for malo in probar_enteros(blanco) if malo] == []


def test_de_toda_ruta_que_recibe_cuerpo_se_sabe_uno_bueno(blancos: list[Blanco]) -> None:
    sin_cuerpo = {blanco.etiqueta for blanco in blancos if not blanco.bueno}
    assert sin_cuerpo <= {
        "POST /v1/credencial/segundo-factor/confirmacion",
        "POST /v1/sesiones/refuerzo",
        "POST /v1/sesiones/segundo-factor",
    }


def test_despues_de_lo_malformado_todo_lo_que_se_lee_se_sigue_leyendo(mundo: Mundo) -> None:
    assert leer_todo(mundo) == []
