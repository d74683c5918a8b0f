"""La salud del Sistema: qué se ve, qué significa y qué hacer, sin mostrar a ninguna persona."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.boveda.servicio import listar_dias
from sistema.cobertura import repositorio
from sistema.cobertura.esquemas import OrganismoLeido, SaludLeida, SenalLeida
from sistema.cobertura.senales import el_peor, juzgar, juzgar_errores, juzgar_silencio
from sistema.cobertura.tipos import (
    COLA_ENTRADA,
    Aporte,
    Avance,
    Cola,
    Latido,
    Medicion,
    TareaVista,
    UltimaSonda,
)
from sistema.sonda.tipos import ORGANISMO as SONDA
from sistema.sonda.tipos import PLAZO_DE_SALIDA

LATIDO_VIVO = timedelta(minutes=1)
DIAS_POR_DELANTE = 1


def anotar_latido(sesion: Session, latido: Latido) -> None:
    """Deja lo que un consumidor dice de sí y suma lo aportado desde su latido anterior.

    Fundamento: técnico (ADR-0004).
    """
    cuentas = [
        (organismo, dia, cuenta.recibidos, cuenta.apartados, cuenta.ultimo_en)
        for (organismo, dia), cuenta in sorted(latido.actividad.items())
    ]
    repositorio.sumar_actividad(sesion, cuentas)
    cola = Avance(COLA_ENTRADA, 0, repositorio.contar_entrada(sesion))
    filas = [
        {
            "proceso": latido.proceso,
            "casos": latido.casos,
            "tema": avance.tema,
            "particion": avance.particion,
            "pendientes": avance.pendientes,
            "atrasado_desde": avance.leido_hasta if avance.pendientes else None,
        }
        for avance in (*latido.avances, cola)
    ]
    repositorio.anotar_latido(sesion, latido.proceso, filas)


def comprobar_escritura(sesion: Session) -> None:
    """Falla con el error del controlador si la base de datos no acepta escrituras.

    Fundamento: técnico (ADR-0003).
    """
    repositorio.tocar(sesion)


def medir(sesion: Session) -> Medicion:
    """Lee de una vez todo lo que se vigila, con la hora de la base de datos.

    Fundamento: técnico (ADR-0004).
    """
    vistos = repositorio.consumidores(sesion, COLA_ENTRADA, int(LATIDO_VIVO.total_seconds()))
    colas = {nombre: Cola(*cola) for nombre, cola in repositorio.colas(sesion).items()}
    sonda = repositorio.ultima_sonda(sesion, PLAZO_DE_SALIDA.total_seconds())
    return Medicion(
        ahora=vistos.ahora,
        consumidores=vistos.vivos,
        pendientes=int(vistos.pendientes),
        atrasado_desde=vistos.atrasado_desde,
        entrada=colas["entrada"],
        cuarentena=colas["cuarentena"],
        retrospectiva=colas["retrospectiva"],
        aportes=[
            Aporte(a.organismo, a.ultimo_en, int(a.recibidos or 0), int(a.apartados or 0))
            for a in repositorio.aportes(sesion, SONDA)
        ],
        dias_exigidos=frozenset(repositorio.dias_exigidos(sesion, DIAS_POR_DELANTE)),
        dias_preparados=frozenset(listar_dias(sesion)),
        sonda=UltimaSonda(sonda.enviada_en, sonda.salio_en) if sonda else None,
        tareas=[
            TareaVista(t.nombre, t.cada_s, t.hecha_en, t.fallo) for t in repositorio.tareas(sesion)
        ],
    )


def leer_salud(sesion: Session) -> SaludLeida:
    """La salud entera, juzgada.

    Fundamento: técnico (ADR-0004).
    """
    medicion = medir(sesion)
    senales = juzgar(medicion)
    return SaludLeida(
        estado=el_peor([senal.color for senal in senales]),
        medida_en=medicion.ahora,
        senales=[
            SenalLeida(
                codigo=senal.codigo,
                estado=senal.color,
                visto=senal.visto,
                umbral=senal.umbral,
                remedio=senal.remedio,
            )
            for senal in senales
        ],
        organismos=[_leer_organismo(aporte, medicion.ahora) for aporte in medicion.aportes],
    )


def ver_salud(sesion: Session, sujeto: Sujeto) -> SaludLeida:
    """La salud entera, para quien opera el Sistema; queda asentado que la vio.

    Fundamento: Ley 21.500, art. 3; Decreto 120, art. 2 a).
    """
    salud = leer_salud(sesion)
    asentar_hecho(sesion, sujeto.constancia(Accion.SALUD_VER))
    return salud


def _leer_organismo(aporte: Aporte, ahora: datetime) -> OrganismoLeido:
    return OrganismoLeido(
        codigo=aporte.organismo,
        ultimo_aporte_en=aporte.ultimo_en,
        recibidos=aporte.recibidos,
        apartados=aporte.apartados,
        frescura=juzgar_silencio(aporte, ahora),
        errores=juzgar_errores(aporte),
    )
