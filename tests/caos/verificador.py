"""El verificador: de la historia y las tablas, qué se perdió, qué se dobló y qué sobra.

No importa nada del Sistema. Lo que debía coincidir llega en un archivo aparte (`esperado.py` lo
calcula en seco); aquí solo se compara.

- *perdido*: algo que Kafka confirmó, o una coincidencia debida, no dejó el efecto que debía
- *doble*: algo dejó su efecto dos veces
- *fantasma*: hay un efecto que nada de lo enviado explica

Lo que el productor envió sin que Kafka lo confirmara puede haber llegado o no: una vez a lo más.
"""

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.caos.historia import leer_hechos
from tests.caos.tablas import Posicion, Tablas, leer_tablas, mirar

VIVAS = frozenset({"enlace", "revision"})
EJEMPLOS = 5
Coincide = tuple[str, str]


@dataclass
class Contado:
    """Lo que la historia dice que se envió y dónde quedó."""

    temas: dict[str, str] = field(default_factory=dict)
    eventos: dict[int, str] = field(default_factory=dict)
    rotos: set[int] = field(default_factory=set)
    confirmados: dict[int, Posicion] = field(default_factory=dict)
    finales: dict[tuple[str, int], int] = field(default_factory=dict)
    dias_de_boveda: int = 0
    fallas: int = 0


@dataclass(frozen=True)
class Esperado:
    """Pares (caso, evento): los que deben estar y los que además pueden estar."""

    deben: frozenset[Coincide] = frozenset()
    pueden: frozenset[Coincide] = frozenset()


@dataclass
class Informe:
    """Las tres cuentas y, de cada una, por qué y unos pocos ejemplos."""

    perdidos: int = 0
    dobles: int = 0
    fantasmas: int = 0
    revisados: dict[str, int] = field(default_factory=dict)
    motivos: dict[str, int] = field(default_factory=dict)
    ejemplos: dict[str, list[str]] = field(default_factory=dict)

    @property
    def limpio(self) -> bool:
        return self.perdidos == self.dobles == self.fantasmas == 0

    def sumar(self, clase: str, motivo: str, cuales: Iterable[object]) -> None:
        """Cuenta estas faltas en su clase."""
        lista = [str(cual) for cual in cuales]
        if lista:
            setattr(self, clase, getattr(self, clase) + len(lista))
            self.motivos[motivo] = self.motivos.get(motivo, 0) + len(lista)
            self.ejemplos[motivo] = lista[:EJEMPLOS]

    def sumar_diferencia(self, motivo: str, esperado: int, hay: int) -> None:
        """Dos cuentas que deben ser iguales: lo que falta se perdió y lo que sobra es doble."""
        self.sumar("perdidos", f"faltan_{motivo}", range(esperado - hay))
        self.sumar("dobles", f"sobran_{motivo}", range(hay - esperado))


def leer_historia(hechos: Iterable[dict[str, Any]]) -> Contado:
    """Junta los hechos que importan para comparar."""
    de: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for hecho in hechos:
        de[hecho["hecho"]].append(hecho)
    return Contado(
        temas={h["tema"]: h["id"] for h in de["tema"]},
        eventos={h["numero"]: h["evento"] for h in de["enviado"]},
        rotos={h["numero"] for h in de["enviado"] if h["roto"]},
        confirmados={
            h["numero"]: (h["tema"], h["particion"], h["desfase"]) for h in de["confirmado"]
        },
        finales={(h["id"], h["particion"]): h["posicion"] for h in de["final"]},
        dias_de_boveda=sum(h["dias"] for h in de["acuerdo"]),
        fallas=len(de["falla"]),
    )


def verificar(contado: Contado, tablas: Tablas, esperado: Esperado) -> Informe:
    """Compara lo enviado con lo guardado; un informe limpio es 0 / 0 / 0."""
    informe = Informe(
        revisados={
            "enviados": len(contado.eventos),
            "confirmados": len(contado.confirmados),
            "recibidos": len(tablas.bandeja),
            "en_cuarentena": len(tablas.cuarentena),
            "coincidencias": len(tablas.coincidencias),
            "coincidencias_debidas": len(esperado.deben),
            "fallas": contado.fallas,
        }
    )
    _revisar_bandeja(informe, contado, tablas)
    _revisar_cuarentena(informe, contado, tablas)
    _revisar_coincidencias(informe, tablas, esperado)
    _revisar_efectos(informe, tablas)
    _revisar_cierre(informe, contado, tablas)
    return informe


def _revisar_bandeja(informe: Informe, contado: Contado, tablas: Tablas) -> None:
    buenos = {n: e for n, e in contado.eventos.items() if n not in contado.rotos}
    confirmados = {evento for numero, evento in buenos.items() if numero in contado.confirmados}
    recibidos = set(tablas.bandeja)
    informe.sumar("perdidos", "evento_confirmado_sin_recibir", sorted(confirmados - recibidos))
    informe.sumar("dobles", "evento_recibido_dos_veces", _repetidos(tablas.bandeja))
    informe.sumar("fantasmas", "recibido_sin_enviar", sorted(recibidos - set(buenos.values())))
    if contado.dias_de_boveda:
        informe.sumar_diferencia("en_boveda", len(recibidos), tablas.boveda)
    informe.sumar_diferencia("en_auditoria", len(recibidos), tablas.nuevos_asentados)


