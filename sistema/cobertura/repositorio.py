"""El SQL de la salud: latidos que se anotan y cifras que se leen, sin un dato personal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

# Porque: los consumidores escriben en el mismo orden; si no, dos latidos a la vez se traban.
_SUMAR_ACTIVIDAD = text("""
    INSERT INTO actividad_aporte (organismo, dia, recibidos, apartados, ultimo_en)
    SELECT * FROM unnest(
        CAST(:organismos AS text[]), CAST(:dias AS date[]), CAST(:recibidos AS bigint[]),
        CAST(:apartados AS bigint[]), CAST(:ultimos AS timestamptz[])
    ) AS nueva (organismo, dia, recibidos, apartados, ultimo_en)
    ORDER BY organismo, dia
    ON CONFLICT (organismo, dia) DO UPDATE SET
        recibidos = actividad_aporte.recibidos + excluded.recibidos,
        apartados = actividad_aporte.apartados + excluded.apartados,
        ultimo_en = greatest(actividad_aporte.ultimo_en, excluded.ultimo_en)
""")

_BORRAR_LATIDO = text("DELETE FROM latido_consumidor WHERE proceso = :proceso")
_ANOTAR_LATIDO = text("""
    INSERT INTO latido_consumidor
        (proceso, tema, particion, pendientes, casos, atrasado_desde, anotado_en)
    VALUES (:proceso, :tema, :particion, :pendientes, :casos, :atrasado_desde, now())
""")
_CONTAR_ENTRADA = text("SELECT count(*) FROM entrada")

_CONSUMIDORES = text("""
    SELECT now() AS ahora, count(DISTINCT proceso) AS vivos,
        coalesce(sum(pendientes) FILTER (WHERE tema <> :entrada), 0) AS pendientes,
        min(atrasado_desde) AS atrasado_desde
    FROM latido_consumidor WHERE anotado_en > now() - make_interval(secs => :vivo_s)
""")

_APORTES = text("""
    SELECT organismo, max(ultimo_en) AS ultimo_en,
        sum(recibidos) FILTER (WHERE dia >= CAST(now() AS date) - 1) AS recibidos,
        sum(apartados) FILTER (WHERE dia >= CAST(now() AS date) - 1) AS apartados
    FROM actividad_aporte WHERE organismo <> :sonda AND dia > CAST(now() AS date) - 60
    GROUP BY organismo ORDER BY organismo
""")

_DIAS_EXIGIDOS = text("""
    SELECT DISTINCT CAST(now() AS date) + dias_retrospectiva + adelanto AS dia
    FROM acuerdos_vigentes(now()), generate_series(0, :adelanto) AS adelanto
    WHERE dias_retrospectiva > 0
""")

# Porque: una sonda recién enviada aún no dice nada; se mira la última que ya debió salir.
_ULTIMA_SONDA = text("""
    SELECT sonda.enviada_en, coalesce(sonda.salio_en, alerta.emitida_en) AS salio_en
    FROM sonda
    LEFT JOIN coincidencia ON sonda.salio_en IS NULL AND coincidencia.caso_id = sonda.caso_id
        AND coincidencia.organismo = sonda.organismo AND coincidencia.evento_id = sonda.evento_id
    LEFT JOIN alerta ON alerta.coincidencia_id = coincidencia.id
    WHERE sonda.enviada_en < now() - make_interval(secs => :plazo_s)
       OR sonda.salio_en IS NOT NULL OR alerta.id IS NOT NULL
    ORDER BY sonda.enviada_en DESC LIMIT 1
""")

# Porque: con los datos en un disco lleno, tocar una fila puede caber en una página ya reservada;
# lo que no cabe en la memoria de trabajo pide páginas nuevas al mismo disco y las devuelve.
_PEDIR_DISCO = text("SELECT count(*) FROM generate_series(1, 50000)")


def sumar_actividad(
    sesion: Session,
    cuentas: Sequence[tuple[str, date, int, int, datetime]],
) -> None:
    """Suma lo aportado por cada organismo y día a lo que ya había."""
    nombres = ("organismos", "dias", "recibidos", "apartados", "ultimos")
    columnas = [list(columna) for columna in zip(*cuentas, strict=True)]
    if columnas:
        sesion.execute(_SUMAR_ACTIVIDAD, dict(zip(nombres, columnas, strict=True)))


def anotar_latido(sesion: Session, proceso: UUID, filas: Sequence[Mapping[str, Any]]) -> None:
    """Reemplaza lo último que este proceso dijo de sí."""
    sesion.execute(_BORRAR_LATIDO, {"proceso": proceso})
    sesion.execute(_ANOTAR_LATIDO, filas)


def contar_entrada(sesion: Session) -> int:
    """Cuántos mensajes esperan en la cola `entrada`."""
    return int(sesion.scalar(_CONTAR_ENTRADA) or 0)


def consumidores(sesion: Session, entrada: str, vivo_s: int) -> Row[Any]:
    """La hora, los consumidores con latido reciente y lo que les falta entre todos."""
    return sesion.execute(_CONSUMIDORES, {"entrada": entrada, "vivo_s": vivo_s}).one()


def colas(sesion: Session) -> dict[str, tuple[int, datetime | None]]:
    """Cuánto espera en cada cola y desde cuándo."""
    filas = sesion.execute(text("SELECT cola, cuantos, desde FROM pendiente_ingesta"))
    return {fila.cola: (fila.cuantos, fila.desde) for fila in filas}


def aportes(sesion: Session, sonda: str) -> Sequence[Row[Any]]:
    """Lo que cada organismo aportó ayer y hoy, y cuándo fue lo último de los últimos 60 días."""
    return sesion.execute(_APORTES, {"sonda": sonda}).all()


def dias_exigidos(sesion: Session, adelanto: int) -> set[date]:
    """Los días de vencimiento que los acuerdos vigentes usarán de aquí a `adelanto` días."""
    return set(sesion.scalars(_DIAS_EXIGIDOS, {"adelanto": adelanto}))


def ultima_sonda(sesion: Session, plazo_s: float) -> Row[Any] | None:
    """La última sonda que salió o que ya debió salir."""
    return sesion.execute(_ULTIMA_SONDA, {"plazo_s": plazo_s}).one_or_none()


def tareas(sesion: Session) -> Sequence[Row[Any]]:
    """Cómo le fue a cada tarea periódica."""
    orden = text("SELECT nombre, cada_s, hecha_en, fallo FROM tarea ORDER BY nombre")
    return sesion.execute(orden).all()


def tocar(sesion: Session) -> None:
    """Escribe de verdad, en las tablas y en el disco, algo que no dice nada de nadie."""
    sesion.execute(text("SET LOCAL statement_timeout = '5s'"))
    sesion.execute(text("SET LOCAL work_mem = '64kB'"))
    sesion.execute(_PEDIR_DISCO)
    sesion.execute(text("UPDATE pulso SET tocado_en = now()"))
