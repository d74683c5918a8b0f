"""Una identidad preparada para comparar: cada texto se interpreta una vez y se recuerda.

Las palabras iguales son el mismo objeto mientras dure el recuerdo, que está acotado; por eso las
comparaciones miran primero la identidad del objeto y después su texto.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from matching.apodos import NINGUNO, nombres_del_apodo
from matching.comunas import buscar_comuna
from matching.fonetica import clave_fonetica, esqueleto
from matching.frecuencias import bits_apellido, bits_nombre, bits_sonido
from matching.normalizacion import es_apellido_de_casada, leer_fecha, plegar, separar_palabras
from matching.rol_unico import RUN_AUSENTE, EstadoRun, RolUnico, leer_run
from matching.tipos import Identidad

MEMO_PALABRAS: Final = 1 << 17
MEMO_COMUNAS: Final = 1 << 12
PALABRAS_DE_NOMBRE_COMPLETO: Final = 3
LARGO_MINIMO_DOCUMENTO: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Palabra:
    """Una palabra de un nombre con lo que se necesita para compararla.

    `marca` es un entero impar de 31 bits de su sonido: los productos de marcas son claves de
    búsqueda que no dependen del orden. `bits_sonido` es la rareza de ese sonido en la población.
    """

    texto: str
    sonido: str
    marca: int
    apodo_de: frozenset[str]
    bits_apellido: float
    bits_nombre: float
    bits_sonido: float


class Disposicion(NamedTuple):
    """Una manera de leer qué palabra es nombre y cuál apellido."""

    nombres: tuple[Palabra, ...]
    paterno: Palabra | None
    materno: Palabra | None
    es_de_casada: bool = False


class Perfil(NamedTuple):
    """Una identidad lista para comparar; 0 y el texto vacío son «no se sabe».

    `social` es el nombre social, que vale tanto como el registrado. `palabras` no repite sonidos ni
    trae letras sueltas; `marcas` son las suyas. `identidad` es lo escrito, para citarlo.
    """

    run: RolUnico
    texto_run: str
    anio: int
    mes_dia: int
    escrita: Disposicion
    todo_en_uno: bool
    social: tuple[Palabra, ...]
    palabras: tuple[Palabra, ...]
    marcas: frozenset[int]
    sexo: str
    comuna: str
    region: str
    nacionalidad: str
    documentos: frozenset[str]
    identidad: Identidad


@lru_cache(maxsize=MEMO_PALABRAS)
def preparar_palabra(texto: str) -> Palabra:
    """Prepara una palabra ya plegada."""
    sonido = clave_fonetica(texto)
    return Palabra(
        texto,
        sonido,
        crc32(esqueleto(texto).encode()) >> 1 | 1,
        nombres_del_apodo(texto),
        bits_apellido(texto),
        bits_nombre(texto),
        bits_sonido(esqueleto(texto)),
    )


@lru_cache(maxsize=MEMO_PALABRAS)
def preparar_nombres(texto: str) -> tuple[Palabra, ...]:
    """Separa un campo en palabras preparadas."""
    return tuple(map(preparar_palabra, separar_palabras(texto)))


@lru_cache(maxsize=MEMO_PALABRAS)
def preparar_apellido(texto: str) -> tuple[Palabra | None, bool]:
    """Prepara un apellido como una sola palabra y dice si está escrito como el del cónyuge."""
    junto = "".join(separar_palabras(texto))
    return (preparar_palabra(junto) if junto else None), es_apellido_de_casada(texto)


@lru_cache(maxsize=MEMO_COMUNAS)
def preparar_comuna(texto: str) -> tuple[str, str]:
    """Devuelve la comuna y su región; una comuna desconocida vale por su nombre plegado."""
    comuna = buscar_comuna(texto)
    return (comuna.codigo, comuna.region) if comuna else (plegar(texto).strip(), "")


def preparar(identidad: Identidad) -> Perfil:
    """Interpreta todos los campos de una identidad. Nunca falla: lo ilegible es «no se sabe»."""
    run = leer_run(identidad.run)
    documentos = _leer_documentos(identidad, run)
    if run.es_debil:
        # Porque: un relleno como 11.111.111-1 es un RUN posible, pero no dice de quién se habla.
        run = RUN_AUSENTE
    fecha = leer_fecha(identidad.fecha_nacimiento)
    escrita, todo_en_uno = _disponer(identidad)
    social = preparar_nombres(identidad.nombre_social) if identidad.nombre_social else ()
    palabras = _reunir_palabras(escrita, social)
    comuna, region = preparar_comuna(identidad.comuna)
    return Perfil(
        run,
        str(run.cuerpo) if run.cuerpo else "",
        fecha.anio,
        fecha.mes_dia,
        escrita,
        todo_en_uno,
        social,
        palabras,
        frozenset([palabra.marca for palabra in palabras]),
        identidad.sexo.value if identidad.sexo else "",
        comuna,
        region,
        plegar(identidad.nacionalidad).strip() if identidad.nacionalidad else "",
        documentos,
        identidad,
    )


def listar_otras_disposiciones(perfil: Perfil) -> tuple[Disposicion, ...]:
    """Las otras maneras en que la gente llena los campos: cruzados, corridos o todo en uno."""
    escrita = perfil.escrita
    if not escrita.nombres:
        return ()
    if not perfil.todo_en_uno:
        *primeros, ultimo = escrita.nombres
        if not primeros or escrita.materno:
            return (_cruzar(escrita),)
        return (_cruzar(escrita), Disposicion(tuple(primeros), ultimo, escrita.paterno))
    palabras = [*escrita.nombres, escrita.paterno, escrita.materno]
    completas = tuple(palabra for palabra in palabras if palabra is not None)
    if len(completas) < PALABRAS_DE_NOMBRE_COMPLETO:
        return (Disposicion(completas[1:], completas[0], None),)
    return (
        Disposicion(completas[2:], completas[0], completas[1]),
        Disposicion(completas[:-1], completas[-1], None),
        Disposicion(completas[1:], completas[0], None),
    )


def _disponer(identidad: Identidad) -> tuple[Disposicion, bool]:
    """Ordena el nombre como está escrito y dice si todo venía en el campo de los nombres."""
    nombres = preparar_nombres(identidad.nombres)
    paterno, _ = preparar_apellido(identidad.apellido_paterno)
    materno, casada = preparar_apellido(identidad.apellido_materno)
    if materno is None:
        if paterno is None:
            return _repartir_todo_en_uno(nombres)
        palabras = preparar_nombres(identidad.apellido_paterno)
        if not nombres and len(palabras) >= PALABRAS_DE_NOMBRE_COMPLETO:
            return _repartir_todo_en_uno(palabras)
        if len(palabras) > 1:
            paterno, materno = palabras[0], palabras[-1]
    return Disposicion(nombres, paterno, materno, casada), False


def _repartir_todo_en_uno(palabras: tuple[Palabra, ...]) -> tuple[Disposicion, bool]:
    """Lee «nombres apellidos» cuando todo viene en un campo."""
    if len(palabras) <= 1:
        return Disposicion(palabras, None, None), False
    if len(palabras) < PALABRAS_DE_NOMBRE_COMPLETO:
        return Disposicion(palabras[:1], palabras[1], None), True
    *nombres, paterno, materno = palabras
    return Disposicion(tuple(nombres), paterno, materno), True


def _cruzar(escrita: Disposicion) -> Disposicion:
    """Supone que los nombres están en los apellidos y los apellidos en los nombres."""
    en_apellidos = tuple(p for p in (escrita.paterno, escrita.materno) if p)
    materno = escrita.nombres[1] if len(escrita.nombres) > 1 else None
    return Disposicion(en_apellidos, escrita.nombres[0], materno)


def _reunir_palabras(escrita: Disposicion, social: tuple[Palabra, ...]) -> tuple[Palabra, ...]:
    """Junta, sin repetir sonido, las palabras que sirven de clave (las iniciales no)."""
    juntas: dict[int, Palabra] = {}
    for palabra in (escrita.paterno, escrita.materno, *escrita.nombres, *social):
        if palabra is not None and len(palabra.texto) > 1 and palabra.marca not in juntas:
            juntas[palabra.marca] = palabra
    return tuple(juntas.values())


def _leer_documentos(identidad: Identidad, run: RolUnico) -> frozenset[str]:
    """Reúne los números de otros documentos; lo que no es RUN en el campo RUN puede ser uno."""
    numeros = [documento.valor for documento in identidad.documentos]
    if run.estado is EstadoRun.AUSENTE and identidad.run:
        numeros.append(identidad.run)
    if not numeros:
        return NINGUNO
    limpios = ("".join(filter(str.isalnum, plegar(numero))) for numero in numeros)
    return frozenset(numero for numero in limpios if _puede_ser_documento(numero))


def _puede_ser_documento(numero: str) -> bool:
    """Descarta los rellenos: sin cifras, demasiado cortos o una sola cifra repetida."""
    return (
        len(numero) >= LARGO_MINIMO_DOCUMENTO
        and any(map(str.isdigit, numero))
        and len(set(numero)) > 1
    )
