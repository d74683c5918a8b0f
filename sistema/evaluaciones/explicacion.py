"""Lo que se guarda para explicar una propuesta: cada criterio, y de quién salió lo que cumple."""

import json
from typing import Any

from riesgo.antecedentes import Antecedentes
from riesgo.escritura import describir_antecedentes, describir_evaluacion
from riesgo.evaluacion import Evaluacion
from riesgo.hechos import EDAD, ULTIMO_CONTACTO
from riesgo.tipos import Cumple, Respuesta
from sistema.nucleo.cripto import Llavero

_DEL_APORTE = ("respuesta", "fuente", "aportante", "aportado_en", "ocurrio_en")

_SI = Respuesta.SI.value


def describir_detalle(propuesta: Evaluacion, antecedentes: Antecedentes) -> dict[str, Any]:
    """La propuesta explicada; cada criterio cumplido lleva sus aportes con fuente, quién y cuándo.

    Las diligencias no van: quedan planificadas en el caso.
    """
    detalle: dict[str, Any] = describir_evaluacion(propuesta, detallada=True)
    del detalle["diligencias"]
    dicho: dict[str, Any] = describir_antecedentes(antecedentes)
    hechos = dicho.get("hechos", {})
    sueltos = {campo: dicho.get(campo, []) for campo in (EDAD, ULTIMO_CONTACTO)}
    pares = zip(detalle["criterios"], propuesta.criterios, strict=True)
    for descrito, (criterio, resultado) in pares:
        if isinstance(resultado, Cumple):
            descrito["aportes"] = [
                {"campo": str(codigo), **{c: a[c] for c in _DEL_APORTE if c in a}}
                for codigo in criterio.preguntas
                for a in (sueltos.get(codigo) or hechos.get(codigo, ()))
                if "desvirtuado_por" not in a and a.get("respuesta", _SI) == _SI
            ]
    return detalle


def resumir(llavero: Llavero, propuesta: Evaluacion, antecedentes: Antecedentes) -> bytes:
    """Dos huellas seguidas: la de lo que se propone y la de lo que lo explica.

    Ninguna mira los textos, que nombran horas: que pase el tiempo sin cruzar un tramo no cambia
    nada. La segunda cambia con otro aporte, otro aviso, otra hipótesis u otro catálogo, aunque se
    proponga lo mismo: quien mire la explicación la ve al día, y las diligencias se completan.

    Fundamento: técnico (ADR-0020).
    """
    criterios = [
        (criterio.codigo, type(r).__name__, r.grado if isinstance(r, Cumple) else 0)
        for criterio, r in propuesta.criterios
    ]
    propone = (propuesta.categoria, propuesta.urgencia, propuesta.pisos, criterios)
    explica = (
        propuesta.version_catalogo,
        propuesta.puntaje,
        propuesta.hipotesis,
        propuesta.avisos,
        [faltante.codigo for faltante in propuesta.faltantes],
        describir_antecedentes(antecedentes),
    )
    return b"".join(llavero.huella(json.dumps(parte).encode()) for parte in (propone, explica))


def propone_lo_mismo(una: bytes, otra: bytes) -> bool:
    """Si dos propuestas resumidas piden lo mismo, se expliquen como se expliquen.

    Fundamento: técnico (ADR-0020).
    """
    mitad = len(una) // 2
    return una[:mitad] == otra[:mitad]
