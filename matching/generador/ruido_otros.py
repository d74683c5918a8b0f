"""Tratamientos de la fecha de nacimiento, el sexo, la comuna, la nacionalidad y los documentos."""

from random import Random
from typing import Final

from matching.generador.borrador import Borrador
from matching.generador.lugares import COMUNAS_CON_PESO, POR_REGION
from matching.generador.sorteo import elegir
from matching.tipos import Sexo

DIAS_SEGUROS: Final = 28
MESES: Final = 12
DESVIO_EDAD: Final = (-5, -4, -3, -3, -2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5)
DESVIO_ANIO: Final = (-10, -9, -2, -1, -1, 1, 1, 2, 9, 10)
DESVIO_UNO_DE_ENERO: Final = (-1, 0, 0, 0, 1)


def quitar_fecha(borrador: Borrador, _azar: Random) -> bool:
    """No se anotó."""
    borrador.fecha = ""
    return True


def dejar_anio(borrador: Borrador, _azar: Random) -> bool:
    """Solo el año."""
    return poner_fecha(borrador, f"{borrador.anio:04d}")


def estimar_edad(borrador: Borrador, azar: Random) -> bool:
    """La edad se calculó a ojo, y de ella el año de nacimiento."""
    return poner_fecha(borrador, f"{borrador.anio + elegir(azar, DESVIO_EDAD):04d}")


def poner_uno_de_enero(borrador: Borrador, azar: Random) -> bool:
    """El sistema exige fecha completa y se completa con el 1 de enero."""
    return poner_fecha(borrador, f"{borrador.anio + elegir(azar, DESVIO_UNO_DE_ENERO):04d}-01-01")


def invertir_dia_y_mes(borrador: Borrador, _azar: Random) -> bool:
    """El día en el lugar del mes, cuando cabe."""
    if borrador.dia > MESES or borrador.dia == borrador.mes:
        return False
    borrador.dia, borrador.mes = borrador.mes, borrador.dia
    return True


def equivocar_dia(borrador: Borrador, azar: Random) -> bool:
    """Otro día del mismo mes: el vecino, el de una decena más o menos, o cualquiera."""
    previo = borrador.dia
    nuevo = previo + elegir(azar, (-10, -1, -1, 1, 1, 10, azar.randrange(1, DIAS_SEGUROS)))
    borrador.dia = (nuevo - 1) % DIAS_SEGUROS + 1
    return borrador.dia != previo


def equivocar_mes(borrador: Borrador, azar: Random) -> bool:
    """Otro mes; el día se acorta si hace falta para que la fecha exista."""
    previo = borrador.mes
    borrador.mes = (previo - 1 + elegir(azar, (-1, 1, azar.randrange(1, MESES)))) % MESES + 1
    borrador.dia = min(borrador.dia, DIAS_SEGUROS)
    return borrador.mes != previo


def equivocar_anio(borrador: Borrador, azar: Random) -> bool:
    """Un dígito del año mal: la unidad o la decena."""
    borrador.anio += elegir(azar, DESVIO_ANIO)
    borrador.dia = min(borrador.dia, DIAS_SEGUROS)
    return True


def poner_fecha(borrador: Borrador, texto: str) -> bool:
    """Fija el texto de la fecha si ningún tratamiento lo hizo antes."""
    if borrador.fecha is not None:
        return False
    borrador.fecha = texto
    return True


def quitar_sexo(borrador: Borrador, _azar: Random) -> bool:
    """No se anotó."""
    borrador.sexo = None
    return True


def equivocar_sexo(borrador: Borrador, _azar: Random) -> bool:
    """Se marcó la otra casilla."""
    if borrador.sexo not in {Sexo.F, Sexo.M}:
        return False
    borrador.sexo = Sexo.M if borrador.sexo is Sexo.F else Sexo.F
    return True


def quitar_comuna(borrador: Borrador, _azar: Random) -> bool:
    """No se anotó."""
    borrador.comuna = ""
    return True


def poner_comuna_vecina(borrador: Borrador, azar: Random) -> bool:
    """El contacto ocurrió en otra comuna de la región."""
    return poner_comuna(borrador, elegir(azar, POR_REGION[borrador.persona.comuna.region]).nombre)


def poner_comuna_lejana(borrador: Borrador, azar: Random) -> bool:
    """El contacto ocurrió en cualquier lugar del país."""
    return poner_comuna(borrador, COMUNAS_CON_PESO.sacar(azar).nombre)


def escribir_codigo_de_comuna(borrador: Borrador, _azar: Random) -> bool:
    """La comuna de la persona va con su código en lugar de su nombre."""
    if borrador.comuna != borrador.persona.comuna.nombre:
        return False
    borrador.comuna = borrador.persona.comuna.codigo
    return True


def poner_comuna(borrador: Borrador, nombre: str) -> bool:
    """Cambia la comuna, salvo que falte; dice si es otra."""
    if not borrador.comuna or nombre == borrador.comuna:
        return False
    borrador.comuna = nombre
    return True


def quitar_nacionalidad(borrador: Borrador, _azar: Random) -> bool:
    """No se anotó."""
    borrador.nacionalidad = ""
    return True


def quitar_documentos(borrador: Borrador, _azar: Random) -> bool:
    """El documento extranjero no se anotó."""
    tenia = bool(borrador.documentos)
    borrador.documentos = ()
    return tenia
