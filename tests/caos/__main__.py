"""`make caos`: un plan sembrado de fallas sobre servicios reales y un verificador independiente.

Deja en la carpeta la historia (`historia.ndjson`), lo que debía coincidir (`esperado.ndjson`), el
plan (`plan.json`) y el informe (`informe.json`). Termina en 0 solo si el verificador dio 0 / 0 / 0.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from tests.apoyo.servicios import REPOSITORIO
from tests.caos.adulteraciones import listar_no_vistas
from tests.caos.corrida import Pedido, Resultado, correr
from tests.caos.plan import Clase, plan_breve, sortear_plan
from tests.caos.verificador import escribir

SEMILLA = 21_500
PAQUETES = ("ingestores", "sistema", "matching", "riesgo", "tests/caos")
PASO_BREVE_S = 4.0


def main() -> None:
    opciones = argparse.ArgumentParser(prog="make caos", description=__doc__)
    opciones.add_argument("--semilla", type=int, default=SEMILLA)
    opciones.add_argument("--fallas", type=int, default=60)
    opciones.add_argument("--eventos", type=int, default=50_000)
    opciones.add_argument("--buscadas", type=int, default=600)
    opciones.add_argument("--segundos", type=float, default=560.0, help="cuánto dura el plan")
    opciones.add_argument("--breve", action="store_true", help="una falla de cada clase, en 40 s")
    opciones.add_argument("--carpeta", type=Path, help="dónde dejar la historia y el informe")
    opciones.add_argument("--json", action="store_true", help="el informe en una línea JSON")
    elegidas = opciones.parse_args()
    carpeta = elegidas.carpeta or Path(tempfile.mkdtemp(prefix="historia-"))
    carpeta.mkdir(parents=True, exist_ok=True)
    pedido = breve(elegidas.semilla, carpeta) if elegidas.breve else completo(elegidas, carpeta)
    plan = [asdict(falla) for falla in pedido.plan]
    (carpeta / "plan.json").write_text(json.dumps(plan, indent=1), "utf-8")
    codigo = resumir_codigo()
    with correr(pedido) as resultado:
        no_vistas = listar_no_vistas(carpeta, resultado.url)
    if resumir_codigo() != codigo:
        # Porque: los consumidores que nacen después corren otra cosa que quien calcula lo debido.
        raise SystemExit("El código cambió durante la corrida: repítala con el árbol quieto.")
    sys.exit(informar(resultado, no_vistas, carpeta, en_json=elegidas.json))


def resumir_codigo() -> str:
    """La huella de todo lo que un consumidor carga."""
    resumen = sha256()
    for paquete in PAQUETES:
        for ruta in sorted((REPOSITORIO / paquete).rglob("*.py")):
            resumen.update(ruta.read_bytes())
    return resumen.hexdigest()


def completo(elegidas: argparse.Namespace, carpeta: Path) -> Pedido:
    """Lo que pidió la línea de órdenes."""
    return Pedido(
        semilla=elegidas.semilla,
        plan=sortear_plan(elegidas.semilla, elegidas.fallas, elegidas.segundos),
        segundos=elegidas.segundos,
        eventos=elegidas.eventos,
        buscadas=elegidas.buscadas,
        corregidas=elegidas.buscadas // 20,
        carpeta=carpeta,
    )


def breve(semilla: int, carpeta: Path) -> Pedido:
    """Una falla de cada clase: lo que corre la integración continua."""
    return Pedido(
        semilla=semilla,
        plan=plan_breve(semilla, tuple(Clase), PASO_BREVE_S),
        segundos=40.0,
        eventos=3_000,
        buscadas=80,
        corregidas=6,
        carpeta=carpeta,
    )


def informar(
    resultado: Resultado, no_vistas: Sequence[str], carpeta: Path, *, en_json: bool
) -> int:
    """Escribe el informe y dice con qué código terminar."""
    informe = resultado.informe
    cifras = {
        **asdict(informe),
        "segundos": round(resultado.segundos, 1),
        "drenaje_s": round(resultado.drenaje_s, 1),
        "caidas": resultado.caidas,
        "fallas_omitidas": resultado.omitidas,
        "cambios_al_repetir": resultado.cambios_al_repetir,
        "adulteraciones_no_vistas": list(no_vistas),
    }
    linea = json.dumps(cifras, ensure_ascii=False)
    (carpeta / "informe.json").write_text(linea + "\n", "utf-8")
    sys.stdout.write((linea if en_json else escribir(informe, en_json=False)) + "\n")
    sys.stderr.write(
        f"· {resultado.segundos:.0f} s, {resultado.drenaje_s:.0f} de ellos para terminar\n"
        f"· {informe.revisados['fallas']} fallas, {resultado.omitidas} omitidas;"
        f" {resultado.caidas} consumidores cayeron solos\n"
        f"· {len(resultado.cambios_al_repetir)} partes del estado cambiaron al repetir desde 0;"
        f" {len(no_vistas)} adulteraciones sin ver\n"
        f"· la historia, el plan y el informe están en {carpeta}\n"
    )
    return 0 if informe.limpio and not no_vistas and not resultado.cambios_al_repetir else 1


if __name__ == "__main__":
    main()
