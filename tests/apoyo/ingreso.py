"""Una persona que entra como las de verdad: clave emitida, clave propia y segundo factor."""

from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response
from pyotp import TOTP
from sqlalchemy import text

from sistema.autenticacion import servicio
from sistema.autenticacion.tipos import AjustesDeIngreso
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import crear_cuenta
from tests.apoyo.sistema import SistemaDePrueba

PROPIA = "violeta sube el cerro a pie"
REAL = AjustesDeIngreso()
Par = tuple[str, int]


def id_de(sistema: SistemaDePrueba, cuenta: str) -> UUID:
    [(usuario_id,)] = sistema.consultar("SELECT id FROM usuario WHERE cuenta = :c", c=cuenta)
    assert isinstance(usuario_id, UUID)
    return usuario_id


def emitir(sistema: SistemaDePrueba, cuenta: str) -> str:
    """La clave de un solo uso que entregaría un administrador."""
    usuario_id = id_de(sistema, cuenta)
    with sistema.bd(Papel.API).transaccion() as sesion:
        return servicio.emitir_clave(sesion, usuario_id, sistema.reloj())


class Persona:
    """Alguien frente a un navegador, en un despliegue que exige segundo factor."""

    def __init__(
        self,
        sistema: SistemaDePrueba,
        cuenta: str = "ana",
        direccion: str = "192.0.2.1",
        ajustes: AjustesDeIngreso = REAL,
    ) -> None:
        self.sistema = sistema
        self.cuenta = cuenta
        self.secreto = ""
        self.codigos: list[str] = []
        par: Par = (direccion, 50_000)
        self.http = TestClient(sistema.app(ajustes), raise_server_exceptions=False, client=par)
        self.dispositivo = ""

    @classmethod
    def dada_de_alta(
        cls, sistema: SistemaDePrueba, cuenta: str = "ana", perfil: Perfil = Perfil.INVESTIGADOR
    ) -> "Persona":
        """Una persona que ya hizo todos los pasos y tiene su sesión plena."""
        crear_cuenta(sistema, cuenta, perfil=perfil)
        persona = cls(sistema, cuenta)
        assert persona.entrar(emitir(sistema, cuenta)).status_code == 201
        assert persona.cambiar_clave(PROPIA).status_code == 200
        assert persona.inscribir().status_code == 200
        return persona

    def entrar(self, clave: str = PROPIA) -> Response:
        cuerpo = {"cuenta": self.cuenta, "clave": clave}
        return self._anotar(self.http.post("/v1/sesiones", json=cuerpo, headers=self._galleta()))

    def pedir(self, metodo: str, ruta: str, cuerpo: Any = None) -> Response:
        return self.http.request(metodo, ruta, json=cuerpo)

    def paso(self, ruta: str, cuerpo: Any = None) -> Response:
        """Un paso que cambia el secreto de la sesión."""
        return self._anotar(self.http.post(ruta, json=cuerpo, headers=self._galleta()))

    def cambiar_clave(self, nueva: str, actual: str | None = None) -> Response:
        return self.paso("/v1/credencial/clave", {"nueva": nueva, "actual": actual})

    def proponer(self) -> str:
        respuesta = self.http.post("/v1/credencial/segundo-factor")
        assert respuesta.status_code == 201, respuesta.text
        return str(respuesta.json()["secreto"])

    def inscribir(self) -> Response:
        self.secreto = self.proponer()
        cuerpo = {"codigo": self.codigo()}
        respuesta = self.paso("/v1/credencial/segundo-factor/confirmacion", cuerpo)
        self.codigos = respuesta.json().get("codigos_de_recuperacion", [])
        return respuesta

    def codigo(self, pasos: int = 0) -> str:
        """Lo que muestra la aplicación, o lo que mostró o mostrará a tantos pasos de 30 s."""
        return TOTP(self.secreto).at(self.sistema.reloj(), counter_offset=pasos)

    def probar(self, codigo: str) -> Response:
        return self.paso("/v1/sesiones/segundo-factor", {"codigo": codigo})

    def reforzar(self, codigo: str) -> Response:
        return self.paso("/v1/sesiones/refuerzo", {"codigo": codigo})

    def _galleta(self) -> dict[str, str]:
        return {"Cookie": f"__Host-dispositivo={self.dispositivo}"} if self.dispositivo else {}

    def _anotar(self, respuesta: Response) -> Response:
        if respuesta.is_success:
            self.http.headers["Authorization"] = f"Bearer {respuesta.json()['token']}"
        for galleta in respuesta.headers.get_list("set-cookie"):
            nombre, _, valor = galleta.split(";")[0].partition("=")
            if nombre == "__Host-dispositivo":
                self.dispositivo = valor
        return respuesta


def estado_de_credencial(sistema: SistemaDePrueba, cuenta: str) -> dict[str, Any]:
    """La fila de la credencial tal como está guardada."""
    orden = text(
        "SELECT c.* FROM credencial_usuario c JOIN usuario ON id = usuario_id WHERE cuenta = :c"
    )
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return dict(sesion.execute(orden, {"c": cuenta}).mappings().one())
