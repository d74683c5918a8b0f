"""Carga de archivos: personas buscadas como denuncias, y eventos hacia la tabla `entrada`."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sistema.acceso.sujeto import Sujeto
from sistema.casos.esquemas import Denunciante, DenunciaNueva, PersonaDesaparecida
from sistema.casos.servicio import ingresar_denuncia
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CampoInvalido
from sistema.nucleo.faltas import listar_faltas
from sistema.nucleo.reloj import ahora

DENUNCIAS_POR_TRANSACCION = 100
EVENTOS_POR_TRANSACCION = 500
_FUENTE = "/organismos/"
_CAMPOS = tuple(PersonaDesaparecida.model_fields)
T = TypeVar("T")
Avisar = Callable[[int], None]


class ArchivoIlegible(CampoInvalido):
    """El archivo no se puede leer como se esperaba."""

    codigo = "archivo_ilegible"
    campo = "archivo"
    problema = "no se puede leer"


@dataclass(slots=True)
class Informe:
    """Qué se cargó y qué líneas se saltaron, con su motivo; nunca con su contenido."""

    cargadas: int = 0
    saltadas: list[tuple[int, str]] = field(default_factory=list)


def cargar_buscadas(
    bd: Bd,
    sujeto: Sujeto,
    archivo: Path,
    mapa: Path,
    avisar: Avisar,
) -> Informe:
    """Ingresa una denuncia, marcada sintética, por cada persona del CSV.

    Args:
        bd: base de datos con el papel de la API.
        sujeto: quien responde por las denuncias.
        archivo: `caso_id,run,nombres,apellido_paterno,apellido_materno,fecha_nacimiento,sexo,
            comuna`; `caso_id` es el nombre que la persona tiene en el archivo.
        mapa: CSV que se escribe, con `caso_id` del archivo y `caso` del Sistema.
        avisar: recibe cuántas van.

    Raises:
        ArchivoIlegible: falta la columna `caso_id` o el archivo no es CSV en UTF-8.
    """
    informe = Informe()
    with (
        archivo.open(newline="", encoding="utf-8-sig") as entrada,
        mapa.open("w", newline="", encoding="utf-8") as salida,
    ):
        escritor = csv.writer(salida)
        escritor.writerow(("caso_id", "caso"))
        for tanda in _en_tandas(_leer_filas(entrada), DENUNCIAS_POR_TRANSACCION):
            escritor.writerows(_ingresar_tanda(bd, sujeto, tanda, informe))
            avisar(informe.cargadas)
    return informe


def cargar_eventos(bd: Bd, archivo: Path, organismos: frozenset[str], avisar: Avisar) -> Informe:
    """Encola cada línea del NDJSON, con sus bytes exactos, en la tabla `entrada`.

    Solo mira de qué organismo viene; validarla es trabajo del consumidor.
    """
    informe = Informe()
    with archivo.open("rb") as entrada:
        for tanda in _en_tandas(enumerate(entrada, start=1), EVENTOS_POR_TRANSACCION):
            por_organismo: dict[str, list[MensajeRecibido]] = {}
            for numero, linea in tanda:
                organismo = _organismo_de(linea)
                if organismo in organismos:
                    por_organismo.setdefault(organismo, []).append(
                        MensajeRecibido(linea.rstrip(b"\r\n"))
                    )
                elif linea.strip():
                    informe.saltadas.append((numero, "source no nombra un organismo habilitado"))
            with bd.transaccion() as sesion:
                for organismo, mensajes in por_organismo.items():
                    encolar(sesion, bd.llaves_de_dia, organismo, mensajes, ahora())
                    informe.cargadas += len(mensajes)
            avisar(informe.cargadas)
    return informe


def _leer_filas(lineas: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Cada fila con el número de la línea del archivo en que termina."""
    lector = csv.DictReader(lineas)
    try:
        if "caso_id" not in (lector.fieldnames or ()):
            raise ArchivoIlegible("La primera línea debe nombrar las columnas, con `caso_id`.")
        for fila in lector:
            yield lector.line_num, fila
    except (UnicodeDecodeError, csv.Error):
        # Porque: `from None`: el error original lleva dentro un trozo del archivo.
        raise ArchivoIlegible(
            f"No es CSV en UTF-8 después de la línea {lector.line_num}."
        ) from None


def _ingresar_tanda(
    bd: Bd,
    sujeto: Sujeto,
    tanda: Sequence[tuple[int, dict[str, str]]],
    informe: Informe,
) -> list[tuple[str, str]]:
    filas = []
    with bd.transaccion() as sesion:
        for numero, fila in tanda:
            try:
                denuncia = _denuncia_de(fila)
            except ValidationError as error:
                faltas = listar_faltas([dict(e) for e in error.errors(include_input=False)])
                informe.saltadas.append((numero, f"{faltas[0].campo}: {faltas[0].problema}"))
                continue
            ingresada = ingresar_denuncia(sesion, bd.llavero, sujeto, denuncia)
            filas.append((fila["caso_id"], str(ingresada.caso_id)))
    informe.cargadas += len(filas)
    return filas


def _denuncia_de(fila: dict[str, str]) -> DenunciaNueva:
    persona = {campo: fila[campo] for campo in _CAMPOS if fila.get(campo)}
    return DenunciaNueva(
        relato="Carga de un archivo de personas buscadas. Dato sintético.",
        denunciante=Denunciante(identificacion="Carga de archivo", domicilio="No aplica"),
        persona=PersonaDesaparecida.model_validate(persona),
        sintetica=True,
    )


def _organismo_de(linea: bytes) -> str:
    try:
        return str(json.loads(linea)["source"]).removeprefix(_FUENTE)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _en_tandas(elementos: Iterable[T], tamano: int) -> Iterator[list[T]]:
    restantes = iter(elementos)
    while tanda := list(islice(restantes, tamano)):
        yield tanda
