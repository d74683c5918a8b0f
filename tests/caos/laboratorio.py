"""Una base propia sobre los servicios de la batería, para morir y repetir sin romperlos."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from ingestores.mensajeria.temas import nombrar_tema, obtener_organismo
from ingestores.mensajes.decodificacion import decodificar, releer
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import EventoContacto, Lote
from sistema.cuarentena.tipos import MensajeRechazado, Origen
from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario
from sistema.entorno.servicios import ServicioKafka
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.sistema import Plantilla, SistemaDePrueba, copiar
from tests.caos.arena import DIAS_DE_BOVEDA, anotar_finales, como_libpq, preparar_temas, variables
from tests.caos.casos import Casos
from tests.caos.consumidores import Consumidores
from tests.caos.historia import Historia
from tests.caos.huella import leer_estado
from tests.caos.productor import Mensaje, ProductorConHistoria
from tests.caos.tablas import mirar
from tests.integracion.kafka.apoyo import conectar

PLAZO_S = 150.0
LOTE = 500
"""Cuántos mensajes registra de una vez la corrida limpia; el resultado no depende de él."""


@dataclass
class Laboratorio:
    """Un escenario sobre una base propia, con su historia y sus casos."""

    sistema: SistemaDePrueba
    kafka: ServicioKafka
    escenario: Escenario
    casos: Casos
    historia: Historia
    carpeta: Path

    @property
    def url(self) -> str:
        return como_libpq(self.sistema.preparado.urls[Papel.DUENO])

    def producir(self, mensajes: Iterable[Mensaje]) -> None:
        """Deja los mensajes en sus temas, confirmados y anotados."""
        productor = ProductorConHistoria(conectar(self.kafka, "colaboradores"), self.historia)
        for mensaje in mensajes:
            productor.enviar(mensaje)
        productor.terminar(PLAZO_S)

    def encolar(self, mensajes: Sequence[Mensaje]) -> None:
        """Deja los mensajes, todos de un organismo, en la tabla `entrada`."""
        bd = self.sistema.bd(Papel.API)
        recibidos = [MensajeRecibido(mensaje.cuerpo) for mensaje in mensajes]
        [organismo] = {organismo_de(mensaje) for mensaje in mensajes}
        with bd.transaccion() as sesion:
            encolar(sesion, bd.llaves_de_dia, organismo, recibidos, ahora())

    def entorno(self) -> dict[str, str]:
        """El entorno de un consumidor de esta base."""
        return variables(self.sistema.preparado, conectar(self.kafka, "consumidor"))

    def consumir_todo(self) -> None:
        """Un consumidor corriente hasta que no quede nada por consumir ni por mirar hacia atrás."""
        finales = anotar_finales(self.sistema.preparado, self.kafka, self.historia)
        registro = self.carpeta / "consumidor.log"
        with Consumidores(self.entorno(), registro, self.historia) as consumidores:
            consumidores.pedir(1)
            self.esperar(finales)
            assert consumidores.caidas == 0, "el consumidor se cayó solo"

    def esperar(self, finales: dict[tuple[str, int], int]) -> None:
        """Espera a que las posiciones lleguen al final y no queden búsquedas pendientes."""
        limite_s = time.monotonic() + PLAZO_S
        with psycopg.connect(self.url, autocommit=True) as conexion:
            while time.monotonic() < limite_s:
                if esta_al_dia(conexion, finales):
                    return
                time.sleep(0.1)
        raise AssertionError("quedaron mensajes sin consumir dentro del plazo")

    def estado(self) -> dict[str, list[str]]:
        """El estado de la base, con los casos por el número de su denuncia."""
        with mirar(self.url) as conexion:
            return leer_estado(conexion, {c: i for i, c in self.casos.abiertos.items()})


def esta_al_dia(
    conexion: "psycopg.Connection[psycopg.rows.TupleRow]", finales: dict[tuple[str, int], int]
) -> bool:
    """Si todo lo que hay en los temas está consumido y no queda nada que mirar hacia atrás."""
    filas = conexion.execute("SELECT tema, particion, posicion FROM posicion_consumida").fetchall()
    van = {(tema, particion): posicion for tema, particion, posicion in filas}
    pendientes = conexion.execute(
        "SELECT 1 FROM busqueda_retrospectiva WHERE hecha_en IS NULL LIMIT 1"
    ).fetchall()
    en_cola = conexion.execute("SELECT 1 FROM entrada LIMIT 1").fetchall()
    if en_cola or pendientes:
        return False
    return all(van.get(o, 0) >= final for o, final in finales.items())


@contextmanager
def laboratorio(
    sistema: SistemaDePrueba, kafka: ServicioKafka, carpeta: Path, *, buscadas: int, eventos: int
) -> Iterator[Laboratorio]:
    """El escenario armado y los temas listos; aún no hay casos ni eventos."""
    escenario = construir_escenario(referencia=ahora(), buscadas=buscadas, eventos=eventos)
    with Historia(carpeta / "historia.ndjson") as historia:
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            orden = "UPDATE acuerdo SET vigente_desde = '2020-01-01', dias_retrospectiva = :dias"
            sesion.execute(text(orden), {"dias": DIAS_DE_BOVEDA})
        historia.anotar("acuerdo", dias=DIAS_DE_BOVEDA)
        preparar_temas(sistema.preparado, kafka, historia)
        casos = Casos(sistema.bd(Papel.API), historia, escenario.denuncias, 0)
        yield Laboratorio(sistema, kafka, escenario, casos, historia, carpeta)


@contextmanager
def en_limpio(lab: Laboratorio, plantilla: Plantilla) -> Iterator[Laboratorio]:
    """El mismo laboratorio sobre una copia de su base, tal como está ahora."""
    lab.sistema.cerrar()
    base = make_url(lab.sistema.preparado.urls[Papel.DUENO]).database or ""
    with copiar(replace(plantilla, base=base)) as preparado:
        copia = SistemaDePrueba(preparado, plantilla.claves)
        casos = Casos(copia.bd(Papel.API), lab.historia, lab.escenario.denuncias, 0)
        casos.abiertos |= lab.casos.abiertos
        yield replace(lab, sistema=copia, casos=casos)
        copia.cerrar()


def registrar_en_limpio(lab: Laboratorio, mensajes: Sequence[Mensaje]) -> None:
    """Los mismos mensajes, sin Kafka, sin muertes y por una sola puerta en este proceso."""
    puerta = PuertaDeContactos(lab.sistema.bd(Papel.CONSUMIDOR), ahora)
    puerta.abrir()
    while puerta.mirar_atras(releer):
        pass
    por_tema: dict[str, list[Mensaje]] = {}
    for mensaje in mensajes:
        por_tema.setdefault(mensaje.tema, []).append(mensaje)
    for suyos in por_tema.values():
        organismo = organismo_de(suyos[0])
        for desde in range(0, len(suyos), LOTE):
            puerta.registrar_lote(_lote(organismo, desde, suyos[desde : desde + LOTE]))


def mirar_atras_en_limpio(lab: Laboratorio) -> None:
    """Las búsquedas hacia atrás pendientes, en este proceso."""
    puerta = PuertaDeContactos(lab.sistema.bd(Papel.CONSUMIDOR), ahora)
    puerta.abrir()
    while puerta.mirar_atras(releer):
        pass


def _lote(organismo: str, desde: int, mensajes: Sequence[Mensaje]) -> Lote:
    leidos = [decodificar(m.cuerpo, desde + n, organismo, ahora()) for n, m in enumerate(mensajes)]
    return Lote(
        origen=Origen("en-limpio", organismo, 0),
        organismo=organismo,
        desde=desde,
        hasta=desde + len(mensajes),
        eventos=[leido for leido in leidos if isinstance(leido, EventoContacto)],
        rechazados=[leido for leido in leidos if isinstance(leido, MensajeRechazado)],
    )


def organismo_de(mensaje: Mensaje) -> str:
    """El organismo dueño del tema del mensaje."""
    return obtener_organismo(mensaje.tema)


def como_mensaje(evento: EventoEscenario, *, roto: bool = False) -> Mensaje:
    """Un evento listo para enviar; roto, cortado antes del final."""
    cuerpo = evento.cuerpo[:-2] if roto else evento.cuerpo
    return Mensaje(nombrar_tema(evento.organismo), evento.evento_id, cuerpo, roto)
