"""Todo lo que la API acepta se puede volver a leer: nada guardado envenena una lectura."""

import unicodedata
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from sistema.modelos.caso import Caso, Denuncia
from sistema.modelos.persona import Persona
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import ordenar
from tests.apoyo.sistema import SistemaDePrueba

textos = st.text(max_size=80) | st.text(st.characters(codec="utf-8"), max_size=80)
instantes = st.integers(1890, 2030).flatmap(
    lambda anio: st.sampled_from([f"{anio}-01-01T00:00:00Z", f"{anio}-12-31T23:59:59Z"])
)


# Mutación probada: quitar Cc, Cf y Cs de las categorías prohibidas.
@given(texto=textos, otro=textos, noticia=instantes)
def test_toda_denuncia_aceptada_se_lee_igual(
    sistema_del_modulo: SistemaDePrueba,
    cliente_del_modulo: TestClient,
    texto: str,
    otro: str,
    noticia: str,
) -> None:
    cuerpo = denuncia(
        relato=texto,
        unidad=otro,
        persona={"run": texto[:64], "nombres": otro, "fecha_nacimiento": otro[:64]},
        desaparicion={"ultima_noticia_en": noticia, "comuna": texto, "circunstancias": otro},
    )
    respuesta = cliente_del_modulo.post("/v1/denuncias", json=cuerpo)
    assert respuesta.status_code in {201, 422}, respuesta.text
    if respuesta.status_code == 422:
        return
    ids = respuesta.json()
    with sistema_del_modulo.bd(Papel.API).transaccion() as sesion:
        guardada = sesion.get_one(Denuncia, UUID(ids["denuncia_id"]))
        caso = sesion.get_one(Caso, UUID(ids["caso_id"]))
        persona = sesion.get_one(Persona, caso.persona_id)
    # El guion opcional (U+00AD) es lo único que se quita.
    limpios = [unicodedata.normalize("NFC", t.replace("\u00ad", "")) for t in (texto, otro)]
    assert (guardada.relato, guardada.unidad) == (limpios[0], limpios[1] or "Brigada de Ensayo")
    assert (caso.comuna_desaparicion, caso.circunstancias) == tuple(limpios)
    assert persona.nombres == limpios[1]
    movimientos = cliente_del_modulo.get(f"/v1/casos/{ids['caso_id']}/movimientos")
    assert movimientos.status_code == 200, movimientos.text
    assert movimientos.json()["ultima_noticia_en"] == noticia


# Mutación probada: conectarse con la zona horaria del servidor.
@pytest.mark.parametrize("zona", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_los_instantes_extremos_se_leen_en_cualquier_zona_del_servidor(
    sistema: SistemaDePrueba, zona: str
) -> None:
    [(base,)] = sistema.consultar("SELECT current_database()")
    ordenar(sistema, f"ALTER DATABASE {base} SET timezone = '{zona}'")
    cliente = sistema.cliente()
    for noticia in ("1900-01-01T00:00:00Z", "2026-11-22T03:05:00Z"):
        abierta = cliente.post(
            "/v1/denuncias", json=denuncia(desaparicion={"ultima_noticia_en": noticia})
        )
        caso_id = abierta.json()["caso_id"]
        movimientos = cliente.get(f"/v1/casos/{caso_id}/movimientos")
        assert movimientos.status_code == 200, movimientos.text
        assert movimientos.json()["ultima_noticia_en"] == noticia
