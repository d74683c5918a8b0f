"""Lo que el código hace por mandato dice de qué artículo sale; lo demás, de qué decisión."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, Funcion, aplicar, coincide, modulos
from tests.arquitectura.fundamentos import NORMAS, extraer_fundamentos, revisar

CON_FUNDAMENTO = (
    "sistema/*/servicio.py",
    "sistema/*/servicio_*.py",
    "riesgo/criterios*.py",
    "matching/comparadores/*.py",
)
_DOCUMENTABLES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def omitir_fundamento(ruta: str, texto: str) -> list[str]:
    """Toda función pública de un servicio, criterio o comparador lleva su «Fundamento:»."""
    if not coincide(ruta, CON_FUNDAMENTO):
        return []
    return [
        f"{ruta}:{funcion.lineno}: {funcion.name} no dice su fundamento"
        for funcion in _publicas(ast.parse(texto))
        if not extraer_fundamentos(ast.get_docstring(funcion) or "")
    ]


def _publicas(arbol: ast.Module) -> list[Funcion]:
    clases = [n for n in arbol.body if isinstance(n, ast.ClassDef) and n.name[0] != "_"]
    return [
        nodo
        for cuerpo in (arbol.body, *(clase.body for clase in clases))
        for nodo in cuerpo
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef) and nodo.name[0] != "_"
    ]


def citar_mal(ruta: str, texto: str) -> list[str]:
    """Ningún docstring cita una norma que no se conoce, ni como ley lo que no se ha leído."""
    return [
        f"{ruta}: {falta}"
        for nodo in ast.walk(ast.parse(texto))
        if isinstance(nodo, _DOCUMENTABLES)
        for fundamento in extraer_fundamentos(ast.get_docstring(nodo) or "")
        for falta in revisar(fundamento)
    ]


def _con_docstring(contenido: str) -> str:
    return f'def publicar():\n    """Publica.\n\n    {contenido}\n    """\n'


BUENAS = [
    "Fundamento: Ley 21.500, art. 4.",
    "Fundamento: Ley 21.500, arts. 4 y 5, letra b); Reglamento (D.S. 120/2023), arts. 3-6.",
    "Fundamento: Ley 21.500, art. 5, letras b) y c); técnico (ADR-0004, INV-2).",
    "Fundamento: Código Procesal Penal, art. 218 bis.\n    Args:\n        x: nada.",
    "Fundamento: Ley 19.628, art. 16 quáter;\n    técnico (ADR-0003).\n\n    Otro párrafo.",
    "Fundamento: Decreto 120/2023, arts. 4 a 6 (quién colabora).",
    "Fundamento: Decreto 120, art. 2 a); técnico (ADR-0003).",
    "Fundamento: técnico; así no se espera más de 5 s (ADR-0010).",
    "Fundamento: técnico (códigos oficiales de comuna).",
]
MALAS = [
    "Fundamento: Ley 21.500, art. 40.",
    "Fundamento: Ley 21.500, art. 5, letra z).",
    "Fundamento: Decreto 120, art. 24.",
    "Fundamento: Ley 99.999, art. 1.",
    "Fundamento: la ley lo manda.",
    "Fundamento: técnico.",
    "Fundamento: técnico (ADR-9999).",
    "Fundamento: Ley 21.500, art. 4; Decreto 120, arts. 6-7.",
]


@pytest.mark.parametrize("contenido", BUENAS)
def test_la_regla_entiende_una_cita_correcta(contenido: str) -> None:
    muestra = _con_docstring(contenido)
    assert citar_mal("sistema/x/servicio.py", muestra) == []
    assert omitir_fundamento("sistema/x/servicio.py", muestra) == []


@pytest.mark.parametrize("contenido", MALAS)
def test_la_regla_atrapa_una_cita_que_no_se_sostiene(contenido: str) -> None:
    assert len(citar_mal("sistema/x/servicio.py", _con_docstring(contenido))) == 1


def test_la_regla_atrapa_una_funcion_sin_fundamento() -> None:
    texto = _con_docstring("Efectos: ninguno.")
    assert len(omitir_fundamento("riesgo/criterios_edad.py", texto)) == 1
    assert omitir_fundamento("sistema/casos/repositorio.py", texto) == []


def test_la_regla_mira_los_metodos_publicos_y_no_los_privados() -> None:
    clase = "class A:\n    def publico(self): ...\n    def _privado(self): ...\n"
    assert len(omitir_fundamento("sistema/casos/servicio.py", clase)) == 1


def test_la_ley_y_su_reglamento_estan_en_la_lista() -> None:
    assert NORMAS["Ley 21.500"]["5"].letras == "abcdefgh"
    assert NORMAS["D.S. 120/2023"]["24"].confianza == "INF"


def test_todo_servicio_y_criterio_dice_su_fundamento() -> None:
    assert aplicar(omitir_fundamento, modulos(*PAQUETES)) == []


def test_todo_fundamento_se_sostiene() -> None:
    assert aplicar(citar_mal, modulos(*PAQUETES)) == []
