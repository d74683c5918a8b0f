"""La orden `sistema organismos firma`: las llaves con que cada organismo firma sus eventos."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.firmas import servicio as firmas
from sistema.firmas.servicio import LlavePorRegistrar
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

Organismo = Annotated[str, typer.Argument(help="Código del organismo.")]
OpcionInstante = typer.Option(formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"], help="En UTC.")

app = typer.Typer(
    name="firma",
    help="Las llaves con que un organismo firma sus eventos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def registrar(
    organismo: Organismo,
    publica: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Llave pública Ed25519, en PEM.")
    ],
    desde: Annotated[datetime | None, OpcionInstante] = None,
    hasta: Annotated[datetime | None, OpcionInstante] = None,
) -> None:
    """Registra una llave pública y escribe el kid que el organismo pone en la cabecera `firma`.

    Usa SISTEMA_BD_DUENO. Pida solo la llave pública.

    Ejemplo: sistema organismos firma registrar senama --publica publica.pem
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        instante = ahora()
        pedida = LlavePorRegistrar(
            organismo=organismo,
            pem=publica.read_bytes(),
            vigente_desde=_en_utc(desde) or instante,
            vigente_hasta=_en_utc(hasta),
        )
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            kid = firmas.registrar(sesion, pedida, nombrar_operador(), instante)
    typer.echo(kid)


@app.command()
def listar(organismo: Organismo, *, en_json: OpcionJson = False) -> None:
    """Muestra las llaves de un organismo y su vigencia, también las retiradas.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema organismos firma listar senama
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            llaves = firmas.listar(sesion, organismo)
    instante = ahora()
    filas = [
        {
            "kid": llave.kid,
            "vigente_desde": llave.vigente_desde.isoformat(),
            "vigente_hasta": llave.vigente_hasta.isoformat() if llave.vigente_hasta else None,
            "rige": llave.rige(instante),
        }
        for llave in llaves
    ]
    if en_json:
        typer.echo(json.dumps({"organismo": organismo, "llaves": filas}))
        return
    for fila in filas:
        hasta = f"hasta {fila['vigente_hasta']}" if fila["vigente_hasta"] else "sin término"
        estado = "rige" if fila["rige"] else "no rige"
        typer.echo(f"{fila['kid']}  {estado}  desde {fila['vigente_desde']}  {hasta}")


@app.command()
def retirar(
    organismo: Organismo,
    kid: Annotated[str, typer.Argument(help="El que escribió `registrar`.")],
    hasta: Annotated[datetime | None, OpcionInstante] = None,
) -> None:
    """Deja de creer en una llave, ahora o desde un instante; los consumidores lo ven en segundos.

    Lo que se firmó y se recibió antes sigue siendo evidencia. Usa SISTEMA_BD_DUENO.

    Ejemplo: sistema organismos firma retirar senama 0123456789abcdef --hasta 2027-01-01T03:00:00Z
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        instante = ahora()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            llave = (organismo, kid)
            firmas.retirar(sesion, llave, _en_utc(hasta) or instante, nombrar_operador(), instante)
    typer.echo("Llave retirada.")


@app.command()
def verificar(
    contacto: Annotated[UUID, typer.Argument(help="Identificador del contacto.")],
    *,
    en_json: OpcionJson = False,
) -> None:
    """Verifica otra vez la firma de un contacto guardado; no muestra su contenido.

    Usa SISTEMA_BD_TAREAS. Sale con 0 si lo guardado prueba que el organismo lo firmó; si no, con 2.

    Ejemplo: sistema organismos firma verificar 0199f0c4-7d2e-7a51-8f43-0a1b2c3d4e5f
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "tareas") as bd, bd.transaccion() as sesion:
            visto = firmas.verificar_contacto(sesion, contacto, nombrar_operador(), ahora())
    if en_json:
        typer.echo(json.dumps({**asdict(visto), "es_evidencia": visto.es_evidencia}, default=str))
    elif visto.es_evidencia:
        retiro = f"; llave retirada el {visto.llave_hasta.isoformat()}" if visto.llave_hasta else ""
        typer.echo(f"La firma de {visto.organismo} se verifica (llave {visto.kid}{retiro}).")
    else:
        typer.echo(visto.problema or "El contacto llegó sin firma.")
    if not visto.es_evidencia:
        raise typer.Exit(NO_SE_PUEDE)


def _en_utc(instante: datetime | None) -> datetime | None:
    return instante.replace(tzinfo=UTC) if instante else None
