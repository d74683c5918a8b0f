"""La orden `sistema entorno`: arranca, mira y detiene los servicios locales."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from sistema.entorno import kafka_jars, servicios
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.estado import cerrojo, preparar_raiz

NO_CORRE = 1
NO_SE_PUEDE = 2

app = typer.Typer(
    name="entorno",
    help="PostgreSQL y Kafka locales, sin Docker.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

OpcionRaiz = Annotated[
    Path, typer.Option(envvar="SISTEMA_RAIZ", help="Carpeta de datos, llaves y registros.")
]
OpcionJson = Annotated[bool, typer.Option("--json", help="Escribe un objeto JSON en la salida.")]
RAIZ = Path(".sistema")


@app.command()
def arrancar(
    raiz: OpcionRaiz = RAIZ,
    *,
    en_json: OpcionJson = False,
    con_kafka: Annotated[bool, typer.Option("--kafka/--sin-kafka", help="También Kafka.")] = True,
) -> None:
    """Arranca PostgreSQL y, si esta máquina puede, Kafka; repetirlo no cambia nada.

    Ejemplo: sistema entorno arrancar --raiz .sistema --json
    """
    try:
        bd = servicios.arrancar_postgres(raiz, _avisar)
        bus = servicios.arrancar_kafka(raiz, _avisar) if con_kafka else None
    except EntornoNoDisponible as error:
        _fallar(error)
    resumen = {
        "postgres": {"version": bd.version, "propio": bd.propio},
        "kafka": {"version": bus.version, "propio": bus.propio, "bootstrap": bus.bootstrap}
        if bus
        else None,
    }
    _mostrar(resumen, en_json=en_json)


@app.command()
def detener(raiz: OpcionRaiz = RAIZ, *, en_json: OpcionJson = False) -> None:
    """Detiene lo que arrancó esta raíz y comprueba que no queda nada; los datos siguen.

    Ejemplo: sistema entorno detener
    """
    try:
        servicios.detener(raiz, _avisar)
    except EntornoNoDisponible as error:
        _fallar(error)
    _mostrar({"postgres": None, "kafka": None}, en_json=en_json)


@app.command()
def estado(raiz: OpcionRaiz = RAIZ, *, en_json: OpcionJson = False) -> None:
    """Muestra qué corre en esta raíz; sale con 1 si PostgreSQL no corre.

    Ejemplo: sistema entorno estado --json
    """
    try:
        actual = servicios.obtener_estado(raiz)
    except EntornoNoDisponible as error:
        _fallar(error)
    vivos = {
        nombre: {"version": s.version, "puerto": s.puerto, "pid": s.proceso.pid}
        for nombre, s in (("postgres", actual.postgres), ("kafka", actual.kafka))
        if s is not None and s.proceso is not None
    }
    _mostrar({"postgres": None, "kafka": None} | vivos, en_json=en_json)
    if "postgres" not in vivos:
        raise typer.Exit(NO_CORRE)


@app.command()
def instalar(raiz: OpcionRaiz = RAIZ, *, en_json: OpcionJson = False) -> None:
    """Trae los jars de Kafka para no necesitar la red después; sin Java o Maven no hace nada.

    Ejemplo: sistema entorno instalar
    """
    try:
        raiz = preparar_raiz(raiz)
        jars = kafka_jars.ruta_jars(raiz)
        falta = kafka_jars.explicar_falta(jars)
        if falta is None:
            with cerrojo(raiz):
                kafka_jars.asegurar_jars(jars, _avisar)
        else:
            _avisar(f"Sin Kafka: {falta}; los eventos entrarán por la tabla de entrada.")
    except EntornoNoDisponible as error:
        _fallar(error)
    _mostrar({"kafka": None if falta else {"version": kafka_jars.VERSION}}, en_json=en_json)


def _avisar(mensaje: str) -> None:
    typer.echo(mensaje, err=True)


def _fallar(error: EntornoNoDisponible) -> NoReturn:
    typer.echo(error.detalle, err=True)
    raise typer.Exit(NO_SE_PUEDE) from None


def _mostrar(resumen: dict[str, dict[str, Any] | None], *, en_json: bool) -> None:
    if en_json:
        typer.echo(json.dumps(resumen, ensure_ascii=False))
        return
    for nombre, datos in resumen.items():
        detalle = "  ".join(f"{k}={v}" for k, v in datos.items()) if datos else "no corre"
        typer.echo(f"{nombre:9} {detalle}")
