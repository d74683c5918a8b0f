"""Morir justo en cada punto de confirmación, tres veces en cada uno, no deja rastro (INV-2)."""

from pathlib import Path

import pytest

from sistema.entorno.escenario.tipos import EventoEscenario
from sistema.entorno.servicios import ServicioKafka
from tests.apoyo.sistema import Plantilla, SistemaDePrueba
from tests.caos.criadero import criadero
from tests.caos.huella import resumir
from tests.caos.laboratorio import (
    Laboratorio,
    como_mensaje,
    en_limpio,
    laboratorio,
    mirar_atras_en_limpio,
    registrar_en_limpio,
)
from tests.caos.productor import Mensaje
from tests.caos.puntos import DE_LA_ENTRADA, DE_LA_RETROSPECTIVA, DEL_LOTE

MUERTES = 3
POR_MUERTE = 5
BUSCADAS, TARDIAS = 260, 60
"""Las últimas se denuncian cuando todos los eventos ya llegaron."""


def repartir(lab: Laboratorio) -> list[list[Mensaje]]:
    """Una tanda por muerte: eventos de buscadas, eventos de nadie y uno cortado."""
    propios = [e for e in lab.escenario.eventos if e.denuncia in lab.casos.abiertos]
    tardios = [e for e in lab.escenario.eventos if e.denuncia and e.denuncia >= BUSCADAS - TARDIAS]
    ajenos = [e for e in lab.escenario.eventos if e.denuncia is None]
    tandas = []
    for numero in range(len(DEL_LOTE) * MUERTES):
        elegidos: list[EventoEscenario] = []
        for fuente in (propios, tardios, ajenos):
            elegidos += fuente[numero * POR_MUERTE : (numero + 1) * POR_MUERTE]
        mensajes = [como_mensaje(evento) for evento in elegidos]
        tandas.append([*mensajes, como_mensaje(ajenos[-1 - numero], roto=True)])
    return tandas


def elegir_para_la_entrada(lab: Laboratorio, usados: list[list[Mensaje]]) -> list[list[Mensaje]]:
    """Una tanda por muerte, cada una de un organismo distinto y de eventos que nadie usó."""
    ya = {mensaje.evento for tanda in usados for mensaje in tanda}
    por_organismo: dict[str, list[Mensaje]] = {}
    for evento in lab.escenario.eventos:
        if evento.evento_id not in ya:
            por_organismo.setdefault(evento.organismo, []).append(como_mensaje(evento))
    tandas = sorted(por_organismo.values(), key=len, reverse=True)[: len(DE_LA_ENTRADA) * MUERTES]
    return [[*tanda[:POR_MUERTE], *tanda[:1]] for tanda in tandas]


@pytest.mark.timeout(900)
def test_morir_tres_veces_en_cada_punto_deja_el_mismo_estado_que_no_morir(
    sistema: SistemaDePrueba, plantilla: Plantilla, kafka: ServicioKafka, tmp_path: Path
) -> None:
    with laboratorio(sistema, kafka, tmp_path, buscadas=BUSCADAS, eventos=1_400) as lab:
        for indice in range(BUSCADAS - TARDIAS):
            lab.casos.abrir(indice)
        tandas = repartir(lab)
        por_cola = elegir_para_la_entrada(lab, tandas)
        mensajes = [mensaje for tanda in (*tandas, *por_cola) for mensaje in tanda]
        with en_limpio(lab, plantilla) as limpio:
            registrar_en_limpio(limpio, mensajes)
            esperado_del_lote = limpio.estado()
            abrir_tardias(limpio)
            mirar_atras_en_limpio(limpio)
            esperado = limpio.estado()
        with criadero(lab.entorno(), tmp_path, semilla=21_500) as fragiles:
            for punto in DEL_LOTE:
                for _ in range(MUERTES):
                    lab.producir(tandas.pop(0))
                    fragiles.morir_en(punto.nombre)
            for punto in DE_LA_ENTRADA:
                for _ in range(MUERTES):
                    lab.encolar(por_cola.pop(0))
                    fragiles.morir_en(punto.nombre, veces=(1,))
            lab.consumir_todo()
            assert resumir(lab.estado()) == resumir(esperado_del_lote)
            abrir_tardias(lab)
            for punto in DE_LA_RETROSPECTIVA:
                for _ in range(MUERTES):
                    fragiles.morir_en(punto.nombre)
            lab.consumir_todo()
        assert len(esperado["coincidencia"]) > len(esperado_del_lote["coincidencia"]) > 200
        assert resumir(lab.estado()) == resumir(esperado)


def abrir_tardias(lab: Laboratorio) -> None:
    for indice in range(BUSCADAS - TARDIAS, BUSCADAS):
        lab.casos.abrir(indice)
