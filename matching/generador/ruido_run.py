"""Tratamientos del RUN: cómo se omite, se teclea mal, se lee mal o se toma de otra persona."""

from random import Random
from typing import Final

from matching.generador.borrador import Borrador
from matching.generador.sorteo import elegir
from matching.rol_unico import digito_verificador

RELLENOS: Final = (("11111111", "1"), ("99999999", "9"), ("1", "9"), ("0", "0"))
LETRAS_POR_CIFRAS: Final = {"0": "O", "1": "l", "5": "S", "8": "B"}
CIFRAS_PARECIDAS: Final = {"0": "6", "1": "7", "3": "8", "5": "6", "6": "8", "7": "1", "8": "3"}
TECLADO_NUMERICO: Final = {
    "0": "12", "1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359", "7": "48",
    "8": "579", "9": "68",
}  # fmt: skip
CUERPO_MINIMO: Final = 5


def quitar_run(borrador: Borrador, _azar: Random) -> bool:
    """Nadie preguntó el RUN o la persona no lo dijo."""
    tenia = bool(borrador.cuerpo)
    borrador.cuerpo = borrador.dv = ""
    return tenia


def rellenar_run(borrador: Borrador, azar: Random) -> bool:
    """El formulario exigía un RUN y se escribió uno de relleno."""
    borrador.cuerpo, borrador.dv = elegir(azar, RELLENOS)
    borrador.run_alterado = True
    return True


def poner_run_de_la_madre(borrador: Borrador, _azar: Random) -> bool:
    """Al niño pequeño se lo anota con el RUN de quien lo lleva."""
    madre = borrador.persona.run_madre
    if madre is None:
        return False
    borrador.cuerpo, borrador.dv = str(madre), digito_verificador(madre)
    return True


def poner_documento_en_run(borrador: Borrador, _azar: Random) -> bool:
    """El pasaporte o la cédula extranjera van en el campo del RUN."""
    if borrador.persona.documento is None:
        return False
    borrador.cuerpo, borrador.dv = borrador.persona.documento.valor, ""
    return True


def cambiar_digito(borrador: Borrador, azar: Random) -> bool:
    """Una tecla vecina del teclado numérico en lugar de un dígito."""
    if not es_alterable(borrador):
        return False
    lugar = azar.randrange(len(borrador.cuerpo))
    nuevo = elegir(azar, TECLADO_NUMERICO[borrador.cuerpo[lugar]])
    return poner_cuerpo(borrador, borrador.cuerpo[:lugar] + nuevo + borrador.cuerpo[lugar + 1 :])


def transponer_digitos(borrador: Borrador, azar: Random) -> bool:
    """Dos dígitos contiguos invertidos."""
    if not es_alterable(borrador):
        return False
    cuerpo = borrador.cuerpo
    lugar = azar.randrange(len(cuerpo) - 1)
    return poner_cuerpo(
        borrador, cuerpo[:lugar] + cuerpo[lugar + 1] + cuerpo[lugar] + cuerpo[lugar + 2 :]
    )


def omitir_digito(borrador: Borrador, azar: Random) -> bool:
    """Un dígito que no se escribió."""
    if not es_alterable(borrador):
        return False
    lugar = azar.randrange(len(borrador.cuerpo))
    return poner_cuerpo(borrador, borrador.cuerpo[:lugar] + borrador.cuerpo[lugar + 1 :])


def agregar_digito(borrador: Borrador, azar: Random) -> bool:
    """Una tecla que se pulsó dos veces."""
    if not es_alterable(borrador):
        return False
    lugar = azar.randrange(len(borrador.cuerpo))
    return poner_cuerpo(borrador, borrador.cuerpo[: lugar + 1] + borrador.cuerpo[lugar:])


def leer_mal_digito(borrador: Borrador, azar: Random) -> bool:
    """El lector óptico confunde una cifra con una letra o con otra cifra parecida."""
    if not es_alterable(borrador):
        return False
    confusiones = elegir(azar, (LETRAS_POR_CIFRAS, CIFRAS_PARECIDAS))
    lugares = [lugar for lugar, cifra in enumerate(borrador.cuerpo) if cifra in confusiones]
    if not lugares:
        return False
    lugar = elegir(azar, lugares)
    nuevo = confusiones[borrador.cuerpo[lugar]]
    return poner_cuerpo(borrador, borrador.cuerpo[:lugar] + nuevo + borrador.cuerpo[lugar + 1 :])


def recalcular_dv(borrador: Borrador, _azar: Random) -> bool:
    """El sistema completa el dígito verificador del cuerpo ya equivocado, que así parece bueno."""
    if not borrador.run_alterado or not borrador.cuerpo.isdecimal():
        return False
    borrador.dv = digito_verificador(int(borrador.cuerpo))
    return True


def equivocar_dv(borrador: Borrador, azar: Random) -> bool:
    """El cuerpo está bien y el dígito verificador no."""
    if not borrador.dv:
        return False
    borrador.dv = elegir(azar, [dv for dv in "0123456789K" if dv != borrador.dv])
    return True


def quitar_dv(borrador: Borrador, _azar: Random) -> bool:
    """Se anotó solo el cuerpo."""
    tenia = bool(borrador.dv)
    borrador.dv = ""
    return tenia


def es_alterable(borrador: Borrador) -> bool:
    """Hay un cuerpo de cifras al que le cabe un error y que todavía no lo tiene."""
    cuerpo = borrador.cuerpo
    return len(cuerpo) > CUERPO_MINIMO and cuerpo.isdecimal() and not borrador.run_alterado


def poner_cuerpo(borrador: Borrador, cuerpo: str) -> bool:
    """Escribe el cuerpo; dice si de verdad cambió."""
    if cuerpo == borrador.cuerpo:
        return False
    borrador.cuerpo, borrador.run_alterado = cuerpo, True
    return True
