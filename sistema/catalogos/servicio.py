"""Los catálogos de riesgo: cuál rige, qué decía cada uno y cómo entra otro.

Un catálogo cargado no cambia: lo leído se recuerda por su huella y no se vuelve a validar.
"""

from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy.orm import Session

from riesgo.catalogo import (
    RUTA_CATALOGO,
    Catalogo,
    elegir_vigente,
    publicar_criterios,
)
from riesgo.catalogo_lectura import leer_catalogo
from riesgo.errores import CatalogoInvalido
from riesgo.situacion import CHILE
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.catalogos import repositorio
from sistema.catalogos.errores import VersionOcupada
from sistema.catalogos.esquemas import (
    CatalogoCargado,
    CriterioPublicado,
    CriteriosPublicados,
    HipotesisPublicada,
)
from sistema.modelos.protocolo import CatalogoRiesgo
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.errores import NoEncontrado

LARGO_VERSION = 64
_LEIDOS: dict[bytes, Catalogo | None] = {}
_bitacora = obtener_bitacora(__name__)


def obtener_vigente(sesion: Session, dia: date) -> Catalogo:
    """El catálogo que rige ese día en Chile; si ninguno de la base ha empezado, el del paquete.

    Nunca deja de haber uno: el vencido sigue y la evaluación lo avisa; uno que esta versión del
    programa ya no entiende se salta, y la bitácora lo dice.

    Fundamento: Ley 21.500, art. 5; técnico (ADR-0019).
    """
    empezados = [c for c in repositorio.listar(sesion) if c.vigente_desde <= dia]
    legibles = [leido for c in empezados if (leido := _leer(c)) is not None]
    return elegir_vigente(legibles, dia) if legibles else leer_empaquetado()


def obtener(sesion: Session, version: str) -> Catalogo:
    """El catálogo de esa versión: con el que se evaluó algo, aunque ya no rija.

    Fundamento: Ley 21.500, art. 5; técnico (ADR-0019).

    Raises:
        NoEncontrado: no está en la base ni es el del paquete, o ya no se entiende.
    """
    cargado = repositorio.por_version(sesion, version)
    catalogo = leer_empaquetado() if cargado is None else _leer(cargado)
    if catalogo is None or catalogo.version != version:
        raise NoEncontrado
    return catalogo


def cargar(sesion: Session, texto: str, ahora: datetime, operador: str = "") -> Catalogo:
    """Agrega un catálogo entero y válido; repetir el mismo no cambia nada.

    Rige desde su `vigente_desde`; los anteriores quedan como estaban. Solo puede el dueño.

    Fundamento: Ley 21.500, art. 5 (el protocolo se revisa cada año); técnico (ADR-0019).

    Raises:
        CatalogoInvalido: con todo lo que le falta; nada se guarda.
        VersionOcupada: la versión ya está con otro contenido.
    """
    catalogo = leer_catalogo(texto)
    if len(catalogo.version) > LARGO_VERSION:
        raise CatalogoInvalido.en("version", f"use hasta {LARGO_VERSION} caracteres")
    nuevo = CatalogoRiesgo(
        version=catalogo.version,
        vigente_desde=catalogo.vigente_desde,
        vigente_hasta=catalogo.vigente_hasta,
        contenido=texto,
        huella=sha256(texto.encode()).digest(),
        cargado_en=ahora,
    )
    if repositorio.insertar_si_falta(sesion, nuevo):
        carga = Constancia(
            accion=Accion.CATALOGO_RIESGO_CARGAR,
            ocurrido_en=ahora,
            objeto="catalogo_riesgo",
            objeto_id=catalogo.version,
            detalle={"operador": operador},
        )
        asentar_hecho(sesion, carga)
        return catalogo
    guardado = repositorio.por_version(sesion, catalogo.version)
    if guardado is None or guardado.huella != nuevo.huella:
        raise VersionOcupada
    return catalogo


def sembrar(sesion: Session, ahora: datetime) -> None:
    """Deja en la base el catálogo del paquete, si no hay ninguno; repetirlo no cambia nada.

    Así lo que con él se evalúe se sigue pudiendo explicar cuando el paquete traiga otro.

    Fundamento: técnico (ADR-0019).
    """
    if not repositorio.listar(sesion):
        cargar(sesion, _texto_empaquetado(), ahora)


def listar(sesion: Session, dia: date) -> list[CatalogoCargado]:
    """Los catálogos cargados, por vigencia, y cuál rige ese día; si no hay, el del paquete.

    Fundamento: Ley 21.500, art. 5; técnico (ADR-0019).
    """
    vigente = obtener_vigente(sesion, dia)
    cargados = [
        CatalogoCargado(
            version=c.version,
            vigente_desde=c.vigente_desde,
            vigente_hasta=c.vigente_hasta,
            cargado_en=c.cargado_en,
            rige=c.version == vigente.version,
        )
        for c in repositorio.listar(sesion)
    ]
    if any(c.rige for c in cargados):
        return cargados
    del_paquete = CatalogoCargado(
        version=vigente.version,
        vigente_desde=vigente.vigente_desde,
        vigente_hasta=vigente.vigente_hasta,
        cargado_en=None,
        rige=True,
    )
    return [del_paquete, *cargados]


def publicar(sesion: Session, version: str | None, ahora: datetime) -> CriteriosPublicados:
    """Los criterios y su lógica, y las hipótesis: los que rigen hoy, o los de una versión.

    No dice nada de nadie: es pública y no se asienta.

    Fundamento: Ley 19.628, art. 8 bis.

    Raises:
        NoEncontrado: no hay un catálogo de esa versión.
    """
    if version is None:
        catalogo = obtener_vigente(sesion, ahora.astimezone(CHILE).date())
    else:
        catalogo = obtener(sesion, version)
    return CriteriosPublicados(
        version_catalogo=catalogo.version,
        vigente_desde=catalogo.vigente_desde,
        vigente_hasta=catalogo.vigente_hasta,
        criterios=[CriterioPublicado.model_validate(c) for c in publicar_criterios(catalogo)],
        hipotesis=[
            HipotesisPublicada(codigo=h.codigo, nombre=h.nombre, sugieren=list(h.sugieren))
            for h in catalogo.hipotesis.values()
        ],
    )


@lru_cache(maxsize=1)
def leer_empaquetado() -> Catalogo:
    """El catálogo que viaja con el paquete.

    Fundamento: técnico (ADR-0019).
    """
    return leer_catalogo(_texto_empaquetado())


def _texto_empaquetado() -> str:
    return RUTA_CATALOGO.read_text(encoding="utf-8")


def _leer(cargado: CatalogoRiesgo) -> Catalogo | None:
    huella = cargado.huella
    if huella not in _LEIDOS:
        try:
            _LEIDOS[huella] = leer_catalogo(cargado.contenido)
        except CatalogoInvalido as error:
            # Porque: entró válido; otra versión del programa exige algo que no traía.
            _bitacora.error(
                "catalogo_ilegible",
                alarma=True,
                version=cargado.version,
                total=len(error.faltas),
            )
            _LEIDOS[huella] = None
    return _LEIDOS[huella]
