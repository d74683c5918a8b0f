"""El SQL de la puerta de los eventos: pocas órdenes por lote, todas con arreglos."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.contactos.tipos import Origen
from sistema.modelos.contacto import Contacto, Cuarentena, Entrada, PosicionConsumida
from sistema.nucleo.bd import filas_afectadas

# Porque: estas órdenes se repiten en cada lote; escritas una vez, SQLAlchemy no las rearma.
_TIPOS_CUBIERTOS = text("""
    SELECT tipos_contacto FROM acuerdo
    WHERE institucion = :organismo AND vigente_desde <= :instante
      AND (vigente_hasta IS NULL OR vigente_hasta > :instante)
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


def tipos_cubiertos(sesion: Session, organismo: str, instante: datetime) -> frozenset[str] | None:
    """Los tipos de contacto que cubren los acuerdos vigentes; `None` si no hay ninguno vigente."""
    valores = {"organismo": organismo, "instante": instante}
    acuerdos = sesion.scalars(_TIPOS_CUBIERTOS, valores).all()
    return frozenset(tipo for tipos in acuerdos for tipo in tipos) if acuerdos else None


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


def insertar_en_cuarentena(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Aparta mensajes; el mismo mensaje del mismo origen se aparta una sola vez."""
    sesion.execute(insert(Cuarentena).values(filas).on_conflict_do_nothing())


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


def pendientes_de_entrada(sesion: Session, maximo: int) -> list[Entrada]:
    """Los más antiguos de la cola, todos del organismo del primero."""
    primero = select(Entrada.organismo).order_by(Entrada.numero).limit(1).scalar_subquery()
    return list(
        sesion.scalars(
            select(Entrada)
            .where(Entrada.organismo == primero)
            .order_by(Entrada.numero)
            .limit(maximo),
        ),
    )


def borrar_de_entrada(sesion: Session, numeros: Sequence[int]) -> int:
    """Saca de la cola los que este lote consume; devuelve cuántos seguían en ella."""
    return filas_afectadas(sesion.execute(delete(Entrada).where(Entrada.numero.in_(numeros))))


def insertar_en_entrada(sesion: Session, organismo: str, cuerpos: Sequence[bytes]) -> None:
    """Encola cuerpos exactos, cifrados."""
    filas = [{"organismo": organismo, "cuerpo": cuerpo} for cuerpo in cuerpos]
    sesion.execute(insert(Entrada).inline(), filas)
