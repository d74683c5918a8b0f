"""Rutas con que cada institución administra a su gente."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.modelos.ficha import ActoUsuario
from sistema.modelos.usuario import EstadoUsuario
from sistema.usuarios import aprobaciones, cuentas, expedientes, fichas, perfiles
from sistema.usuarios.esquemas import (
    Aprobacion,
    ClaveEmitida,
    ConMotivo,
    FichaEscrita,
    ListaDeOtorgamientos,
    ListaDePedidos,
    ListaDePersonas,
    ListaDeUsosIrregulares,
    Otorgamiento,
    PasoNuevo,
    PerfilNuevo,
    PersonaLeida,
    PersonaNueva,
    Recertificacion,
    UsoIrregularLeido,
    UsoIrregularNuevo,
)

rutas = APIRouter(prefix="/v1", tags=["personas usuarias"])

_CREADO = status.HTTP_201_CREATED


@rutas.get("/usuarios")
def listar_usuarios(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_VER))],
    estado: EstadoUsuario | None = None,
    institucion: Annotated[str | None, Query(max_length=64, pattern=r"^[a-z0-9_]+$")] = None,
) -> ListaDePersonas:
    """La gente de la propia institución; quien administra el Sistema ve la de todas."""
    return fichas.listar(sesion, sujeto, estado, institucion)


@rutas.post("/usuarios", status_code=_CREADO)
def crear_usuario(
    peticion: Request,
    nueva: PersonaNueva,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_CREAR))],
) -> PersonaLeida:
    """Da de alta por oficio a una persona, que queda solicitada y sin acceso."""
    usuario_id = fichas.crear(sesion, peticion.app.state.bd.llavero, sujeto, nueva)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.get("/usuarios/{usuario_id}")
def ver_usuario(
    usuario_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_VER))],
) -> PersonaLeida:
    """La ficha de una persona, lo que le falta para entrar, lo que sigue y su historia."""
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.put("/usuarios/{usuario_id}/ficha")
def editar_ficha(
    peticion: Request,
    usuario_id: UUID,
    ficha: FichaEscrita,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_EDITAR))],
) -> PersonaLeida:
    """Reemplaza la ficha de una persona."""
    fichas.editar(sesion, peticion.app.state.bd.llavero, sujeto, usuario_id, ficha)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/activacion")
def activar(
    usuario_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_ACTIVAR))],
) -> PersonaLeida:
    """Deja entrar a una persona con oficio, capacitación, declaración de reserva y perfil."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.ACTIVAR)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/suspension")
def suspender(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_SUSPENDER))],
) -> PersonaLeida:
    """Deja a una persona sin acceso desde la petición siguiente."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.SUSPENDER, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/reactivacion")
def reactivar(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_ACTIVAR))],
) -> PersonaLeida:
    """Devuelve el acceso a una persona suspendida; entra de nuevo, con sesión nueva."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.REACTIVAR, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/bloqueo")
def bloquear(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_BLOQUEAR))],
) -> PersonaLeida:
    """Bloquea a una persona de cualquier institución; solo quien administra el Sistema."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.BLOQUEAR, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/desbloqueo")
def desbloquear(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_BLOQUEAR))],
) -> PersonaLeida:
    """Levanta un bloqueo: la persona queda suspendida y decide su institución."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.DESBLOQUEAR, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/baja")
def dar_de_baja(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USUARIO_DAR_DE_BAJA))],
) -> PersonaLeida:
    """Termina la cuenta de quien cesó en funciones; no se vuelve atrás."""
    cuentas.cambiar_estado(sesion, sujeto, usuario_id, ActoUsuario.DAR_DE_BAJA, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.post("/usuarios/{usuario_id}/clave", status_code=_CREADO)
def emitir_clave(
    usuario_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.CLAVE_EMITIR))],
) -> ClaveEmitida:
    """Emite una clave de un solo uso, que vence en 72 horas y se muestra esta única vez."""
    return ClaveEmitida(clave=cuentas.emitir_clave(sesion, sujeto, usuario_id))


