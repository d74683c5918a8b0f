"""La orden `sistema organismos probar`: si lo que un organismo ensayó por Kafka se recibiría.

Fundamento: técnico (ADR-0015).
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from ingestores.consumidor import exigir_conexion
from ingestores.mensajeria.cliente import leer_de_principio_a_fin
from ingestores.mensajeria.temas import nombrar_tema_de_prueba
from ingestores.mensajeria.tipos import MensajeCrudo
from ingestores.mensajes.firma import Lectura
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, dar_errores_claros
from sistema.firmas.servicio import listar as listar_llaves
from sistema.instituciones.servicio import exigir_participante
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

HAY_QUE_CORREGIR = 1
_NO_SE_ABRE = "el grupo de mensajes no se pudo abrir: use lz4, gzip o zstd"


@dataclass(frozen=True, slots=True)
class Ensayado:
    """Un mensaje del tema de prueba; sin `codigo` es válido, y `detalle` nunca cita valores."""

    posicion: int
    llegado_en: datetime
    codigo: CodigoCuarentena | None = None
    detalle: str | None = None


def probar(
    codigo: Annotated[str, typer.Argument(help="Código de la institución.")],
    *,
    esperar: Annotated[
        float, typer.Option(min=0, max=600, help="Segundos que se espera el primer mensaje.")
    ] = 10.0,
    en_json: OpcionJson = False,
) -> None:
    """Dice si cada mensaje del tema de prueba de un organismo se recibiría, o qué corregir.

    No guarda nada. Sale con 0 si todos sirven, 1 si alguno no y 2 si no hay ninguno. Usa
    SISTEMA_BD_DUENO y, en SISTEMA_KAFKA_*, la credencial del consumidor.
    Ejemplo: sistema organismos probar gendarmeria --esperar 60
    """
    with dar_errores_claros():
        ensayados = list(revisar_ensayo(leer_configuracion(), codigo, esperar))
    if en_json:
        mensajes = [_como_json(ensayado) for ensayado in ensayados]
        typer.echo(json.dumps({"organismo": codigo, "mensajes": mensajes}))
    else:
        for ensayado in ensayados:
            typer.echo(_como_texto(ensayado))
    if not ensayados:
        typer.echo(f"No hay mensajes en {nombrar_tema_de_prueba(codigo)}.", err=True)
        raise typer.Exit(NO_SE_PUEDE)
    if any(ensayado.codigo for ensayado in ensayados):
        raise typer.Exit(HAY_QUE_CORREGIR)


def revisar_ensayo(
    configuracion: Configuracion, organismo: str, espera_s: float
) -> Iterator[Ensayado]:
    """Lee el tema de prueba y dice de cada mensaje si cumple el contrato; no tiene efecto alguno.

    Fundamento: técnico (ADR-0015).

    Raises:
        ConfiguracionInvalida: falta la base de datos o el Kafka.
        OrganismoSinAcuerdo: la institución no existe o hoy no puede ni ensayar.
        KafkaNoAutorizado, KafkaNoDisponible: vea `leer_de_principio_a_fin`.
    """
    conexion = exigir_conexion(configuracion)
    instante = ahora()
    with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
        exigir_participante(sesion, organismo, instante)
        llaves = {llave.kid: llave for llave in listar_llaves(sesion, organismo)}
    tema = nombrar_tema_de_prueba(organismo)
    with closing(leer_de_principio_a_fin(conexion, tema, espera_s)) as llegados:
        for llegado in llegados:
            lectura = Lectura(organismo, llegado.llegado_en, llaves)
            yield _revisar(llegado.mensaje, llegado.llegado_en, lectura)


def _revisar(mensaje: MensajeCrudo, llegado_en: datetime, lectura: Lectura) -> Ensayado:
    if not mensaje.legible:
        codigo = CodigoCuarentena.ILEGIBLE
        return Ensayado(mensaje.posicion, llegado_en, codigo, _NO_SE_ABRE)
    leido = lectura.leer(mensaje.cuerpo or b"", mensaje.posicion, mensaje.firma)
    if isinstance(leido, MensajeRechazado):
        return Ensayado(mensaje.posicion, llegado_en, leido.codigo, leido.detalle)
    return Ensayado(mensaje.posicion, llegado_en)


def _como_json(ensayado: Ensayado) -> dict[str, Any]:
    return {
        "posicion": ensayado.posicion,
        "llegado_en": ensayado.llegado_en.isoformat(),
        "valido": ensayado.codigo is None,
        "codigo": ensayado.codigo,
        "detalle": ensayado.detalle,
    }


def _como_texto(ensayado: Ensayado) -> str:
    resultado = f"{ensayado.codigo}: {ensayado.detalle}" if ensayado.codigo else "válido"
    return f"{ensayado.posicion}  {ensayado.llegado_en.isoformat()}  {resultado}"
