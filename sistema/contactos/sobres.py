"""Los sobres HTTP en que llegan los eventos: uno solo, un arreglo JSON o líneas NDJSON.

Aquí se juzga únicamente lo que puede juzgarse sin mirar qué dice el evento: tipo de contenido,
tamaño, UTF-8 y JSON. De un lote sale cada evento con sus bytes exactos, sin volver a escribirlo.
"""

from collections.abc import Callable, Iterator, Mapping

from sistema.contactos.errores import TipoDeContenidoNoAdmitido
from sistema.nucleo.errores import CuerpoDemasiadoGrande, CuerpoInvalido
from sistema.nucleo.json_estricto import JsonInvalido, leer_json, partir_arreglo

EVENTO_MAXIMO_BYTES = 65_536
EVENTOS_POR_LOTE = 500
LOTE_MAXIMO_BYTES = 2 * 1024 * 1024
SOBRES_DE_UNO = ("application/cloudevents+json", "application/json")
ARREGLO = "application/cloudevents-batch+json"
LINEAS = "application/x-ndjson"


def abrir_uno(cuerpo: bytes, tipo: str, codificacion: str = "") -> bytes:
    """El único evento del cuerpo, que es el cuerpo entero.

    Raises:
        TipoDeContenidoNoAdmitido, CuerpoInvalido, CuerpoDemasiadoGrande: no se puede leer.
    """
    _exigir_tipo(tipo, codificacion, SOBRES_DE_UNO)
    _exigir_tamano(cuerpo, "El evento")
    _exigir_json(cuerpo, "El cuerpo")
    return cuerpo


def abrir_lote(cuerpo: bytes, tipo: str, codificacion: str = "") -> list[bytes]:
    """Cada evento del cuerpo con sus bytes exactos, en orden; si uno no se lee, ninguno sale.

    Raises:
        TipoDeContenidoNoAdmitido, CuerpoInvalido, CuerpoDemasiadoGrande: no se puede leer.
    """
    partir = _PARTIR[_exigir_tipo(tipo, codificacion, tuple(_PARTIR))]
    eventos: list[bytes] = []
    for evento in partir(cuerpo):
        if len(eventos) == EVENTOS_POR_LOTE:
            raise CuerpoDemasiadoGrande(f"Un lote lleva hasta {EVENTOS_POR_LOTE} eventos.")
        eventos.append(evento)
    return eventos


def _partir_arreglo(cuerpo: bytes) -> Iterator[bytes]:
    elementos = partir_arreglo(cuerpo)
    numero = 1
    while True:
        try:
            evento = next(elementos)
        except StopIteration:
            return
        except JsonInvalido as error:
            raise CuerpoInvalido(
                f"El arreglo no se pudo leer en el evento {numero}: {error.motivo}."
            ) from None
        _exigir_tamano(evento, f"El evento {numero}")
        yield evento
        numero += 1


def _partir_lineas(cuerpo: bytes) -> Iterator[bytes]:
    for numero, linea in enumerate(cuerpo.split(b"\n"), start=1):
        evento = linea.removesuffix(b"\r")
        if evento.strip():
            _exigir_tamano(evento, f"La línea {numero}")
            _exigir_json(evento, f"La línea {numero}")
            yield evento


_PARTIR: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    ARREGLO: _partir_arreglo,
    LINEAS: _partir_lineas,
}


def _exigir_tipo(dicho: str, codificacion: str, admitidos: tuple[str, ...]) -> str:
    tipo, *parametros = (parte.strip().lower() for parte in dicho.split(";"))
    en_utf8 = all(p.replace('"', "") == "charset=utf-8" for p in parametros if "charset" in p)
    if tipo not in admitidos or not en_utf8 or codificacion.lower() not in {"", "identity"}:
        raise TipoDeContenidoNoAdmitido(
            f"Envíe Content-Type: {' o '.join(admitidos)}, en UTF-8 y sin comprimir."
        )
    return tipo


def _exigir_tamano(evento: bytes, cual: str) -> None:
    if len(evento) > EVENTO_MAXIMO_BYTES:
        raise CuerpoDemasiadoGrande(f"{cual} pasa de {EVENTO_MAXIMO_BYTES} bytes.")


def _exigir_json(cuerpo: bytes, cual: str) -> None:
    try:
        leer_json(cuerpo)
    except JsonInvalido as error:
        raise CuerpoInvalido(f"{cual} no se pudo leer: {error.motivo}.") from None
