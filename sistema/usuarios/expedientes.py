"""Los usos irregulares: quien administra el Sistema abre, notifica y resuelve; responde el otro."""

from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.perfiles import DE_SU_GENTE
from sistema.acceso.servicio import exigir_permiso
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.modelos.ficha import (
    ActoUsuario,
    EstadoUsoIrregular,
    PasoDeUsoIrregular,
    PasoUsoIrregular,
    UsoIrregular,
)
from sistema.modelos.usuario import EstadoUsuario
from sistema.nucleo.identificadores import nuevo_id
from sistema.usuarios import repositorio_expedientes as repositorio
from sistema.usuarios.cuentas import cambiar_estado
from sistema.usuarios.esquemas import (
    ListaDeUsosIrregulares,
    PasoLeido,
    PasoNuevo,
    UsoIrregularLeido,
    UsoIrregularNuevo,
)
from sistema.usuarios.irregulares import dar_paso
from sistema.usuarios.turnos import rechazar, tomar_institucion, tomar_persona

_YA_SIN_ACCESO = frozenset({EstadoUsuario.BLOQUEADO, EstadoUsuario.BAJA})


def abrir(sesion: Session, autor: Sujeto, nuevo: UsoIrregularNuevo) -> UUID:
    """Abre el expediente de un uso sin relación con el objeto del Sistema.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0024).

    Raises:
        Denegado: la persona no existe.
        NadieASiMismo: es la de quien abre.
    """
    usuario = tomar_persona(sesion, autor, Accion.USO_IRREGULAR_ABRIR, nuevo.usuario_id)
    uso = UsoIrregular(
        id=nuevo_id(),
        usuario_id=usuario.id,
        institucion=usuario.institucion,
        abierto_en=autor.ahora,
    )
    repositorio.insertar(sesion, uso)
    paso = PasoNuevo(paso=PasoUsoIrregular.ABRIR, texto=nuevo.hechos)
    _anotar(sesion, autor, uso, paso, EstadoUsoIrregular.ABIERTO)
    asentar_hecho(
        sesion, autor.constancia(Accion.USO_IRREGULAR_ABRIR).sobre("uso_irregular", uso.id)
    )
    return uso.id


def avanzar(sesion: Session, autor: Sujeto, uso_id: UUID, paso: PasoNuevo) -> None:
    """Agrega un paso al expediente; bloquear deja además bloqueada a la persona.

    Los descargos los presenta quien administra a la gente de esa institución; lo demás, quien
    administra el Sistema.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0024).

    Raises:
        Denegado: no existe, no le toca ese paso o la institución no es la suya.
        ActoNoCorresponde: el expediente no admite ese paso.
        NadieASiMismo, UltimaAdministradora: como al bloquear a alguien.
    """
    son_descargos = paso.paso is PasoUsoIrregular.PRESENTAR_DESCARGOS
    accion = Accion.USO_IRREGULAR_RESPONDER if son_descargos else Accion.USO_IRREGULAR_RESOLVER
    exigir_permiso(sesion, autor, accion)
    constancia = autor.constancia(accion).sobre("uso_irregular", uso_id)
    uso = repositorio.buscar(sesion, uso_id)
    if uso is None:
        rechazar(sesion, constancia, "uso_irregular_desconocido")
    tomar_institucion(sesion, autor, accion, uso.institucion)
    hacia = dar_paso(repositorio.pasos_de(sesion, uso_id)[-1].hacia, paso.paso)
    if paso.paso is PasoUsoIrregular.BLOQUEAR:
        usuario = tomar_persona(sesion, autor, Accion.USUARIO_BLOQUEAR, uso.usuario_id)
        if usuario.estado not in _YA_SIN_ACCESO:
            cambiar_estado(sesion, autor, usuario.id, ActoUsuario.BLOQUEAR, paso.texto)
    _anotar(sesion, autor, uso, paso, hacia)
    asentar_hecho(sesion, constancia)


def listar(sesion: Session, autor: Sujeto) -> ListaDeUsosIrregulares:
    """Los expedientes de la propia institución que ya se notificaron, o todos.

    Fundamento: técnico (ADR-0024).
    """
    propia = autor.institucion if autor.perfil in DE_SU_GENTE else None
    leidos = [_leer(sesion, uso) for uso in repositorio.listar(sesion, propia)]
    visibles = [uso for uso in leidos if propia is None or _fue_notificado(uso)]
    asentar_hecho(sesion, autor.constancia(Accion.USO_IRREGULAR_VER).con_resultados(len(visibles)))
    return ListaDeUsosIrregulares(usos=visibles)


def ver(sesion: Session, autor: Sujeto, uso_id: UUID) -> UsoIrregularLeido:
    """Un expediente con todos sus pasos.

    Fundamento: técnico (ADR-0024).

    Raises:
        Denegado: no existe, es de otra institución o aún no se notifica.
    """
    constancia = autor.constancia(Accion.USO_IRREGULAR_VER).sobre("uso_irregular", uso_id)
    uso = repositorio.buscar(sesion, uso_id)
    if uso is None:
        rechazar(sesion, constancia, "uso_irregular_desconocido")
    leido = _leer(sesion, uso)
    if autor.perfil in DE_SU_GENTE and (
        uso.institucion != autor.institucion or not _fue_notificado(leido)
    ):
        rechazar(sesion, constancia, "otra_institucion_o_sin_notificar")
    asentar_hecho(sesion, constancia)
    return leido


def _fue_notificado(uso: UsoIrregularLeido) -> bool:
    """Antes de notificar, avisar a la institución podría avisar a quien se investiga."""
    return uso.estado is not EstadoUsoIrregular.ABIERTO


def _anotar(
    sesion: Session, autor: Sujeto, uso: UsoIrregular, paso: PasoNuevo, hacia: EstadoUsoIrregular
) -> None:
    repositorio.insertar(
        sesion,
        PasoDeUsoIrregular(
            uso_id=uso.id,
            paso=paso.paso,
            hacia=hacia,
            ocurrido_en=autor.ahora,
            autor_id=autor.usuario_id,
            texto=paso.texto,
        ),
    )


def _leer(sesion: Session, uso: UsoIrregular) -> UsoIrregularLeido:
    pasos = repositorio.pasos_de(sesion, uso.id)
    return UsoIrregularLeido(
        uso_id=uso.id,
        usuario_id=uso.usuario_id,
        institucion=uso.institucion,
        estado=pasos[-1].hacia,
        abierto_en=uso.abierto_en,
        pasos=[PasoLeido.model_validate(paso, from_attributes=True) for paso in pasos],
    )
