"""La denuncia que abre un caso y la corrección de los datos de la persona que se busca."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import claves_de_bloqueo
from matching.rol_unico import EstadoRun, leer_run
from matching.tipos import Identidad
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos import reevaluacion, repositorio
from sistema.casos.advertencias import advertir
from sistema.casos.cartera import anotar_alta, anotar_correccion, identidad_de
from sistema.casos.errores import NoticiaFutura, RecepcionFutura, RunIlegible
from sistema.casos.esquemas import (
    DenunciaIngresada,
    DenunciaNueva,
    PersonaCorregida,
    PersonaDesaparecida,
    PlazoLeido,
)
from sistema.modelos.caso import Caso, Denuncia, EstadoCaso, MotivoReevaluacion
from sistema.modelos.persona import Persona
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id
from sistema.plazos import servicio as plazos
from sistema.plazos.tipos import TipoPlazo

TOLERANCIA_DE_RELOJ = timedelta(minutes=5)


def ingresar_denuncia(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    denuncia: DenunciaNueva,
    peticion: ClaveDePeticion | None = None,
) -> DenunciaIngresada:
    """Abre el caso al instante y echa a correr las 24 horas desde la recepción.

    Su riesgo queda por evaluar: la denuncia no espera a que se evalúe. Ningún dato dudoso de la
    persona desaparecida impide ingresar: se advierte. Con la misma `peticion` devuelve la denuncia
    que ya se ingresó.

    Fundamento: Ley 21.500, arts. 4 y 5 letras a) y d).

    Raises:
        RecepcionFutura: la hora de recepción aún no llega.
        NoticiaFutura: la hora de la última noticia aún no llega.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    denuncia_id = nuevo_id()
    if peticion is not None:
        denuncia_id = reservar_peticion(sesion, sujeto, peticion, denuncia_id)
    existente = repositorio.denuncia_por_id(sesion, denuncia_id)
    ingresada = existente or _abrir_caso(sesion, llavero, sujeto, denuncia, denuncia_id)
    constancia = sujeto.constancia(Accion.DENUNCIA_INGRESAR)
    asentar_hecho(sesion, constancia.sobre("denuncia", ingresada.id, ingresada.caso_id))
    return _leer(sesion, ingresada, denuncia)


