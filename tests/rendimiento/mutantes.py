"""Los cambios que se le hacen a un módulo, de a uno, para ver si alguna prueba lo nota.

No se cambian los textos que lee una persona (llevan espacios), los docstrings, las anotaciones de
tipo, los decoradores, las opciones de `field()`, los argumentos que solo dan forma ni el
`if __name__ == "__main__"`.
"""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

Poner = Callable[[ast.AST], None]
Cambio = tuple[int, str, Callable[[], None]]
"""La línea, qué se cambia, y la función que lo cambia en el árbol."""

SIN_MUTAR: Final = {"annotation", "returns", "decorator_list"}
DE_FORMA: Final = {"indent", "show_default", "strict"}
"""Argumentos que no cambian lo que se calcula: sangría, ayuda y una comprobación de más."""
COMPARADORES: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERADORES: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
FUNCIONES: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
METODOS_QUE_LIMPIAN: Final = {"strip", "lower", "upper"}
ARGUMENTOS: Final = {"key", "default"}


def mutar(fuente: str) -> Iterator[tuple[Cambio, ast.Module]]:
    """Cada cambio posible, siempre en el mismo orden, con el árbol en que se hará."""
    arbol = ast.parse(fuente)
    for cambio in _recorrer(arbol, lambda _: None, 1, en_modulo=True):
        yield cambio, arbol


def contar(fuente: str) -> list[tuple[int, str]]:
    """La línea y el nombre de cada cambio posible."""
    return [(linea, que) for (linea, que, _), _ in mutar(fuente)]


def aplicar(fuente: str, numero: int) -> ast.Module:
    """El árbol con ese cambio hecho, contado como en `contar`."""
    for n, ((_, _, cambiar), arbol) in enumerate(mutar(fuente)):
        if n == numero:
            cambiar()
            return ast.fix_missing_locations(arbol)
    raise IndexError(numero)


def _recorrer(nodo: ast.AST, poner: Poner, linea: int, *, en_modulo: bool) -> Iterator[Cambio]:
    if _no_se_muta(nodo):
        return
    linea = getattr(nodo, "lineno", linea)
    for que, nuevo in _cambiar(nodo, en_modulo=en_modulo):
        yield linea, que, partial(poner, nuevo)
    dentro = en_modulo and not isinstance(nodo, ast.FunctionDef | ast.Lambda | ast.Subscript)
    for campo, valor in ast.iter_fields(nodo):
        if isinstance(valor, ast.AST) and campo not in SIN_MUTAR:
            yield from _recorrer(valor, _en_campo(nodo, campo), linea, en_modulo=dentro)
        elif isinstance(valor, list) and campo not in SIN_MUTAR:
            for n, hijo in enumerate(valor):
                if isinstance(hijo, ast.AST):
                    yield from _recorrer(hijo, _en_lista(valor, n), linea, en_modulo=dentro)


def _en_campo(nodo: ast.AST, campo: str) -> Poner:
    return lambda nuevo: setattr(nodo, campo, nuevo)


def _en_lista(lista: list[ast.AST], n: int) -> Poner:
    return lambda nuevo: lista.__setitem__(n, nuevo)


def _no_se_muta(nodo: ast.AST) -> bool:
    """Textos para personas, docstrings, importaciones y el arranque del programa."""
    if isinstance(nodo, ast.Import | ast.ImportFrom):
        return True
    if isinstance(nodo, ast.keyword):
        return nodo.arg in DE_FORMA
    if isinstance(nodo, ast.Call):
        return ast.unparse(nodo.func) == "field"
    if isinstance(nodo, ast.Constant):
        return isinstance(nodo.value, str) and " " in nodo.value
    if isinstance(nodo, ast.Expr):
        return isinstance(nodo.value, ast.Constant)
    return isinstance(nodo, ast.If) and "__name__" in ast.unparse(nodo.test)


def _cambiar(nodo: ast.AST, *, en_modulo: bool) -> Iterator[tuple[str, ast.AST]]:
    match nodo:
        case ast.Compare():
            yield from _comparaciones(nodo)
        case ast.BoolOp():
            yield from _logicos(nodo)
        case ast.Constant():
            yield from _constantes(nodo)
        case ast.Call():
            yield from _llamadas(nodo)
        case ast.stmt():
            yield from _sentencias(nodo)
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict() if en_modulo:
            yield from _elementos(nodo)
        case _:
            yield from _expresiones(nodo)


