"""La orden `sistema organismos credencial`: con qué se identifica el sistema de una institución."""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.maquinas.llaves_publicas import leer_llave_publica
from sistema.maquinas.rutas import RUTA_TOKEN
from sistema.maquinas.servicio import crear_credencial, listar_credenciales, revocar_credencial
from sistema.maquinas.tipos import ALCANCE_APORTAR
from sistema.modelos.maquina import CredencialMaquina
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

app = typer.Typer(
    name="credencial",
    help="Las credenciales con que los sistemas de una institución aportan por HTTP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def crear(
    codigo: Annotated[str, typer.Argument(help="Código de la institución.")],
    *,
    nombre: Annotated[str, typer.Option(help="Qué sistema la usará.")],
    publica: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Llave pública, en PEM o JWK.")
    ],
    en_json: OpcionJson = False,
) -> None:
    """Registra la llave pública de un sistema y da su identificador de cliente.

    Usa SISTEMA_BD_DUENO. La llave privada no sale de la institución.

    Ejemplo: sistema organismos credencial crear gendarmeria --nombre ingreso --publica ingreso.pem
    """
    with dar_errores_claros():
        llave = leer_llave_publica(publica.read_bytes())
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            nueva = crear_credencial(sesion, codigo, nombre, llave, nombrar_operador(), ahora())
    entrega = {
        "cliente": str(nueva.id),
        "institucion": nueva.institucion,
        "algoritmo": nueva.algoritmo,
        "alcance": ALCANCE_APORTAR,
        "destinatarios": [f"{url}{RUTA_TOKEN}" for url in configuracion.urls_publicas()],
    }
    if en_json:
        typer.echo(json.dumps(entrega))
        return
    typer.echo(f"Cliente (iss y sub):  {nueva.id}")
    typer.echo(f"Institución:          {nueva.institucion}")
    typer.echo(f"Algoritmo:            {nueva.algoritmo}")
    typer.echo(f"Alcance (scope):      {ALCANCE_APORTAR}")
    typer.echo(f"Destinatario (aud):   la dirección pública de la API y {RUTA_TOKEN}")


@app.command()
def listar(
    codigo: Annotated[str | None, typer.Argument(help="Solo las de esta institución.")] = None,
    *,
    en_json: OpcionJson = False,
) -> None:
    """Muestra las credenciales, también las revocadas.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema organismos credencial listar gendarmeria
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            filas = [_fila(credencial) for credencial in listar_credenciales(sesion, codigo)]
    if en_json:
        typer.echo(json.dumps(filas))
        return
    for fila in filas:
        estado = f"revocada el {fila['revocada_en']}" if fila["revocada_en"] else "vigente"
        typer.echo(f"{fila['cliente']}  {fila['institucion']}  {fila['nombre']}  {estado}")


@app.command()
def revocar(
    cliente: Annotated[UUID, typer.Argument(help="Identificador de cliente.")],
) -> None:
    """Revoca una credencial: sus tokens dejan de servir en la petición siguiente.

    Usa SISTEMA_BD_DUENO.

    Ejemplo: sistema organismos credencial revocar 019ab2c4-0000-7000-8000-000000000000
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            revocada = revocar_credencial(sesion, cliente, nombrar_operador(), ahora())
    typer.echo(f"Revocada la credencial «{revocada.nombre}» de {revocada.institucion}.")


def _fila(credencial: CredencialMaquina) -> dict[str, Any]:
    revocada_en = credencial.revocada_en
    return {
        "cliente": str(credencial.id),
        "institucion": credencial.institucion,
        "nombre": credencial.nombre,
        "algoritmo": credencial.algoritmo,
        "creada_en": credencial.creada_en.isoformat(),
        "revocada_en": revocada_en.isoformat() if revocada_en else None,
    }
