"""El caso que reposa: evaluarlo a cualquier hora de su reposo propone lo mismo."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from riesgo.antecedentes import Antecedentes
from riesgo.evaluacion import evaluar
from riesgo.hechos import Hecho
from riesgo.situacion import CHILE
from riesgo.tipos import Aporte, Cumple, Documento, EdadAportada, MomentoAportado, Respuesta
from sistema.evaluaciones.horario import fin_del_reposo, proxima_revision
from sistema.evaluaciones.reposo import Reposo
from tests.apoyo.riesgo import catalogo

DESDE = datetime(2026, 1, 1, tzinfo=UTC)
UN_INSTANTE = timedelta(microseconds=1)
# Las edades que el catálogo mira, y cualquiera.
CUMPLIDOS = st.sampled_from((12, 14, 16, 18, 60, 65, 120)) | st.integers(1, 119)


def nacer(cumple: date, anios: int) -> date:
    """Quien ese día cumple esos años; si no hay 29 de febrero, nació un 1 de marzo."""
    anio = cumple.year - anios
    if (cumple.month, cumple.day) == (2, 29) and not isleap(anio):
        return date(anio, 3, 1)
    return cumple.replace(year=anio)


@st.composite
def situaciones(draw: st.DrawFn) -> tuple[Antecedentes, datetime]:
    """Lo que se sabe y una hora en que algo está por cumplirse: años, tramos o lo reciente."""
    ahora = DESDE + timedelta(minutes=draw(st.integers(0, 3 * 366 * 24 * 60)))
    hace = st.integers(1, 110).map(lambda horas: ahora - timedelta(hours=horas))
    respuestas = draw(st.dictionaries(st.sampled_from(Hecho), st.sampled_from(Respuesta)))
    hechos = {
        hecho: (Aporte(dicha, ocurrio_en=draw(hace), respaldo=Documento("acta", "1")),)
        for hecho, dicha in respuestas.items()
    }
    cumple = ahora.astimezone(CHILE).date() + timedelta(days=draw(st.integers(-3, 40)))
    nacidos = CUMPLIDOS.map(
        lambda anios: EdadAportada(nacer(cumple, anios), solo_anio=cumple.day % 3 == 0)
    )
    antecedentes = Antecedentes(
        hechos=hechos,
        edades=tuple(draw(st.lists(nacidos, max_size=2))),
        ultimos_contactos=tuple(draw(st.lists(st.builds(MomentoAportado, hace), max_size=2))),
        recibida_en=draw(st.none() | hace),
    )
    return antecedentes, ahora


def proponer(antecedentes: Antecedentes, en: datetime) -> object:
    """Lo que, si cambia, se guarda como otra propuesta."""
    propuesta = evaluar(antecedentes, en, catalogo())
    grados = [(c.codigo, type(r), getattr(r, "grado", 0)) for c, r in propuesta.criterios]
    return propuesta.categoria, propuesta.urgencia, propuesta.pisos, grados


CUMPLE_18 = Antecedentes(edades=(EdadAportada(date(2008, 11, 25)),))
NACIO_UN_29 = Antecedentes(edades=(EdadAportada(date(2008, 2, 29)),))
DE_59_O_MENOS = Antecedentes(edades=(EdadAportada(date(1967, 5, 5), solo_anio=True),))
DE_17_O_MAS = Antecedentes(edades=(EdadAportada(date(2008, 5, 5), solo_anio=True),))
EN_NOVIEMBRE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
EN_FEBRERO = datetime(2026, 2, 28, 15, 0, tzinfo=UTC)
EL_30_DE_DICIEMBRE = datetime(2026, 12, 30, 15, 0, tzinfo=UTC)
FIN_DE_ANIO = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)


# Mutación probada: sin los cumpleaños, sin el 29 de febrero, sin los tramos de horas.
@given(situaciones(), st.floats(0, 1))
@example((CUMPLE_18, EN_NOVIEMBRE), 1.0)
@example((NACIO_UN_29, EN_FEBRERO), 1.0)
@example((DE_59_O_MENOS, FIN_DE_ANIO), 1.0)
@example((DE_17_O_MAS, EL_30_DE_DICIEMBRE), 1.0)
def test_evaluar_en_cualquier_hora_del_reposo_da_lo_mismo_y_pide_la_misma_revision(
    situacion: tuple[Antecedentes, datetime], parte: float
) -> None:
    antecedentes, ahora = situacion
    fin, motivo = fin_del_reposo(antecedentes, ahora, catalogo())
    despues = min(ahora + (fin - ahora) * parte, fin - UN_INSTANTE)
    assert proponer(antecedentes, despues) == proponer(antecedentes, ahora)
    reposo = Reposo(b"sello", ahora, fin, motivo)
    assert reposo.vale(b"sello", despues)
    assert reposo.proxima_revision(despues) == proxima_revision(antecedentes, despues, catalogo())


@given(situaciones())
def test_el_reposo_se_lee_como_se_escribio(situacion: tuple[Antecedentes, datetime]) -> None:
    antecedentes, ahora = situacion
    reposo = Reposo(b"\x00 sello", ahora, *fin_del_reposo(antecedentes, ahora, catalogo()))
    assert Reposo.leer(reposo.escribir()) == reposo


def test_de_quien_cumple_18_el_reposo_termina_cuando_la_propuesta_cambia() -> None:
    fin, _motivo = fin_del_reposo(CUMPLE_18, EN_NOVIEMBRE, catalogo())
    assert fin == datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    menor = [
        {c.codigo: r for c, r in evaluar(CUMPLE_18, en, catalogo()).criterios}["F01"]
        for en in (fin - UN_INSTANTE, fin)
    ]
    assert [isinstance(resultado, Cumple) for resultado in menor] == [True, False]
