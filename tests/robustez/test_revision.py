"""La revisión nota lo que dice notar."""

import pytest
from httpx2 import Response

from tests.robustez import revision

CABECERAS = {"content-type": revision.PROBLEMA}


def rechazo(campo: str, remedio: str = "Quítelo.") -> Response:
    contenido = {"detail": "Vea.", "errores": [{"campo": campo, "remedio": remedio}]}
    return Response(422, json=contenido, headers=CABECERAS)


@pytest.mark.parametrize("enviado", [{"secreto": 1}, {"a": ["secreto"]}, {"a": b"secreto"}])
def test_un_rechazo_que_repite_lo_enviado_es_un_eco(enviado: object) -> None:
    assert revision.hay_eco(rechazo("secreto"), enviado, contrato="")
    assert not revision.hay_eco(rechazo("relato"), enviado, contrato="")
    assert not revision.hay_eco(rechazo("secreto"), enviado, contrato="un secreto a voces")


def test_un_rechazo_sin_campo_o_sin_remedio_es_mudo() -> None:
    assert revision.es_mudo(rechazo(""))
    assert revision.es_mudo(rechazo("relato", remedio=""))
    assert not revision.es_mudo(rechazo("relato"))
