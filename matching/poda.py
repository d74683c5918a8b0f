"""Qué pares no vale la pena comparar aunque compartan una clave de nombre o de fecha.

Cada regla mira solo el par, nunca la lista ni a los competidores: un par podado lo es siempre,
llegue antes el caso o el evento (INV-1). Los que comparten RUN o documento no pasan por aquí.

Las palabras en común tienen que sumar una rareza, en bits, que depende de cuánto dice la fecha y
que sube si el sexo o la región no coinciden.

De los pares que se podan, menos de uno en mil llegaría a revisión.

Fundamento: técnico (ADR-0012).
"""

from functools import lru_cache
from typing import Final

from matching.comparadores import fecha
from matching.comparadores.fecha import (
    TOLERANCIA_SOLO_ANIO,
    comparar_dias,
    comparar_fechas,
)
from matching.filas import (
    DESPLAZAR_REGION,
    MARCAS_POR_FILA,
    Filas,
    codificar_iniciales,
    codificar_sexo_y_region,
)
from matching.perfil import Perfil
from matching.rol_unico import distancia

NUNCA: Final = 1000.0
EXIGENCIA: Final = {
    fecha.FALTA: 12.0,
    fecha.EXACTA: 4.0,
    fecha.DIA_MES_INVERTIDO: 5.0,
    fecha.UN_COMPONENTE: 8.0,
    fecha.MISMO_DIA_OTRO_ANIO: 8.0,
    fecha.MISMO_ANIO: NUNCA,
    fecha.UNO_DE_ENERO: 8.0,
    fecha.SOLO_ANIO_IGUAL: 9.0,
    fecha.SOLO_ANIO_A_UNO: 9.0,
    fecha.SOLO_ANIO_CERCANO: 9.0,
    fecha.DISTINTA: NUNCA,
}
RECARGO_SEXO: Final = 4.0
RECARGO_REGION: Final = 3.0
"""La región es otra, o no se sabe."""
RECARGO_SIN_FECHA: Final = 9.0
"""Si falta una fecha, lo que se exige de más por otro sexo u otra región conocida."""
PALABRAS_DE_UN_PAR: Final = 2
DESCUENTO_POR_PALABRA: Final = 6.0
"""Cuánto menos se exige por cada palabra en común después de la segunda."""
INICIALES_COMUNES: Final = 2
DIAS_DEL_ANIO: Final = 1232
"""Los días se escriben mes·100+día."""
SIN_DIA: Final = (0, fecha.PRIMERO_DE_ENERO)
"""Los días que se escriben cuando solo se sabe el año."""

_FECHAS_FIRMES: Final = frozenset({fecha.EXACTA, fecha.DIA_MES_INVERTIDO, fecha.UN_COMPONENTE})
_FECHAS_QUE_BASTAN: Final = frozenset({fecha.EXACTA, fecha.DIA_MES_INVERTIDO})

_RASGOS: Final = 1 << 8
_SEXO: Final = (1 << DESPLAZAR_REGION) - 1
_OPUESTOS: Final = {1, 2}


def podar(evento: Perfil, filas: Filas, candidatas: list[int]) -> list[int]:
    """Deja las filas, sin repetir, que por su nombre y su fecha pueden llegar a revisión."""
    posibles = dict.fromkeys(_descartar_por_fecha(evento, filas, candidatas))
    if not posibles:
        return []
    anio, mes_dia = evento.anio, evento.mes_dia
    anios, meses_dias, marcas = filas.anios, filas.meses_dias, filas.marcas
    bits = {palabra.marca: palabra.bits_sonido for palabra in evento.palabras}
    compartidas_con = evento.marcas.intersection
    con_fecha, sin_fecha = _recargos(codificar_sexo_y_region(evento))
    quedan = []
    for fila in posibles:
        nivel = comparar_dias(anio, mes_dia, anios[fila], meses_dias[fila])
        comienzo = fila * MARCAS_POR_FILA
        comunes = compartidas_con(marcas[comienzo : comienzo + MARCAS_POR_FILA])
        suma = 0.0
        for marca in comunes:
            suma += bits[marca]
        if len(comunes) > PALABRAS_DE_UN_PAR:
            suma += DESCUENTO_POR_PALABRA * (len(comunes) - PALABRAS_DE_UN_PAR)
        recargos = con_fecha if nivel else sin_fecha
        if suma >= EXIGENCIA[nivel] + recargos[filas.sexos_regiones[fila]] or (
            nivel in _FECHAS_QUE_BASTAN and _pueden_ser_erratas(evento, filas, fila, suma)
        ):
            quedan.append(fila)
    return quedan


