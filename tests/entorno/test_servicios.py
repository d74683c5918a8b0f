"""La puerta del entorno usa primero lo ajeno, y no repite secretos al fallar."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sistema.entorno import kafka_jars
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.servicios import arrancar_kafka, arrancar_postgres, detener
from tests.apoyo.servicios import (
    REPOSITORIO,
    apagar_si_nadie,
    liberar,
    postgres_compartido,
)
from tests.entorno.procesos import buscar_que_mencionan, listar_que_mencionan


def test_un_postgres_ajeno_se_usa_y_no_se_detiene(
    raiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    propio = arrancar_postgres(raiz)
    monkeypatch.setenv(
        "DATABASE_URL", propio.url_administracion.replace("postgresql+psycopg", "postgres")
    )
    otra = raiz.parent / "otra"
    ajeno = arrancar_postgres(otra)
    assert ajeno.url_administracion == propio.url_administracion
    assert (ajeno.version, ajeno.propio) == (propio.version, False)
    detener(otra)
    assert arrancar_postgres(otra) == ajeno


def test_un_postgres_ajeno_que_no_atiende_se_explica_sin_su_clave(tmp_path: Path) -> None:
    with pytest.raises(EntornoNoDisponible) as falla:
        arrancar_postgres(tmp_path, url="postgresql://u:clavesecreta@localhost:1/bd")
    assert "DATABASE_URL no atiende" in str(falla.value)
    assert "clavesecreta" not in str(falla.value)


def test_un_kafka_ajeno_se_usa_con_la_credencial_dada(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as servidor:
        direccion = f"127.0.0.1:{servidor.getsockname()[1]}"
        monkeypatch.setenv("KAFKA_BOOTSTRAP", direccion)
        monkeypatch.setenv("KAFKA_SEGURIDAD", "SASL_SSL")
        monkeypatch.setenv("KAFKA_USUARIO", "ana")
        monkeypatch.setenv("KAFKA_CLAVE", "secreta")
        servicio = arrancar_kafka(tmp_path)
    assert servicio is not None
    assert (servicio.bootstrap, servicio.seguridad) == (direccion, "SASL_SSL")
    assert servicio.credenciales["consumidor"].usuario == "ana"
    assert not servicio.propio
    assert "secreta" not in repr(servicio)


def test_sin_java_no_hay_kafka_y_se_dice_por_que(
    raiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nada")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    avisos: list[str] = []
    assert arrancar_kafka(raiz, avisos.append) is None
    assert avisos == ["Sin Kafka: no hay Java 17 o posterior."]


def test_un_jar_alterado_no_se_acepta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un Maven que entrega otra cosa: la carpeta final no llega a existir."""
    falso = tmp_path / "bin" / "mvn"
    falso.parent.mkdir()
    falso.write_text(
        '#!/bin/sh\nfor a; do d=${a#-DoutputDirectory=}; done\necho x > "$d/malo.jar"\n'
    )
    falso.chmod(0o755)
    monkeypatch.setenv("PATH", f"{falso.parent}:{os.environ['PATH']}")
    with pytest.raises(EntornoNoDisponible, match=r"no son los publicados: .*malo\.jar"):
        kafka_jars.asegurar_jars(tmp_path / "k" / "libs", lambda _: None)
    assert list((tmp_path / "k").iterdir()) == []


def test_el_pom_y_las_huellas_dicen_la_misma_version() -> None:
    assert f"<version>{kafka_jars.VERSION}</version>" in kafka_jars.POM.read_text("utf-8")
    assert f"kafka_2.13-{kafka_jars.VERSION}.jar" in kafka_jars.HUELLAS.read_text("ascii")


def test_si_la_corrida_de_pruebas_muere_no_queda_ningun_proceso(raiz: Path) -> None:
    """El centinela apaga lo compartido aunque a quien lo pidió lo maten con kill -9."""
    guion = (
        "import sys, pathlib, tests.apoyo.servicios as s;"
        "s.postgres_compartido(pathlib.Path(sys.argv[1])); print('listo', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 -- orden fija de la propia prueba
        [sys.executable, "-c", guion, str(raiz)],
        cwd=REPOSITORIO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as corrida:
        assert corrida.stdout is not None
        assert corrida.stdout.readline() == "listo\n"
        vivos = buscar_que_mencionan(raiz)
        assert {"postgres", "sh"} <= {proceso.name() for proceso in vivos}
        corrida.send_signal(signal.SIGKILL)
    _, restos = psutil.wait_procs(vivos, timeout=60)
    assert restos == []
    assert not raiz.exists()


def test_liberar_apaga_solo_cuando_nadie_mas_lo_usa(raiz: Path) -> None:
    servicio = postgres_compartido(raiz)
    assert postgres_compartido(raiz) == servicio
    otro = _abrir_y_retener(raiz)
    liberar(raiz)
    assert listar_que_mencionan(raiz) != []
    assert arrancar_postgres(raiz) == servicio
    os.close(otro)
    apagar_si_nadie(raiz)
    assert listar_que_mencionan(raiz) == []
    assert list(raiz.parent.iterdir()) == []


def _abrir_y_retener(raiz: Path) -> int:
    """Lo que hace otro proceso de la misma corrida."""
    descriptor = os.open(raiz.with_name(f"{raiz.name}.uso"), os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor
