"""Personas que se parecen a otra sin serlo: los negativos difíciles del enlace."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from matching.generador.convenciones import CONVENCIONES, SEGUNDOS
from matching.generador.lugares import COMUNAS_CON_PESO
from matching.generador.persona import ANIO_ACTUAL, Persona
from matching.generador.poblacion import Poblacion
from matching.generador.sorteo import elegir, sucede
from matching.tipos import Sexo

INTENTOS: Final = 12
HOMONIMO_MISMO_ANIO: Final = 0.1
HOMONIMO_CERCANO: Final = 0.4
HOMONIMO_OTRO_SEGUNDO: Final = 0.45
HOMONIMO_VECINO: Final = 0.2
MISMA_COMUNA: Final = 0.65
HERMANO: Final = 0.5
PROGENITOR: Final = 0.75
MISMO_NOMBRE_QUE_EL_PADRE: Final = 0.3
MISMO_PRIMER_NOMBRE: Final = 0.06
GEMELO_DEL_MISMO_SEXO: Final = 0.7
VECINO_POR_TRANSPOSICION: Final = 0.3
VECINO_DE_EDAD_PARECIDA: Final = 0.5


def crear_homonimo(poblacion: Poblacion, persona: Persona) -> Persona:
    """Otra persona con el mismo nombre y apellidos, nacida otro día y a veces el mismo año."""
    azar = poblacion.azar
    anio = persona.nacimiento.year
    if not sucede(azar, HOMONIMO_MISMO_ANIO):
        lejos = 10 if sucede(azar, HOMONIMO_CERCANO) else 45
        anio += azar.randrange(-lejos, lejos + 1)
    otro = poblacion.variar(persona, anio, sexo=persona.sexo)
    nombres = persona.nombres
    if len(nombres) > 1 and sucede(azar, HOMONIMO_OTRO_SEGUNDO):
        nombres = (nombres[0], SEGUNDOS[persona.sexo].sacar(azar))
    comuna = persona.comuna if sucede(azar, HOMONIMO_VECINO) else COMUNAS_CON_PESO.sacar(azar)
    return replace(otro, nombres=nombres, comuna=comuna)


def crear_pariente(poblacion: Poblacion, persona: Persona) -> Persona:
    """Un hermano, un progenitor o un primo, que comparte uno o los dos apellidos."""
    azar = poblacion.azar
    sorteo = azar.random()
    if sorteo < HERMANO:
        familiar = crear_hermano(poblacion, persona)
    elif sorteo < PROGENITOR:
        familiar = crear_progenitor(poblacion, persona)
    else:
        familiar = crear_primo(poblacion, persona)
    if sucede(azar, MISMA_COMUNA):
        return familiar
    return replace(familiar, comuna=COMUNAS_CON_PESO.sacar(azar))


def crear_hermano(poblacion: Poblacion, persona: Persona) -> Persona:
    """Mismos dos apellidos, nacido hasta catorce años antes o después."""
    azar = poblacion.azar
    distancia = azar.randrange(1, 15) * elegir(azar, (-1, 1))
    hermano = heredar_madre(poblacion.variar(persona, persona.nacimiento.year + distancia), persona)
    if hermano.sexo is persona.sexo and sucede(azar, MISMO_PRIMER_NOMBRE):
        return replace(hermano, nombres=(persona.nombres[0], *hermano.nombres[1:]))
    return hermano


def heredar_madre(hijo: Persona, hermano: Persona) -> Persona:
    """Dos hermanos pequeños tienen la misma madre, y por lo tanto el mismo RUN de madre."""
    if hijo.run_madre is None or hermano.run_madre is None:
        return hijo
    return replace(hijo, run_madre=hermano.run_madre)


def crear_progenitor(poblacion: Poblacion, persona: Persona) -> Persona:
    """Padre o madre: aporta un apellido, y a veces también el nombre."""
    azar = poblacion.azar
    sexo = elegir(azar, (Sexo.M, Sexo.F))
    anio = persona.nacimiento.year - azar.randrange(18, 42)
    otro = poblacion.sacar_apellido(CONVENCIONES[persona.origen])
    heredado = persona.paterno if sexo is Sexo.M else persona.materno or persona.paterno
    progenitor = poblacion.variar(replace(persona, paterno=heredado, materno=otro), anio, sexo=sexo)
    if sexo is persona.sexo and sucede(azar, MISMO_NOMBRE_QUE_EL_PADRE):
        return replace(progenitor, nombres=(persona.nombres[0], *progenitor.nombres[1:]))
    return progenitor


def crear_primo(poblacion: Poblacion, persona: Persona) -> Persona:
    """Comparte solo uno de los apellidos, en cualquiera de los dos lugares."""
    azar = poblacion.azar
    anio = persona.nacimiento.year + azar.randrange(-14, 15)
    otro = poblacion.sacar_apellido(CONVENCIONES[persona.origen])
    comun = elegir(azar, (persona.paterno, persona.materno or persona.paterno))
    apellidos = elegir(azar, ((comun, otro), (otro, comun)))
    return poblacion.variar(replace(persona, paterno=apellidos[0], materno=apellidos[1]), anio)


def crear_gemelo(poblacion: Poblacion, persona: Persona) -> Persona:
    """Mismos apellidos, día y casa; otro nombre y el RUN siguiente."""
    azar = poblacion.azar
    sexo = persona.sexo
    if not sucede(azar, GEMELO_DEL_MISMO_SEXO):
        sexo = elegir(azar, (Sexo.M, Sexo.F))
    gemelo = heredar_madre(poblacion.variar(persona, persona.nacimiento.year, sexo=sexo), persona)
    convencion = CONVENCIONES[persona.origen]
    nombres = gemelo.nombres
    for _ in range(INTENTOS):
        if nombres[0] != persona.nombres[0]:
            break
        nombres = poblacion.sacar_nombres(convencion, sexo, persona.nacimiento.year)
    run = None if persona.run is None else poblacion.reservar_run(persona.run + 1)
    return replace(gemelo, nombres=nombres, nacimiento=persona.nacimiento, run=run)


def crear_run_vecino(poblacion: Poblacion, persona: Persona) -> Persona:
    """Un desconocido cuyo RUN verdadero está a un error de tecleo del de la persona.

    Si la persona no tiene RUN o no queda vecino libre, es un desconocido cualquiera.
    """
    azar = poblacion.azar
    ajeno = poblacion.crear()
    if persona.run is None:
        return ajeno
    for _ in range(INTENTOS):
        vecino = alterar_run(poblacion, persona.run)
        if vecino not in poblacion.runs_usados:
            break
    else:
        return ajeno
    poblacion.runs_usados.add(vecino)
    if not sucede(azar, VECINO_DE_EDAD_PARECIDA):
        return replace(ajeno, run=vecino)
    nacimiento = min(
        persona.nacimiento + timedelta(days=azar.randrange(-400, 400)),
        persona.nacimiento.replace(year=ANIO_ACTUAL, month=6, day=1),
    )
    return replace(ajeno, run=vecino, nacimiento=nacimiento)


def alterar_run(poblacion: Poblacion, run: int) -> int:
    """El mismo RUN con un dígito cambiado o dos contiguos invertidos, sin tocar el primero."""
    azar = poblacion.azar
    cifras = list(str(run))
    lugar = azar.randrange(1, len(cifras) - 1)
    if sucede(azar, VECINO_POR_TRANSPOSICION):
        cifras[lugar], cifras[lugar + 1] = cifras[lugar + 1], cifras[lugar]
    else:
        cifras[lugar] = elegir(azar, [digito for digito in "0123456789" if digito != cifras[lugar]])
    return int("".join(cifras))
