"""Tratamientos de la estructura del nombre: qué partes se dicen, en qué orden y en qué campo."""

from random import Random
from typing import Final

from matching.generador.borrador import Borrador
from matching.generador.convenciones import APELLIDOS_CHILENOS
from matching.generador.nombres import APODOS
from matching.generador.sorteo import elegir
from matching.tipos import Sexo

EDAD_DE_CASADA: Final = 28
RELLENOS: Final = ("NN", "Desconocido", "Sin información", "XX", "No refiere")
ANCHO_NOMBRES: Final = (10, 15)
ANCHO_APELLIDO: Final = (6, 8, 10)


def usar_apellido_de_casada(borrador: Borrador, azar: Random) -> bool:
    """El materno cede el lugar a «de» y el apellido del marido."""
    persona = borrador.persona
    if persona.sexo is not Sexo.F or persona.edad < EDAD_DE_CASADA:
        return False
    borrador.materno = f"de {APELLIDOS_CHILENOS.sacar(azar)}"
    return True


def quitar_materno(borrador: Borrador, _azar: Random) -> bool:
    """Solo se anota un apellido."""
    tenia = bool(borrador.materno)
    borrador.materno = ""
    return tenia


def invertir_apellidos(borrador: Borrador, _azar: Random) -> bool:
    """El materno va primero."""
    if not borrador.materno or borrador.materno == borrador.paterno:
        return False
    borrador.paterno, borrador.materno = borrador.materno, borrador.paterno
    return True


def usar_nombre_social(borrador: Borrador, _azar: Random) -> bool:
    """Da el nombre con que vive; el registral no aparece."""
    if not borrador.nombre_social:
        return False
    borrador.nombres = [borrador.nombre_social]
    return True


def callar_nombre_social(borrador: Borrador, _azar: Random) -> bool:
    """El registro no tiene dónde anotar el nombre social."""
    tenia = bool(borrador.nombre_social)
    borrador.nombre_social = ""
    return tenia


def anteponer_segundo_nombre(borrador: Borrador, _azar: Random) -> bool:
    """Se presenta con su segundo nombre."""
    if len(borrador.nombres) <= 1:
        return False
    borrador.nombres = borrador.nombres[1:]
    return True


def dejar_primer_nombre(borrador: Borrador, _azar: Random) -> bool:
    """Da solo el primer nombre."""
    if len(borrador.nombres) <= 1:
        return False
    del borrador.nombres[1:]
    return True


def usar_apodo(borrador: Borrador, azar: Random) -> bool:
    """Da el sobrenombre familiar de su primer nombre."""
    apodos = APODOS.get(borrador.nombres[0])
    if apodos is None:
        return False
    borrador.nombres[0] = elegir(azar, apodos)
    return True


def abreviar_segundo_nombre(borrador: Borrador, _azar: Random) -> bool:
    """El segundo nombre queda en su inicial."""
    if len(borrador.nombres) <= 1:
        return False
    borrador.nombres[1] = f"{borrador.nombres[1][0].upper()}."
    return True


def abreviar_nombres(borrador: Borrador, _azar: Random) -> bool:
    """Todos los nombres de pila quedan en iniciales."""
    borrador.nombres = [f"{nombre[0].upper()}." for nombre in borrador.nombres]
    return True


def rellenar_nombre(borrador: Borrador, azar: Random) -> bool:
    """No se sabe el nombre y el campo lleva un relleno."""
    borrador.nombres = [elegir(azar, RELLENOS)]
    return True


def truncar_campo(borrador: Borrador, azar: Random) -> bool:
    """Un sistema antiguo corta el campo a un ancho fijo."""
    largo_previo = sum(map(len, borrador.campos_de_nombre()))
    if elegir(azar, ("nombres", "apellidos")) == "nombres":
        borrador.nombres = [" ".join(borrador.nombres)[: elegir(azar, ANCHO_NOMBRES)].rstrip()]
    else:
        ancho = elegir(azar, ANCHO_APELLIDO)
        borrador.paterno = borrador.paterno[:ancho].rstrip()
        borrador.materno = borrador.materno[:ancho].rstrip()
    return sum(map(len, borrador.campos_de_nombre())) < largo_previo


def pegar_particulas(borrador: Borrador, _azar: Random) -> bool:
    """«De la Fuente» se escribe «Delafuente»."""
    compuestos = " " in borrador.paterno or " " in borrador.materno
    borrador.paterno = borrador.paterno.replace(" ", "").capitalize()
    borrador.materno = borrador.materno.replace(" ", "").capitalize()
    return compuestos


def cruzar_campos(borrador: Borrador, _azar: Random) -> bool:
    """Los apellidos van en el campo de los nombres y los nombres en los de apellidos."""
    nombres = borrador.nombres
    apellidos = f"{borrador.paterno} {borrador.materno}".strip()
    borrador.escribir_campos_de_nombre([apellidos, nombres[0], " ".join(nombres[1:])])
    return True


def juntar_todo(borrador: Borrador, azar: Random) -> bool:
    """El nombre completo va en un solo campo, en uno de los dos órdenes usuales."""
    nombres, paterno, materno = borrador.campos_de_nombre()
    orden = elegir(azar, ((nombres, paterno, materno), (paterno, materno, nombres)))
    borrador.escribir_campos_de_nombre([" ".join(parte for parte in orden if parte), "", ""])
    return True


def juntar_apellidos(borrador: Borrador, _azar: Random) -> bool:
    """Los dos apellidos van en el campo del paterno."""
    if not borrador.materno:
        return False
    borrador.paterno, borrador.materno = f"{borrador.paterno} {borrador.materno}", ""
    return True
