"""La llave maestra es un archivo de 32 bytes que nadie más puede leer."""

from pathlib import Path

import pytest

from sistema.entorno.estado import asegurar_llave_maestra, preparar_raiz
from sistema.nucleo.errores import ConfiguracionInvalida
from sistema.nucleo.llaves import leer_llave_maestra


def escribir(carpeta: Path, largo: int = 32, modo: int = 0o600) -> Path:
    ruta = carpeta / "maestra"
    ruta.write_bytes(b"k" * largo)
    ruta.chmod(modo)
    return ruta


@pytest.mark.parametrize("modo", [0o600, 0o400])
def test_una_llave_solo_del_dueno_se_lee(tmp_path: Path, modo: int) -> None:
    assert leer_llave_maestra(escribir(tmp_path, modo=modo)) == b"k" * 32


@pytest.mark.parametrize("modo", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_una_llave_que_otro_puede_tocar_se_rechaza(tmp_path: Path, modo: int) -> None:
    with pytest.raises(ConfiguracionInvalida, match="chmod 600"):
        leer_llave_maestra(escribir(tmp_path, modo=modo))


@pytest.mark.parametrize("largo", [0, 31, 33])
def test_una_llave_de_otro_largo_se_rechaza(tmp_path: Path, largo: int) -> None:
    with pytest.raises(ConfiguracionInvalida, match="32 bytes"):
        leer_llave_maestra(escribir(tmp_path, largo=largo))


def test_una_llave_que_no_existe_se_dice_sin_mostrar_la_ruta(tmp_path: Path) -> None:
    with pytest.raises(ConfiguracionInvalida) as error:
        leer_llave_maestra(tmp_path / "no-existe")
    assert str(tmp_path) not in str(error.value)


def test_la_llave_local_nace_privada_y_no_se_cambia(tmp_path: Path) -> None:
    raiz = preparar_raiz(tmp_path / "raiz")
    ruta = asegurar_llave_maestra(raiz)
    llave = leer_llave_maestra(ruta)
    assert ruta.stat().st_mode & 0o777 == 0o600
    assert leer_llave_maestra(asegurar_llave_maestra(raiz)) == llave
    assert [archivo.name for archivo in ruta.parent.iterdir()] == ["maestra"]
