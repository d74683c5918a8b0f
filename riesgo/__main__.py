"""Riesgo sin conexión: `python -m riesgo evaluar | entrevistar | preguntas | desempeno | …`.

Códigos de salida: 0, bien; 2, la entrevista o el archivo no sirve; 3, el catálogo no sirve.
"""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console

from riesgo.antecedentes import Antecedentes
from riesgo.campos import cargar_json, leer_instante, leer_objeto
from riesgo.catalogo import RUTA_CATALOGO, Catalogo, publicar_criterios
from riesgo.catalogo_lectura import leer_catalogo
from riesgo.desempeno import Registro, describir_informe, informar, leer_registro
from riesgo.entrevista import (
    PreguntaAbierta,
    describir_pregunta,
    ordenar_preguntas,
    responder,
    siguiente_pregunta,
)
from riesgo.errores import AntecedentesInvalidos, CatalogoInvalido, ErrorDeRiesgo
from riesgo.escritura import describir_antecedentes, describir_evaluacion
from riesgo.evaluacion import evaluar
from riesgo.lectura import RAIZ, leer_antecedentes
from riesgo.tipos import Origen, exigir_instante

CODIGO_ENTREVISTA_MALA: Final = 2
CODIGO_CATALOGO_MALO: Final = 3
GUARDAR: Final = ("guardar", "salir")
EJEMPLO: Final = """Evalúa una entrevista y escribe la propuesta en JSON.

La fecha de referencia sale de --en, o de `fecha_referencia`, o es ahora. Códigos de salida: 0,
bien; 2, la entrevista no sirve; 3, el catálogo no sirve. Ejemplo de entrevista.json:

\b
{"fecha_referencia": "2026-11-23T12:00:00-03:00",
 "recibida_en": "2026-11-23T10:30:00-03:00",
 "edad": {"minima": 30, "maxima": 35, "aportante": "denunciante"},
 "ultimo_contacto": "2026-11-22T21:00:00-03:00",
 "hechos": {"medicacion_vital": "si",
            "ideas_de_suicidio": "no",
            "violencia_denunciada": [
              {"respuesta": "si", "aportante": "hermana", "fuente": "entrevista"},
              {"respuesta": "desconocido", "aportante": "denunciante"}]}}
"""

app = typer.Typer(help="Categorización del riesgo.", no_args_is_help=True)
consola = Console(stderr=True)

Entrevista = Annotated[Path, typer.Argument(help="JSON de la entrevista.")]
OpcionCatalogo = Annotated[
    Path, typer.Option("--catalogo", help="Otro catálogo, en TOML.", show_default=False)
]
OpcionEn = Annotated[
    str | None, typer.Option("--en", help="Fecha de referencia: AAAA-MM-DDTHH:MM:SS-03:00.")
]
OpcionNna = Annotated[
    bool, typer.Option("--nna", help="Con las palabras para un niño o niña que denuncia.")
]


@app.command("evaluar", help=EJEMPLO)
def orden_evaluar(
    entrevista: Entrevista,
    *,
    catalogo: OpcionCatalogo = RUTA_CATALOGO,
    en: OpcionEn = None,
    detallado: Annotated[
        bool, typer.Option("--detallado", help="Agrega razones, pisos, hipótesis y avisos.")
    ] = False,
) -> None:
    """Evalúa una entrevista."""
    vigente = _cargar_catalogo(catalogo)
    try:
        datos = cargar_json(_leer(entrevista))
        antecedentes = leer_antecedentes(datos)
        evaluacion = evaluar(antecedentes, _fecha_de_referencia(datos, en), vigente)
    except AntecedentesInvalidos as error:
        _terminar(error, CODIGO_ENTREVISTA_MALA)
    _escribir(describir_evaluacion(evaluacion, detallada=detallado))


