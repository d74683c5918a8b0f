"""Doce maneras de escribir mal un evento, mezcladas entre los buenos.

En la integración continua van 100 entre 5.000; la medida entera es
`python -m tests.caos.malformados --buenos 100000 --malos 1000`, con servicios propios.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import EventoEscenario
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.sistema import SistemaDePrueba
from tests.caos.arena import Arena, montar_arena
from tests.caos.casos import Casos
from tests.caos.laboratorio import Laboratorio, como_mensaje
from tests.caos.productor import Mensaje
from tests.caos.tablas import mirar

DISCO_MIB = 3_072
Estropear = Callable[[dict[str, Any], bytes], bytes]


def _cambiar(**cambios: Any) -> Estropear:
    return lambda evento, _cuerpo: json.dumps(evento | cambios).encode()


def _cambiar_datos(**cambios: Any) -> Estropear:
    return lambda evento, _cuerpo: json.dumps(evento | {"data": evento["data"] | cambios}).encode()


# Cada familia con el código que debe quedar en la cuarentena.
FAMILIAS: Mapping[str, tuple[Estropear, str]] = {
    "cortado": (lambda _e, cuerpo: cuerpo[:-2], "json_invalido"),
    "vacio": (lambda _e, _c: b"", "json_invalido"),
    "no_es_json": (lambda _e, _c: b"ADT^A01|HL7|2.5", "json_invalido"),
    "clave_repetida": (lambda _e, cuerpo: b'{"id":"x",' + cuerpo[1:], "json_invalido"),
    "no_es_un_numero": (_cambiar(extra=float("nan")), "json_invalido"),
    "anidado": (lambda _e, _c: b"[" * 30_000, "json_invalido"),
    "no_utf8": (lambda _e, cuerpo: cuerpo[:-1] + b"\xff}", "no_utf8"),
    "enorme": (lambda _e, cuerpo: cuerpo + b" " * 70_000, "tamano_excedido"),
    "otra_version": (_cambiar(specversion="2.0"), "version_desconocida"),
    "sin_persona": (_cambiar_datos(persona=None), "esquema_invalido"),
    "campo_ajeno": (_cambiar_datos(campo_que_no_existe=1), "esquema_invalido"),
    "organismo_ajeno": (_cambiar(source="/organismos/otro"), "organismo_no_coincide"),
}


def estropear(evento: EventoEscenario, familia: str) -> Mensaje:
    """El evento escrito mal, en el tema de su organismo."""
    sano = como_mensaje(evento)
    cuerpo = FAMILIAS[familia][0](json.loads(evento.cuerpo), evento.cuerpo)
    return Mensaje(sano.tema, sano.evento, cuerpo, roto=True)


def mezclar(eventos: Sequence[EventoEscenario], malos: int, azar: random.Random) -> list[Mensaje]:
    """Todos los buenos, y entre ellos tantos malos, de las familias por turno."""
    mensajes = [como_mensaje(evento) for evento in eventos]
    familias = list(FAMILIAS)
    mensajes += [estropear(azar.choice(eventos), familias[n % len(familias)]) for n in range(malos)]
    azar.shuffle(mensajes)
    return mensajes


def codigos_debidos(malos: int) -> dict[str, int]:
    """Cuántos debe haber en la cuarentena con cada código."""
    codigos = [codigo for _estropear, codigo in FAMILIAS.values()]
    return dict(Counter(codigos[n % len(codigos)] for n in range(malos)))


def codigos_apartados(lab: Laboratorio) -> dict[str, int]:
    """Cuántos hay en la cuarentena con cada código, todos con su detalle."""
    with mirar(lab.url) as conexion:
        filas = conexion.execute(
            "SELECT codigo, count(*) FROM cuarentena WHERE detalle <> '' GROUP BY codigo"
        ).fetchall()
    return dict(filas)


def main() -> None:
    opciones = argparse.ArgumentParser(prog="python -m tests.caos.malformados", description=__doc__)
    opciones.add_argument("--buenos", type=int, default=100_000)
    opciones.add_argument("--malos", type=int, default=1_000)
    elegidas = opciones.parse_args()
    with tempfile.TemporaryDirectory(prefix="malformados-") as temporal:
        carpeta = Path(temporal)
        with montar_arena(carpeta / "historia.ndjson", disco_mib=DISCO_MIB) as arena:
            cifras = medir(arena, carpeta, elegidas.buenos, elegidas.malos)
    sys.stdout.write(json.dumps(cifras) + "\n")
    sys.exit(0 if cifras["limpio"] else 1)


def medir(arena: Arena, carpeta: Path, buenos: int, malos: int) -> dict[str, Any]:
    """Produce, consume y cuenta, con un consumidor de verdad."""
    escenario = construir_escenario(referencia=ahora(), buscadas=600, eventos=buenos)
    sistema = SistemaDePrueba(arena.preparado, {})
    casos = Casos(sistema.bd(Papel.API), arena.historia, escenario.denuncias, 0)
    lab = Laboratorio(sistema, arena.kafka, escenario, casos, arena.historia, carpeta)
    for indice in range(len(escenario.denuncias)):
        casos.abrir(indice)
    lab.producir(mezclar(escenario.eventos, malos, random.Random(malos)))
    comienzo_s = time.monotonic()
    lab.consumir_todo()
    recibidos, apartados = sistema.contar("bandeja"), codigos_apartados(lab)
    sistema.cerrar()
    return {
        "buenos": buenos,
        "recibidos": recibidos,
        "malos": malos,
        "apartados": apartados,
        "segundos": round(time.monotonic() - comienzo_s, 1),
        "limpio": recibidos == buenos and apartados == codigos_debidos(malos),
    }


if __name__ == "__main__":
    main()
