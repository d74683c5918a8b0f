"""La orden `python -m riesgo`: contrato, códigos de salida, guardar y retomar."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from riesgo.__main__ import app
from tests.apoyo.riesgo import texto_catalogo

EN = "2026-11-23T12:00:00-03:00"
ENTREVISTA = {"fecha_referencia": EN, "edad": 16, "hechos": {"medicacion_vital": "si"}}


def correr(*argumentos: object, entrada: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(a) for a in argumentos], input=entrada)


@pytest.fixture
def archivo(tmp_path: Path) -> Path:
    ruta = tmp_path / "entrevista.json"
    ruta.write_text(json.dumps(ENTREVISTA), encoding="utf-8")
    return ruta


def test_evaluar_escribe_exactamente_el_contrato(archivo: Path) -> None:
    resultado = correr("evaluar", archivo)
    assert resultado.exit_code == 0
    datos = json.loads(resultado.stdout)
    assert list(datos) == [
        *("categoria", "urgencia", "criterios", "faltantes", "diligencias", "version_catalogo")
    ]
    assert (datos["categoria"], datos["urgencia"], datos["version_catalogo"]) == (
        "ALTO",
        1,
        "2026.1",
    )
    assert len(datos["criterios"]) == 28
    assert datos["criterios"][0] == {
        "codigo": "F01",
        "resultado": "cumple",
        "fundamento": (
            "Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: el intervalo que "
            "llega bajo 18 y quien cumple 18 mientras se le busca)."
        ),
        "detalle": "Tiene o podría tener 16 años al desaparecer.",
    }
    assert {c["resultado"] for c in datos["criterios"]} == {"cumple", "no_cumple", "sin_datos"}
    assert datos["faltantes"][0] == {
        "codigo": "violencia_denunciada",
        "nombre": "denuncia o medida cautelar por violencia",
        "criterios": ["F02"],
        "indetermina": True,
    }
    assert datos["diligencias"][0] == {
        "codigo": "AVISAR_FISCAL",
        "texto": "Llamar de inmediato al fiscal de turno.",
        "plazo_horas": 1,
        "vence_en": None,
        "responsable": "funcionario que recibe la denuncia",
        "resultado": None,
    }


def test_evaluar_detallado_agrega_por_que(archivo: Path) -> None:
    datos = json.loads(correr("evaluar", archivo, "--detallado").stdout)
    assert datos["pisos"] == ["F01"]
    assert datos["razones"] == ["F09: Se aportó: depende de un remedio para vivir."]
    assert (datos["puntaje"], datos["avisos"]) == (6, [])
    assert datos["hipotesis"] == [
        "PRIVACION_LIBERTAD_O_HOSPITALIZACION_NO_AVISADA",
        "SALUD_DESORIENTACION",
    ]


def test_la_ayuda_trae_un_ejemplo_y_los_codigos_de_salida() -> None:
    ayuda = correr("evaluar", "--help").stdout
    assert '"fecha_referencia": "2026-11-23T12:00:00-03:00"' in ayuda
    assert "3, el catálogo no sirve" in " ".join(ayuda.split())


def test_la_fecha_de_la_orden_manda_sobre_la_del_archivo(archivo: Path) -> None:
    archivo.write_text(json.dumps({"fecha_referencia": EN, "recibida_en": EN}), encoding="utf-8")
    assert correr("evaluar", archivo).exit_code == 0
    antes = correr("evaluar", archivo, "--en", "2026-11-23T11:00:00-03:00")
    assert antes.exit_code == 2
    assert "recibida_en: es posterior a la fecha de referencia" in antes.stderr


def test_sin_fecha_se_evalua_ahora(archivo: Path) -> None:
    archivo.write_text('{"recibida_en": "2026-11-01T00:00:00Z"}', encoding="utf-8")
    assert correr("evaluar", archivo).exit_code == 0


@pytest.mark.parametrize(
    ("texto", "dice"),
    [
        ("{", "archivo: no es JSON"),
        ('{"edad": 200}', "edad.minima: escriba una edad entre 0 y 120"),
        ('{"otra": 1}', "entrevista: trae una clave que no se conoce"),
        ('{"fecha_referencia": "2026-11-23T12:00:00"}', "fecha_referencia: agregue la zona"),
        ("[]", "entrevista: escriba un objeto JSON"),
    ],
)
def test_una_entrevista_mala_termina_con_2_y_dice_el_campo(
    archivo: Path, texto: str, dice: str
) -> None:
    archivo.write_text(texto, encoding="utf-8")
    for orden in ("evaluar", "preguntas"):
        resultado = correr(orden, archivo)
        assert (resultado.exit_code, resultado.stdout) == (2, "")
        assert dice in resultado.stderr


def test_un_archivo_que_no_esta_termina_con_2(tmp_path: Path) -> None:
    resultado = correr("evaluar", tmp_path / "no_esta.json")
    assert resultado.exit_code == 2
    assert "No se puede leer no_esta.json" in resultado.stderr


def test_un_catalogo_malo_termina_con_3_y_dice_todo(archivo: Path, tmp_path: Path) -> None:
    malo = tmp_path / "malo.toml"
    malo.write_text(texto_catalogo().replace("puntaje_alto = 6", ""), encoding="utf-8")
    for argumentos in (["evaluar", archivo, "--catalogo", malo], ["revisar-catalogo", malo]):
        resultado = correr(*argumentos)
        assert (resultado.exit_code, resultado.stdout) == (3, "")
        assert "umbrales.puntaje_alto: escriba un entero" in resultado.stderr


def test_otro_catalogo_rige_sin_cambiar_codigo(archivo: Path, tmp_path: Path) -> None:
    otro = tmp_path / "otro.toml"
    otro.write_text(texto_catalogo().replace("2026.1", "2027.3"), encoding="utf-8")
    revisado = correr("revisar-catalogo", otro)
    assert revisado.stdout == "El catálogo 2027.3 sirve desde 2026-11-01.\n"
    assert json.loads(correr("evaluar", archivo, "--catalogo", otro).stdout)[
        "version_catalogo"
    ] == ("2027.3")


def test_las_preguntas_y_los_criterios_se_sirven_como_datos(archivo: Path) -> None:
    assert len(json.loads(correr("preguntas").stdout)) == 39
    para_nna = json.loads(correr("preguntas", archivo, "--nna").stdout)
    assert len(para_nna) == 35
    assert para_nna[0]["texto"].startswith("¿Sabes si alguna vez pidió ayuda")
    assert len(json.loads(correr("criterios").stdout)) == 28


def test_la_entrevista_se_guarda_en_cada_respuesta_y_se_retoma(tmp_path: Path) -> None:
    ruta = tmp_path / "nueva.json"
    primera = correr(
        "entrevistar", ruta, "--en", EN, "--aportante", "vecina", entrada="40\nno\nguardar\n"
    )
    assert primera.exit_code == 0
    assert "¿Qué edad tiene o cuándo nació?" in primera.stdout
    assert "Se pregunta porque: Si es o podría ser menor de edad" in primera.stdout
    assert "Guardada en nueva.json" in primera.stdout
    assert "Propuesta: SIN_DETERMINAR, urgencia 2." in primera.stdout
    guardada = json.loads(ruta.read_text(encoding="utf-8"))
    assert guardada["edad"] == [
        {
            "minima": 40,
            "maxima": 40,
            "aportante": "vecina",
            "fuente": "entrevista",
            "aportado_en": EN,
        }
    ]
    segunda = correr("entrevistar", ruta, "--en", EN, entrada="si\n")
    assert "¿Qué edad tiene" not in segunda.stdout
    assert "Propuesta: ALTO, urgencia 1." in segunda.stdout
    assert "Quedan 35 datos por averiguar." in segunda.stdout


# Mutación probada: no guardar la fecha, o no leer la del archivo al retomar.
def test_la_entrevista_retomada_conserva_la_fecha_de_referencia_que_se_fijo(tmp_path: Path) -> None:
    ruta = tmp_path / "entrevista.json"
    ruta.write_text(json.dumps({"fecha_referencia": EN, "edad": 40}), encoding="utf-8")
    retomada = correr("entrevistar", ruta, entrada="no\nguardar\n")
    assert retomada.exit_code == 0
    guardada = json.loads(ruta.read_text(encoding="utf-8"))
    assert guardada["fecha_referencia"] == EN
    [[respuesta]] = guardada["hechos"].values()
    assert (respuesta["respuesta"], respuesta["aportado_en"]) == ("no", EN)


def test_la_fecha_que_pone_la_orden_queda_en_el_archivo_y_la_actual_no(tmp_path: Path) -> None:
    ruta = tmp_path / "entrevista.json"
    correr("entrevistar", ruta, entrada="40\nguardar\n")
    assert "fecha_referencia" not in json.loads(ruta.read_text(encoding="utf-8"))
    otra = "2099-01-02T00:00:00-03:00"
    correr("entrevistar", ruta, "--en", otra, entrada="no\nguardar\n")
    assert json.loads(ruta.read_text(encoding="utf-8"))["fecha_referencia"] == otra


def test_dejar_una_entrevista_sin_respuestas_no_dice_que_se_guardo(tmp_path: Path) -> None:
    ruta = tmp_path / "nueva.json"
    salida = correr("entrevistar", ruta, entrada="guardar\n").stdout
    assert "No hay ninguna respuesta que guardar." in salida
    assert "Guardada" not in salida
    assert not ruta.exists()


def test_lo_que_no_se_entiende_se_vuelve_a_preguntar_y_no_se_guarda(tmp_path: Path) -> None:
    ruta = tmp_path / "nueva.json"
    salida = correr("entrevistar", ruta, "--en", EN, "--nna", entrada="muchos\n2099-01-01\n").stdout
    assert salida.count("¿Cuántos años tiene?") == 3
    assert salida.count("No se entendió. edad.fecha_nacimiento") == 2
    assert not ruta.exists()


def test_una_entrevista_entera_termina_con_su_propuesta(tmp_path: Path) -> None:
    ruta = tmp_path / "nueva.json"
    a_medias = correr("entrevistar", ruta, "--en", EN, entrada="40\n" + "no\n" * 60).stdout
    assert "No se entendió. ultimo_contacto: escriba fecha y hora" in a_medias
    final = correr(
        "entrevistar", ruta, "--en", EN, entrada="2026-11-23 11:00\n" + "no\n" * 19
    ).stdout
    assert "Guardada" not in final
    assert "Propuesta: BAJO, urgencia 3." in final
    assert "Quedan 0 datos por averiguar." in final


def test_retomar_un_archivo_malo_termina_con_2_y_no_lo_toca(tmp_path: Path) -> None:
    ruta = tmp_path / "mala.json"
    ruta.write_text('{"edad": 200}', encoding="utf-8")
    assert correr("entrevistar", ruta, "--en", EN, entrada="si\n").exit_code == 2
    assert ruta.read_text(encoding="utf-8") == '{"edad": 200}'


def test_el_desempeno_se_escribe_y_las_filas_malas_se_informan(tmp_path: Path) -> None:
    ruta = tmp_path / "historia.csv"
    ruta.write_text(
        "categoria,desenlace,periodo,grupo\nALTO,ninguno,2026,nna\nalto,leve,2026,nna\n",
        encoding="utf-8",
    )
    resultado = correr("desempeno", ruta)
    assert resultado.exit_code == 2
    assert "historia.csv, línea 3: categoria: use una de" in resultado.stderr
    assert json.loads(resultado.stdout)["total"]["total"] == 1
    ruta.write_text("categoria,desenlace,periodo,grupo\nALTO,leve,2026,nna\n", encoding="utf-8")
    assert correr("desempeno", ruta).exit_code == 0
