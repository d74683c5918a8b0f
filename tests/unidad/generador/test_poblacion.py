"""La población inventada: listas limpias, RUN por generación y parientes que lo parecen."""

from itertools import chain

import pytest

from matching.generador import apellidos, nombres
from matching.generador.parientes import (
    crear_gemelo,
    crear_hermano,
    crear_homonimo,
    crear_pariente,
    crear_run_vecino,
)
from matching.generador.persona import NACIONALIDADES, Origen, Persona
from matching.generador.poblacion import Poblacion
from matching.generador.sorteo import Urna, crear_azar
from matching.rol_unico import distancia

LISTAS = {
    **{nombre: lista for nombre, lista in vars(apellidos).items() if isinstance(lista, tuple)},
    **{nombre: lista for nombre, lista in vars(nombres).items() if isinstance(lista, tuple)},
    **{f"HOMBRES_{anio}": lista for anio, lista in nombres.HOMBRES.items()},
    **{f"MUJERES_{anio}": lista for anio, lista in nombres.MUJERES.items()},
}


def crear_personas(semilla: int, cuantas: int) -> tuple[Poblacion, list[Persona]]:
    """Una población con algunas personas ya creadas."""
    poblacion = Poblacion(crear_azar(semilla))
    return poblacion, [poblacion.crear() for _ in range(cuantas)]


@pytest.mark.parametrize("nombre", sorted(LISTAS))
def test_ninguna_lista_repite_ni_deja_vacios(nombre: str) -> None:
    lista = LISTAS[nombre]
    assert len(set(lista)) == len(lista)
    assert all(valor and valor == valor.strip() for valor in lista)


def test_cada_apodo_reemplaza_a_un_nombre_de_las_listas() -> None:
    conocidos = set(chain.from_iterable(LISTAS.values()))
    assert set(nombres.APODOS) <= conocidos


def test_el_run_crece_con_el_anio_de_nacimiento() -> None:
    poblacion = Poblacion(crear_azar(3))
    promedios = [
        sum(poblacion.sacar_run(anio) for _ in range(200)) / 200
        for anio in (1940, 1960, 1980, 2000, 2020)
    ]
    assert promedios == sorted(promedios)
    assert 3_700_000 < promedios[0] < 4_100_000
    assert 26_700_000 < promedios[-1] < 27_100_000


def test_entre_los_migrantes_hay_run_definitivo_provisorio_y_ausente() -> None:
    _, personas = crear_personas(4, 5_000)
    migrantes = [persona for persona in personas if persona.origen in NACIONALIDADES]
    sin_run = sum(persona.run is None for persona in migrantes)
    provisorios = sum((persona.run or 0) >= 100_000_000 for persona in migrantes)
    assert 0.2 < sin_run / len(migrantes) < 0.36
    assert 0.08 < provisorios / len(migrantes) < 0.2
    assert all(
        persona.run is not None for persona in personas if persona.origen not in NACIONALIDADES
    )


def test_aparecen_todas_las_convenciones_de_nombre() -> None:
    _, personas = crear_personas(5, 5_000)
    assert {persona.origen for persona in personas} == set(Origen)


def test_quien_viene_de_haiti_suele_llevar_un_solo_apellido() -> None:
    _, personas = crear_personas(6, 20_000)
    haitianos = [persona for persona in personas if persona.origen is Origen.HAITIANO]
    assert sum(not persona.materno for persona in haitianos) / len(haitianos) > 0.75


def test_el_gemelo_comparte_apellidos_y_dia_y_lleva_el_run_siguiente() -> None:
    poblacion, personas = crear_personas(7, 200)
    persona = next(p for p in personas if p.run is not None and p.materno)
    gemelo = crear_gemelo(poblacion, persona)
    assert (gemelo.paterno, gemelo.materno) == (persona.paterno, persona.materno)
    assert gemelo.nacimiento == persona.nacimiento
    assert gemelo.run is not None
    assert persona.run is not None
    assert 1 <= gemelo.run - persona.run <= 3
    assert gemelo.nombres[0] != persona.nombres[0]


def test_el_hermano_comparte_los_dos_apellidos_y_no_el_dia() -> None:
    poblacion, personas = crear_personas(8, 50)
    for persona in personas:
        hermano = crear_hermano(poblacion, persona)
        assert (hermano.paterno, hermano.materno) == (persona.paterno, persona.materno)
        assert hermano.run is None or hermano.run != persona.run


def test_el_homonimo_se_llama_igual_y_es_otra_persona() -> None:
    poblacion, personas = crear_personas(9, 50)
    for persona in personas:
        homonimo = crear_homonimo(poblacion, persona)
        assert homonimo.nombres[0] == persona.nombres[0]
        assert (homonimo.paterno, homonimo.materno) == (persona.paterno, persona.materno)
        assert homonimo.run is None or homonimo.run != persona.run


def test_todo_pariente_comparte_al_menos_un_apellido() -> None:
    poblacion, personas = crear_personas(10, 200)
    for persona in personas:
        pariente = crear_pariente(poblacion, persona)
        suyos = {persona.paterno, persona.materno} - {""}
        assert suyos & {pariente.paterno, pariente.materno}


def test_el_run_vecino_esta_a_un_error_de_tecleo() -> None:
    poblacion, personas = crear_personas(11, 200)
    for persona in (p for p in personas if p.run is not None):
        vecino = crear_run_vecino(poblacion, persona)
        assert distancia(str(persona.run), str(vecino.run)) == 1


def test_la_urna_respeta_los_pesos() -> None:
    azar = crear_azar(12)
    urna = Urna([("a", 3), ("b", 1)])
    veces = sum(urna.sacar(azar) == "a" for _ in range(20_000))
    assert 0.74 < veces / 20_000 < 0.76
