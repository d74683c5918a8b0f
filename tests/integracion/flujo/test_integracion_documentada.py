"""La guía de integración se puede seguir al pie de la letra: aquí se corren sus órdenes."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sistema.entorno.servicios import ServicioKafka
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.flujo.procesos import (
    acordar,
    api,
    correr,
    esperar,
    preparar_temas,
    vaciar_tema_de_prueba,
    variables,
)

PAGINA = Path(__file__).parents[3] / "docs" / "integracion.md"
ORGANISMO = "servicio_salud_concepcion"
HERRAMIENTAS = ("bash", "curl", "openssl", "kcat")
BLOQUES = re.findall(r"^```bash\n(.*?)^```$", PAGINA.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def carpeta(tmp_path: Path, kafka: ServicioKafka, pytestconfig: pytest.Config) -> Path:
    """Donde trabaja el organismo, con el `kcat.conf` que se le entregó."""
    faltan = [nombre for nombre in HERRAMIENTAS if shutil.which(nombre) is None]
    if faltan:
        aviso = f"NO EJECUTADO: falta {', '.join(faltan)}."
        pytest.fail(aviso) if pytestconfig.getoption("--exigir-servicios") else pytest.skip(aviso)
    conexion = conexion_de(kafka, ORGANISMO)
    propiedades = {
        "bootstrap.servers": conexion.bootstrap,
        "security.protocol": conexion.seguridad,
    }
    if conexion.usuario:
        # Porque: el kcat de varias distribuciones no logra SCRAM con Kafka 4; el Kafka de ensayo
        # ofrece PLAIN a este organismo.
        propiedades |= {
            "sasl.mechanism": "PLAIN" if kafka.propio else conexion.mecanismo,
            "sasl.username": conexion.usuario,
            "sasl.password": conexion.clave,
        }
    casa = tmp_path / "organismo"
    casa.mkdir()
    (casa / "kcat.conf").write_text("".join(f"{n}={v}\n" for n, v in propiedades.items()), "utf-8")
    consumidor = conexion_de(kafka, "consumidor")
    (casa / "consumidor.env").write_text(
        f"export SISTEMA_KAFKA_USUARIO='{consumidor.usuario}'\n"
        f"export SISTEMA_KAFKA_CLAVE='{consumidor.clave}'\n",
        "utf-8",
    )
    return casa


def entorno_de_la_pagina(
    base: dict[str, str], kafka: ServicioKafka, url: str
) -> Iterator[tuple[str, str]]:
    """Lo que la página supone: las variables, la orden `sistema` y quién opera."""
    administrador = conexion_de(kafka, "administrador")
    yield from base.items()
    yield "PATH", os.pathsep.join((str(Path(sys.executable).parent), base["PATH"]))
    yield "ORGANISMO", ORGANISMO
    yield "API", url
    yield "SISTEMA_KAFKA_USUARIO", administrador.usuario
    yield "SISTEMA_KAFKA_CLAVE", administrador.clave


def correr_la_pagina(carpeta: Path, entorno: dict[str, str]) -> str:
    """Todos los bloques en un mismo intérprete, que se detiene en lo primero que falle."""
    guion = "set -euo pipefail\n" + "\n".join(BLOQUES) + '\nprintf "%s" "$ID" > id.txt\n'
    corrida = subprocess.run(  # noqa: S603 - las órdenes de nuestra propia página
        ["bash", "-c", guion],  # noqa: S607 - la de quien sigue la página
        cwd=carpeta,
        env=entorno,
        capture_output=True,
        check=False,
        text=True,
        timeout=200,
    )
    assert corrida.returncode == 0, corrida.stdout + corrida.stderr
    return corrida.stdout


def objetos_de_json(salida: str) -> Iterator[dict[str, Any]]:
    """Los objetos que la API respondió, entre lo demás que se escribió."""
    lugar = salida.find('{"re')
    while lugar >= 0:
        objeto, fin = json.JSONDecoder().raw_decode(salida, lugar)
        yield objeto
        lugar = salida.find('{"re', fin)


@pytest.mark.timeout(360)
def test_seguir_la_guia_lleva_de_cero_a_recibido(
    sistema: SistemaDePrueba, kafka: ServicioKafka, carpeta: Path, tmp_path: Path
) -> None:
    acordar(sistema, {ORGANISMO: 30})
    preparar_temas(sistema, kafka)
    vaciar_tema_de_prueba(kafka, ORGANISMO)
    base = variables(sistema, kafka)
    with ExitStack() as pila:
        puerto = pila.enter_context(api(base, tmp_path / "api.log"))
        consumidor = pila.enter_context(correr(["consumidor"], base, tmp_path / "c.log"))
        url = f"http://127.0.0.1:{puerto}"
        salida = correr_la_pagina(carpeta, dict(entorno_de_la_pagina(base, kafka, url)))
        esperar(lambda: sistema.contar("bandeja") >= 6, consumidor)

    assert "recibido por Kafka" in salida
    assert re.findall(r"^0  \S+  válido$", salida, re.MULTILINE) != []
    respuestas = list(objetos_de_json(salida))
    assert [r["recibidos"] for r in respuestas if "recibidos" in r] == [1, 2, 1]
    assert [r["resultado"] for r in respuestas if "resultado" in r] == ["recibido", "por_corregir"]
    assert "data.ocurrido_en" in salida
    assert "eventos: 2 válidas, 2 cargadas, 0 saltadas" in salida
    # El primero fue por Kafka y por HTTP y cuenta una vez; dos en lote, dos del CSV y el firmado.
    recibidos = {id_ for (id_,) in sistema.consultar("SELECT evento_id FROM bandeja")}
    assert len(recibidos) == 6
    assert UUID((carpeta / "id.txt").read_text("utf-8")) in recibidos
    assert sistema.contar("cuarentena") == 0
    assert sistema.contar("entrada") == 0


def test_la_guia_solo_tiene_bloques_que_se_corren_o_que_solo_se_leen() -> None:
    clases = re.findall(r"^```(\w*)$", PAGINA.read_text("utf-8"), re.MULTILINE)
    assert set(clases) == {"bash", "sh", ""}
    assert clases.count("bash") == len(BLOQUES) == 13