def corregir_persona(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    caso_id: UUID,
    corregida: PersonaDesaparecida,
) -> PersonaCorregida:
    """Reemplaza lo que se sabe de la persona del caso y pide mirar hacia atrás con lo corregido.

    Vale para todos sus casos: los que se siguen buscando vuelven a compararse con lo ya llegado y
    su riesgo queda por reevaluar.
    Los datos anteriores quedan cifrados en la auditoría y no se muestran. Repetir lo mismo no
    cambia nada. Las correcciones de una persona se turnan.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0014).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.PERSONA_CORREGIR).sobre("caso", caso_id, caso_id)
    caso = obtener_caso(sesion, caso_id, constancia)
    persona = repositorio.trabar_persona(sesion, caso.persona_id)
    nuevos = corregida.para_guardar()
    anteriores = {campo: getattr(persona, campo) for campo in nuevos}
    cambiados = sorted(campo for campo in nuevos if nuevos[campo] != anteriores[campo])
    detalle = {"anterior": {campo: anteriores[campo] for campo in cambiados}}
    asentar_hecho(sesion, replace(constancia, detalle=detalle, resultados=len(cambiados)))
    if cambiados:
        repositorio.cambiar_persona(sesion, persona, nuevos)
        repositorio.borrar_claves(sesion, persona.id)
        repositorio.insertar_claves(sesion, persona.id, _claves_ciegas(llavero, corregida))
        reevaluacion.pedir_de_persona(
            sesion, persona.id, MotivoReevaluacion.DATOS_CAMBIADOS, sujeto.ahora
        )
        # Porque: los lotes de contactos esperan mientras la cartera cambia; va al final.
        anotar_correccion(sesion, persona.id, sujeto.ahora)
    return PersonaCorregida(
        caso_id=caso_id,
        corregida_en=sujeto.ahora,
        campos=cambiados,
        advertencias=advertir(corregida),
    )


def obtener_caso(sesion: Session, caso_id: UUID, constancia: Constancia) -> Caso:
    """El caso, si existe; si no, la negativa queda asentada con lo que diga la constancia.

    Los tres intervinientes comparten una sola ficha; quien llega aquí ya pasó por su permiso.

    Fundamento: Ley 21.500, arts. 2 letra c) y 11.

    Raises:
        NoEncontrado: no existe.
    """
    caso = repositorio.por_id(sesion, caso_id)
    # Porque: una sonda comprueba el camino; para quien pregunta, no existe.
    if caso is None or caso.es_sonda:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    return caso


def buscar_por_run(sesion: Session, llavero: Llavero, run: str) -> list[tuple[Caso, Identidad]]:
    """Los casos, abiertos o terminados, de las personas que tienen este RUN.

    El RUN se compara por su clave ciega: se escriba como se escriba, no se descifra a nadie más.
    Sin guion, las últimas cifras pueden ser o no el dígito verificador: se buscan ambas lecturas.

    Fundamento: Ley 21.500, art. 3.

    Raises:
        RunIlegible: no se reconoce un RUN; responder «nadie» engañaría a quien pregunta.
    """
    leido = leer_run(run)
    if leido.estado is EstadoRun.AUSENTE:
        raise RunIlegible
    sin_digito = f"{leido.otra_lectura}-"
    claves = claves_de_bloqueo(Identidad(run=run)) | claves_de_bloqueo(Identidad(run=sin_digito))
    ciegas = [llavero.clave_ciega(clave) for clave in claves]
    encontrados = repositorio.casos_con_alguna_clave(sesion, ciegas)
    return [(caso, identidad_de(persona)) for caso, persona in encontrados]


def abrir_sonda(sesion: Session, identidad: Identidad, ahora: datetime) -> UUID:
    """Abre un caso sintético que el enlace busca y que ninguna persona ve.

    No tiene denuncia, plazos ni claves ciegas: ni una consulta por su RUN lo encuentra.

    Fundamento: técnico (ADR-0004).
    """
    campos = asdict(identidad)
    del campos["documentos"]
    campos["sexo"] = identidad.sexo or ""
    persona = Persona(id=nuevo_id(), registrada_en=ahora, **campos)
    caso = Caso(
        id=nuevo_id(),
        persona_id=persona.id,
        estado=EstadoCaso.BUSQUEDA_ACTIVA,
        abierto_en=ahora,
        ultima_noticia_en=None,
        comuna_desaparicion="",
        circunstancias="",
        sintetico=True,
        es_sonda=True,
    )
    repositorio.insertar(sesion, (persona, caso))
    anotar_alta(sesion, caso.id, ahora)
    return caso.id


def _abrir_caso(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    denuncia: DenunciaNueva,
    denuncia_id: UUID,
) -> Denuncia:
    recibida_en = denuncia.recibida_en or sujeto.ahora
    _exigir_horas_pasadas(recibida_en, denuncia.desaparicion.ultima_noticia_en, sujeto.ahora)
    persona = Persona(id=nuevo_id(), registrada_en=sujeto.ahora, **denuncia.persona.para_guardar())
    caso = Caso(
        id=nuevo_id(),
        persona_id=persona.id,
        estado=EstadoCaso.BUSQUEDA_24H,
        abierto_en=sujeto.ahora,
        ultima_noticia_en=denuncia.desaparicion.ultima_noticia_en,
        comuna_desaparicion=denuncia.desaparicion.comuna,
        circunstancias=denuncia.desaparicion.circunstancias,
        sintetico=denuncia.sintetica,
    )
    nueva = Denuncia(
        id=denuncia_id,
        caso_id=caso.id,
        institucion=sujeto.institucion,
        unidad=denuncia.unidad or sujeto.unidad,
        recibida_por=sujeto.usuario_id,
        medio=denuncia.medio,
        recibida_en=recibida_en,
        ingresada_en=sujeto.ahora,
        relato=denuncia.relato,
        denunciante=denuncia.denunciante.identificacion,
        domicilio=denuncia.denunciante.domicilio,
        telefono=denuncia.denunciante.telefono,
        vinculo=denuncia.denunciante.vinculo,
        identidad_reservada=denuncia.denunciante.identidad_reservada,
    )
    repositorio.insertar(sesion, (persona, caso, nueva))
    repositorio.insertar_claves(sesion, persona.id, _claves_ciegas(llavero, denuncia.persona))
    plazos.abrir(
        sesion,
        TipoPlazo.DILIGENCIAS_INICIALES,
        plazos.Sujeto("caso", caso.id),
        recibida_en,
    )
    reevaluacion.pedir(sesion, [caso.id], MotivoReevaluacion.DATOS_CAMBIADOS, sujeto.ahora)
    # Porque: los lotes de contactos esperan mientras la cartera cambia; va al final.
    anotar_alta(sesion, caso.id, sujeto.ahora)
    return nueva


def _claves_ciegas(llavero: Llavero, persona: PersonaDesaparecida) -> list[bytes]:
    return [llavero.clave_ciega(clave) for clave in claves_de_bloqueo(persona.identidad())]


def _exigir_horas_pasadas(
    recibida_en: datetime, noticia_en: datetime | None, ahora: datetime
) -> None:
    limite = ahora + TOLERANCIA_DE_RELOJ
    if recibida_en > limite:
        raise RecepcionFutura
    if noticia_en is not None and noticia_en > limite:
        raise NoticiaFutura


def _leer(sesion: Session, ingresada: Denuncia, denuncia: DenunciaNueva) -> DenunciaIngresada:
    sujeto = plazos.Sujeto("caso", ingresada.caso_id)
    caso = repositorio.obtener(sesion, ingresada.caso_id)
    return DenunciaIngresada(
        denuncia_id=ingresada.id,
        caso_id=ingresada.caso_id,
        estado=caso.estado,
        recibida_en=ingresada.recibida_en,
        ingresada_en=ingresada.ingresada_en,
        plazos=[
            PlazoLeido(tipo=p.tipo, inicia_en=p.inicia_en, vence_en=p.vence_en)
            for p in plazos.listar_del_sujeto(sesion, sujeto)
        ],
        advertencias=advertir(denuncia.persona),
    )
