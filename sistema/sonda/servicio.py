"""La sonda: cada minuto recorre el camino entero y, si no sale, alguien debe saberlo."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import abrir_sonda
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.instituciones.servicio import sembrar_institucion
from sistema.nucleo.errores import ReglaIncumplida
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.llaves_de_dia import LlavesDeDia
from sistema.sonda import repositorio
from sistema.sonda.tipos import (
    CADENCIA,
    CADENCIA_SI_NO_SALE,
    IDENTIDAD,
    INSTITUCION,
    ORGANISMO,
    PLAZO_DE_SALIDA,
    Sondeo,
    escribir_evento,
)

CANDADO_DE_SONDA = 21_500_124
RESTOS = timedelta(hours=1)
HISTORIA = timedelta(days=7)


class SondaSinPreparar(ReglaIncumplida):
    """No hay un caso sintético que buscar."""

    codigo = "sonda_sin_preparar"
    titulo = "La sonda no está preparada."
    remedio = "Ejecute `sistema sonda preparar` con la conexión del dueño."


def preparar(sesion: Session, ahora: datetime) -> UUID:
    """Deja listos el organismo y el caso de la sonda; repetirlo devuelve el mismo caso.

    Exige el papel dueño: ningún papel de ejecución que no sea la API abre casos.

    Fundamento: técnico (ADR-0004).
    """
    repositorio.turnarse(sesion, CANDADO_DE_SONDA)
    sembrar_institucion(sesion, INSTITUCION, ahora)
    existente = repositorio.caso_de_la_sonda(sesion)
    if existente is not None:
        return existente
    caso_id = abrir_sonda(sesion, IDENTIDAD, ahora)
    preparada = Constancia(accion=Accion.SONDA_PREPARAR, ocurrido_en=ahora)
    asentar_hecho(sesion, preparada.sobre("caso", caso_id, caso_id))
    return caso_id


def sondear(sesion: Session, llaves: LlavesDeDia, ahora: datetime) -> Sondeo:
    """Anota las sondas que salieron y, si ya toca, deja otra en la cola `entrada`.

    Toca cada minuto; mientras alguna no salga, cada diez: una cola detenida no se llena de sondas.
    El reloj es el de la base de datos, así que llamarla más seguido no envía más.

    Fundamento: técnico (ADR-0004).

    Raises:
        SondaSinPreparar: falta el caso sintético.
    """
    repositorio.turnarse(sesion, CANDADO_DE_SONDA)
    salieron = repositorio.anotar_salidas(sesion)
    visto = repositorio.pendientes(sesion, PLAZO_DE_SALIDA)
    cadencia = CADENCIA_SI_NO_SALE if visto.pendientes else CADENCIA
    toca = visto.ultima is None or visto.ahora - visto.ultima >= cadencia
    if toca:
        evento = preparar_evento(sesion, ahora)
        encolar(sesion, llaves, ORGANISMO, [MensajeRecibido(evento)], ahora)
    return Sondeo(enviada=toca, salieron=salieron, atrasadas=visto.atrasadas)


def preparar_evento(sesion: Session, ahora: datetime) -> bytes:
    """Anota una sonda y devuelve su evento; quien llama lo envía por donde quiera probar.

    Fundamento: técnico (ADR-0004).

    Raises:
        SondaSinPreparar: falta el caso sintético.
    """
    caso_id = repositorio.caso_de_la_sonda(sesion)
    if caso_id is None:
        raise SondaSinPreparar
    evento_id = nuevo_id()
    valores = {
        "id": nuevo_id(),
        "caso_id": caso_id,
        "organismo": ORGANISMO,
        "evento_id": evento_id,
    }
    repositorio.insertar(sesion, valores)
    return escribir_evento(evento_id, ahora)


def limpiar(sesion: Session, ahora: datetime) -> int:
    """Borra lo que dejaron las sondas de hace más de una hora; devuelve cuántas coincidencias.

    Fundamento: técnico (ADR-0009).
    """
    repositorio.borrar_enviadas(sesion, ahora - HISTORIA)
    return repositorio.borrar_restos(sesion, ahora - RESTOS)
