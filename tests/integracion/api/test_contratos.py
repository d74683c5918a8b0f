"""Los contratos de los eventos, servidos a cualquiera que vaya a integrarse."""

from pathlib import Path

import pytest

from tests.apoyo.http import cliente_anonimo
from tests.apoyo.sistema import SistemaDePrueba

PUBLICADOS = Path(__file__).parents[3] / "docs" / "contratos"
TIPOS = {
    "contacto-v1.schema.json": "application/schema+json",
    "asyncapi.yaml": "application/vnd.aai.asyncapi+yaml",
}


@pytest.mark.parametrize("archivo", TIPOS)
def test_se_sirven_sin_sesion_con_su_tipo_y_byte_a_byte(
    sistema_del_modulo: SistemaDePrueba, archivo: str
) -> None:
    respuesta = cliente_anonimo(sistema_del_modulo).get(f"/v1/contratos/{archivo}")
    assert respuesta.status_code == 200
    assert respuesta.headers["content-type"] == TIPOS[archivo]
    assert respuesta.content == (PUBLICADOS / archivo).read_bytes()
    assert respuesta.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("archivo", TIPOS)
def test_se_pueden_guardar_un_dia_y_preguntar_si_cambiaron(
    sistema_del_modulo: SistemaDePrueba, archivo: str
) -> None:
    cliente = cliente_anonimo(sistema_del_modulo)
    primera = cliente.get(f"/v1/contratos/{archivo}")
    assert primera.headers["cache-control"] == "public, max-age=86400"
    etiqueta = {"If-None-Match": primera.headers["etag"]}
    repetida = cliente.get(f"/v1/contratos/{archivo}", headers=etiqueta)
    assert (repetida.status_code, repetida.content) == (304, b"")
    otra = cliente.get(f"/v1/contratos/{archivo}", headers={"If-None-Match": '"otra"'})
    assert otra.status_code == 200


# Mutación probada: `SinRastro` sin su «no-store».
@pytest.mark.parametrize("ruta", ["/v1/salud", "/openapi.json", "/docs", "/v1/alertas", "/nada"])
def test_nada_mas_se_puede_guardar(sistema_del_modulo: SistemaDePrueba, ruta: str) -> None:
    respuesta = cliente_anonimo(sistema_del_modulo).get(ruta)
    assert respuesta.headers["cache-control"] == "no-store"


def test_un_contrato_que_no_existe_es_un_404(sistema_del_modulo: SistemaDePrueba) -> None:
    respuesta = cliente_anonimo(sistema_del_modulo).get("/v1/contratos/../app.py")
    assert respuesta.status_code == 404
