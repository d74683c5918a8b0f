"""Deja el Sistema entero en marcha con una base de datos recién hecha."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingestores.consumidor import listar_temas
from ingestores.demo.procesos import corriendo, puerto_libre
from ingestores.mensajeria.cliente import Administrador
from ingestores.mensajeria.organismos import crear_temas_de
from ingestores.mensajeria.temas import obtener_organismo
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.contactos.servicio import estrenar_posiciones
from sistema.entorno.avance import Avance
from sistema.entorno.estado import escribir_privado, preparar_raiz
from sistema.entorno.preparacion import SistemaPreparado, preparar_sistema, sembrar_ensayo
from sistema.entorno.servicios import (
    ServicioKafka,
    ServicioPostgres,
    arrancar_kafka,
    arrancar_postgres,
    detener,
)
from sistema.instituciones.servicio import fijar_retrospectiva
from sistema.nucleo.papeles import Papel, borrar_base
from sistema.nucleo.reloj import ahora
from sistema.sonda.servicio import preparar as preparar_sonda
from sistema.tareas.servicio import preparar_dias

BASE = "sistema_demo"
DIAS_DE_BOVEDA = 30


@dataclass(frozen=True, slots=True)
class Montaje:
    """El Sistema en marcha: dónde está cada cosa y con qué clave se entra."""

    raiz: Path
    postgres: ServicioPostgres
    kafka: ServicioKafka | None
    preparado: SistemaPreparado
    claves: dict[str, str] = field(repr=False)
    direccion: str

    def conexion_kafka(self, principal: str) -> ConexionKafka | None:
        """Cómo llega a Kafka un principal; `None` si no hay Kafka."""
        return conectar(self.kafka, principal) if self.kafka else None


@contextmanager
def montar(
    raiz: Path,
    avance: Avance,
    *,
    con_kafka: bool,
    base: str = BASE,
    jars: Path | None = None,
    completa: bool = False,
) -> Iterator[Montaje]:
    """Los servicios en marcha y una base recién hecha; al salir, detiene lo que levantó.

    Si es `completa`, todo acuerdo guarda en la bóveda y la sonda está lista para enviarse.
    """
    with ExitStack() as pila:
        raiz = preparar_raiz(raiz)
        pila.callback(detener, raiz)
        avance("Levantando PostgreSQL")
        postgres = arrancar_postgres(raiz, avance)
        avance("Levantando Kafka")
        kafka = arrancar_kafka(raiz, avance, jars=jars) if con_kafka else None
        avance("Creando la base de datos y sembrando las instituciones")
        borrar_base(postgres.url_administracion, base)
        preparado = preparar_sistema(postgres.url_administracion, base, raiz)
        claves = sembrar_ensayo(preparado)
        if completa:
            _completar(preparado)
        if kafka is not None:
            avance("Creando los temas de los colaboradores")
            _preparar_temas(preparado, conectar(kafka, "administrador"))
        direccion = f"http://127.0.0.1:{puerto_libre()}"
        montaje = Montaje(raiz, postgres, kafka, preparado, claves, direccion)
        _anotar(montaje)
        yield montaje


def con_api(montaje: Montaje) -> AbstractContextManager[int]:
    """La API corriendo mientras dure el bloque; entrega su pid."""
    puerto = montaje.direccion.rsplit(":", 1)[1]
    registro = montaje.raiz / "registros" / "api.log"
    return corriendo(["ingestores.servidor", "--puerto", puerto], _variables(montaje), registro)


def con_consumidor(montaje: Montaje) -> AbstractContextManager[int]:
    """Un consumidor corriendo mientras dure el bloque; entrega su pid."""
    registro = montaje.raiz / "registros" / "consumidor.log"
    return corriendo(["ingestores.consumidor"], _variables(montaje), registro)


def con_tareas(montaje: Montaje) -> AbstractContextManager[int]:
    """Las tareas periódicas corriendo mientras dure el bloque; entrega su pid."""
    registro = montaje.raiz / "registros" / "tareas.log"
    return corriendo(["sistema.tareas.proceso"], _variables(montaje), registro)


def conectar(kafka: ServicioKafka, principal: str) -> ConexionKafka:
    """La conexión de un principal con su credencial."""
    credencial = kafka.credenciales[principal]
    return ConexionKafka(
        bootstrap=kafka.bootstrap,
        seguridad=kafka.seguridad,
        usuario=credencial.usuario,
        clave=credencial.clave,
    )


def _completar(preparado: SistemaPreparado) -> None:
    with preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        fijar_retrospectiva(sesion, DIAS_DE_BOVEDA)
        preparar_sonda(sesion, ahora())
    with preparado.abrir(Papel.TAREAS) as bd:
        preparar_dias(bd)


def _preparar_temas(preparado: SistemaPreparado, conexion: ConexionKafka) -> None:
    """Crea los temas y da por consumido lo que quedó en ellos de una demostración anterior."""
    with preparado.abrir(Papel.CONSUMIDOR) as bd, Administrador(conexion) as administrador:
        temas = listar_temas(bd)
        crear_temas_de(administrador, [obtener_organismo(tema) for tema in temas])
        with bd.transaccion() as sesion:
            estrenar_posiciones(sesion, administrador.listar_finales(temas))


def _variables(montaje: Montaje) -> dict[str, str]:
    variables = {
        "SISTEMA_BD_API": montaje.preparado.urls[Papel.API],
        "SISTEMA_BD_CONSUMIDOR": montaje.preparado.urls[Papel.CONSUMIDOR],
        "SISTEMA_BD_TAREAS": montaje.preparado.urls[Papel.TAREAS],
        "SISTEMA_LLAVE_MAESTRA": str(montaje.preparado.llave_maestra),
        # Porque: las cuentas sembradas son sintéticas y entran sin segundo factor.
        "SISTEMA_ENTORNO_DE_ENSAYO": "true",
    }
    conexion = montaje.conexion_kafka("consumidor")
    if conexion is not None:
        variables |= {
            "SISTEMA_KAFKA_BOOTSTRAP": conexion.bootstrap,
            "SISTEMA_KAFKA_SEGURIDAD": conexion.seguridad,
            "SISTEMA_KAFKA_USUARIO": conexion.usuario,
            "SISTEMA_KAFKA_CLAVE": conexion.clave,
        }
    return variables


def _anotar(montaje: Montaje) -> None:
    """Escribe en `demo.json` (0600) lo que hace falta para probar por cuenta propia."""
    colaborador = montaje.conexion_kafka("colaboradores")
    contenido = {
        "api": montaje.direccion,
        "cuentas": montaje.claves,
        "kafka": None
        if colaborador is None
        else {
            "bootstrap": colaborador.bootstrap,
            "seguridad": colaborador.seguridad,
            "usuario": colaborador.usuario,
            "clave": colaborador.clave,
        },
    }
    ruta = montaje.raiz / "demo.json"
    ruta.unlink(missing_ok=True)
    escribir_privado(ruta, json.dumps(contenido, indent=1).encode())
