"""Señas particulares en un vocabulario cerrado: de lo que alguien escribió a tipo, zona y motivo.

El vocabulario es corto a propósito: junta lo que dos personas distintas llaman de dos maneras
(«muñeca izq.» y «antebrazo izquierdo», «rosa» y «flor»). Lo que no se reconoce no contradice.

Fundamento: técnico; una seña escrita por un familiar y otra por un perito casi nunca
coinciden letra por letra.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from matching.normalizacion import plegar, separar_palabras

Clave = TypeVar("Clave")


class TipoSena(StrEnum):
    """Qué clase de marca es."""

    TATUAJE = "tatuaje"
    CICATRIZ = "cicatriz"
    PROTESIS = "protesis"
    LUNAR = "lunar"
    PERFORACION = "perforacion"
    AMPUTACION = "amputacion"
    OTRO = "otro"


class Lado(StrEnum):
    """De qué lado del cuerpo está."""

    IZQUIERDO = "izquierdo"
    DERECHO = "derecho"


@dataclass(frozen=True, slots=True)
class Sena:
    """Una seña como llega en el contrato: tipo, zona y texto, escritos a mano."""

    tipo: str
    zona: str = ""
    texto: str = ""


@dataclass(frozen=True, slots=True)
class SenaLeida:
    """Una seña interpretada; el texto y los conjuntos vacíos son «no se sabe».

    `palabras` son las que no pertenecen al vocabulario: nombres y leyendas, que son lo más propio.
    """

    tipo: TipoSena
    zona: str
    lado: Lado | None
    motivos: frozenset[str]
    palabras: frozenset[str]


SINONIMOS_DE_TIPO: Final = {
    TipoSena.TATUAJE: "TATUAJE TATUAJES TATUADO TATUADA TATTOO TINTA",
    TipoSena.CICATRIZ: "CICATRIZ CICATRICES CORTE QUEMADURA QUELOIDE PUNTOS SUTURA OPERACION",
    TipoSena.PROTESIS: "PROTESIS IMPLANTE PLACA CLAVO CLAVOS TORNILLO TORNILLOS MARCAPASOS",
    TipoSena.LUNAR: "LUNAR LUNARES MANCHA ANTOJO NEVO",
    TipoSena.PERFORACION: "PIERCING PERFORACION ARO AROS EXPANSOR EXPANSION",
    TipoSena.AMPUTACION: "AMPUTACION AMPUTADO AMPUTADA MUNON",
}
SINONIMOS_DE_ZONA: Final = {
    "cabeza": "CABEZA CRANEO NUCA FRENTE SIEN",
    "cara": "CARA ROSTRO MEJILLA POMULO CEJA NARIZ LABIO BOCA MENTON PERA MANDIBULA OJO PARPADO",
    "oreja": "OREJA OREJAS LOBULO",
    "cuello": "CUELLO GARGANTA",
    "torax": "TORAX PECHO ESTERNON SENO SENOS COSTILLA COSTILLAS COSTADO CLAVICULA PECTORAL",
    "abdomen": "ABDOMEN GUATA ESTOMAGO VIENTRE OMBLIGO PELVIS INGLE CADERA",
    "espalda": "ESPALDA OMOPLATO OMOPLATOS PALETA LUMBAR CINTURA DORSO",
    "hombro": "HOMBRO HOMBROS",
    "brazo": "BRAZO BRAZOS BICEPS TRICEPS CODO AXILA",
    "antebrazo": "ANTEBRAZO ANTEBRAZOS MUNECA MUNECAS",
    "mano": "MANO MANOS DEDO DEDOS PALMA NUDILLO NUDILLOS PULGAR INDICE ANULAR MENIQUE",
    "muslo": "MUSLO MUSLOS PIERNA PIERNAS GLUTEO GLUTEOS NALGA",
    "rodilla": "RODILLA RODILLAS",
    "pantorrilla": "PANTORRILLA PANTORRILLAS CANILLA TIBIA GEMELO",
    "pie": "PIE PIES TOBILLO TOBILLOS EMPEINE TALON PLANTA",
}
ZONAS_VECINAS: Final = (
    ("cabeza", "cara"),
    ("cabeza", "cuello"),
    ("cara", "oreja"),
    ("cuello", "torax"),
    ("cuello", "espalda"),
    ("torax", "abdomen"),
    ("torax", "hombro"),
    ("espalda", "hombro"),
    ("hombro", "brazo"),
    ("brazo", "antebrazo"),
    ("antebrazo", "mano"),
    ("abdomen", "muslo"),
    ("muslo", "rodilla"),
    ("rodilla", "pantorrilla"),
    ("muslo", "pantorrilla"),
    ("pantorrilla", "pie"),
)
SINONIMOS_DE_MOTIVO: Final = {
    "corazon": "CORAZON CORAZONES",
    "flor": "FLOR FLORES ROSA ROSAS COPIHUE LOTO GIRASOL CLAVEL",
    "calavera": "CALAVERA CALAVERAS CATRINA ESQUELETO MUERTE PARCA",
    "ave": "AVE PAJARO AGUILA CONDOR PALOMA GOLONDRINA COLIBRI BUHO LECHUZA FENIX",
    "felino": "LEON LEONA TIGRE PANTERA PUMA JAGUAR GATO",
    "canino": "LOBO PERRO PERRITO",
    "reptil": "SERPIENTE CULEBRA COBRA DRAGON LAGARTIJA",
    "mariposa": "MARIPOSA MARIPOSAS",
    "mar": "ANCLA TIMON BARCO VELERO SIRENA PULPO TIBURON OLA DELFIN",
    "cruz": "CRUZ CRUCIFIJO ROSARIO CRISTO JESUS",
    "virgen": "VIRGEN SANTA ANGEL ANGELES ALAS GUADALUPE LOURDES",
    "astro": "SOL LUNA ESTRELLA ESTRELLAS PLANETA",
    "mapuche": "KULTRUN CULTRUN MAPUCHE MACHI GUEMIL WENUFOYE",
    "futbol": "COLOCOLO CACIQUE ALBO CHUNCHO CRUZADOS ESCUDO CLUB EQUIPO HINCHA BARRA",
    "arma": "PISTOLA CUCHILLO PUNAL ESPADA DAGA REVOLVER KATANA",
    "tribal": "TRIBAL MAORI GEOMETRICO MANDALA LINEAS FIGURAS",
    "corona": "CORONA DIADEMA REINA REY",
    "infinito": "INFINITO",
    "retrato": "RETRATO ROSTRO MUJER NINA NINO GUAGUA CARA",
    "letras": "LETRAS LETRA INICIALES INICIAL NOMBRE NOMBRES FRASE LEYENDA FECHA NUMERO NUMEROS",
    "musica": "NOTA NOTAS MUSICA MUSICAL CLAVE GUITARRA",
    "apendice": "APENDICE APENDICITIS APENDICECTOMIA",
    "cesarea": "CESAREA",
    "rodilla_operada": "MENISCO LIGAMENTO",
    "cadera": "CADERA FEMUR",
    "dental": "DENTAL DIENTE DIENTES CORONA PUENTE PLACA FRENILLOS",
}
_LADOS: Final = {
    Lado.IZQUIERDO: "IZQUIERDO IZQUIERDA IZQ IZQDO IZQDA",
    Lado.DERECHO: "DERECHO DERECHA DER DCHO DCHA",
}
_SIN_VALOR: Final = frozenset(
    """CON SIN UN UNA UNOS UNAS EN QUE DICE PARTE ZONA LADO SOBRE ALTURA CERCA GRANDE CHICO CHICA
    PEQUENO PEQUENA NEGRO NEGRA COLOR COLORES ANTIGUO ANTIGUA""".split()  # noqa: SIM905 - se lee mejor
)


def _invertir(tabla: Mapping[Clave, str]) -> dict[str, Clave]:
    """Pasa de concepto→palabras a palabra→concepto."""
    return {palabra: clave for clave, palabras in tabla.items() for palabra in palabras.split()}


_TIPO_DE: Final = _invertir(SINONIMOS_DE_TIPO)
_ZONA_DE: Final = _invertir(SINONIMOS_DE_ZONA)
_LADO_DE: Final = _invertir(_LADOS)
_MOTIVOS_DE: Final = {
    palabra: frozenset(m for m, lista in SINONIMOS_DE_MOTIVO.items() if palabra in lista.split())
    for palabra in " ".join(SINONIMOS_DE_MOTIVO.values()).split()
}
_VECINAS: Final = frozenset(frozenset(par) for par in ZONAS_VECINAS)


def leer_sena(sena: Sena) -> SenaLeida:
    """Interpreta una seña escrita a mano. Nunca falla: lo que no se reconoce queda sin saber."""
    del_texto = separar_palabras(sena.texto)
    de_la_zona = separar_palabras(sena.zona)
    todas = (*de_la_zona, *del_texto)
    conocidas = _SIN_VALOR | _TIPO_DE.keys() | _ZONA_DE.keys() | _LADO_DE.keys()
    return SenaLeida(
        _leer_tipo(sena.tipo, del_texto),
        next((_ZONA_DE[palabra] for palabra in todas if palabra in _ZONA_DE), ""),
        next((_LADO_DE[palabra] for palabra in todas if palabra in _LADO_DE), None),
        frozenset().union(*(_MOTIVOS_DE.get(palabra, ()) for palabra in del_texto)),
        frozenset(del_texto) - conocidas - _MOTIVOS_DE.keys(),
    )


def son_vecinas(una: str, otra: str) -> bool:
    """Dice si dos zonas distintas se tocan: lo que uno llama brazo otro lo llama hombro."""
    return frozenset((una, otra)) in _VECINAS


def _leer_tipo(tipo: str, texto: tuple[str, ...]) -> TipoSena:
    """El tipo declarado; si dice «otro», el que el texto nombre."""
    declarado = _TIPO_DE.get(plegar(tipo).strip(), TipoSena.OTRO)
    if declarado is not TipoSena.OTRO:
        return declarado
    return next((_TIPO_DE[palabra] for palabra in texto if palabra in _TIPO_DE), TipoSena.OTRO)
