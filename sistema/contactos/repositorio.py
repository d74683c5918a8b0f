"""El SQL de la puerta de los eventos: pocas órdenes por lote, todas con arreglos."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from sistema.contactos.tipos import Intento
from sistema.cuarentena.tipos import Origen
from sistema.modelos.contacto import PosicionConsumida

# Porque: estas órdenes se repiten en cada lote; escritas una vez, SQLAlchemy no las rearma.
_TIPOS_CUBIERTOS = text("""
    SELECT tipo, max(dias_retrospectiva) AS dias
    FROM acuerdos_vigentes(CAST(:instante AS timestamptz)), unnest(tipos_contacto) AS tipo
    WHERE institucion = :organismo GROUP BY tipo
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

# Porque: un intento que alcanzó a ver caer a PostgreSQL no prueba que el mensaje mate a nadie.
_ANOTAR_INTENTO = text("""
    INSERT INTO intento_lote AS anotado (cluster, tema, particion, desde, hasta, intentos)
    VALUES (:cluster, :tema, :particion, :desde, :hasta, :muertes + 1)
    ON CONFLICT (cluster, tema, particion) DO UPDATE SET
        intentos = CASE
            WHEN anotado.desde <> :desde OR anotado.intentos = 0 THEN :muertes + 1
            WHEN anotado.empezado_en < pg_postmaster_start_time() THEN anotado.intentos
            ELSE anotado.intentos + 1 END,
        hasta = CASE
            WHEN anotado.desde <> :desde OR anotado.intentos = 0 THEN :hasta
            ELSE least(anotado.hasta, :hasta) END,
        desde = :desde,
        empezado_en = now()
    WHERE anotado.intentos = 0 OR anotado.desde <> :desde
        OR anotado.empezado_en <= now() - make_interval(secs => :espera_s)
        OR anotado.empezado_en > now()
    RETURNING intentos, hasta
""")

_DESISTIR = text("""
    UPDATE intento_lote SET intentos = intentos - 1
    WHERE cluster = :cluster AND tema = :tema AND particion = :particion AND intentos > 0
""")

_TERMINAR_INTENTO = text("""
    UPDATE intento_lote SET intentos = 0
    WHERE cluster = :cluster AND tema = :tema AND particion = :particion AND intentos > 0
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


def anotar_intento(
    sesion: Session, origen: Origen, tramo: tuple[int, int], muertes: int, espera_s: int
) -> Intento | None:
    """Anota que se empieza un tramo; `None` si otro lo empezó hace menos de `espera_s`."""
    desde, hasta = tramo
    valores = {"desde": desde, "hasta": hasta, "muertes": muertes, "espera_s": espera_s}
    fila = sesion.execute(_ANOTAR_INTENTO, asdict(origen) | valores).one_or_none()
    return Intento(fila.intentos, fila.hasta) if fila else None


def desistir_intento(sesion: Session, origen: Origen) -> None:
    """Descuenta el último intento anotado en este origen."""
    sesion.execute(_DESISTIR, asdict(origen))


def terminar_intento(sesion: Session, origen: Origen) -> None:
    """Da por terminado lo que se había empezado en este origen."""
    sesion.execute(_TERMINAR_INTENTO, asdict(origen))
