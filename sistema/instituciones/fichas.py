"""La ficha de una institución: registrarla, renombrarla, bloquearla, sucederla y a quién llamar."""

from dataclasses import replace

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor, nombrar_operador
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.instituciones import repositorio_acuerdos
from sistema.instituciones import repositorio_fichas as repositorio
from sistema.instituciones.calendario import fecha_en_chile
from sistema.instituciones.ciclo import Pedido, dar_paso
from sistema.instituciones.errores import (
    ActoFuturo,
    BloqueoPropio,
    BloqueoSinEfecto,
    ClaseNoRegistrable,
    InstitucionRepetida,
    SucesionImposible,
)
from sistema.instituciones.esquemas import ContraparteNueva, InstitucionNueva, NombreNuevo
from sistema.instituciones.expediente import anotar_paso, dejar_al_dia, escribir, leer_situacion
from sistema.instituciones.tipos import Acto
from sistema.modelos.institucion import (
    ActoInstitucion,
    Acuerdo,
    ClaseInstitucion,
    Contraparte,
    EstadoAcuerdo,
    HechoInstitucion,
    Institucion,
    PasoAcuerdo,
    Titulo,
)
from sistema.nucleo.bd import valores_de
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id

# Lo que una sucesora recibe: el título que rige, o que está suspendido; nunca un trámite.
_HEREDABLES = frozenset(
    {
        EstadoAcuerdo.VIGENTE,
        EstadoAcuerdo.PRORROGADO,
        EstadoAcuerdo.TERMINO_ANUNCIADO,
        EstadoAcuerdo.SUSPENDIDO,
    },
)


def registrar(sesion: Session, autor: Autor, nueva: InstitucionNueva) -> Institucion:
    """Registra a una institución que no nombra la norma; sin acuerdo no puede nada.

    Su título es el protocolo con la aprobación de los intervinientes.

    Fundamento: Decreto 120, arts. 5 y 6.

    Raises:
        ClaseNoRegistrable: se quiso registrar a un interviniente.
        InstitucionRepetida: el código ya existe.
    """
    if nueva.clase is ClaseInstitucion.INTERVINIENTE:
        raise ClaseNoRegistrable
    institucion = Institucion(
        codigo=nueva.codigo,
        nombre=nueva.nombre,
        rut=nueva.rut,
        clase=nueva.clase,
        titulo=Titulo.PROTOCOLO_APROBADO,
    )
    if not repositorio.registrar(sesion, institucion):
        raise InstitucionRepetida
    hecho = _hecho(institucion.codigo, ActoInstitucion.REGISTRAR, autor, motivo=nueva.motivo)
    _asentar(sesion, autor, Accion.INSTITUCION_REGISTRAR, hecho)
    return institucion


def renombrar(sesion: Session, autor: Autor, codigo: str, nuevo: NombreNuevo) -> None:
    """Cambia el nombre; el código, el título y los acuerdos siguen siendo los mismos.

    Fundamento: técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
        ActoFuturo: el acto tiene fecha posterior a hoy.
    """
    institucion = _tomar(sesion, autor, codigo, Accion.INSTITUCION_RENOMBRAR)
    acto = nuevo.acto.como_acto()
    _exigir_acto_pasado(acto, autor)
    anterior, institucion.nombre = institucion.nombre, nuevo.nombre
    hecho = _hecho(codigo, ActoInstitucion.RENOMBRAR, autor, acto, motivo=f"Antes: {anterior}")
    _asentar(sesion, autor, Accion.INSTITUCION_RENOMBRAR, hecho)


def bloquear(sesion: Session, autor: Autor, codigo: str, motivo: str) -> None:
    """Deja sin efecto todas las credenciales y sesiones de una institución, desde ya.

    Lo que aporte va a la cuarentena. No toca sus acuerdos ni sus usuarios: al desbloquear vuelve a
    estar como estaba.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
        BloqueoPropio: es la de quien bloquea.
        BloqueoSinEfecto: ya estaba bloqueada.
    """
    if autor.institucion == codigo:
        raise BloqueoPropio
    institucion = _tomar(sesion, autor, codigo, Accion.INSTITUCION_BLOQUEAR)
    if institucion.bloqueada_en is not None:
        raise BloqueoSinEfecto
    institucion.bloqueada_en = autor.ahora
    hecho = _hecho(codigo, ActoInstitucion.BLOQUEAR, autor, motivo=motivo)
    _asentar(sesion, autor, Accion.INSTITUCION_BLOQUEAR, hecho)


def desbloquear(sesion: Session, autor: Autor, codigo: str, motivo: str) -> None:
    """Levanta el bloqueo de una institución.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
        BloqueoSinEfecto: no estaba bloqueada.
    """
    institucion = _tomar(sesion, autor, codigo, Accion.INSTITUCION_BLOQUEAR)
    if institucion.bloqueada_en is None:
        raise BloqueoSinEfecto
    institucion.bloqueada_en = None
    hecho = _hecho(codigo, ActoInstitucion.DESBLOQUEAR, autor, motivo=motivo)
    _asentar(sesion, autor, Accion.INSTITUCION_BLOQUEAR, hecho)


