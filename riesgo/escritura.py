"""De antecedentes y evaluaciones a datos que caben en JSON."""

from datetime import date, datetime
from typing import Final

from riesgo.antecedentes import Antecedentes
from riesgo.diligencias import Diligencia
from riesgo.evaluacion import Evaluacion
from riesgo.hechos import EDAD, ULTIMO_CONTACTO
from riesgo.hipotesis import Hipotesis
from riesgo.tipos import (
    Aporte,
    Cumple,
    Documento,
    EdadAportada,
    MomentoAportado,
    NoCumple,
    Origen,
    Resultado,
    SinDatos,
)

Datos = dict[str, object]
_RESULTADOS: Final[dict[type[Resultado], str]] = {
    Cumple: "cumple",
    NoCumple: "no_cumple",
    SinDatos: "sin_datos",
}


def describir_evaluacion(evaluacion: Evaluacion, *, detallada: bool = False) -> Datos:
    """El contrato publicado de una evaluación; detallada, también por qué esa urgencia."""
    datos: Datos = {
        "categoria": evaluacion.categoria.value,
        "urgencia": evaluacion.urgencia,
        "criterios": [
            {
                "codigo": criterio.codigo,
                "resultado": _RESULTADOS[type(resultado)],
                "fundamento": criterio.fundamento,
                "detalle": resultado.detalle,
            }
            for criterio, resultado in evaluacion.criterios
        ],
        "faltantes": [
            {
                "codigo": str(f.codigo),
                "nombre": f.nombre,
                "criterios": list(f.criterios),
                "indetermina": f.indetermina,
            }
            for f in evaluacion.faltantes
        ],
        "diligencias": [describir_diligencia(d) for d in evaluacion.diligencias],
        "version_catalogo": evaluacion.version_catalogo,
    }
    if detallada:
        datos |= {
            "razones": list(evaluacion.razones),
            "pisos": list(evaluacion.pisos),
            "puntaje": evaluacion.puntaje,
            "hipotesis": list(evaluacion.hipotesis),
            "avisos": list(evaluacion.avisos),
        }
    return datos


def describir_diligencia(diligencia: Diligencia) -> Datos:
    """Una diligencia con su plazo, su responsable y, cuando lo hay, su resultado."""
    return {
        "codigo": diligencia.codigo,
        "texto": diligencia.texto,
        "plazo_horas": diligencia.plazo_horas,
        "vence_en": _instante(diligencia.vence_en),
        "responsable": diligencia.responsable,
        "resultado": diligencia.resultado,
    }


def describir_antecedentes(antecedentes: Antecedentes) -> Datos:
    """Los antecedentes en la forma completa que `leer_antecedentes` vuelve a leer igual."""
    return _sin_vacios(
        {
            "recibida_en": _instante(antecedentes.recibida_en),
            EDAD: [_edad(e) for e in antecedentes.edades],
            ULTIMO_CONTACTO: [_momento(m) for m in antecedentes.ultimos_contactos],
            "hechos": {
                hecho.value: [_aporte(a) for a in aportes]
                for hecho, aportes in antecedentes.hechos.items()
            },
            "hipotesis": [_hipotesis(h) for h in antecedentes.hipotesis],
        }
    )


def _aporte(aporte: Aporte) -> Datos:
    return _sin_vacios(
        {
            "respuesta": aporte.respuesta.value,
            **_origen(aporte.origen),
            "ocurrio_en": _instante(aporte.ocurrio_en),
            "respaldo": _documento(aporte.respaldo),
            "desvirtuado_por": _documento(aporte.desvirtuado_por),
        }
    )


def _edad(edad: EdadAportada) -> Datos:
    nacimiento = edad.nacimiento
    texto = nacimiento and (str(nacimiento.year) if edad.solo_anio else nacimiento.isoformat())
    return _sin_vacios(
        {
            "fecha_nacimiento": texto,
            "minima": edad.minima,
            "maxima": edad.maxima,
            **_origen(edad.origen),
            "desvirtuado_por": _documento(edad.desvirtuado_por),
        }
    )


def _momento(momento: MomentoAportado) -> Datos:
    return _sin_vacios(
        {
            "en": _instante(momento.en),
            **_origen(momento.origen),
            "desvirtuado_por": _documento(momento.desvirtuado_por),
        }
    )


def _hipotesis(hipotesis: Hipotesis) -> Datos:
    return _sin_vacios(
        {
            "tipo": hipotesis.tipo,
            "sustento": hipotesis.sustento,
            "plausibilidad": hipotesis.plausibilidad.value,
            "autor": hipotesis.autor,
            "formulada_en": _instante(hipotesis.formulada_en),
            "version": hipotesis.version,
        }
    )


def _origen(origen: Origen) -> Datos:
    return {
        "aportante": origen.aportante,
        "fuente": origen.fuente.value,
        "aportado_en": _instante(origen.aportado_en),
    }


def _documento(documento: Documento | None) -> Datos | None:
    if documento is None:
        return None
    return _sin_vacios(
        {
            "tipo": documento.tipo,
            "referencia": documento.referencia,
            "fecha": _fecha(documento.fecha),
        }
    )


def _fecha(fecha: date | None) -> str | None:
    return None if fecha is None else fecha.isoformat()


def _instante(instante: datetime | None) -> str | None:
    return None if instante is None else instante.isoformat()


def _sin_vacios(datos: Datos) -> Datos:
    return {clave: valor for clave, valor in datos.items() if valor not in (None, "", [], {})}
