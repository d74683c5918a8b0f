"""Lo que repiten las pruebas de la API: cuentas, casos, alertas y lo que quedó asentado."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, text

from sistema.modelos.auditoria import Asiento
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from sistema.usuarios.servicio import UsuarioNuevo, crear_si_falta
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.sistema import SistemaDePrueba

CLAVE = "una-clave-larga-de-prueba"
MINIMA = {
    "relato": "Dato sintético: no volvió.",
    "denunciante": {"identificacion": "Quien Denuncia", "domicilio": "Calle Dos 45"},
}


def crear_cuenta(
    sistema: SistemaDePrueba,
    cuenta: str,
    institucion: str = "pdi",
    perfil: Perfil = Perfil.INVESTIGADOR,
) -> str:
    """Crea una cuenta activa con la clave `CLAVE` y devuelve su nombre."""
    nueva = UsuarioNuevo(cuenta, "Persona De Prueba", institucion, "Unidad", perfil)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        crear_si_falta(sesion, nueva, CLAVE, sistema.reloj())
    return cuenta


def cliente_anonimo(sistema: SistemaDePrueba) -> TestClient:
    return TestClient(sistema.app(), raise_server_exceptions=False)


def abrir_caso(sistema: SistemaDePrueba, **cambios: Any) -> str:
    respuesta = sistema.cliente().post("/v1/denuncias", json=denuncia(**cambios))
    assert respuesta.status_code == 201, respuesta.text
    return str(respuesta.json()["caso_id"])


def abrir_caso_con_alertas(sistema: SistemaDePrueba, cuantas: int) -> str:
    caso_id = abrir_caso(sistema)
    cuerpos = [evento(numero) for numero in range(1, cuantas + 1)]
    assert sistema.puerta().registrar_lote(lote(*cuerpos)).alertas == cuantas
    return caso_id


def listar_alertas(cliente: TestClient, **parametros: Any) -> list[dict[str, Any]]:
    respuesta = cliente.get("/v1/alertas", params=parametros)
    assert respuesta.status_code == 200, respuesta.text
    alertas: list[dict[str, Any]] = respuesta.json()["alertas"]
    return alertas


def asientos(sistema: SistemaDePrueba) -> list[Asiento]:
    """Todo lo asentado, en orden y con su detalle abierto; solo el dueño puede leerlo."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return list(sesion.scalars(select(Asiento).order_by(Asiento.numero)))


def ordenar(sistema: SistemaDePrueba, *ordenes: str) -> None:
    """Ejecuta órdenes SQL como dueño de la base de datos de esta prueba."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        for orden in ordenes:
            sesion.execute(text(orden))


def campos_con_falta(respuesta: Response) -> list[str]:
    """Los campos que nombra un 422."""
    assert respuesta.status_code == 422, respuesta.text
    return [falta["campo"] for falta in respuesta.json()["errores"]]
