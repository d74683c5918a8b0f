"""Solo los lugares supervisados atrapan cualquier excepción; los demás dejan caer el proceso."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, aplicar, modulos

SUPERVISADOS: dict[str, str] = {
    "sistema/tareas/planificador.py": "una tarea que falla queda anotada y no detiene a las demás",
    "sistema/tareas/reevaluacion.py": "un caso que falla se pospone y no detiene a los demás",
}
"""Ruta → por qué allí se puede atrapar todo sin esconder un defecto."""

_DEMASIADO_ANCHAS = {"Exception", "BaseException"}


def atrapar_todo(ruta: str, texto: str) -> list[str]:
    """Quien atrapa todo y sigue, pierde alertas en silencio; limpiar y relanzar sí se puede."""
    if ruta in SUPERVISADOS:
        return []
    return [
        f"{ruta}:{nodo.lineno}: se atrapa cualquier excepción"
        for nodo in ast.walk(ast.parse(texto))
        if (isinstance(nodo, ast.ExceptHandler) and _atrapa_y_sigue(nodo))
        or (isinstance(nodo, ast.Call) and _suprime_todo(nodo))
    ]


def _atrapa_y_sigue(nodo: ast.ExceptHandler) -> bool:
    relanza = isinstance(nodo.body[-1], ast.Raise) and nodo.body[-1].exc is None
    return _es_ancha(nodo.type) and not relanza


def _suprime_todo(nodo: ast.Call) -> bool:
    nombre = nodo.func.attr if isinstance(nodo.func, ast.Attribute) else None
    nombre = nodo.func.id if isinstance(nodo.func, ast.Name) else nombre
    return nombre == "suppress" and any(_es_ancha(a) for a in nodo.args)


def _es_ancha(tipo: ast.expr | None) -> bool:
    if tipo is None:
        return True
    if isinstance(tipo, ast.Tuple):
        return any(_es_ancha(elemento) for elemento in tipo.elts)
    return isinstance(tipo, ast.Name) and tipo.id in _DEMASIADO_ANCHAS


INVALIDAS = [
    "try:\n    f()\nexcept Exception:\n    pass\n",
    "try:\n    f()\nexcept:\n    g()\n",
    "try:\n    f()\nexcept (ValueError, BaseException) as e:\n    raise X from e\n",
    "with suppress(Exception):\n    f()\n",
    "with contextlib.suppress(OSError, Exception):\n    f()\n",
]
VALIDAS = [
    "try:\n    f()\nexcept ValueError:\n    pass\n",
    "try:\n    f()\nexcept BaseException:\n    deshacer()\n    raise\n",
    "with suppress(ProcessLookupError):\n    f()\n",
]


@pytest.mark.parametrize("texto", INVALIDAS)
def test_la_regla_atrapa_a_quien_atrapa_todo(texto: str) -> None:
    assert len(atrapar_todo("sistema/x.py", texto)) == 1


@pytest.mark.parametrize("texto", VALIDAS)
def test_la_regla_deja_pasar_lo_preciso(texto: str) -> None:
    assert atrapar_todo("sistema/x.py", texto) == []


def test_nadie_atrapa_todo_sin_estar_en_la_lista() -> None:
    assert aplicar(atrapar_todo, modulos(*PAQUETES)) == []


def test_la_lista_de_supervisados_no_guarda_lugares_que_ya_no_existen() -> None:
    assert [ruta for ruta in SUPERVISADOS if ruta not in modulos(*PAQUETES)] == []
