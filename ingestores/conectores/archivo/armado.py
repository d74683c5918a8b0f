"""De una fila ajena a los bytes de un evento: siempre los mismos para la misma fila."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from ingestores.conectores.archivo.mapeo import Columna, Mapeo, Valor
from ingestores.conectores.archivo.tipos import Linea, Salto
from ingestores.mensajes.contrato import TIPO_EVENTO, VERSION_CLOUDEVENTS

ESPACIO = UUID("5f0a4f0e-2f0e-5d0e-8c55-6f1f5a7c9b21")
_OCURRIDO = "data.ocurrido_en"
_INSTANTES = frozenset({"time", _OCURRIDO})
Huella = Callable[[bytes], bytes]


class _Falta(Exception):
    """Lo que impide convertir una celda; nunca lleva su valor."""

    def __init__(self, campo: str, problema: str, remedio: str) -> None:
        self.campo, self.problema, self.remedio = campo, problema, remedio
        super().__init__(campo)


@dataclass(frozen=True, slots=True)
class Armador:
    """Arma los eventos de un organismo según un mapeo.

    El id es el del archivo si es un UUID; si no, un UUIDv5 de lo que identifique a la fila (su
    columna de id o todo su contenido) resumido con una llave del Sistema: repetir el archivo da los
    mismos ids, y de un id nadie puede adivinar a quién se refiere.
    """

    organismo: str
    mapeo: Mapeo
    huella: Huella

    def armar(self, numero: int, fila: Mapping[str, Any]) -> Linea:
        """El evento de una fila, o qué columna no se pudo convertir."""
        try:
            campos = self._convertir(fila)
        except _Falta as falta:
            return Linea(
                numero, saltos=(Salto(numero, falta.campo, falta.problema, falta.remedio),)
            )
        propio, instante = campos.pop("id", None), campos.pop("time", None)
        datos: dict[str, Any] = _anidar(campos).get("data", {})
        datos.setdefault("persona", {})
        if self.mapeo.retroactivo:
            datos["es_retroactivo"] = True
        evento = {
            "specversion": VERSION_CLOUDEVENTS,
            "id": self._identificar(propio, datos),
            "source": f"/organismos/{self.organismo}",
            "type": TIPO_EVENTO,
            "time": instante or datos["ocurrido_en"],
            "data": datos,
        }
        return Linea(numero, self.organismo, _escribir(evento))

    def _convertir(self, fila: Mapping[str, Any]) -> dict[str, Any]:
        campos: dict[str, Any] = dict(self.mapeo.constantes)
        for nombre, columna in self.mapeo.columnas.items():
            valor = fila.get(nombre)
            if isinstance(valor, str):
                valor = self._convertir_texto(valor.strip(), columna)
            if valor is not None:
                campos[columna.ruta] = valor
        if _OCURRIDO not in campos:
            raise _Falta(_OCURRIDO, "falta", "Agréguelo: es obligatorio.")
        return campos

    def _convertir_texto(self, texto: str, columna: Columna) -> Valor | None:
        if not texto:
            return None
        if columna.valores is not None:
            if texto not in columna.valores:
                raise _Falta(columna.ruta, "valor que el mapeo no nombra", "Agréguelo al mapeo.")
            return columna.valores[texto]
        if columna.fecha is not None:
            return self._convertir_fecha(texto, columna.ruta, columna.fecha)
        if columna.tipo != "texto":
            return _convertir_numero(texto, columna)
        return texto

    def _convertir_fecha(self, texto: str, ruta: str, forma: str) -> str:
        try:
            instante = datetime.strptime(texto, forma)  # noqa: DTZ007 - la zona se pone abajo
            if ruta not in _INSTANTES:
                # Porque: de un año solo no se inventa un día.
                return instante.date().isoformat() if "%d" in forma else f"{instante.year:04d}"
            if instante.tzinfo is None:
                instante = instante.replace(tzinfo=ZoneInfo(self.mapeo.zona))
            # Porque: hace un siglo la hora de Chile tenía segundos de desfase, y RFC 3339 no.
            return instante.astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            raise _Falta(
                ruta, "no tiene la forma de fecha del mapeo", f"Se espera «{forma}»."
            ) from None

    def _identificar(self, propio: object, datos: Mapping[str, Any]) -> str:
        if isinstance(propio, str):
            try:
                return str(UUID(propio))
            except ValueError:
                pass
        base = {"organismo": self.organismo, "fila": datos if propio is None else propio}
        return str(uuid5(ESPACIO, self.huella(_escribir(base, ordenado=True)).hex()))


def _convertir_numero(texto: str, columna: Columna) -> Valor:
    try:
        numero = int(texto) if columna.tipo == "entero" else float(texto.replace(",", "."))
        finito = isfinite(numero)
    except (ValueError, OverflowError):
        numero, finito = 0, False
    if not finito:
        raise _Falta(columna.ruta, "debe ser un número", "Escriba solo el número.")
    return numero


def _anidar(campos: Mapping[str, Any]) -> dict[str, Any]:
    raiz: dict[str, Any] = {}
    for ruta, valor in campos.items():
        *camino, ultimo = ruta.replace("[", ".").replace("]", "").split(".")
        nodo = raiz
        for paso in camino:
            nodo = nodo.setdefault(paso, {})
        nodo[ultimo] = valor
    cerrado: dict[str, Any] = _cerrar(raiz)
    return cerrado


def _cerrar(nodo: Any) -> Any:  # noqa: ANN401 - un valor de JSON
    if not isinstance(nodo, dict):
        return nodo
    cerrado = {paso: _cerrar(hijo) for paso, hijo in nodo.items()}
    if cerrado and all(paso.isdigit() for paso in cerrado):
        return [cerrado[paso] for paso in sorted(cerrado)]
    return cerrado


def _escribir(valor: object, *, ordenado: bool = False) -> bytes:
    return json.dumps(valor, separators=(",", ":"), sort_keys=ordenado).encode()
