"""La orden `sistema usuarios`: los primeros pasos, antes de que alguien pueda entrar."""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from sistema.acceso.autor import Operador
from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.faltas import listar_faltas
from sistema.nucleo.json_estricto import JsonInvalido, leer_json
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.usuarios import aprobaciones
from sistema.usuarios.errores import FichaInvalida
from sistema.usuarios.esquemas import PersonaNueva
from sistema.usuarios.primeros import nombrar_primer_administrador, restituir_administrador

app = typer.Typer(
    name="usuarios",
    help="Los primeros pasos con las personas usuarias.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def primer_administrador(
    ficha: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Su ficha, en JSON.")],
    *,
    en_json: OpcionJson = False,
) -> None:
    """Nombra, una sola vez, a quien administra el Sistema, y muestra su clave de un solo uso.

    Usa SISTEMA_BD_DUENO y SISTEMA_LLAVE_MAESTRA. La forma de la ficha: docs/administracion.md.

    Ejemplo: sistema usuarios primer-administrador ficha.json
    """
    with dar_errores_claros():
        persona = _leer(ficha)
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            clave = nombrar_primer_administrador(sesion, bd.llavero, _operador(), persona)
    _mostrar(persona.cuenta, clave, en_json=en_json)


@app.command()
def aprobar(
    pedido: Annotated[UUID, typer.Argument(help="Identificador del pedido.")],
) -> None:
    """Aprueba un perfil sensible cuando no queda nadie con sesión que pueda hacerlo.

    Usa SISTEMA_BD_DUENO y SISTEMA_LLAVE_MAESTRA.

    Ejemplo: sistema usuarios aprobar 019ab2c4-0000-7000-8000-000000000000
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            aprobaciones.aprobar(sesion, _operador(), [pedido])
    typer.echo("Perfil otorgado.")


@app.command()
def restituir(
    cuenta: Annotated[str, typer.Argument(help="Cuenta de quien administraba.")],
    *,
    en_json: OpcionJson = False,
) -> None:
    """Devuelve el perfil a quien administraba el Sistema, solo si ya no lo hace nadie.

    Usa SISTEMA_BD_DUENO y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema usuarios restituir jefa.sistema
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            clave = restituir_administrador(sesion, _operador(), cuenta)
    _mostrar(cuenta, clave, en_json=en_json)


def _leer(ruta: Path) -> PersonaNueva:
    try:
        return PersonaNueva.model_validate(leer_json(ruta.read_bytes()))
    except JsonInvalido:
        raise FichaInvalida("El archivo no es un objeto JSON en UTF-8.") from None
    except ValidationError as error:
        faltas = [f"{falta.campo}: {falta.problema}" for falta in listar_faltas(error.errors())]
        raise FichaInvalida(f"{'; '.join(faltas)}. {FichaInvalida.remedio}") from None


def _mostrar(cuenta: str, clave: str, *, en_json: bool) -> None:
    if en_json:
        typer.echo(json.dumps({"cuenta": cuenta, "clave": clave}))
        return
    typer.echo(f"Cuenta: {cuenta}")
    typer.echo(f"Clave:  {clave}")
    typer.echo("Sirve una vez y vence en 72 horas; entréguela por un canal reservado.")


def _operador() -> Operador:
    return Operador(nombrar_operador(), ahora())
