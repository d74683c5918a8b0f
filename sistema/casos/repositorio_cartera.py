"""El SQL de la cartera de personas buscadas y de sus búsquedas hacia atrás."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, all_, any_, cast, func, insert, select, text
from sqlalchemy.orm import Session

from sistema.modelos.caso import CambioCartera, CarteraCambio, Caso, EstadoCaso
from sistema.modelos.contacto import BusquedaRetrospectiva, MotivoRetrospectiva
from sistema.modelos.persona import Persona
from sistema.nucleo.identificadores import nuevo_id

# Porque: un candado por fila (FOR SHARE) dejaba al que denuncia esperando más de 5 s; este, que
# los lotes toman compartido y quien cambia la cartera toma exclusivo, milisegundos (ADR-0010).
CANDADO_DE_CARTERA = 21_500_001
EXCLUSIVO_TOTAL = "4s"
EXCLUSIVO_QUIETO = "2s"

_ABIERTOS = (
    select(Caso.id, Persona)
    .join(Persona, Persona.id == Caso.persona_id)
    .where(Caso.estado != EstadoCaso.TERMINO)
    .order_by(Caso.id)
)

_PENDIENTES = select(BusquedaRetrospectiva).where(BusquedaRetrospectiva.hecha_en.is_(None))

_CAMBIOS = text("""
    SELECT numero, caso_id FROM cartera_cambio WHERE numero > :numero ORDER BY numero LIMIT :maximo
""").columns(CarteraCambio.numero, CarteraCambio.caso_id)


# Porque: el plazo de una transacción ya empezada no cambia si solo se le pone otro valor: el reloj
# que corre es el de su principio. Llevarlo a 0 lo apaga y ponerlo otra vez lo echa a andar desde
# aquí, con el candado ya tomado: lo que se esperó por los lotes no cuenta. Solo la primera vez;
# quien lo toma cien veces en una transacción no gana cien plazos.
_TOMAR_EXCLUSIVO = text("""
    SELECT pg_advisory_xact_lock(:candado), CASE
        WHEN current_setting('transaction_timeout') <> :total THEN concat(
            set_config('idle_in_transaction_session_timeout', :quieto, true),
            set_config('transaction_timeout', '0', true),
            set_config('transaction_timeout', :total, true)
        ) END
""")


def tomar_candado_exclusivo(sesion: Session) -> None:
    """Espera a los lotes en curso y detiene a los siguientes hasta que esta transacción termine.

    Desde que lo tiene, la transacción dura a lo más 4 s y no queda quieta más de 2 s: la base corta
    a quien se cuelgue con él.
    """
    sesion.execute(
        _TOMAR_EXCLUSIVO,
        {"candado": CANDADO_DE_CARTERA, "total": EXCLUSIVO_TOTAL, "quieto": EXCLUSIVO_QUIETO},
    )


def tomar_candado_compartido(sesion: Session) -> None:
    """Mientras dure esta transacción, ningún caso se abre ni cambia; debe ser su primera orden."""
    sesion.execute(text("SELECT pg_advisory_xact_lock_shared(:c)"), {"c": CANDADO_DE_CARTERA})


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


def abiertos_de(sesion: Session, persona_id: UUID) -> list[UUID]:
    """Los casos de una persona que se siguen buscando."""
    consulta = select(Caso.id).where(
        Caso.persona_id == persona_id, Caso.estado != EstadoCaso.TERMINO
    )
    return list(sesion.scalars(consulta.order_by(Caso.id)))


def pedir_busqueda(
    sesion: Session, caso_id: UUID, motivo: MotivoRetrospectiva, instante: datetime
) -> None:
    """Deja pendiente una búsqueda hacia atrás."""
    sesion.add(
        BusquedaRetrospectiva(id=nuevo_id(), caso_id=caso_id, motivo=motivo, pedida_en=instante)
    )
    sesion.flush()


def hay_busquedas(sesion: Session) -> bool:
    """Si queda alguna búsqueda hacia atrás por hacer."""
    return sesion.scalars(select(_PENDIENTES.exists())).one()


def reclamar_busqueda(sesion: Session, salvo: AbstractSet[UUID]) -> BusquedaRetrospectiva | None:
    """La búsqueda pendiente más antigua que nadie más tiene; es de esta transacción."""
    excluidas = cast(list(salvo), ARRAY(Uuid()))
    return sesion.scalar(
        _PENDIENTES.where(BusquedaRetrospectiva.id != all_(excluidas))
        .order_by(BusquedaRetrospectiva.pedida_en, BusquedaRetrospectiva.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
