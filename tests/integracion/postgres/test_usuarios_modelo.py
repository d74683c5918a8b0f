"""Cualquier sucesión de actos sobre la gente deja en pie lo que nunca debe romperse."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.orm import Session

from sistema.acceso.sujeto import Sujeto
from sistema.modelos.ficha import ActoUsuario
from sistema.modelos.usuario import Perfil
from sistema.nucleo.errores import ErrorSistema
from sistema.usuarios import aprobaciones, cuentas, perfiles
from tests.apoyo.reloj_fijo import INICIO
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo_usuarios import GENTE, MOTIVO, Gente, perfil

SENSIBLES = (
    "FISCAL",
    "SUPERVISOR",
    "AUDITOR",
    "ADMIN_INSTITUCION",
    "ADMIN_SISTEMA",
    "COLAB_ADMIN",
)
ACTOS = (
    ActoUsuario.SUSPENDER,
    ActoUsuario.REACTIVAR,
    ActoUsuario.BLOQUEAR,
    ActoUsuario.DESBLOQUEAR,
)
PERFILES = (
    Perfil.INVESTIGADOR,
    Perfil.SUPERVISOR,
    Perfil.ADMIN_INSTITUCION,
    Perfil.ADMIN_SISTEMA,
    Perfil.FISCAL,
    Perfil.COLAB_ADMIN,
)
GRUPOS = {
    ("pdi", Perfil.ADMIN_INSTITUCION),
    ("carabineros", Perfil.ADMIN_INSTITUCION),
    ("carabineros", Perfil.ADMIN_SISTEMA),
}
cuenta = st.sampled_from(sorted(GENTE))
_MAL_DADOS = """
    SELECT p.numero FROM perfil_otorgado p
    JOIN usuario u ON u.id = p.usuario_id JOIN institucion i ON i.codigo = u.institucion
    LEFT JOIN usuario o ON o.id = p.otorgado_por
    WHERE p.operador IS NULL AND p.perfil IS NOT NULL AND (
        p.otorgado_por = p.usuario_id OR p.aprobado_por = p.usuario_id
        OR (p.perfil = ANY(:sensibles) AND (p.aprobado_por IS NULL
            OR p.aprobado_por = p.otorgado_por))
        OR p.hasta - p.desde > interval '4320 hours'
        OR (p.perfil = 'FISCAL' AND u.institucion <> 'ministerio_publico')
        OR (p.perfil = 'ADMIN_SISTEMA' AND u.institucion <> 'carabineros')
        OR (p.perfil LIKE 'COLAB%' AND i.clase = 'interviniente')
        OR (o.institucion <> u.institucion AND p.perfil <> 'ADMIN_INSTITUCION'))
"""


class Administracion(RuleBasedStateMachine):
    """Seis personas que se dan y se quitan acceso; `gente` la pone la prueba."""

    gente: Gente

    @initialize()
    def empezar(self) -> None:
        self.gente.sistema.reloj.instante = INICIO
        self.gente.reponer()
        self.pedidos: list[Any] = []

    @rule(quien=cuenta, a_quien=cuenta, acto=st.sampled_from(ACTOS))
    def cambiar(self, quien: str, a_quien: str, acto: ActoUsuario) -> None:
        protege = acto is not ActoUsuario.BLOQUEAR
        persona = self.gente.ids[a_quien]
        self.hacer(
            quien,
            a_quien,
            lambda s, q: cuentas.cambiar_estado(s, q, persona, acto, MOTIVO),
            protege=protege,
        )

    @rule(quien=cuenta, a_quien=cuenta)
    def revocar(self, quien: str, a_quien: str) -> None:
        persona = self.gente.ids[a_quien]
        self.hacer(quien, a_quien, lambda s, q: perfiles.revocar(s, q, persona, MOTIVO))

    @rule(quien=cuenta, a_quien=cuenta, cual=st.sampled_from(PERFILES), dias=st.integers(1, 180))
    def otorgar(self, quien: str, a_quien: str, cual: Perfil, dias: int) -> None:
        persona = self.gente.ids[a_quien]

        def dar(sesion: Session, sujeto: Sujeto) -> None:
            dado = perfiles.otorgar(sesion, sujeto, persona, perfil(cual, dias))
            self.pedidos += [(dado.pedido_id, quien, a_quien)] if dado.pedido_id else []

        self.hacer(quien, a_quien, dar)

    @rule(quien=cuenta, datos=st.data())
    def aprobar(self, quien: str, datos: st.DataObject) -> None:
        if not self.pedidos:
            return
        pedido, pidio, recibe = datos.draw(st.sampled_from(self.pedidos))
        hecho = self.hacer(quien, "", lambda s, q: aprobaciones.aprobar(s, q, [pedido]))
        assert not (hecho and quien in {pidio, recibe})

    @rule(horas=st.integers(1, 60 * 24))
    def esperar(self, horas: int) -> None:
        self.gente.sistema.reloj.avanzar(timedelta(hours=horas))

    def hacer(
        self,
        quien: str,
        a_quien: str,
        acto: Callable[[Session, Sujeto], object],
        *,
        protege: bool = True,
    ) -> bool:
        """Intenta el acto; si se logra, lo hizo alguien que administraba y no dejó a nadie sin."""
        antes = self.contar()
        administra = any(quien in grupo for grupo in antes.values())
        hecho = False
        with suppress(ErrorSistema), self.gente.bd.transaccion() as sesion:
            sujeto = self.gente.sujeto(quien)
            acto(sesion, replace(sujeto, reforzada_en=sujeto.ahora))
            hecho = True
        if hecho:
            assert administra, "lo hizo quien no administraba"
            assert quien != a_quien, "se lo hizo a sí mismo"
            despues = self.contar()
            for (institucion, cual), personas in antes.items():
                es_todo = cual is Perfil.ADMIN_SISTEMA
                if personas and (protege or es_todo):
                    assert despues[institucion, cual], f"{institucion} quedó sin {cual}"
        return hecho

    def contar(self) -> dict[tuple[str, Perfil], set[str]]:
        return {grupo: self.gente.administran(*grupo) for grupo in GRUPOS}

    @invariant()
    def nada_mal_dado(self) -> None:
        consultar = self.gente.sistema.consultar
        assert consultar(_MAL_DADOS, sensibles=list(SENSIBLES)) == []


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_ninguna_sucesion_de_actos_rompe_lo_que_importa(sistema: SistemaDePrueba) -> None:
    Administracion.gente = Gente(sistema)
    corrida = Administracion.TestCase
    corrida.settings = settings(
        max_examples=15,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    corrida("runTest").debug()
