"""Personas inventadas y sus parientes, sembradas: la misma semilla da la misma población."""

from bisect import bisect
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from matching.comunas import Comuna
from matching.generador.convenciones import (
    APELLIDOS_CHILENOS,
    CONVENCIONES,
    GENERACIONES,
    PRIMEROS,
    SEGUNDOS,
    Convencion,
)
from matching.generador.lugares import COMUNAS_CON_PESO, ISLA_DE_PASCUA
from matching.generador.persona import ANIO_ACTUAL, NACIONALIDADES, Origen, Persona
from matching.generador.sorteo import Urna, elegir, sucede
from matching.tipos import Documento, Sexo

ORIGENES: Final = Urna[Origen](
    [
        (Origen.CHILENO, 79.5),
        (Origen.MAPUCHE, 9.5),
        (Origen.AYMARA, 1.0),
        (Origen.RAPA_NUI, 0.2),
        (Origen.HAITIANO, 1.3),
        (Origen.VENEZOLANO, 4.2),
        (Origen.PERUANO, 2.5),
        (Origen.COLOMBIANO, 1.8),
    ]
)
EDADES_POBLACION: Final = Urna[tuple[int, int]](
    [((0, 11), 13), ((12, 17), 9), ((18, 29), 19), ((30, 44), 22), ((45, 59), 19), ((60, 74), 13),
     ((75, 94), 5)]
)  # fmt: skip
EDADES_BUSCADAS: Final = Urna[tuple[int, int]](
    [((0, 11), 5), ((12, 17), 36), ((18, 29), 22), ((30, 44), 16), ((45, 59), 9), ((60, 74), 7),
     ((75, 94), 5)]
)  # fmt: skip
"""Quienes desaparecen son sobre todo adolescentes y, después, adultos jóvenes y ancianos."""

RUN_POR_ANIO: Final = (
    (1925, 1_900_000), (1940, 3_900_000), (1950, 5_700_000), (1960, 8_300_000), (1970, 11_400_000),
    (1980, 13_700_000), (1990, 17_200_000), (2000, 20_200_000), (2010, 23_100_000),
    (2020, 26_900_000), (2027, 28_900_000),
)  # fmt: skip
"""Cuerpo de RUN que se inscribía cada año, a grandes rasgos: entre puntos se interpola."""
ANIOS_RUN: Final = tuple(anio for anio, _ in RUN_POR_ANIO)
DISPERSION_RUN: Final = 350_000
RUN_LLEGADA: Final = (22_000_000, 28_800_000)
RUN_PROVISORIO: Final = (100_000_000, 100_900_000)
MIGRANTE_CON_RUN: Final = 0.58
MIGRANTE_CON_PROVISORIO: Final = 0.14
MIGRANTE_CON_DOCUMENTO: Final = 0.8
CON_NOMBRE_SOCIAL: Final = 0.004
SEXO_X: Final = 0.001
MATERNO_IGUAL: Final = 0.006
EDAD_CON_RUN_DE_MADRE: Final = 12
EDAD_MATERNA: Final = (17, 42)


