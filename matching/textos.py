"""Las frases de la explicación, en castellano llano, con los valores comparados."""

from collections.abc import Sequence
from typing import Final

from matching.citas import citar
from matching.comparadores import fecha, nombres, otros, palabras, run
from matching.comunas import POR_CODIGO
from matching.normalizacion import separar_palabras
from matching.patron import Patron
from matching.perfil import Disposicion, Palabra, Perfil
from matching.rol_unico import formatear

PREVIO: Final = "Punto de partida: lo que vale compartir una clave de búsqueda antes de comparar"
RUN_PRESTADO: Final = (
    "El RUN es el de la persona buscada, pero quien lo usó parece ser otra persona"
)
SIN_DATO: Final = "sin dato"
NIVELES_IGUALES: Final = frozenset({"exacto", "exacta", "igual"})

_SEXOS: Final = {"F": "femenino", "M": "masculino", "X": "no binario"}
_COINCIDEN: Final = {
    "run": "el RUN",
    "documento": "un documento",
    "apellido_paterno": "el apellido paterno",
    "apellido_materno": "el apellido materno",
    "primer_nombre": "el primer nombre",
    "segundo_nombre": "el segundo nombre",
    "fecha_nacimiento": "la fecha de nacimiento",
    "sexo": "el sexo",
    "comuna": "la comuna",
    "nacionalidad": "la nacionalidad",
}
_APELLIDOS: Final = ("apellido_paterno", "apellido_materno")

_NOTA_DE_ORDEN: Final = ("", ", con los apellidos invertidos", ", con los campos cambiados")
_NOTA_DE_PARTIDO: Final = ", escrito en el mismo campo que el anterior"

_RUN: Final = {
    "exacto": "El RUN {evento} es el mismo",
    "exacto_dv_malo": "El RUN {evento} tiene el mismo número que {buscada}, con el dígito "
    "verificador equivocado",
    "vecino_dv_malo": "El RUN {evento} difiere en un error de tecleo de {buscada} y su dígito "
    "verificador lo delata",
    "vecino_sin_dv": "El RUN {evento}, sin dígito verificador, difiere en una cifra de {buscada}",
    "vecino_valido": "El RUN {evento} difiere en una cifra de {buscada}, pero es válido: puede "
    "ser de otra persona",
    "lejano_dv_malo": "El RUN {evento} difiere en dos cifras de {buscada} y está mal escrito",
    "distinto": "El RUN {evento} no es {buscada}",
}
_PALABRA: Final = {
    "exacto": "{campo} «{evento}» es el mismo",
    "fonetico": "{campo} «{evento}» suena igual que «{buscada}»",
    "cercano": "{campo} «{evento}» difiere en una letra o poco más de «{buscada}»",
    "parecido": "{campo} «{evento}» se parece a «{buscada}»",
    "distinto": "{campo} «{evento}» no es «{buscada}»",
    "apodo": "{campo} «{evento}» es apodo o abreviatura de «{buscada}», o al revés",
    "ninguno": "Ninguna de las dos partes lleva segundo apellido",
    "inicial": "{campo} «{evento}» tiene la misma inicial que «{buscada}»",
    "segundo_como_primero": "El nombre «{evento}» es otro de los nombres de pila, en vez de "
    "«{buscada}»",
}
_FECHA: Final = {
    "exacta": "La fecha de nacimiento {evento} es la misma",
    "dia_mes_invertido": "La fecha de nacimiento {evento} tiene día y mes invertidos respecto de "
    "{buscada}",
    "un_componente": "La fecha de nacimiento {evento} difiere solo en el día o el mes de {buscada}",
    "mismo_dia_otro_anio": "La fecha de nacimiento {evento} difiere solo en el año de {buscada}",
    "mismo_anio": "La fecha de nacimiento {evento} coincide solo en el año con {buscada}",
    "uno_de_enero": "La fecha de nacimiento {evento} parece de relleno frente a {buscada}",
    "solo_anio_igual": "Del nacimiento solo se conoce el año, {evento}, y coincide con {buscada}",
    "solo_anio_a_uno": "Del nacimiento solo se conoce el año, {evento}, a uno de {buscada}",
    "solo_anio_cercano": "Del nacimiento solo se conoce el año, {evento}, a pocos de {buscada}",
    "distinta": "La fecha de nacimiento {evento} no es {buscada}",
}
_SEXO: Final = {
    "igual": "El sexo {evento} es el mismo",
    "distinto": "El sexo {evento} no es {buscada}",
}
_COMUNA: Final = {
    "igual": "La comuna {evento} es la misma",
    "misma_region": "La comuna {evento} es de la misma región que {buscada}",
    "otra": "La comuna {evento} es de otra región que {buscada}",
}
_NACIONALIDAD: Final = {
    "chilena": "Las dos partes son de nacionalidad chilena",
    "misma_extranjera": "La nacionalidad {evento} es la misma",
    "otra": "La nacionalidad {evento} no es {buscada}",
}
_DOCUMENTO: Final = {"igual": "Comparten el documento {evento}"}


