"""La orden `sistema` entera: lo de `sistema.cli.app` más lo que toca a los ingestores."""

from pathlib import Path
from typing import Annotated

import typer

from ingestores.consumidor import conexion_de, correr, preparar_temas
from ingestores.demo.orden import demostrar
from ingestores.mensajeria.productor import producir_ndjson
from sistema.cli.app import app
from sistema.entorno.consola import OpcionJson, crear_progreso, dar_errores_claros
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.errores import ConfiguracionInvalida

__all__ = ["app"]


@app.command()
def consumidor() -> None:
    """Consume los eventos de contacto de Kafka y de la tabla `entrada`.

    Usa SISTEMA_BD_CONSUMIDOR, SISTEMA_LLAVE_MAESTRA y SISTEMA_KAFKA_*; sin
    SISTEMA_KAFKA_BOOTSTRAP solo mira la tabla. Ejemplo: sistema consumidor
    """
    with dar_errores_claros():
        correr(leer_configuracion())


@app.command()
def temas() -> None:
    """Crea en Kafka el tema de cada institución con título vigente, con retención de 72 horas.

    Usa SISTEMA_BD_CONSUMIDOR y, en SISTEMA_KAFKA_*, una credencial de administración.
    Ejemplo: sistema temas
    """
    with dar_errores_claros():
        for tema in preparar_temas(leer_configuracion()):
            typer.echo(tema)


@app.command()
def producir(
    archivo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON.")],
) -> None:
    """Envía a Kafka cada evento de un archivo, al tema de su organismo.

    Usa SISTEMA_KAFKA_* con una credencial que pueda escribir.

    Ejemplo: sistema producir eventos.ndjson
    """
    with dar_errores_claros(), crear_progreso() as progreso, archivo.open("rb") as lineas:
        conexion = conexion_de(leer_configuracion())
        if conexion is None:
            raise ConfiguracionInvalida("Falta SISTEMA_KAFKA_BOOTSTRAP.")
        tarea = progreso.add_task("eventos confirmados", total=None)
        total = producir_ndjson(conexion, lineas, lambda n: progreso.update(tarea, completed=n))
    typer.echo(f"{total} eventos confirmados por Kafka")


@app.command()
def demo(
    *,
    una_vez: Annotated[bool, typer.Option("--una-vez", help="Termina sola al acabar.")] = False,
    en_json: OpcionJson = False,
    sin_kafka: Annotated[bool, typer.Option("--sin-kafka", help="Entra por la tabla.")] = False,
    raiz: Annotated[Path, typer.Option(envvar="SISTEMA_RAIZ")] = Path(".sistema"),
) -> None:
    """Levanta todo, corre el escenario sintético y lo muestra; Ctrl-C lo detiene todo.

    Ejemplo: sistema demo --una-vez --json
    """
    with dar_errores_claros():
        demostrar(raiz, una_vez=una_vez, en_json=en_json, con_kafka=not sin_kafka)
