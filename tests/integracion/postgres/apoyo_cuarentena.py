"""La cuarentena vista por quien la opera: la orden de verdad y el consumidor que sigue."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from typer.testing import CliRunner, Result

from ingestores.cli import app
from ingestores.mensajeria.tipos import MensajeCrudo
from ingestores.procesador import procesar_lote
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import ResultadoLote
from sistema.cuarentena.tipos import Origen
from sistema.modelos.auditoria import Asiento
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.fabricas import KAFKA
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD


class Operacion:
    """Un Sistema cuyo reloj es el de la máquina: la orden mira la hora de verdad."""

    def __init__(self, sistema: SistemaDePrueba) -> None:
        sistema.reloj.instante = ahora()
        self.sistema = sistema
        self.puerta: PuertaDeContactos = sistema.puerta()
        self.variables = {
            "SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS],
            "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        }

    def correr(self, *argumentos: str) -> Result:
        return CliRunner().invoke(app, list(argumentos), env=self.variables)

    def en_json(self, *argumentos: str) -> Any:
        """Lo que la orden escribe con --json, si terminó bien."""
        resultado = self.correr(*argumentos, "--json")
        assert resultado.exit_code == 0, resultado.output
        return json.loads(resultado.stdout)

    def llegar(
        self, *cuerpos: bytes | None, firma: str | None = None, organismo: str = SALUD
    ) -> ResultadoLote:
        """Llegan estos mensajes por Kafka, donde quedó el anterior."""
        return self.llegar_firmados(*((cuerpo, firma) for cuerpo in cuerpos), organismo=organismo)

    def llegar_firmados(
        self, *mensajes: tuple[bytes | None, str | None], organismo: str = SALUD
    ) -> ResultadoLote:
        """Llegan estos mensajes por Kafka, cada uno con su cabecera `firma`."""
        desde = self.puerta.posicion(KAFKA)
        crudos = [
            MensajeCrudo(desde + n, cuerpo, firma=firma)
            for n, (cuerpo, firma) in enumerate(mensajes)
        ]
        return procesar_lote(self.puerta, KAFKA, organismo, desde, crudos, self.sistema.reloj())

    def consumir_entrada(self) -> list[ResultadoLote]:
        """El consumidor se lleva todo lo que espera en `entrada`."""
        hechos = []
        while tomados := self.puerta.tomar_entrada(500):
            organismo = tomados[0].organismo
            crudos = [
                MensajeCrudo(t.numero, t.cuerpo, firma=t.firma, legible=t.legible) for t in tomados
            ]
            origen = Origen("entrada", organismo, 0)
            desde = crudos[0].posicion
            reloj = self.sistema.reloj
            hechos.append(procesar_lote(self.puerta, origen, organismo, desde, crudos, reloj()))
        return hechos

    def ejecutar(self, orden: str, **valores: Any) -> None:
        """Cambia algo como dueño, por fuera de las puertas."""
        with self.sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(text(orden), valores)

    def apartados(self) -> list[UUID]:
        """Los mensajes en cuarentena, desde el más antiguo."""
        filas = self.sistema.consultar("SELECT id FROM cuarentena ORDER BY llegada_en, posicion")
        return [fila[0] for fila in filas]

    def asientos(self, accion: str) -> Sequence[Asiento]:
        with self.sistema.bd(Papel.DUENO).transaccion() as sesion:
            return sesion.query(Asiento).filter_by(accion=accion).order_by(Asiento.numero).all()
