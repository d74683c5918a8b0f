"""La orden `sistema boveda`: preparar los días que vienen y destruir los vencidos."""

import json
from datetime import date
from typing import Annotated

import typer

from sistema.boveda.servicio import listar_dias
from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.tareas import servicio

app = typer.Typer(
    name="boveda",
    help="Lo aportado que espera, ilegible, hasta que venza.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def preparar(
    dias: Annotated[
        int, typer.Option(min=0, max=60, help="Cuántos días más, además de hoy.")
    ] = servicio.DIAS_POR_DELANTE,
    *,
    en_json: OpcionJson = False,
) -> None:
    """Deja listos los días en que vencerá lo que llegue; repetirlo no cambia nada.

    Usa SISTEMA_BD_TAREAS y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema boveda preparar --dias 7
    """
    with dar_errores_claros(), abrir_segun(leer_configuracion(), "tareas") as bd:
        _mostrar("preparados", servicio.preparar_dias(bd, dias), en_json=en_json)


@app.command()
def purgar(*, en_json: OpcionJson = False) -> None:
    """Destruye las llaves de los días vencidos y borra lo que guardaban.

    Manda la fecha más atrasada entre este equipo y la base de datos. Usa SISTEMA_BD_TAREAS y
    SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema boveda purgar
    """
    with dar_errores_claros(), abrir_segun(leer_configuracion(), "tareas") as bd:
        _mostrar("destruidos", servicio.purgar_boveda(bd, ahora), en_json=en_json)


@app.command()
def estado(*, en_json: OpcionJson = False) -> None:
    """Muestra los días de vencimiento preparados y cuáles tienen llave.

    Usa SISTEMA_BD_TAREAS y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema boveda estado --json
    """
    with dar_errores_claros(), abrir_segun(leer_configuracion(), "tareas") as bd:
        with bd.transaccion() as sesion:
            con_lugar = set(listar_dias(sesion))
        con_llave = set(bd.llaves_de_dia.listar())
    dias = [
        {"vence_el": str(dia), "lugar": dia in con_lugar, "llave": dia in con_llave}
        for dia in sorted(con_lugar | con_llave)
    ]
    if en_json:
        typer.echo(json.dumps(dias))
        return
    for dia in dias:
        lugar = "con lugar" if dia["lugar"] else "sin lugar"
        typer.echo(f"{dia['vence_el']}  {lugar}  {'con llave' if dia['llave'] else 'sin llave'}")


def _mostrar(que: str, dias: list[date], *, en_json: bool) -> None:
    if en_json:
        typer.echo(json.dumps({que: [str(dia) for dia in dias]}))
        return
    typer.echo(f"{len(dias)} días {que}: {', '.join(map(str, dias)) or 'ninguno'}")
