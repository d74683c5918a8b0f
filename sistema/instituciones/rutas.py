"""Rutas con que se administran las instituciones y sus acuerdos."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.instituciones import acuerdos, fichas, lecturas
from sistema.instituciones.ciclo import Pedido
from sistema.instituciones.esquemas import (
    AcuerdoLeido,
    AcuerdoNuevo,
    AprobacionNueva,
    ConMotivo,
    ContenidoAcuerdo,
    ContraparteNueva,
    FichaLeida,
    InstitucionNueva,
    ListaDeAcuerdos,
    ListaDeInstituciones,
    NombreNuevo,
    PasoNuevo,
    SucesionNueva,
    TerminoNuevo,
)
from sistema.modelos.institucion import PasoAcuerdo

Codigo = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9_]+$")]

rutas = APIRouter(prefix="/v1", tags=["instituciones y acuerdos"])


@rutas.get("/instituciones")
def listar_instituciones(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_VER))],
) -> ListaDeInstituciones:
    """Las instituciones registradas y si hoy pueden aportar."""
    return lecturas.listar_instituciones(sesion, sujeto)


@rutas.post("/instituciones", status_code=status.HTTP_201_CREATED)
def registrar_institucion(
    nueva: InstitucionNueva,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_REGISTRAR))],
) -> FichaLeida:
    """Registra a una institución que la norma no nombra; sin acuerdo no puede nada."""
    fichas.registrar(sesion, sujeto, nueva)
    return lecturas.ver_institucion(sesion, sujeto, nueva.codigo)


@rutas.get("/instituciones/{codigo}")
def ver_institucion(
    codigo: Codigo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_VER))],
) -> FichaLeida:
    """La ficha de una institución, sus personas de contacto y sus acuerdos."""
    return lecturas.ver_institucion(sesion, sujeto, codigo)


@rutas.post("/instituciones/{codigo}/bloqueo")
def bloquear_institucion(
    codigo: Codigo,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_BLOQUEAR))],
) -> FichaLeida:
    """Deja sin efecto, desde la petición siguiente, todo acceso y aporte de la institución."""
    fichas.bloquear(sesion, sujeto, codigo, pedido.motivo)
    return lecturas.ver_institucion(sesion, sujeto, codigo)


@rutas.post("/instituciones/{codigo}/desbloqueo")
def desbloquear_institucion(
    codigo: Codigo,
    pedido: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_BLOQUEAR))],
) -> FichaLeida:
    """Levanta el bloqueo: la institución vuelve a estar como estaba."""
    fichas.desbloquear(sesion, sujeto, codigo, pedido.motivo)
    return lecturas.ver_institucion(sesion, sujeto, codigo)


@rutas.post("/instituciones/{codigo}/nombre")
def renombrar_institucion(
    codigo: Codigo,
    nuevo: NombreNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_RENOMBRAR))],
) -> FichaLeida:
    """Cambia el nombre por un acto; todo lo demás sigue igual."""
    fichas.renombrar(sesion, sujeto, codigo, nuevo)
    return lecturas.ver_institucion(sesion, sujeto, codigo)


@rutas.post("/instituciones/{codigo}/sucesion")
def suceder_institucion(
    codigo: Codigo,
    sucesion: SucesionNueva,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_SUCEDER))],
) -> FichaLeida:
    """Pasa a la sucesora, por un acto, el título que rige; muestra la ficha de la sucesora."""
    fichas.suceder(sesion, sujeto, codigo, sucesion.sucesora, sucesion.acto.como_acto())
    return lecturas.ver_institucion(sesion, sujeto, sucesion.sucesora)


@rutas.post("/instituciones/{codigo}/contrapartes", status_code=status.HTTP_201_CREATED)
def designar_contraparte(
    codigo: Codigo,
    nueva: ContraparteNueva,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.INSTITUCION_CONTRAPARTE))],
) -> FichaLeida:
    """Designa a la persona de contacto administrativa o técnica, en vez de la anterior."""
    fichas.designar_contraparte(sesion, sujeto, codigo, nueva)
    return lecturas.ver_institucion(sesion, sujeto, codigo)


@rutas.get("/acuerdos")
def listar_acuerdos(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_VER))],
    institucion: Annotated[str | None, Query(max_length=64, pattern=r"^[a-z0-9_]+$")] = None,
    vencen_en_dias: Annotated[int | None, Query(ge=0, le=3650)] = None,
) -> ListaDeAcuerdos:
    """Los acuerdos, primero los que vencen antes."""
    return lecturas.listar_acuerdos(
        sesion, sujeto, institucion=institucion, vencen_en_dias=vencen_en_dias
    )


@rutas.post("/acuerdos", status_code=status.HTTP_201_CREATED)
def crear_acuerdo(
    nuevo: AcuerdoNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_CREAR))],
) -> AcuerdoLeido:
    """Crea un borrador, que todavía no habilita nada."""
    creado = acuerdos.crear_borrador(sesion, sujeto, nuevo.institucion, nuevo.contenido)
    return lecturas.ver_acuerdo(sesion, sujeto, creado)


@rutas.get("/acuerdos/{acuerdo_id}")
def ver_acuerdo(
    acuerdo_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_VER))],
) -> AcuerdoLeido:
    """El acuerdo, lo que le falta, lo que sigue y su historia."""
    return lecturas.ver_acuerdo(sesion, sujeto, acuerdo_id)


@rutas.put("/acuerdos/{acuerdo_id}/contenido")
def completar_acuerdo(
    acuerdo_id: UUID,
    contenido: ContenidoAcuerdo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_COMPLETAR))],
) -> AcuerdoLeido:
    """Reemplaza lo que dice el borrador."""
    acuerdos.completar(sesion, sujeto, acuerdo_id, contenido)
    return lecturas.ver_acuerdo(sesion, sujeto, acuerdo_id)


@rutas.post("/acuerdos/{acuerdo_id}/pasos")
def avanzar_acuerdo(
    acuerdo_id: UUID,
    nuevo: PasoNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_AVANZAR))],
) -> AcuerdoLeido:
    """Da el trámite que sigue: visar, firmar, dictar el acto, probar, poner en vigencia."""
    pedido = Pedido(
        paso=nuevo.paso,
        ahora=sujeto.ahora,
        parte=nuevo.parte,
        acto=nuevo.acto.como_acto() if nuevo.acto else None,
        motivo=nuevo.motivo or "",
    )
    return _avanzar(sesion, sujeto, acuerdo_id, pedido)


@rutas.post("/acuerdos/{acuerdo_id}/aprobacion")
def aprobar_acuerdo(
    acuerdo_id: UUID,
    nueva: AprobacionNueva,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_APROBAR))],
) -> AcuerdoLeido:
    """Aprueba por la institución interviniente de la sesión, o lo objeta y vuelve a borrador."""
    paso = PasoAcuerdo.APROBAR if nueva.decision == "aprobar" else PasoAcuerdo.OBJETAR
    pedido = Pedido(paso=paso, ahora=sujeto.ahora, motivo=nueva.motivo or "")
    return _avanzar(sesion, sujeto, acuerdo_id, pedido)


@rutas.post("/acuerdos/{acuerdo_id}/suspension")
def suspender_acuerdo(
    acuerdo_id: UUID,
    nueva: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_SUSPENDER))],
) -> AcuerdoLeido:
    """Suspende: desde ya lo que la institución aporte va a la cuarentena."""
    pedido = Pedido(paso=PasoAcuerdo.SUSPENDER, ahora=sujeto.ahora, motivo=nueva.motivo)
    return _avanzar(sesion, sujeto, acuerdo_id, pedido)


@rutas.post("/acuerdos/{acuerdo_id}/levantamiento")
def levantar_acuerdo(
    acuerdo_id: UUID,
    nueva: ConMotivo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_LEVANTAR))],
) -> AcuerdoLeido:
    """Levanta la suspensión: vuelve al estado en que estaba."""
    pedido = Pedido(paso=PasoAcuerdo.LEVANTAR, ahora=sujeto.ahora, motivo=nueva.motivo)
    return _avanzar(sesion, sujeto, acuerdo_id, pedido)


@rutas.post("/acuerdos/{acuerdo_id}/termino")
def terminar_acuerdo(
    acuerdo_id: UUID,
    nuevo: TerminoNuevo,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ACUERDO_TERMINAR))],
) -> AcuerdoLeido:
    """Anuncia el término, con 30 días, o lo dispone anticipado por resolución fundada."""
    con_aviso = nuevo.forma == "aviso"
    pedido = Pedido(
        paso=PasoAcuerdo.ANUNCIAR_TERMINO if con_aviso else PasoAcuerdo.TERMINAR_ANTICIPADAMENTE,
        ahora=sujeto.ahora,
        acto=nuevo.acto.como_acto(),
        motivo=nuevo.motivo,
    )
    return _avanzar(sesion, sujeto, acuerdo_id, pedido)


def _avanzar(sesion: SesionBd, sujeto: Sujeto, acuerdo_id: UUID, pedido: Pedido) -> AcuerdoLeido:
    acuerdos.avanzar(sesion, sujeto, acuerdo_id, pedido)
    return lecturas.ver_acuerdo(sesion, sujeto, acuerdo_id)