def describir_campos(evento: Perfil, buscada: Perfil, patron: Patron) -> dict[str, tuple[str, str]]:
    """Da a cada campo público su nivel y su frase; lo que falta dice «sin dato»."""
    comunes = sorted(evento.documentos & buscada.documentos)
    return {
        "run": _frase(run.NIVELES[patron.run], _RUN, formatear(evento.run), formatear(buscada.run)),
        "documento": _frase(
            otros.NIVELES_DOCUMENTO[patron.documento], _DOCUMENTO, ", ".join(comunes), ""
        ),
        "fecha_nacimiento": _frase(
            fecha.NIVELES[patron.fecha], _FECHA, _fecha(evento), _fecha(buscada)
        ),
        "sexo": _frase(
            otros.NIVELES_SEXO[patron.sexo],
            _SEXO,
            _SEXOS.get(evento.sexo, ""),
            _SEXOS.get(buscada.sexo, ""),
        ),
        "nacionalidad": _frase(
            otros.NIVELES_NACIONALIDAD[patron.nacionalidad],
            _NACIONALIDAD,
            evento.nacionalidad,
            buscada.nacionalidad,
        ),
        "comuna": _frase(
            otros.NIVELES_COMUNA[patron.comuna], _COMUNA, _comuna(evento), _comuna(buscada)
        ),
        **_describir_nombre(evento, buscada, patron),
    }


def enumerar_coincidencias(campos: Sequence[str]) -> str:
    """Escribe «Coinciden el RUN, los dos apellidos y el sexo»."""
    nombres_ = [_COINCIDEN[campo] for campo in campos]
    if set(_APELLIDOS) <= set(campos):
        lugar = campos.index(_APELLIDOS[0])
        nombres_ = [_COINCIDEN[c] for c in campos if c not in _APELLIDOS]
        nombres_.insert(lugar, "los dos apellidos")
    if len(nombres_) == 1:
        verbo = "Coinciden" if nombres_[0].startswith("los ") else "Coincide"
        return f"{verbo} {nombres_[0]}"
    ultimo = nombres_[-1]
    return f"Coinciden {', '.join(nombres_[:-1])} y {ultimo}"


def _describir_nombre(
    evento: Perfil, buscada: Perfil, patron: Patron
) -> dict[str, tuple[str, str]]:
    """Describe las cuatro partes del nombre según la manera de leerlo que mejor calzó."""
    niveles = nombres.comparar_nombres(evento, buscada)
    uno, otro = niveles.evento, niveles.buscada
    invertido = patron.orden == nombres.INVERTIDO
    paterno, materno = (uno.materno, uno.paterno) if invertido else (uno.paterno, uno.materno)
    partes: tuple[tuple[str, str, str, Palabra | None, Palabra | None], ...] = (
        (
            "apellido_paterno",
            "El apellido paterno",
            palabras.NIVELES[patron.paterno],
            paterno,
            otro.paterno,
        ),
        (
            "apellido_materno",
            "El apellido materno",
            nombres.NIVELES_MATERNO[patron.materno],
            materno,
            otro.materno,
        ),
        (
            "primer_nombre",
            "El primer nombre",
            nombres.NIVELES_PRIMERO[patron.primero],
            _nombre(uno, 0),
            _nombre(otro, 0),
        ),
        (
            "segundo_nombre",
            "El segundo nombre",
            nombres.NIVELES_PRIMERO[patron.segundo],
            _nombre(uno, 1),
            _nombre(otro, 1),
        ),
    )
    descritas = {}
    for campo, rotulo, nivel, del_evento, de_la_buscada in partes:
        plantilla = {nivel: _PALABRA.get(nivel, "").replace("{campo}", rotulo)}
        descritas[campo] = _frase(
            nivel, plantilla, _texto(del_evento, evento), _texto(de_la_buscada, buscada)
        )
        if campo in _APELLIDOS and nivel in _PALABRA and patron.orden:
            frase = descritas[campo][1] + _NOTA_DE_ORDEN[patron.orden]
            descritas[campo] = (f"{nivel}_{nombres.ORDENES[patron.orden]}", frase)
    nivel, frase = descritas["apellido_materno"]
    if nivel in NIVELES_IGUALES and _viene_partido(evento) and _viene_partido(buscada):
        descritas["apellido_materno"] = (f"{nivel}_partido", frase + _NOTA_DE_PARTIDO)
    return descritas


def _frase(nivel: str, plantillas: dict[str, str], evento: str, buscada: str) -> tuple[str, str]:
    plantilla = plantillas.get(nivel)
    if plantilla is None:
        return nivel, SIN_DATO
    return nivel, plantilla.replace("{evento}", evento).replace("{buscada}", buscada)


def _texto(palabra: Palabra | None, perfil: Perfil) -> str:
    return citar(palabra.texto, perfil.identidad) if palabra else ""


def _viene_partido(perfil: Perfil) -> bool:
    """Dice si el segundo apellido se sacó del campo del primero, donde pudo ser uno solo."""
    escrito_aparte = separar_palabras(perfil.identidad.apellido_materno)
    return not (perfil.todo_en_uno or escrito_aparte)


def _nombre(disposicion: Disposicion, lugar: int) -> Palabra | None:
    return disposicion.nombres[lugar] if len(disposicion.nombres) > lugar else None


def _fecha(perfil: Perfil) -> str:
    if not perfil.mes_dia:
        return str(perfil.anio)
    mes, dia = divmod(perfil.mes_dia, 100)
    return f"{dia:02d}-{mes:02d}-{perfil.anio}"


def _comuna(perfil: Perfil) -> str:
    comuna = POR_CODIGO.get(perfil.comuna)
    return comuna.nombre if comuna else perfil.comuna.capitalize()
