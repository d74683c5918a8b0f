"""Puebla un montaje para medir: casos en lote y eventos ya producidos."""

from collections.abc import Iterable, Sequence

from ingestores.demo.montaje import Montaje
from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from sistema.casos.esquemas import DenunciaNueva
from sistema.casos.servicio import ingresar_denuncia
from sistema.entorno.escenario.tipos import EventoEscenario
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import sujeto_de_consola

CUENTA = "receptor.carabineros"
POR_TRANSACCION = 20


def abrir_casos(montaje: Montaje, denuncias: Sequence[dict[str, object]]) -> list[str]:
    """Ingresa las denuncias sin pasar por HTTP; devuelve sus casos, en orden."""
    casos: list[str] = []
    with montaje.preparado.abrir(Papel.API) as bd:
        for desde in range(0, len(denuncias), POR_TRANSACCION):
            with bd.transaccion() as sesion:
                sujeto = sujeto_de_consola(sesion, CUENTA, ahora())
                for cuerpo in denuncias[desde : desde + POR_TRANSACCION]:
                    nueva = DenunciaNueva.model_validate(cuerpo)
                    ingresada = ingresar_denuncia(sesion, bd.llavero, sujeto, nueva)
                    casos.append(str(ingresada.caso_id))
    return casos


def producir(montaje: Montaje, eventos: Iterable[EventoEscenario]) -> None:
    """Envía los eventos a Kafka y espera a que los confirme."""
    conexion = montaje.conexion_kafka("colaboradores")
    if conexion is None:
        raise RuntimeError("Medir de punta a punta necesita un Kafka real.")
    with Productor(conexion) as productor:
        for evento in eventos:
            tema = nombrar_tema(evento.organismo)
            productor.enviar(tema, evento.evento_id.encode(), evento.cuerpo)
        productor.vaciar()
