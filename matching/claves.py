"""Claves de texto con que se reencuentra a una persona en lo guardado cifrado.

Quien guarda pide `claves_de_bloqueo` (RUN, par de nombres con año, fecha con nombre y documento);
quien busca pide `variantes_de_busqueda`, que enumera los errores que el guardado pudo tener. El
llamador convierte cada texto en un HMAC antes de que toque la base: aquí no hay secretos.

Fundamento: técnico (diseño §3, bóveda); una clave ciega solo admite igualdad exacta, de modo que la
tolerancia tiene que enumerarse del lado que busca.
"""

from itertools import combinations
from typing import Final

from matching.apodos import APODOS_POR_NOMBRE, nombres_del_apodo
from matching.fonetica import esqueleto
from matching.perfil import Disposicion, Palabra, Perfil, preparar
from matching.rol_unico import CUERPO_MAXIMO_DIGITOS, DIGITOS_SIN_VERIFICADOR_MINIMO
from matching.tipos import Identidad

SIN_ANIO: Final = "sin_anio"
SALTOS_DE_ANIO: Final = (-10, -9, -3, -2, -1, 0, 1, 2, 3, 9, 10)
PRIMER_ANIO_POSIBLE: Final = 1920
ULTIMO_ANIO_POSIBLE: Final = 2035
MAXIMO_PALABRAS: Final = 6
MAXIMO_CLAVES: Final = 4
MAXIMO_PARES_SIN_ANIO: Final = 2
"""Sin el año se prueban todos: más pares pasarían de unos centenares de claves."""
CIFRAS: Final = "0123456789"


def claves_de_bloqueo(identidad: Identidad) -> frozenset[str]:
    """Devuelve las claves con que se guarda una identidad: a lo más cuatro.

    Son, de la que más dice a la que menos, `run:<cuerpo>`, `par:<SONIDO>|<SONIDO>:<año o sin_anio>`
    de los dos apellidos (o de un apellido y el primer nombre), `fecha:<AAAA-MM-DD>:<SONIDO>`,
    `run:<cuerpo>` en la otra lectura de un RUN sin guion, `doc:<número>` y el par del apellido con
    el primer nombre.
    """
    perfil = preparar(identidad)
    anio = str(perfil.anio) if perfil.anio else SIN_ANIO
    pares = [_clave_par(*par, anio) for par in _elegir_pares(perfil.escrita)]
    claves = [_clave_run(perfil.texto_run)] if perfil.texto_run else []
    claves += pares[:1]
    if perfil.mes_dia and perfil.escrita.nombres:
        claves.append(_clave_fecha(perfil.anio, perfil.mes_dia, perfil.escrita.nombres[0].texto))
    if perfil.run.otra_lectura:
        claves.append(_clave_run(str(perfil.run.otra_lectura)))
    claves += [_clave_documento(numero) for numero in sorted(perfil.documentos)[:1]]
    return frozenset(list(dict.fromkeys(claves + pares[1:]))[:MAXIMO_CLAVES])


def variantes_de_busqueda(identidad: Identidad) -> frozenset[str]:
    """Devuelve todas las claves con que pudo guardarse la misma persona con errores corrientes.

    Cubre un error de tecleo en el RUN, apellidos invertidos o cruzados con los nombres, el año
    ausente, corrido hasta tres o con la década equivocada, día y mes invertidos, el segundo nombre
    usado como primero y los apodos. Son unas trescientas y siempre contienen a `claves_de_bloqueo`.
    """
    perfil = preparar(identidad)
    return (
        claves_de_bloqueo(identidad)
        | _variantes_run(perfil)
        | _variantes_par(perfil)
        | _variantes_fecha(perfil)
        | frozenset(map(_clave_documento, perfil.documentos))
    )