def _descartar_por_fecha(evento: Perfil, filas: Filas, candidatas: list[int]) -> list[int]:
    """Lo que más descarta y menos cuesta: fechas que se contradicen."""
    anio, anios, meses_dias = evento.anio, filas.anios, filas.meses_dias
    if not anio:
        return candidatas
    if evento.mes_dia in SIN_DIA:
        desde, hasta = anio - TOLERANCIA_SOLO_ANIO, anio + TOLERANCIA_SOLO_ANIO
        return [f for f in candidatas if desde <= anios[f] <= hasta or not anios[f]]
    mismo_anio, otro_anio = _dias_posibles(evento.mes_dia)
    return [f for f in candidatas if (mismo_anio if anios[f] == anio else otro_anio)[meses_dias[f]]]


@lru_cache(maxsize=DIAS_DEL_ANIO)
def _dias_posibles(dia: int) -> tuple[bytes, bytes]:
    """Qué día de la otra parte no contradice a este, en el mismo año y en alguno distinto."""
    mismo_anio, otro_anio = bytearray(DIAS_DEL_ANIO), bytearray(DIAS_DEL_ANIO)
    for otro in (*SIN_DIA, dia):
        otro_anio[otro] = 1
    for otro in range(DIAS_DEL_ANIO):
        mismo_anio[otro] = EXIGENCIA[comparar_dias(1, dia, 1, otro)] < NUNCA
    return bytes(mismo_anio), bytes(otro_anio)


def merece_comparacion(evento: Perfil, buscada: Perfil) -> bool:
    """Con la fecha dudosa, dos RUN que no son vecinos son de dos personas."""
    if not (evento.texto_run and buscada.texto_run):
        return True
    nivel = comparar_fechas(evento, buscada)
    return nivel in _FECHAS_FIRMES or distancia(evento.texto_run, buscada.texto_run) <= 1


def _pueden_ser_erratas(evento: Perfil, filas: Filas, fila: int, suma: float) -> bool:
    """Con la misma fecha, basta que las palabras empiecen igual: una errata cambia el sonido.

    Sin RUN y con un solo apellido puede no quedar ni una palabra intacta.
    """
    comunes = (codificar_iniciales(evento) & filas.iniciales[fila]).bit_count()
    if comunes < INICIALES_COMUNES:
        return False
    un_apellido = evento.escrita.paterno is None or evento.escrita.materno is None
    return comunes > INICIALES_COMUNES or suma > 0 or (un_apellido and not evento.texto_run)


@lru_cache(maxsize=_RASGOS)
def _recargos(uno: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Cuánto se exige de más según el sexo y la región de la otra parte, con fechas y sin alguna.

    Con dos palabras en común y sin fecha, otro sexo u otra región conocida no llega a revisión.
    """
    con_fecha, sin_fecha = [], []
    for otro in range(_RASGOS):
        otro_sexo = {uno & _SEXO, otro & _SEXO} == _OPUESTOS
        regiones = uno >> DESPLAZAR_REGION, otro >> DESPLAZAR_REGION
        misma_region = regiones[0] == regiones[1] > 0
        otra_region = RECARGO_SIN_FECHA if all(regiones) else RECARGO_REGION
        con_fecha.append(RECARGO_SEXO * otro_sexo + RECARGO_REGION * (not misma_region))
        sin_fecha.append(RECARGO_SIN_FECHA * otro_sexo + otra_region * (not misma_region))
    return tuple(con_fecha), tuple(sin_fecha)
