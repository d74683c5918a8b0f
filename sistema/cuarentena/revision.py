"""Cómo es un mensaje por fuera: sus campos y sus largos, nunca lo que dicen."""

from collections.abc import Iterator
from typing import Any

from sistema.cuarentena.campos import CAMPOS, MENSAJE_ENTERO
from sistema.cuarentena.tipos import CampoVisto, Forma
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

MAXIMO_DE_CAMPOS = 200


def ver_forma(cuerpo: bytes) -> Forma:
    """El largo de un mensaje y, si es JSON, hasta `MAXIMO_DE_CAMPOS` campos con su tipo y su largo.

    Una clave fuera del contrato se nombra «campo desconocido n.º k»: la clave misma puede ser un
    dato personal.

    Fundamento: técnico (INV-7).
    """
    try:
        objeto = leer_json(cuerpo)
    except JsonInvalido as error:
        return Forma(largo_bytes=len(cuerpo), problema=error.motivo)
    campos: list[CampoVisto] = []
    for campo in _recorrer(objeto):
        if len(campos) == MAXIMO_DE_CAMPOS:
            return Forma(largo_bytes=len(cuerpo), campos=tuple(campos), hay_mas=True)
        campos.append(campo)
    return Forma(largo_bytes=len(cuerpo), campos=tuple(campos))


def _recorrer(objeto: object) -> Iterator[CampoVisto]:
    # Porque: una pila y no recursión: lo que anida mil veces también se tiene que poder mirar.
    desconocidos = 0
    pendientes: list[tuple[str, object]] = [("", objeto)]
    while pendientes:
        ruta, valor = pendientes.pop()
        yield _medir(ruta or MENSAJE_ENTERO, valor)
        hijos: list[tuple[str, object]] = []
        if isinstance(valor, dict):
            for clave, hijo in valor.items():
                if clave not in CAMPOS:
                    desconocidos += 1
                nombre = clave if clave in CAMPOS else f"campo desconocido n.º {desconocidos}"
                hijos.append((f"{ruta}.{nombre}" if ruta else nombre, hijo))
        elif isinstance(valor, list):
            hijos = [(f"{ruta}[{n}]", hijo) for n, hijo in enumerate(valor)]
        pendientes.extend(reversed(hijos))


def _medir(ruta: str, valor: Any) -> CampoVisto:  # noqa: ANN401 - JSON puede ser cualquier valor
    match valor:
        case dict():
            return CampoVisto(ruta, "objeto", len(valor), "campos")
        case list():
            return CampoVisto(ruta, "lista", len(valor), "elementos")
        case str():
            return CampoVisto(ruta, "texto", len(valor), "caracteres")
        case bool():
            return CampoVisto(ruta, "verdadero o falso")
        case None:
            return CampoVisto(ruta, "nulo")
        case _:
            return CampoVisto(ruta, "número", len(repr(valor)), "caracteres")
