"""El SQL de los casos y de la cartera de búsqueda."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, cast, func, insert, select, text
from sqlalchemy.orm import Session

from sistema.modelos.base import Base
from sistema.modelos.caso import CambioCartera, CarteraCambio, Caso, Denuncia, EstadoCaso
from sistema.modelos.persona import ClavePersona, Persona

# Porque: un candado por fila (FOR SHARE) dejaba al que denuncia esperando más de 5 s; este, que
# los lotes toman compartido y quien cambia la cartera toma exclusivo, milisegundos (ADR-0010).
CANDADO_DE_CARTERA = 21_500_001

_ABIERTOS = (
    select(Caso.id, Persona)
    .join(Persona, Persona.id == Caso.persona_id)
    .where(Caso.estado != EstadoCaso.TERMINO)
    .order_by(Caso.id)
)

_CAMBIOS = text("""
    SELECT numero, caso_id FROM cartera_cambio WHERE numero > :numero ORDER BY numero LIMIT :maximo
""").columns(CarteraCambio.numero, CarteraCambio.caso_id)


def tomar_candado_exclusivo(sesion: Session) -> None:
    """Espera a los lotes en curso y detiene a los siguientes hasta que esta transacción termine."""
    sesion.execute(text("SELECT pg_advisory_xact_lock(:c)"), {"c": CANDADO_DE_CARTERA})


def tomar_candado_compartido(sesion: Session) -> None:
    """Mientras dure esta transacción, ningún caso se abre ni cambia; debe ser su primera orden."""
    sesion.execute(text("SELECT pg_advisory_xact_lock_shared(:c)"), {"c": CANDADO_DE_CARTERA})


def insertar(sesion: Session, filas: Iterable[Base]) -> None:
    """Agrega filas nuevas en el orden dado."""
    for fila in filas:
        sesion.add(fila)
        sesion.flush()


def insertar_claves(sesion: Session, persona_id: UUID, claves: Iterable[bytes]) -> None:
    """Agrega las claves ciegas de una persona."""
    filas = [{"clave": clave, "persona_id": persona_id} for clave in claves]
    if filas:
        sesion.execute(insert(ClavePersona), filas)


def anotar_cambio(sesion: Session, caso_id: UUID, cambio: CambioCartera) -> None:
    """Anota un cambio de la cartera; exige el candado exclusivo."""
    sesion.execute(insert(CarteraCambio).values(caso_id=caso_id, cambio=cambio).inline())


def ultimo_cambio(sesion: Session) -> int:
    """El número del último cambio anotado; 0 si no hay ninguno."""
    return sesion.scalar(select(func.max(CarteraCambio.numero))) or 0


def cambios_desde(sesion: Session, numero: int, maximo: int) -> Sequence[Row[int, UUID]]:
    """Los primeros cambios posteriores a `numero`, en orden."""
    return sesion.execute(_CAMBIOS, {"numero": numero, "maximo": maximo}).all()


def abiertos(sesion: Session, casos: Iterable[UUID]) -> Sequence[Row[UUID, Persona]]:
    """De estos casos, los que se siguen buscando, con su persona."""
    # Porque: un arreglo es un solo parámetro; con IN, 65.536 cambios acumulados no caben.
    pedidos = cast(list(casos), ARRAY(Uuid()))
    return sesion.execute(_ABIERTOS.where(Caso.id == any_(pedidos))).all()


def pagina_de_abiertos(
    sesion: Session,
    despues_de: UUID | None,
    maximo: int,
) -> Sequence[Row[UUID, Persona]]:
    """Los casos que se siguen buscando, con su persona, de a `maximo` y por orden de id."""
    consulta = _ABIERTOS if despues_de is None else _ABIERTOS.where(Caso.id > despues_de)
    return sesion.execute(consulta.limit(maximo)).all()


def por_id(sesion: Session, caso_id: UUID) -> Caso | None:
    """El caso con ese id."""
    return sesion.get(Caso, caso_id)


def obtener(sesion: Session, caso_id: UUID) -> Caso:
    """El caso de algo que lo referencia: tiene que existir."""
    return sesion.get_one(Caso, caso_id)


def denuncia_por_id(sesion: Session, denuncia_id: UUID) -> Denuncia | None:
    """La denuncia con ese id."""
    return sesion.get(Denuncia, denuncia_id)


def casos_con_alguna_clave(
    sesion: Session,
    claves: Sequence[bytes],
) -> Sequence[Row[Caso, Persona]]:
    """Los casos de las personas que tienen alguna de estas claves, del más nuevo al más antiguo."""
    con_clave = select(ClavePersona.persona_id).where(ClavePersona.clave.in_(claves))
    return sesion.execute(
        select(Caso, Persona)
        .join(Persona, Persona.id == Caso.persona_id)
        .where(Persona.id.in_(con_clave))
        .order_by(Caso.abierto_en.desc(), Caso.id),
    ).all()