def _revisar_cuarentena(informe: Informe, contado: Contado, tablas: Tablas) -> None:
    def ubicar(numero: int) -> Posicion:
        tema, particion, desfase = contado.confirmados[numero]
        return (contado.temas[tema], particion, desfase)

    confirmados = {ubicar(n): n in contado.rotos for n in contado.confirmados}
    rotos = {lugar for lugar, roto in confirmados.items() if roto}
    apartados = set(tablas.cuarentena)
    informe.sumar("perdidos", "roto_confirmado_sin_apartar", sorted(rotos - apartados))
    informe.sumar("dobles", "apartado_dos_veces", _repetidos(tablas.cuarentena))
    buenos = sorted(lugar for lugar in apartados - rotos if lugar in confirmados)
    informe.sumar("fantasmas", "bueno_apartado", buenos)
    # Porque: un roto que se envió sin confirmación pudo llegar; más que esos, sobran.
    inciertos = sorted(apartados - confirmados.keys())
    dudosos = len(contado.rotos - contado.confirmados.keys())
    informe.sumar("fantasmas", "apartado_sin_enviar", inciertos[dudosos:])


def _revisar_coincidencias(informe: Informe, tablas: Tablas, esperado: Esperado) -> None:
    pares = [(c.caso, c.evento) for c in tablas.coincidencias]
    vivos = {(c.caso, c.evento) for c in tablas.coincidencias if c.decision in VIVAS}
    recibidos = set(tablas.bandeja)
    debidos = {par for par in esperado.deben if par[1] in recibidos}
    informe.sumar("perdidos", "coincidencia_debida_ausente", sorted(debidos - vivos))
    informe.sumar("dobles", "coincidencia_repetida", _repetidos(pares))
    posibles = esperado.deben | esperado.pueden
    informe.sumar("fantasmas", "coincidencia_sin_razon", sorted(set(pares) - posibles))


def _revisar_efectos(informe: Informe, tablas: Tablas) -> None:
    for fila in tablas.coincidencias:
        cual = [(fila.caso, fila.evento)]
        if fila.alertas == 0:
            informe.sumar("perdidos", "coincidencia_sin_alerta", cual)
        if fila.alertas > fila.version:
            informe.sumar("dobles", "alerta_repetida", cual)
        if fila.anteriores < fila.version - 1:
            informe.sumar("perdidos", "version_anterior_ausente", cual)
        if fila.anteriores > fila.version - 1:
            informe.sumar("dobles", "version_anterior_repetida", cual)
    for cuantas in tablas.entregas:
        informe.sumar_diferencia("entregas", tablas.intervinientes, cuantas)
    informe.sumar("dobles", "contacto_repetido", _repetidos(tablas.contactos))
    informe.sumar("fantasmas", "contacto_sin_coincidencia", range(tablas.contactos_sueltos))


def _revisar_cierre(informe: Informe, contado: Contado, tablas: Tablas) -> None:
    """Todo lo que hay en los temas se consumió, y nadie dice haber consumido más."""
    for origen, final in contado.finales.items():
        posicion = tablas.posiciones.get(origen, 0)
        informe.sumar("perdidos", "sin_consumir", range(posicion, final))
        informe.sumar("fantasmas", "consumido_de_mas", range(final, posicion))
    informe.sumar("perdidos", "entrada_sin_consumir", range(tablas.entrada))
    informe.sumar("perdidos", "busqueda_pendiente", range(tablas.busquedas_pendientes))


def _repetidos(filas: Iterable[object]) -> list[object]:
    """Cada fila tantas veces como sobra."""
    cuentas = Counter(filas)
    return [fila for fila, veces in cuentas.items() for _ in range(veces - 1)]


def leer_esperado(lineas: Iterable[str]) -> Esperado:
    """De NDJSON con `caso`, `evento` y `debe`."""
    filas = [json.loads(linea) for linea in lineas]

    def pares(*, debe: bool) -> Iterator[Coincide]:
        return ((f["caso"], f["evento"]) for f in filas if f["debe"] is debe)

    return Esperado(frozenset(pares(debe=True)), frozenset(pares(debe=False)))


def main() -> None:
    opciones = argparse.ArgumentParser(prog="python -m tests.caos.verificador", description=__doc__)
    opciones.add_argument("historia", type=Path, help="la historia de la corrida (NDJSON)")
    opciones.add_argument("esperado", type=Path, help="lo que debía coincidir (NDJSON)")
    opciones.add_argument("--json", action="store_true", help="el informe en una línea JSON")
    elegidas = opciones.parse_args()
    url = os.environ.get("VERIFICADOR_BD")
    if not url:
        raise SystemExit("Falta VERIFICADOR_BD: la dirección de la base de datos que se mira.")
    with elegidas.esperado.open(encoding="utf-8") as lineas:
        esperado = leer_esperado(lineas)
    contado = leer_historia(leer_hechos(elegidas.historia))
    with mirar(url) as conexion:
        informe = verificar(contado, leer_tablas(conexion), esperado)
    sys.stdout.write(escribir(informe, en_json=elegidas.json) + "\n")
    sys.exit(0 if informe.limpio else 1)


def escribir(informe: Informe, *, en_json: bool) -> str:
    """El informe en una línea, para una máquina o para una persona."""
    if en_json:
        return json.dumps({**asdict(informe), "limpio": informe.limpio}, ensure_ascii=False)
    cuentas = f"{informe.perdidos} / {informe.dobles} / {informe.fantasmas}"
    motivos = "".join(
        f"\n  {motivo}: {n}, p. ej. {informe.ejemplos[motivo]}"
        for motivo, n in informe.motivos.items()
    )
    return f"perdidos / dobles / fantasmas: {cuentas}{motivos}"


if __name__ == "__main__":
    main()
