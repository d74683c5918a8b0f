"""De la entrevista en JSON a antecedentes. Admite la forma corta («si») y la completa."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from riesgo.antecedentes import Antecedentes
from riesgo.campos import (
    Objeto,
    leer_entero,
    leer_fecha,
    leer_instante,
    leer_objeto,
    leer_opcion,
    leer_texto,
)
from riesgo.errores import AntecedentesInvalidos, Falta
from riesgo.hechos import EDAD, ULTIMO_CONTACTO, Hecho
from riesgo.hipotesis import Hipotesis, Plausibilidad
from riesgo.tipos import (
    ANIO_MAXIMO,
    ANIO_MINIMO,
    Aporte,
    Documento,
    EdadAportada,
    Fuente,
    MomentoAportado,
    Origen,
    Respuesta,
)

RAIZ: Final = ("fecha_referencia", "recibida_en", EDAD, ULTIMO_CONTACTO, "hechos", "hipotesis")
APORTES_MAXIMOS: Final = 500
_ORIGEN: Final = ("aportante", "fuente", "aportado_en", "desvirtuado_por")
_ANIO: Final = 4
T = TypeVar("T")


def leer_antecedentes(datos: object, aportes_maximos: int | None = APORTES_MAXIMOS) -> Antecedentes:
    """Los antecedentes de una entrevista; si algo falla, dice todo lo que falla.

    Unidades: `aportes_maximos` es por campo; None no pone tope, para releer lo ya guardado.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0019).

    Raises:
        AntecedentesInvalidos: con cada campo que no sirve y su remedio, sin repetir su valor.
    """
    raiz = leer_objeto(datos, "entrevista", RAIZ)
    faltas = _hallar_excesos(raiz, aportes_maximos)
    edades = _leer_lista(raiz.get(EDAD), EDAD, _leer_edad, faltas)
    momentos = _leer_lista(raiz.get(ULTIMO_CONTACTO), ULTIMO_CONTACTO, _leer_momento, faltas)
    hipotesis = _leer_lista(raiz.get("hipotesis"), "hipotesis", _leer_hipotesis, faltas)
    hechos = _leer_hechos(raiz.get("hechos"), faltas)
    try:
        recibida_en = leer_instante(raiz, "recibida_en")
        antecedentes = Antecedentes(hechos, edades, momentos, recibida_en, hipotesis)
    except AntecedentesInvalidos as error:
        raise AntecedentesInvalidos(*faltas, *error.faltas) from error
    if faltas:
        raise AntecedentesInvalidos(*faltas)
    return antecedentes


def _hallar_excesos(raiz: Objeto, maximo: int | None) -> list[Falta]:
    """Los campos que traen más aportes que los que se leen de una vez."""
    if maximo is None:
        return []
    hechos = raiz.get("hechos")
    conocidos = {f"hechos.{h}": hechos.get(h) for h in Hecho} if isinstance(hechos, dict) else {}
    sueltos = {campo: raiz.get(campo) for campo in (EDAD, ULTIMO_CONTACTO, "hipotesis")}
    return [
        Falta(campo, f"trae más de {maximo} aportes: dé hasta {maximo} de una vez")
        for campo, valor in {**sueltos, **conocidos}.items()
        if isinstance(valor, list) and len(valor) > maximo
    ]


def _leer_hechos(valor: object, faltas: list[Falta]) -> dict[Hecho, tuple[Aporte, ...]]:
    if valor is None:
        return {}
    if not isinstance(valor, dict):
        faltas.append(Falta("hechos", "escriba un objeto: nombre del hecho y su respuesta"))
        return {}
    if not set(valor) <= set(Hecho):
        faltas.append(Falta("hechos", "nombra uno que no existe: vea `python -m riesgo preguntas`"))
    leidos: dict[tuple[object, ...], tuple[Aporte, ...]] = {}
    hechos = {}
    for hecho in Hecho:
        if hecho in valor:
            clave = _clave_de_uno(valor[hecho])
            aportes = leidos.get(clave) if clave else None
            if aportes is None:
                aportes = _leer_lista(valor[hecho], f"hechos.{hecho}", _leer_aporte, faltas)
                if clave and aportes:
                    leidos[clave] = aportes
            hechos[hecho] = aportes
    return hechos


def _clave_de_uno(valor: object) -> tuple[object, ...]:
    """Lo que dice un aporte solo y sin documentos; vacía si no es eso.

    En una entrevista casi todos repiten respuesta, quién y cuándo: cada forma se lee una vez.
    """
    if not (isinstance(valor, list) and len(valor) == 1 and isinstance(valor[0], dict)):
        return ()
    clave = tuple(valor[0].items())
    try:
        hash(clave)
    except TypeError:
        return ()
    return clave


def _leer_lista(
    valor: object, campo: str, leer: Callable[[object], T], faltas: list[Falta]
) -> tuple[T, ...]:
    """Cada aporte del campo; uno solo puede ir sin corchetes."""
    if valor is None:
        return ()
    valores = valor if isinstance(valor, list) else [valor]
    leidos = []
    for numero, uno in enumerate(valores, start=1):
        try:
            leidos.append(leer(uno))
        except AntecedentesInvalidos as error:
            donde = f"{campo}.{numero}" if isinstance(valor, list) else campo
            faltas.extend(error.bajo(donde).faltas)
    return tuple(leidos)


def _leer_aporte(valor: object) -> Aporte:
    if isinstance(valor, str):
        valor = {"respuesta": valor}
    claves = ("respuesta", "ocurrio_en", "respaldo", *_ORIGEN)
    datos = leer_objeto(valor, "aporte", claves)
    if datos.get("respuesta") is None:
        raise AntecedentesInvalidos.en("respuesta", f"escriba una de: {', '.join(Respuesta)}")
    return Aporte(
        respuesta=leer_opcion(datos, "respuesta", Respuesta, Respuesta.DESCONOCIDO),
        origen=_leer_origen(datos),
        ocurrio_en=leer_instante(datos, "ocurrio_en"),
        respaldo=_leer_documento(datos, "respaldo"),
        desvirtuado_por=_leer_documento(datos, "desvirtuado_por"),
    )


def _leer_edad(valor: object) -> EdadAportada:
    if valor == Respuesta.DESCONOCIDO.value:
        return EdadAportada()
    if type(valor) is int:
        valor = {"minima": valor, "maxima": valor}
    if isinstance(valor, str):
        valor = {"fecha_nacimiento": valor}
    datos = leer_objeto(valor, "aporte", ("fecha_nacimiento", "minima", "maxima", *_ORIGEN))
    nacimiento, solo_anio = _leer_nacimiento(datos)
    return EdadAportada(
        nacimiento=nacimiento,
        solo_anio=solo_anio,
        minima=leer_entero(datos, "minima"),
        maxima=leer_entero(datos, "maxima"),
        origen=_leer_origen(datos),
        desvirtuado_por=_leer_documento(datos, "desvirtuado_por"),
    )


def _leer_nacimiento(datos: Objeto) -> tuple[date | None, bool]:
    campo = "fecha_nacimiento"
    texto = datos.get(campo)
    if not (isinstance(texto, str) and len(texto) == _ANIO):
        return leer_fecha(datos, campo), False
    if not (texto.isascii() and texto.isdigit() and ANIO_MINIMO <= int(texto) <= ANIO_MAXIMO):
        raise AntecedentesInvalidos.en(
            campo, f"escriba un año entre {ANIO_MINIMO} y {ANIO_MAXIMO}, o AAAA-MM-DD"
        )
    return date(int(texto), 1, 1), True


def _leer_momento(valor: object) -> MomentoAportado:
    if valor == Respuesta.DESCONOCIDO.value:
        return MomentoAportado(None)
    if isinstance(valor, str):
        valor = {"en": valor}
    datos = leer_objeto(valor, "aporte", ("en", *_ORIGEN))
    return MomentoAportado(
        leer_instante(datos, "en"), _leer_origen(datos), _leer_documento(datos, "desvirtuado_por")
    )


def _leer_hipotesis(valor: object) -> Hipotesis:
    claves = ("tipo", "sustento", "plausibilidad", "autor", "formulada_en", "version")
    datos = leer_objeto(valor, "hipotesis", claves)
    version = leer_entero(datos, "version")
    return Hipotesis(
        tipo=leer_texto(datos, "tipo"),
        sustento=leer_texto(datos, "sustento"),
        plausibilidad=leer_opcion(datos, "plausibilidad", Plausibilidad, Plausibilidad.MEDIA),
        autor=leer_texto(datos, "autor"),
        formulada_en=leer_instante(datos, "formulada_en"),
        version=1 if version is None else version,
    )


def _leer_origen(datos: Objeto) -> Origen:
    return Origen(
        leer_texto(datos, "aportante"),
        leer_opcion(datos, "fuente", Fuente, Fuente.ENTREVISTA),
        leer_instante(datos, "aportado_en"),
    )


def _leer_documento(datos: Objeto, campo: str) -> Documento | None:
    if datos.get(campo) is None:
        return None
    try:
        hoja = leer_objeto(datos[campo], "documento", ("tipo", "referencia", "fecha"))
        return Documento(
            leer_texto(hoja, "tipo"), leer_texto(hoja, "referencia"), leer_fecha(hoja, "fecha")
        )
    except AntecedentesInvalidos as error:
        raise error.bajo(campo) from error
