"""Lo que un acuerdo debe decir antes de que alguien lo vise. Puro.

Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).
"""

from collections.abc import Iterable
from typing import Any

from sistema.instituciones.errores import TipoDeContactoDesconocido
from sistema.instituciones.esquemas import ContenidoAcuerdo
from sistema.instituciones.tipos import TIPOS_DE_CONTACTO
from sistema.modelos.institucion import ClaseContraparte, Titulo

# Lo que el Sistema usa para decidir va en columnas; lo demás, en el texto del acuerdo.
EN_COLUMNAS = frozenset(
    {
        "tipos_contacto",
        "finalidades",
        "clases_dato",
        "dias_retrospectiva",
        "duracion_meses",
        "prorroga_automatica",
    },
)
_SOLO_CON_APROBACION = "fundamento_incidencia"


def listar_faltantes(
    contenido: ContenidoAcuerdo, titulo: Titulo, contrapartes: Iterable[ClaseContraparte]
) -> tuple[str, ...]:
    """Lo que falta para enviar el acuerdo a visación, por su nombre de campo.

    Quien entra con aprobación debe decir por qué su información incide en la búsqueda.
    """
    dicho = contenido.model_dump()
    exigidos = [campo for campo in dicho if campo != _SOLO_CON_APROBACION]
    if titulo is Titulo.PROTOCOLO_APROBADO:
        exigidos.append(_SOLO_CON_APROBACION)
    vacios = [campo for campo in exigidos if dicho[campo] is None or dicho[campo] == []]
    ausentes = set(ClaseContraparte) - set(contrapartes)
    return (*vacios, *(f"contraparte_{clase}" for clase in sorted(ausentes)))


def exigir_tipos_conocidos(contenido: ContenidoAcuerdo) -> None:
    """Exige que los tipos de contacto sean los del contrato.

    Raises:
        TipoDeContactoDesconocido: alguno no lo es.
    """
    if not TIPOS_DE_CONTACTO.issuperset(contenido.tipos_contacto):
        raise TipoDeContactoDesconocido


def separar(contenido: ContenidoAcuerdo) -> tuple[dict[str, Any], dict[str, Any]]:
    """Lo que va en columnas y lo que va en el texto."""
    dicho = contenido.model_dump(mode="json")
    columnas = {campo: dicho.pop(campo) for campo in EN_COLUMNAS}
    return columnas, dicho
