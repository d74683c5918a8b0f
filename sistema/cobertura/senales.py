"""De lo medido a lo que hay que hacer: cada señal con su color, su umbral y su remedio.

Son funciones puras: los umbrales y las frases están aquí y en ninguna otra parte.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sistema.cobertura.tipos import Aporte, Cola, Color, Medicion, Senal

MINUTO, HORA, DIA = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RETRASO = (HORA, DIA)
ENTRADA = (5 * MINUTO, HORA)
CUARENTENA = (7 * DIA, 25 * DIA)
RETROSPECTIVA = (5 * MINUTO, HORA)
SILENCIO = (DIA, 7 * DIA)
PENDIENTES = (100_000, 1_000_000)
TASA_DE_ERRORES = (0.05, 0.5)
MUESTRA_MINIMA = 20
SONDA_CALLADA = 5 * MINUTO
CICLOS_PERDIDOS = 3
_UNIDADES = ((DIA, "días"), (HORA, "h"), (MINUTO, "min"))
_Medida = TypeVar("_Medida", int, float, timedelta)


def juzgar(medicion: Medicion) -> list[Senal]:
    """Todas las señales, siempre las mismas y en el mismo orden."""
    return [
        _consumidores(medicion),
        _sonda(medicion),
        _pendientes(medicion),
        _retraso(medicion),
        _entrada(medicion),
        _cuarentena(medicion),
        _retrospectiva(medicion),
        _boveda_preparada(medicion),
        _boveda_vencida(medicion),
        _tareas(medicion),
        _frescura(medicion),
        _errores(medicion),
    ]


def el_peor(colores: Sequence[Color]) -> Color:
    """El color que manda cuando hay varios."""
    orden = list(Color)
    return max(colores, key=orden.index, default=Color.VERDE)


def juzgar_silencio(aporte: Aporte, ahora: datetime) -> Color:
    """Un organismo que aportaba y dejó de hacerlo."""
    return _segun(ahora - aporte.ultimo_en, SILENCIO)


def juzgar_errores(aporte: Aporte) -> Color:
    """Qué parte de lo que envió ayer y hoy no pudo procesarse; con muy poco, no se juzga."""
    if aporte.recibidos < MUESTRA_MINIMA:
        return Color.VERDE
    return _segun(aporte.apartados / aporte.recibidos, TASA_DE_ERRORES)


def _consumidores(m: Medicion) -> Senal:
    return Senal(
        "consumidores",
        Color.VERDE if m.consumidores else Color.ROJO,
        f"{m.consumidores} vivos",
        "rojo si ninguno dio señales en el último minuto",
        "Nadie está comparando lo que llega. Levante el servicio «consumidor» y mire su bitácora: "
        "lo que no se ha leído espera en la cola y no se pierde.",
    )


def _sonda(m: Medicion) -> Senal:
    umbral = "rojo si la última no salió en 30 s o si no se envía ninguna hace 10 min"
    if m.sonda is None:
        remedio = (
            "El Sistema no se está probando a sí mismo. Ejecute `sistema sonda preparar` y deje "
            "corriendo `sistema tareas`."
        )
        return Senal("sonda", Color.AMARILLO, "nunca se ha enviado", umbral, remedio)
    edad = m.ahora - m.sonda.enviada_en
    visto = f"enviada hace {_decir(edad)}, " + ("salió" if m.sonda.salio_en else "NO salió")
    falla = m.sonda.salio_en is None or edad > 2 * SONDA_CALLADA
    return Senal(
        "sonda",
        Color.ROJO if falla else _segun(edad, (SONDA_CALLADA, 2 * SONDA_CALLADA)),
        visto,
        umbral,
        "Un aviso de prueba no llegó al final: puede que los de verdad tampoco. Mire primero "
        "«consumidores», «entrada» y «tareas»; si están verdes, llame a quien mantiene el Sistema.",
    )


def _pendientes(m: Medicion) -> Senal:
    amarillo, rojo = PENDIENTES
    return Senal(
        "pendientes",
        _segun(m.pendientes, PENDIENTES),
        f"{m.pendientes} mensajes por leer en Kafka",
        f"amarillo desde {amarillo}, rojo desde {rojo}",
        "Llega más de lo que se alcanza a comparar. Levante otro «consumidor».",
    )


def _retraso(m: Medicion) -> Senal:
    retraso = m.ahora - m.atrasado_desde if m.atrasado_desde else timedelta(0)
    return Senal(
        "retraso",
        _segun(retraso, RETRASO),
        f"se está leyendo lo que llegó hace {_decir(retraso)}" if retraso else "al día",
        _umbral(RETRASO),
        "Kafka guarda 72 horas: lo que no se lea antes se pierde. Levante más consumidores ahora.",
    )


def _entrada(m: Medicion) -> Senal:
    remedio = (
        "Hay mensajes recibidos que nadie ha procesado. Revise que el «consumidor» corra y que su "
        "bitácora no repita un error."
    )
    return _cola("entrada", m.entrada, m.ahora, ENTRADA, remedio)


def _cuarentena(m: Medicion) -> Senal:
    remedio = (
        "Hay mensajes apartados que se borrarán a los 30 días. Vea por qué con "
        "`sistema cuarentena listar`, corrija la causa y reenvíelos."
    )
    return _cola("cuarentena", m.cuarentena, m.ahora, CUARENTENA, remedio)


def _retrospectiva(m: Medicion) -> Senal:
    remedio = (
        "Hay casos nuevos cuyo pasado aún no se mira: puede haber rastros guardados de esas "
        "personas. Las hace el «consumidor»: revise que corra."
    )
    return _cola("retrospectiva", m.retrospectiva, m.ahora, RETROSPECTIVA, remedio)


def _cola(
    codigo: str,
    cola: Cola,
    ahora: datetime,
    umbrales: tuple[timedelta, timedelta],
    remedio: str,
) -> Senal:
    edad = ahora - cola.desde if cola.desde else timedelta(0)
    visto = f"{cola.cuantos}; lo más antiguo, de hace {_decir(edad)}" if cola.desde else "vacía"
    return Senal(codigo, _segun(edad, umbrales), visto, _umbral(umbrales), remedio)


def _boveda_preparada(m: Medicion) -> Senal:
    faltan = sorted(m.dias_exigidos - m.dias_preparados)
    return Senal(
        "boveda_preparada",
        Color.ROJO if faltan else Color.VERDE,
        f"faltan {len(faltan)} días" if faltan else f"{len(m.dias_exigidos)} días listos",
        "rojo si falta el día en que vencerá lo que llegue hoy o mañana",
        "Ejecute `sistema boveda preparar` ahora: mañana el consumidor tendría que hacerlo solo, "
        "en medio de los avisos. Después revise por qué no corre `sistema tareas`.",
    )


def _boveda_vencida(m: Medicion) -> Senal:
    hoy = m.ahora.date()
    vencidos = [dia for dia in m.dias_preparados if dia < hoy]
    return Senal(
        "boveda_vencida",
        Color.VERDE if not vencidos else _segun(hoy - min(vencidos), (DIA, 2 * DIA)),
        f"{len(vencidos)} días vencidos sin borrar",
        "amarillo el primer día, rojo desde el segundo",
        "Se está guardando lo que ya debía olvidarse. Ejecute `sistema boveda purgar` y revise por "
        "qué no corre `sistema tareas`.",
    )


def _tareas(m: Medicion) -> Senal:
    fallaron = [f"{t.nombre} ({t.fallo})" for t in m.tareas if t.fallo]
    dormidas = [
        t.nombre
        for t in m.tareas
        if t.hecha_en is None
        or m.ahora - t.hecha_en > CICLOS_PERDIDOS * timedelta(seconds=t.cada_s) + MINUTO
    ]
    malas = [*fallaron, *(f"{nombre} (sin correr)" for nombre in dormidas)]
    visto = ", ".join(malas) if malas else f"{len(m.tareas)} al día"
    return Senal(
        "tareas",
        Color.ROJO if malas or not m.tareas else Color.VERDE,
        visto if m.tareas else "nunca han corrido",
        "rojo si alguna falló la última vez o perdió tres turnos",
        "Levante `sistema tareas` y mire en su bitácora la que se nombra aquí. Mientras no corra, "
        "nada se borra a tiempo y la sonda no se envía.",
    )


def _frescura(m: Medicion) -> Senal:
    callados = [a for a in m.aportes if juzgar_silencio(a, m.ahora) is not Color.VERDE]
    return Senal(
        "frescura",
        el_peor([juzgar_silencio(a, m.ahora) for a in m.aportes]),
        _nombrar("sin aportar", callados),
        _umbral(SILENCIO),
        "Un organismo que aportaba dejó de hacerlo. Llámelo y pregunte si su envío está caído; "
        "aquí no hay nada que reparar.",
    )


def _errores(m: Medicion) -> Senal:
    malos = [a for a in m.aportes if juzgar_errores(a) is not Color.VERDE]
    amarillo, rojo = TASA_DE_ERRORES
    return Senal(
        "errores",
        el_peor([juzgar_errores(a) for a in m.aportes]),
        _nombrar("con errores", malos),
        f"amarillo desde {amarillo:.0%}, rojo desde {rojo:.0%} de lo enviado ayer y hoy",
        "Lo que envía un organismo no cumple el contrato y queda apartado. Vea los códigos con "
        "`sistema cuarentena listar` y avísele.",
    )


def _nombrar(que: str, aportes: Sequence[Aporte]) -> str:
    return f"{que}: " + (", ".join(a.organismo for a in aportes) or "ninguno")


def _segun(valor: _Medida, umbrales: tuple[_Medida, _Medida]) -> Color:
    amarillo, rojo = umbrales
    if valor >= rojo:
        return Color.ROJO
    return Color.AMARILLO if valor >= amarillo else Color.VERDE


def _umbral(umbrales: tuple[timedelta, timedelta]) -> str:
    amarillo, rojo = umbrales
    return f"amarillo desde {_decir(amarillo)}, rojo desde {_decir(rojo)}"


def _decir(cuanto: timedelta) -> str:
    for unidad, nombre in _UNIDADES:
        if cuanto >= 2 * unidad:
            return f"{int(cuanto / unidad)} {nombre}"
    return f"{max(0, int(cuanto.total_seconds()))} s"
