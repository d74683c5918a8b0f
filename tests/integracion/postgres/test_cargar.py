"""La orden `sistema cargar`: carga lo bueno, nombra lo malo por su número y nunca lo muestra."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from ingestores.cli import app
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento
from tests.apoyo.sistema import INVESTIGADOR, RECEPTOR, SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD

ENCABEZADO = "caso_id,run,nombres,apellido_paterno,apellido_materno,fecha_nacimiento,sexo,comuna\n"
BUENA = "B1,12.345.678-5,Rosario,Huenchullán,Zambrano,1984-03-09,F,Temuco\n"


class Consola:
    """La orden con el entorno de la API, en una carpeta propia."""

    def __init__(self, sistema: SistemaDePrueba, carpeta: Path) -> None:
        self.sistema = sistema
        self.carpeta = carpeta
        self.variables = {
            "SISTEMA_BD_API": sistema.preparado.urls[Papel.API],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        }

    def correr(self, *argumentos: str) -> Result:
        return CliRunner().invoke(app, ["cargar", *argumentos], env=self.variables)

    def buscadas(self, contenido: bytes, *argumentos: str) -> Result:
        archivo, mapa = self.carpeta / "buscadas.csv", self.carpeta / "mapa.csv"
        archivo.write_bytes(contenido)
        return self.correr(
            "--buscadas", str(archivo), "--mapa", str(mapa), "--cuenta", RECEPTOR, *argumentos
        )

    def eventos(self, contenido: bytes) -> Result:
        archivo = self.carpeta / "eventos.ndjson"
        archivo.write_bytes(contenido)
        return self.correr("--eventos", str(archivo), "--json")

    def mapa(self) -> list[list[str]]:
        with (self.carpeta / "mapa.csv").open(newline="", encoding="utf-8") as archivo:
            return list(csv.reader(archivo))


@pytest.fixture
def consola(sistema: SistemaDePrueba, tmp_path: Path) -> Iterator[Consola]:
    # Porque: la orden mira la hora de verdad y la semilla tiene la del reloj fijo.
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE acuerdo SET vigente_desde = '2020-01-01'"))
    anterior = Path.cwd()
    os.chdir(tmp_path)
    yield Consola(sistema, tmp_path)
    os.chdir(anterior)


class TestBuscadas:
    def test_cada_persona_entra_como_denuncia_sintetica_y_queda_en_el_mapa(
        self,
        consola: Consola,
    ) -> None:
        otra = "B2,,Eleodoro,Quitral,,1951,,\n"
        resultado = consola.buscadas((ENCABEZADO + BUENA + otra).encode(), "--json")
        assert resultado.exit_code == 0, resultado.output
        assert json.loads(resultado.stdout) == {"buscadas": {"cargadas": 2, "saltadas": 0}}
        encabezado, *filas = consola.mapa()
        assert encabezado == ["caso_id", "caso"]
        casos = consola.sistema.consultar("SELECT id, sintetico FROM caso ORDER BY id")
        assert [fila[0] for fila in filas] == ["B1", "B2"]
        assert sorted((UUID(fila[1]), True) for fila in filas) == casos

    def test_las_lineas_malas_se_nombran_por_su_numero_y_nunca_se_muestran(
        self,
        consola: Consola,
    ) -> None:
        malas = (
            "Canario3,9.876.543-3,Canarionombre,Canariopaterno,,1951-11-27,Q,\n"
            "\n"
            f"Canario5,9.876.543-3,{'Canario' * 40},Canariopaterno,,,,\n"
        )
        contenido = ENCABEZADO + BUENA + malas + BUENA.replace("B1", "B6")
        resultado = consola.buscadas(contenido.encode())
        assert resultado.exit_code == 2
        assert resultado.stderr.splitlines() == [
            "buscadas, línea 3: sexo: valor fuera de la lista",
            "buscadas, línea 5: nombres: texto demasiado largo",
        ]
        assert resultado.stdout == "buscadas: 2 cargadas, 2 saltadas\n"
        assert [fila[0] for fila in consola.mapa()] == ["caso_id", "B1", "B6"]
        assert "anario" not in resultado.output

    @pytest.mark.parametrize(
        "contenido",
        [
            (ENCABEZADO + BUENA).encode("latin-1"),
            (ENCABEZADO + BUENA).encode("utf-16"),
            BUENA.encode(),
            b"",
            (ENCABEZADO + f"B9,,{'Canario' * 30_000},,,,,\n").encode(),
        ],
        ids=["latin_1", "utf_16", "sin_encabezado", "vacio", "campo_enorme"],
    )
    def test_un_archivo_que_no_es_el_csv_esperado_se_dice_en_una_linea(
        self,
        consola: Consola,
        contenido: bytes,
    ) -> None:
        resultado = consola.buscadas(contenido)
        assert resultado.exit_code == 2, resultado.exception
        assert len(resultado.stderr.splitlines()) == 1
        assert "Huench" not in resultado.output
        assert "anario" not in resultado.output

    def test_un_csv_con_marca_bom_se_lee_igual(self, consola: Consola) -> None:
        resultado = consola.buscadas((ENCABEZADO + BUENA).encode("utf-8-sig"))
        assert resultado.exit_code == 0, resultado.output

    def test_quien_no_puede_recibir_denuncias_no_carga_nada(self, consola: Consola) -> None:
        resultado = consola.buscadas((ENCABEZADO + BUENA).encode(), "--cuenta", "nadie")
        assert (resultado.exit_code, consola.sistema.contar("caso")) == (2, 0)

    def test_sin_nada_que_cargar_sale_con_2(self, consola: Consola) -> None:
        assert consola.correr("--cuenta", INVESTIGADOR).exit_code == 2


class TestEventos:
    def test_cada_linea_queda_en_entrada_con_sus_bytes_exactos(self, consola: Consola) -> None:
        cuerpos = [evento(1), b"  " + evento(2, observacion="ñandú") + b" ", evento(3)]
        resultado = consola.eventos(cuerpos[0] + b"\r\n" + b"\n".join(cuerpos[1:]))
        assert resultado.exit_code == 0, resultado.output
        assert json.loads(resultado.stdout) == {"eventos": {"cargadas": 3, "saltadas": 0}}
        tomados = consola.sistema.puerta().tomar_entrada(500)
        assert [t.cuerpo for t in tomados] == cuerpos
        assert {t.organismo for t in tomados} == {SALUD}

    def test_lo_que_no_dice_un_organismo_habilitado_se_salta_por_su_numero(
        self,
        consola: Consola,
    ) -> None:
        ajeno = evento(4).replace(SALUD.encode(), b"organismo_canario")
        lineas = [
            evento(1),
            b"",
            b"Canario que no es JSON",
            ajeno,
            b'["Canario"]',
            b"[" * 100_000,
            b'{"Canario": "\xff"}',
            evento(2),
        ]
        resultado = consola.eventos(b"\n".join(lineas))
        assert resultado.exit_code == 2, resultado.exception
        assert json.loads(resultado.stdout) == {"eventos": {"cargadas": 2, "saltadas": 5}}
        assert resultado.stderr.splitlines() == [
            f"eventos, línea {numero}: source no nombra un organismo habilitado"
            for numero in (3, 4, 5, 6, 7)
        ]
        assert "anario" not in resultado.output
        assert consola.sistema.contar("entrada") == 2
