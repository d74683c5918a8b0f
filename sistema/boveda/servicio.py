"""La bóveda: lo aportado espera, sin que nadie pueda leerlo, por si llega a buscarse a alguien.

Cada evento se cierra con la llave del día en que vence y se encuentra solo por sus claves ciegas,
que también son propias de ese día: dos eventos de una misma persona que vencen en días distintos no
se pueden relacionar. Pasado el día se borra su partición y se destruyen sus llaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from sistema.boveda import repositorio
from sistema.boveda.tipos import PRINCIPIO, Marca, Recuperado, Resguardo
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.llaves_de_dia import LlaveDeDia, LlavesDeDia
from sistema.nucleo.reloj import hora_de_la_base

FILAS_POR_PAGINA = 500
_CONTEXTO = "boveda.cuerpo"
_SEPARADOR = b"\n"


def guardar(sesion: Session, llaves: LlavesDeDia, resguardos: Sequence[Resguardo]) -> None:
    """Guarda eventos hasta su vencimiento; sus días deben estar preparados.

    Fundamento: Decreto 120, art. 5; técnico (ADR-0013).
    """
    por_dia: defaultdict[date, list[Resguardo]] = defaultdict(list)
    for resguardo in resguardos:
        por_dia[resguardo.vence_el].append(resguardo)
    for dia, del_dia in sorted(por_dia.items()):
        llave = llaves.asegurar(dia)
        con_id = [(nuevo_id(), resguardo) for resguardo in del_dia]
        repositorio.insertar(
            sesion,
            dia,
            [(fila, llave.cifrar(_empacar(r), _CONTEXTO)) for fila, r in con_id],
            [(llave.clave_ciega(clave), fila) for fila, r in con_id for clave in r.claves],
        )


def buscar(
    sesion: Session,
    llaves: LlavesDeDia,
    claves: Iterable[str],
    hoy: date,
    despues_de: Marca = PRINCIPIO,
    por_pagina: int = FILAS_POR_PAGINA,
) -> Iterator[Recuperado]:
    """Los eventos vigentes que comparten alguna clave, del que vence antes al que vence después.

    Solo se abren esas filas, de a `por_pagina` y a medida que se piden. El que recibe compara:
    compartir una clave no es ser la persona. Para seguir otro día, basta la marca del último.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0013).

    Raises:
        LlaveNoDisponible: la llave de un día vigente está y no se puede leer; saltarse ese día
            perdería lo suyo.
    """
    textos = sorted(claves)
    # Porque: con el reloj adelantado se saltaría un día que aún vive, y nadie volvería a mirarlo.
    limite = min(hoy, hora_de_la_base(sesion).date())
    for dia in llaves.listar():
        if dia < max(limite, despues_de.dia):
            continue
        try:
            llave = llaves.obtener(dia)
        except CifradoInvalido:
            if dia in llaves.listar():
                raise
            continue  # venció y se destruyó mientras se buscaba
        ciegas = sorted(map(llave.clave_ciega, textos))
        ultima = despues_de.fila if dia == despues_de.dia else PRINCIPIO.fila
        while pagina := repositorio.buscar(sesion, dia, ciegas, ultima, por_pagina):
            for fila, cerrado in pagina:
                yield _abrir(llave, Marca(dia, fila), cerrado)
            if len(pagina) < por_pagina:
                break
            ultima = pagina[-1][0]


def preparar_dia(sesion: Session, llaves: LlavesDeDia, dia: date) -> None:
    """Deja listos el lugar y las llaves de un día de vencimiento; repetirlo no cambia nada.

    Fundamento: técnico (ADR-0013).
    """
    llaves.asegurar(dia)
    repositorio.crear_dia(sesion, dia)


def listar_dias(sesion: Session) -> list[date]:
    """Los días de vencimiento preparados o por borrar.

    Fundamento: técnico (ADR-0013).
    """
    return repositorio.dias_preparados(sesion)


def purgar(sesion: Session, llaves: LlavesDeDia, hoy: date) -> list[date]:
    """Destruye las llaves de los días vencidos y borra lo que guardaban; devuelve esos días.

    Primero las llaves: si lo demás falla, lo vencido ya no abre y la próxima vez se termina. Si el
    reloj del proceso y el de la base no concuerdan, vale el más atrasado: nada se destruye antes.

    Fundamento: técnico (ADR-0013).
    """
    limite = min(hoy, hora_de_la_base(sesion).date())
    destruidos = llaves.destruir_anteriores(limite)
    vencidos = [dia for dia in repositorio.dias_preparados(sesion) if dia < limite]
    for dia in vencidos:
        repositorio.borrar_dia(sesion, dia)
    return sorted({*destruidos, *vencidos})


def _empacar(resguardo: Resguardo) -> bytes:
    cabeza = _SEPARADOR.join((resguardo.organismo.encode(), (resguardo.firma or "").encode()))
    return cabeza + _SEPARADOR + resguardo.cuerpo


def _abrir(llave: LlaveDeDia, marca: Marca, cerrado: bytes) -> Recuperado:
    try:
        claro = llave.descifrar(cerrado, _CONTEXTO)
    except CifradoInvalido:
        return Recuperado("", b"", legible=False, marca=marca)
    organismo, firma, cuerpo = claro.split(_SEPARADOR, 2)
    return Recuperado(organismo.decode(), cuerpo, firma.decode() or None, marca=marca)
