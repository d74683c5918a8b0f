"""Cualquier sucesión de casos, lotes, reentregas y reinicios deja lo mismo que un modelo obvio."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sistema.acceso.sujeto import Sujeto
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import Lote
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import PERSONAS, abrir_caso, sujeto

Eventos = tuple[tuple[int, int], ...]


class Abrir(NamedTuple):
    """Se ingresa una denuncia de esta persona."""

    persona: int


class Registrar(NamedTuple):
    """Llega un lote: cada evento es (número dentro del ejemplo, persona)."""

    eventos: Eventos


class Reentregar(NamedTuple):
    """Vuelve a llegar un lote que ya se registró."""

    cual: int


class Reiniciar(NamedTuple):
    """El consumidor muere y parte de nuevo."""


Paso = Abrir | Registrar | Reentregar | Reiniciar

PERSONA = st.integers(0, 2)
PASOS = st.lists(
    st.one_of(
        st.builds(Abrir, PERSONA),
        st.builds(
            Registrar,
            st.lists(st.tuples(st.integers(0, 5), PERSONA), min_size=1, max_size=4).map(tuple),
        ),
        st.builds(Reentregar, st.integers(0, 3)),
        st.builds(Reiniciar),
    ),
    min_size=1,
    max_size=10,
)


@dataclass
class Modelo:
    """Lo que debería pasar, dicho de la forma más simple."""

    casos: list[tuple[UUID, int]] = field(default_factory=list)
    bandeja: dict[int, int] = field(default_factory=dict)
    apartados: int = 0
    coincidencias: set[tuple[UUID, int]] = field(default_factory=set)

    def recibir(self, eventos: Eventos) -> None:
        for numero, persona in eventos:
            if numero not in self.bandeja:
                self.bandeja[numero] = persona
                self.coincidencias |= {(c, numero) for c, quien in self.casos if quien == persona}
            elif self.bandeja[numero] != persona:
                self.apartados += 1


class Mundo:
    """El Sistema de verdad, con ids y personas que no se repiten de un ejemplo a otro."""

    def __init__(self, sistema: SistemaDePrueba) -> None:
        self.sistema = sistema
        self.api: Bd = sistema.bd(Papel.API)
        self.quien: Sujeto = sujeto(sistema)
        self.ejemplos = count(1)

    def puerta(self) -> PuertaDeContactos:
        return self.sistema.puerta()

    def limpiar(self) -> None:
        """Termina los casos de ejemplos anteriores, como dueño."""
        self.sistema.consultar(
            "WITH cerrados AS (UPDATE caso SET estado = 'termino' WHERE estado <> 'termino' "
            "RETURNING id) "
            "INSERT INTO cartera_cambio (caso_id, cambio) SELECT id, 'baja' FROM cerrados "
            "RETURNING 1",
        )

    def correr(self, pasos: list[Paso]) -> None:
        self.limpiar()
        base = next(self.ejemplos) * 1_000
        modelo, enviados = Modelo(), list[tuple[Lote, Eventos]]()
        puerta = self.puerta()
        apartados_antes = self.sistema.contar("cuarentena")
        for paso in pasos:
            match paso:
                case Abrir(persona):
                    caso = abrir_caso(self.api, self.quien, PERSONAS[persona])
                    modelo.casos.append((caso, persona))
                case Registrar(eventos):
                    cuerpos = [evento(base + n, persona=PERSONAS[p]) for n, p in eventos]
                    nuevo = lote(*cuerpos, desde=puerta.posicion(KAFKA))
                    puerta.registrar_lote(nuevo)
                    modelo.recibir(eventos)
                    enviados.append((nuevo, eventos))
                case Reentregar(cual):
                    for viejo, eventos in enviados[cual:][:1]:
                        reentregar(puerta, viejo)
                        modelo.recibir(eventos)
                case Reiniciar():
                    puerta = self.puerta()
        self.comparar(modelo, base, self.sistema.contar("cuarentena") - apartados_antes)

    def comparar(self, modelo: Modelo, base: int, apartados: int) -> None:
        rango = {"desde": UUID(int=base), "hasta": UUID(int=base + 999)}
        recibidos = self.sistema.consultar(
            "SELECT evento_id FROM bandeja WHERE evento_id BETWEEN :desde AND :hasta", **rango
        )
        halladas = self.sistema.consultar(
            "SELECT caso_id, evento_id FROM coincidencia WHERE evento_id BETWEEN :desde AND :hasta",
            **rango,
        )
        contactos = self.sistema.consultar(
            "SELECT evento_id FROM contacto WHERE evento_id BETWEEN :desde AND :hasta", **rango
        )
        assert sorted(r[0].int - base for r in recibidos) == sorted(modelo.bandeja)
        assert sorted((c, e.int - base) for c, e in halladas) == sorted(modelo.coincidencias)
        assert sorted(c[0].int - base for c in contactos) == sorted(
            {numero for _caso, numero in modelo.coincidencias}
        )
        assert apartados == modelo.apartados


def reentregar(puerta: PuertaDeContactos, viejo: Lote) -> None:
    """Un lote viejo llega con su posición, que ya pasó, y después al final, como uno nuevo."""
    with pytest.raises(PosicionAdelantada):
        puerta.registrar_lote(viejo)
    desde = puerta.posicion(KAFKA)
    corrido = desde - viejo.desde
    puerta.registrar_lote(
        replace(
            viejo,
            desde=desde,
            hasta=viejo.hasta + corrido,
            eventos=[replace(e, posicion=e.posicion + corrido) for e in viejo.eventos],
        ),
    )


def test_toda_sucesion_deja_lo_mismo_que_el_modelo(sistema: SistemaDePrueba) -> None:
    mundo = Mundo(sistema)

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(PASOS)
    def probar(pasos: list[Paso]) -> None:
        mundo.correr(pasos)

    probar()
    assert sistema.consultar(
        "SELECT count(*) FROM alerta FULL JOIN coincidencia ON coincidencia_id = coincidencia.id "
        "WHERE alerta.id IS NULL OR coincidencia.id IS NULL",
    ) == [(0,)]
