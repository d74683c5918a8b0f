"""Enlace sin conexión: `python -m matching enlazar | comparar | entrenar | frecuencias`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from matching.conteos import Conteos, escribir_tabla, leer_conteos, sumar_conteos
from matching.entrenamiento import Aprendiz, escribir_modulo
from matching.explicacion import redactar
from matching.generador.mundo import generar
from matching.indice import Indice
from matching.lectura import LineaInvalida, leer_buscadas, leer_evento, leer_identidad
from matching.tipos import Candidato, Ficha, Identidad

CODIGO_LINEAS_MALAS: Final = 2
RUIDOS_DE_ENTRENAMIENTO: Final = (1.0, 1.0, 1.25, 1.5)
DUROS_DE_ENTRENAMIENTO: Final = 0.12

app = typer.Typer(help="Enlace de registros de personas.", no_args_is_help=True)
consola = Console(stderr=True)


@app.command()
def enlazar(
    buscadas: Annotated[Path, typer.Option(help="CSV de personas buscadas.")],
    eventos: Annotated[Path, typer.Option(help="Eventos del contrato v1, uno por línea.")],
    salida: Annotated[Path, typer.Option(help="Donde escribir los enlaces, uno por línea.")],
    *,
    todos: Annotated[
        bool, typer.Option(help="También el mejor candidato de los eventos descartados.")
    ] = False,
) -> None:
    """Enlaza un archivo de eventos con una lista de personas buscadas.

    Las líneas malas se informan por su número y se saltan; si hubo alguna, termina con código 2.
    """
    indice = Indice()
    malas = _cargar(indice, buscadas)
    with eventos.open("rb") as entrada, salida.open("w", encoding="utf-8") as destino:
        for numero, linea in enumerate(_avanzar(entrada, eventos), start=1):
            try:
                evento_id, persona = leer_evento(linea.decode())
            except (LineaInvalida, UnicodeDecodeError) as error:
                malas += _informar(eventos, numero, error)
                continue
            candidato = _elegir(indice, persona, todos=todos)
            if candidato is not None:
                destino.writelines(_escribir(evento_id, candidato))
    raise typer.Exit(CODIGO_LINEAS_MALAS if malas else 0)


@app.command()
def comparar(
    primera: Annotated[Path, typer.Argument(help="JSON de una persona (objeto del contrato).")],
    segunda: Annotated[Path, typer.Argument(help="JSON de la otra.")],
) -> None:
    """Explica cuánto vale la coincidencia de dos personas."""
    try:
        identidades = [leer_identidad(json.loads(r.read_bytes())) for r in (primera, segunda)]
    except ValueError as error:
        consola.print("Alguno de los archivos no es una persona del contrato.")
        raise typer.Exit(CODIGO_LINEAS_MALAS) from error
    indice = Indice()
    indice.poner(Ficha("segunda", "segunda", identidades[1]))
    candidato = indice.buscar_mejor(identidades[0])
    if candidato is None:
        typer.echo("No comparten ninguna clave de búsqueda: se descartan sin comparar.")
        return
    for aporte in candidato.explicacion:
        typer.echo(f"{aporte.bits:+7.2f} bits  {aporte.campo} ({aporte.nivel}): {aporte.texto}")
    typer.echo(
        f"{candidato.puntaje_bits:+7.2f} bits en total: probabilidad "
        f"{candidato.probabilidad:.4f}, {candidato.decision.value}"
    )
    typer.echo(redactar(candidato.explicacion))


@app.command()
def entrenar(
    salida: Annotated[Path, typer.Option(help="Módulo de pesos que se escribe.")],
    semilla: Annotated[int, typer.Option(help="La primera; cada mundo usa la siguiente.")] = 201,
    buscadas: Annotated[int, typer.Option(help="Personas buscadas de cada mundo.")] = 30_000,
    eventos: Annotated[int, typer.Option(help="Eventos de cada mundo.")] = 100_000,
) -> None:
    """Aprende los pesos del modelo en mundos sintéticos sembrados, de limpio a ruidoso.

    Los mismos argumentos escriben siempre el mismo archivo.
    """
    aprendiz = Aprendiz()
    with Progress(console=consola, disable=not consola.is_terminal) as avance:
        for numero, ruido in enumerate(avance.track(RUIDOS_DE_ENTRENAMIENTO)):
            mundo = generar(
                semilla + numero,
                buscadas=buscadas,
                eventos=eventos,
                duros=DUROS_DE_ENTRENAMIENTO,
                ruido=ruido,
            )
            indice = Indice()
            for buscada in mundo.buscadas:
                indice.poner(Ficha(buscada.caso_id, buscada.caso_id, buscada.identidad))
            aprendiz.agregar(indice, ((e.identidad, e.verdad.caso_id) for e in mundo.eventos))
    salida.write_text(escribir_modulo(aprendiz.ajustar()), encoding="utf-8")


@app.command()
def frecuencias(
    conteos: Annotated[Path, typer.Option(help="CSV `tipo,texto,conteo` (apellido o nombre).")],
    salida: Annotated[Path, typer.Option(help="Módulo de frecuencias que se escribe.")],
) -> None:
    """Cambia el previo escrito a mano por los conteos agregados de un registro.

    Lo que llevan menos de diez personas no sale; lo demás sale redondeado y con su versión. Las
    líneas malas se informan y se saltan: código 2. Después conviene volver a entrenar.
    """
    buenas: list[Conteos] = []
    malas = 0
    with conteos.open(encoding="utf-8", errors="replace", newline="") as lineas:
        try:
            for numero, parte in leer_conteos(lineas):
                if parte is None:
                    malas += _informar(conteos, numero, LineaInvalida("no es un conteo"))
                else:
                    buenas.append(parte)
        except LineaInvalida as error:
            _informar(conteos, 1, error)
            raise typer.Exit(CODIGO_LINEAS_MALAS) from error
    salida.write_text(escribir_tabla(sumar_conteos(buenas)), encoding="utf-8")
    raise typer.Exit(CODIGO_LINEAS_MALAS if malas else 0)


def _cargar(indice: Indice, ruta: Path) -> int:
    """Carga la lista y devuelve cuántas líneas malas tenía."""
    malas = 0
    with ruta.open(encoding="utf-8", errors="replace", newline="") as lineas:
        for numero, ficha in leer_buscadas(lineas):
            if ficha is None:
                malas += _informar(ruta, numero, LineaInvalida("faltan o sobran columnas"))
            else:
                indice.poner(ficha)
    return malas


def _avanzar(entrada: Iterator[bytes], ruta: Path) -> Iterator[bytes]:
    """Recorre las líneas mostrando el avance por bytes en una terminal."""
    with Progress(console=consola, disable=not consola.is_terminal) as avance:
        tarea = avance.add_task("Enlazando", total=ruta.stat().st_size)
        for linea in entrada:
            yield linea
            avance.advance(tarea, len(linea))


def _informar(ruta: Path, numero: int, error: Exception) -> int:
    motivo = str(error) if isinstance(error, LineaInvalida) else "no es UTF-8"
    consola.print(f"{ruta.name}, línea {numero}: {motivo}; se salta")
    return 1


def _elegir(indice: Indice, persona: Identidad, *, todos: bool) -> Candidato | None:
    if todos:
        return indice.buscar_mejor(persona)
    return next(iter(indice.buscar(persona)), None)


def _escribir(evento_id: str, candidato: Candidato) -> Iterator[str]:
    """Una línea por cada caso abierto de la persona."""
    explicacion = [
        {"campo": a.campo, "nivel": a.nivel, "bits": round(a.bits, 3), "texto": a.texto}
        for a in candidato.explicacion
    ]
    for caso_id in candidato.casos:
        linea = {
            "evento_id": evento_id,
            "caso_id": caso_id,
            "probabilidad": round(candidato.probabilidad, 6),
            "decision": candidato.decision.value,
            "puntaje_bits": round(candidato.puntaje_bits, 3),
            "explicacion": explicacion,
        }
        yield json.dumps(linea, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    app()
