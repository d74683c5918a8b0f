"""La orden `sistema tareas`: lo periódico, una vez o mientras viva el proceso."""

import json
from typing import Annotated

import typer

from sistema.entorno.consola import OpcionJson, crear_progreso, dar_errores_claros
from sistema.nucleo.bitacora import configurar_bitacora
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.tareas.planificador import correr
from sistema.tareas.proceso import quedarse
from sistema.tareas.servicio import TAREAS
from sistema.tareas.tipos import Desenlace

ALGUNA_FALLO = 1


def tareas(
    *,
    una_vez: Annotated[bool, typer.Option("--una-vez", help="Corre todas y termina.")] = False,
    en_json: OpcionJson = False,
) -> None:
    """Corre las tareas periódicas: preparar días, purgar lo vencido y enviar la sonda.

    Puede haber varios procesos: manda uno y los demás esperan. Con --una-vez las corre todas ya,
    sin pedir el mando, y sale con 1 si alguna falló. Usa SISTEMA_BD_TAREAS y SISTEMA_LLAVE_MAESTRA.

    Ejemplo: sistema tareas --una-vez --json
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        configurar_bitacora(configuracion.nivel_bitacora)
        if una_vez:
            _informar(_correr_todas(configuracion), en_json=en_json)
            return
        quedarse(configuracion)


def _correr_todas(configuracion: Configuracion) -> list[Desenlace]:
    with abrir_segun(configuracion, "tareas") as bd, crear_progreso() as progreso:
        return [correr(bd, ahora, t) for t in progreso.track(TAREAS, description="tareas")]


def _informar(desenlaces: list[Desenlace], *, en_json: bool) -> None:
    if en_json:
        resumen = {d.nombre: {"hechos": d.hechos, "fallo": d.fallo} for d in desenlaces}
        typer.echo(json.dumps(resumen))
    else:
        for d in desenlaces:
            typer.echo(f"{d.nombre:20} {d.fallo or d.hechos}")
    if any(d.fallo for d in desenlaces):
        raise typer.Exit(ALGUNA_FALLO)
