"""Lo que repiten las pruebas del riesgo de un caso: aportar, mirar, decidir y reevaluar."""

from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

from riesgo.hechos import Hecho
from sistema.evaluaciones.servicio import reevaluar
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import abrir_caso
from tests.apoyo.sistema import SistemaDePrueba

NADA = {"hechos": {hecho.value: "no" for hecho in Hecho if hecho is not Hecho.MUJER_O_NINA}}
"""Se preguntó todo y nada preocupa: con la denuncia de siempre, la propuesta es MEDIO."""
MOTIVO = "La familia la vio ayer y está bien."
CERTIFICADO = {"tipo": "certificado de nacimiento", "referencia": "folio 12"}


def abrir_tranquilo(sistema: SistemaDePrueba, **cambios: Any) -> str:
    """Un caso evaluado en MEDIO que ninguna persona ha decidido."""
    caso_id = abrir_caso(sistema, **cambios)
    aportar(sistema.cliente(), caso_id, **NADA)
    return caso_id


def abrir_de_edad(sistema: SistemaDePrueba, fecha_nacimiento: str) -> str:
    return abrir_caso(
        sistema, persona={**denuncia()["persona"], "fecha_nacimiento": fecha_nacimiento}
    )


def aportar(cliente: TestClient, caso_id: str, **cuerpo: Any) -> dict[str, Any]:
    respuesta = cliente.post(f"/v1/casos/{caso_id}/antecedentes", json=cuerpo)
    assert respuesta.status_code == 201, respuesta.text
    aportado: dict[str, Any] = respuesta.json()
    return aportado


def mirar(cliente: TestClient, caso_id: str) -> dict[str, Any]:
    respuesta = cliente.get(f"/v1/casos/{caso_id}/riesgo")
    assert respuesta.status_code == 200, respuesta.text
    riesgo: dict[str, Any] = respuesta.json()
    return riesgo


def decidir(
    cliente: TestClient, caso_id: str, categoria: str, motivo: str = "", **mas: Any
) -> Response:
    """Decide ante la última propuesta, o ante la `evaluacion_id` que se dé."""
    cabeceras = mas.pop("cabeceras", {})
    ante = mas.get("evaluacion_id") or mirar(cliente, caso_id)["propuesta"]["evaluacion_id"]
    return cliente.post(
        f"/v1/casos/{caso_id}/riesgo/decision",
        json={"evaluacion_id": ante, "categoria": categoria, "motivo": motivo},
        headers=cabeceras,
    )


def responder_baja(
    cliente: TestClient, decision_id: object, respuesta: str = "aprobar", motivo: str = ""
) -> Response:
    return cliente.post(
        f"/v1/riesgo/decisiones/{decision_id}/visto-bueno",
        json={"respuesta": respuesta, "motivo": motivo},
    )


def reevaluar_caso(
    sistema: SistemaDePrueba, caso_id: str, motivo: MotivoReevaluacion = MotivoReevaluacion.CONTACTO
) -> bool:
    """Como lo hace la tarea, con su papel."""
    bd = sistema.bd(Papel.TAREAS)
    with bd.transaccion() as sesion:
        return reevaluar(sesion, bd.llavero, UUID(caso_id), motivo, sistema.reloj())
