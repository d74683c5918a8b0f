"""Quitar y pedir a la vez, en cualquier orden: nadie queda sin quien administre ni actúa de más."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sistema.acceso.servicio import abrir_sesion, reconocer
from sistema.acceso.sujeto import Sujeto
from sistema.modelos.ficha import ActoUsuario
from sistema.modelos.usuario import Perfil
from sistema.nucleo.errores import CredencialInvalida, ErrorSistema
from sistema.usuarios import aprobaciones, cuentas, perfiles
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo_usuarios import MOTIVO, Gente, perfil

CARRERAS = 150
VUELTAS = 250
Quitar = Callable[[Session, Sujeto, str], object]


@pytest.fixture
def gente(sistema: SistemaDePrueba) -> Gente:
    return Gente(sistema)


def formas_de_quitar(gente: Gente) -> list[Quitar]:
    return [
        lambda s, quien, a: cuentas.cambiar_estado(
            s, quien, gente.ids[a], ActoUsuario.SUSPENDER, MOTIVO
        ),
        lambda s, quien, a: perfiles.revocar(s, quien, gente.ids[a], MOTIVO),
        lambda s, quien, a: perfiles.otorgar(s, quien, gente.ids[a], perfil(Perfil.INVESTIGADOR)),
    ]


def intentar(gente: Gente, quitar: Quitar, quien: Sujeto, a_quien: str) -> str:
    """El código del error, o vacío si se logró."""
    try:
        with gente.bd.transaccion() as sesion:
            quitar(sesion, quien, a_quien)
    except ErrorSistema as error:
        return error.codigo
    return ""


def refuerzo(quien: Sujeto) -> Sujeto:
    return replace(quien, reforzada_en=quien.ahora)


# Mutación probada: quitar el turno de la institución, o no volver a mirar el permiso con él tomado.
def test_dos_que_se_quitan_a_la_vez_no_se_quitan_ambas(gente: Gente) -> None:
    azar = Random(20_261_124)
    formas = formas_de_quitar(gente)
    logradas = []
    with ThreadPoolExecutor(2) as hilos:
        for _carrera in range(CARRERAS):
            gente.reponer("ana", "berta")
            par = ("ana", "berta")
            sujetos = {cuenta: refuerzo(gente.sujeto(cuenta)) for cuenta in par}
            partida = Barrier(2)

            def correr(
                cuenta: str,
                quitar: Quitar,
                partida: Barrier = partida,
                sujetos: dict[str, Sujeto] = sujetos,
            ) -> str:
                otra = "berta" if cuenta == "ana" else "ana"
                partida.wait(timeout=30)
                return intentar(gente, quitar, sujetos[cuenta], otra)

            elegidas = [azar.choice(formas) for _ in par]
            codigos = list(hilos.map(correr, par, elegidas))
            assert sorted(codigos) == ["", "no_encontrado"], codigos
            assert len(gente.administran("pdi")) == 1
            logradas.append(codigos.index(""))
    assert set(logradas) == {0, 1}, "siempre ganó la misma: no hubo carrera"


def test_lo_que_pidio_quien_ya_no_administra_no_se_hace(gente: Gente) -> None:
    for quitar in formas_de_quitar(gente):
        gente.reponer()
        ana, berta = (refuerzo(gente.sujeto(cuenta)) for cuenta in ("ana", "berta"))
        assert intentar(gente, quitar, ana, "berta") == ""
        assert intentar(gente, formas_de_quitar(gente)[0], berta, "carla") == "no_encontrado"
        assert intentar(gente, quitar, berta, "ana") == "no_encontrado"
        assert gente.administran("pdi") == {"ana"}


def test_un_pedido_se_aprueba_una_sola_vez(gente: Gente) -> None:
    elena, felipe = (refuerzo(gente.sujeto(c)) for c in ("elena", "felipe"))
    for _carrera in range(20):
        gente.reponer("diego", "elena", "felipe")
        diego = refuerzo(gente.sujeto("diego"))
        with gente.bd.transaccion() as sesion:
            [carla] = sesion.execute(
                text("SELECT id FROM usuario WHERE cuenta = 'supervisora.carabineros'")
            ).scalars()
            pedido = perfiles.otorgar(sesion, diego, carla, perfil(Perfil.AUDITOR)).pedido_id
        assert pedido is not None

        def aprobar(quien: Sujeto, pedido: UUID = pedido) -> str:
            return intentar(gente, lambda s, q, _a: aprobaciones.aprobar(s, q, [pedido]), quien, "")

        with ThreadPoolExecutor(2) as hilos:
            codigos = sorted(hilos.map(aprobar, [elena, felipe]))
        assert codigos == ["", "pedido_caduco"]


def _quitar_el_acceso(gente: Gente) -> list[Quitar]:
    elena = refuerzo(gente.sujeto("elena"))
    return [
        *formas_de_quitar(gente)[:2],
        lambda s, _quien, a: cuentas.cambiar_estado(
            s, elena, gente.ids[a], ActoUsuario.BLOQUEAR, MOTIVO
        ),
    ]


def _pedir(gente: Gente, sesion: Session, secreto: str) -> bool:
    try:
        reconocer(sesion, secreto, None, gente.sistema.reloj())
    except CredencialInvalida:
        return False
    return True


# Z-04: 250 vueltas de cuatro peticiones.
def test_mil_intercalaciones_sin_un_permiso_anejo(gente: Gente) -> None:
    azar = Random(500_121)
    ana = refuerzo(gente.sujeto("ana"))
    formas = _quitar_el_acceso(gente)
    vistas = dict.fromkeys((False, True), 0)
    for vuelta in range(VUELTAS):
        gente.reponer("carla")
        with gente.bd.transaccion() as sesion:
            secreto, _abierta = abrir_sesion(sesion, gente.ids["carla"], gente.sistema.reloj())
        for rige, permitida in _intercalar(gente, formas[vuelta % len(formas)], ana, secreto, azar):
            assert permitida is not rige
            vistas[rige] += 1
    assert sum(vistas.values()) == 1_000
    assert min(vistas.values()) > 200


def _intercalar(
    gente: Gente, quitar: Quitar, quien: Sujeto, secreto: str, azar: Random
) -> Iterator[tuple[bool, bool]]:
    """Cuatro peticiones, cada una antes o después de confirmar: si ya regía y si se permitió."""
    antes = azar.randint(1, 3)
    with gente.bd.transaccion() as empezada:
        # Porque: la última empieza antes de confirmarse la revocación y pregunta después.
        empezada.execute(text("SELECT 1"))
        with gente.bd.transaccion() as sesion:
            quitar(sesion, quien, "carla")
            for _ in range(antes):
                with gente.bd.transaccion() as otra:
                    yield False, _pedir(gente, otra, secreto)
        for _ in range(3 - antes):
            with gente.bd.transaccion() as otra:
                yield True, _pedir(gente, otra, secreto)
        yield True, _pedir(gente, empezada, secreto)
