"""Un consumidor de verdad, sobre Kafka de verdad, muerto de golpe una y otra vez (INV-2)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url, select, text

from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from ingestores.mensajes.decodificacion import decodificar
from sistema.casos.esquemas import DenunciaNueva
from sistema.casos.servicio import ingresar_denuncia
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import EventoContacto, Lote
from sistema.cuarentena.tipos import Origen
from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario
from sistema.entorno.servicios import ServicioKafka
from sistema.modelos.contacto import Cuarentena
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import RECEPTOR, Plantilla, SistemaDePrueba, copiar
from tests.integracion.flujo.procesos import preparar_temas

EVENTOS = 20_000
BUSCADAS = 240
MUERTES = (2_000, 7_000, 12_000)
REFERENCIA = datetime(2026, 6, 1, tzinfo=UTC)
PLAZO_S = 90.0
REPETIDO_CADA, ROTO_CADA = 100, 400

Hallazgo = tuple[UUID, UUID, str]


def denunciar(sistema: SistemaDePrueba, escenario: Escenario) -> None:
    """Abre los casos del escenario; los títulos rigen desde antes de cualquier reloj."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE acuerdo SET vigente_desde = '2020-01-01'"))
    bd = sistema.bd(Papel.API)
    # Porque: el papel de la API no puede tener una transacción de más de 15 s.
    for desde in range(0, len(escenario.denuncias), 50):
        with bd.transaccion() as sesion:
            quien = sujeto_de_consola(sesion, RECEPTOR, sistema.reloj())
            for cuerpo in escenario.denuncias[desde : desde + 50]:
                nueva = DenunciaNueva.model_validate(cuerpo)
                ingresar_denuncia(sesion, bd.llavero, quien, nueva)


def romper(evento: EventoEscenario) -> bytes:
    """El mismo evento, cortado antes del final."""
    return evento.cuerpo[:-2]


def producir(kafka: ServicioKafka, escenario: Escenario) -> None:
    """Todos los eventos; algunos van dos veces y otros van, además, rotos."""
    with Productor(conexion_de(kafka, "colaboradores")) as productor:
        for numero, evento in enumerate(escenario.eventos):
            tema, clave = nombrar_tema(evento.organismo), evento.evento_id.encode()
            productor.enviar(tema, clave, evento.cuerpo)
            if numero % REPETIDO_CADA == 0:
                productor.enviar(tema, clave, evento.cuerpo)
            if numero % ROTO_CADA == 0:
                productor.enviar(tema, clave, romper(evento))
        productor.vaciar()


@contextmanager
def consumidor(
    sistema: SistemaDePrueba,
    kafka: ServicioKafka,
    registro: Path,
) -> Iterator["subprocess.Popen[bytes]"]:
    """El proceso de verdad; al salir del bloque está muerto."""
    conexion = conexion_de(kafka, "consumidor")
    variables = {
        **{n: v for n, v in os.environ.items() if not n.startswith("SISTEMA_")},
        "SISTEMA_BD_CONSUMIDOR": sistema.preparado.urls[Papel.CONSUMIDOR],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        "SISTEMA_KAFKA_BOOTSTRAP": conexion.bootstrap,
        "SISTEMA_KAFKA_SEGURIDAD": conexion.seguridad,
        "SISTEMA_KAFKA_USUARIO": conexion.usuario,
        "SISTEMA_KAFKA_CLAVE": conexion.clave,
    }
    with registro.open("ab") as salida:
        proceso = subprocess.Popen(
            [sys.executable, "-m", "ingestores", "consumidor"],
            env=variables,
            stdout=salida,
            stderr=salida,
        )
    try:
        yield proceso
    finally:
        proceso.kill()
        proceso.wait()


def esperar(condicion: Callable[[], bool], proceso: "subprocess.Popen[bytes]") -> None:
    """Espera la condición con el consumidor vivo; falla si él muere o el plazo se acaba."""
    limite_s = time.monotonic() + PLAZO_S
    while not condicion():
        assert proceso.poll() is None, "el consumidor murió solo"
        assert time.monotonic() < limite_s, "la condición no se cumplió dentro del plazo"
        time.sleep(0.01)


