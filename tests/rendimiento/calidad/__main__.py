"""`make calidad`: cuánto acierta el enlace, por categoría, por grupo y en mundos sembrados.

Los mundos tienen semillas propias, que no se usan para entrenar. Con `--rapido` son más chicos,
salvo el de equidad.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import track

from matching.generador.mundo import Mundo
from matching.modelo import VERSION_MODELO
from matching.tipos import Decision
from tests.rendimiento.calidad import cifras, congelado, mundos, tratamientos
from tests.rendimiento.calidad.informe import Fila, Informe
from tests.rendimiento.calidad.pares import (
    Cuenta,
    Resultado,
    comparar_par,
    contar_por_categoria,
    leer_pares,
)

MAXIMO_FALLAS: Final = 3
CURVAS: Final[dict[str, Callable[..., Mundo]]] = {
    "habitual": mundos.generar_habitual,
    "ruido 1,6": mundos.generar_ruidoso,
    "un apellido, sin RUN": mundos.generar_un_apellido,
}
T = TypeVar("T")
consola = Console(stderr=True)


def main() -> None:
    """Mide todo, o acepta la corrida de hoy como referencia con `--congelar`."""
    lector = argparse.ArgumentParser(prog="make calidad", description=__doc__)
    lector.add_argument("--rapido", action="store_true", help="mundos más chicos (un minuto)")
    lector.add_argument("--json", action="store_true", help="una línea JSON por fila")
    lector.add_argument(
        "--congelar", action="store_true", help="solo acepta los pares de hoy como referencia"
    )
    opciones = lector.parse_args()
    resultados = [comparar_par(par) for par in leer_pares()]
    if opciones.congelar:
        _congelar(resultados)
        return
    informe = Informe(en_json=opciones.json)
    _medir_pares(informe, resultados)
    _medir_tratamientos(informe, 40 if opciones.rapido else 200)
    _medir_mundos(informe, rapido=opciones.rapido)
    _medir_equidad(informe)


def _congelar(resultados: Sequence[Resultado]) -> None:
    diferencias = [
        *congelado.listar_diferencias(resultados),
        *congelado.listar_diferencias_de_frases(resultados),
    ]
    congelado.congelar(resultados)
    consola.print("\n".join(diferencias) or "La corrida de hoy es la que estaba congelada.")


def _medir_pares(informe: Informe, resultados: Sequence[Resultado]) -> None:
    informe.mostrar(
        "pares",
        f"Pares escritos a mano ({VERSION_MODELO})",
        _listar_cuentas(contar_por_categoria(resultados), resultados),
    )


def _medir_tratamientos(informe: Informe, por_tratamiento: int) -> None:
    pares = list(tratamientos.crear_pares(por_tratamiento))
    resultados = [comparar_par(par) for par in _avanzar(pares, len(pares), "tratamientos")]
    informe.mostrar(
        "tratamientos",
        "Pares sembrados: un tratamiento cada vez, y negativos difíciles",
        _listar_cuentas(contar_por_categoria(resultados), resultados),
    )


def _medir_mundos(informe: Informe, *, rapido: bool) -> None:
    filas_curva: list[Fila] = []
    filas_alcance: list[Fila] = []
    for nombre, generar in CURVAS.items():
        mundo = generar(rapido=rapido)
        hallazgos = list(_avanzar(mundos.buscar_todos(mundo), len(mundo.eventos), nombre))
        curva, enlaces = cifras.medir_curva(hallazgos), cifras.medir_enlaces(hallazgos)
        filas_curva.append(
            {
                "mundo": nombre,
                "positivos": enlaces.positivos,
                "f1": curva.f1,
                "umbral": curva.umbral,
                "r_p95": curva.a_precision[0],
                "r_p99": curva.a_precision[1],
                "r_p999": curva.a_precision[2],
                "precision_enlace": enlaces.precision,
                "recuperacion_enlace": enlaces.recuperacion,
                "halladas": enlaces.halladas,
                "calibracion": cifras.medir_calibracion(hallazgos),
            }
        )
        alcance = cifras.medir_alcance(mundo)
        filas_alcance.append(
            {
                "mundo": nombre,
                "coincidencias": alcance.coincidencias,
                "evento_guardado": alcance.en_lo_guardado,
                "persona_guardada": alcance.en_la_lista,
            }
        )
    informe.mostrar("mundos", "Mundos sembrados", filas_curva)
    informe.mostrar("alcance", "Coincidencias que también se alcanzan por clave", filas_alcance)


def _medir_equidad(informe: Informe) -> None:
    mundo = mundos.generar_equidad()
    hallazgos = list(_avanzar(mundos.buscar_todos(mundo), len(mundo.eventos), "equidad"))
    media = cifras.medir_enlaces(hallazgos)
    brechas = cifras.medir_brechas_a_igual_evidencia(mundo, hallazgos)
    filas: list[Fila] = [
        {
            "grupo": grupo,
            "positivos": enlaces.positivos,
            "precision_enlace": enlaces.precision,
            "recuperacion_enlace": enlaces.recuperacion,
            "distancia_a_la_media": enlaces.recuperacion - media.recuperacion,
            "a_igual_evidencia": brechas.get(grupo, 0.0),
            "halladas": enlaces.halladas,
        }
        for grupo, enlaces in {"todos": media, **cifras.medir_grupos(hallazgos)}.items()
    ]
    informe.mostrar("equidad", "Por grupo de personas", filas)


def _listar_cuentas(cuentas: Sequence[Cuenta], resultados: Sequence[Resultado]) -> list[Fila]:
    total = Cuenta(
        "todas",
        len(resultados),
        sum(resultado.es_correcto for resultado in resultados),
        {d: sum(cuenta.por_decision[d] for cuenta in cuentas) for d in Decision},
        (),
    )
    return [_describir_cuenta(cuenta) for cuenta in (*cuentas, total)]


def _describir_cuenta(cuenta: Cuenta) -> Fila:
    return {
        "categoria": cuenta.categoria,
        "pares": cuenta.pares,
        "correctos": cuenta.correctos,
        **{decision.value: veces for decision, veces in cuenta.por_decision.items()},
        "fallas": cuenta.fallas[:MAXIMO_FALLAS],
    }


def _avanzar(cosas: Iterable[T], cuantas: int, que: str) -> Iterator[T]:
    """Muestra el avance en una terminal."""
    muda = not consola.is_terminal
    yield from track(cosas, que, total=cuantas, console=consola, disable=muda, transient=True)


if __name__ == "__main__":
    main()
