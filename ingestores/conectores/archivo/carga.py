"""Lleva las líneas de un archivo a la cola de entrada, y dice cuáles no y por qué."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from ingestores.conectores.archivo.tipos import InformeDeEventos, Linea, Salto
from ingestores.mensajes.decodificacion import decodificar
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.contactos.ensayo import juzgar
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import Reloj

EVENTOS_POR_TRANSACCION = 500
_NO_HABILITADO = ("source", "no nombra un organismo habilitado", "Revise el código del organismo.")
Avisar = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Cargador:
    """Carga eventos ya armados; `cubiertos` dice qué tipos puede aportar cada organismo.

    Con `ensayo` solo los revisa, incluido si el acuerdo los cubre. Sin él, lo que el acuerdo no
    cubre se encola igual: el consumidor lo deja en la cuarentena, de donde puede volver. Cada tanda
    queda asentada a nombre de su organismo, con quién operó.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0003).
    """

    bd: Bd
    cubiertos: Mapping[str, frozenset[str]]
    reloj: Reloj
    operador: str
    ensayo: bool = False

    def cargar(self, lineas: Iterable[Linea], avisar: Avisar) -> InformeDeEventos:
        """Encola, por tandas, lo que cumple el contrato; repetir el archivo no duplica nada."""
        informe = InformeDeEventos()
        for tanda in _en_tandas(lineas):
            instante = self.reloj()
            buenas: dict[str, list[MensajeRecibido]] = {}
            for linea in tanda:
                saltos = linea.saltos or self._revisar(linea, instante)
                if saltos:
                    informe.saltar(saltos)
                else:
                    informe.validas += 1
                    buenas.setdefault(linea.organismo, []).append(MensajeRecibido(linea.cuerpo))
            if not self.ensayo:
                informe.cargadas += self._encolar(buenas, instante)
            avisar(informe.validas + informe.saltadas)
        return informe

    def _revisar(self, linea: Linea, instante: datetime) -> tuple[Salto, ...]:
        leido = decodificar(linea.cuerpo, linea.numero, linea.organismo, instante)
        tipo = getattr(leido, "tipo_contacto", "")
        cubiertos = self.cubiertos.get(linea.organismo)
        resultado = juzgar(leido, None, (cubiertos or ()) if self.ensayo else (tipo,))
        faltas = [(f.campo, f.problema, f.remedio) for f in resultado.faltas]
        if not faltas and cubiertos is None:
            faltas = [_NO_HABILITADO]
        return tuple(Salto(linea.numero, *falta) for falta in faltas)

    def _encolar(self, buenas: Mapping[str, list[MensajeRecibido]], instante: datetime) -> int:
        with self.bd.transaccion() as sesion:
            for organismo, mensajes in buenas.items():
                encolar(sesion, self.bd.llaves_de_dia, organismo, mensajes, instante)
                asentar_hecho(sesion, self._constancia(organismo, len(mensajes), instante))
        return sum(map(len, buenas.values()))

    def _constancia(self, organismo: str, cuantos: int, instante: datetime) -> Constancia:
        return Constancia(
            accion=Accion.EVENTOS_RECIBIR,
            ocurrido_en=instante,
            institucion=organismo,
            objeto="archivo",
            resultados=cuantos,
            detalle={"operador": self.operador},
        )


def _en_tandas(lineas: Iterable[Linea]) -> Iterator[list[Linea]]:
    restantes = iter(lineas)
    while tanda := list(islice(restantes, EVENTOS_POR_TRANSACCION)):
        yield tanda