def _variantes_run(perfil: Perfil) -> frozenset[str]:
    """Todos los cuerpos a una sustitución, transposición vecina, omisión o agregado."""
    cuerpo = perfil.texto_run
    if not cuerpo:
        return frozenset()
    lugares = range(len(cuerpo))
    variantes = {cuerpo[:i] + cuerpo[i + 1 :] for i in lugares}
    variantes |= {cuerpo[:i] + cifra + cuerpo[i + 1 :] for i in lugares for cifra in CIFRAS}
    variantes |= {cuerpo[:i] + cuerpo[i + 1] + cuerpo[i] + cuerpo[i + 2 :] for i in lugares[:-1]}
    variantes |= {
        cuerpo[:i] + cifra + cuerpo[i:] for i in range(len(cuerpo) + 1) for cifra in CIFRAS
    }
    if perfil.run.otra_lectura:
        variantes.add(str(perfil.run.otra_lectura))
    sin_ceros = {variante.lstrip("0") for variante in variantes}
    return frozenset(
        _clave_run(variante)
        for variante in sin_ceros
        if DIGITOS_SIN_VERIFICADOR_MINIMO <= len(variante) <= CUERPO_MAXIMO_DIGITOS
    )


def _variantes_par(perfil: Perfil) -> frozenset[str]:
    """Cada par de palabras con cada año posible."""
    pares = list(combinations(_listar_utiles(perfil.escrita)[:MAXIMO_PALABRAS], 2))
    if perfil.anio:
        vecinos = [perfil.anio + salto for salto in SALTOS_DE_ANIO]
    else:
        vecinos = list(range(PRIMER_ANIO_POSIBLE, ULTIMO_ANIO_POSIBLE + 1))
        pares = pares[:MAXIMO_PARES_SIN_ANIO]
    anios = [SIN_ANIO, *map(str, vecinos)]
    return frozenset(_clave_par(una, otra, anio) for una, otra in pares for anio in anios)


def _variantes_fecha(perfil: Perfil) -> frozenset[str]:
    """La fecha, también con día y mes invertidos, con cada palabra y sus apodos."""
    if not perfil.mes_dia:
        return frozenset()
    mes, dia = divmod(perfil.mes_dia, 100)
    nombres = {nombre for palabra in perfil.palabras for nombre in _nombres_posibles(palabra)}
    return frozenset(
        _clave_fecha(perfil.anio, mes_dia, nombre)
        for mes_dia in {perfil.mes_dia, dia * 100 + mes}
        for nombre in nombres
    )


def _nombres_posibles(palabra: Palabra) -> set[str]:
    """La palabra, sus apodos y los nombres de los que ella es apodo."""
    apodos = APODOS_POR_NOMBRE.get(palabra.texto, "").split()
    return {palabra.texto, *apodos, *nombres_del_apodo(palabra.texto)}


def _elegir_pares(escrita: Disposicion) -> list[tuple[Palabra, Palabra]]:
    """Los dos apellidos, y el apellido con el primer nombre; el primero es el principal."""
    utiles = _listar_utiles(escrita)
    if escrita.paterno and escrita.materno:
        return list(combinations(utiles[:3], 2))[:2]
    return list(combinations(utiles[:2], 2))


def _listar_utiles(escrita: Disposicion) -> list[Palabra]:
    """Los apellidos y los nombres, sin iniciales; dos apellidos iguales cuentan dos veces."""
    palabras = (escrita.paterno, escrita.materno, *escrita.nombres)
    return [palabra for palabra in palabras if palabra and len(palabra.texto) > 1]


def _clave_run(cuerpo: str) -> str:
    return f"run:{cuerpo}"


def _clave_par(una: Palabra, otra: Palabra, anio: str) -> str:
    primera, segunda = sorted((esqueleto(una.texto), esqueleto(otra.texto)))
    return f"par:{primera}|{segunda}:{anio}"


def _clave_fecha(anio: int, mes_dia: int, nombre: str) -> str:
    mes, dia = divmod(mes_dia, 100)
    return f"fecha:{anio:04d}-{mes:02d}-{dia:02d}:{esqueleto(nombre)}"


def _clave_documento(numero: str) -> str:
    return f"doc:{numero}"
