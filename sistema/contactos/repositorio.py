"""El SQL de la puerta de los eventos: pocas órdenes por lote, todas con arreglos."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.cuarentena.tipos import Origen
from sistema.modelos.contacto import ClaveContacto, Contacto, PosicionConsumida

# Porque: estas órdenes se repiten en cada lote; escritas una vez, SQLAlchemy no las rearma.
_TIPOS_CUBIERTOS = text("""
    SELECT tipo, max(dias_retrospectiva) AS dias FROM acuerdo, unnest(tipos_contacto) AS tipo
    WHERE institucion = :organismo AND vigente_desde <= :instante
      AND (vigente_hasta IS NULL OR vigente_hasta > :instante)
    GROUP BY tipo
""")

# Porque: todos los lotes reciben en el mismo orden; si no, dos con los mismos ids se traban.
_INSERTAR_EN_BANDEJA = text("""
    INSERT INTO bandeja (organismo, evento_id, huella)
    SELECT :organismo, evento_id, huella
    FROM unnest(CAST(:ids AS uuid[]), CAST(:huellas AS bytea[])) AS lote (evento_id, huella)
    ORDER BY evento_id
    ON CONFLICT DO NOTHING
    RETURNING evento_id
""")

_HUELLAS_GUARDADAS = text("""
    SELECT evento_id, huella FROM bandeja
    WHERE organismo = :organismo AND evento_id = ANY(CAST(:ids AS uuid[]))
""")

_AVANZAR = text("""
    UPDATE posicion_consumida SET posicion = :hasta
    WHERE cluster = :cluster AND tema = :tema AND particion = :particion AND posicion = :desde
    RETURNING posicion
""")

_ESTRENAR = text("""
    INSERT INTO posicion_consumida (cluster, tema, particion, posicion)
    VALUES (:cluster, :tema, :particion, :hasta)
    ON CONFLICT DO NOTHING RETURNING posicion
""")


def dias_por_tipo(sesion: Session, organismo: str, instante: datetime) -> dict[str, int]:
    """Los tipos que cubren los acuerdos vigentes y cuántos días se guarda cada uno."""
    valores = {"organismo": organismo, "instante": instante}
    filas = sesion.execute(_TIPOS_CUBIERTOS, valores)
    return {fila.tipo: fila.dias for fila in filas}


def insertar_en_bandeja(
    sesion: Session,
    organismo: str,
    huellas: Mapping[UUID, bytes],
) -> set[UUID]:
    """Recibe eventos; devuelve los que eran nuevos."""
    if not huellas:
        return set()
    nuevos = sesion.scalars(
        _INSERTAR_EN_BANDEJA,
        {"organismo": organismo, "ids": list(huellas), "huellas": list(huellas.values())},
    )
    return set(nuevos)


def huellas_guardadas(
    sesion: Session,
    organismo: str,
    ids: Sequence[UUID],
) -> dict[UUID, bytes]:
    """La huella con que se recibió cada evento la primera vez."""
    if not ids:
        return {}
    filas = sesion.execute(_HUELLAS_GUARDADAS, {"organismo": organismo, "ids": list(ids)})
    return {fila.evento_id: bytes(fila.huella) for fila in filas}


def insertar_contactos(sesion: Session, contactos: Sequence[Contacto]) -> None:
    """Agrega los contactos que coincidieron."""
    sesion.add_all(contactos)
    sesion.flush()


def posicion_guardada(sesion: Session, origen: Origen) -> int:
    """La primera posición no consumida de un origen; 0 si aún no se consume nada."""
    fila = sesion.get(PosicionConsumida, (origen.cluster, origen.tema, origen.particion))
    return fila.posicion if fila else 0


def avanzar_posicion(sesion: Session, origen: Origen, desde: int, hasta: int) -> bool:
    """Avanza si la posición guardada es `desde`; dice si pudo."""
    valores = {**asdict(origen), "desde": desde, "hasta": hasta}
    if sesion.scalar(_AVANZAR, valores) is not None:
        return True
    # Porque: un origen sin fila tiene la posición 0, y solo desde ahí puede estrenarse.
    return desde == 0 and sesion.scalar(_ESTRENAR, valores) is not None


def insertar_claves(sesion: Session, claves: Sequence[tuple[bytes, UUID]]) -> None:
    """Agrega las claves ciegas de contactos guardados."""
    filas = [{"clave": clave, "contacto_id": contacto} for clave, contacto in claves]
    if filas:
        sesion.execute(insert(ClaveContacto).on_conflict_do_nothing(), filas)
