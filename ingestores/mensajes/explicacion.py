"""Por qué un mensaje no cumple el contrato, en una línea y sin repetir nada de lo que trae."""

from pydantic import ValidationError

from sistema.nucleo.faltas import listar_faltas

MAXIMO_DE_FALTAS = 5


def explicar(error: ValidationError) -> str:
    """Las primeras faltas como «ruta: regla», y cuántas más hay."""
    crudas = error.errors(include_url=False, include_context=False, include_input=False)
    frases = [f"{falta.campo}: {falta.problema}" for falta in listar_faltas(map(dict, crudas))]
    sobran = len(frases) - MAXIMO_DE_FALTAS
    texto = "; ".join(frases[:MAXIMO_DE_FALTAS])
    return f"{texto}; y {sobran} más" if sobran > 0 else texto
