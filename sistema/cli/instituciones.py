"""La orden `sistema instituciones`: los primeros pasos y lo que no puede esperar a una sesión."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from sistema.acceso.autor import Operador
from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.instituciones import fichas, lecturas
from sistema.instituciones.errores import FichaInvalida
from sistema.instituciones.esquemas import AcuerdoResumido, InstitucionNueva
from sistema.modelos.institucion import ClaseInstitucion
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.faltas import listar_faltas
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

Codigo = Annotated[str, typer.Argument(help="Código de la institución.")]
Motivo = Annotated[str, typer.Option(help="Por qué; queda cifrado en su historia.")]

app = typer.Typer(
    name="instituciones",
    help="Las instituciones y sus acuerdos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def listar(*, en_json: OpcionJson = False) -> None:
    """Muestra todas las instituciones: su clase, su título y si hoy pueden aportar.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema instituciones listar
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            vistas = lecturas.listar_instituciones(sesion, _operador()).instituciones
    if en_json:
        typer.echo(json.dumps([vista.model_dump(mode="json") for vista in vistas]))
        return
    for vista in vistas:
        estado = "bloqueada" if vista.bloqueada_en else ("aporta" if vista.aporta else "sin título")
        typer.echo(f"{vista.codigo}  {vista.clase}  {vista.titulo}  {estado}")


@app.command()
def registrar(
    codigo: Codigo,
    *,
    nombre: Annotated[str, typer.Option(help="Nombre oficial.")],
    rut: Annotated[str, typer.Option(help="Sin puntos, con guion.")],
    clase: Annotated[ClaseInstitucion, typer.Option(help="Colaborador público o privado.")],
    motivo: Motivo,
) -> None:
    """Registra a una institución que la norma no nombra; sin acuerdo no puede nada.

    Usa SISTEMA_BD_DUENO.

    Ejemplo: sistema instituciones registrar clinica --nombre "Clínica" --rut 76123456-0
    --clase colaborador_privado --motivo "Atiende urgencias"
    """
    with dar_errores_claros():
        nueva = _leer({"codigo": codigo, "nombre": nombre, "rut": rut, "motivo": motivo}, clase)
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            fichas.registrar(sesion, _operador(), nueva)
    typer.echo(f"Registrada {codigo}. Ahora su acuerdo: POST /v1/acuerdos.")


@app.command()
def bloquear(codigo: Codigo, *, motivo: Motivo) -> None:
    """Deja sin efecto, desde ya, todo acceso y aporte de una institución.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema instituciones bloquear senda --motivo "Llave filtrada"
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            fichas.bloquear(sesion, _operador(), codigo, motivo)
    typer.echo(f"Bloqueada {codigo}.")


@app.command()
def desbloquear(codigo: Codigo, *, motivo: Motivo) -> None:
    """Levanta el bloqueo de una institución.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema instituciones desbloquear senda --motivo "Llave nueva"
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            fichas.desbloquear(sesion, _operador(), codigo, motivo)
    typer.echo(f"Desbloqueada {codigo}.")


@app.command()
def acuerdos(
    *,
    vencen_en_dias: Annotated[
        int | None, typer.Option(min=0, max=3650, help="Solo los que vencen antes.")
    ] = None,
    en_json: OpcionJson = False,
) -> None:
    """Muestra los acuerdos y hasta cuándo rigen; primero los que vencen antes.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema instituciones acuerdos --vencen-en-dias 60
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            vistos = lecturas.listar_acuerdos(
                sesion, _operador(), vencen_en_dias=vencen_en_dias
            ).acuerdos
    if en_json:
        typer.echo(json.dumps([visto.model_dump(mode="json") for visto in vistos]))
        return
    for visto in vistos:
        typer.echo(_como_linea(visto))


def _como_linea(visto: AcuerdoResumido) -> str:
    hasta = f"hasta {_fecha(visto.vigente_hasta)}" if visto.vigente_hasta else "sin término"
    prorroga = "se prorroga" if visto.prorroga_automatica else "no se prorroga"
    aporta = "aporta" if visto.aporta else "no aporta"
    return f"{visto.acuerdo_id}  {visto.institucion}  {visto.estado}  {aporta}  {hasta}  {prorroga}"


def _fecha(instante: datetime) -> str:
    return instante.astimezone(UTC).date().isoformat()


def _leer(textos: Mapping[str, str], clase: ClaseInstitucion) -> InstitucionNueva:
    try:
        return InstitucionNueva.model_validate({**textos, "clase": clase})
    except ValidationError as error:
        faltas = [f"{falta.campo}: {falta.problema}" for falta in listar_faltas(error.errors())]
        raise FichaInvalida(f"{'; '.join(faltas)}. {FichaInvalida.remedio}") from None


def _operador() -> Operador:
    return Operador(nombrar_operador(), ahora())
