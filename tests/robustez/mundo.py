"""Un Sistema sembrado: de cada cosa que una ruta nombra hay alguna, y una sesión de cada perfil."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI
from fastapi.testclient import TestClient
from typing_extensions import override

from sistema.acceso.perfiles import SOLO_DE
from sistema.autenticacion.tipos import AjustesDeIngreso
from sistema.modelos.usuario import Perfil
from tests.apoyo.evaluaciones import MOTIVO, abrir_tranquilo, aportar, decidir, mirar
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import abrir_caso, crear_cuenta, listar_alertas
from tests.apoyo.sistema import DE_ENSAYO, FISCAL, INVESTIGADOR, SUPERVISORA, SistemaDePrueba
from tests.integracion.api.apoyo_acuerdos import Tramite
from tests.integracion.api.apoyo_maquinas import SALUD, MaquinaDePrueba
from tests.integracion.api.apoyo_usuarios import RUNES, Administracion
from tests.robustez import cuerpos

ANONIMO: Final = "anonimo"
MAQUINA: Final = "maquina"
DE_COLABORADOR: Final = (Perfil.COLAB_APORTANTE, Perfil.COLAB_ADMIN)
CONTACTOS: Final = 3
ALTO: Final = {"hechos": {"medicacion_vital": "si"}}

# Comienzo de ruta: la cuenta que la puede usar. Gana la primera.
PROPIAS: Final = (
    ("/v1/eventos", MAQUINA),
    ("/v1/oauth", MAQUINA),
    ("/v1/operacion", SUPERVISORA),
    ("/v1/acuerdos/{acuerdo_id}/aprobacion", "admin.pdi"),
    ("/v1/instituciones", "admin"),
    ("/v1/acuerdos", "admin"),
    ("/v1/usuarios/{usuario_id}/bloqueo", "jefa.sistema"),
    ("/v1/usuarios/{usuario_id}/desbloqueo", "jefa.sistema"),
    ("/v1/usos-irregulares", "jefa.sistema"),
    ("/v1/usuarios", "jefa.pdi"),
    ("/v1/perfiles/aprobar", "otra.pdi"),
    ("/v1/perfiles", "jefa.pdi"),
    ("/v1/riesgo/decisiones", FISCAL),
    ("/v1/credencial", "robustez.investigador"),
    ("/v1/sesiones", "robustez.investigador"),
    ("/", INVESTIGADOR),
)


class SistemaDeUnaApp(SistemaDePrueba):
    """El mismo Sistema con una sola aplicación y un solo cliente por cuenta: armarlos demora."""

    _unica: FastAPI | None = None

    @override
    def app(self, ingreso: AjustesDeIngreso = DE_ENSAYO) -> FastAPI:
        if self._unica is None:
            self._unica = super().app(ingreso)
            self._unica.state.ritmo.eventos_por_segundo = 10**6
            self._clientes: dict[str, TestClient] = {}
        return self._unica

    @override
    def cliente(self, cuenta: str = INVESTIGADOR) -> TestClient:
        self.app()
        if cuenta not in self._clientes:
            self._clientes[cuenta] = super().cliente(cuenta)
        return self._clientes[cuenta]

    def renovar(self, cuenta: str) -> None:
        """Abre otra sesión de la cuenta: un caso pudo cerrar o cambiar la que había."""
        nueva = super().cliente(cuenta)
        self.cliente(cuenta).headers["Authorization"] = nueva.headers["Authorization"]


@dataclass
class Mundo:
    """Lo sembrado: quién puede pedir, qué identificadores existen y un cuerpo bueno por ruta."""

    sistema: SistemaDeUnaApp
    cuentas: list[str] = field(default_factory=list)
    ids: dict[str, list[str]] = field(default_factory=dict)
    buenos: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tramite = Tramite(self.sistema)
        self._sembrar_gente()
        self._sembrar_casos()
        self._sembrar_acuerdos(tramite)
        self._sembrar_usuarios(Administracion(self.sistema))
        for parte in (cuerpos.de_casos, cuerpos.de_riesgo, cuerpos.de_instituciones):
            self.buenos |= parte(self.ids)
        self.buenos |= cuerpos.de_usuarios(self.ids) | cuerpos.de_ingreso()

    def propia(self, ruta: str) -> str:
        """La cuenta que puede usar esa ruta."""
        return next(cuenta for comienzo, cuenta in PROPIAS if ruta.startswith(comienzo))

    def bueno(self, ruta: str) -> dict[str, Any] | None:
        """Un cuerpo que esa ruta («POST /v1/…») acepta; `None` si no se sabe de ninguno."""
        if ruta.endswith("/riesgo/decision"):
            caso = self.ids["caso_id"][0]
            propuesta = mirar(self.sistema.cliente(), caso)["propuesta"]["evaluacion_id"]
            return self.buenos[ruta] | {"evaluacion_id": propuesta}
        return self.buenos.get(ruta)

    def existentes(self, parametro: str) -> list[str]:
        """Los identificadores que pueden ir en ese lugar de una ruta; ninguno, si no se sabe."""
        if parametro != "sesion_id":
            return self.ids.get(parametro, [])
        # Porque: un caso anterior pudo cerrar cualquiera.
        self.sistema.renovar(cuerpos.CUENTA)
        leidas = self.sistema.cliente(cuerpos.CUENTA).get("/v1/sesiones").json()["sesiones"]
        return [leida["id"] for leida in leidas]

    def cliente(self, cuenta: str) -> TestClient:
        """El cliente de una cuenta, de la máquina o de nadie."""
        if cuenta == MAQUINA:
            return self.maquina
        if cuenta == ANONIMO:
            return self.anonimo
        return self.sistema.cliente(cuenta)

    def renovar(self, cuenta: str) -> None:
        """Deja a esa cuenta otra vez con sesión."""
        if cuenta not in (MAQUINA, ANONIMO):
            self.sistema.renovar(cuenta)

    def _sembrar_gente(self) -> None:
        for perfil in Perfil:
            institucion = SALUD if perfil in DE_COLABORADOR else SOLO_DE.get(perfil, "pdi")
            cuenta = f"robustez.{perfil.value.lower()}"
            self.cuentas.append(crear_cuenta(self.sistema, cuenta, institucion, perfil))
        aportante = MaquinaDePrueba(self.sistema)
        self.maquina = aportante.cliente()
        self.buenos["POST /v1/oauth/token"] = aportante.formulario()
        self.anonimo = TestClient(self.sistema.app(), raise_server_exceptions=False)

    def _sembrar_casos(self) -> None:
        sistema = self.sistema
        pide = sistema.cliente()
        con_contacto = abrir_caso(sistema)
        contactos = [evento(numero) for numero in range(1, CONTACTOS + 1)]
        sistema.puerta().registrar_lote(lote(*contactos))
        self.ids["alerta_id"] = [alerta["id"] for alerta in listar_alertas(pide)]
        movimientos = pide.get(f"/v1/casos/{con_contacto}/movimientos").json()["movimientos"]
        self.ids["coincidencia_id"] = [m["coincidencia_id"] for m in movimientos]
        otra = denuncia()["persona"] | {"run": "9.876.543-3", "nombres": "Lautaro"}
        alto = abrir_tranquilo(sistema, persona=otra)
        aportado = aportar(pide, alto, **ALTO)
        decidida = decidir(pide, alto, "MEDIO", MOTIVO)
        assert decidida.status_code == 201, decidida.text
        self.ids["caso_id"] = [alto, con_contacto]
        self.ids["antecedente_id"] = [aportado["antecedente_id"]]
        self.ids["decision_id"] = [decidida.json()["decision_id"]]
        self.ids["evaluacion_id"] = [mirar(pide, alto)["propuesta"]["evaluacion_id"]]
        diligencias = pide.get(f"/v1/casos/{alto}/diligencias").json()["diligencias"]
        self.ids["diligencia_id"] = [diligencia["id"] for diligencia in diligencias]

    def _sembrar_acuerdos(self, tramite: Tramite) -> None:
        hasta: tuple[Callable[[], object], ...] = (
            lambda: tramite.dar("enviar_a_visacion"),
            tramite.visar,
            tramite.llegar_a_prueba,
            tramite.llegar_a_vigente,
            lambda: (tramite.llegar_a_vigente(), tramite.suspender()),
        )
        self.ids["codigo"], self.ids["acuerdo_id"] = [], []
        for numero, avanzar in enumerate(hasta):
            # Cada una con un borrador y un acuerdo que llegó hasta donde le toca.
            codigo = f"clinica_de_ensayo_{numero}"
            tramite.registrar(codigo)
            self.ids["acuerdo_id"] += [tramite.crear(codigo), tramite.crear(codigo)]
            avanzar()
            # Porque: lo que se hace con una institución no debe dejar sin efecto esos acuerdos.
            suelta = f"clinica_suelta_{numero}"
            tramite.registrar(suelta)
            self.ids["codigo"].append(suelta)

    def _sembrar_usuarios(self, administracion: Administracion) -> None:
        """Una persona en cada situación."""
        solicitada = administracion.crear("solicitada", RUNES[0])
        assert administracion.otorgar(solicitada).status_code == 201
        activas = [administracion.activar(f"activa.{n}", RUNES[n]) for n in (1, 2)]
        suspendida = administracion.activar("suspendida", RUNES[3])
        administracion.hacer(suspendida, "suspension")
        bloqueada = administracion.activar("bloqueada", RUNES[4])
        administracion.hacer(bloqueada, "bloqueo", administracion.del_sistema)
        self.ids["pedido_id"] = [administracion.pedir(activas[1], "SUPERVISOR")]
        self.ids["activa"] = activas
        self.ids["usuario_id"] = [solicitada, *activas, suspendida, bloqueada]
        hechos = {"usuario_id": activas[0], "hechos": "Buscó a una vecina."}
        abierto = administracion.del_sistema.post("/v1/usos-irregulares", json=hechos)
        assert abierto.status_code == 201, abierto.text
        self.ids["uso_id"] = [abierto.json()["uso_id"]]
