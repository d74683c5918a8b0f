"""La entrevista estándar: qué preguntar ahora, por qué, y qué cambiaría la respuesta."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from riesgo.antecedentes import Antecedentes
from riesgo.campos import leer_instante
from riesgo.catalogo import Catalogo, Pregunta
from riesgo.errores import AntecedentesInvalidos
from riesgo.evaluacion import Evaluacion, evaluar
from riesgo.hechos import EDAD, PROTECTORES, ULTIMO_CONTACTO, Hecho
from riesgo.lectura import leer_antecedentes
from riesgo.situacion import CHILE
from riesgo.tipos import (
    RANGO,
    SIN_ORIGEN,
    Aporte,
    Categoria,
    Cumple,
    Documento,
    EdadAportada,
    MomentoAportado,
    Origen,
    Respuesta,
)

_DIAS_SIN_NOTICIAS = 30
_EDAD = re.compile(r"\d{1,3}", re.ASCII)
_INTERVALO = re.compile(r"(?:entre )?(\d{1,3}) ?(?:-|a|y) ?(\d{1,3})", re.ASCII)
_SUPUESTO = Documento("supuesto", "supuesto")


class Cambio(StrEnum):
    """Lo más grave que la respuesta puede cambiar."""

    CATEGORIA = "categoria"
    URGENCIA = "urgencia"
    OTRO = "otro"


@dataclass(frozen=True, slots=True)
class PreguntaAbierta:
    """Una pregunta sin responder y lo que su respuesta podría cambiar."""

    pregunta: Pregunta
    cambia: Cambio
    peor_categoria: Categoria
    peor_urgencia: int


def ordenar_preguntas(
    antecedentes: Antecedentes, fecha_referencia: datetime, catalogo: Catalogo
) -> tuple[PreguntaAbierta, ...]:
    """Las que faltan, primero la que más puede cambiar la categoría, luego la urgencia.

    Lo que ya se preguntó no vuelve, tampoco si la respuesta fue «desconocido». Un criterio ya
    cumplido no se sigue preguntando.

    Fundamento: Ley 21.500, art. 5, letras b) y c); técnico (ADR-0019: el orden).

    Raises:
        AntecedentesInvalidos: los antecedentes no se pueden evaluar en esa fecha.
    """
    actual = evaluar(antecedentes, fecha_referencia, catalogo)
    respondidas = _respondidas(antecedentes)
    medidas = []
    for codigo in catalogo.faltantes:
        if codigo in respondidas or _resuelta(codigo, actual):
            continue
        peor, mejor = (
            evaluar(a, fecha_referencia, catalogo)
            for a in _suponer(codigo, antecedentes, fecha_referencia)
        )
        abierta = PreguntaAbierta(
            catalogo.preguntas[codigo], _comparar(peor, mejor), peor.categoria, peor.urgencia
        )
        # Porque: a igual distancia la edad va primero; una sola respuesta resuelve su criterio.
        distancia = _distancia(peor, mejor)
        medidas.append(((*distancia[:2], codigo == EDAD, distancia[2]), abierta))
    medidas.sort(key=lambda m: m[0], reverse=True)
    return tuple(abierta for _, abierta in medidas)


def siguiente_pregunta(
    antecedentes: Antecedentes, fecha_referencia: datetime, catalogo: Catalogo
) -> PreguntaAbierta | None:
    """La que conviene hacer ahora, o None si ya se preguntó todo.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0019).
    """
    return next(iter(ordenar_preguntas(antecedentes, fecha_referencia, catalogo)), None)


def responder(
    antecedentes: Antecedentes, codigo: str, texto: str, origen: Origen = SIN_ORIGEN
) -> Antecedentes:
    """Los antecedentes con una respuesta más, escrita como en una conversación.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0019).

    Raises:
        AntecedentesInvalidos: la respuesta no sirve para esa pregunta; dice cuáles sirven.
    """
    dicho = texto.strip().lower().replace("í", "i")
    if dicho in ("no se", "no sé", "?"):
        dicho = Respuesta.DESCONOCIDO.value
    if codigo == EDAD:
        return antecedentes.con_edad(_leer_edad(dicho, origen))
    if codigo == ULTIMO_CONTACTO:
        return antecedentes.con_ultimo_contacto(_leer_momento(dicho, origen))
    if codigo not in set(Hecho):
        raise AntecedentesInvalidos.en("codigo", "esa pregunta no existe")
    try:
        respuesta = Respuesta(dicho)
    except ValueError as error:
        raise AntecedentesInvalidos.en(
            "respuesta", f"conteste con una de: {', '.join(Respuesta)}"
        ) from error
    return antecedentes.con_aporte(Hecho(codigo), Aporte(respuesta, origen))


def describir_pregunta(abierta: PreguntaAbierta, *, para_nna: bool = False) -> dict[str, object]:
    """La pregunta como datos, en la versión de quien responde."""
    pregunta = abierta.pregunta
    libre = pregunta.codigo in (EDAD, ULTIMO_CONTACTO)
    return {
        "codigo": str(pregunta.codigo),
        "texto": pregunta.texto_nna if para_nna else pregunta.texto,
        "por_que": pregunta.por_que,
        "tipo": str(pregunta.codigo) if libre else "si_no",
        "opciones": [Respuesta.DESCONOCIDO.value] if libre else [r.value for r in Respuesta],
        "cambia": abierta.cambia.value,
        "peor_categoria": abierta.peor_categoria.value,
        "peor_urgencia": abierta.peor_urgencia,
    }


def _respondidas(antecedentes: Antecedentes) -> set[str]:
    respondidas: set[str] = set(antecedentes.hechos)
    if antecedentes.edades:
        respondidas.add(EDAD)
    if antecedentes.ultimos_contactos:
        respondidas.add(ULTIMO_CONTACTO)
    return respondidas


def _resuelta(codigo: str, actual: Evaluacion) -> bool:
    """Si todos los criterios que la usan ya se cumplen por otra respuesta."""
    usan = [r for criterio, r in actual.criterios if codigo in criterio.preguntas]
    return all(isinstance(r, Cumple) for r in usan)


def _suponer(
    codigo: str, antecedentes: Antecedentes, en: datetime
) -> tuple[Antecedentes, Antecedentes]:
    """Los antecedentes con la peor y con la mejor respuesta posible."""
    if codigo == EDAD:
        return (
            antecedentes.con_edad(EdadAportada(minima=0, maxima=0)),
            antecedentes.con_edad(EdadAportada(minima=40, maxima=40)),
        )
    if codigo == ULTIMO_CONTACTO:
        hace_dias = en - timedelta(days=_DIAS_SIN_NOTICIAS)
        return (
            antecedentes.con_ultimo_contacto(MomentoAportado(hace_dias)),
            antecedentes.con_ultimo_contacto(MomentoAportado(en)),
        )
    hecho = Hecho(codigo)
    si = antecedentes.con_aporte(hecho, Aporte(Respuesta.SI, ocurrio_en=en, respaldo=_SUPUESTO))
    no = antecedentes.con_aporte(hecho, Aporte(Respuesta.NO))
    return (no, si) if hecho in PROTECTORES else (si, no)


def _comparar(peor: Evaluacion, mejor: Evaluacion) -> Cambio:
    if peor.categoria is not mejor.categoria:
        return Cambio.CATEGORIA
    return Cambio.URGENCIA if peor.urgencia != mejor.urgencia else Cambio.OTRO


def _distancia(peor: Evaluacion, mejor: Evaluacion) -> tuple[int, int, int]:
    """Cuánto separa la peor de la mejor respuesta: categoría, urgencia y puntos."""
    return (
        RANGO[peor.categoria] - RANGO[mejor.categoria],
        mejor.urgencia - peor.urgencia,
        peor.puntaje - mejor.puntaje,
    )


def _leer_edad(dicho: str, origen: Origen) -> EdadAportada:
    valor: object = dicho
    if entre := _INTERVALO.fullmatch(dicho):
        valor = {"minima": int(entre[1]), "maxima": int(entre[2])}
    elif _EDAD.fullmatch(dicho):
        valor = int(dicho)
    (edad,) = leer_antecedentes({EDAD: valor}).edades
    return EdadAportada(edad.nacimiento, edad.solo_anio, edad.minima, edad.maxima, origen=origen)


def _leer_momento(dicho: str, origen: Origen) -> MomentoAportado:
    if dicho == Respuesta.DESCONOCIDO.value:
        return MomentoAportado(None, origen)
    en = leer_instante({ULTIMO_CONTACTO: dicho.upper()}, ULTIMO_CONTACTO)
    if en is not None and en.tzinfo is None:
        # Porque: quien contesta habla de la hora de Chile; no se le pide una zona.
        en = en.replace(tzinfo=CHILE)
    return MomentoAportado(en, origen)
