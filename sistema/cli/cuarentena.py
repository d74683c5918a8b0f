"""La orden `sistema cuarentena`: mirar por fuera lo apartado, reenviarlo y contar sus errores."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import typer

from sistema.cuarentena import servicio as cuarentena
from sistema.cuarentena.tipos import (
    CampoVisto,
    CodigoCuarentena,
    GrupoApartado,
    MensajeApartado,
    Reenvio,
    Seleccion,
)
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, crear_progreso, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.nucleo.bd import Bd
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

TANDA = 500
OpcionOrganismo = Annotated[str | None, typer.Option(help="Solo los de este organismo.")]
OpcionCodigo = Annotated[CodigoCuarentena | None, typer.Option(help="Solo los de este código.")]

app = typer.Typer(
    name="cuarentena",
    help="Los mensajes que no se pudieron procesar. Usa SISTEMA_BD_TAREAS.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def listar(
    organismo: OpcionOrganismo = None,
    codigo: OpcionCodigo = None,
    *,
    mensajes: Annotated[bool, typer.Option("--mensajes", help="Uno por uno.")] = False,
    maximo: Annotated[int, typer.Option(min=1, max=10_000, help="Con --mensajes.")] = 100,
    en_json: OpcionJson = False,
) -> None:
    """Muestra cuántos mensajes esperan por organismo y código, y desde cuándo.

    Ejemplo: sistema cuarentena listar --organismo senama --mensajes
    """
    seleccion = Seleccion(organismo=organismo, codigo=codigo)
    instante = ahora()
    vistos: Sequence[GrupoApartado | MensajeApartado]
    operador = nombrar_operador()
    with dar_errores_claros(), _abrir() as bd, bd.transaccion() as sesion:
        if mensajes:
            vistos = cuarentena.listar(sesion, seleccion, maximo, operador, instante)
        else:
            vistos = cuarentena.agrupar(sesion, seleccion, operador, instante)
    if en_json:
        _escribir_json({"mensajes" if mensajes else "grupos": [asdict(visto) for visto in vistos]})
        return
    for visto in vistos:
        typer.echo(_en_una_linea(visto, instante))
    if not vistos:
        typer.echo("No hay mensajes en cuarentena.")


@app.command()
def ver(
    mensaje: Annotated[UUID, typer.Argument(help="El id que muestra `listar --mensajes`.")],
    *,
    en_json: OpcionJson = False,
) -> None:
    """Muestra por qué se apartó un mensaje, sus campos y sus largos; nunca lo que dice.

    Ejemplo: sistema cuarentena ver 0199f0c4-7d2e-7a51-8f43-0a1b2c3d4e5f
    """
    with dar_errores_claros(), _abrir() as bd, bd.transaccion() as sesion:
        apartado, forma = cuarentena.ver(
            sesion, bd.llaves_de_dia, mensaje, nombrar_operador(), ahora()
        )
    if en_json:
        _escribir_json({**asdict(apartado), "forma": asdict(forma)})
        return
    typer.echo(f"{apartado.organismo}  {apartado.codigo}  {apartado.detalle}")
    firmado = "con firma" if apartado.firmado else "sin firma"
    llegada = apartado.llegada_en.isoformat(timespec="seconds")
    typer.echo(f"llegó {llegada}, vence el {apartado.vence_el}, {firmado}")
    typer.echo(f"{forma.largo_bytes} bytes{f'; {forma.problema}' if forma.problema else ''}")
    for campo in forma.campos:
        typer.echo(f"  {_medida(campo)}")
    if forma.hay_mas:
        typer.echo("  y más campos")


@app.command()
def reenviar(
    mensajes: Annotated[list[UUID] | None, typer.Argument(help="Cuáles, por su id.")] = None,
    organismo: OpcionOrganismo = None,
    codigo: OpcionCodigo = None,
    *,
    todos: Annotated[
        bool, typer.Option("--todos", help=f"Todos los elegidos, no los {TANDA} más antiguos.")
    ] = False,
    en_json: OpcionJson = False,
) -> None:
    """Devuelve mensajes a la cola de entrada, con los mismos bytes y el plazo que les quedaba.

    Antes corrija la causa (título, llave, versión). Se eligen por id, o por --codigo y --organismo.
    Sale con 2 si alguno no se pudo reenviar. Repetirlo no duplica nada.

    Ejemplo: sistema cuarentena reenviar --codigo sin_titulo_vigente --organismo senama --todos
    """
    if bool(mensajes) == bool(organismo or codigo):
        raise typer.BadParameter("Elija mensajes por su id, o por --codigo y --organismo.")
    with dar_errores_claros(), _abrir() as bd:
        ids = mensajes
        if ids is None or not ids:
            seleccion = Seleccion(organismo=organismo, codigo=codigo)
            with bd.transaccion() as sesion:
                ids = cuarentena.elegir(sesion, seleccion, None if todos else TANDA, ahora())
        total = _mover(bd, list(dict.fromkeys(ids)))
    if en_json:
        _escribir_json(asdict(total))
    else:
        typer.echo(
            f"{total.reenviados} reenviados, {total.ausentes} que ya no estaban, "
            f"{total.ilegibles} que no abren"
        )
    if total.ausentes or total.ilegibles:
        raise typer.Exit(NO_SE_PUEDE)


@app.command()
def errores(
    organismo: Annotated[str, typer.Option(help="Código del organismo.")],
    dia: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Día UTC ya terminado; por omisión, ayer."),
    ] = None,
    *,
    en_json: OpcionJson = False,
) -> None:
    """Cuenta los errores de escritura de un organismo en un día y dice cómo se corrige cada uno.

    Es lo que se entrega al organismo: una vez al día, a la misma hora, y nada más.

    Ejemplo: sistema cuarentena errores --organismo senama --dia 2026-11-22
    """
    instante = ahora()
    elegido = dia.date() if dia else instante.date() - timedelta(days=1)
    with dar_errores_claros(), _abrir() as bd, bd.transaccion() as sesion:
        hallados = cuarentena.contar_errores(
            sesion, organismo, elegido, nombrar_operador(), instante
        )
    if en_json:
        filas = [asdict(error) for error in hallados]
        _escribir_json({"organismo": organismo, "dia": elegido, "errores": filas})
        return
    typer.echo(f"Errores de escritura de {organismo} el {elegido} (UTC): {len(hallados)}")
    for error in hallados:
        mensajes = "1 mensaje" if error.cuantos == 1 else f"{error.cuantos} mensajes"
        typer.echo(f"\n{mensajes}: {error.falta}\n  Cómo se corrige: {error.remedio}")


def _abrir() -> Bd:
    return abrir_segun(leer_configuracion(), "tareas")


def _mover(bd: Bd, ids: list[UUID]) -> Reenvio:
    """Reenvía por tandas, cada una entera o nada."""
    hechos = []
    with crear_progreso() as progreso:
        tarea = progreso.add_task("mensajes reenviados", total=len(ids))
        for desde in range(0, len(ids), TANDA):
            tanda = ids[desde : desde + TANDA]
            with bd.transaccion() as sesion:
                hechos.append(
                    cuarentena.reenviar(
                        sesion, bd.llaves_de_dia, tanda, nombrar_operador(), ahora()
                    )
                )
            progreso.advance(tarea, len(tanda))
    return Reenvio(
        reenviados=sum(hecho.reenviados for hecho in hechos),
        ausentes=sum(hecho.ausentes for hecho in hechos),
        ilegibles=sum(hecho.ilegibles for hecho in hechos),
    )


def _en_una_linea(visto: GrupoApartado | MensajeApartado, instante: datetime) -> str:
    if isinstance(visto, MensajeApartado):
        return f"{visto.id}  {visto.organismo}  {visto.codigo}  {visto.detalle}"
    horas = (instante - visto.mas_antiguo_en) // timedelta(hours=1)
    return (
        f"{visto.organismo}  {visto.codigo}  {visto.cuantos}  "
        f"el más antiguo hace {horas} h, el primero vence el {visto.primero_vence_el}"
    )


def _medida(campo: CampoVisto) -> str:
    largo = "" if campo.largo is None else f" de {campo.largo} {campo.unidad}"
    return f"{campo.ruta}: {campo.tipo}{largo}"


def _escribir_json(valor: dict[str, Any]) -> None:
    typer.echo(json.dumps(valor, default=_a_texto, ensure_ascii=False))


def _a_texto(valor: date | UUID) -> str:
    return valor.isoformat() if isinstance(valor, date) else str(valor)