def _comparaciones(nodo: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for n, operador in enumerate(nodo.ops):
        for otro in COMPARADORES[type(operador)]:
            ops = [*nodo.ops[:n], otro(), *nodo.ops[n + 1 :]]
            que = f"{type(operador).__name__} por {otro.__name__}"
            yield que, ast.Compare(nodo.left, ops, nodo.comparators)


def _logicos(nodo: ast.BoolOp) -> Iterator[tuple[str, ast.AST]]:
    otro = ast.Or() if isinstance(nodo.op, ast.And) else ast.And()
    yield "and por or, o al revés", ast.BoolOp(otro, nodo.values)
    for n in range(len(nodo.values)):
        quedan = nodo.values[:n] + nodo.values[n + 1 :]
        yield (
            f"sin su condición {n + 1}",
            (quedan[0] if len(quedan) == 1 else ast.BoolOp(nodo.op, quedan)),
        )


def _constantes(nodo: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    match nodo.value:
        case bool():
            yield f"{nodo.value} por {not nodo.value}", ast.Constant(not nodo.value)
        case int() | float():
            yield f"{nodo.value} por {nodo.value + 1}", ast.Constant(nodo.value + 1)
        case "":
            yield "texto vacío por otro", ast.Constant("otro")
        case str():
            yield f"{nodo.value!r} por otro", ast.Constant(f"x{nodo.value}x")
        case _:
            return


def _llamadas(nodo: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    match nodo.func:
        case ast.Name(id=nombre) if nombre in FUNCIONES:
            otro = FUNCIONES[nombre]
            claves = [] if otro == "list" else nodo.keywords
            yield f"{nombre} por {otro}", ast.Call(ast.Name(otro, ast.Load()), nodo.args, claves)
        case ast.Attribute(value=valor, attr=metodo) if metodo in METODOS_QUE_LIMPIAN:
            yield f"sin {metodo}()", valor
    for clave in nodo.keywords:
        if clave.arg in ARGUMENTOS:
            quedan = [k for k in nodo.keywords if k is not clave]
            yield f"sin {clave.arg}=", ast.Call(nodo.func, nodo.args, quedan)


def _sentencias(nodo: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match nodo:
        case ast.If(test=condicion) | ast.While(test=condicion):
            if not _ya_se_niega(condicion):
                cambiado = type(nodo)(_negar(condicion), nodo.body, nodo.orelse)
                yield "condición al revés", cambiado
        case ast.Return(value=valor) if valor is not None and ast.unparse(valor) != "None":
            yield "devuelve None", ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield "sin esta sentencia", ast.Pass()
        case ast.Continue():
            yield "continue por break", ast.Break()
        case ast.Break():
            yield "break por continue", ast.Continue()
        case _:
            return


def _expresiones(nodo: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match nodo:
        case ast.BinOp() if type(nodo.op) in OPERADORES:
            otro = OPERADORES[type(nodo.op)]
            que = f"{type(nodo.op).__name__} por {otro.__name__}"
            yield que, ast.BinOp(nodo.left, otro(), nodo.right)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "sin su negación o signo", nodo.operand
        case ast.IfExp() if not _ya_se_niega(nodo.test):
            yield "condición al revés", ast.IfExp(_negar(nodo.test), nodo.body, nodo.orelse)
        case ast.comprehension(ifs=[_, *_]):
            for n in range(len(nodo.ifs)):
                quedan = nodo.ifs[:n] + nodo.ifs[n + 1 :]
                yield "sin filtro", ast.comprehension(nodo.target, nodo.iter, quedan, nodo.is_async)
        case _:
            return


def _elementos(nodo: ast.Tuple | ast.List | ast.Set | ast.Dict) -> Iterator[tuple[str, ast.AST]]:
    """Las tablas del módulo, con un elemento menos."""
    if isinstance(nodo, ast.Dict):
        for n in range(len(nodo.keys)):
            claves, valores = list(nodo.keys), list(nodo.values)
            del claves[n], valores[n]
            yield f"sin su entrada {n + 1}", ast.Dict(claves, valores)
        return
    for n in range(len(nodo.elts)):
        quedan = nodo.elts[:n] + nodo.elts[n + 1 :]
        yield (
            f"sin su elemento {n + 1}",
            (ast.Set(quedan) if isinstance(nodo, ast.Set) else type(nodo)(quedan, ast.Load())),
        )


def _ya_se_niega(condicion: ast.expr) -> bool:
    """Si otro cambio ya le da la vuelta."""
    return isinstance(condicion, ast.Compare | ast.UnaryOp)


def _negar(condicion: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), condicion)
