"""Abrir, corregir, recibir, mirar atrás y purgar en cualquier orden: igual que enlazarlo todo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from ingestores.mensajes.decodificacion import releer
from matching.indice import Indice
from matching.tipos import Decision, Ficha
from sistema.acceso.sujeto import Sujeto
from sistema.boveda import servicio as boveda
from sistema.casos.esquemas import PersonaDesaparecida
from sistema.casos.servicio import corregir_persona
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import Plantilla, SistemaDePrueba, copiar
from tests.integracion.postgres.apoyo import PERSONAS, abrir_caso, sujeto

# Porque: la base solo borra días que para ella ya pasaron.
LLEGADA = datetime(2026, 1, 1, 12, tzinfo=UTC)
DIAS = 3
ROSARIO = PERSONAS[0]
# Identidades que se confunden, se contradicen o se reúnen por el RUN, según el orden.
IDENTIDADES: tuple[dict[str, Any], ...] = (
    ROSARIO,
    {k: v for k, v in ROSARIO.items() if k != "run"},
    {"run": ROSARIO["run"], "sexo": "F"},
    {**ROSARIO, "run": "12.345.679-3", "nombres": "Rosario Ayelén"},
    {**{k: v for k, v in ROSARIO.items() if k != "run"}, "nombres": "Rosario"},
    PERSONAS[1],
)
CUAL = st.integers(0, len(IDENTIDADES) - 1)
CASO = st.integers(0, 9)


def leer(cual: int) -> PersonaDesaparecida:
    return PersonaDesaparecida.model_validate(IDENTIDADES[cual])


class Modelo:
    """Lento y obvio: compara todo lo que aún se puede comparar con todos los casos."""

    def __init__(self) -> None:
        self.casos: dict[UUID, int] = {}
        self.eventos: dict[int, int] = {}
        self.guardados: set[int] = set()
        self.perdidos: set[int] = set()

    def enlazar(self) -> dict[tuple[UUID, int], Decision]:
        indice = Indice()
        for caso, cual in self.casos.items():
            indice.poner(Ficha(str(caso), str(caso), leer(cual).identidad()))
        return {
            (UUID(caso), numero): candidato.decision
            for numero, cual in self.eventos.items()
            if numero not in self.perdidos
            for candidato in indice.buscar(leer(cual).identidad())
            for caso in candidato.casos
        }

    def asentar(self) -> None:
        """Lo que a esta hora coincide con alguien queda guardado aunque la bóveda venza."""
        self.guardados |= {numero for _caso, numero in self.enlazar()}

    def purgar(self, contactos: set[int]) -> None:
        """Vencida la bóveda, solo quedan los contactos: al menos, todo lo que coincidió."""
        assert self.guardados <= contactos
        self.perdidos |= self.eventos.keys() - contactos


class Mundo(RuleBasedStateMachine):
    """El Sistema de verdad junto al modelo."""

    plantilla: ClassVar[Plantilla]

    def __init__(self) -> None:
        super().__init__()
        self.entorno = montar(self.plantilla)
        self.sistema = self.entorno.__enter__()
        self.quien: Sujeto = sujeto(self.sistema)
        self.puerta = self.sistema.puerta()
        self.modelo = Modelo()

    @rule(cual=CUAL)
    def abrir(self, cual: int) -> None:
        persona = leer(cual).model_dump(exclude_none=True)
        ultima = {"ultima_noticia_en": LLEGADA.isoformat()}
        bd = self.sistema.bd(Papel.API)
        caso = abrir_caso(bd, self.quien, persona, recibida_en=None, desaparicion=ultima)
        self.modelo.casos[caso] = cual

    @precondition(lambda self: self.modelo.casos)
    @rule(caso=CASO, cual=CUAL)
    def corregir(self, caso: int, cual: int) -> None:
        elegido = sorted(self.modelo.casos)[caso % len(self.modelo.casos)]
        bd = self.sistema.bd(Papel.API)
        with bd.transaccion() as sesion:
            corregir_persona(sesion, bd.llavero, self.quien, elegido, leer(cual))
        self.modelo.casos[elegido] = cual

    @rule(cuales=st.lists(CUAL, min_size=1, max_size=3))
    def recibir(self, cuales: list[int]) -> None:
        numeros = [len(self.modelo.eventos) + 1 + n for n in range(len(cuales))]
        cuerpos = [
            evento(numero, persona=IDENTIDADES[cual], ocurrido_en="2025-12-31T10:00:00Z")
            for numero, cual in zip(numeros, cuales, strict=True)
        ]
        self.puerta.registrar_lote(lote(*cuerpos, desde=self.puerta.posicion(KAFKA)))
        self.modelo.eventos.update(zip(numeros, cuales, strict=True))
        self.modelo.guardados |= {n for _caso, n in self.modelo.enlazar() if n in numeros}

    @rule()
    def dar_un_paso(self) -> None:
        self.puerta.mirar_atras(releer)

    @rule()
    def mirar_atras(self) -> None:
        while self.puerta.mirar_atras(releer):
            pass
        self.modelo.asentar()
        self.comparar()

    @rule()
    def reiniciar(self) -> None:
        self.puerta = self.sistema.puerta()

    @rule()
    def purgar(self) -> None:
        """Vence todo lo llegado; antes se mira, como hacen las tareas en su hora."""
        self.mirar_atras()
        self.sistema.reloj.avanzar(timedelta(days=DIAS + 1))
        bd = self.sistema.bd(Papel.TAREAS)
        with bd.transaccion() as sesion:
            boveda.purgar(sesion, bd.llaves_de_dia, self.sistema.reloj().date())
        contactos = self.sistema.consultar("SELECT evento_id FROM contacto")
        self.modelo.purgar({suyo.int for (suyo,) in contactos})

    @invariant()
    def nada_se_repite(self) -> None:
        filas = self.sistema.consultar(
            "SELECT count(*), count(DISTINCT (caso_id, evento_id)) FROM coincidencia"
        )
        assert filas[0][0] == filas[0][1]

    def comparar(self) -> None:
        filas = self.sistema.consultar(
            "SELECT caso_id, evento_id, decision FROM coincidencia WHERE decision <> 'descarte'"
        )
        reales = {(caso, suyo.int): Decision(decision) for caso, suyo, decision in filas}
        assert reales == self.modelo.enlazar()
        [(sin_par,)] = self.sistema.consultar(
            "SELECT count(*) FROM contacto AS k "
            "WHERE NOT EXISTS (SELECT FROM coincidencia AS c WHERE c.contacto_id = k.id)"
        )
        assert sin_par == 0

    @override
    def teardown(self) -> None:
        try:
            self.mirar_atras()
        finally:
            self.entorno.__exit__(None, None, None)


@contextmanager
def montar(plantilla: Plantilla) -> Iterator[SistemaDePrueba]:
    with copiar(plantilla) as preparado:
        sistema = SistemaDePrueba(preparado, plantilla.claves)
        sistema.reloj.instante = LLEGADA
        sistema.consultar(
            "UPDATE acuerdo SET dias_retrospectiva = :dias, vigente_desde = '2020-01-01' "
            "RETURNING 1",
            dias=DIAS,
        )
        yield sistema
        sistema.cerrar()


def test_todo_orden_deja_lo_mismo_que_enlazarlo_todo(plantilla: Plantilla) -> None:
    Mundo.plantilla = plantilla
    perfil = settings()
    run_state_machine_as_test(
        Mundo,
        settings=settings(
            max_examples=max(10, perfil.max_examples // 4),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
