"""Compara dos RUN con el modelo de error de quien los teclea."""

from typing import Final

from matching.perfil import Perfil
from matching.rol_unico import EstadoRun, distancia

FALTA: Final = 0
EXACTO: Final = 1
EXACTO_DV_MALO: Final = 2
VECINO_DV_MALO: Final = 3
VECINO_SIN_DV: Final = 4
VECINO_VALIDO: Final = 5
LEJANO_DV_MALO: Final = 6
DISTINTO: Final = 7
NIVELES: Final = (
    "falta",
    "exacto",
    "exacto_dv_malo",
    "vecino_dv_malo",
    "vecino_sin_dv",
    "vecino_valido",
    "lejano_dv_malo",
    "distinto",
)


def comparar_run(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel de coincidencia de dos RUN.

    Un dígito verificador malo delata un error de tecleo y vuelve creíble a un vecino; un RUN válido
    y distinto es casi siempre otra persona.
    Fundamento: técnico; el módulo 11 detecta todo error de una cifra y toda transposición vecina.
    """
    uno, otro = evento.run, buscada.run
    if not uno.cuerpo or not otro.cuerpo:
        return FALTA
    if uno.cuerpo == otro.cuerpo:
        malo = EstadoRun.DV_INVALIDO in (uno.estado, otro.estado)
        return EXACTO_DV_MALO if malo else EXACTO
    if otro.cuerpo == uno.otra_lectura or uno.cuerpo == otro.otra_lectura:
        return EXACTO
    errores = distancia(evento.texto_run, buscada.texto_run)
    malo = EstadoRun.DV_INVALIDO in (uno.estado, otro.estado)
    if errores == 1:
        if malo:
            return VECINO_DV_MALO
        sin_dv = EstadoRun.SIN_DV in (uno.estado, otro.estado)
        return VECINO_SIN_DV if sin_dv else VECINO_VALIDO
    return LEJANO_DV_MALO if malo and errores == 2 else DISTINTO  # noqa: PLR2004 - dos errores