def suceder(sesion: Session, autor: Autor, codigo: str, sucesora: str, acto: Acto) -> int:
    """Pasa a la sucesora el título que rige, por un acto; devuelve cuántos acuerdos heredó.

    Los acuerdos de la anterior terminan y los de la sucesora nacen en el mismo estado: lo que
    estaba suspendido sigue suspendido, y lo que estaba en trámite no se hereda.

    Fundamento: Decreto 120, art. 5; técnico (ADR-0021).

    Raises:
        NoEncontrado: alguna no existe.
        ActoFuturo: el acto tiene fecha posterior a hoy.
        SucesionImposible: son la misma, de otra clase, intervinientes, bloqueadas o ya sucedidas.
    """
    halladas = repositorio.bloquear(sesion, [codigo, sucesora])
    if {codigo, sucesora} - set(halladas):
        _rechazar(sesion, autor, Accion.INSTITUCION_SUCEDER)
    _exigir_acto_pasado(acto, autor)
    anterior, nueva = halladas[codigo], halladas[sucesora]
    if not _puede_suceder(anterior, nueva):
        raise SucesionImposible
    anterior.sucedida_por, nueva.titulo = sucesora, anterior.titulo
    heredados = 0
    for acuerdo in repositorio_acuerdos.bloquear_los_de(sesion, codigo):
        dejar_al_dia(sesion, acuerdo, autor)
        heredados += _heredar(sesion, autor, acuerdo, sucesora, acto)
    hecho = _hecho(codigo, ActoInstitucion.SUCEDER, autor, acto, motivo=f"Sucesora: {sucesora}")
    _asentar(sesion, autor, Accion.INSTITUCION_SUCEDER, hecho)
    return heredados


def designar_contraparte(
    sesion: Session, autor: Autor, codigo: str, nueva: ContraparteNueva
) -> Contraparte:
    """Deja a una persona como contacto de la institución, en vez de la anterior de su clase.

    Fundamento: técnico (ADR-0021).

    Raises:
        NoEncontrado: la institución no existe.
    """
    _tomar(sesion, autor, codigo, Accion.INSTITUCION_CONTRAPARTE)
    repositorio.retirar_contraparte(sesion, codigo, nueva.clase, autor.ahora)
    contraparte = Contraparte(
        id=nuevo_id(),
        institucion=codigo,
        desde=autor.ahora,
        hasta=None,
        **nueva.model_dump(),
    )
    repositorio.anotar(sesion, contraparte)
    constancia = autor.constancia(Accion.INSTITUCION_CONTRAPARTE)
    asentar_hecho(sesion, constancia.sobre("contraparte", contraparte.id))
    return contraparte


def _puede_suceder(anterior: Institucion, nueva: Institucion) -> bool:
    return (
        anterior.codigo != nueva.codigo
        and anterior.clase is nueva.clase
        and anterior.clase is not ClaseInstitucion.INTERVINIENTE
        and anterior.bloqueada_en is None
        and nueva.bloqueada_en is None
        and anterior.sucedida_por is None
        and nueva.sucedida_por is None
    )


def _heredar(sesion: Session, autor: Autor, acuerdo: Acuerdo, sucesora: str, acto: Acto) -> bool:
    if acuerdo.estado in {EstadoAcuerdo.TERMINADO, EstadoAcuerdo.TERMINO_ANTICIPADO}:
        return False
    heredado = None
    if acuerdo.estado in _HEREDABLES:
        copia = {"id": nuevo_id(), "institucion": sucesora, "procede_de": acuerdo.id}
        heredado = Acuerdo(**{**valores_de(acuerdo), **copia})
    cierre = Pedido(paso=PasoAcuerdo.SUCEDER, ahora=autor.ahora, acto=acto)
    escribir(acuerdo, dar_paso(leer_situacion(sesion, acuerdo), cierre))
    repositorio_acuerdos.insertar(sesion, anotar_paso(acuerdo, cierre, autor))
    if heredado is None:
        return False
    herencia = Pedido(paso=PasoAcuerdo.HEREDAR, ahora=autor.ahora, acto=acto)
    repositorio_acuerdos.insertar(sesion, heredado)
    repositorio_acuerdos.insertar(sesion, anotar_paso(heredado, herencia, autor))
    return True


def _tomar(sesion: Session, autor: Autor, codigo: str, accion: Accion) -> Institucion:
    hallada = repositorio.bloquear(sesion, [codigo]).get(codigo)
    return hallada or _rechazar(sesion, autor, accion)


def _rechazar(sesion: Session, autor: Autor, accion: Accion) -> Institucion:
    asentar_rechazo(sesion, autor.constancia(accion), "institucion_desconocida")
    raise NoEncontrado


def _exigir_acto_pasado(acto: Acto, autor: Autor) -> None:
    if acto.fecha > fecha_en_chile(autor.ahora):
        raise ActoFuturo


def _hecho(
    codigo: str,
    que: ActoInstitucion,
    autor: Autor,
    acto: Acto | None = None,
    *,
    motivo: str,
) -> HechoInstitucion:
    return HechoInstitucion(
        institucion=codigo,
        acto=que,
        ocurrido_en=autor.ahora,
        usuario_id=autor.usuario_id,
        operador=nombrar_operador(autor),
        motivo=motivo,
        acto_numero=acto.numero if acto else None,
        acto_fecha=acto.fecha if acto else None,
        acto_referencia=acto.referencia if acto else None,
    )


def _asentar(sesion: Session, autor: Autor, accion: Accion, hecho: HechoInstitucion) -> None:
    repositorio.anotar(sesion, hecho)
    constancia = autor.constancia(accion)
    detalle = {**(constancia.detalle or {}), "acto": hecho.acto}
    asentar_hecho(
        sesion,
        replace(constancia, objeto="institucion", objeto_id=hecho.institucion, detalle=detalle),
    )
