"""Por más que se proponga, se decida y se apruebe en cualquier orden, nadie baja a solas."""

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from riesgo.tipos import RANGO, Categoria
from sistema.evaluaciones.decision import (
    SIN_EVALUAR,
    Propuesta,
    caduca,
    clasificar_paso,
    exigir_que_sirva,
    se_cumple_con,
    tras_proponer,
)
from sistema.evaluaciones.errores import FaltaElFiscal, RiesgoConPiso, RiesgoSinDeterminar
from sistema.modelos.riesgo import Paso

FISCALES = frozenset({3, 4})
PERSONAS = st.integers(0, 4)
CATEGORIAS = st.sampled_from(Categoria)


@st.composite
def propuestas(draw: st.DrawFn) -> Propuesta:
    categoria = draw(CATEGORIAS)
    con_piso = categoria is Categoria.ALTO and draw(st.booleans())
    return Propuesta(categoria, draw(st.integers(1, 3)), draw(st.integers(0, 12)), con_piso)


@dataclass
class Baja:
    """Una baja que espera, con quién la pidió y quiénes la aprobaron."""

    autor: int
    desde: Categoria
    hasta: Categoria
    base: Propuesta
    rigieron_antes: int
    aprobaron: list[int] = field(default_factory=list)


class Caso(RuleBasedStateMachine):
    """Un caso y cinco personas, dos de ellas fiscales, que hacen lo que las reglas dejan."""

    def __init__(self) -> None:
        super().__init__()
        self.vigencias: list[Categoria] = []
        self.determinada: Categoria | None = None
        self.ultima: Propuesta | None = None
        self.baja: Baja | None = None

    @property
    def vigente(self) -> Categoria:
        return self.vigencias[-1] if self.vigencias else SIN_EVALUAR

    def regir(self, categoria: Categoria) -> None:
        self.vigencias.append(categoria)
        if categoria is not Categoria.SIN_DETERMINAR:
            self.determinada = categoria

    @rule(nueva=propuestas())
    def proponer(self, nueva: Propuesta) -> None:
        antes = self.vigente
        tras = tras_proponer(antes, nueva.categoria)
        assert RANGO[tras] >= max(RANGO[antes], RANGO[nueva.categoria])
        if tras is not antes:
            self.regir(tras)
        self.ultima = nueva
        if self.baja is not None:
            rigieron = self.vigencias[self.baja.rigieron_antes :]
            if caduca(self.baja.base, [nueva], rigieron):
                self.baja = None

    @precondition(lambda self: self.ultima is not None)
    @rule(quien=PERSONAS, pedida=CATEGORIAS)
    def decidir(self, quien: int, pedida: Categoria) -> None:
        assert self.ultima is not None
        try:
            paso = clasificar_paso(self.vigencias, self.ultima, pedida)
        except RiesgoSinDeterminar:
            assert pedida is Categoria.SIN_DETERMINAR
            return
        except RiesgoConPiso:
            assert self.ultima.con_piso
            assert pedida is not Categoria.ALTO
            return
        if paso is Paso.BAJAR:
            self.baja = self.baja or Baja(
                quien, self.vigente, pedida, self.ultima, len(self.vigencias)
            )
            return
        # Nadie baja a solas de lo último que se determinó, aunque después no se supiera.
        assert self.determinada is None or RANGO[pedida] >= RANGO[self.determinada]
        # Una sola persona baja únicamente de lo indeterminado a lo que se propuso o más.
        if RANGO[pedida] < RANGO[self.vigente]:
            assert self.vigente is Categoria.SIN_DETERMINAR
            assert RANGO[pedida] >= RANGO[self.ultima.categoria]
        self.regir(pedida)
        self.baja = None

    @precondition(lambda self: self.baja is not None)
    @rule(quien=PERSONAS)
    def aprobar(self, quien: int) -> None:
        assert self.baja is not None
        assert self.ultima is not None
        baja = self.baja
        if quien in (baja.autor, *baja.aprobaron) or self.ultima.con_piso:
            return
        dados = [persona in FISCALES for persona in baja.aprobaron]
        try:
            exigir_que_sirva(baja.desde, self.vigente, dados, es_fiscal=quien in FISCALES)
        except FaltaElFiscal:
            return
        baja.aprobaron.append(quien)
        if not se_cumple_con(baja.desde, self.vigente, [p in FISCALES for p in baja.aprobaron]):
            return
        firmaron = {baja.autor, *baja.aprobaron}
        assert len(firmaron) >= (3 if self.vigente is Categoria.ALTO else 2)
        assert self.vigente is not Categoria.ALTO or FISCALES & set(baja.aprobaron)
        self.regir(baja.hasta)
        self.baja = None

    @invariant()
    def con_piso_rige_alto(self) -> None:
        if self.ultima is not None and self.ultima.con_piso:
            assert self.vigente is Categoria.ALTO

    @invariant()
    def la_baja_parte_de_lo_que_rige(self) -> None:
        assert self.baja is None or self.baja.desde is self.vigente


TestCaso = Caso.TestCase


# Mutación probada: que `caduca` no mire lo que rigió después de pedir la baja.
def test_volver_a_alto_hace_caducar_la_baja_que_se_pidio_desde_medio() -> None:
    caso = Caso()
    caso.proponer(nueva=Propuesta(Categoria.ALTO, 1, 9, con_piso=False))
    caso.decidir(quien=0, pedida=Categoria.MEDIO)
    caso.aprobar(quien=1)
    caso.aprobar(quien=3)
    assert caso.vigencias == [Categoria.ALTO, Categoria.MEDIO]
    caso.decidir(quien=0, pedida=Categoria.BAJO)
    assert caso.baja is not None
    caso.proponer(nueva=Propuesta(Categoria.ALTO, 1, 8, con_piso=False))
    assert (caso.vigente, caso.baja is None) == (Categoria.ALTO, True)


# Mutación probada: medir contra lo propuesto cuando rige `SIN_DETERMINAR`.
def test_nadie_baja_a_solas_pasando_por_no_saber() -> None:
    caso = Caso()
    caso.proponer(nueva=Propuesta(Categoria.MEDIO, 3, 2, con_piso=False))
    caso.decidir(quien=0, pedida=Categoria.MEDIO)
    caso.proponer(nueva=Propuesta(Categoria.SIN_DETERMINAR, 2, 2, con_piso=False))
    caso.proponer(nueva=Propuesta(Categoria.BAJO, 3, 0, con_piso=False))
    caso.decidir(quien=0, pedida=Categoria.SIN_DETERMINAR)
    caso.decidir(quien=0, pedida=Categoria.BAJO)
    assert caso.vigencias == [Categoria.MEDIO, Categoria.SIN_DETERMINAR]
    assert caso.baja is not None
