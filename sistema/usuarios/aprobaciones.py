"""Los perfiles sensibles: quien los pide, quien los recibe y quien los aprueba son tres."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor, nombrar_operador
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.modelos.ficha import PerfilPedido
from sistema.modelos.usuario import EstadoUsuario, PerfilOtorgado
from sistema.nucleo.bd import valores_de
from sistema.usuarios import repositorio_perfiles, repositorio_personas
from sistema.usuarios.cuentas import exigir_identidad_fresca
from sistema.usuarios.errores import HayQuienAdministre, NadieASiMismo, PedidoCaduco
from sistema.usuarios.esquemas import (
    ListaDeOtorgamientos,
    ListaDePedidos,
    Otorgamiento,
    PedidoLeido,
)
from sistema.usuarios.perfiles import anotar_otorgado
from sistema.usuarios.reglas import VIGENCIA_DEL_PEDIDO, Administrador, listar_aprobadores
from sistema.usuarios.turnos import exigir_permiso_vivo, rechazar


def aprobar(sesion: Session, autor: Autor, pedidos: Sequence[UUID]) -> ListaDeOtorgamientos:
    """Otorga los perfiles sensibles pedidos por otra persona, todos o ninguno.

    Aprueba otra persona administradora de la misma institución; si no la hay, quien administra el
    Sistema; si tampoco, el Ministerio Público; y la consola, solo cuando no queda nadie.

    Fundamento: Decreto 120, art. 2 c) y d); técnico (ADR-0024).

    Raises:
        Denegado: alguno no existe o no le toca aprobarlo.
        NadieASiMismo: lo pidió o lo recibe quien aprueba.
        PedidoCaduco: venció, se reemplazó, ya se otorgó o quien lo pidió ya no administra.
        HayQuienAdministre: desde la consola, habiendo quien lo apruebe.
        UltimaAdministradora: dejaría a su institución sin quien administre.
        RefuerzoRequerido: el segundo factor de quien aprueba se probó hace demasiado.
    """
    exigir_identidad_fresca(sesion, autor, Accion.PERFIL_APROBAR)
    donde = repositorio_perfiles.instituciones_de(sesion, pedidos)
    if set(pedidos) - set(donde):
        rechazar(sesion, autor.constancia(Accion.PERFIL_APROBAR), "pedido_desconocido")
    # Porque: dos aprobaciones que tomaran las instituciones en otro orden se trabarían.
    en_orden = sorted(donde, key=lambda pedido: (donde[pedido][1], pedido))
    dados = [_aprobar(sesion, autor, pedido, donde[pedido][1]) for pedido in en_orden]
    return ListaDeOtorgamientos(otorgamientos=dados)


def listar_pedidos(sesion: Session, autor: Sujeto) -> ListaDePedidos:
    """Los pedidos que quien pregunta puede aprobar hoy.

    Fundamento: técnico (ADR-0024).
    """
    administran = repositorio_personas.administradores(sesion, autor.ahora)
    pendientes = repositorio_perfiles.pendientes(sesion, autor.ahora - VIGENCIA_DEL_PEDIDO)
    suyos = [
        _leer(pedido, institucion)
        for pedido, institucion in pendientes
        if autor.usuario_id in _listar_aprobadores(pedido, institucion, administran)
    ]
    asentar_hecho(sesion, autor.constancia(Accion.PERFIL_VER).con_resultados(len(suyos)))
    return ListaDePedidos(pedidos=sorted(suyos, key=lambda leido: leido.pedido_en))


def _aprobar(sesion: Session, autor: Autor, pedido_id: UUID, institucion: str) -> Otorgamiento:
    repositorio_personas.turnarse(sesion, institucion)
    constancia = autor.constancia(Accion.PERFIL_APROBAR).sobre("pedido", pedido_id)
    if isinstance(autor, Sujeto):
        exigir_permiso_vivo(sesion, autor, constancia)
    pedido = repositorio_perfiles.obtener_pedido(sesion, pedido_id)
    administran = repositorio_personas.administradores(sesion, autor.ahora)
    aprobadores = _listar_aprobadores(pedido, institucion, administran)
    if not isinstance(autor, Sujeto):
        _exigir_que_no_haya_otros(pedido, aprobadores)
    elif autor.usuario_id in {pedido.pedido_por, pedido.usuario_id}:
        raise NadieASiMismo
    elif autor.usuario_id not in aprobadores:
        rechazar(sesion, constancia, "no_le_toca_aprobar")
    _exigir_vivo(sesion, autor, pedido, administran)
    usuario = repositorio_personas.al_dia(sesion, pedido.usuario_id)
    if usuario is None or usuario.estado in {EstadoUsuario.BAJA, EstadoUsuario.BLOQUEADO}:
        raise PedidoCaduco
    del_oficio = {c: v for c, v in valores_de(pedido).items() if c.startswith("oficio_")}
    acto = PerfilOtorgado(
        usuario_id=usuario.id,
        perfil=pedido.perfil,
        desde=autor.ahora,
        hasta=autor.ahora + timedelta(days=pedido.dias),
        otorgado_por=pedido.pedido_por,
        aprobado_por=autor.usuario_id,
        operador=nombrar_operador(autor) or pedido.operador,
        pedido_id=pedido.id,
        **del_oficio,
    )
    asentar_hecho(sesion, constancia)
    return anotar_otorgado(sesion, usuario, acto, autor)


def _exigir_vivo(
    sesion: Session, autor: Autor, pedido: PerfilPedido, administran: Sequence[Administrador]
) -> None:
    """El pedido aún vale y quien lo hizo todavía administra."""
    desde = autor.ahora - VIGENCIA_DEL_PEDIDO
    if not repositorio_perfiles.pendientes(sesion, desde, [pedido.id]):
        raise PedidoCaduco
    activos = {administrador.usuario_id for administrador in administran}
    if pedido.pedido_por is not None and pedido.pedido_por not in activos:
        raise PedidoCaduco


def _exigir_que_no_haya_otros(pedido: PerfilPedido, aprobadores: frozenset[UUID]) -> None:
    if pedido.pedido_por is None:
        raise NadieASiMismo
    if aprobadores:
        raise HayQuienAdministre


def _listar_aprobadores(
    pedido: PerfilPedido, institucion: str, administran: Sequence[Administrador]
) -> frozenset[UUID]:
    excluidos = frozenset({pedido.usuario_id, pedido.pedido_por or pedido.usuario_id})
    return listar_aprobadores(institucion, excluidos, administran)


def _leer(pedido: PerfilPedido, institucion: str) -> PedidoLeido:
    return PedidoLeido(
        pedido_id=pedido.id,
        usuario_id=pedido.usuario_id,
        institucion=institucion,
        perfil=pedido.perfil,
        dias=pedido.dias,
        pedido_en=pedido.pedido_en,
        pedido_por=pedido.pedido_por,
    )
