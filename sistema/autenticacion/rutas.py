"""Rutas para entrar, seguir dentro y salir."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status
from fastapi.responses import RedirectResponse

from sistema.acceso.dependencias import (
    GALLETA,
    PresentacionActual,
    RelojActual,
    SesionBd,
    SujetoActual,
    es_de_otro_sitio,
)
from sistema.acceso.servicio import cerrar_sesion
from sistema.acceso.servicio_sesiones import cerrar_sesion_propia, listar_sesiones
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.autenticacion.errores import IntentosExcedidos
from sistema.autenticacion.esquemas import (
    CambioDeClave,
    CodigoPresentado,
    CodigosDeRecuperacion,
    Credencial,
    InscripcionConfirmada,
    InscripcionPropuesta,
    SesionAbierta,
    SesionesPropias,
    SesionPropia,
    SesionRefrescada,
)
from sistema.autenticacion.servicio_factores import Factores
from sistema.autenticacion.servicio_ingreso import ingresar
from sistema.autenticacion.servicio_oidc import PLAZO_DE_RETORNO, Retorno, partir, retornar
from sistema.autenticacion.tipos import AjustesDeIngreso, Avance, Llegada
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CredencialInvalida

GALLETA_DE_DISPOSITIVO = "__Host-dispositivo"
GALLETA_DE_OIDC = "__Host-oidc"
VIDA_DEL_DISPOSITIVO_S = 180 * 24 * 3600

rutas = APIRouter(
    tags=["sesiones"],
    responses={IntentosExcedidos.estado_http: {"description": IntentosExcedidos.titulo}},
)


def dar_bd(peticion: Request) -> Bd:
    """La base de datos del proceso, para lo que confirma en más de un paso."""
    bd: Bd = peticion.app.state.bd
    return bd


def dar_ajustes(peticion: Request) -> AjustesDeIngreso:
    """Cómo se entra a este proceso."""
    ajustes: AjustesDeIngreso = peticion.app.state.ingreso
    return ajustes


def anotar_llegada(peticion: Request, reloj: RelojActual) -> Llegada:
    """Desde dónde y cuándo llega quien ingresa."""
    direccion = peticion.client.host if peticion.client else None
    return Llegada(direccion, peticion.cookies.get(GALLETA_DE_DISPOSITIVO), reloj())


BdActual = Annotated[Bd, Depends(dar_bd)]
AjustesActuales = Annotated[AjustesDeIngreso, Depends(dar_ajustes)]
LlegadaActual = Annotated[Llegada, Depends(anotar_llegada)]


def dar_factores(
    peticion: Request, bd: BdActual, ajustes: AjustesActuales, presentacion: PresentacionActual
) -> Factores:
    """Los pasos que puede dar quien se presenta."""
    dispositivo = peticion.cookies.get(GALLETA_DE_DISPOSITIVO)
    factores = Factores(bd, ajustes, presentacion, dispositivo)
    # Porque: antes que el cuerpo; quien no tiene sesión no llega a saber qué pide la ruta.
    factores.exigir_sesion()
    return factores


FactoresActuales = Annotated[Factores, Depends(dar_factores)]


@rutas.post("/v1/sesiones", status_code=status.HTTP_201_CREATED)
def iniciar(
    credencial: Credencial,
    peticion: Request,
    respuesta: Response,
    bd: BdActual,
    ajustes: AjustesActuales,
    llegada: LlegadaActual,
) -> SesionAbierta:
    """Inicia sesión; el navegador recibe además la galleta `__Host-sesion`.

    Si `faltan` trae pasos, la sesión solo sirve para darlos.
    """
    if es_de_otro_sitio(peticion):
        raise CredencialInvalida
    ingreso = ingresar(bd, ajustes, credencial, llegada)
    _poner_galletas(respuesta, ingreso.abierta.token, ingreso.dispositivo)
    return ingreso.abierta


@rutas.get("/v1/sesiones")
def listar(sesion: SesionBd, sujeto: SujetoActual) -> SesionesPropias:
    """Las sesiones propias que siguen abiertas."""
    abiertas = listar_sesiones(sesion, sujeto)
    asentar_hecho(sesion, sujeto.constancia(Accion.SESION_LISTAR).con_resultados(len(abiertas)))
    return SesionesPropias(
        sesiones=[
            SesionPropia(
                id=abierta.id,
                abierta_en=abierta.abierta_en,
                vista_en=abierta.vista_en,
                es_esta=abierta.id == sujeto.sesion_id,
            )
            for abierta in abiertas
        ]
    )


@rutas.delete("/v1/sesiones/actual", status_code=status.HTTP_204_NO_CONTENT)
def terminar(respuesta: Response, sesion: SesionBd, sujeto: SujetoActual) -> None:
    """Cierra la sesión con que se pide."""
    cerrar_sesion(sesion, sujeto)
    respuesta.delete_cookie(GALLETA, secure=True, httponly=True, samesite="strict")


@rutas.delete("/v1/sesiones/{sesion_id}", status_code=status.HTTP_204_NO_CONTENT)
def cerrar_otra(sesion_id: UUID, sesion: SesionBd, sujeto: SujetoActual) -> None:
    """Cierra una sesión propia: la de un equipo que quedó abierto."""
    cerrar_sesion_propia(sesion, sujeto, sesion_id)


@rutas.post("/v1/sesiones/segundo-factor")
def probar_segundo_factor(
    cuerpo: CodigoPresentado, respuesta: Response, factores: FactoresActuales
) -> SesionRefrescada:
    """Completa un ingreso con el código de la aplicación o uno de recuperación."""
    return _refrescar(respuesta, factores.probar_segundo_factor(cuerpo.codigo))


@rutas.post("/v1/sesiones/refuerzo")
def reforzar(
    cuerpo: CodigoPresentado, respuesta: Response, factores: FactoresActuales
) -> SesionRefrescada:
    """Prueba otra vez la identidad, por diez minutos, para las acciones delicadas."""
    return _refrescar(respuesta, factores.reforzar(cuerpo.codigo))


@rutas.post("/v1/credencial/clave")
def cambiar_clave(
    cuerpo: CambioDeClave, respuesta: Response, factores: FactoresActuales
) -> SesionRefrescada:
    """Cambia la clave propia y cierra las demás sesiones."""
    return _refrescar(respuesta, factores.cambiar_clave(cuerpo))


@rutas.post("/v1/credencial/segundo-factor", status_code=status.HTTP_201_CREATED)
def proponer_segundo_factor(factores: FactoresActuales) -> InscripcionPropuesta:
    """Entrega el secreto que se carga en la aplicación de códigos."""
    secreto, uri = factores.proponer_inscripcion()
    return InscripcionPropuesta(secreto=secreto, uri=uri)


@rutas.post("/v1/credencial/segundo-factor/confirmacion")
def confirmar_segundo_factor(
    cuerpo: CodigoPresentado, respuesta: Response, factores: FactoresActuales
) -> InscripcionConfirmada:
    """Inscribe el secreto con su primer código y entrega los de recuperación."""
    avance = factores.confirmar_inscripcion(cuerpo.codigo)
    _poner_galletas(respuesta, avance.token, avance.dispositivo)
    return InscripcionConfirmada(
        token=avance.token, faltan=avance.faltan, codigos_de_recuperacion=avance.codigos
    )


@rutas.post("/v1/credencial/codigos-de-recuperacion", status_code=status.HTTP_201_CREATED)
def renovar_codigos(factores: FactoresActuales) -> CodigosDeRecuperacion:
    """Entrega diez códigos de recuperación nuevos; los anteriores dejan de servir."""
    return CodigosDeRecuperacion(codigos_de_recuperacion=factores.renovar_codigos())


@rutas.get("/v1/oidc/ingreso", status_code=status.HTTP_303_SEE_OTHER, response_class=Response)
def partir_a_oidc(
    bd: BdActual, ajustes: AjustesActuales, llegada: LlegadaActual
) -> RedirectResponse:
    """Lleva al proveedor de identidad (ClaveÚnica)."""
    partida = partir(bd, ajustes, llegada)
    respuesta = RedirectResponse(partida.url, status.HTTP_303_SEE_OTHER)
    # Porque: el proveedor devuelve al navegador desde su sitio, y ahí una galleta estricta no va.
    respuesta.set_cookie(
        GALLETA_DE_OIDC,
        partida.navegador,
        max_age=int(PLAZO_DE_RETORNO.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return respuesta


@rutas.get("/v1/oidc/retorno")
def retornar_de_oidc(
    peticion: Request,
    respuesta: Response,
    bd: BdActual,
    ajustes: AjustesActuales,
    llegada: LlegadaActual,
) -> SesionAbierta:
    """Termina el ingreso por el proveedor; la sesión queda pendiente del segundo factor."""
    parametros = peticion.query_params
    # Porque: dos `state` o dos `code` dejan a cada pieza elegir uno distinto.
    dichos = {clave: parametros.getlist(clave) for clave in ("state", "code", "iss")}
    unico = {clave: valores[0] for clave, valores in dichos.items() if len(valores) == 1}
    retorno = Retorno(
        estado=unico.get("state", ""),
        codigo=unico.get("code", ""),
        emisor=unico.get("iss"),
        navegador=peticion.cookies.get(GALLETA_DE_OIDC, ""),
    )
    ingreso = retornar(bd, ajustes, retorno, llegada)
    _poner_galletas(respuesta, ingreso.abierta.token, ingreso.dispositivo)
    respuesta.delete_cookie(GALLETA_DE_OIDC, secure=True, httponly=True, samesite="lax")
    return ingreso.abierta


def _refrescar(respuesta: Response, avance: Avance) -> SesionRefrescada:
    _poner_galletas(respuesta, avance.token, avance.dispositivo)
    return SesionRefrescada(token=avance.token, faltan=avance.faltan)


def _poner_galletas(respuesta: Response, token: str, dispositivo: str | None) -> None:
    respuesta.set_cookie(GALLETA, token, secure=True, httponly=True, samesite="strict")
    if dispositivo is not None:
        respuesta.set_cookie(
            GALLETA_DE_DISPOSITIVO,
            dispositivo,
            max_age=VIDA_DEL_DISPOSITIVO_S,
            secure=True,
            httponly=True,
            samesite="strict",
        )
