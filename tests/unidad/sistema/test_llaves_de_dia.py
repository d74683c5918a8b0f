"""Las llaves de cada día: abren lo suyo, no lo ajeno, y destruidas no abren nada."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.llaves_de_dia import LlaveNoDisponible, LlavesDeDia

MAESTRA = b"m" * 32
UNO, DOS, TRES = date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)
CONTEXTO = "boveda.cuerpo"


def abrir(carpeta: Path, maestra: bytes = MAESTRA) -> LlavesDeDia:
    return LlavesDeDia(carpeta, maestra)


def test_lo_cerrado_lo_abre_otro_proceso_con_la_misma_carpeta(tmp_path: Path) -> None:
    cerrado = abrir(tmp_path).asegurar(UNO).cifrar(b"dato", CONTEXTO)
    assert abrir(tmp_path).obtener(UNO).descifrar(cerrado, CONTEXTO) == b"dato"
    assert b"dato" not in cerrado


def test_cada_dia_y_cada_columna_tienen_lo_suyo(tmp_path: Path) -> None:
    llaves = abrir(tmp_path)
    cerrado = llaves.asegurar(UNO).cifrar(b"dato", CONTEXTO)
    with pytest.raises(CifradoInvalido, match="2026-01-02"):
        llaves.asegurar(DOS).descifrar(cerrado, CONTEXTO)
    with pytest.raises(CifradoInvalido, match=r"entrada\.cuerpo"):
        llaves.obtener(UNO).descifrar(cerrado, "entrada.cuerpo")


@pytest.mark.parametrize("cerrado", [b"", b"corto", b"x" * 60])
def test_unos_bytes_cualquiera_no_abren(tmp_path: Path, cerrado: bytes) -> None:
    with pytest.raises(CifradoInvalido):
        abrir(tmp_path).asegurar(UNO).descifrar(cerrado, CONTEXTO)


def test_la_clave_ciega_es_igual_en_el_dia_y_distinta_en_otro(tmp_path: Path) -> None:
    llaves = abrir(tmp_path)
    clave = llaves.asegurar(UNO).clave_ciega("run:12345678")
    assert clave == abrir(tmp_path).obtener(UNO).clave_ciega("run:12345678")
    assert clave != llaves.asegurar(DOS).clave_ciega("run:12345678")
    assert clave != llaves.obtener(UNO).clave_ciega("run:12345679")
    assert -(2**63) <= clave < 2**63


def test_destruida_la_llave_nada_abre_y_las_demas_siguen(tmp_path: Path) -> None:
    llaves = abrir(tmp_path)
    de_uno = llaves.asegurar(UNO).cifrar(b"uno", CONTEXTO)
    de_dos = llaves.asegurar(DOS).cifrar(b"dos", CONTEXTO)
    assert llaves.destruir_anteriores(DOS) == [UNO]
    assert llaves.listar() == [DOS]
    assert llaves.destruir_anteriores(DOS) == []
    with pytest.raises(CifradoInvalido, match="ya no existe"):
        llaves.obtener(UNO).descifrar(de_uno, CONTEXTO)
    assert llaves.obtener(DOS).descifrar(de_dos, CONTEXTO) == b"dos"


def test_una_llave_que_vuelve_a_crearse_no_es_la_de_antes(tmp_path: Path) -> None:
    llaves = abrir(tmp_path)
    cerrado = llaves.asegurar(UNO).cifrar(b"uno", CONTEXTO)
    llaves.destruir_anteriores(DOS)
    with pytest.raises(CifradoInvalido):
        llaves.asegurar(UNO).descifrar(cerrado, CONTEXTO)


def test_olvidar_saca_de_la_memoria_lo_que_otro_destruyo(tmp_path: Path) -> None:
    consumidor, tareas = abrir(tmp_path), abrir(tmp_path)
    consumidor.asegurar(UNO)
    consumidor.asegurar(TRES)
    tareas.destruir_anteriores(DOS)
    consumidor.olvidar_anteriores(DOS)
    with pytest.raises(CifradoInvalido, match="2026-01-01"):
        consumidor.obtener(UNO)
    assert consumidor.obtener(TRES).dia == TRES


def test_otra_maestra_no_abre_las_llaves(tmp_path: Path) -> None:
    abrir(tmp_path).asegurar(UNO)
    with pytest.raises(CifradoInvalido, match="maestra"):
        abrir(tmp_path, b"o" * 32).obtener(UNO)


def test_la_llave_de_un_dia_no_sirve_con_el_nombre_de_otro(tmp_path: Path) -> None:
    abrir(tmp_path).asegurar(UNO)
    (tmp_path / "2026-01-01").rename(tmp_path / "2026-01-02")
    with pytest.raises(CifradoInvalido):
        abrir(tmp_path).obtener(DOS)


def test_solo_el_usuario_del_proceso_lee_la_carpeta(tmp_path: Path) -> None:
    carpeta = tmp_path / "dias"
    abrir(carpeta).asegurar(UNO)
    assert oct(carpeta.stat().st_mode & 0o777) == "0o700"
    assert oct((carpeta / "2026-01-01").stat().st_mode & 0o777) == "0o600"
    assert os.listdir(carpeta) == ["2026-01-01"]  # noqa: PTH208 - también los ocultos y temporales


def test_muchos_que_la_crean_a_la_vez_obtienen_la_misma(tmp_path: Path) -> None:
    salida = Barrier(8)

    def crear(_numero: int) -> int:
        llaves = abrir(tmp_path)
        salida.wait()
        return llaves.asegurar(UNO).clave_ciega("x")

    with ThreadPoolExecutor(8) as hilos:
        assert len(set(hilos.map(crear, range(8)))) == 1


def test_sin_carpeta_no_hay_dias(tmp_path: Path) -> None:
    llaves = abrir(tmp_path / "nunca")
    assert llaves.listar() == []
    assert llaves.destruir_anteriores(DOS) == []


def test_quien_muere_creando_una_llave_no_deja_otra_copia(tmp_path: Path) -> None:
    llaves = abrir(tmp_path)
    cerrado = llaves.asegurar(UNO).cifrar(b"uno", CONTEXTO)
    (tmp_path / "2026-01-01.abcd.nueva").hardlink_to(tmp_path / "2026-01-01")
    (tmp_path / "2026-01-03.abcd.nueva").write_bytes(b"otro proceso la esta creando")
    llaves.destruir_anteriores(DOS)
    assert [ruta.name for ruta in tmp_path.iterdir()] == ["2026-01-03.abcd.nueva"]
    with pytest.raises(CifradoInvalido):
        abrir(tmp_path).obtener(UNO).descifrar(cerrado, CONTEXTO)


@pytest.mark.parametrize("ajeno", ["lost+found", "2026-01-01.bak", "20260101", "2026-01-011"])
def test_un_archivo_ajeno_en_la_carpeta_no_detiene_nada(tmp_path: Path, ajeno: str) -> None:
    llaves = abrir(tmp_path)
    llaves.asegurar(UNO)
    (tmp_path / ajeno).write_bytes(b"")
    assert llaves.listar() == [UNO]
    assert llaves.destruir_anteriores(DOS) == [UNO]


def danar(ruta: Path, como: str) -> None:
    """Estropea el archivo de una llave de un modo que ni el superusuario puede leer bien."""
    if como == "alterada":
        ruta.write_bytes(bytes(len(ruta.read_bytes())))
    elif como == "cortada":
        ruta.write_bytes(ruta.read_bytes()[:7])
    else:
        ruta.unlink()
        ruta.mkdir()


# Mutación probada: dejar salir el error del sistema de archivos.
@pytest.mark.parametrize("como", ["alterada", "cortada", "no es un archivo"])
def test_una_llave_que_esta_y_no_abre_es_del_ambiente(tmp_path: Path, como: str) -> None:
    abrir(tmp_path).asegurar(UNO)
    danar(tmp_path / "2026-01-01", como)
    llaves = abrir(tmp_path)
    with pytest.raises(LlaveNoDisponible, match="2026-01-01"):
        llaves.obtener(UNO)
    with pytest.raises(LlaveNoDisponible, match="2026-01-01"):
        llaves.asegurar(UNO)
    assert llaves.listar() == [UNO]
    assert llaves.asegurar(DOS).dia == DOS


def test_la_llave_que_vencio_no_es_del_ambiente(tmp_path: Path) -> None:
    with pytest.raises(CifradoInvalido) as error:
        abrir(tmp_path).obtener(UNO)
    assert not isinstance(error.value, LlaveNoDisponible)


def test_una_carpeta_que_no_se_puede_leer_ni_escribir_es_del_ambiente(tmp_path: Path) -> None:
    (tmp_path / "dias").write_bytes(b"no es una carpeta")
    llaves = abrir(tmp_path / "dias")
    for operar in (llaves.listar, lambda: llaves.asegurar(UNO), lambda: llaves.obtener(UNO)):
        with pytest.raises(LlaveNoDisponible):
            operar()


# Mutación probada: dejar el archivo a medio escribir cuando no cabe.
def test_una_llave_que_no_se_alcanza_a_escribir_no_deja_restos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_espacio(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No queda espacio")

    with monkeypatch.context() as parche:
        parche.setattr(os, "fsync", sin_espacio)
        with pytest.raises(LlaveNoDisponible):
            abrir(tmp_path).asegurar(UNO)
    assert list(tmp_path.iterdir()) == []
    assert abrir(tmp_path).asegurar(UNO).dia == UNO
