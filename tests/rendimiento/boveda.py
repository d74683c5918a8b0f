"""Abrir un caso sobre una bóveda llena: de la denuncia al último contacto hallado."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from ingestores.demo.montaje import Montaje, montar
from ingestores.mensajes.decodificacion import releer
from matching.claves import claves_de_bloqueo
from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import Resguardo
from sistema.contactos.servicio import PuertaDeContactos
from sistema.entorno.avance import callar
from sistema.entorno.escenario.armado import SEMILLA, construir_escenario
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.rendimiento.medicion import anotar, avisar, percentiles
from tests.rendimiento.poblado import abrir_casos

DIAS = 30
POR_ESCENARIO = 50_000
LOTE = 1_000
# Sin RUN ni fecha y con nombres corrientes: lo que más filas ajenas obliga a abrir.
HOMONIMA = {"nombres": "María José", "apellido_paterno": "González", "apellido_materno": "Muñoz"}


def medir(*, eventos: int, buscadas: int, medidos: int) -> None:
    """Anota cuánto tarda un caso nuevo en hallar todo lo suyo y cuánto dura cada transacción."""
    escenario = construir_escenario(
        referencia=ahora(), buscadas=buscadas + medidos, eventos=POR_ESCENARIO
    )
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        with (
            montar(Path(carpeta), callar, con_kafka=False, base="sistema_boveda") as montaje,
            montaje.preparado.abrir(Papel.DUENO) as dueno,
            montaje.preparado.abrir(Papel.CONSUMIDOR) as consumidor,
        ):
            _llenar(dueno, escenario, eventos)
            puerta = PuertaDeContactos(consumidor, ahora)
            puerta.abrir()
            avisar("bóveda: abriendo los casos previos")
            _abrir(montaje, puerta, escenario.denuncias[medidos:])
            normales = [_abrir(montaje, puerta, [d]) for d in escenario.denuncias[:medidos]]
            _anotar("abrir_un_caso", normales, eventos, buscadas)
            comun = {**escenario.denuncias[0], "persona": HOMONIMA}
            _anotar("abrir_un_caso_de_nombre_comun", [_abrir(montaje, puerta, [comun])], eventos, 0)


def _llenar(bd: Bd, primero: Escenario, eventos: int) -> None:
    hoy = ahora().date()
    with bd.transaccion() as sesion:
        for faltan in range(1, DIAS + 1):
            boveda.preparar_dia(sesion, bd.llaves_de_dia, hoy + timedelta(days=faltan))
    guardados = 0
    for escenario in _escenarios(primero):
        for desde in range(0, len(escenario.eventos), LOTE):
            dia = hoy + timedelta(days=1 + guardados // LOTE % DIAS)
            tanda = escenario.eventos[desde : min(desde + LOTE, desde + eventos - guardados)]
            resguardos = [_resguardar(evento, dia) for evento in tanda]
            with bd.transaccion() as sesion:
                boveda.guardar(sesion, bd.llaves_de_dia, resguardos)
            guardados += len(tanda)
            if guardados >= eventos:
                return
        avisar(f"bóveda: {guardados} de {eventos} eventos guardados")


def _escenarios(primero: Escenario) -> Iterator[Escenario]:
    yield primero
    semilla = SEMILLA
    while True:
        semilla += 1
        yield construir_escenario(
            referencia=primero.referencia, semilla=semilla, buscadas=100, eventos=POR_ESCENARIO
        )


def _resguardar(evento: EventoEscenario, dia: date) -> Resguardo:
    leido = releer(evento.cuerpo, evento.organismo, None)
    claves = claves_de_bloqueo(leido.identidad) if leido else frozenset[str]()
    return Resguardo(dia, evento.organismo, evento.cuerpo, None, claves)


def _abrir(
    montaje: Montaje, puerta: PuertaDeContactos, denuncias: Sequence[dict[str, object]]
) -> tuple[float, list[float]]:
    """Cuánto tardó todo y cuánto cada paso de la búsqueda, en milisegundos."""
    comienzo_s = time.perf_counter()
    abrir_casos(montaje, denuncias)
    pasos_ms = []
    while True:
        paso_s = time.perf_counter()
        if not puerta.mirar_atras(releer):
            break
        pasos_ms.append((time.perf_counter() - paso_s) * 1_000)
    return (time.perf_counter() - comienzo_s) * 1_000, pasos_ms


def _anotar(
    cifra: str, medidos: Sequence[tuple[float, list[float]]], eventos: int, buscadas: int
) -> None:
    demoras_ms = [demora for demora, _pasos in medidos]
    pasos_ms = [paso for _demora, pasos in medidos for paso in pasos]
    anotar(
        cifra,
        eventos_en_boveda=eventos,
        buscadas=buscadas,
        casos=len(medidos),
        peor_ms=max(demoras_ms),
        paso_peor_ms=max(pasos_ms),
        pasos=len(pasos_ms),
        **(percentiles(demoras_ms) if len(demoras_ms) > 1 else {}),
    )