def registrar_sin_sobresaltos(sistema: SistemaDePrueba, escenario: Escenario) -> None:
    """Los mismos eventos, una sola vez, por una sola puerta y en un solo proceso."""
    puerta = PuertaDeContactos(sistema.bd(Papel.CONSUMIDOR), sistema.reloj)
    assert puerta.abrir() == BUSCADAS
    por_organismo: dict[str, list[EventoEscenario]] = {}
    for evento in escenario.eventos:
        por_organismo.setdefault(evento.organismo, []).append(evento)
    for organismo, eventos in por_organismo.items():
        for desde in range(0, len(eventos), 500):
            leidos = [
                decodificar(evento.cuerpo, desde + lugar, organismo, sistema.reloj())
                for lugar, evento in enumerate(eventos[desde : desde + 500])
            ]
            lote = Lote(
                origen=Origen("referencia", organismo, 0),
                organismo=organismo,
                desde=desde,
                hasta=desde + len(leidos),
                eventos=[leido for leido in leidos if isinstance(leido, EventoContacto)],
            )
            assert len(lote.eventos) == len(leidos)
            puerta.registrar_lote(lote)


def hallazgos(sistema: SistemaDePrueba) -> list[Hallazgo]:
    filas = sistema.consultar("SELECT caso_id, evento_id, decision FROM coincidencia ORDER BY 1, 2")
    return [(caso, evento, decision) for caso, evento, decision in filas]


def cuerpos_apartados(bd: Bd) -> list[bytes]:
    with bd.transaccion() as sesion:
        return sorted(
            bd.llaves_de_dia.obtener(fila.vence_el).descifrar(fila.cuerpo, "cuarentena.cuerpo")
            for fila in sesion.scalars(select(Cuarentena))
        )


def comprobar_que_no_falta_ni_sobra(sistema: SistemaDePrueba, escenario: Escenario) -> None:
    recibidos = sistema.consultar("SELECT evento_id FROM bandeja")
    assert sorted(str(id_) for (id_,) in recibidos) == sorted(
        e.evento_id for e in escenario.eventos
    )
    rotos = sorted(romper(evento) for evento in escenario.eventos[::ROTO_CADA])
    assert cuerpos_apartados(sistema.bd(Papel.DUENO)) == rotos
    assert sistema.contar("alerta") == sistema.contar("coincidencia")
    assert sistema.contar("entrega_alerta") == 3 * sistema.contar("alerta")
    sin_contacto = (
        "SELECT count(*) FROM contacto WHERE id NOT IN (SELECT contacto_id FROM coincidencia)"
    )
    assert sistema.consultar(sin_contacto) == [(0,)]


@pytest.mark.timeout(400)
def test_matar_al_consumidor_no_pierde_ni_duplica_nada(
    sistema: SistemaDePrueba,
    plantilla: Plantilla,
    kafka: ServicioKafka,
    tmp_path: Path,
) -> None:
    escenario = construir_escenario(referencia=REFERENCIA, buscadas=BUSCADAS, eventos=EVENTOS)
    denunciar(sistema, escenario)
    sistema.cerrar()
    base = make_url(sistema.preparado.urls[Papel.DUENO]).database or ""
    with copiar(replace(plantilla, base=base)) as copia:
        referencia = SistemaDePrueba(copia, plantilla.claves)
        registrar_sin_sobresaltos(referencia, escenario)
        esperados = hallazgos(referencia)
        referencia.cerrar()

    preparar_temas(sistema, kafka)
    producir(kafka, escenario)
    total = EVENTOS + EVENTOS // ROTO_CADA
    registro = tmp_path / "consumidor.log"

    def recibidos() -> int:
        return sistema.contar("bandeja") + sistema.contar("cuarentena")

    def llegaron(cuantos: int) -> Callable[[], bool]:
        return lambda: recibidos() >= cuantos

    for muerte in MUERTES:
        with consumidor(sistema, kafka, registro) as proceso:
            esperar(llegaron(muerte), proceso)
            proceso.send_signal(signal.SIGKILL)
        assert muerte <= recibidos() < total
    with consumidor(sistema, kafka, registro) as proceso:
        esperar(llegaron(total), proceso)

    comprobar_que_no_falta_ni_sobra(sistema, escenario)
    assert len(esperados) > BUSCADAS
    assert hallazgos(sistema) == esperados
