"""Lo que se publica de cómo se propone una categoría de riesgo."""

from datetime import UTC, datetime

from sistema.catalogos.servicio import cargar
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos, cliente_anonimo
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo_protocolo import escribir_catalogo

RUTA = "/v1/riesgo/criterios"


def test_cualquiera_lee_los_criterios_que_rigen_y_su_logica(sistema: SistemaDePrueba) -> None:
    respuesta = cliente_anonimo(sistema).get(RUTA)
    assert respuesta.status_code == 200
    datos = respuesta.json()
    criterios = {c["codigo"]: c for c in datos.pop("criterios")}
    hipotesis = {h["codigo"]: h["sugieren"] for h in datos.pop("hipotesis")}
    assert hipotesis["VIOLENCIA_GENERO"] == ["F02"]
    assert len(hipotesis) == 13
    assert datos == {
        "version_catalogo": "2026.1",
        "vigente_desde": "2026-11-01",
        "vigente_hasta": None,
    }
    assert len(criterios) == 28
    assert criterios["F01"]["piso"]
    assert criterios["F01"]["confianza"].startswith("TV, que todo niño")
    assert criterios["F02"]["logica"]
    assert criterios["P01"]["protector"]
    assert asientos(sistema) == []


# Mutación probada: ignorar `version`; publicar siempre el del paquete.
def test_se_publica_el_que_rige_hoy_y_cualquiera_de_los_anteriores(
    sistema: SistemaDePrueba,
) -> None:
    nuevo = escribir_catalogo(
        "2026.2",
        "vigente_desde = 2026-11-21",
        ("F08 = { encendido = true", "F08 = { encendido = false"),
    )
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        cargar(sesion, nuevo, datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
    cliente = cliente_anonimo(sistema)
    vigente = cliente.get(RUTA).json()
    assert vigente["version_catalogo"] == "2026.2"
    assert [c["encendido"] for c in vigente["criterios"] if c["codigo"] == "F08"] == [False]
    anterior = cliente.get(RUTA, params={"version": "2026.1"}).json()
    assert [c["encendido"] for c in anterior["criterios"] if c["codigo"] == "F08"] == [True]
    assert cliente.get(RUTA, params={"version": "1999"}).status_code == 404


# Mutación probada: usar el día UTC.
def test_el_catalogo_cambia_a_la_medianoche_de_chile(sistema: SistemaDePrueba) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        cargar(sesion, escribir_catalogo("2026.2", "vigente_desde = 2026-11-22"), sistema.reloj())
    sistema.reloj.instante = datetime(2026, 11, 22, 2, 59, tzinfo=UTC)
    assert cliente_anonimo(sistema).get(RUTA).json()["version_catalogo"] == "2026.1"
    sistema.reloj.instante = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    assert cliente_anonimo(sistema).get(RUTA).json()["version_catalogo"] == "2026.2"
