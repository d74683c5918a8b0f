"""La cartera de personas que se buscan: sus cambios y las búsquedas hacia atrás que piden.

Un cambio de la cartera y su búsqueda hacia atrás nacen en la misma transacción, con el candado
exclusivo tomado: lo que llegó antes lo encuentra la búsqueda y lo que llega después, el lote.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from matching.tipos import Ficha, Identidad, Sexo
from sistema.casos import repositorio_cartera
from sistema.modelos.caso import CambioCartera
from sistema.modelos.contacto import BusquedaRetrospectiva, MotivoRetrospectiva
from sistema.modelos.persona import Persona


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
    repositorio_cartera.tomar_candado_compartido(sesion)


def numero_de_cartera(sesion: Session) -> int:
    """El número del último cambio de la cartera.

    Quien carga la cartera entera lo lee antes que los casos: lo que cambie mientras carga vuelve a
    aparecer como cambio posterior.

    Fundamento: técnico (ADR-0010).
    """
    return repositorio_cartera.ultimo_cambio(sesion)


def listar_fichas(sesion: Session, despues_de: UUID | None, maximo: int) -> list[Ficha]:
    """Una página de las personas que se buscan, en el orden de sus casos.

    Fundamento: Ley 21.500, art. 3.
    """
    return [
        _ficha(*fila) for fila in repositorio_cartera.pagina_de_abiertos(sesion, despues_de, maximo)
    ]


def leer_cambios(sesion: Session, desde: int, maximo: int) -> CambiosDeCartera:
    """Lo que hay que poner y quitar del índice por los siguientes `maximo` cambios.

    Fundamento: técnico (ADR-0010).
    """
    cambios = repositorio_cartera.cambios_desde(sesion, desde, maximo)
    if not cambios:
        return CambiosDeCartera(desde, [], [], hay_mas=False)
    tocados = {caso_id for _numero, caso_id in cambios}
    fichas = [_ficha(*fila) for fila in repositorio_cartera.abiertos(sesion, tocados)]
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


def anotar_alta(sesion: Session, caso_id: UUID, ahora: datetime) -> None:
    """Pone un caso recién abierto en la cartera y deja pendiente mirar hacia atrás por él.

    Toma el candado exclusivo: los lotes de contactos esperan mientras dure, y la transacción pasa a
    tener los límites de la cartera. Va al final de lo que haga quien llama.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0010, ADR-0014).
    """
    repositorio_cartera.tomar_candado_exclusivo(sesion)
    repositorio_cartera.anotar_cambio(sesion, caso_id, CambioCartera.ALTA)
    repositorio_cartera.pedir_busqueda(sesion, caso_id, MotivoRetrospectiva.ALTA, ahora)


def anotar_correccion(sesion: Session, persona_id: UUID, ahora: datetime) -> None:
    """Lo mismo, por cada caso que se sigue buscando de una persona cuyos datos cambiaron.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0010, ADR-0014).
    """
    repositorio_cartera.tomar_candado_exclusivo(sesion)
    for caso_id in repositorio_cartera.abiertos_de(sesion, persona_id):
        repositorio_cartera.anotar_cambio(sesion, caso_id, CambioCartera.CAMBIO)
        repositorio_cartera.pedir_busqueda(sesion, caso_id, MotivoRetrospectiva.CAMBIO, ahora)


def hay_busquedas(sesion: Session) -> bool:
    """Si queda alguna búsqueda hacia atrás por hacer.

    Fundamento: técnico (ADR-0014).
    """
    return repositorio_cartera.hay_busquedas(sesion)


def reclamar_busqueda(
    sesion: Session, salvo: AbstractSet[UUID] = frozenset()
) -> BusquedaRetrospectiva | None:
    """La búsqueda pendiente más antigua, fuera de `salvo`, que ningún otro consumidor tenga.

    Es de quien la reclama hasta que su transacción termine; lo que se le cambie se guarda con ella.

    Fundamento: técnico (ADR-0014).
    """
    return repositorio_cartera.reclamar_busqueda(sesion, salvo)
