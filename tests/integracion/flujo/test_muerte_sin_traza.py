"""Lo que mata a un proceso se sabe por la bitácora, y nada de lo que decía el error (INV-7)."""

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.fabricas import evento
from tests.apoyo.servicios import REPOSITORIO
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.flujo.procesos import acordar, correr, variables

ORGANISMO = "servicio_salud_araucania_sur"
FALLAR_CON_VALORES = """
    CREATE FUNCTION fallar() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'Canario 12.345.678-5 %', NEW.organismo; END $$
"""
AL_RECIBIR = """
    CREATE TRIGGER falla BEFORE INSERT ON bandeja FOR EACH ROW EXECUTE FUNCTION fallar()
"""
EN_UN_HILO = """
import threading
from sistema.nucleo.bitacora import callar_trazas, configurar_bitacora

def falla():
    raise ValueError("Canario 12.345.678-5")

configurar_bitacora()
callar_trazas()
hilo = threading.Thread(target=falla)
hilo.start()
hilo.join()
"""


def leer_muerte(registro: Path) -> set[str]:
    """Los módulos por donde pasó el error que mató al proceso, si eso es lo último que se dijo."""
    escrito = registro.read_text("utf-8")
    assert "Traceback" not in escrito
    ultima = json.loads(escrito.splitlines()[-1])
    dicho = (ultima["event"], ultima["level"], ultima["alarma"])
    assert dicho == ("proceso_muerto", "critical", True)
    return {paso.rpartition(":")[0] for paso in ultima["traza"]}


# Mutación probada: no llamar a `callar_trazas`.
def test_un_error_imprevisto_mata_al_consumidor_sin_citar_lo_que_decia(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    acordar(sistema, {})
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text(FALLAR_CON_VALORES))
        sesion.execute(text(AL_RECIBIR))
    bd = sistema.bd(Papel.API)
    with bd.transaccion() as sesion:
        mensaje = MensajeRecibido(evento(1))
        encolar(sesion, bd.llaves_de_dia, ORGANISMO, [mensaje], ahora())
    registro = tmp_path / "consumidor.log"
    with correr(["consumidor"], variables(sistema), registro) as proceso:
        assert proceso.wait(60) == 1
    assert "Canario" not in registro.read_text("utf-8")
    assert "sistema.contactos.servicio" in leer_muerte(registro)


# Mutación probada: no llamar a `callar_trazas`.
def test_ni_lo_que_mata_a_las_tareas(sistema: SistemaDePrueba, tmp_path: Path) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("ALTER TABLE tarea RENAME TO otra"))
    entorno = variables(sistema) | {"SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS]}
    registro = tmp_path / "tareas.log"
    with correr(["tareas"], entorno, registro) as proceso:
        assert proceso.wait(60) == 1
    assert "sistema.tareas.planificador" in leer_muerte(registro)


# Mutación probada: no cambiar `threading.excepthook`.
def test_lo_que_mata_a_un_hilo_tampoco_se_cita() -> None:
    muerto = subprocess.run(  # noqa: S603 - orden fija
        [sys.executable, "-c", EN_UN_HILO],
        cwd=REPOSITORIO,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Canario" not in muerto.stderr + muerto.stdout
    anotado = json.loads(muerto.stderr)
    assert (anotado["event"], anotado["clase_error"]) == ("hilo_muerto", "ValueError")
    assert anotado["traza"][-1] == "__main__:6"
