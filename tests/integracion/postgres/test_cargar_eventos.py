"""`sistema cargar --eventos`: de un archivo a la cola, sin duplicar ni callar nada."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import Result

from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto
from sistema.nucleo.reloj import ahora
from tests.apoyo.fabricas import evento
from tests.apoyo.http import abrir_caso, asientos
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD
from tests.integracion.postgres.apoyo_cargar import Consola, abrir_consola

EJEMPLOS = Path(__file__).parents[3] / "docs" / "ejemplos"
MAPEO = """
columnas:
  cuando: {ruta: data.ocurrido_en, fecha: "%d-%m-%Y %H:%M"}
  run: data.persona.run
  nombres: data.persona.nombres
  sexo: {ruta: data.persona.sexo, valores: {Mujer: F, Hombre: M}}
  edad: {ruta: data.persona.rasgos.edad_min, tipo: entero}
constantes:
  data.tipo_contacto: atencion_urgencia
"""
ENCABEZADO = "cuando,run,nombres,sexo,edad\n"
FILA = "21-11-2026 07:30,12.345.678-5,Rosario Millaray,Mujer,40\n"


class ConsolaDeEventos(Consola):
    """La orden, con un archivo de eventos y a veces un mapeo."""

    def eventos(self, contenido: bytes, *argumentos: str, nombre: str = "e.ndjson") -> Result:
        archivo = self.carpeta / nombre
        archivo.write_bytes(contenido)
        return self.correr("--eventos", str(archivo), *argumentos)

    def csv(self, contenido: str, *argumentos: str, mapeo: str = MAPEO) -> Result:
        (self.carpeta / "m.yaml").write_text(mapeo, encoding="utf-8")
        de_quien = ("--organismo", SALUD, "--mapeo", str(self.carpeta / "m.yaml"))
        return self.eventos(contenido.encode(), *de_quien, *argumentos, nombre="e.csv")

    def encolados(self) -> list[bytes]:
        return [t.cuerpo for t in self.sistema.puerta().tomar_entrada(500)]


@pytest.fixture
def consola(sistema: SistemaDePrueba, tmp_path: Path) -> Iterator[ConsolaDeEventos]:
    with abrir_consola(ConsolaDeEventos(sistema, tmp_path)) as abierta:
        yield abierta


def resumen(resultado: Result) -> tuple[int, int, int]:
    cuenta = json.loads(resultado.stdout)["eventos"]
    return cuenta["validas"], cuenta["cargadas"], cuenta["saltadas"]


def saltos(resultado: Result) -> list[tuple[int, str]]:
    return [(s["linea"], s["campo"]) for s in json.loads(resultado.stdout)["eventos"]["saltos"]]


class TestEventosDelContrato:
    def test_cada_linea_queda_en_entrada_con_sus_bytes_exactos(
        self, consola: ConsolaDeEventos
    ) -> None:
        cuerpos = [evento(1), b"  " + evento(2, observacion="ñandú") + b" ", evento(3)]
        resultado = consola.eventos(cuerpos[0] + b"\r\n" + b"\n".join(cuerpos[1:]), "--json")
        assert resultado.exit_code == 0, resultado.output
        assert resumen(resultado) == (3, 3, 0)
        assert consola.encolados() == cuerpos
        [asiento] = asientos(consola.sistema)
        assert (asiento.accion, asiento.institucion, asiento.objeto, asiento.resultados) == (
            "eventos:recibir",
            SALUD,
            "archivo",
            3,
        )
        assert asiento.detalle == {"operador": f"uid:{os.getuid()}"}

    # Mutación probada: encolar sin decodificar; citar el detalle de pydantic.
    def test_lo_que_no_sirve_se_salta_por_su_numero_y_nunca_se_muestra(
        self, consola: ConsolaDeEventos
    ) -> None:
        lineas = [
            evento(1),
            b"",
            b"Canario que no es JSON",
            evento(4).replace(SALUD.encode(), b"organismo_canario"),
            b'["Canario"]',
            b"[" * 100_000,
            b'{"Canario": "\xff"}',
            evento(5, sigue_en_el_lugar="Canario"),
            evento(2),
        ]
        resultado = consola.eventos(b"\n".join(lineas), "--json")
        assert resultado.exit_code == 2, resultado.exception
        assert resumen(resultado) == (2, 2, 6)
        assert saltos(resultado) == [
            (3, "mensaje"),
            (4, "source"),
            (5, "mensaje"),
            (6, "mensaje"),
            (7, "mensaje"),
            (8, "data.sigue_en_el_lugar"),
        ]
        assert "anario" not in resultado.output

    def test_el_informe_para_personas_dice_linea_campo_y_remedio(
        self, consola: ConsolaDeEventos
    ) -> None:
        resultado = consola.eventos(evento(1) + b"\n" + evento(2, sigue_en_el_lugar=1))
        assert resultado.exit_code == 2
        assert resultado.stderr.splitlines() == [
            (
                "eventos, línea 2: data.sigue_en_el_lugar: debe ser verdadero o falso. "
                "Escriba true o false, sin comillas."
            )
        ]
        assert resultado.stdout == "eventos: 1 válidas, 1 cargadas, 1 saltadas\n"

    def test_con_organismo_los_eventos_de_otro_se_saltan(self, consola: ConsolaDeEventos) -> None:
        resultado = consola.eventos(evento(1), "--organismo", "gendarmeria", "--json")
        assert (resultado.exit_code, saltos(resultado)) == (2, [(1, "source")])

    def test_un_organismo_sin_titulo_no_carga_nada(self, consola: ConsolaDeEventos) -> None:
        resultado = consola.eventos(evento(1), "--organismo", "no_existe")
        assert resultado.exit_code == 2
        assert "sistema organismos listar" in resultado.stderr
        assert consola.sistema.contar("entrada") == 0

    # Mutación probada: `ensayo` sin efecto; sin mirar lo que el acuerdo cubre.
    def test_el_ensayo_revisa_tambien_el_acuerdo_y_no_encola_nada(
        self, consola: ConsolaDeEventos
    ) -> None:
        contenido = evento(1) + b"\n" + evento(2, tipo_contacto="ingreso_penal")
        resultado = consola.eventos(contenido, "--ensayo", "--json")
        assert (resultado.exit_code, resumen(resultado)) == (2, (1, 0, 1))
        assert saltos(resultado) == [(2, "data.tipo_contacto")]
        assert consola.sistema.contar("entrada") == 0
        assert resumen(consola.eventos(contenido, "--json")) == (2, 2, 0)


class TestArchivosAjenos:
    def test_el_ejemplo_publicado_se_carga_y_encuentra_a_la_persona(
        self, consola: ConsolaDeEventos
    ) -> None:
        abrir_caso(consola.sistema)
        argumentos = (
            *("--eventos", str(EJEMPLOS / "urgencias.csv"), "--organismo", SALUD),
            *("--mapeo", str(EJEMPLOS / "urgencias.yaml"), "--json"),
        )
        resultado = consola.correr(*argumentos)
        assert (resultado.exit_code, resumen(resultado)) == (0, (3, 3, 0)), resultado.output
        primero, _segundo, tercero = map(json.loads, consola.encolados())
        assert primero["data"] == {
            "tipo_contacto": "atencion_urgencia",
            "modo_identificacion": "documento",
            "ocurrido_en": "2026-11-21T10:30:00+00:00",
            "persona": {
                "run": "12.345.678-5",
                "nombres": "Rosario Millaray",
                "apellido_paterno": "Huenchullán",
                "apellido_materno": "Zambrano",
                "fecha_nacimiento": "1984-03-09",
                "sexo": "F",
            },
            "lugar": {"comuna": "Temuco"},
            "sigue_en_el_lugar": True,
            "es_retroactivo": True,
        }
        assert primero["time"] == "2026-11-21T10:30:00+00:00"
        assert tercero["data"]["persona"].keys() == {"nombres", "apellido_paterno", "sexo"}

    # Mutación probada: id al azar; `time` con la hora de la carga.
    def test_repetir_el_archivo_da_los_mismos_bytes_y_otro_contenido_otro_id(
        self, consola: ConsolaDeEventos
    ) -> None:
        otra = FILA.replace("07:30", "07:31")
        for contenido in (FILA + otra, FILA + otra):
            assert consola.csv(ENCABEZADO + contenido).exit_code == 0
        uno, dos, repetido, tambien = consola.encolados()
        assert (uno, dos) == (repetido, tambien)
        ids = [UUID(json.loads(cuerpo)["id"]) for cuerpo in (uno, dos)]
        assert ids[0] != ids[1]
        assert {id_.version for id_ in ids} == {5}

    def test_el_id_del_archivo_se_respeta_si_es_uuid_y_si_no_se_deriva_de_el(
        self, consola: ConsolaDeEventos
    ) -> None:
        mapeo = MAPEO.replace("columnas:", "columnas:\n  folio: id")
        encabezado = "folio," + ENCABEZADO
        propio = str(UUID(int=99))
        filas = [f"{propio},{FILA}", f"U-1,{FILA}", f"U-1,{FILA.replace('07:30', '09:00')}"]
        assert consola.csv(encabezado + "".join(filas), mapeo=mapeo).exit_code == 0
        ids = [json.loads(cuerpo)["id"] for cuerpo in consola.encolados()]
        assert ids[0] == propio
        assert ids[1] == ids[2] != propio

    def test_cada_celda_que_no_se_puede_convertir_dice_su_campo_y_su_remedio(
        self, consola: ConsolaDeEventos
    ) -> None:
        filas = [
            FILA,
            FILA.replace("21-11-2026", "canario"),
            FILA.replace("Mujer", "canario"),
            FILA.replace("40", "canario"),
            FILA.replace("40", "400"),
            FILA.replace("21-11-2026 07:30", ""),
            "21-11-2026 07:30,canario\n",
            FILA.replace("40", "40,canario,canario"),
            FILA.replace("Rosario Millaray", '"canario\nen dos líneas"'),
            FILA,
        ]
        resultado = consola.csv(ENCABEZADO + "".join(filas), "--json")
        assert resultado.exit_code == 2, resultado.exception
        assert saltos(resultado) == [
            (3, "data.ocurrido_en"),
            (4, "data.persona.sexo"),
            (5, "data.persona.rasgos.edad_min"),
            (6, "data.persona.rasgos.edad_min"),
            (7, "data.ocurrido_en"),
            (8, "fila"),
            (9, "fila"),
            (11, "data.persona.nombres"),
        ]
        assert resumen(resultado) == (2, 2, 8)
        assert "canario" not in resultado.output
        remedios = [s["remedio"] for s in json.loads(resultado.stdout)["eventos"]["saltos"]]
        assert remedios[:2] == ["Se espera «%d-%m-%Y %H:%M».", "Agréguelo al mapeo."]

    def test_un_csv_en_latin_1_con_punto_y_coma_se_lee_si_el_mapeo_lo_dice(
        self, consola: ConsolaDeEventos
    ) -> None:
        mapeo = "codificacion: latin-1\nseparador: ';'" + MAPEO
        (consola.carpeta / "m.yaml").write_text(mapeo, encoding="utf-8")
        contenido = (ENCABEZADO + FILA.replace("Rosario", "Ñancu")).replace(",", ";")
        argumentos = ("--organismo", SALUD, "--mapeo", "m.yaml")
        resultado = consola.eventos(contenido.encode("latin-1"), *argumentos, nombre="e.csv")
        assert resultado.exit_code == 0, resultado.output
        [cuerpo] = consola.encolados()
        assert json.loads(cuerpo)["data"]["persona"]["nombres"] == "Ñancu Millaray"

    def test_listas_instantes_con_zona_y_anios_solos_tambien_se_mapean(
        self, consola: ConsolaDeEventos
    ) -> None:
        mapeo = """
columnas:
  cuando: {ruta: data.ocurrido_en, fecha: "%Y-%m-%dT%H:%M%z"}
  nacio: {ruta: data.persona.fecha_nacimiento, fecha: "%Y"}
  doc: "data.persona.documentos[1].valor"
  tipo: "data.persona.documentos[1].tipo"
  lat: {ruta: data.lugar.lat, tipo: decimal}
constantes: {data.tipo_contacto: otro}
"""
        fila = 'cuando,nacio,doc,tipo,lat\n1905-01-02T00:00-0300,1899,AB1,pasaporte,"-38,7"\n'
        assert consola.csv(fila, mapeo=mapeo).exit_code == 0
        [cuerpo] = consola.encolados()
        datos = json.loads(cuerpo)["data"]
        assert datos["ocurrido_en"] == "1905-01-02T03:00:00+00:00"
        assert datos["persona"]["fecha_nacimiento"] == "1899"
        assert datos["persona"]["documentos"] == [{"valor": "AB1", "tipo": "pasaporte"}]
        assert datos["lugar"]["lat"] == -38.7

    def test_un_ndjson_ajeno_se_mapea_por_sus_claves(self, consola: ConsolaDeEventos) -> None:
        (consola.carpeta / "m.yaml").write_text(MAPEO, encoding="utf-8")
        objeto: dict[str, Any] = {
            "cuando": "21-11-2026 07:30",
            "nombres": "Rosario",
            "edad": 40,
            "sobra": 1,
        }
        lineas = [json.dumps(objeto), "{", "[]", json.dumps(objeto | {"edad": "cuarenta"})]
        resultado = consola.eventos(
            "\n".join(lineas).encode(), "--organismo", SALUD, "--mapeo", "m.yaml", "--json"
        )
        assert resumen(resultado) == (1, 1, 3), resultado.output
        assert [linea for linea, _campo in saltos(resultado)] == [2, 3, 4]
        [cuerpo] = consola.encolados()
        assert json.loads(cuerpo)["data"]["persona"]["rasgos"] == {"edad_min": 40}
        assert isinstance(decodificar(cuerpo, 0, SALUD, ahora()), EventoContacto)

    @pytest.mark.parametrize(
        ("mapeo", "pista"),
        [
            ("columnas: {a: data.persona.rut}", "columnas.a.ruta: no es un campo del contrato"),
            ("columnas: {a: source}", "columnas.a.ruta: no es un campo del contrato"),
            ("columnas: {a: data.persona.documentos}", "no es un campo del contrato"),
            ("columnas: {}", "columnas"),
            ("columnas: [", "No es YAML cerca de la línea 1"),
            ("- 1", "debe ser un objeto"),
            ("separador: ';;'\ncolumnas: {a: id}", "separador"),
            ("zona: America/Narnia\ncolumnas: {a: id}", "zona: no es una zona horaria"),
            ("codificacion: utf-16\ncolumnas: {a: id}", "codificacion"),
            ("sobra: 1\ncolumnas: {a: id}", "campo desconocido"),
            ("columnas: {otra: data.persona.run}", "«otra»"),
        ],
    )
    def test_un_mapeo_que_no_sirve_se_dice_antes_de_cargar_nada(
        self, consola: ConsolaDeEventos, mapeo: str, pista: str
    ) -> None:
        resultado = consola.csv("a\n1\n", mapeo=mapeo)
        assert resultado.exit_code == 2, resultado.exception
        assert pista in resultado.stderr
        assert len(resultado.stderr.splitlines()) == 1

    def test_un_csv_sin_mapeo_y_un_mapeo_sin_organismo_se_explican(
        self, consola: ConsolaDeEventos
    ) -> None:
        sin_mapeo = consola.eventos(b"a\n1\n", "--organismo", SALUD, nombre="e.csv")
        assert (sin_mapeo.exit_code, "--mapeo" in sin_mapeo.stderr) == (2, True)
        mapeo = str(EJEMPLOS / "urgencias.yaml")
        sin_organismo = consola.eventos(b"a\n1\n", "--mapeo", mapeo, nombre="e.csv")
        assert (sin_organismo.exit_code, "--organismo" in sin_organismo.stderr) == (2, True)

    def test_un_csv_que_no_esta_en_su_codificacion_se_dice_sin_citarlo(
        self, consola: ConsolaDeEventos
    ) -> None:
        (consola.carpeta / "m.yaml").write_text(MAPEO, encoding="utf-8")
        contenido = (ENCABEZADO + FILA.replace("Rosario", "ñcanario")).encode("latin-1")
        resultado = consola.eventos(
            contenido, "--organismo", SALUD, "--mapeo", "m.yaml", nombre="e.csv"
        )
        assert resultado.exit_code == 2
        assert "utf-8" in resultado.stderr
        assert "canario" not in resultado.output
