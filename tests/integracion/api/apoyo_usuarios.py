"""Personas administradoras con su sesión, y la ficha de quienes administran."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from sistema.modelos.usuario import Perfil
from tests.apoyo.http import crear_cuenta
from tests.apoyo.ingreso import id_de
from tests.apoyo.sistema import SistemaDePrueba

OFICIO = {
    "numero": "88",
    "fecha": "2026-11-20",
    "autoridad": "Jefatura de Ensayo",
    "referencia": "Expediente 88/2026",
}
RUNES = ("12.345.678-5", "9.876.543-3", "17.222.333-8", "21.003.004-2", "6.500.400-3")
MOTIVO = {"motivo": "Cesó en funciones."}


def ficha(run: str = RUNES[0], **cambios: Any) -> dict[str, Any]:
    """Una ficha completa; todo es inventado."""
    return {
        "nombres": "Celinda",
        "apellido_paterno": "Quitral",
        "apellido_materno": "Oyarzo",
        "run": run,
        "calidad_juridica": "planta",
        "correo": "celinda@institucion.example",
        "telefono": "+56 2 2000 0000",
        "redes": [],
        "cargo": "Analista",
        "unidad": "Unidad de Ensayo",
        "oficio": OFICIO,
        "capacitacion": {"realizada_en": "2026-10-01", "vigente_hasta": "2027-10-01"},
        "reserva_en": "2026-10-02",
        **cambios,
    }


class Administracion:
    """Dos administradoras de la PDI, una de Carabineros, una de Fiscalía y la del Sistema."""

    def __init__(self, sistema: SistemaDePrueba) -> None:
        self.sistema = sistema
        crear_cuenta(sistema, "jefa.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
        crear_cuenta(sistema, "otra.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
        crear_cuenta(sistema, "jefa.carabineros", "carabineros", Perfil.ADMIN_INSTITUCION)
        crear_cuenta(sistema, "jefa.fiscalia", "ministerio_publico", Perfil.ADMIN_INSTITUCION)
        crear_cuenta(sistema, "jefa.sistema", "carabineros", Perfil.ADMIN_SISTEMA)
        crear_cuenta(sistema, "jefa.registro", "registro_civil", Perfil.COLAB_ADMIN)
        self.jefa = sistema.cliente("jefa.pdi")
        self.otra = sistema.cliente("otra.pdi")
        self.del_sistema = sistema.cliente("jefa.sistema")

    def crear(self, cuenta: str = "celinda", run: str = RUNES[0], **cambios: Any) -> str:
        """Una persona solicitada de la PDI."""
        respuesta = self.jefa.post("/v1/usuarios", json=ficha(run, cuenta=cuenta, **cambios))
        assert respuesta.status_code == 201, respuesta.text
        return str(respuesta.json()["usuario_id"])

    def activar(self, cuenta: str = "celinda", run: str = RUNES[0]) -> str:
        """Una investigadora activa de la PDI."""
        persona = self.crear(cuenta, run)
        assert self.otorgar(persona).status_code == 201
        assert self.jefa.post(f"/v1/usuarios/{persona}/activacion").status_code == 200
        return persona

    def otorgar(
        self,
        persona: str,
        perfil: str = "INVESTIGADOR",
        quien: TestClient | None = None,
        **mas: Any,
    ) -> Response:
        cuerpo = {"perfil": perfil, "oficio": OFICIO, **mas}
        return (quien or self.jefa).post(f"/v1/usuarios/{persona}/perfil", json=cuerpo)

    def aprobar(self, quien: TestClient, *pedidos: str) -> Response:
        return quien.post("/v1/perfiles/aprobar", json={"pedidos": list(pedidos)})

    def pedir(self, persona: str, perfil: str, quien: TestClient | None = None) -> str:
        respuesta = self.otorgar(persona, perfil, quien)
        assert respuesta.status_code == 201, respuesta.text
        assert respuesta.json()["hasta"] is None
        return str(respuesta.json()["pedido_id"])

    def hacer(self, persona: str, acto: str, quien: TestClient | None = None) -> Response:
        return (quien or self.jefa).post(f"/v1/usuarios/{persona}/{acto}", json=MOTIVO)

    def id_de(self, cuenta: str) -> str:
        return str(id_de(self.sistema, cuenta))

    def perfil_de(self, persona: str, quien: TestClient | None = None) -> tuple[str, str | None]:
        leida = (quien or self.jefa).get(f"/v1/usuarios/{persona}").json()
        return leida["estado"], leida["perfil"]
