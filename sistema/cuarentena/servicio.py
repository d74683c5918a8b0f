"""La cuarentena: los mensajes que no pudieron procesarse, enteros, ilegibles y con vencimiento.

Lo apartado se mira por fuera, se reenvía tal como llegó o se deja vencer; nunca se edita. Cada acto
de quien opera queda asentado.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.cuarentena import repositorio
from sistema.cuarentena.errores import DiaSinCerrar
from sistema.cuarentena.escritura import buscar_remedio, contar_faltas
from sistema.cuarentena.revision import ver_forma
from sistema.cuarentena.tipos import (
    CLUSTER_DE_ENTRADA,
    CodigoCuarentena,
    ErrorDeEscritura,
    Forma,
    GrupoApartado,
    MensajeApartado,
    MensajeRechazado,
    Procedencia,
    Reenvio,
    Seleccion,
)
from sistema.entrada import servicio as entrada
from sistema.entrada.tipos import MensajeRecibido
from sistema.modelos.contacto import Cuarentena
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.errores import CifradoInvalido, NoEncontrado
from sistema.nucleo.firmas import acotar_firma
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.llaves_de_dia import LlavesDeDia
from sistema.nucleo.reloj import hora_segura

DIAS_DE_CUARENTENA = 30
DIAS_DE_ERRORES = 90
_CONTEXTO = "cuarentena.cuerpo"
_bitacora = obtener_bitacora("cuarentena")


def apartar(
    sesion: Session,
    llaves: LlavesDeDia,
    procedencia: Procedencia,
    mensajes: Sequence[MensajeRechazado],
    ahora: datetime,
    vencimientos: Mapping[int, date] | None = None,
) -> None:
    """Guarda mensajes con sus bytes exactos, cerrados con la llave del día en que vencen.

    Vencen en `DIAS_DE_CUARENTENA`, o cuando diga `vencimientos` para su posición: reenviar un
    mensaje no alarga su plazo. Lo que ya venció no se guarda: su llave se destruyó y guardarlo
    crearía otra para ese día; se avisa cuántos eran. Los errores de escritura se suman a la cuenta
    del día, también los de lo vencido; lo reenviado que vuelve a fallar se cuenta otra vez.

    Fundamento: técnico (ADR-0013).
    """
    ultimo = ahora.date() + timedelta(days=DIAS_DE_CUARENTENA)
    previos = vencimientos or {}
    plazos = {m.posicion: min(previos.get(m.posicion, ultimo), ultimo) for m in mensajes}
    vencidos = _vencidos(sesion, plazos, ahora)
    if vencidos:
        _bitacora.error(
            "apartados_ya_vencidos",
            alarma=True,
            organismo=procedencia.organismo,
            total=len(vencidos),
        )
    filas = []
    for mensaje in mensajes:
        if mensaje.posicion in vencidos:
            continue
        vence_el = plazos[mensaje.posicion]
        filas.append(
            {
                "id": nuevo_id(),
                "organismo": procedencia.organismo,
                **asdict(procedencia.origen),
                "posicion": mensaje.posicion,
                "codigo": mensaje.codigo,
                "detalle": mensaje.detalle,
                "vence_el": vence_el,
                "cuerpo": llaves.asegurar(vence_el).cifrar(mensaje.cuerpo, _CONTEXTO),
                "firma": acotar_firma(mensaje.firma),
            }
        )
    if filas:
        repositorio.insertar(sesion, filas)
    if faltas := contar_faltas((mensaje.codigo, mensaje.detalle) for mensaje in mensajes):
        repositorio.sumar_errores(sesion, procedencia.organismo, ahora.date(), faltas)


def purgar(sesion: Session, hoy: date) -> int:
    """Borra lo vencido, que ya no abre, y las cuentas de errores viejas; devuelve cuánto venció.

    Fundamento: técnico (ADR-0013).
    """
    repositorio.borrar_errores(sesion, hoy - timedelta(days=DIAS_DE_ERRORES))
    return repositorio.borrar_vencidos(sesion, hoy)


def agrupar(
    sesion: Session, seleccion: Seleccion, operador: str, ahora: datetime
) -> list[GrupoApartado]:
    """Cuántos mensajes esperan por organismo y código, y desde cuándo; solo lo que no vence aún.

    Fundamento: técnico (ADR-0004).
    """
    grupos = [GrupoApartado(*f) for f in repositorio.agrupar(sesion, seleccion, ahora.date())]
    constancia = _constancia(Accion.CUARENTENA_LISTAR, operador, ahora, seleccion)
    asentar_hecho(sesion, constancia.con_resultados(sum(grupo.cuantos for grupo in grupos)))
    return grupos


def listar(
    sesion: Session, seleccion: Seleccion, maximo: int, operador: str, ahora: datetime
) -> list[MensajeApartado]:
    """Los mensajes más antiguos de una selección, sin abrir ninguno.

    Fundamento: técnico (ADR-0004).
    """
    filas = repositorio.elegir(sesion, seleccion, ahora.date(), maximo)
    constancia = _constancia(Accion.CUARENTENA_LISTAR, operador, ahora, seleccion)
    asentar_hecho(sesion, constancia.con_resultados(len(filas)))
    return [_mensaje(fila) for fila in filas]


def ver(
    sesion: Session, llaves: LlavesDeDia, mensaje_id: UUID, operador: str, ahora: datetime
) -> tuple[MensajeApartado, Forma]:
    """Por qué se apartó un mensaje y cómo es por fuera: campos y largos, nunca valores.

    Fundamento: técnico (ADR-0004, INV-7).

    Raises:
        NoEncontrado: no está o ya venció; el intento queda asentado.
        CifradoInvalido: la llave de su día no está o no lo abre.
    """
    constancia = _constancia(Accion.CUARENTENA_VER, operador, ahora).sobre("cuarentena", mensaje_id)
    filas = repositorio.con_ids(sesion, [mensaje_id], ahora.date())
    if not filas:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    [fila] = filas
    forma = ver_forma(_abrir(fila, llaves))
    asentar_hecho(sesion, constancia)
    return _mensaje(fila), forma


def elegir(
    sesion: Session, seleccion: Seleccion, maximo: int | None, ahora: datetime
) -> list[UUID]:
    """Los mensajes más antiguos de una selección, para reenviarlos por tandas.

    Fundamento: técnico (ADR-0004).
    """
    return list(repositorio.elegir_ids(sesion, seleccion, ahora.date(), maximo))


def reenviar(
    sesion: Session, llaves: LlavesDeDia, ids: Sequence[UUID], operador: str, ahora: datetime
) -> Reenvio:
    """Devuelve a `entrada` los mismos bytes y la misma firma, con el plazo que les quedaba.

    Mueve: en la misma transacción salen de la cuarentena y entran a la cola, de modo que repetirlo
    o morir a la mitad no pierde ni duplica nada. Lo que no abre se queda donde está.

    Fundamento: técnico (ADR-0004, ADR-0013).
    """
    filas = repositorio.con_ids(sesion, ids, ahora.date())
    abiertos = {
        fila.id: cuerpo for fila in filas if (cuerpo := _intentar(fila, llaves)) is not None
    }
    # Porque: otro reenvío pudo llevárselos después de leerlos; vale lo que este alcanzó a sacar.
    sacados = repositorio.sacar(sesion, list(abiertos))
    movidos = sorted((f for f in filas if f.id in sacados), key=_destino)
    for (organismo, vence_el, cerrados), grupo in groupby(movidos, key=_destino):
        mensajes = [MensajeRecibido(abiertos[fila.id], fila.firma) for fila in grupo]
        if cerrados:
            entrada.reponer(sesion, organismo, mensajes, vence_el)
        else:
            entrada.encolar(sesion, llaves, organismo, mensajes, ahora, vence_el)
    for organismo, suyos in groupby(movidos, key=lambda fila: fila.organismo):
        _asentar_reenvio(sesion, organismo, [fila.id for fila in suyos], operador, ahora)
    ilegibles = len(filas) - len(abiertos)
    return Reenvio(
        reenviados=len(movidos),
        ausentes=len(ids) - len(movidos) - ilegibles,
        ilegibles=ilegibles,
    )


def contar_errores(
    sesion: Session, organismo: str, dia: date, operador: str, ahora: datetime
) -> list[ErrorDeEscritura]:
    """Los errores de escritura de un organismo en un día (UTC) ya terminado, con su remedio.

    Es lo único que se le devuelve a quien aporta: una cuenta al día, a hora fija, de lo que se
    juzga sin mirar los casos. Ni cuándo llegó cada mensaje ni si coincidió con alguien (INV-3).

    Fundamento: Ley 21.500, art. 11; técnico (INV-3).

    Raises:
        DiaSinCerrar: el día aún no termina.
    """
    if dia >= ahora.date():
        raise DiaSinCerrar
    errores = [
        ErrorDeEscritura(
            fila.codigo, fila.detalle, fila.cuantos, buscar_remedio(fila.codigo, fila.detalle)
        )
        for fila in repositorio.errores_de(sesion, organismo, dia)
    ]
    constancia = _constancia(
        Accion.CUARENTENA_CONTAR_ERRORES, operador, ahora, Seleccion(organismo=organismo)
    )
    asentar_hecho(sesion, constancia.con_resultados(len(errores)))
    return errores


def _vencidos(sesion: Session, plazos: Mapping[int, date], ahora: datetime) -> set[int]:
    """Las posiciones cuyo plazo ya pasó, también para la base de datos."""
    # Porque: casi nunca hay; así un lote corriente no pregunta la hora.
    if not any(vence_el < ahora.date() for vence_el in plazos.values()):
        return set()
    hoy = hora_segura(sesion, ahora).date()
    return {posicion for posicion, vence_el in plazos.items() if vence_el < hoy}


def _destino(fila: Cuarentena) -> tuple[str, date, bool]:
    # Porque: lo ilegible ya era un cuerpo cerrado de `entrada`; vuelve cerrado, por si su llave
    # reapareció.
    return fila.organismo, fila.vence_el, fila.codigo == CodigoCuarentena.ILEGIBLE


def _abrir(fila: Cuarentena, llaves: LlavesDeDia) -> bytes:
    return llaves.obtener(fila.vence_el).descifrar(fila.cuerpo, _CONTEXTO)


def _intentar(fila: Cuarentena, llaves: LlavesDeDia) -> bytes | None:
    # Porque: lo ilegible de la cola vuelve cerrado como estaba; un grupo de Kafka que no se pudo
    # abrir no es un mensaje, y en la cola quedaría sin cerrar.
    if fila.codigo == CodigoCuarentena.ILEGIBLE and fila.cluster != CLUSTER_DE_ENTRADA:
        return None
    try:
        return _abrir(fila, llaves)
    except CifradoInvalido:
        return None


def _mensaje(fila: Cuarentena) -> MensajeApartado:
    return MensajeApartado(
        id=fila.id,
        organismo=fila.organismo,
        codigo=fila.codigo,
        detalle=fila.detalle,
        llegada_en=fila.llegada_en,
        vence_el=fila.vence_el,
        firmado=fila.firma is not None,
    )


def _constancia(
    accion: Accion, operador: str, ahora: datetime, seleccion: Seleccion | None = None
) -> Constancia:
    elegido = asdict(seleccion) if seleccion else {}
    return Constancia(
        accion=accion,
        ocurrido_en=ahora,
        objeto="cuarentena",
        detalle={"operador": operador, **elegido},
    )


def _asentar_reenvio(
    sesion: Session, organismo: str, ids: Sequence[UUID], operador: str, ahora: datetime
) -> None:
    asentar_hecho(
        sesion,
        Constancia(
            accion=Accion.CUARENTENA_REENVIAR,
            ocurrido_en=ahora,
            objeto="organismo",
            objeto_id=organismo,
            resultados=len(ids),
            detalle={"operador": operador, "mensajes": [str(id_) for id_ in ids]},
        ),
    )
