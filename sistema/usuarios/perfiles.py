"""Los perfiles que una persona da a otra: por un plazo, revocables y recertificables."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor, nombrar_operador
from sistema.acceso.perfiles import DE_SU_GENTE, SENSIBLES, puede_dar
from sistema.acceso.servicio_sesiones import cerrar_sesiones_de
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.modelos.ficha import PerfilPedido
from sistema.modelos.usuario import ActoPerfil, EstadoUsuario, Perfil, PerfilOtorgado, Usuario
from sistema.nucleo.identificadores import nuevo_id
from sistema.usuarios import repositorio_perfiles, repositorio_personas
from sistema.usuarios.cuentas import exigir_identidad_fresca
from sistema.usuarios.errores import ActoNoCorresponde, PerfilNoCorresponde, SinPerfilVigente
from sistema.usuarios.esquemas import (
    ListaDeOtorgamientos,
    ListaDePersonas,
    Oficio,
    Otorgamiento,
    PerfilNuevo,
    Recertificacion,
)
from sistema.usuarios.fichas import resumir
from sistema.usuarios.turnos import exigir_que_quede_otra, tomar_persona

_CON_PERFIL = frozenset({EstadoUsuario.SOLICITADO, EstadoUsuario.ACTIVO, EstadoUsuario.SUSPENDIDO})


def otorgar(sesion: Session, autor: Autor, usuario_id: UUID, nuevo: PerfilNuevo) -> Otorgamiento:
    """Da un perfil a una persona, en vez del que tuviera; si es sensible, queda pedido.

    Fundamento: Decreto 120, art. 2 c) y d); técnico (ADR-0024).

    Raises:
        Denegado: no existe o no es de las suyas.
        NadieASiMismo: es el propio autor.
        PerfilNoCorresponde: su institución no puede tenerlo, o no lo puede dar el autor.
        ActoNoCorresponde: la persona está bloqueada o de baja.
        UltimaAdministradora: dejaría a su institución sin quien administre.
        RefuerzoRequerido: el segundo factor de quien pide se probó hace demasiado.
    """
    accion = Accion.PERFIL_OTORGAR
    exigir_identidad_fresca(sesion, autor, accion)
    usuario = tomar_persona(sesion, autor, accion, usuario_id)
    if usuario.estado not in _CON_PERFIL:
        raise ActoNoCorresponde
    clase = repositorio_personas.clase_de(sesion, usuario.institucion)
    if not puede_dar(usuario.institucion, clase, nuevo.perfil) or _excede(autor, nuevo.perfil):
        raise PerfilNoCorresponde
    return _dar(sesion, autor, usuario, nuevo)


def recertificar(sesion: Session, autor: Autor, pedido: Recertificacion) -> ListaDeOtorgamientos:
    """Renueva desde hoy el perfil vigente de cada persona, o no renueva ninguno.

    Los sensibles quedan pedidos: también renovarlos exige a dos personas.

    Fundamento: Decreto 120, art. 2 c) y d); técnico (ADR-0024).

    Raises:
        Denegado, NadieASiMismo, ActoNoCorresponde, RefuerzoRequerido: como `otorgar`.
        SinPerfilVigente: alguna no tiene qué renovar.
    """
    accion = Accion.PERFIL_OTORGAR
    exigir_identidad_fresca(sesion, autor, accion)
    dados = []
    for usuario_id in dict.fromkeys(pedido.usuarios):
        usuario = tomar_persona(sesion, autor, accion, usuario_id)
        perfil = usuario.perfil_vigente(autor.ahora)
        if perfil is None:
            raise SinPerfilVigente
        if usuario.estado not in _CON_PERFIL:
            raise ActoNoCorresponde
        nuevo = PerfilNuevo(perfil=perfil, dias=pedido.dias, oficio=pedido.oficio)
        dados.append(_dar(sesion, autor, usuario, nuevo))
    return ListaDeOtorgamientos(otorgamientos=dados)


def revocar(sesion: Session, autor: Autor, usuario_id: UUID, motivo: str) -> None:
    """Quita a una persona su perfil: desde la petición siguiente no usa el Sistema.

    Fundamento: Decreto 120, art. 2 c) y d); técnico (ADR-0024).

    Raises:
        Denegado: no existe o no es de las suyas.
        NadieASiMismo: es el propio autor.
        SinPerfilVigente: no tenía.
        UltimaAdministradora: dejaría a su institución sin quien administre.
    """
    usuario = tomar_persona(sesion, autor, Accion.PERFIL_REVOCAR, usuario_id)
    if usuario.perfil_vigente(autor.ahora) is None:
        raise SinPerfilVigente
    exigir_que_quede_otra(sesion, usuario, autor)
    acto = PerfilOtorgado(
        usuario_id=usuario_id,
        acto=ActoPerfil.REVOCAR,
        desde=autor.ahora,
        otorgado_por=autor.usuario_id,
        operador=nombrar_operador(autor),
        motivo=motivo,
    )
    repositorio_perfiles.anotar(sesion, acto, usuario)
    cerrar_sesiones_de(sesion, usuario_id, autor.ahora)
    asentar_hecho(sesion, autor.constancia(Accion.PERFIL_REVOCAR).sobre("usuario", usuario_id))


def listar_por_vencer(sesion: Session, autor: Sujeto, dias: int) -> ListaDePersonas:
    """Las personas cuyo perfil vence dentro de tantos días, primero la que vence antes.

    Fundamento: técnico (ADR-0024).
    """
    propia = autor.institucion if autor.perfil in DE_SU_GENTE else None
    limite = autor.ahora + timedelta(days=dias)
    halladas = repositorio_perfiles.por_vencer(sesion, propia, autor.ahora, limite)
    asentar_hecho(sesion, autor.constancia(Accion.PERFIL_VER).con_resultados(len(halladas)))
    return ListaDePersonas(personas=[resumir(usuario, autor) for usuario in halladas])


def anotar_otorgado(
    sesion: Session, usuario: Usuario, acto: PerfilOtorgado, autor: Autor
) -> Otorgamiento:
    """Deja a la persona con el perfil del acto; si cambia, sus sesiones se cierran.

    Raises:
        UltimaAdministradora: dejaría a su institución sin quien administre con el que tenía.
    """
    anterior = usuario.perfil_vigente(autor.ahora)
    acto.acto = ActoPerfil.RECERTIFICAR if anterior is acto.perfil else ActoPerfil.OTORGAR
    if anterior is not acto.perfil:
        exigir_que_quede_otra(sesion, usuario, autor)
        cerrar_sesiones_de(sesion, usuario.id, autor.ahora)
    repositorio_perfiles.anotar(sesion, acto, usuario)
    asentar_hecho(sesion, autor.constancia(Accion.PERFIL_OTORGAR).sobre("usuario", usuario.id))
    if acto.perfil is None:
        raise SinPerfilVigente
    return Otorgamiento(
        usuario_id=usuario.id, perfil=acto.perfil, hasta=acto.hasta, pedido_id=acto.pedido_id
    )


def por_oficio(oficio: Oficio) -> dict[str, object]:
    """El oficio, como se guarda."""
    return {f"oficio_{campo}": valor for campo, valor in oficio.model_dump().items()}


def _dar(sesion: Session, autor: Autor, usuario: Usuario, nuevo: PerfilNuevo) -> Otorgamiento:
    if nuevo.perfil in SENSIBLES:
        return _pedir(sesion, autor, usuario, nuevo)
    acto = PerfilOtorgado(
        usuario_id=usuario.id,
        perfil=nuevo.perfil,
        desde=autor.ahora,
        hasta=autor.ahora + timedelta(days=nuevo.dias),
        otorgado_por=autor.usuario_id,
        operador=nombrar_operador(autor),
        **por_oficio(nuevo.oficio),
    )
    return anotar_otorgado(sesion, usuario, acto, autor)


def _pedir(sesion: Session, autor: Autor, usuario: Usuario, nuevo: PerfilNuevo) -> Otorgamiento:
    pedido = PerfilPedido(
        id=nuevo_id(),
        usuario_id=usuario.id,
        perfil=nuevo.perfil,
        dias=nuevo.dias,
        tras=repositorio_perfiles.ultimo_acto(sesion, usuario.id),
        pedido_en=autor.ahora,
        pedido_por=autor.usuario_id,
        operador=nombrar_operador(autor),
        **por_oficio(nuevo.oficio),
    )
    repositorio_perfiles.pedir(sesion, pedido)
    asentar_hecho(sesion, autor.constancia(Accion.PERFIL_OTORGAR).sobre("pedido", pedido.id))
    return Otorgamiento(usuario_id=usuario.id, perfil=nuevo.perfil, hasta=None, pedido_id=pedido.id)


def _excede(autor: Autor, perfil: Perfil) -> bool:
    """Quien administra el Sistema solo habilita a la primera persona administradora de otros."""
    es_del_sistema = isinstance(autor, Sujeto) and autor.perfil is Perfil.ADMIN_SISTEMA
    return es_del_sistema and perfil not in DE_SU_GENTE
