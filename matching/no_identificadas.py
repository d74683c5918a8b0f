"""Quién podría ser una persona sin identificar, viva en un hospital o fallecida: solo para revisar.

Compara lo que se ve de un cuerpo (edad, estatura, sexo, señas) y dónde y cuándo apareció con lo que
se sabe de cada persona buscada. Cada dato aporta bits: cuánto más probable es verlo si es ella que
si es cualquiera. Lo que falta no aporta ni quita. Aquí nada enlaza: ordena para que un perito mire.

Fundamento: técnico (diseño §5); identifican la huella, el ADN o la dentadura, nunca un puntaje.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import asin, cos, exp, log2, radians, sin, sqrt
from typing import Final

from matching.comunas import Comuna, buscar_comuna
from matching.senas import Sena, SenaLeida, TipoSena, leer_sena, son_vecinas
from matching.tipos import Aporte, Decision, Sexo

DIAS_DEL_ANIO: Final = 365.25
RADIO_TERRESTRE_KM: Final = 6371.0

# Error de quien estima: edad a ojo, estatura de la denuncia; y cuánto varía la población.
ERROR_EDAD_ANIOS: Final = 3.0
ANCHO_EDAD_POBLACION_ANIOS: Final = 80.0
ERROR_ESTATURA_CM: Final = 3.0
ANCHO_ESTATURA_POBLACION_CM: Final = 35.0
BITS_MINIMOS_INTERVALO: Final = -8.0

BITS_MISMO_SEXO: Final = 1.0
BITS_OTRO_SEXO: Final = -6.0
BITS_ANTES_DE_DESAPARECER: Final = -8.0
DIAS_DE_HOLGURA: Final = 2
# (hasta cuántos días después de desaparecer, bits)
ESCALA_DE_DIAS: Final = ((7, 3.0), (30, 2.0), (180, 1.0), (730, 0.0), (3650, -1.0))
BITS_DESPUES_DE_LA_ESCALA: Final = -2.0
# (hasta cuántos kilómetros, bits)
ESCALA_DE_KM: Final = ((15.0, 2.5), (50.0, 1.5), (150.0, 0.5), (500.0, -0.5))
BITS_MAS_LEJOS: Final = -1.5

BITS_SENA: Final = {"tipo": 0.5, "zona": 2.0, "zona_vecina": 1.0, "lado": 1.0, "motivo": 2.5}
BITS_POR_PALABRA: Final = 3.0
PALABRAS_QUE_CUENTAN: Final = 2
BITS_OTRO_LADO: Final = -1.5
BITS_OTRA_ZONA: Final = -1.5
BITS_OTRO_MOTIVO: Final = -1.0
BITS_MAXIMOS_SENAS: Final = 16.0

BITS_MINIMOS: Final = 0.0
MAXIMO_CANDIDATAS: Final = 50


@dataclass(frozen=True, slots=True)
class Intervalo:
    """Entre qué valores está algo que se estima; ambos extremos incluidos.

    Raises:
        ValueError: el comienzo pasa del fin.
    """

    desde: float
    hasta: float

    def __post_init__(self) -> None:
        if self.desde > self.hasta:
            raise ValueError("el intervalo termina antes de empezar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hallada:
    """Una persona sin identificar. `desde` y `hasta` acotan cuándo llegó o cuándo murió."""

    edad_anios: Intervalo | None = None
    estatura_cm: Intervalo | None = None
    sexo: Sexo | None = None
    senas: tuple[Sena, ...] = ()
    comuna: str = ""
    desde: date | None = None
    hasta: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buscada:
    """Lo que se sabe de una persona buscada que sirve para reconocerla sin su nombre."""

    caso_id: str
    nacimiento: date | None = None
    estatura_cm: Intervalo | None = None
    sexo: Sexo | None = None
    senas: tuple[Sena, ...] = ()
    comuna: str = ""
    desaparecida: date | None = None


@dataclass(frozen=True, slots=True)
class Posible:
    """Una persona buscada que podría ser la hallada; siempre en revisión, nunca enlace."""

    caso_id: str
    puntaje_bits: float
    explicacion: tuple[Aporte, ...]
    decision: Decision = Decision.REVISION


def ordenar_posibles(hallada: Hallada, buscadas: Iterable[Buscada]) -> tuple[Posible, ...]:
    """Ordena a las buscadas que podrían ser la hallada, de la más a la menos probable.

    Deja fuera a las que tienen más en contra que a favor y a las que no comparten ningún dato; los
    empates se deshacen por el identificador del caso. A lo más `MAXIMO_CANDIDATAS`.
    Fundamento: técnico (diseño §5).
    """
    senas = [leer_sena(sena) for sena in hallada.senas]
    posibles = []
    for buscada in buscadas:
        aportes = tuple(a for a in _comparar(hallada, senas, buscada) if a is not None)
        bits = sum(aporte.bits for aporte in aportes)
        if aportes and bits > BITS_MINIMOS:
            posibles.append(Posible(buscada.caso_id, bits, aportes))
    posibles.sort(key=lambda posible: (-posible.puntaje_bits, posible.caso_id))
    return tuple(posibles[:MAXIMO_CANDIDATAS])


def _comparar(
    hallada: Hallada, senas: list[SenaLeida], buscada: Buscada
) -> tuple[Aporte | None, ...]:
    return (
        _comparar_senas(senas, [leer_sena(sena) for sena in buscada.senas]),
        _comparar_edad(hallada, buscada),
        _comparar_estatura(hallada.estatura_cm, buscada.estatura_cm),
        _comparar_sexo(hallada.sexo, buscada.sexo),
        _comparar_tiempo(hallada, buscada.desaparecida),
        _comparar_lugar(buscar_comuna(hallada.comuna), buscar_comuna(buscada.comuna)),
    )


def _comparar_edad(hallada: Hallada, buscada: Buscada) -> Aporte | None:
    """Compara la edad estimada con la que la buscada tenía en la fecha del hallazgo."""
    cuando = hallada.hasta or hallada.desde
    if hallada.edad_anios is None or buscada.nacimiento is None or cuando is None:
        return None
    edad = (cuando - buscada.nacimiento).days / DIAS_DEL_ANIO
    bits = _bits_de_intervalos(
        hallada.edad_anios, Intervalo(edad, edad), ERROR_EDAD_ANIOS, ANCHO_EDAD_POBLACION_ANIOS
    )
    texto = (
        f"La edad estimada va de {_rango(hallada.edad_anios)} años; la buscada tendría {edad:.0f}"
    )
    return Aporte("edad", _nivel(bits), bits, texto)


def _comparar_estatura(hallada: Intervalo | None, buscada: Intervalo | None) -> Aporte | None:
    if hallada is None or buscada is None:
        return None
    bits = _bits_de_intervalos(hallada, buscada, ERROR_ESTATURA_CM, ANCHO_ESTATURA_POBLACION_CM)
    texto = f"La estatura va de {_rango(hallada)} cm; la de la buscada, de {_rango(buscada)} cm"
    return Aporte("estatura", _nivel(bits), bits, texto)


def _bits_de_intervalos(uno: Intervalo, otro: Intervalo, error: float, poblacion: float) -> float:
    """Bits de que un valor de un intervalo caiga en el otro, frente a uno cualquiera.

    Fuera del intervalo la probabilidad cae como el error de quien estima.
    """
    separacion = max(0.0, uno.desde - otro.hasta, otro.desde - uno.hasta)
    ancho = max(uno.hasta - uno.desde, otro.hasta - otro.desde) + 2 * error
    alcance = exp(-((separacion / error) ** 2) / 2)
    azar = min(1.0, ancho / poblacion)
    return max(BITS_MINIMOS_INTERVALO, log2(max(alcance, 1e-9) / azar))


def _comparar_sexo(hallada: Sexo | None, buscada: Sexo | None) -> Aporte | None:
    if hallada is None or buscada is None or Sexo.X in (hallada, buscada):
        return None
    if hallada is buscada:
        return Aporte("sexo", "coincide", BITS_MISMO_SEXO, "El sexo es el mismo")
    return Aporte("sexo", "contradice", BITS_OTRO_SEXO, "El sexo es otro")


def _comparar_tiempo(hallada: Hallada, desaparecida: date | None) -> Aporte | None:
    """Cuánto después de desaparecer apareció; antes, con holgura, es casi imposible."""
    desde, hasta = hallada.desde or hallada.hasta, hallada.hasta or hallada.desde
    if desde is None or hasta is None or desaparecida is None:
        return None
    if (desaparecida - hasta).days > DIAS_DE_HOLGURA:
        texto = "Apareció antes de que la buscada desapareciera"
        return Aporte("fecha", "contradice", BITS_ANTES_DE_DESAPARECER, texto)
    dias = max(0, (desde - desaparecida).days)
    bits = next((b for tope, b in ESCALA_DE_DIAS if dias <= tope), BITS_DESPUES_DE_LA_ESCALA)
    cuando = "el mismo día" if dias == 0 else f"{dias} días después"
    return Aporte("fecha", _nivel(bits), bits, f"Pudo aparecer {cuando} de la desaparición")


def _comparar_lugar(hallada: Comuna | None, buscada: Comuna | None) -> Aporte | None:
    if hallada is None or buscada is None:
        return None
    km = medir_distancia_km(hallada, buscada)
    bits = next((b for tope, b in ESCALA_DE_KM if km <= tope), BITS_MAS_LEJOS)
    texto = f"{hallada.nombre} está a unos {km:.0f} km de {buscada.nombre}"
    return Aporte("lugar", _nivel(bits), bits, texto)


def medir_distancia_km(una: Comuna, otra: Comuna) -> float:
    """La distancia en línea recta entre los centros poblados de dos comunas, en kilómetros."""
    latitud, otra_latitud = radians(una.latitud), radians(otra.latitud)
    media_latitud = (otra_latitud - latitud) / 2
    media_longitud = radians(otra.longitud - una.longitud) / 2
    cuerda = sin(media_latitud) ** 2 + cos(latitud) * cos(otra_latitud) * sin(media_longitud) ** 2
    return 2 * RADIO_TERRESTRE_KM * asin(min(1.0, sqrt(cuerda)))


def _comparar_senas(halladas: list[SenaLeida], buscadas: list[SenaLeida]) -> Aporte | None:
    """Suma, para cada seña de la hallada, la de la buscada que mejor calza.

    Que falte una seña no contradice: quien denuncia no las sabe todas.
    """
    if not halladas or not buscadas:
        return None
    libres = list(buscadas)
    bits, calzan = 0.0, 0
    for sena in halladas:
        mejor = max(libres, key=lambda otra: _bits_de_sena(sena, otra), default=None)
        if mejor is not None and _bits_de_sena(sena, mejor) > 0:
            bits += _bits_de_sena(sena, mejor)
            calzan += 1
            libres.remove(mejor)
    texto = f"Calzan {calzan} de {len(halladas)} señas" if calzan else "Ninguna seña calza"
    return Aporte("senas", _nivel(bits), min(BITS_MAXIMOS_SENAS, bits), texto)


def _bits_de_sena(una: SenaLeida, otra: SenaLeida) -> float:
    """Cuánto dice que dos señas se parezcan; de tipos distintos no dicen nada."""
    if una.tipo is not otra.tipo or una.tipo is TipoSena.OTRO:
        return 0.0
    palabras = min(PALABRAS_QUE_CUENTAN, len(una.palabras & otra.palabras))
    return (
        BITS_SENA["tipo"]
        + _bits_de_zona(una.zona, otra.zona)
        + _bits_si(una.lado, otra.lado, igual=BITS_SENA["lado"], distinto=BITS_OTRO_LADO)
        + _bits_de_motivo(una.motivos, otra.motivos)
        + BITS_POR_PALABRA * palabras
    )


def _bits_de_zona(una: str, otra: str) -> float:
    if una and otra and son_vecinas(una, otra):
        return BITS_SENA["zona_vecina"]
    return _bits_si(una, otra, igual=BITS_SENA["zona"], distinto=BITS_OTRA_ZONA)


def _bits_de_motivo(unos: frozenset[str], otros: frozenset[str]) -> float:
    if not unos or not otros:
        return 0.0
    return BITS_OTRO_MOTIVO if unos.isdisjoint(otros) else BITS_SENA["motivo"]


def _bits_si(uno: str | None, otro: str | None, *, igual: float, distinto: float) -> float:
    if not uno or not otro:
        return 0.0
    return igual if uno == otro else distinto


def _nivel(bits: float) -> str:
    if bits > 0:
        return "coincide"
    return "contradice" if bits < 0 else "neutro"


def _rango(intervalo: Intervalo) -> str:
    if intervalo.desde == intervalo.hasta:
        return f"{intervalo.desde:.0f}"
    return f"{intervalo.desde:.0f} a {intervalo.hasta:.0f}"
