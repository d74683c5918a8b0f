"""El ruido declarado: qué errores comete cada canal y con qué frecuencia.

Las tasas son supuestos razonados, no medidas. Los tratamientos se intentan en el orden de la
tabla, que es el orden en que ocurren: primero lo que se calla, después lo que se escribe mal, al
final la codificación. Un tratamiento que no cabe en la persona (apellido de casada en un hombre)
no hace nada ni queda anotado.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from matching.generador import ruido_escritura as escritura
from matching.generador import ruido_nombres as nombres
from matching.generador import ruido_otros as otros
from matching.generador import ruido_run as rol
from matching.generador.borrador import ESTILOS_RUN, Borrador, abrir_borrador, cerrar_borrador
from matching.generador.canales import Canal
from matching.generador.persona import Persona
from matching.generador.sorteo import elegir
from matching.tipos import Identidad

TASA_MAXIMA: Final = 0.95
CANALES: Final = tuple(Canal)


@dataclass(frozen=True, slots=True)
class Tratamiento:
    """Un error posible y cuántas veces de cada mil se intenta, por canal en orden de `Canal`."""

    nombre: str
    aplicar: Callable[[Borrador, Random], bool]
    por_mil: tuple[int, ...]

    def tasa(self, canal: Canal, ruido: float = 1.0) -> float:
        """Probabilidad de intentarlo en el canal, con todas las tasas multiplicadas por `ruido`."""
        return min(TASA_MAXIMA, self.por_mil[CANALES.index(canal)] * ruido / 1_000)


# Columnas: lector, mesón, teléfono, escáner, terreno, migrado, denuncia.
TRATAMIENTOS: Final = (
    Tratamiento("run_ausente", rol.quitar_run, (40, 280, 620, 250, 850, 350, 90)),
    Tratamiento("run_de_relleno", rol.rellenar_run, (0, 3, 2, 0, 2, 8, 0)),
    Tratamiento("run_de_la_madre", rol.poner_run_de_la_madre, (0, 40, 40, 30, 10, 50, 0)),
    Tratamiento("documento_en_run", rol.poner_documento_en_run, (100, 100, 0, 100, 0, 150, 30)),
    Tratamiento("run_digito", rol.cambiar_digito, (1, 30, 50, 0, 20, 12, 7)),
    Tratamiento("run_transpuesto", rol.transponer_digitos, (0, 20, 30, 0, 12, 6, 4)),
    Tratamiento("run_omitido", rol.omitir_digito, (0, 8, 14, 10, 10, 6, 1)),
    Tratamiento("run_agregado", rol.agregar_digito, (0, 6, 4, 6, 2, 2, 0)),
    Tratamiento("run_mal_leido", rol.leer_mal_digito, (0, 0, 0, 90, 0, 8, 0)),
    Tratamiento("run_dv_recalculado", rol.recalcular_dv, (0, 250, 300, 100, 200, 500, 200)),
    Tratamiento("run_dv_equivocado", rol.equivocar_dv, (0, 12, 20, 10, 10, 10, 3)),
    Tratamiento("run_sin_dv", rol.quitar_dv, (10, 60, 200, 50, 200, 200, 30)),
    Tratamiento("casada", nombres.usar_apellido_de_casada, (0, 30, 60, 30, 40, 100, 10)),
    Tratamiento("materno_ausente", nombres.quitar_materno, (10, 120, 300, 100, 420, 160, 30)),
    Tratamiento("invertidos", nombres.invertir_apellidos, (0, 20, 30, 20, 30, 30, 3)),
    Tratamiento("nombre_social", nombres.usar_nombre_social, (0, 300, 500, 200, 800, 0, 300)),
    Tratamiento("sin_social", nombres.callar_nombre_social, (1000, 700, 800, 900, 600, 1000, 300)),
    Tratamiento("segundo", nombres.anteponer_segundo_nombre, (0, 20, 50, 10, 70, 10, 10)),
    Tratamiento("solo_primero", nombres.dejar_primer_nombre, (100, 350, 550, 300, 700, 300, 150)),
    Tratamiento("apodo", nombres.usar_apodo, (0, 6, 60, 0, 200, 0, 10)),
    Tratamiento("inicial", nombres.abreviar_segundo_nombre, (10, 40, 0, 50, 0, 80, 10)),
    Tratamiento("iniciales", nombres.abreviar_nombres, (0, 3, 0, 10, 2, 12, 0)),
    Tratamiento("nombre_relleno", nombres.rellenar_nombre, (0, 2, 3, 2, 20, 4, 0)),
    Tratamiento("de_oido", escritura.escribir_de_oido, (0, 50, 220, 10, 160, 30, 20)),
    Tratamiento("tecleo", escritura.teclear_mal, (2, 70, 60, 10, 60, 30, 12)),
    Tratamiento("letra_mal_leida", escritura.leer_mal_letra, (0, 0, 0, 240, 0, 10, 0)),
    Tratamiento("particulas", nombres.pegar_particulas, (10, 50, 50, 100, 50, 150, 20)),
    Tratamiento("truncado", nombres.truncar_campo, (4, 6, 0, 30, 0, 100, 0)),
    Tratamiento("campos_cruzados", nombres.cruzar_campos, (0, 12, 15, 10, 10, 20, 2)),
    Tratamiento("juntos", nombres.juntar_apellidos, (0, 30, 40, 50, 40, 80, 10)),
    Tratamiento("todo_en_uno", nombres.juntar_todo, (0, 20, 40, 60, 100, 90, 4)),
    Tratamiento("sin_tildes", escritura.quitar_tildes, (500, 500, 350, 700, 450, 700, 300)),
    Tratamiento("sin_enies", escritura.quitar_enies, (150, 200, 100, 500, 250, 500, 60)),
    Tratamiento("entidades", escritura.escribir_entidades, (2, 3, 0, 0, 0, 50, 0)),
    Tratamiento("mojibake", escritura.descodificar_mal, (10, 6, 0, 10, 0, 100, 2)),
    Tratamiento("mayusculas", escritura.poner_mayusculas, (700, 500, 300, 800, 200, 850, 300)),
    Tratamiento("minusculas", escritura.poner_minusculas, (0, 100, 150, 0, 400, 0, 50)),
    Tratamiento("dia_equivocado", otros.equivocar_dia, (1, 20, 30, 40, 40, 10, 5)),
    Tratamiento("mes_equivocado", otros.equivocar_mes, (1, 10, 20, 20, 30, 5, 3)),
    Tratamiento("anio_equivocado", otros.equivocar_anio, (0, 20, 30, 30, 50, 10, 7)),
    Tratamiento("dia_y_mes", otros.invertir_dia_y_mes, (2, 30, 20, 20, 20, 60, 5)),
    Tratamiento("fecha_ausente", otros.quitar_fecha, (20, 140, 350, 160, 450, 200, 40)),
    Tratamiento("solo_anio", otros.dejar_anio, (20, 30, 80, 30, 120, 40, 30)),
    Tratamiento("edad_estimada", otros.estimar_edad, (0, 20, 100, 10, 300, 10, 15)),
    Tratamiento("uno_de_enero", otros.poner_uno_de_enero, (4, 10, 10, 0, 30, 80, 5)),
    Tratamiento("sexo_ausente", otros.quitar_sexo, (10, 80, 200, 100, 100, 250, 10)),
    Tratamiento("sexo_equivocado", otros.equivocar_sexo, (1, 8, 10, 5, 6, 15, 2)),
    Tratamiento("comuna_ausente", otros.quitar_comuna, (50, 120, 200, 150, 100, 300, 20)),
    Tratamiento("comuna_vecina", otros.poner_comuna_vecina, (350, 300, 250, 300, 350, 300, 0)),
    Tratamiento("comuna_lejana", otros.poner_comuna_lejana, (180, 150, 120, 150, 250, 150, 0)),
    Tratamiento("comuna_en_codigo", otros.escribir_codigo_de_comuna, (300, 50, 0, 0, 0, 400, 0)),
    Tratamiento("sin_nacionalidad", otros.quitar_nacionalidad, (300, 600, 700, 600, 500, 800, 200)),
    Tratamiento("sin_documentos", otros.quitar_documentos, (300, 600, 900, 700, 900, 900, 350)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registro:
    """La identidad que quedó escrita y los tratamientos que la alteraron, en orden."""

    identidad: Identidad
    errores: tuple[str, ...]


class Escribiente:
    """Escribe personas con los errores de cada canal; `ruido` multiplica todas las tasas."""

    def __init__(self, ruido: float = 1.0) -> None:
        self.planes = {
            canal: [
                (tratamiento.tasa(canal, ruido), tratamiento.nombre, tratamiento.aplicar)
                for tratamiento in TRATAMIENTOS
                if tratamiento.tasa(canal, ruido) > 0
            ]
            for canal in CANALES
        }

    def escribir(
        self, persona: Persona, canal: Canal, azar: Random, *, run_prestado: int | None = None
    ) -> Registro:
        """El registro de la persona por ese canal, con su RUN o con uno ajeno que presenta."""
        borrador = abrir_borrador(persona, run_prestado or persona.run)
        sortear = azar.random
        errores = [
            nombre
            for tasa, nombre, aplicar in self.planes[canal]
            if sortear() < tasa and aplicar(borrador, azar)
        ]
        return Registro(cerrar_borrador(borrador, elegir(azar, ESTILOS_RUN)), tuple(errores))
