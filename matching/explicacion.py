"""Por qué un par vale lo que vale: cada campo con sus bits y una frase que nombra lo comparado.

Los campos se van revelando uno a uno, del más fuerte al más débil; el aporte de cada uno es lo que
cambia el puntaje al revelarlo. Así las combinaciones de campos quedan repartidas y la suma de los
aportes es exactamente el puntaje.
"""

from typing import Final

from matching import textos
from matching.decision import es_run_prestado
from matching.modelo import puntuar
from matching.patron import Patron, Rareza
from matching.perfil import Perfil
from matching.tipos import Aporte

CAMPO_PREVIO: Final = "previo"
_RELLENO: Final = "falta"

# Orden en que se revela: (campo público, campos del patrón, campos de la rareza).
_REVELAR: Final = (
    ("run", ("run",), ()),
    ("documento", ("documento",), ()),
    ("apellido_paterno", ("paterno", "orden"), ("paterno",)),
    ("apellido_materno", ("materno",), ("materno",)),
    ("primer_nombre", ("primero",), ("primero",)),
    ("segundo_nombre", ("segundo",), ("segundo",)),
    ("fecha_nacimiento", ("fecha",), ()),
    ("sexo", ("sexo",), ()),
    ("comuna", ("comuna",), ("comuna", "region")),
    ("nacionalidad", ("nacionalidad",), ()),
)


def explicar(evento: Perfil, buscada: Perfil, patron: Patron, rareza: Rareza) -> tuple[Aporte, ...]:
    """Devuelve el punto de partida y el aporte de cada campo conocido por ambas partes.

    Unidades: bits; la suma de todos los aportes es el puntaje del par.
    """
    frases = textos.describir_campos(evento, buscada, patron)
    visto, raro = Patron(), Rareza()
    acumulado = puntuar(visto)
    aportes = [Aporte(CAMPO_PREVIO, "previo", acumulado, textos.PREVIO)]
    for campo, del_patron, de_la_rareza in _REVELAR:
        visto = visto._replace(**{c: getattr(patron, c) for c in del_patron})
        raro = raro._replace(**{c: getattr(rareza, c) for c in de_la_rareza})
        bits = puntuar(visto, raro)
        nivel, texto = frases[campo]
        if nivel != _RELLENO:
            aportes.append(Aporte(campo, nivel, bits - acumulado, texto))
            acumulado = bits
    if es_run_prestado(patron):
        aportes.append(Aporte("run", "prestado", 0.0, textos.RUN_PRESTADO))
    return tuple(aportes)


def redactar(explicacion: tuple[Aporte, ...]) -> str:
    """Resume una explicación en una frase que se entiende sin saber de puntajes."""
    iguales = [a for a in explicacion if a.nivel in textos.NIVELES_IGUALES]
    resto = [a for a in explicacion if a not in iguales and a.campo != CAMPO_PREVIO]
    partes = [textos.enumerar_coincidencias([a.campo for a in iguales])] if iguales else []
    partes += [aporte.texto for aporte in resto]
    if not partes:
        return "No hay ningún dato que comparar."
    frase = "; ".join(parte[0].lower() + parte[1:] for parte in partes)
    return frase[0].upper() + frase[1:] + "."
