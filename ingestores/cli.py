"""La orden `sistema` entera: lo de `sistema.cli.app` más lo que toca a los ingestores."""

from pathlib import Path
from typing import Annotated

import typer

from ingestores.colaboradores import kafka
from ingestores.conectores.archivo.orden import cargar, con_opciones_sueltas
from ingestores.consumidor import correr, exigir_conexion, preparar_temas
from ingestores.contratos.publicacion import RAIZ
from ingestores.contratos.publicacion import comparar as comparar_contratos
from ingestores.contratos.publicacion import publicar as publicar_contratos
from ingestores.demo.orden import demostrar
from ingestores.ensayo import probar
from ingestores.mensajeria.productor import producir_ndjson
from ingestores.mensajes.decodificacion import decodificar
from ingestores.servidor import PUERTO
from sistema.api.servidor import servir as levantar_api
from sistema.cli.app import app
from sistema.cli.organismos import app as organismos
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, crear_progreso, dar_errores_claros
from sistema.nucleo.configuracion import leer_configuracion

__all__ = ["app"]

app.command("cargar")(con_opciones_sueltas(cargar))

organismos.command()(kafka)
organismos.command()(probar)


@app.command()
def servir(
    anfitrion: Annotated[str, typer.Option(help="Dónde escucha.")] = "127.0.0.1",
    puerto: Annotated[int, typer.Option(min=1, max=65_535)] = PUERTO,
) -> None:
    """Sirve la API; usa SISTEMA_BD_API, SISTEMA_LLAVE_MAESTRA y SISTEMA_URL_PUBLICA.

    Ejemplo: sistema servir --puerto 8000
    """
    with dar_errores_claros():
        levantar_api(leer_configuracion(), decodificar, anfitrion, puerto)


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
    """Crea en Kafka los temas de cada institución con acuerdo: el suyo (72 h) y el de prueba (1 h).

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
        conexion = exigir_conexion(leer_configuracion())
        tarea = progreso.add_task("eventos confirmados", total=None)
        total = producir_ndjson(conexion, lineas, lambda n: progreso.update(tarea, completed=n))
    typer.echo(f"{total} eventos confirmados por Kafka")


@app.command()
def contratos(
    *,
    comparar: Annotated[
        bool, typer.Option("--comparar", help="Solo dice qué no está al día; sale con 2.")
    ] = False,
) -> None:
    """Escribe los contratos publicados (JSON Schema y AsyncAPI) desde los modelos.

    Se corre en el repositorio tras cambiar el contrato. Ejemplo: sistema contratos --comparar
    """
    rutas = comparar_contratos() if comparar else publicar_contratos()
    for ruta in rutas:
        typer.echo(f"{'No está al día' if comparar else 'Escrito'}: {ruta.relative_to(RAIZ)}")
    if comparar and rutas:
        raise typer.Exit(NO_SE_PUEDE)


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
