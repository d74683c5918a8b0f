"""Cómo se arma un escenario: primero quién falta, después por dónde pasó, al final los demás."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from matching.comunas import POR_NOMBRE, plegar_nombre
from matching.generador.mundo import PESO_DE_DUROS, Clase, Fabrica
from matching.generador.persona import Persona
from matching.generador.poblacion import Poblacion
from matching.generador.sorteo import Urna, elegir
from sistema.entorno.escenario.historias import Historia, Paso
from sistema.entorno.escenario.mensajes import (
    CIRCUNSTANCIAS,
    Contacto,
    escribir_denuncia,
    escribir_evento,
)
from sistema.entorno.escenario.organismos import MODOS, POR_CODIGO, SORTEO_DE_ORGANISMOS
from sistema.entorno.escenario.tipos import EventoEscenario

VENTANA: Final = timedelta(days=10)
HISTORIA_HACE: Final = timedelta(days=5)
HISTORIA_HOLGURA: Final = timedelta(hours=24)
"""Cinco días menos la holgura deben alcanzar para el último paso de cualquier historia."""
NOTICIA_RECIENTE: Final = timedelta(hours=3)
NOTICIA_ANTIGUA: Final = timedelta(days=6)
DEMORA_DENUNCIA: Final = timedelta(hours=30)
ANTES: Final = timedelta(days=4)
CONTACTOS_POR_PERSONA: Final = Urna([(0, 25), (1, 30), (2, 22), (3, 13), (4, 10)])
ADULTOS: Final = Urna([((20, 75), 1)])
CLASES_AJENAS: Final = Urna[Clase](
    [(Clase.FONDO, 0.91), *((clase, 0.09 * peso) for clase, peso in PESO_DE_DUROS)]
)


@dataclass(frozen=True, slots=True)
class Encuentro:
    """Una persona que pasa por un organismo, antes de escribirla.

    `run_prestado` es el RUN ajeno con que se presenta, si lo hace.
    """

    persona: Persona
    clase: Clase
    ocurrido_en: datetime
    denuncia: int | None = None
    run_prestado: int | None = None


def crear_protagonista(poblacion: Poblacion, historia: Historia) -> Persona:
    """Una persona del sexo, la edad y el origen de la historia, que vive donde ella dice."""
    edades = Urna([(historia.edades, 1)])
    while True:
        persona = poblacion.crear(edades)
        if persona.sexo is historia.sexo and persona.origen is historia.origen:
            return replace(persona, comuna=POR_NOMBRE[plegar_nombre(historia.comuna)])


class Constructor:
    """Acumula denuncias y eventos sobre una sola fuente de azar, en un orden fijo."""

    def __init__(self, semilla: int, referencia: datetime) -> None:
        self.semilla = semilla
        self.referencia = referencia
        self.fabrica = Fabrica(semilla, ruido=1.0)
        self.azar = self.fabrica.azar
        self.denuncias: list[dict[str, Any]] = []
        self.eventos: list[EventoEscenario] = []

    def denunciar_historia(self, historia: Historia) -> None:
        """La denuncia y los contactos declarados de una historia."""
        persona = crear_protagonista(self.fabrica.poblacion, historia)
        self.fabrica.anotar_buscada(persona)
        noticia_en = self.referencia - HISTORIA_HACE + HISTORIA_HOLGURA * self.azar.random()
        indice = self.denunciar(noticia_en, historia.circunstancias)
        for paso in historia.pasos:
            ocurrido_en = noticia_en + timedelta(hours=paso.horas)
            self.informar(Encuentro(persona, Clase.POSITIVO, ocurrido_en, indice), paso)

    def denunciar_cualquiera(self) -> None:
        """La denuncia de una persona cualquiera y sus contactos, antes y después."""
        azar = self.azar
        persona = self.fabrica.agregar_buscada().persona
        hace = NOTICIA_RECIENTE + (NOTICIA_ANTIGUA - NOTICIA_RECIENTE) * azar.random() ** 2
        noticia_en = self.referencia - hace
        indice = self.denunciar(noticia_en, elegir(azar, CIRCUNSTANCIAS))
        for _ in range(CONTACTOS_POR_PERSONA.sacar(azar)):
            desvio = elegir(azar, (-ANTES, hace)) * azar.random()
            encuentro = Encuentro(persona, Clase.POSITIVO, noticia_en + desvio, indice)
            self.informar(encuentro, self.improvisar(encuentro))

    def denunciar(self, noticia_en: datetime, circunstancias: str) -> int:
        """Escribe la denuncia de la última persona buscada y devuelve su índice."""
        espera = min(DEMORA_DENUNCIA, self.referencia - noticia_en) * self.azar.random()
        buscada = self.fabrica.buscadas[-1]
        vecino = replace(
            self.fabrica.poblacion.crear(ADULTOS),
            comuna=buscada.persona.comuna,
        )
        cuerpo = escribir_denuncia(
            buscada.identidad,
            vecino,
            circunstancias,
            (noticia_en, noticia_en + espera),
            self.azar,
        )
        self.denuncias.append(cuerpo)
        return len(self.denuncias) - 1

    def agregar_ajeno(self) -> None:
        """Un evento de alguien a quien nadie busca, a veces muy parecido a quien sí."""
        clase = CLASES_AJENAS.sacar(self.azar)
        buscada = self.fabrica.elegir_buscada(clase).persona
        encuentro = Encuentro(
            persona=self.fabrica.crear_persona(clase, buscada),
            clase=clase,
            ocurrido_en=self.referencia - VENTANA * self.azar.random(),
            run_prestado=buscada.run if clase is Clase.RUN_PRESTADO else None,
        )
        self.informar(encuentro, self.improvisar(encuentro))

    def improvisar(self, encuentro: Encuentro) -> Paso:
        """Un organismo que atiende a la persona y algo que informa de ella.

        Quien tiene historia por delante no fallece en un contacto improvisado.
        """
        azar = self.azar
        while True:
            organismo = SORTEO_DE_ORGANISMOS.sacar(azar)
            tipo = organismo.tipos.sacar(azar)
            vive = encuentro.clase is Clase.POSITIVO
            if organismo.atiende(encuentro.persona) and not (vive and tipo == "defuncion"):
                return Paso(0, organismo.codigo, tipo, None, organismo.canales.sacar(azar))

    def informar(self, encuentro: Encuentro, paso: Paso) -> None:
        """Escribe el evento del encuentro con los errores del canal y la demora del organismo."""
        azar = self.azar
        evento_id = str(
            uuid.uuid5(uuid.NAMESPACE_URL, f"escenario/{self.semilla}/{len(self.eventos)}")
        )
        registro = self.fabrica.escribiente.escribir(
            encuentro.persona, paso.canal, azar, run_prestado=encuentro.run_prestado
        )
        demora = POR_CODIGO[paso.organismo].demora_maxima * azar.random()
        contacto = Contacto(
            evento_id=evento_id,
            organismo=paso.organismo,
            tipo_contacto=paso.tipo_contacto,
            ocurrido_en=encuentro.ocurrido_en,
            informado_en=min(encuentro.ocurrido_en + demora, self.referencia),
            identidad=registro.identidad,
            modo=MODOS[paso.canal],
            comuna=registro.identidad.comuna if paso.comuna is None else paso.comuna,
            observacion=paso.observacion,
        )
        self.eventos.append(
            EventoEscenario(
                evento_id=evento_id,
                organismo=paso.organismo,
                ocurrido_en=contacto.ocurrido_en,
                informado_en=contacto.informado_en,
                cuerpo=escribir_evento(contacto, azar),
                denuncia=encuentro.denuncia,
                clase=encuentro.clase,
            )
        )
