"""Lo que el entorno recuerda es privado, y la llave maestra no se pisa jamás."""

import threading
from pathlib import Path

import pytest

from sistema.entorno import estado
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.estado import EntornoGuardado, PostgresGuardado


def test_la_llave_maestra_mide_32_bytes_y_es_privada(tmp_path: Path) -> None:
    ruta = estado.asegurar_llave_maestra(tmp_path)
    assert ruta == tmp_path / "llaves" / "maestra"
    assert len(ruta.read_bytes()) == 32
    assert oct(ruta.stat().st_mode & 0o777) == "0o600"
    assert oct(ruta.parent.stat().st_mode & 0o777) == "0o700"


def test_la_llave_maestra_no_se_cambia(tmp_path: Path) -> None:
    (tmp_path / "llaves").mkdir()
    (tmp_path / "llaves" / "maestra").write_bytes(b"la de siempre")
    assert estado.asegurar_llave_maestra(tmp_path).read_bytes() == b"la de siempre"


def test_varios_creadores_a_la_vez_ven_la_misma_llave(tmp_path: Path) -> None:
    vistas: list[bytes] = []
    barrera = threading.Barrier(8)

    def crear() -> None:
        barrera.wait()
        vistas.append(estado.asegurar_llave_maestra(tmp_path).read_bytes())

    hilos = [threading.Thread(target=crear) for _ in range(8)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert len(vistas) == 8
    assert len(set(vistas)) == 1
    assert [p.name for p in (tmp_path / "llaves").iterdir()] == ["maestra"]


def test_lo_guardado_se_lee_igual_y_es_privado(tmp_path: Path) -> None:
    entorno = EntornoGuardado(postgres=PostgresGuardado(clave="x", puerto=5555))
    estado.guardar(tmp_path, entorno)
    assert estado.leer(tmp_path) == entorno
    assert oct((tmp_path / "entorno.json").stat().st_mode & 0o777) == "0o600"


def test_las_claves_no_aparecen_al_mostrar_lo_guardado() -> None:
    assert "secreto" not in repr(PostgresGuardado(clave="secreto"))


def test_un_archivo_danado_se_explica(tmp_path: Path) -> None:
    (tmp_path / "entorno.json").write_text('{"postgres": 3}')
    with pytest.raises(EntornoNoDisponible, match="está dañado"):
        estado.leer(tmp_path)


# Mutación probada: sin `exist_ok` falla casi en cada vuelta.
def test_varios_arranques_a_la_vez_preparan_la_misma_carpeta(tmp_path: Path) -> None:
    preparadas: list[Path] = []
    for vuelta in range(30):
        raiz, barrera = tmp_path / str(vuelta) / "entorno", threading.Barrier(4)

        def preparar(raiz: Path = raiz, barrera: threading.Barrier = barrera) -> None:
            barrera.wait()
            preparadas.append(estado.preparar_raiz(raiz))

        hilos = [threading.Thread(target=preparar) for _ in range(4)]
        for hilo in hilos:
            hilo.start()
        for hilo in hilos:
            hilo.join()
    assert len(preparadas) == 120
