"""La orden `sistema cargar`: carga lo bueno, nombra lo malo por su número y nunca lo muestra."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import Result

from tests.apoyo.sistema import INVESTIGADOR, RECEPTOR, SistemaDePrueba
from tests.integracion.postgres.apoyo_cargar import Consola, abrir_consola

ENCABEZADO = "caso_id,run,nombres,apellido_paterno,apellido_materno,fecha_nacimiento,sexo,comuna\n"
BUENA = "B1,12.345.678-5,Rosario,Huenchullán,Zambrano,1984-03-09,F,Temuco\n"


class ConsolaDeBuscadas(Consola):
    """La orden, con un archivo de personas buscadas."""

    def buscadas(self, contenido: bytes, *argumentos: str) -> Result:
        archivo, mapa = self.carpeta / "buscadas.csv", self.carpeta / "mapa.csv"
        archivo.write_bytes(contenido)
        return self.correr(
            "--buscadas", str(archivo), "--mapa", str(mapa), "--cuenta", RECEPTOR, *argumentos
        )

    def mapa(self) -> list[list[str]]:
        with (self.carpeta / "mapa.csv").open(newline="", encoding="utf-8") as archivo:
            return list(csv.reader(archivo))


@pytest.fixture
def consola(sistema: SistemaDePrueba, tmp_path: Path) -> Iterator[ConsolaDeBuscadas]:
    with abrir_consola(ConsolaDeBuscadas(sistema, tmp_path)) as abierta:
        yield abierta


class TestBuscadas:
    def test_cada_persona_entra_como_denuncia_sintetica_y_queda_en_el_mapa(
        self,
        consola: ConsolaDeBuscadas,
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
        consola: ConsolaDeBuscadas,
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
            (
                "buscadas, línea 3: sexo: valor fuera de la lista. "
                "Use uno de los valores del contrato."
            ),
            "buscadas, línea 5: nombres: texto demasiado largo. Acórtelo.",
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
        consola: ConsolaDeBuscadas,
        contenido: bytes,
    ) -> None:
        resultado = consola.buscadas(contenido)
        assert resultado.exit_code == 2, resultado.exception
        assert len(resultado.stderr.splitlines()) == 1
        assert "Huench" not in resultado.output
        assert "anario" not in resultado.output

    def test_un_csv_con_marca_bom_se_lee_igual(self, consola: ConsolaDeBuscadas) -> None:
        resultado = consola.buscadas((ENCABEZADO + BUENA).encode("utf-8-sig"))
        assert resultado.exit_code == 0, resultado.output

    def test_quien_no_puede_recibir_denuncias_no_carga_nada(
        self, consola: ConsolaDeBuscadas
    ) -> None:
        resultado = consola.buscadas((ENCABEZADO + BUENA).encode(), "--cuenta", "nadie")
        assert (resultado.exit_code, consola.sistema.contar("caso")) == (2, 0)

    def test_sin_nada_que_cargar_sale_con_2(self, consola: ConsolaDeBuscadas) -> None:
        assert consola.correr("--cuenta", INVESTIGADOR).exit_code == 2
