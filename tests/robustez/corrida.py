"""Casos que schemathesis saca del contrato, enviados a la API real por cada perfil."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from httpx2 import InvalidURL, Response
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.robustez import revision
from tests.robustez.mundo import ANONIMO, MAQUINA, Mundo

CASOS_POR_MUNDO: Final = 2_500
LIMPIOS: Final = 0.2
SEMBRADOS: Final = 0.8
CON_PERMISO: Final = 0.7
MAL_PRESENTADOS: Final = 0.05
DE_SCHEMATHESIS: Final = frozenset({"user-agent", "x-schemathesis-testcaseid", "connection"})
Operacion = APIOperation[Any, Any, Any, Any]
SEGUN_EL_CONTRATO: Final = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass
class Cuenta:
    """Lo que pasó en una corrida."""

    casos: Counter[str] = field(default_factory=Counter)
    logrados: Counter[str] = field(default_factory=Counter)
    desvios: dict[str, list[str]] = field(
        default_factory=lambda: {"5xx": [], "ecos": [], "fuera_del_esquema": [], "mudos": []}
    )

    def anotar_desvio(self, clase: str, ruta: str, detalle: str) -> None:
        self.desvios[clase].append(f"{ruta}: {detalle}")


class Corrida:
    """Reparte los casos por igual entre las rutas; con la misma semilla, los mismos casos."""

    def __init__(self, abrir: Callable[[], Mundo], casos: int, semilla: int) -> None:
        self.abrir = abrir
        self.faltan = casos
        self.semilla = semilla
        self.cuenta = Cuenta()
        self.azar = random.Random(semilla)
        self.en_este_mundo = 0
        self._mundo = abrir()
        self.openapi = self._mundo.sistema.app().openapi()
        self.contrato = revision.palabras_del_contrato(self.openapi)
        esquema = schemathesis.openapi.from_dict(self.openapi)
        self.operaciones: list[Operacion] = [
            leida.ok() for leida in esquema.get_all_operations() if isinstance(leida, Ok)
        ]
        assert len(self.operaciones) == sum(map(len, self.openapi["paths"].values()))
        load_all_checks()

    def correr(self) -> Cuenta:
        vuelta = 0
        while self.faltan > 0:
            antes = self.faltan
            pendientes = [(o, m) for o in self.operaciones for m in GenerationMode]
            for numero, (operacion, modo) in enumerate(pendientes):
                parte = -(-self.faltan // (len(pendientes) - numero))
                self._probar(operacion, modo, min(parte, self.faltan), self.semilla + vuelta)
            vuelta += 1
            if self.faltan == antes:
                break
        return self.cuenta

    def _probar(
        self,
        operacion: APIOperation[Any, Any, Any, Any],
        modo: GenerationMode,
        n: int,
        semilla: int,
    ) -> None:
        if n <= 0:
            return

        @settings(
            max_examples=n,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @seed(semilla)
        @given(operacion.as_strategy(generation_mode=modo))
        def probar_uno(caso: Case[Any]) -> None:
            self._enviar(caso)

        try:
            probar_uno()
        except Unsatisfiable:
            # Una ruta sin parámetros ni cuerpo no tiene cómo pedirse mal.
            return

    @property
    def mundo(self) -> Mundo:
        if self.en_este_mundo >= CASOS_POR_MUNDO:
            self._mundo = self.abrir()
            self.en_este_mundo = 0
        return self._mundo

    def _enviar(self, caso: Case[Any]) -> None:
        ruta, mundo = caso.operation.label, self.mundo
        self.en_este_mundo += 1
        self.faltan -= 1
        # Porque: lo hondo de una ruta se alcanza solo si todo lo demás está bien.
        es_limpio = self.azar.random() < LIMPIOS
        self._sembrar(caso, mundo, es_limpio=es_limpio)
        propia = mundo.propia(caso.operation.path)
        cuenta = propia if es_limpio else self._elegir_cuenta(propia, mundo)
        pedido = self._armar(caso)
        try:
            respuesta = mundo.cliente(cuenta).request(**pedido)
        except InvalidURL:
            # El cliente no deja salir una dirección que no es una dirección.
            return
        self.cuenta.casos[ruta] += 1
        self.cuenta.logrados[ruta] += respuesta.is_success
        self._revisar(caso, respuesta, pedido)
        if respuesta.status_code == 401 or ruta.startswith("DELETE"):
            mundo.renovar(cuenta)

    def _sembrar(self, caso: Case[Any], mundo: Mundo, *, es_limpio: bool) -> None:
        """Pone lo que existe en lugar de casi todo; de los cuerpos deja solo unos campos."""
        for nombre in caso.path_parameters or {}:
            existentes = mundo.existentes(nombre)
            if existentes and (es_limpio or self.azar.random() < SEMBRADOS):
                caso.path_parameters[nombre] = self.azar.choice(existentes)
        bueno = mundo.bueno(caso.operation.label)
        if bueno is not None and es_limpio:
            caso.body = bueno
        elif bueno is not None and isinstance(caso.body, dict) and self.azar.random() < SEMBRADOS:
            cambiados = [k for k in caso.body if self.azar.random() < 1 / (1 + len(caso.body))]
            caso.body = bueno | {clave: caso.body[clave] for clave in cambiados}

    def _elegir_cuenta(self, propia: str, mundo: Mundo) -> str:
        if self.azar.random() < CON_PERMISO:
            return propia
        return self.azar.choice([*mundo.cuentas, ANONIMO, MAQUINA])

    def _armar(self, caso: Case[Any]) -> dict[str, Any]:
        crudo = caso.as_transport_kwargs()
        pedido = {
            "method": crudo["method"],
            "url": crudo["url"],
            "params": crudo.get("params") or None,
            "headers": {
                nombre.encode("latin-1", "replace"): _a_bytes(valor)
                for nombre, valor in crudo["headers"].items()
                if nombre.lower() not in DE_SCHEMATHESIS
                and (nombre.lower() != "authorization" or self.azar.random() < MAL_PRESENTADOS)
            },
        }
        if "json" in crudo:
            pedido["content"] = json.dumps(crudo["json"]).encode()
        elif isinstance(crudo.get("data"), dict):
            pedido["data"] = crudo["data"]
        elif crudo.get("data") is not None:
            pedido["content"] = _a_bytes(crudo["data"])
        return pedido

    def _revisar(self, caso: Case[Any], respuesta: Response, pedido: dict[str, Any]) -> None:
        ruta, estado = caso.operation.label, respuesta.status_code
        if estado >= 500:
            self.cuenta.anotar_desvio("5xx", ruta, f"{estado} {_resumir(pedido)}")
            return
        try:
            caso.validate_response(respuesta, checks=[not_a_server_error, *SEGUN_EL_CONTRATO])
        except FailureGroup as fallas:
            dichas = "; ".join(falla.title for falla in fallas.exceptions)
            self.cuenta.anotar_desvio("fuera_del_esquema", ruta, f"{estado} {dichas}")
        if estado >= 400:
            enviado = [caso.body, caso.query, caso.path_parameters, caso.headers]
            if revision.hay_eco(respuesta, enviado, self.contrato):
                self.cuenta.anotar_desvio("ecos", ruta, f"{estado} {_resumir(pedido)}")
            if revision.es_mudo(respuesta):
                self.cuenta.anotar_desvio("mudos", ruta, f"{estado} {respuesta.text[:300]}")


def _a_bytes(valor: Any) -> bytes:
    if isinstance(valor, bytes):
        return valor
    return str(valor).encode("utf-8", "surrogatepass")


def _resumir(pedido: dict[str, Any]) -> str:
    return repr({k: v for k, v in pedido.items() if k != "headers"})[:600]
