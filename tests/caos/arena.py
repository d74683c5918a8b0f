"""El Sistema entero con servicios propios, hechos para romperlos: nadie más los usa."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from ingestores.consumidor import listar_temas
from ingestores.mensajeria.cliente import Administrador
from ingestores.mensajeria.temas import PARTICIONES_DE_TEMA
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.contactos.servicio import estrenar_posiciones
from sistema.entorno.estado import preparar_raiz
from sistema.entorno.preparacion import SistemaPreparado, preparar_sistema, sembrar_ensayo
from sistema.entorno.servicios import ServicioKafka, arrancar_kafka, arrancar_postgres, detener
from sistema.nucleo.papeles import Papel
from tests.apoyo.kafka import conexion_de, variables_de
from tests.apoyo.servicios import JARS, REPOSITORIO
from tests.caos.historia import Historia

BASE = "sistema_caos"
DIAS_DE_BOVEDA = 30


@dataclass(frozen=True)
class Arena:
    """Dónde está cada cosa. `disco` es la carpeta de PostgreSQL si su tamaño es fijo."""

    raiz: Path
    url_administracion: str
    kafka: ServicioKafka
    preparado: SistemaPreparado
    historia: Historia
    disco: Path | None

    def conexion(self, principal: str) -> ConexionKafka:
        """Cómo llega a Kafka un principal."""
        return conexion_de(self.kafka, principal)

    def url_libpq(self, papel: Papel) -> str:
        """La dirección de un papel, como la entiende psycopg."""
        return como_libpq(self.preparado.urls[papel])

    def variables(self) -> dict[str, str]:
        """El entorno de un consumidor; nada de él viene de quien corre la prueba."""
        return variables(self.preparado, self.conexion("consumidor"))

    def reponer(self) -> None:
        """Vuelve a levantar lo que esté caído, en los mismos puertos y sobre los mismos datos."""
        postgres = arrancar_postgres(self.raiz)
        kafka = arrancar_kafka(self.raiz, jars=JARS)
        if postgres.url_administracion != self.url_administracion:
            raise RuntimeError("PostgreSQL volvió en otro puerto: otro programa tomó el suyo.")
        if kafka is None or kafka.bootstrap != self.kafka.bootstrap:
            raise RuntimeError("Kafka volvió en otro puerto: otro programa tomó el suyo.")


@contextmanager
def montar_arena(historia: Path, *, disco_mib: int) -> Iterator[Arena]:
    """Servicios y base recién hechos; al salir no queda ni un proceso ni un archivo."""
    with ExitStack() as pila:
        temporal = Path(tempfile.mkdtemp(prefix="caos-"))
        pila.callback(shutil.rmtree, temporal)
        temporal.chmod(0o711)
        raiz = preparar_raiz(temporal / "raiz")
        disco = pila.enter_context(_disco_fijo(raiz / "postgres", disco_mib))
        pila.callback(detener, raiz)
        postgres = arrancar_postgres(raiz)
        kafka = arrancar_kafka(raiz, jars=JARS)
        if kafka is None or not (kafka.propio and postgres.propio):
            raise RuntimeError("El caos necesita un PostgreSQL y un Kafka propios (Java 17).")
        preparado = preparar_sistema(postgres.url_administracion, BASE, raiz)
        sembrar_ensayo(preparado)
        hechos = pila.enter_context(Historia(historia))
        arena = Arena(raiz, postgres.url_administracion, kafka, preparado, hechos, disco)
        acordar(preparado, hechos)
        preparar_temas(preparado, kafka, hechos)
        yield arena


@contextmanager
def _disco_fijo(carpeta: Path, mib: int) -> Iterator[Path | None]:
    """La carpeta, sobre una memoria de tamaño fijo; `None` si esta máquina no deja montarla."""
    carpeta.mkdir()
    carpeta.chmod(0o711)
    opciones = f"size={mib}m,mode=0711"
    montar = ["mount", "-t", "tmpfs", "-o", opciones, "tmpfs", str(carpeta)]
    if os.geteuid() != 0 or subprocess.run(montar, check=False).returncode != 0:  # noqa: S603 - orden fija
        yield None
        return
    try:
        yield carpeta
    finally:
        subprocess.run(["umount", str(carpeta)], check=True)  # noqa: S603, S607 - orden fija


def acordar(preparado: SistemaPreparado, historia: Historia) -> None:
    """Todos los títulos rigen desde antes de cualquier evento y guardan lo que no coincide."""
    with preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        sesion.execute(
            text("UPDATE acuerdo SET vigente_desde = '2020-01-01', dias_retrospectiva = :dias"),
            {"dias": DIAS_DE_BOVEDA},
        )
    historia.anotar("acuerdo", dias=DIAS_DE_BOVEDA)


def preparar_temas(preparado: SistemaPreparado, kafka: ServicioKafka, historia: Historia) -> None:
    """Los temas de todos, sin lo que otra corrida haya dejado en ellos."""
    administracion = conexion_de(kafka, "administrador")
    with preparado.abrir(Papel.CONSUMIDOR) as bd, Administrador(administracion) as administrador:
        temas = listar_temas(bd)
        administrador.crear_temas(temas, PARTICIONES_DE_TEMA)
        with bd.transaccion() as sesion:
            estrenar_posiciones(sesion, administrador.listar_finales(temas))
        for tema in temas:
            [ids] = {origen.tema for origen in administrador.listar_finales([tema])}
            historia.anotar("tema", tema=tema, id=ids)


def anotar_finales(
    preparado: SistemaPreparado, kafka: ServicioKafka, historia: Historia
) -> dict[tuple[str, int], int]:
    """Anota, y devuelve, la posición siguiente a lo último de cada partición."""
    administracion = conexion_de(kafka, "administrador")
    with preparado.abrir(Papel.CONSUMIDOR) as bd, Administrador(administracion) as administrador:
        finales = administrador.listar_finales(listar_temas(bd))
    for origen, posicion in finales.items():
        historia.anotar("final", id=origen.tema, particion=origen.particion, posicion=posicion)
    return {(origen.tema, origen.particion): posicion for origen, posicion in finales.items()}


def variables(preparado: SistemaPreparado, conexion: ConexionKafka) -> dict[str, str]:
    """El entorno de un proceso consumidor."""
    ajenas = {n: v for n, v in os.environ.items() if not n.startswith("SISTEMA_")}
    return ajenas | {
        "PYTHONPATH": str(REPOSITORIO),
        "SISTEMA_BD_CONSUMIDOR": preparado.urls[Papel.CONSUMIDOR],
        "SISTEMA_LLAVE_MAESTRA": str(preparado.llave_maestra),
        **variables_de(conexion),
    }


def como_libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
