"""La lista de personas buscadas en memoria: se agrega, cambia y quita en caliente."""

from dataclasses import replace
from typing import Final

from matching import bloqueo
from matching.comparadores import fecha, otros, palabras
from matching.decision import alcanza_revision, decidir, repartir_probabilidad
from matching.entradas import Entrada, Par, Persona
from matching.explicacion import explicar
from matching.filas import Filas
from matching.modelo import puntuar
from matching.patron import comparar
from matching.perfil import Perfil, preparar
from matching.poda import merece_comparacion, podar
from matching.rol_unico import EstadoRun
from matching.tabla import Tabla
from matching.tipos import Candidato, Decision, Ficha, Identidad
from matching.umbrales import Umbrales

BITS_MINIMOS: Final = -14.0
"""Bajo estos bits un par no influye en nada y se olvida."""
SIN_ENTRADA: Final = Entrada(Ficha("", "", Identidad()), preparar(Identidad()))
"""Lo que ocupa una fila libre; ninguna clave lleva a ella."""


class Indice:
    """Índice de personas buscadas; el mismo contenido da siempre la misma respuesta.

    No es seguro entre hilos: el llamador serializa los cambios y las búsquedas.
    """

    def __init__(self, umbrales: Umbrales | None = None) -> None:
        self._umbrales = umbrales or Umbrales()
        self._filas = Filas()
        self._fila_de: dict[str, int] = {}
        self._entradas: list[Entrada] = []
        self._tabla = Tabla(self._filas)
        self._por_persona: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._fila_de)

    def poner(self, ficha: Ficha) -> None:
        """Agrega la ficha, o reemplaza la del mismo `caso_id`."""
        self.quitar(ficha.caso_id)
        entrada = Entrada(ficha, preparar(ficha.identidad))
        fila = self._filas.agregar(entrada.perfil)
        self._entradas[fila : fila + 1] = [entrada]
        self._fila_de[ficha.caso_id] = fila
        hermanas = self._por_persona.get(ficha.persona_id, ())
        self._por_persona[ficha.persona_id] = (*hermanas, fila)
        for clave in bloqueo.listar_claves_de_ficha(entrada.perfil):
            self._tabla.agregar(clave, fila)

    def quitar(self, caso_id: str) -> None:
        """Saca la ficha; si no estaba, no hace nada."""
        fila = self._fila_de.pop(caso_id, None)
        if fila is None:
            return
        entrada = self._entradas[fila]
        self._entradas[fila] = SIN_ENTRADA
        persona = entrada.ficha.persona_id
        quedan = tuple(otra for otra in self._por_persona.pop(persona) if otra != fila)
        if quedan:
            self._por_persona[persona] = quedan
        for clave in bloqueo.listar_claves_de_ficha(entrada.perfil):
            self._tabla.sacar(clave, fila)
        self._filas.liberar(fila)

    def ficha(self, caso_id: str) -> Ficha:
        """La ficha de un caso que está en el índice."""
        return self._entradas[self._fila_de[caso_id]].ficha

    def __contains__(self, caso_id: str) -> bool:
        return caso_id in self._fila_de

    def casos_de_la_persona(self, caso_id: str) -> tuple[str, ...]:
        """Todos los casos de la persona de un caso que está en el índice, en orden estable."""
        return tuple(sorted(self._reunir_persona(self._entradas[self._fila_de[caso_id]])))

    def describir_descarte(self, identidad: Identidad, caso_id: str) -> Candidato:
        """El par de un caso que `buscar` no propone: su sola evidencia, en la banda de descarte."""
        perfil, entrada = preparar(identidad), self._entradas[self._fila_de[caso_id]]
        patron, rareza = comparar(perfil, entrada.perfil)
        par = Par(entrada, patron, rareza, puntuar(patron, rareza))
        [probabilidad] = repartir_probabilidad([par.bits])
        descrito = self._describir(perfil, Persona((caso_id,), par), probabilidad)
        return replace(descrito, decision=Decision.DESCARTE, alcanza_revision=False)

    def buscar(self, identidad: Identidad) -> tuple[Candidato, ...]:
        """Devuelve las personas cuya propia evidencia llega a revisión, de la mejor a la peor.

        Fundamento: técnico (diseño §5); los empates se deshacen por el identificador del caso.
        """
        candidatos = self._decidir(preparar(identidad))
        return tuple(candidato for candidato in candidatos if candidato.alcanza_revision)

    def buscar_mejor(self, identidad: Identidad) -> Candidato | None:
        """Devuelve la persona que mejor calza, aunque sea para descarte, o None si nadie."""
        candidatos = self._decidir(preparar(identidad), incluir_mejor=True)
        return candidatos[0] if candidatos else None

    def listar_pares(self, perfil: Perfil) -> list[Par]:
        """Compara el perfil con las entradas que comparten una clave y no fueron podadas."""
        pares = []
        for entrada in self._encontrar(perfil):
            patron, rareza = comparar(perfil, entrada.perfil)
            pares.append(Par(entrada, patron, rareza, puntuar(patron, rareza)))
        return pares

    def _decidir(self, perfil: Perfil, *, incluir_mejor: bool = False) -> list[Candidato]:
        pares = [par for par in self.listar_pares(perfil) if self._interesa(par)]
        if not pares:
            return []
        pares.sort(key=lambda par: (-par.bits, par.entrada.ficha.caso_id))
        alcanza_alguno = any(
            alcanza_revision(par.patron, par.bits, self._umbrales) for par in pares
        )
        if not (alcanza_alguno or incluir_mejor):
            return []
        personas = self._agrupar(pares)
        probabilidades = repartir_probabilidad([persona.mejor.bits for persona in personas])
        return [
            self._describir(perfil, persona, probabilidad)
            for numero, (persona, probabilidad) in enumerate(
                zip(personas, probabilidades, strict=True)
            )
            if (incluir_mejor and numero == 0)
            or alcanza_revision(persona.mejor.patron, persona.mejor.bits, self._umbrales)
        ]

    def _interesa(self, par: Par) -> bool:
        return par.bits > BITS_MINIMOS or alcanza_revision(par.patron, par.bits, self._umbrales)

    def _describir(self, perfil: Perfil, persona: Persona, probabilidad: float) -> Candidato:
        par = persona.mejor
        return Candidato(
            persona.casos,
            decidir(par.patron, par.bits, probabilidad, self._umbrales),
            alcanza_revision(par.patron, par.bits, self._umbrales),
            probabilidad,
            par.bits,
            explicar(perfil, par.entrada.perfil, par.patron, par.rareza),
        )

    def _encontrar(self, perfil: Perfil) -> list[Entrada]:
        """Reúne las entradas que comparten una clave; las de RUN o documento no se podan."""
        entradas = self._entradas
        firmes = dict.fromkeys(
            self._tabla.reunir(
                bloqueo.listar_claves_run_de_evento(perfil)
                + bloqueo.listar_claves_documento(perfil)
            )
        )
        candidatas = self._tabla.consultar(bloqueo.listar_consultas(perfil))
        otras = podar(perfil, self._filas, candidatas)
        return [entradas[fila] for fila in firmes] + [
            entradas[fila]
            for fila in otras
            if fila not in firmes and merece_comparacion(perfil, entradas[fila].perfil)
        ]

    def _agrupar(self, pares: list[Par]) -> list[Persona]:
        """Junta los pares de una misma persona, conservando el orden del mejor de cada una."""
        vistos: set[str] = set()
        personas = []
        for par in pares:
            if par.entrada.ficha.caso_id in vistos:
                continue
            casos = self._reunir_persona(par.entrada)
            vistos.update(casos)
            personas.append(Persona(tuple(sorted(casos)), par))
        return personas

    def _reunir_persona(self, inicial: Entrada) -> set[str]:
        """Sigue los vínculos (persona declarada, o mismo RUN sin contradicción) hasta el fin."""
        casos = {inicial.ficha.caso_id}
        pendientes = [inicial]
        while pendientes:
            entrada = pendientes.pop()
            for otra in self._listar_vinculadas(entrada):
                if otra.ficha.caso_id not in casos:
                    casos.add(otra.ficha.caso_id)
                    pendientes.append(otra)
        return casos

    def _listar_vinculadas(self, entrada: Entrada) -> list[Entrada]:
        filas = self._por_persona[entrada.ficha.persona_id]
        vinculadas = [self._entradas[fila] for fila in filas]
        if entrada.perfil.run.estado is EstadoRun.VALIDO:
            mismas = self._tabla.reunir([bloqueo.clave_cuerpo(entrada.perfil.run.cuerpo)])
            otras = [self._entradas[fila] for fila in mismas if fila not in filas]
            vinculadas += [otra for otra in otras if son_la_misma(entrada, otra)]
        return vinculadas


def son_la_misma(una: Entrada, otra: Entrada) -> bool:
    """Dice si dos casos con el mismo RUN válido son de una persona; es simétrica.

    Fundamento: técnico (diseño §5); si el nombre, el sexo o la fecha se contradicen, el RUN podría
    ser prestado y los casos siguen siendo dos.
    """
    uno, otro = una.perfil.run, otra.perfil.run
    if uno.cuerpo != otro.cuerpo or not uno.estado is otro.estado is EstadoRun.VALIDO:
        return False
    primera, segunda = sorted((una, otra), key=lambda entrada: entrada.ficha.caso_id)
    patron, _ = comparar(primera.perfil, segunda.perfil)
    nombre = (patron.paterno, patron.materno, patron.primero)
    return (
        palabras.DISTINTO not in nombre
        and patron.sexo != otros.DISTINTO
        and patron.fecha not in (fecha.DISTINTA, fecha.MISMO_ANIO)
    )
