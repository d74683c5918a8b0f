"""Lo malformado de siempre, en cada campo de toda ruta del contrato que recibe un cuerpo JSON."""

import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any

from httpx2 import Response

from sistema.contactos.rutas import RUTA_EVENTOS
from tests.integracion.api.test_cuerpos_malformados import CUERPOS, JSON, VALORES
from tests.robustez import revision
from tests.robustez.mundo import Mundo

MARCA = "<<aquí>>"
# Ningún texto puede guardarse con esto adentro, ni un número así llegar a la base de datos.
NUNCA_ENTEROS = {
    "nulo_escapado",
    "sustituto_suelto",
    "bidireccional",
    "ancho_cero",
    "marca_bom_dentro",
    "separador_de_lineas",
    "desborda_a_infinito",
    "exponente_enorme",
    "entero_de_70_bits",
    "objeto",
}
FECHAS = {
    "antes_de_cristo": b'"0001-01-01T00:00:00+14:00"',
    "fin_de_los_tiempos": b'"9999-12-31T23:59:59-14:00"',
    "fecha_minima": b'"0001-01-01"',
    "fecha_maxima": b'"9999-12-31"',
    "entero_con_espacios": b'" 1_000 "',
    "uno_real": b"1.0",
    "menos_uno": b"-1",
    "texto_vacio": b'""',
    "solo_espacios": b'"   "',
    "lista_vacia": b"[]",
}
# Los demás no llegan al campo: la aduana rechaza el cuerpo entero.
DE_ADUANA = set(VALORES) - NUNCA_ENTEROS - {"verdadero", "nada"}
POR_CAMPO = {n: v for n, v in VALORES.items() if n not in DE_ADUANA} | FECHAS
# Al final del texto, donde la pone el otro corpus, se quita como cualquier blanco.
POR_CAMPO["separador_de_lineas"] = rb'"canario\u2028canario"'
# Estas guardan los bytes tal cual: las prueba test_puerta_http_malformados.
DE_BYTES = (RUTA_EVENTOS, "/v1/oauth")


# Adentro de un texto por lo demás bueno: pasa por toda forma que el campo exija.
VENENOS = {"nulo": "\0", "sustituto": "\ud800", "al_reves": "\u202e", "sin_ancho": "\u200b"}
NUNCA = NUNCA_ENTEROS | {*VENENOS}
OMISIBLES = {"vacio", "nada"}
"""Un cuerpo que la ruta puede no exigir."""


def envenenar(bueno: object) -> Iterator[tuple[str, bytes]]:
    """El mismo texto bueno con un carácter que no se puede guardar, al medio y al final."""
    if isinstance(bueno, str) and bueno:
        medio = len(bueno) // 2
        for nombre, letra in VENENOS.items():
            yield nombre, json.dumps(bueno[:medio] + letra + bueno[medio:]).encode()
            yield nombre, json.dumps(bueno + letra).encode()


def caminos(
    valor: object, previo: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], object]]:
    """Cada lugar de un cuerpo donde puede ir otra cosa, también los objetos enteros."""
    partes: Iterable[tuple[Any, object]] = ()
    if isinstance(valor, dict):
        partes = valor.items()
    elif isinstance(valor, list):
        partes = enumerate(valor)
    for clave, uno in partes:
        yield (*previo, clave), uno
        yield from caminos(uno, (*previo, clave))


def con_marca(cuerpo: Any, camino: tuple[Any, ...]) -> bytes:
    copia = copy.deepcopy(cuerpo)
    lugar = copia
    for paso in camino[:-1]:
        lugar = lugar[paso]
    lugar[camino[-1]] = MARCA
    return json.dumps(copia).encode()