class Poblacion:
    """Fábrica de personas con RUN únicos, sobre una fuente de azar que llega de fuera."""

    def __init__(self, azar: Random) -> None:
        self.azar = azar
        self.runs_usados: set[int] = set()

    def crear(self, edades: Urna[tuple[int, int]] = EDADES_POBLACION) -> Persona:
        """Una persona nueva, con edad según la urna."""
        azar = self.azar
        origen = ORIGENES.sacar(azar)
        convencion = CONVENCIONES[origen]
        sexo = Sexo.F if sucede(azar, 0.5) else Sexo.M
        nacimiento = self.sacar_nacimiento(*edades.sacar(azar))
        nombres = self.sacar_nombres(convencion, sexo, nacimiento.year)
        paterno, materno = self.sacar_apellidos(convencion)
        extranjero = origen in NACIONALIDADES
        return Persona(
            run=self.sacar_run_migrante() if extranjero else self.sacar_run(nacimiento.year),
            nombres=nombres,
            paterno=paterno,
            materno=materno,
            sexo=Sexo.X if sucede(azar, SEXO_X) else sexo,
            nacimiento=nacimiento,
            comuna=self.sacar_comuna(origen, convencion),
            origen=origen,
            documento=self.sacar_documento(origen) if extranjero else None,
            nombre_social=self.sacar_nombre_social(sexo, nacimiento.year),
            run_madre=self.sacar_run_madre(nacimiento.year),
        )

    def sacar_nacimiento(self, edad_minima: int, edad_maxima: int) -> date:
        """Fecha de nacimiento de alguien con esa edad en el año de referencia."""
        anio = ANIO_ACTUAL - edad_minima - int(self.azar.random() * (edad_maxima - edad_minima + 1))
        return self.sacar_dia(anio)

    def sacar_dia(self, anio: int) -> date:
        """Un día cualquiera de un año, acotado al mundo sintético; no llega a diciembre de 2026."""
        acotado = min(max(anio, ANIOS_RUN[0]), ANIO_ACTUAL)
        dias = 300 if acotado == ANIO_ACTUAL else 365
        return date.fromordinal(date(acotado, 1, 1).toordinal() + int(self.azar.random() * dias))

    def sacar_nombres(self, convencion: Convencion, sexo: Sexo, anio: int) -> tuple[str, ...]:
        """Primer nombre de su generación u origen y, casi siempre, un segundo distinto."""
        azar = self.azar
        propios = convencion.propios(sexo)
        if propios is not None and sucede(azar, convencion.nombre_propio):
            urna = propios
        else:
            urna = PRIMEROS[sexo][bisect(GENERACIONES, anio) - 1]
        primero = urna.sacar(azar)
        if not sucede(azar, convencion.segundo):
            return (primero,)
        segundo = SEGUNDOS[sexo].sacar(azar)
        return (primero,) if segundo == primero else (primero, segundo)

    def sacar_apellidos(self, convencion: Convencion) -> tuple[str, str]:
        """Paterno y materno; el materno vacío es de quien lleva un solo apellido."""
        azar = self.azar
        paterno = self.sacar_apellido(convencion)
        if not sucede(azar, convencion.materno):
            return paterno, ""
        if sucede(azar, MATERNO_IGUAL):
            return paterno, paterno
        return paterno, self.sacar_apellido(convencion)

    def sacar_apellido(self, convencion: Convencion) -> str:
        """Un apellido del origen o, si no, uno chileno."""
        azar = self.azar
        propio = sucede(azar, convencion.propio)
        return (convencion.apellidos if propio else APELLIDOS_CHILENOS).sacar(azar)

    def sacar_comuna(self, origen: Origen, convencion: Convencion) -> Comuna:
        """Dónde vive, según dónde se concentra su origen."""
        if origen is Origen.RAPA_NUI:
            return ISLA_DE_PASCUA
        local = sucede(self.azar, convencion.local)
        return (convencion.comunas if local else COMUNAS_CON_PESO).sacar(self.azar)

    def sacar_run(self, anio: int) -> int:
        """RUN libre de alguien inscrito cerca de ese año."""
        tramo = min(max(bisect(ANIOS_RUN, anio), 1), len(RUN_POR_ANIO) - 1)
        (anio_0, run_0), (anio_1, run_1) = RUN_POR_ANIO[tramo - 1], RUN_POR_ANIO[tramo]
        centro = run_0 + (run_1 - run_0) * (anio - anio_0) / (anio_1 - anio_0)
        desvio = (self.azar.random() + self.azar.random() - 1) * DISPERSION_RUN
        return self.reservar_run(int(centro + desvio))

    def sacar_run_migrante(self) -> int | None:
        """RUN definitivo por año de llegada, provisorio o ninguno."""
        sorteo = self.azar.random()
        if sorteo < MIGRANTE_CON_RUN:
            return self.reservar_run(self.azar.randrange(*RUN_LLEGADA))
        if sorteo < MIGRANTE_CON_RUN + MIGRANTE_CON_PROVISORIO:
            return self.reservar_run(self.azar.randrange(*RUN_PROVISORIO))
        return None

    def reservar_run(self, deseado: int) -> int:
        """El RUN deseado o el siguiente que nadie tenga; dos personas nunca comparten RUN."""
        while deseado in self.runs_usados:
            deseado += 1
        self.runs_usados.add(deseado)
        return deseado

    def sacar_run_madre(self, anio: int) -> int | None:
        """RUN de la madre de un niño pequeño: con él se anota a veces al recién nacido."""
        if ANIO_ACTUAL - anio >= EDAD_CON_RUN_DE_MADRE:
            return None
        return self.sacar_run(anio - self.azar.randrange(*EDAD_MATERNA))

    def sacar_documento(self, origen: Origen) -> Documento | None:
        """Pasaporte o cédula del país de origen, si lo trae consigo."""
        if not sucede(self.azar, MIGRANTE_CON_DOCUMENTO):
            return None
        numero = self.azar.randrange(1_000_000, 99_999_999)
        prefijo = elegir(self.azar, ("", "AT", "R", "V"))
        tipo = elegir(self.azar, ("pasaporte", "cedula_extranjera"))
        return Documento(tipo, f"{prefijo}{numero}", NACIONALIDADES[origen])

    def sacar_nombre_social(self, sexo: Sexo, anio: int) -> str:
        """Nombre social, casi siempre vacío."""
        if not sucede(self.azar, CON_NOMBRE_SOCIAL):
            return ""
        otro = Sexo.M if sexo is Sexo.F else Sexo.F
        return PRIMEROS[otro][bisect(GENERACIONES, anio) - 1].sacar(self.azar)

    def variar(self, persona: Persona, anio: int, *, sexo: Sexo | None = None) -> Persona:
        """Otra persona del mismo origen y casa: mismos apellidos y comuna; nombre y RUN propios."""
        if sexo is None:
            sexo = Sexo.F if sucede(self.azar, 0.5) else Sexo.M
        convencion = CONVENCIONES[persona.origen]
        nacimiento = self.sacar_dia(anio)
        extranjero = persona.origen in NACIONALIDADES
        return replace(
            persona,
            run=self.sacar_run_migrante() if extranjero else self.sacar_run(nacimiento.year),
            nombres=self.sacar_nombres(convencion, sexo, nacimiento.year),
            sexo=sexo,
            nacimiento=nacimiento,
            documento=self.sacar_documento(persona.origen) if extranjero else None,
            nombre_social="",
            run_madre=self.sacar_run_madre(nacimiento.year),
        )
