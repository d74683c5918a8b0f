"""Las tareas periódicas: preparar lo que viene, olvidar lo vencido, reevaluar y probar el camino.

Cada una se puede repetir o interrumpir sin daño. Lo que borra mira la hora del proceso y la de la
base de datos y obedece a la más atrasada: un reloj adelantado no destruye nada antes de tiempo.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sistema.acceso.autor import Operador
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.boveda import servicio as boveda
from sistema.cuarentena import servicio as cuarentena
from sistema.entrada import servicio as entrada
from sistema.instituciones import acuerdos
from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.reloj import Reloj, hora_de_la_base, hora_segura
from sistema.sonda import servicio as sonda
from sistema.tareas import reevaluacion, repositorio
from sistema.tareas.tipos import Desenlace, Tarea

DIAS_POR_DELANTE = 2
# Porque: lo que Kafka todavía puede volver a entregar (72 h) y lo que un organismo reenvía tras la
# cuarentena (30 días) debe reconocerse como repetido (INV-2).
RETENCION_DE_BANDEJA = timedelta(days=35)
TANDA_DE_BANDEJA = 5_000
TANDA_DE_ACUERDOS = 100
GRACIA_DE_CREDENCIALES = timedelta(days=1)
VIDA_DE_UN_LATIDO = timedelta(days=1)
_bitacora = obtener_bitacora("tareas")


def preparar_dias(bd: Bd, por_delante: int = DIAS_POR_DELANTE) -> list[date]:
    """Deja listos los días en que vencerá lo que llegue de hoy a `por_delante` días más.

    Devuelve los que no estaban. Cada día es su propia transacción: una interrupción no deshace lo
    hecho.

    Fundamento: técnico (ADR-0013).
    """
    with bd.transaccion() as sesion:
        hoy = hora_de_la_base(sesion).date()
        plazos = repositorio.plazos_de_boveda(sesion)
        listos = set(boveda.listar_dias(sesion))
    exigidos = {hoy + timedelta(plazo + n) for plazo in plazos for n in range(por_delante + 1)}
    faltan = sorted(exigidos - listos)
    for dia in faltan:
        with bd.transaccion() as sesion:
            boveda.preparar_dia(sesion, bd.llaves_de_dia, dia)
    return faltan


def purgar_boveda(bd: Bd, reloj: Reloj) -> list[date]:
    """Destruye las llaves y el contenido de los días vencidos; devuelve esos días.

    Fundamento: técnico (ADR-0013).
    """
    with bd.transaccion() as sesion:
        return boveda.purgar(sesion, bd.llaves_de_dia, hora_segura(sesion, reloj()).date())


def purgar_cuarentena(bd: Bd, reloj: Reloj) -> int:
    """Borra los mensajes apartados que vencieron; devuelve cuántos.

    Fundamento: técnico (ADR-0013).
    """
    with bd.transaccion() as sesion:
        return cuarentena.purgar(sesion, hora_segura(sesion, reloj()).date())


def purgar_entrada(bd: Bd, reloj: Reloj) -> int:
    """Borra los mensajes de la cola que vencieron sin que nadie los leyera; devuelve cuántos.

    Fundamento: técnico (ADR-0013).
    """
    with bd.transaccion() as sesion:
        return entrada.purgar(sesion, hora_segura(sesion, reloj()).date())


def purgar_bandeja(bd: Bd, reloj: Reloj, tanda: int = TANDA_DE_BANDEJA) -> int:
    """Borra, por tandas, los recibos más viejos que `RETENCION_DE_BANDEJA`; devuelve cuántos.

    Fundamento: técnico (ADR-0009).
    """
    return _por_tandas(
        bd,
        tanda,
        lambda sesion: repositorio.borrar_de_la_bandeja(
            sesion, hora_segura(sesion, reloj()) - RETENCION_DE_BANDEJA, tanda
        ),
    )


def purgar_credenciales(bd: Bd, reloj: Reloj) -> int:
    """Borra afirmaciones y tokens de máquinas vencidos desde ayer; devuelve cuántos.

    Espera un día: una API con el reloj atrasado aún daría por viva una afirmación ya olvidada.

    Fundamento: técnico (ADR-0009).
    """
    with bd.transaccion() as sesion:
        antes = hora_segura(sesion, reloj()) - GRACIA_DE_CREDENCIALES
        return repositorio.borrar_credenciales_vencidas(sesion, antes)


def purgar_latidos(bd: Bd, reloj: Reloj) -> int:
    """Borra los latidos de consumidores que no existen desde ayer; devuelve cuántos.

    Fundamento: técnico (ADR-0004).
    """
    with bd.transaccion() as sesion:
        antes = hora_segura(sesion, reloj()) - VIDA_DE_UN_LATIDO
        return repositorio.borrar_latidos(sesion, antes)


def sondear(bd: Bd, reloj: Reloj) -> int:
    """Envía la sonda si le toca y da la alarma si alguna no salió; devuelve cuántas salieron.

    Fundamento: técnico (ADR-0004).

    Raises:
        SondaSinPreparar: falta el caso sintético.
    """
    with bd.transaccion() as sesion:
        sondeo = sonda.sondear(sesion, bd.llaves_de_dia, reloj())
    if sondeo.atrasadas:
        _bitacora.error("sonda_no_salio", alarma=True, total=sondeo.atrasadas)
    with bd.transaccion() as sesion:
        sonda.limpiar(sesion, hora_segura(sesion, reloj()))
    return sondeo.salieron


def vencer_acuerdos(bd: Bd, reloj: Reloj, tanda: int = TANDA_DE_ACUERDOS) -> int:
    """Prorroga los acuerdos que se prorrogan solos y cierra los que terminaron; devuelve cuántos.

    Fundamento: técnico (ADR-0021).
    """

    def vencer(sesion: Session) -> int:
        return acuerdos.vencer(sesion, Operador("tareas", hora_segura(sesion, reloj())), tanda)

    return _por_tandas(bd, tanda, vencer)


def anotar(bd: Bd, tarea: Tarea, desenlace: Desenlace, ahora: datetime) -> None:
    """Deja dicho cómo le fue a una tarea, y asienta lo que hizo si hizo algo o falló.

    Fundamento: Decreto 120, art. 2 a).
    """
    with bd.transaccion() as sesion:
        repositorio.anotar(
            sesion,
            {
                "nombre": tarea.nombre,
                "cada_s": int(tarea.cada.total_seconds()),
                "fallo": desenlace.fallo,
                "hechos": desenlace.hechos,
            },
        )
        if desenlace.fallo or (desenlace.hechos and tarea.es_auditada):
            asentar_hecho(sesion, _constancia(desenlace, ahora))


def olvidar_las_demas(bd: Bd, tareas: Sequence[Tarea]) -> None:
    """Borra lo anotado de tareas que esta versión ya no tiene: la salud no las espera más.

    Fundamento: técnico (ADR-0004).
    """
    with bd.transaccion() as sesion:
        repositorio.olvidar_las_demas(sesion, [tarea.nombre for tarea in tareas])


def _constancia(desenlace: Desenlace, ahora: datetime) -> Constancia:
    return Constancia(
        accion=Accion.TAREA_CORRER,
        ocurrido_en=ahora,
        objeto="tarea",
        objeto_id=desenlace.nombre,
        resultados=desenlace.hechos,
        detalle={"fallo": desenlace.fallo},
    )


def _por_tandas(bd: Bd, tanda: int, borrar: Callable[[Session], int]) -> int:
    total = 0
    while True:
        with bd.transaccion() as sesion:
            borrados = borrar(sesion)
        total += borrados
        if borrados < tanda:
            return total


TAREAS: tuple[Tarea, ...] = (
    Tarea("preparar_dias", timedelta(hours=1), lambda bd, _reloj: len(preparar_dias(bd))),
    Tarea("purgar_boveda", timedelta(hours=1), lambda bd, reloj: len(purgar_boveda(bd, reloj))),
    Tarea("purgar_cuarentena", timedelta(hours=1), purgar_cuarentena),
    Tarea("purgar_entrada", timedelta(hours=1), purgar_entrada),
    Tarea("purgar_bandeja", timedelta(hours=1), purgar_bandeja),
    Tarea("purgar_credenciales", timedelta(hours=1), purgar_credenciales),
    Tarea("purgar_latidos", timedelta(hours=1), purgar_latidos),
    Tarea("pedir_olvidados", timedelta(hours=1), reevaluacion.pedir_olvidados),
    # Porque: cada evaluación que se guarda ya queda asentada, con su caso.
    Tarea("reevaluar", timedelta(seconds=15), reevaluacion.atender_pendientes, es_auditada=False),
    Tarea("vencer_acuerdos", timedelta(hours=1), vencer_acuerdos),
    # Porque: lo que la sonda hace ya lo asienta el lote que la consume.
    Tarea("sondear", timedelta(seconds=15), sondear, es_auditada=False),
)
