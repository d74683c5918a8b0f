"""La puerta HTTP de los eventos: los deja en la cola y responde siempre lo mismo."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.contactos.ensayo import Decodificador, juzgar
from sistema.contactos.esquemas import Recibo, ResultadoDeEnsayo
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.firmas.servicio import listar as listar_llaves
from sistema.instituciones.servicio import listar_tipos_de_ensayo
from sistema.maquinas.tipos import Maquina
from sistema.nucleo.firmas import revisar_firma
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.llaves_de_dia import LlavesDeDia


def recibir(
    sesion: Session,
    llaves: LlavesDeDia,
    maquina: Maquina,
    mensajes: Sequence[MensajeRecibido],
) -> Recibo:
    """Encola los mensajes, con sus bytes exactos, a nombre de la institución de la credencial.

    No mira qué dicen ni a quién se busca: el mismo camino y la misma respuesta siempre (INV-3).

    Fundamento: Ley 21.500, art. 11; técnico (ADR-0004, ADR-0017).
    """
    encolar(sesion, llaves, maquina.institucion, mensajes, maquina.ahora)
    recibo = Recibo(recepcion_id=nuevo_id(), recibidos=len(mensajes))
    constancia = replace(
        maquina.constancia(Accion.EVENTOS_RECIBIR),
        objeto="recepcion",
        objeto_id=str(recibo.recepcion_id),
        detalle={"credencial": str(maquina.credencial_id)},
    )
    asentar_hecho(sesion, constancia.con_resultados(recibo.recibidos))
    return recibo


def ensayar(
    sesion: Session,
    decodificar: Decodificador,
    maquina: Maquina,
    mensaje: MensajeRecibido,
) -> ResultadoDeEnsayo:
    """Qué pasaría con este evento y su firma; no lo guarda ni mira ningún caso.

    Fundamento: técnico (ADR-0016, ADR-0017).
    """
    organismo, ahora = maquina.institucion, maquina.ahora
    problema = None
    if mensaje.firma is not None:
        llaves = {llave.kid: llave for llave in listar_llaves(sesion, organismo)}
        problema = revisar_firma(mensaje.firma, mensaje.cuerpo, llaves, ahora)
    leido = decodificar(mensaje.cuerpo, 0, organismo, ahora)
    tipos = listar_tipos_de_ensayo(sesion, organismo, ahora)
    asentar_hecho(sesion, maquina.constancia(Accion.EVENTOS_ENSAYAR))
    return juzgar(leido, problema, tipos)
