"""El registro de criterios: código, función y lo que su docstring promete."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from riesgo import criterios_circunstancias as circunstancias
from riesgo import criterios_entorno as entorno
from riesgo import criterios_identidad as identidad
from riesgo import criterios_proteccion as proteccion
from riesgo import criterios_salud as salud
from riesgo.antecedentes import Antecedentes
from riesgo.hechos import PREGUNTAS_DE
from riesgo.situacion import Situacion
from riesgo.tipos import Resultado

Funcion = Callable[[Antecedentes, Situacion], Resultado]
_SECCION = re.compile(r"^(Fundamento|Confianza|Unidades):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Criterio:
    """Un criterio publicado: `logica`, `fundamento` y `confianza` salen de su docstring.

    `es_protector` dice que puede bajar la propuesta.
    """

    codigo: str
    evaluar: Funcion
    logica: str
    fundamento: str
    confianza: str
    preguntas: tuple[str, ...]
    es_protector: bool


def _describir(codigo: str, funcion: Funcion) -> Criterio:
    partes = _SECCION.split(str(inspect.getdoc(funcion)))
    secciones = dict(zip(partes[1::2], partes[2::2], strict=True))
    return Criterio(
        codigo=codigo,
        evaluar=funcion,
        logica=_aplanar(partes[0]).removeprefix(f"{codigo}. "),
        fundamento=_aplanar(secciones["Fundamento"]),
        confianza=_aplanar(secciones["Confianza"]),
        preguntas=PREGUNTAS_DE[codigo],
        es_protector=codigo.startswith("P"),
    )


def _aplanar(texto: str) -> str:
    return " ".join(texto.split())


_FUNCIONES: Final[dict[str, Funcion]] = {
    "F01": identidad.es_menor_de_edad,
    "F02": identidad.se_presume_violencia_de_genero,
    "F03": identidad.es_vulnerable_por_genero,
    "F04": identidad.es_mujer_o_nina,
    "F05": identidad.es_persona_mayor,
    "F06": salud.tiene_deterioro_cognitivo,
    "F07": salud.hay_riesgo_de_suicidio,
    "F08": salud.esta_en_crisis_psiquiatrica,
    "F09": salud.depende_de_atencion_medica,
    "F10": salud.esta_embarazada_o_recien_parida,
    "F11": salud.tiene_discapacidad,
    "F12": salud.tiene_consumo_problematico,
    "F13": circunstancias.hay_indicios_de_terceros,
    "F14": circunstancias.hay_sospecha_de_explotacion,
    "F15": circunstancias.rompe_su_costumbre,
    "F16": circunstancias.dejo_rastros_de_interrupcion,
    "F17": circunstancias.esta_en_entorno_hostil,
    "F18": circunstancias.lleva_horas_sin_noticias,
    "F19": circunstancias.desaparecio_antes,
    "F20": entorno.esta_bajo_cuidado_estatal,
    "F21": entorno.esta_privada_de_libertad,
    "F22": entorno.es_migrante_sin_red,
    "F23": entorno.tiene_otra_vulnerabilidad,
    "F24": entorno.es_defensora_o_testigo,
    "F25": entorno.tiene_deudas_o_amenazas,
    "P01": proteccion.hay_contacto_directo_reciente,
    "P02": proteccion.planifico_su_ausencia,
    "P03": proteccion.esta_con_adulto_responsable,
}

CRITERIOS: Final = {c: _describir(c, f) for c, f in _FUNCIONES.items()}
"""Todos los criterios, por código."""
