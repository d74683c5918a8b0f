"""La cartera de personas buscadas en memoria: el índice de este consumidor, al día por lote."""

from uuid import UUID

from sqlalchemy.orm import Session

from matching.indice import Indice
from matching.tipos import Candidato, Ficha, Identidad
from sistema.casos.cartera import leer_cambios, listar_fichas, numero_de_cartera
from sistema.nucleo.bd import Bd

# Porque: el papel del consumidor no puede tener una transacción de más de 5 s.
FICHAS_POR_PAGINA = 2_000


class Cartera:
    """El índice y el último cambio que incorporó; no es para compartir entre hilos."""

    def __init__(self) -> None:
        self._indice = Indice()
        self._numero = 0

    def __len__(self) -> int:
        """Cuántos casos abiertos hay en el índice."""
        return len(self._indice)

    def cargar(self, bd: Bd) -> None:
        """Carga todos los casos abiertos, de a páginas.

        Lee primero el número de la cartera: lo que cambie durante la carga tiene un número mayor y
        lo incorpora el primer `poner_al_dia`.
        """
        with bd.transaccion() as sesion:
            self._numero = numero_de_cartera(sesion)
        ultimo: UUID | None = None
        while True:
            with bd.transaccion() as sesion:
                fichas = listar_fichas(sesion, ultimo, FICHAS_POR_PAGINA)
            for ficha in fichas:
                self._indice.poner(ficha)
            if len(fichas) < FICHAS_POR_PAGINA:
                return
            ultimo = UUID(fichas[-1].caso_id)

    def poner_al_dia(self, sesion: Session) -> None:
        """Incorpora los cambios confirmados; con la cartera congelada, queda exacta."""
        while self._incorporar(sesion):
            pass

    def adelantar(self, bd: Bd) -> None:
        """Incorpora lo acumulado sin congelar la cartera, una página por transacción.

        Así, lo que después se lea con la cartera congelada es poco, por mucho que se haya dormido.
        """
        hay_mas = True
        while hay_mas:
            with bd.transaccion() as sesion:
                hay_mas = self._incorporar(sesion)

    def _incorporar(self, sesion: Session) -> bool:
        """Incorpora una página de cambios; dice si pueden quedar más."""
        cambios = leer_cambios(sesion, self._numero, FICHAS_POR_PAGINA)
        for ficha in cambios.fichas:
            self._indice.poner(ficha)
        for caso_id in cambios.bajas:
            self._indice.quitar(str(caso_id))
        self._numero = cambios.hasta
        return cambios.hay_mas

    def buscar(self, identidad: Identidad) -> tuple[Candidato, ...]:
        """Las personas buscadas que podrían ser esta, de la más a la menos probable."""
        return self._indice.buscar(identidad)

    def ficha(self, caso_id: str) -> Ficha:
        """La ficha de un caso que se busca, tal como se comparó."""
        return self._indice.ficha(caso_id)

    def __contains__(self, caso_id: str) -> bool:
        """Si el caso se busca."""
        return caso_id in self._indice

    def casos_de_la_persona(self, caso_id: str) -> tuple[str, ...]:
        """Los casos que se buscan de la persona de este, con él, en orden estable."""
        return self._indice.casos_de_la_persona(caso_id)

    def describir_descarte(self, identidad: Identidad, caso_id: str) -> Candidato:
        """Cómo queda el par con un caso que `buscar` no propone."""
        return self._indice.describir_descarte(identidad, caso_id)
