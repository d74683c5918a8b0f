"""Lectura de las líneas «Fundamento:» y de las normas que pueden citar."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from tests.arquitectura.fuentes import RAIZ, leer

_ARTICULO = r"\d+(?: (?:bis|ter|quáter|quinquies|sexies|transitorio))?"
_LETRAS = r"(?:,?(?: letras?)? [a-z]\)(?:(?:, | y )[a-z]\))*)?(?:,? inciso \w+)?"
_UNO = rf"{_ARTICULO}{_LETRAS}"
_CITA = re.compile(
    rf"(?P<norma>.+?), arts?\. (?P<articulos>{_UNO}(?:(?:, | y | a |-){_UNO})*)(?P<nota> \(.+\))?"
)
_RANGO = re.compile(r"\b(\d+)(?:-| a )(\d+)\b")
_SUELTO = re.compile(rf"({_ARTICULO})(,?(?: letras?)? ((?:[a-z]\)(?:, | y )?)+))?")
_TECNICO = re.compile(r"(?:^|; )técnico(?: |; )(?P<razon>.+)")
_OTRA_SECCION = re.compile(r"(Args|Returns|Raises|Yields|Unidades|Efectos|Errores|Note|Example):")
_SECUNDARIA = "(según fuente secundaria)"


@dataclass(frozen=True)
class Articulo:
    """Lo que se sabe de un artículo; `letras` vacío es que no se distinguen."""

    confianza: str
    letras: str


def leer_normas(texto: str) -> dict[str, dict[str, Articulo]]:
    """De cada nombre o alias de una norma, sus artículos conocidos."""
    normas: dict[str, dict[str, Articulo]] = {}
    datos: dict[str, list[dict[str, Any]]] = tomllib.loads(texto)
    for norma in datos["norma"]:
        articulos = {
            numero: Articulo(hoja["confianza"], hoja.get("letras", ""))
            for numero, hoja in norma["articulos"].items()
        }
        for nombre in (norma["nombre"], *norma["alias"]):
            normas[nombre] = articulos
    return normas


NORMAS = leer_normas(leer("docs/normativa.toml"))


def extraer_fundamentos(docstring: str) -> list[str]:
    """El texto que sigue a cada «Fundamento:», hasta la línea vacía o la sección siguiente."""
    fundamentos = []
    for trozo in docstring.split("Fundamento:")[1:]:
        lineas: list[str] = []
        for linea in trozo.splitlines():
            if lineas and (not linea.strip() or _OTRA_SECCION.match(linea.strip())):
                break
            lineas.append(linea.strip())
        fundamentos.append(" ".join(lineas).strip())
    return fundamentos


def revisar(fundamento: str) -> list[str]:
    """Lo que está mal en un fundamento: norma, artículo, letra, ADR o confianza.

    Las citas de normas van primero; lo «técnico», al final, es texto libre con sus ADR.
    """
    fundamento = fundamento.rstrip(". ")
    tecnico = _TECNICO.search(fundamento)
    normas = fundamento[: tecnico.start()] if tecnico else fundamento
    numeros = re.findall(r"ADR-(\d{4})", fundamento)
    return [
        *(falta for cita in normas.split(";") if cita for falta in _revisar_cita(cita.strip())),
        *(f"no existe el ADR-{n}" for n in numeros if not _hay_adr(n)),
    ]


def _revisar_cita(cita: str) -> list[str]:
    partes = _CITA.fullmatch(cita)
    if partes is None:
        return [f"no se entiende «{cita}»"]
    if partes["norma"] not in NORMAS:
        return [f"«{partes['norma']}» no está en docs/normativa.toml"]
    return [
        f"{partes['norma']}: {falta}"
        for falta in _revisar_articulos(
            NORMAS[partes["norma"]], _desplegar(partes["articulos"]), partes["nota"] or ""
        )
    ]


def _hay_adr(numero: str) -> bool:
    return any((RAIZ / "docs/adr").glob(f"{numero}-*.md"))


def _desplegar(articulos: str) -> str:
    return _RANGO.sub(
        lambda r: ", ".join(str(n) for n in range(int(r[1]), int(r[2]) + 1)), articulos
    )


def _revisar_articulos(conocidos: dict[str, Articulo], cita: str, nota: str) -> list[str]:
    faltas = []
    for numero, _, letras in _SUELTO.findall(cita):
        articulo = conocidos.get(numero)
        if articulo is None:
            faltas.append(f"el art. {numero} no está en docs/normativa.toml")
        elif articulo.confianza == "INF":
            faltas.append(f"el art. {numero} no se ha leído; cite un ADR")
        elif articulo.confianza == "RS" and _SECUNDARIA not in nota:
            faltas.append(f"el art. {numero} se cita «{_SECUNDARIA}»")
        elif ajenas := set(re.findall("[a-z](?=\\))", letras)) - set(articulo.letras):
            faltas.append(f"el art. {numero} no tiene letra {', '.join(sorted(ajenas))})")
    return faltas
