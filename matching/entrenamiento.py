"""Aprende los pesos del modelo de eventos cuya verdad se conoce.

Se maximiza la probabilidad de la respuesta correcta entre los candidatos del evento y «ninguno»:
la misma competencia con que después se decide, de modo que la probabilidad sale calibrada. Descenso
por gradiente con paso AdaGrad, contracción cuadrática y promedio de las últimas vueltas, en un
orden sembrado: los mismos datos dan los mismos pesos.

Fundamento: técnico (diseño §5); Python puro, sin dependencias, unos minutos por mundo.
"""

from collections.abc import Iterable, Iterator
from math import exp, log, sqrt
from random import Random
from textwrap import wrap
from typing import Final, NamedTuple
from zlib import crc32

from matching.entradas import Par
from matching.indice import Indice
from matching.modelo import PESO_PREVIO, PREFIJO_RAREZA, listar_pendientes, listar_rasgos
from matching.patron import Patron
from matching.perfil import preparar
from matching.tipos import Identidad

VUELTAS: Final = 16
VUELTAS_PROMEDIADAS: Final = 6
PASO: Final = 0.25
CONTRACCION: Final = 1.0
PREVIO_INICIAL: Final = -3.0
GRADIENTE_MINIMO: Final = 1e-3
ACUMULADO_INICIAL: Final = 1e-2
ESCALA_RAREZA: Final = 10.0
"""La rareza se divide por esto al aprender, para que su paso sea como el de un nivel."""
LOGIT_MAXIMO: Final = 30.0
PESO_MINIMO_BITS: Final = 0.06
SEMILLA_ORDEN: Final = 1
ANCHO_LINEA: Final = 92


class Rasgo(NamedTuple):
    """Un peso que participa en un candidato y por cuánto se multiplica."""

    numero: int
    valor: float


class Ejemplo(NamedTuple):
    """Un evento: los rasgos de cada candidato y el lugar del correcto; -1 si no es ninguno."""

    candidatos: tuple[tuple[Rasgo, ...], ...]
    correcto: int


class Aprendiz:
    """Junta ejemplos y ajusta con ellos los pesos."""

    def __init__(self) -> None:
        self._numeros: dict[str, int] = {}
        self._de_patron: dict[Patron, tuple[Rasgo, ...]] = {}
        self._ejemplos: list[Ejemplo] = []

    def agregar(self, indice: Indice, eventos: Iterable[tuple[Identidad, str | None]]) -> None:
        """Compara cada evento con el índice; el segundo valor es el caso verdadero, o None.

        Los eventos sin ningún candidato no enseñan nada y no se guardan.
        """
        for identidad, verdadero in eventos:
            pares = indice.listar_pares(preparar(identidad))
            if pares:
                casos = [par.entrada.ficha.caso_id for par in pares]
                correcto = casos.index(verdadero) if verdadero in casos else -1
                self._ejemplos.append(Ejemplo(tuple(map(self._medir, pares)), correcto))

    def ajustar(self) -> dict[str, float]:
        """Devuelve los pesos en bits, por nombre de rasgo, sin los despreciables."""
        ajuste = _Ajuste(len(self._numeros), self._numeros[PESO_PREVIO])
        azar = Random(SEMILLA_ORDEN)  # noqa: S311 - baraja ejemplos, no guarda secretos
        suma = [0.0] * len(self._numeros)
        for vuelta in range(VUELTAS):
            azar.shuffle(self._ejemplos)
            for ejemplo in self._ejemplos:
                ajuste.aprender(ejemplo)
            ajuste.contraer()
            if vuelta >= VUELTAS - VUELTAS_PROMEDIADAS:
                suma = [
                    acumulado + peso for acumulado, peso in zip(suma, ajuste.pesos, strict=True)
                ]
        return dict(self._en_bits(suma))

    def _medir(self, par: Par) -> tuple[Rasgo, ...]:
        fijos = self._de_patron.get(par.patron)
        if fijos is None:
            fijos = tuple(Rasgo(self._numerar(n), 1.0) for n in listar_rasgos(par.patron))
            self._de_patron[par.patron] = fijos
        raros = (
            Rasgo(self._numerar(nombre), bits / ESCALA_RAREZA)
            for nombre, bits in zip(listar_pendientes(par.patron), par.rareza, strict=True)
            if bits
        )
        return (*fijos, *raros)

    def _numerar(self, nombre: str) -> int:
        return self._numeros.setdefault(nombre, len(self._numeros))

    def _en_bits(self, suma: list[float]) -> Iterator[tuple[str, float]]:
        for nombre, numero in self._numeros.items():
            bits = suma[numero] / VUELTAS_PROMEDIADAS / log(2)
            if nombre.startswith(PREFIJO_RAREZA):
                bits /= ESCALA_RAREZA
            if abs(bits) >= PESO_MINIMO_BITS:
                yield nombre, bits


