"""El escenario de la demostración: se arma de una semilla y se mide contra su propia verdad.

Todo es inventado y cada relato lo dice. Sirve para mostrar el sistema y para saber, de punta a
punta, cuántos contactos verdaderos encontró y cuántos enlaces acertó.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sistema.entorno.escenario.construccion import Constructor
from sistema.entorno.escenario.historias import HISTORIAS
from sistema.entorno.escenario.tipos import Escenario, Medicion

SEMILLA: Final = 21_500
BUSCADAS: Final = 240
EVENTOS: Final = 6_000


def construir_escenario(
    *,
    referencia: datetime,
    semilla: int = SEMILLA,
    buscadas: int = BUSCADAS,
    eventos: int = EVENTOS,
) -> Escenario:
    """Denuncias y eventos de los diez días anteriores a `referencia` (instante con zona).

    Nada ocurre ni se informa después de `referencia`. Los mismos argumentos dan los mismos bytes.
    Las primeras denuncias son las de las historias; los eventos de personas buscadas son cerca de
    uno y medio por persona y el resto, hasta `eventos`, es fondo y parecidos. Si no caben, hay más
    eventos que los pedidos.
    """
    constructor = Constructor(semilla, referencia)
    historias = HISTORIAS[:buscadas]
    for historia in historias:
        constructor.denunciar_historia(historia)
    for _ in range(buscadas - len(historias)):
        constructor.denunciar_cualquiera()
    while len(constructor.eventos) < eventos:
        constructor.agregar_ajeno()
    return Escenario(
        semilla=semilla,
        referencia=referencia,
        denuncias=tuple(constructor.denuncias),
        eventos=tuple(
            sorted(constructor.eventos, key=lambda evento: (evento.informado_en, evento.evento_id))
        ),
        historias=tuple(historia.titulo for historia in historias),
    )


def medir(escenario: Escenario, enlaces: Mapping[str, Collection[int]]) -> Medicion:
    """Compara con la verdad los enlaces: índices de denuncia que se dieron a cada evento_id.

    Un evento puede llevar más de un enlace, y cada uno cuenta; los de un evento ajeno al escenario
    son enlaces errados.
    """
    verdad = {
        evento.evento_id: evento.denuncia
        for evento in escenario.eventos
        if evento.denuncia is not None
    }
    emitidos = [
        (evento_id, denuncia) for evento_id, suyos in enlaces.items() for denuncia in set(suyos)
    ]
    aciertos = sum(verdad.get(evento_id) == denuncia for evento_id, denuncia in emitidos)
    return Medicion(
        positivos=len(verdad),
        enlaces=len(emitidos),
        aciertos=aciertos,
        recuperacion=aciertos / len(verdad) if verdad else 1.0,
        precision=aciertos / len(emitidos) if emitidos else 1.0,
    )
