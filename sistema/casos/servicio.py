"""La denuncia que abre un caso, y la cartera de personas que se buscan."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import claves_de_bloqueo
from matching.rol_unico import EstadoRun, leer_run
from matching.tipos import Ficha, Identidad, Sexo
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos import repositorio
from sistema.casos.advertencias import advertir
from sistema.casos.errores import NoticiaFutura, RecepcionFutura, RunIlegible
from sistema.casos.esquemas import DenunciaIngresada, DenunciaNueva, PlazoLeido
from sistema.modelos.caso import CambioCartera, Caso, Denuncia, EstadoCaso
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

    Ningún dato dudoso de la persona desaparecida impide ingresar: se advierte. Con la misma
    `peticion` devuelve la denuncia que ya se ingresó.

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


def obtener_caso(sesion: Session, caso_id: UUID, constancia: Constancia) -> Caso:
    """El caso, si existe; si no, la negativa queda asentada con lo que diga la constancia.

    Los tres intervinientes comparten una sola ficha; quien llega aquí ya pasó por su permiso.

    Fundamento: Ley 21.500, arts. 2 letra c) y 11.

    Raises:
        NoEncontrado: no existe.
    """
    caso = repositorio.por_id(sesion, caso_id)
    if caso is None:
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


@dataclass(frozen=True, slots=True)
class CambiosDeCartera:
    """Lo que cambió desde un número: fichas que poner y casos que quitar."""

    hasta: int
    fichas: list[Ficha]
    bajas: list[UUID]
    hay_mas: bool


def congelar_cartera(sesion: Session) -> None:
    """Impide que la cartera cambie hasta el fin de esta transacción; debe ser su primera orden.

    Fundamento: técnico (ADR-0010).
    """
    repositorio.tomar_candado_compartido(sesion)


def numero_de_cartera(sesion: Session) -> int:
    """El número del último cambio de la cartera.

    Quien carga la cartera entera lo lee antes que los casos: lo que cambie mientras carga vuelve a
    aparecer como cambio posterior.

    Fundamento: técnico (ADR-0010).
    """
    return repositorio.ultimo_cambio(sesion)


def listar_fichas(sesion: Session, despues_de: UUID | None, maximo: int) -> list[Ficha]:
    """Una página de las personas que se buscan, en el orden de sus casos.

    Fundamento: Ley 21.500, art. 3.
    """
    return [_ficha(*fila) for fila in repositorio.pagina_de_abiertos(sesion, despues_de, maximo)]


def leer_cambios(sesion: Session, desde: int, maximo: int) -> CambiosDeCartera:
    """Lo que hay que poner y quitar del índice por los siguientes `maximo` cambios.

    Fundamento: técnico (ADR-0010).
    """
    cambios = repositorio.cambios_desde(sesion, desde, maximo)
    if not cambios:
        return CambiosDeCartera(desde, [], [], hay_mas=False)
    tocados = {caso_id for _numero, caso_id in cambios}
    fichas = [_ficha(*fila) for fila in repositorio.abiertos(sesion, tocados)]
    abiertos = {ficha.caso_id for ficha in fichas}
    bajas = sorted(caso for caso in tocados if str(caso) not in abiertos)
    return CambiosDeCartera(cambios[-1][0], fichas, bajas, hay_mas=len(cambios) == maximo)


def _ficha(caso_id: UUID, persona: Persona) -> Ficha:
    return Ficha(str(caso_id), str(persona.id), identidad_de(persona))


def identidad_de(persona: Persona) -> Identidad:
    """La identidad guardada, como la compara el enlace.

    Fundamento: técnico (ADR-0008).
    """
    return Identidad(
        run=persona.run,
        nombres=persona.nombres,
        apellido_paterno=persona.apellido_paterno,
        apellido_materno=persona.apellido_materno,
        nombre_social=persona.nombre_social,
        fecha_nacimiento=persona.fecha_nacimiento,
        sexo=Sexo(persona.sexo) if persona.sexo else None,
        nacionalidad=persona.nacionalidad,
        comuna=persona.comuna,
    )


def _abrir_caso(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    denuncia: DenunciaNueva,
    denuncia_id: UUID,
) -> Denuncia:
    recibida_en = denuncia.recibida_en or sujeto.ahora
    _exigir_horas_pasadas(recibida_en, denuncia.desaparicion.ultima_noticia_en, sujeto.ahora)
    identidad = denuncia.persona.identidad()
    persona = Persona(
        id=nuevo_id(),
        registrada_en=sujeto.ahora,
        **denuncia.persona.model_dump(exclude={"sexo"}),
        sexo=denuncia.persona.sexo or "",
    )
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
    claves = (llavero.clave_ciega(clave) for clave in claves_de_bloqueo(identidad))
    repositorio.insertar_claves(sesion, persona.id, claves)
    plazos.abrir(
        sesion,
        TipoPlazo.DILIGENCIAS_INICIALES,
        plazos.Sujeto("caso", caso.id),
        recibida_en,
    )
    # Porque: los lotes de contactos esperan mientras este candado está tomado; va al final.
    repositorio.tomar_candado_exclusivo(sesion)
    repositorio.anotar_cambio(sesion, caso.id, CambioCartera.ALTA)
    return nueva


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
