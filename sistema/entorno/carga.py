"""Carga de un archivo de personas buscadas como denuncias sintéticas."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sistema.acceso.sujeto import Sujeto
from sistema.casos.esquemas import Denunciante, DenunciaNueva, PersonaDesaparecida
from sistema.casos.servicio import ingresar_denuncia
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CampoInvalido
from sistema.nucleo.faltas import Falta, listar_faltas

# Porque: desde la primera, la transacción tiene el candado exclusivo de la cartera (ADR-0010).
DENUNCIAS_POR_TRANSACCION = 20
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
                informe.saltadas.append((numero, _escribir(faltas[0])))
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


def _escribir(falta: Falta) -> str:
    return f"{falta.campo}: {falta.problema}. {falta.remedio}"


def _en_tandas(elementos: Iterable[T], tamano: int) -> Iterator[list[T]]:
    restantes = iter(elementos)
    while tanda := list(islice(restantes, tamano)):
        yield tanda
