import pytest

from matching.rol_unico import EstadoRun, RolUnico, digito_verificador, formatear, leer_run


@pytest.mark.parametrize(
    "texto",
    [
        "12.345.678-5",
        "12345678-5",
        "123456785",
        " 12 345 678 - 5 ",
        "012.345.678-5",
        "RUN 12.345.678-5",
        "Rut: 12345678-5",
        "12.345.678–5",
        "l2.345.678-5",
    ],
)
def test_un_run_valido_se_lee_de_cualquier_manera_usual(texto: str) -> None:
    run = leer_run(texto)
    assert (run.cuerpo, run.verificador, run.estado) == (12345678, "5", EstadoRun.VALIDO)


@pytest.mark.parametrize("texto", ["6.000.014-k", "6000014-K", "6000014k", "6.OOO.O14-K"])
def test_la_k_y_las_letras_por_cifras_se_leen(texto: str) -> None:
    run = leer_run(texto)
    assert (run.cuerpo, run.verificador) == (6000014, "K")


@pytest.mark.parametrize(
    ("cuerpo", "verificador"),
    [(12345678, "5"), (7654321, "6"), (20000000, "5"), (30686957, "4"), (6000014, "K")],
)
def test_el_digito_verificador_es_el_de_modulo_once(cuerpo: int, verificador: str) -> None:
    assert digito_verificador(cuerpo) == verificador


def test_un_digito_equivocado_avisa_y_no_borra_el_cuerpo() -> None:
    run = leer_run("12.345.678-9")
    assert (run.cuerpo, run.estado) == (12345678, EstadoRun.DV_INVALIDO)


def test_un_run_sin_digito_conserva_el_cuerpo() -> None:
    run = leer_run("12345678")
    assert (run.cuerpo, run.estado) == (12345678, EstadoRun.SIN_DV)


def test_ocho_cifras_seguidas_admiten_dos_lecturas() -> None:
    assert leer_run("76543216").estado is EstadoRun.VALIDO
    assert leer_run("76543216").otra_lectura == 76543216


def test_un_numero_provisorio_parte_en_cien_millones() -> None:
    assert leer_run("100.200.300-0").es_provisorio
    assert not leer_run("12.345.678-5").es_provisorio


@pytest.mark.parametrize(
    "texto", ["", "no tiene", "AB123456", "0-0", "123", "1" * 50, "١٢٣٤٥٦٧٨-5"]
)
def test_lo_que_no_es_un_run_esta_ausente(texto: str) -> None:
    assert leer_run(texto) == RolUnico(0, "", EstadoRun.AUSENTE)


@pytest.mark.parametrize(
    ("texto", "cuerpo", "es_debil"),
    [
        ("12345678-5", 12345678, False),
        ("12678579-8", 12678579, False),
        ("10000013-K", 10000013, False),
        ("100000001-5", 100000001, False),
        ("11111111-1", 11111111, True),
        ("6-K", 6, True),
    ],
)
def test_todo_run_de_una_a_nueve_cifras_es_valido_y_el_relleno_es_debil(
    texto: str, cuerpo: int, *, es_debil: bool
) -> None:
    run = leer_run(texto)
    assert (run.cuerpo, run.estado, run.es_debil) == (cuerpo, EstadoRun.VALIDO, es_debil)


def test_formatear_escribe_como_la_cedula() -> None:
    assert formatear(leer_run("123456785")) == "12.345.678-5"
    assert formatear(leer_run("12345678")) == "12.345.678"
    assert formatear(leer_run("")) == ""