@app.command()
def entrevistar(
    entrevista: Entrevista,
    *,
    catalogo: OpcionCatalogo = RUTA_CATALOGO,
    en: OpcionEn = None,
    nna: OpcionNna = False,
    aportante: Annotated[str, typer.Option(help="Quién responde; va en cada aporte.")] = "",
) -> None:
    """Hace la entrevista en la terminal y la guarda después de cada respuesta.

    Si el archivo ya existe, sigue donde quedó, con la fecha de referencia que traía; --en pone
    otra, que también se guarda. «guardar» la deja para después.
    """
    vigente = _cargar_catalogo(catalogo)
    try:
        guardados = cargar_json(_leer(entrevista)) if entrevista.exists() else {}
        antecedentes = leer_antecedentes(guardados)
        fijada = _fecha_fijada(guardados, en)
        referencia = fijada or _ahora()
        antecedentes = _conversar(
            _Archivo(entrevista, fijada),
            antecedentes,
            referencia,
            vigente,
            Origen(aportante, aportado_en=referencia),
            nna=nna,
        )
        evaluacion = evaluar(antecedentes, referencia, vigente)
    except AntecedentesInvalidos as error:
        _terminar(error, CODIGO_ENTREVISTA_MALA)
    typer.echo(f"Propuesta: {evaluacion.categoria.value}, urgencia {evaluacion.urgencia}.")
    for linea in (*evaluacion.razones, *evaluacion.avisos):
        typer.echo(f"  {linea}")
    typer.echo(f"Quedan {len(evaluacion.faltantes)} datos por averiguar.")


@app.command()
def preguntas(
    entrevista: Annotated[Path | None, typer.Argument(help="La entrevista a medias.")] = None,
    *,
    catalogo: OpcionCatalogo = RUTA_CATALOGO,
    en: OpcionEn = None,
    nna: OpcionNna = False,
) -> None:
    """Escribe en JSON las preguntas que faltan, primero la que más cambia la categoría."""
    vigente = _cargar_catalogo(catalogo)
    try:
        datos = cargar_json(_leer(entrevista)) if entrevista else {}
        abiertas = ordenar_preguntas(
            leer_antecedentes(datos), _fecha_de_referencia(datos, en), vigente
        )
    except AntecedentesInvalidos as error:
        _terminar(error, CODIGO_ENTREVISTA_MALA)
    _escribir([describir_pregunta(a, para_nna=nna) for a in abiertas])


@app.command()
def criterios(*, catalogo: OpcionCatalogo = RUTA_CATALOGO) -> None:
    """Escribe en JSON cada criterio, su lógica, su fundamento y lo que pesa."""
    _escribir(publicar_criterios(_cargar_catalogo(catalogo)))


@app.command("revisar-catalogo")
def revisar_catalogo(archivo: Annotated[Path, typer.Argument(help="Catálogo en TOML.")]) -> None:
    """Dice si un catálogo sirve o, si no, todo lo que le falta."""
    revisado = _cargar_catalogo(archivo)
    typer.echo(f"El catálogo {revisado.version} sirve desde {revisado.vigente_desde}.")


@app.command()
def desempeno(
    historia: Annotated[Path, typer.Argument(help="CSV categoria,desenlace,periodo,grupo.")],
) -> None:
    """Compara lo propuesto con el daño ocurrido, al lado de la línea británica.

    Las filas malas se informan por su número y se saltan; si hubo alguna, termina con código 2.
    """
    registros: list[Registro] = []
    malas = 0
    filas = csv.DictReader(_leer(historia).decode(errors="replace").splitlines())
    for numero, fila in enumerate(filas, start=2):
        try:
            registros.append(leer_registro(fila))
        except ErrorDeRiesgo as error:
            consola.print(f"{historia.name}, línea {numero}: {error}; se salta", markup=False)
            malas += 1
    _escribir(describir_informe(informar(registros)))
    raise typer.Exit(CODIGO_ENTREVISTA_MALA if malas else 0)


