"""El proceso consumidor: arma la puerta y el bucle con lo que dice la configuración."""

import gc
import signal
import threading
from contextlib import ExitStack
from types import FrameType

from ingestores.latido import Latidos, PuertaConLatido
from ingestores.mensajeria.bucle import consumir
from ingestores.mensajeria.cliente import Administrador, Consumidor
from ingestores.mensajeria.organismos import crear_temas_de
from ingestores.mensajeria.temas import nombrar_tema
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.instituciones.servicio import listar_con_acuerdo
from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import callar_trazas, configurar_bitacora, obtener_bitacora
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.errores import ConfiguracionInvalida
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

GRUPO = "sistema-contactos"
_bitacora = obtener_bitacora("consumidor")


def correr(configuracion: Configuracion) -> None:
    """Consume hasta recibir SIGTERM o SIGINT; termina el lote en mano y vuelve.

    Raises:
        ConfiguracionInvalida: falta algo para arrancar.
        KafkaNoDisponible: se indicó un Kafka y no responde al arrancar.
    """
    configurar_bitacora(configuracion.nivel_bitacora)
    callar_trazas()
    detener = threading.Event()

    def pedir_detencion(_senal: int, _marco: FrameType | None) -> None:
        detener.set()

    signal.signal(signal.SIGTERM, pedir_detencion)
    signal.signal(signal.SIGINT, pedir_detencion)
    with ExitStack() as pila:
        bd = pila.enter_context(abrir_segun(configuracion, "consumidor"))
        latidos = pila.enter_context(Latidos(bd))
        puerta = PuertaConLatido(bd, ahora, latidos)
        _bitacora.info("cartera_cargada", personas=puerta.abrir())
        # Porque: el índice vive lo que el proceso; sacarlo de las pasadas del recolector baja el
        # p99 de cada búsqueda.
        gc.collect()
        gc.freeze()
        conexion = conexion_de(configuracion)
        if conexion is None:
            consumir(puerta, None, ahora, detener.wait)
            return
        fuente = pila.enter_context(Consumidor(conexion, listar_temas(bd), GRUPO))
        latidos.medir = fuente.medir
        consumir(puerta, fuente, ahora, detener.wait, listar_temas=lambda: listar_temas(bd))


def preparar_temas(configuracion: Configuracion) -> list[str]:
    """Crea los temas de cada institución con acuerdo, el suyo y el de prueba; dice cuáles son.

    Los que existen no se tocan.

    Raises:
        ConfiguracionInvalida: falta la base de datos o el Kafka.
    """
    conexion = exigir_conexion(configuracion)
    with abrir_segun(configuracion, "consumidor") as bd, bd.transaccion() as sesion:
        organismos = listar_con_acuerdo(sesion)
    with Administrador(conexion) as administrador:
        return crear_temas_de(administrador, organismos)


def listar_temas(bd: Bd) -> list[str]:
    """Los temas de las instituciones que aportan o aportaron."""
    with bd.transaccion() as sesion:
        return [nombrar_tema(codigo) for codigo in listar_con_acuerdo(sesion)]


def conexion_de(configuracion: Configuracion) -> ConexionKafka | None:
    """Cómo llegar a Kafka; `None` si no se indicó ninguno."""
    if configuracion.kafka_bootstrap is None:
        return None
    return ConexionKafka(
        bootstrap=configuracion.kafka_bootstrap,
        seguridad=configuracion.kafka_seguridad,
        usuario=configuracion.kafka_usuario,
        clave=configuracion.kafka_clave.get_secret_value(),
        ca=str(configuracion.kafka_ca) if configuracion.kafka_ca else None,
    )


def exigir_conexion(configuracion: Configuracion) -> ConexionKafka:
    """Cómo llegar a Kafka, para lo que no puede hacerse sin él.

    Raises:
        ConfiguracionInvalida: no se indicó ninguno.
    """
    conexion = conexion_de(configuracion)
    if conexion is None:
        raise ConfiguracionInvalida("Falta SISTEMA_KAFKA_BOOTSTRAP.")
    return conexion


if __name__ == "__main__":
    # `python -m ingestores.consumidor`: sin el resto de la consola, que tarda más en cargar.
    correr(leer_configuracion())