class _Ajuste:
    """El estado del descenso: pesos y gradiente acumulado, en logaritmo natural."""

    def __init__(self, cuantos: int, previo: int) -> None:
        self.pesos = [0.0] * cuantos
        self.pesos[previo] = PREVIO_INICIAL
        self._acumulado = [ACUMULADO_INICIAL] * cuantos

    def aprender(self, ejemplo: Ejemplo) -> None:
        """Corrige los pesos por lo que un evento contradice a la probabilidad actual."""
        pesos = self.pesos
        logits = [
            sum(pesos[numero] * valor for numero, valor in rasgos) for rasgos in ejemplo.candidatos
        ]
        razones = [exp(min(LOGIT_MAXIMO, logit)) for logit in logits]
        total = 1.0 + sum(razones)
        for lugar, rasgos in enumerate(ejemplo.candidatos):
            error = razones[lugar] / total - (lugar == ejemplo.correcto)
            if abs(error) > GRADIENTE_MINIMO:
                self._corregir(rasgos, error)

    def contraer(self) -> None:
        """Acerca a cero los pesos que pocos ejemplos sostienen."""
        self.pesos = [
            peso / (1 + CONTRACCION * PASO / sqrt(acumulado))
            for peso, acumulado in zip(self.pesos, self._acumulado, strict=True)
        ]

    def _corregir(self, rasgos: tuple[Rasgo, ...], error: float) -> None:
        for numero, valor in rasgos:
            gradiente = error * valor
            self._acumulado[numero] += gradiente * gradiente
            self.pesos[numero] -= PASO * gradiente / sqrt(self._acumulado[numero])


def escribir_modulo(pesos: dict[str, float]) -> str:
    """Escribe el módulo `matching.pesos` con una tabla por rasgo, en orden alfabético."""
    tablas: dict[str, list[str]] = {}
    for nombre, bits in sorted(pesos.items()):
        rasgo, _, niveles = nombre.partition(":")
        tablas.setdefault(rasgo, []).append(f"{niveles or rasgo} {bits:.2f};")
    cuerpo = "".join(
        f'    "{rasgo}": """\n{_doblar(entradas)}""",\n' for rasgo, entradas in tablas.items()
    )
    version = f"{crc32(cuerpo.encode()):08x}"
    return (
        '"""Pesos del modelo, en bits; los escribe `python -m matching entrenar`: no se editan."""'
        "\n\n"
        f'from typing import Final\n\nVERSION_PESOS: Final = "{version}"\n\n'
        f"TABLAS: Final = {{\n{cuerpo}}}\n"
    )


def _doblar(entradas: list[str]) -> str:
    # Porque: el espacio duro impide que una línea se corte entre el nivel y su peso.
    unidas = " ".join(entrada.replace(" ", "\N{NO-BREAK SPACE}") for entrada in entradas)
    lineas = wrap(unidas, ANCHO_LINEA, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"    {linea}" for linea in lineas).replace("\N{NO-BREAK SPACE}", " ")