@dataclass(frozen=True, slots=True)
class _Archivo:
    """Dónde se guarda una entrevista, y su fecha de referencia si alguien la fijó."""

    ruta: Path
    fecha_referencia: datetime | None

    def guardar(self, antecedentes: Antecedentes) -> None:
        """Reemplaza el archivo de una vez: una caída no lo deja a medias."""
        datos = describir_antecedentes(antecedentes)
        if self.fecha_referencia is not None:
            datos = {"fecha_referencia": self.fecha_referencia.isoformat(), **datos}
        nuevo = self.ruta.with_name(f"{self.ruta.name}.nuevo")
        texto = json.dumps(datos, ensure_ascii=False, indent=1)
        nuevo.write_text(texto + "\n", encoding="utf-8")
        nuevo.replace(self.ruta)


def _conversar(
    archivo: _Archivo,
    antecedentes: Antecedentes,
    en: datetime,
    catalogo: Catalogo,
    origen: Origen,
    *,
    nna: bool,
) -> Antecedentes:
    """Pregunta hasta que no quede nada o alguien la guarde; cada respuesta queda en el archivo."""
    while (abierta := siguiente_pregunta(antecedentes, en, catalogo)) is not None:
        dicho = _preguntar(abierta, nna=nna)
        if dicho is None:
            hay = archivo.ruta.exists()
            typer.echo(
                f"Guardada en {archivo.ruta.name}: la misma orden la retoma."
                if hay
                else "No hay ninguna respuesta que guardar."
            )
            break
        try:
            nuevos = responder(antecedentes, abierta.pregunta.codigo, dicho, origen)
            evaluar(nuevos, en, catalogo)
        except AntecedentesInvalidos as error:
            typer.echo(f"No se entendió. {error}")
            continue
        antecedentes = nuevos
        archivo.guardar(antecedentes)
    return antecedentes


def _preguntar(abierta: PreguntaAbierta, *, nna: bool) -> str | None:
    """Lo que contestaron, o None si la entrevista se deja para después."""
    datos = describir_pregunta(abierta, para_nna=nna)
    typer.echo(f"\n{datos['texto']}\n  Se pregunta porque: {datos['por_que']}")
    try:
        dicho = input("  [si, no, desconocido; guardar] > ")
    except (EOFError, KeyboardInterrupt):
        return None
    return None if dicho.strip().lower() in GUARDAR else dicho


def _fecha_de_referencia(datos: object, en: str | None) -> datetime:
    """La de la orden, la del archivo o el instante actual."""
    return _fecha_fijada(datos, en) or _ahora()


def _fecha_fijada(datos: object, en: str | None) -> datetime | None:
    campo = "fecha_referencia"
    raiz = {campo: en} if en else leer_objeto(datos, "entrevista", RAIZ)
    instante = leer_instante(raiz, campo)
    exigir_instante(campo, instante)
    return instante


def _ahora() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - la terminal es el borde: lo demás lo recibe


def _cargar_catalogo(ruta: Path) -> Catalogo:
    try:
        return leer_catalogo(_leer(ruta).decode(errors="replace"))
    except CatalogoInvalido as error:
        _terminar(error, CODIGO_CATALOGO_MALO)


def _leer(ruta: Path) -> bytes:
    try:
        return ruta.read_bytes()
    except OSError as error:
        consola.print(f"No se puede leer {ruta.name}: revise la ruta y el permiso.", markup=False)
        raise typer.Exit(CODIGO_ENTREVISTA_MALA) from error


def _terminar(error: ErrorDeRiesgo, codigo: int) -> NoReturn:
    consola.print(f"{error.codigo}:", markup=False)
    for falta in error.faltas:
        consola.print(f"  {falta.campo}: {falta.remedio}", markup=False)
    raise typer.Exit(codigo) from error


def _escribir(datos: object) -> None:
    typer.echo(json.dumps(datos, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    app()
