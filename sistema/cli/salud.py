"""Las órdenes `sistema salud` y `sistema sonda`."""

import typer
from sqlalchemy.exc import SQLAlchemyError

from sistema.cobertura.esquemas import SaludLeida
from sistema.cobertura.servicio import leer_salud
from sistema.cobertura.tipos import Color
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, dar_errores_claros
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.sonda.servicio import preparar as preparar_sonda
from sistema.sonda.servicio import preparar_evento

ENFERMO = 1
_COLORES = {
    Color.VERDE: typer.colors.GREEN,
    Color.AMARILLO: typer.colors.YELLOW,
    Color.ROJO: typer.colors.RED,
}

sonda = typer.Typer(
    name="sonda",
    help="El caso sintético con que el Sistema se prueba a sí mismo cada minuto.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def salud(*, en_json: OpcionJson = False) -> None:
    """Dice cómo está el Sistema y qué hacer; sale con 0, con 1 si algo está en rojo, o con 2.

    El 2 es «no se puede saber»: la base de datos no respondió. Usa SISTEMA_BD_TAREAS y
    SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema salud --json
    """
    with dar_errores_claros():
        leida = _leer()
    if en_json:
        typer.echo(leida.model_dump_json())
    else:
        _mostrar(leida)
    if leida.estado is Color.ROJO:
        raise typer.Exit(ENFERMO)


@sonda.command()
def preparar() -> None:
    """Crea el organismo y el caso de la sonda; repetirlo no cambia nada.

    Usa SISTEMA_BD_DUENO y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema sonda preparar
    """
    with (
        dar_errores_claros(),
        abrir_segun(leer_configuracion(), "dueno") as bd,
        bd.transaccion() as sesion,
    ):
        preparar_sonda(sesion, ahora())
    typer.echo("La sonda está preparada.")


@sonda.command()
def evento() -> None:
    """Anota una sonda y escribe su evento, para enviarlo por el camino que se quiera probar.

    Usa SISTEMA_BD_TAREAS y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema sonda evento > sonda.ndjson
    """
    with (
        dar_errores_claros(),
        abrir_segun(leer_configuracion(), "tareas") as bd,
        bd.transaccion() as sesion,
    ):
        cuerpo = preparar_evento(sesion, ahora())
    typer.echo(cuerpo.decode())


def _leer() -> SaludLeida:
    try:
        with abrir_segun(leer_configuracion(), "tareas") as bd, bd.transaccion() as sesion:
            return leer_salud(sesion)
    except SQLAlchemyError as error:
        clase = type(getattr(error, "orig", None) or error).__name__
        typer.echo(f"No se puede saber: la base de datos no respondió ({clase}).", err=True)
        raise typer.Exit(NO_SE_PUEDE) from None


def _mostrar(leida: SaludLeida) -> None:
    for senal in leida.senales:
        typer.secho(
            f"{senal.estado.upper():9} {senal.codigo:17} {senal.visto}", fg=_COLORES[senal.estado]
        )
        if senal.estado is not Color.VERDE:
            typer.echo(f"{'':10}{senal.remedio}")
