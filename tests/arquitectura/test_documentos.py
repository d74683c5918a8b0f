"""Los documentos que gobiernan el código están completos y no hablan de lo que no existe."""

import re
from pathlib import PurePath

import pytest

from tests.arquitectura.fuentes import PAQUETES, aplicar, leer, modulos, rutas_versionadas
from tests.arquitectura.fundamentos import NORMAS

SECCIONES = ["Estado", "Contexto", "Decisión", "Consecuencias", "Alternativas", "Regla"]
LINEAS_DE_ADR = 60
COLUMNAS_DEL_GLOSARIO = 4
SIN_CODIGO = "—"
_PALABRA = re.compile(r"\w+")
_ENLACE = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def faltar_a_la_forma(ruta: str, texto: str) -> list[str]:
    """Un ADR cabe en una página, tiene sus secciones en orden y ninguna está vacía."""
    faltas = []
    numero = PurePath(ruta).name[:4]
    if not texto.startswith(f"# ADR-{numero}. "):
        faltas.append(f"{ruta}: el título no dice ADR-{numero}")
    if len(texto.splitlines()) > LINEAS_DE_ADR:
        faltas.append(f"{ruta}: pasa de {LINEAS_DE_ADR} líneas")
    trozos = re.split(r"^## (.+)$", texto, flags=re.MULTILINE)
    if trozos[1::2] != SECCIONES:
        faltas.append(f"{ruta}: sus secciones no son {', '.join(SECCIONES)}")
    faltas += [
        f"{ruta}: {titulo} está vacía"
        for titulo, cuerpo in zip(trozos[1::2], trozos[2::2], strict=True)
        if not cuerpo.strip()
    ]
    return faltas


def leer_glosario(texto: str) -> list[list[str]]:
    """Las filas de las tablas del glosario, sin encabezados."""
    filas = [linea for linea in texto.splitlines() if linea.startswith("| ")]
    celdas = [[celda.strip() for celda in fila.strip("| ").split(" | ")] for fila in filas]
    return [fila for fila in celdas if fila[0] != "Término"]


def nombrar_lo_que_no_existe(filas: list[list[str]], conocidas: set[str]) -> list[str]:
    """Identificadores del glosario que nadie usa en el código."""
    faltas = []
    for fila in filas:
        nombres = re.findall(r"`(\w+)`", fila[-1])
        if not nombres and fila[-1] != SIN_CODIGO:
            faltas.append(f"{fila[0]}: no dice su nombre en el código ni «{SIN_CODIGO}»")
        faltas += [f"{fila[0]}: {n} no existe" for n in nombres if n not in conocidas]
    return faltas


def enlazar_a_nada(ruta: str, texto: str) -> list[str]:
    """Enlaces relativos de un documento que no llevan a ningún archivo ni carpeta."""
    versionadas = set(rutas_versionadas())
    versionadas |= {str(padre) for ruta in versionadas for padre in PurePath(ruta).parents}
    carpeta = PurePath(ruta).parent
    return [
        f"{ruta}: enlaza a {destino}"
        for destino in _ENLACE.findall(texto)
        if _normalizar(carpeta / destino) not in versionadas
    ]


def _normalizar(ruta: PurePath) -> str:
    partes: list[str] = []
    for parte in ruta.parts:
        if parte == "..":
            partes.pop()
        else:
            partes.append(parte)
    return "/".join(partes)


def _adr() -> list[str]:
    return [r for r in rutas_versionadas() if r.startswith("docs/adr/")]


BUENO = "# ADR-0042. Título\n" + "".join(f"\n## {s}\nAlgo.\n" for s in SECCIONES)


@pytest.mark.parametrize(
    "texto",
    [
        BUENO.replace("## Regla\nAlgo.\n", ""),
        BUENO.replace("## Regla\nAlgo.", "## Regla\n"),
        BUENO.replace("ADR-0042", "ADR-0041"),
        BUENO + "\n" * LINEAS_DE_ADR,
    ],
)
def test_la_regla_atrapa_un_adr_incompleto(texto: str) -> None:
    assert len(faltar_a_la_forma("docs/adr/0042-titulo.md", texto)) == 1


def test_la_regla_deja_pasar_un_adr_completo() -> None:
    assert faltar_a_la_forma("docs/adr/0042-titulo.md", BUENO) == []


def test_todo_adr_tiene_su_forma() -> None:
    assert aplicar(faltar_a_la_forma, _adr()) == []


def test_los_adr_se_numeran_de_corrido() -> None:
    numeros = [PurePath(ruta).name[:4] for ruta in _adr()]
    assert numeros == [f"{n:04d}" for n in range(1, len(numeros) + 1)]


def test_la_regla_atrapa_un_termino_sin_codigo() -> None:
    filas = leer_glosario("| Término | x |\n|---|---|\n| caso | `Caso` |\n| acta | pronto |\n")
    assert nombrar_lo_que_no_existe(filas, {"Caso"}) == [
        "acta: no dice su nombre en el código ni «—»"
    ]
    assert nombrar_lo_que_no_existe(filas[:1], {"Otro"}) == ["caso: Caso no existe"]


def test_el_glosario_nombra_lo_que_existe() -> None:
    conocidas = {p for ruta in modulos(*PAQUETES) for p in _PALABRA.findall(leer(ruta))}
    filas = leer_glosario(leer("docs/glosario.md"))
    assert {len(fila) for fila in filas} == {COLUMNAS_DEL_GLOSARIO}
    assert nombrar_lo_que_no_existe(filas, conocidas) == []


def test_el_glosario_no_define_dos_veces_la_misma_palabra() -> None:
    terminos = [fila[0] for fila in leer_glosario(leer("docs/glosario.md"))]
    assert [t for t in terminos if terminos.count(t) > 1] == []


def test_la_lista_de_normas_solo_usa_las_tres_confianzas() -> None:
    assert {a.confianza for norma in NORMAS.values() for a in norma.values()} <= {"TV", "RS", "INF"}


def test_la_regla_atrapa_un_enlace_a_nada() -> None:
    texto = "[a](glosario.md) [b](https://example.org/x.md) [c](../Makefile#x) [d](no_esta.md)"
    assert enlazar_a_nada("docs/x.md", texto) == ["docs/x.md: enlaza a no_esta.md"]


def test_los_documentos_no_enlazan_a_nada() -> None:
    documentos = [ruta for ruta in rutas_versionadas() if ruta.endswith(".md")]
    assert aplicar(enlazar_a_nada, documentos) == []