@rutas.post("/usuarios/{usuario_id}/segundo-factor/reinicio", status_code=_CREADO)
def reiniciar_segundo_factor(
    usuario_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.SEGUNDO_FACTOR_REINICIAR))],
) -> ClaveEmitida:
    """Quita el segundo factor perdido y emite una clave para inscribir otro."""
    return ClaveEmitida(clave=cuentas.reiniciar_segundo_factor(sesion, sujeto, usuario_id))


@rutas.post("/usuarios/{usuario_id}/perfil", status_code=_CREADO)
def otorgar_perfil(
    usuario_id: UUID,
    nuevo: PerfilNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_OTORGAR))],
) -> Otorgamiento:
    """Da un perfil por un plazo; si es sensible, queda pedido hasta que otra persona apruebe."""
    return perfiles.otorgar(sesion, sujeto, usuario_id, nuevo)


@rutas.post("/usuarios/{usuario_id}/perfil/revocacion")
def revocar_perfil(
    usuario_id: UUID,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_REVOCAR))],
) -> PersonaLeida:
    """Quita el perfil a una persona, que desde la petición siguiente no usa el Sistema."""
    perfiles.revocar(sesion, sujeto, usuario_id, pedido.motivo)
    return fichas.ver(sesion, sujeto, usuario_id)


@rutas.get("/perfiles/por-vencer")
def listar_por_vencer(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_VER))],
    dias: Annotated[int, Query(ge=0, le=180)] = 30,
) -> ListaDePersonas:
    """Las personas cuyo perfil vence dentro de tantos días."""
    return perfiles.listar_por_vencer(sesion, sujeto, dias)


@rutas.post("/perfiles/recertificar", status_code=_CREADO)
def recertificar(
    pedido: Recertificacion,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_OTORGAR))],
) -> ListaDeOtorgamientos:
    """Renueva de una vez el perfil de muchas personas, o de ninguna."""
    return perfiles.recertificar(sesion, sujeto, pedido)


@rutas.get("/perfiles/pedidos")
def listar_pedidos(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_APROBAR))],
) -> ListaDePedidos:
    """Los perfiles sensibles que quien pregunta puede aprobar."""
    return aprobaciones.listar_pedidos(sesion, sujeto)


@rutas.post("/perfiles/aprobar", status_code=_CREADO)
def aprobar(
    aprobacion: Aprobacion,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERFIL_APROBAR))],
) -> ListaDeOtorgamientos:
    """Otorga los perfiles sensibles que pidió otra persona, todos o ninguno."""
    return aprobaciones.aprobar(sesion, sujeto, aprobacion.pedidos)


@rutas.get("/usos-irregulares")
def listar_usos_irregulares(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USO_IRREGULAR_VER))],
) -> ListaDeUsosIrregulares:
    """Los expedientes de uso irregular que quien pregunta puede ver."""
    return expedientes.listar(sesion, sujeto)


@rutas.post("/usos-irregulares", status_code=_CREADO)
def abrir_uso_irregular(
    nuevo: UsoIrregularNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USO_IRREGULAR_ABRIR))],
) -> UsoIrregularLeido:
    """Abre el expediente de un uso irregular."""
    uso_id = expedientes.abrir(sesion, sujeto, nuevo)
    return expedientes.ver(sesion, sujeto, uso_id)


@rutas.get("/usos-irregulares/{uso_id}")
def ver_uso_irregular(
    uso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USO_IRREGULAR_VER))],
) -> UsoIrregularLeido:
    """Un expediente con todos sus pasos."""
    return expedientes.ver(sesion, sujeto, uso_id)


@rutas.post("/usos-irregulares/{uso_id}/pasos", status_code=_CREADO)
def avanzar_uso_irregular(
    uso_id: UUID,
    paso: PasoNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.USO_IRREGULAR_VER))],
) -> UsoIrregularLeido:
    """Agrega un paso: notificar, presentar descargos, resolver o bloquear."""
    expedientes.avanzar(sesion, sujeto, uso_id, paso)
    return expedientes.ver(sesion, sujeto, uso_id)
