"""El paso entre lo que la base guarda de un acuerdo y lo que su ciclo mira."""

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor, Operador, nombrar_operador
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.instituciones import repositorio_acuerdos as repositorio
from sistema.instituciones.ciclo import Pedido, Situacion, buscar_vencimiento, dejar_pasar
from sistema.instituciones.contenido import EN_COLUMNAS, listar_faltantes
from sistema.instituciones.esquemas import ContenidoAcuerdo
from sistema.instituciones.tipos import Acto
from sistema.modelos.institucion import Acuerdo, EstadoAcuerdo, PasoAcuerdo, PasoDado

RELOJ = "tiempo"
"""A nombre de quién queda lo que produce el solo paso del tiempo."""


def leer_contenido(acuerdo: Acuerdo) -> ContenidoAcuerdo:
    """Lo que el acuerdo dice, entero."""
    columnas = {campo: getattr(acuerdo, campo) for campo in EN_COLUMNAS}
    return ContenidoAcuerdo.model_validate({**acuerdo.contenido, **columnas})


def leer_situacion(sesion: Session, acuerdo: Acuerdo) -> Situacion:
    """Lo que el ciclo mira del acuerdo y de su historia desde la última devolución."""
    de_ahora = [
        paso for paso in repositorio.pasos_de(sesion, acuerdo.id) if paso.vuelta == acuerdo.vuelta
    ]
    return Situacion(
        titulo=acuerdo.titulo,
        estado=acuerdo.estado,
        vuelta=acuerdo.vuelta,
        faltan=_faltantes(sesion, acuerdo),
        visaron=frozenset(p.parte for p in de_ahora if p.parte is not None),
        aprobaron=frozenset(
            p.institucion
            for p in de_ahora
            if p.paso is PasoAcuerdo.APROBAR and p.institucion is not None
        ),
        acto=leer_acto(acuerdo),
        reanuda=EstadoAcuerdo(acuerdo.reanuda) if acuerdo.reanuda else None,
        duracion_meses=acuerdo.duracion_meses,
        prorroga_automatica=acuerdo.prorroga_automatica,
        vigente_desde=acuerdo.vigente_desde,
        vigente_hasta=acuerdo.vigente_hasta,
    )


def escribir(acuerdo: Acuerdo, situacion: Situacion) -> None:
    """Lleva a la fila lo que el ciclo decidió."""
    acuerdo.estado = situacion.estado
    acuerdo.vuelta = situacion.vuelta
    acuerdo.reanuda = situacion.reanuda
    acuerdo.vigente_desde = situacion.vigente_desde
    acuerdo.vigente_hasta = situacion.vigente_hasta
    if situacion.acto is not None:
        acuerdo.acto_numero = situacion.acto.numero
        acuerdo.acto_fecha = situacion.acto.fecha
        acuerdo.acto_referencia = situacion.acto.referencia


def anotar_paso(acuerdo: Acuerdo, pedido: Pedido, autor: Autor) -> PasoDado:
    """La constancia del paso que dejó al acuerdo como está."""
    acto = pedido.acto
    return PasoDado(
        acuerdo_id=acuerdo.id,
        paso=pedido.paso,
        hacia=acuerdo.estado,
        vuelta=acuerdo.vuelta,
        ocurrido_en=pedido.ahora,
        usuario_id=autor.usuario_id,
        institucion=autor.institucion,
        operador=nombrar_operador(autor),
        parte=pedido.parte if pedido.paso is PasoAcuerdo.VISAR else None,
        motivo=pedido.motivo,
        acto_numero=acto.numero if acto else None,
        acto_fecha=acto.fecha if acto else None,
        acto_referencia=acto.referencia if acto else None,
        vigente_hasta=acuerdo.vigente_hasta,
    )


def dejar_al_dia(sesion: Session, acuerdo: Acuerdo, autor: Autor) -> bool:
    """Aplica al acuerdo lo que el tiempo ya produjo, con su paso; falso si no había nada."""
    situacion = leer_situacion(sesion, acuerdo)
    paso = buscar_vencimiento(situacion, autor.ahora)
    if paso is None:
        return False
    escribir(acuerdo, dejar_pasar(situacion, autor.ahora))
    tiempo = Operador(RELOJ, autor.ahora)
    repositorio.insertar(sesion, anotar_paso(acuerdo, Pedido(paso=paso, ahora=autor.ahora), tiempo))
    asentar_hecho(sesion, tiempo.constancia(Accion.ACUERDO_VENCER).sobre("acuerdo", acuerdo.id))
    return True


def leer_acto(fila: Acuerdo | PasoDado) -> Acto | None:
    """El documento que la fila guarda, si está completo."""
    if fila.acto_numero is None or fila.acto_fecha is None or fila.acto_referencia is None:
        return None
    return Acto(fila.acto_numero, fila.acto_fecha, fila.acto_referencia)


def _faltantes(sesion: Session, acuerdo: Acuerdo) -> tuple[str, ...]:
    if acuerdo.estado is not EstadoAcuerdo.BORRADOR:
        return ()
    contrapartes = repositorio.clases_de_contraparte(sesion, acuerdo.institucion)
    return listar_faltantes(leer_contenido(acuerdo), acuerdo.titulo, contrapartes)
