"""Los catálogos de riesgo en la base: uno malo no entra, ninguno se reescribe y siempre hay uno."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from psycopg import errors

from riesgo.catalogo import Catalogo
from riesgo.errores import CatalogoInvalido
from sistema.catalogos import servicio
from sistema.catalogos.errores import VersionOcupada
from sistema.modelos.protocolo import CatalogoRiesgo
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import conectar
from tests.integracion.postgres.apoyo_protocolo import correr, escribir_catalogo, ordenar

AHORA = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DOS = escribir_catalogo(
    "2027.1", "vigente_desde = 2027-01-01", ("puntaje_alto = 6", "puntaje_alto = 5")
)


def cargar(sistema: SistemaDePrueba, texto: str) -> Catalogo:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return servicio.cargar(sesion, texto, AHORA)


def vigente(sistema: SistemaDePrueba, dia: date, papel: Papel = Papel.API) -> str:
    with sistema.bd(papel).transaccion() as sesion:
        return servicio.obtener_vigente(sesion, dia).version


def versiones(sistema: SistemaDePrueba) -> list[str]:
    return [v for (v,) in sistema.consultar("SELECT version FROM catalogo_riesgo ORDER BY 1")]


# Mutación probada: fallar en vez de usar el del paquete.
@pytest.mark.parametrize("dia", [date(1990, 1, 1), date(2026, 11, 22), date(2090, 1, 1)])
def test_sin_ninguno_cargado_rige_el_del_paquete(sistema: SistemaDePrueba, dia: date) -> None:
    assert vigente(sistema, dia) == "2026.1"
    assert vigente(sistema, dia, Papel.TAREAS) == "2026.1"


def test_el_cargado_rige_desde_su_dia_y_antes_el_anterior(sistema: SistemaDePrueba) -> None:
    cargar(sistema, escribir_catalogo("2026.2", "vigente_desde = 2026-12-01"))
    cargar(sistema, DOS)
    dias = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [vigente(sistema, dia) for dia in dias] == ["2026.1", "2026.2", "2026.2", "2027.1"]


def test_vencido_el_ultimo_sigue_rigiendo(sistema: SistemaDePrueba) -> None:
    cargar(
        sistema,
        escribir_catalogo("corto", "vigente_desde = 2026-12-01\nvigente_hasta = 2026-12-31"),
    )
    assert vigente(sistema, date(2030, 1, 1)) == "corto"


# Mutación probada: guardar antes de validar.
def test_un_catalogo_invalido_no_reemplaza_al_que_rige(sistema: SistemaDePrueba) -> None:
    roto = escribir_catalogo("2027.1", "vigente_desde = 2026-11-02", ("puntaje_alto = 6", ""))
    with pytest.raises(CatalogoInvalido, match=r"umbrales\.puntaje_alto"):
        cargar(sistema, roto)
    assert versiones(sistema) == []
    assert vigente(sistema, date(2027, 1, 1)) == "2026.1"


def test_una_version_larga_no_entra(sistema: SistemaDePrueba) -> None:
    cargar(sistema, escribir_catalogo("v" * 64, "vigente_desde = 2026-12-01"))
    with pytest.raises(CatalogoInvalido, match="version: use hasta 64"):
        cargar(sistema, escribir_catalogo("v" * 65, "vigente_desde = 2026-12-01"))
    assert versiones(sistema) == ["v" * 64]


# Mutación probada: aceptar otra vez la versión; asentar la carga repetida.
def test_repetir_el_mismo_no_cambia_nada_y_otro_con_su_version_se_niega(
    sistema: SistemaDePrueba,
) -> None:
    cargar(sistema, DOS)
    assert cargar(sistema, DOS).version == "2027.1"
    with pytest.raises(VersionOcupada):
        cargar(sistema, DOS.replace("puntaje_alto = 5", "puntaje_alto = 4"))
    with sistema.bd(Papel.API).transaccion() as sesion:
        assert servicio.obtener(sesion, "2027.1").umbrales.puntaje_alto == 5
    cargas = [a for a in asientos(sistema) if a.accion == "catalogo_riesgo:cargar"]
    assert [(a.objeto, a.objeto_id) for a in cargas] == [("catalogo_riesgo", "2027.1")]


def test_dos_cargas_simultaneas_dejan_un_solo_contenido(sistema: SistemaDePrueba) -> None:
    otro = DOS.replace("puntaje_alto = 5", "puntaje_alto = 4")
    sistema.bd(Papel.DUENO)

    def intentar(texto: str) -> str:
        try:
            return cargar(sistema, texto).version
        except VersionOcupada as error:
            return error.codigo

    with ThreadPoolExecutor(2) as hilos:
        assert sorted(hilos.map(intentar, [DOS, otro])) == ["2027.1", "version_ocupada"]
    assert versiones(sistema) == ["2027.1"]


def test_el_que_se_aplico_se_encuentra_aunque_ya_no_rija(sistema: SistemaDePrueba) -> None:
    cargar(sistema, DOS)
    with sistema.bd(Papel.API).transaccion() as sesion:
        assert servicio.obtener(sesion, "2027.1").vigente_desde == date(2027, 1, 1)
        assert servicio.obtener(sesion, "2026.1").vigente_desde == date(2026, 11, 1)
        with pytest.raises(NoEncontrado):
            servicio.obtener(sesion, "1999.1")


# Mutación probada: dejar pasar la excepción al leer uno guardado.
def test_uno_que_el_programa_ya_no_entiende_se_salta_y_siempre_hay_con_que_evaluar(
    sistema: SistemaDePrueba,
) -> None:
    viejo = "version = 'de otra época'"
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.add(
            CatalogoRiesgo(
                version="viejo",
                vigente_desde=date(2026, 11, 20),
                vigente_hasta=None,
                contenido=viejo,
                huella=sha256(viejo.encode()).digest(),
                cargado_en=AHORA,
            )
        )
    assert vigente(sistema, date(2026, 11, 22)) == "2026.1"
    with sistema.bd(Papel.API).transaccion() as sesion, pytest.raises(NoEncontrado):
        servicio.obtener(sesion, "viejo")
    cargar(sistema, escribir_catalogo("2026.2", "vigente_desde = 2026-11-10"))
    assert vigente(sistema, date(2026, 11, 22)) == "2026.2"


# Mutación probada: quitarlo de la orden; cargarlo aunque haya otro.
def test_sembrar_deja_el_del_paquete_solo_si_no_hay_ninguno(sistema: SistemaDePrueba) -> None:
    for _vez in range(2):
        assert ordenar(sistema, "sembrar").exit_code == 0
    assert versiones(sistema) == ["2026.1"]


def test_sembrar_no_agrega_a_lo_que_alguien_cargo(sistema: SistemaDePrueba) -> None:
    cargar(sistema, DOS)
    assert ordenar(sistema, "sembrar").exit_code == 0
    assert versiones(sistema) == ["2027.1"]


# Mutación probada: quitar el disparador.
def test_ni_el_dueno_reescribe_lo_que_solo_se_agrega(sistema: SistemaDePrueba) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        for tabla in ("catalogo_riesgo", "hipotesis", "resultado_diligencia", "desenlace"):
            with pytest.raises(errors.RaiseException, match=f"{tabla} solo admite agregar"):
                conexion.execute(f"DELETE FROM {tabla}".encode())  # noqa: S608 - la tabla es un literal


def test_la_orden_carga_y_muestra_cual_rige(sistema: SistemaDePrueba, tmp_path: Path) -> None:
    archivo = tmp_path / "protocolo.toml"
    archivo.write_text(escribir_catalogo("2026.2", "vigente_desde = 2026-11-02"), encoding="utf-8")
    cargada = correr(sistema, "cargar-catalogo", archivo)
    assert (cargada.exit_code, cargada.stdout) == (
        0,
        "El catálogo 2026.2 rige desde el 2026-11-02.\n",
    )
    vistos = json.loads(correr(sistema, "catalogos", "--json").stdout)["catalogos"]
    assert [(c["version"], c["rige"]) for c in vistos] == [("2026.2", True)]
    assert "2026.2" in correr(sistema, "catalogos").stdout


def test_la_orden_dice_todo_lo_que_le_falta_a_un_catalogo_y_sale_con_2(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    archivo = tmp_path / "roto.toml"
    cambios = (("puntaje_alto = 6", ""), ("edad_mayor = 60", "edad_mayor = 1"))
    archivo.write_text(
        escribir_catalogo("9", "vigente_desde = 2026-11-02", *cambios), encoding="utf-8"
    )
    rota = correr(sistema, "cargar-catalogo", archivo)
    assert rota.exit_code == 2
    assert "sigue rigiendo el que estaba" in rota.stderr
    assert "umbrales.puntaje_alto: escriba un entero" in rota.stderr
    assert "umbrales.edad_mayor: escriba un entero" in rota.stderr
    archivo.write_bytes(b"\xff\xfe")
    ilegible = correr(sistema, "cargar-catalogo", archivo)
    assert (ilegible.exit_code, "debe ser un TOML en UTF-8" in ilegible.stderr) == (2, True)
    assert correr(sistema, "cargar-catalogo", tmp_path / "no-esta.toml").exit_code == 2
    vistos = json.loads(correr(sistema, "catalogos", "--json").stdout)["catalogos"]
    assert [(c["version"], c["cargado_en"]) for c in vistos] == [("2026.1", None)]
    assert "viene en el paquete" in correr(sistema, "catalogos").stdout