class Blanco:
    """Una ruta que recibe cuerpo, con uno bueno y alguien que la puede usar."""

    def __init__(self, mundo: Mundo, etiqueta: str) -> None:
        self.mundo = mundo
        self.etiqueta = etiqueta
        self.metodo, self.plantilla = etiqueta.split(" ")
        self.bueno = mundo.bueno(etiqueta)
        self.contrato = revision.palabras_del_contrato(mundo.sistema.app().openapi())

    def enviar(self, cuerpo: bytes) -> Response:
        ruta = self.plantilla
        for nombre in self.mundo.ids:
            if f"{{{nombre}}}" in ruta:
                ruta = ruta.replace(f"{{{nombre}}}", self.mundo.existentes(nombre)[0])
        cuenta = self.mundo.propia(self.plantilla)
        respuesta = self.mundo.cliente(cuenta).request(
            self.metodo, ruta, content=cuerpo, headers=JSON
        )
        if respuesta.status_code == 401 or "/v1/credencial" in ruta or "/v1/sesiones" in ruta:
            self.mundo.renovar(cuenta)
        return respuesta

    def mal(self, respuesta: Response, escrito: str) -> str | None:
        """Por qué la respuesta no es admisible."""
        if respuesta.status_code >= 500:
            return "5xx"
        if respuesta.is_success:
            return None
        if "canario" in respuesta.text or (
            len(escrito) >= revision.LARGO_MINIMO
            and escrito in respuesta.text
            and escrito not in self.contrato
        ):
            return "eco"
        return "mudo" if revision.es_mudo(respuesta) else None


def listar_blancos(mundo: Mundo) -> list[Blanco]:
    """Toda ruta POST o PUT del contrato que recibe JSON."""
    return [
        Blanco(mundo, f"{metodo.upper()} {ruta}")
        for ruta, operaciones in mundo.sistema.app().openapi()["paths"].items()
        for metodo, operacion in operaciones.items()
        if "requestBody" in operacion and not ruta.startswith(DE_BYTES)
    ]


def probar_campos(blanco: Blanco, todo_cada: int = 1) -> Iterator[str | None]:
    """Cada valor malformado en cada campo; con `todo_cada`, uno de cada tantos, por turno."""
    bueno = blanco.bueno or {}
    turno = 0
    for camino, antes in caminos(bueno):
        for nombre, valor in [*POR_CAMPO.items(), *envenenar(antes)]:
            turno += 1
            if turno % todo_cada == 0:
                marcado = con_marca(bueno, camino)
                respuesta = blanco.enviar(marcado.replace(json.dumps(MARCA).encode(), valor))
                escrito = valor.decode("utf-8", "replace").strip('" ')
                malo = blanco.mal(respuesta, escrito)
                if malo is None and respuesta.is_success and nombre in NUNCA:
                    malo = "aceptado"
                yield malo and f"{blanco.etiqueta} {camino} {nombre}: {malo}"


def probar_enteros(blanco: Blanco) -> Iterator[str | None]:
    """Cada cuerpo que la aduana no debe dejar pasar."""
    enteros = dict(CUERPOS)
    for camino, _antes in list(caminos(blanco.bueno or {}))[:1]:
        marcado = con_marca(blanco.bueno, camino)
        for nombre in DE_ADUANA:
            enteros[nombre] = marcado.replace(json.dumps(MARCA).encode(), VALORES[nombre])
    for nombre, cuerpo in sorted(enteros.items()):
        respuesta = blanco.enviar(cuerpo)
        malo = blanco.mal(respuesta, "canario")
        if respuesta.is_success and nombre not in OMISIBLES:
            malo = "aceptado"
        yield malo and f"{blanco.etiqueta} {nombre}: {malo}"


def leer_todo(mundo: Mundo) -> list[str]:
    """Las rutas de lectura que después de todo eso ya no se leen."""
    malas = []
    for ruta, operaciones in mundo.sistema.app().openapi()["paths"].items():
        if "get" not in operaciones or "/oidc/" in ruta:
            continue
        for numero in range(4):
            concreta = ruta
            for nombre, ids in mundo.ids.items():
                concreta = concreta.replace(f"{{{nombre}}}", ids[numero % len(ids)])
            leida = mundo.cliente(mundo.propia(ruta)).get(concreta)
            if leida.status_code != 200:
                malas.append(f"{ruta}: {leida.status_code}")
    return malas
