from dataclasses import replace

import pytest

from matching.comparadores import fecha, nombres, otros, palabras, run
from matching.comparadores.nombres import comparar_nombres
from matching.perfil import preparar
from matching.tipos import Documento, Identidad, Sexo

PERSONA = Identidad(
    run="12.345.678-5",
    nombres="Juan Carlos",
    apellido_paterno="Muñoz",
    apellido_materno="Huenchumilla",
    fecha_nacimiento="1990-02-03",
    sexo=Sexo.M,
    comuna="Ñuñoa",
)


@pytest.mark.parametrize(
    ("escrito", "nivel"),
    [
        ("12345678-5", run.EXACTO),
        ("12345678-9", run.EXACTO_DV_MALO),
        ("12345679-5", run.VECINO_DV_MALO),
        ("12345687-5", run.VECINO_DV_MALO),
        ("1234567-5", run.VECINO_DV_MALO),
        ("12345679", run.VECINO_SIN_DV),
        ("12345679-3", run.VECINO_VALIDO),
        ("12345699-2", run.LEJANO_DV_MALO),
        ("9876543-3", run.DISTINTO),
        ("", run.FALTA),
    ],
)
def test_cada_error_de_run_tiene_su_nivel(escrito: str, nivel: int) -> None:
    evento = preparar(replace(PERSONA, run=escrito))
    assert run.comparar_run(evento, preparar(PERSONA)) == nivel


@pytest.mark.parametrize(
    ("escrita", "nivel"),
    [
        ("1990-02-03", fecha.EXACTA),
        ("1990-03-02", fecha.DIA_MES_INVERTIDO),
        ("1990-02-13", fecha.UN_COMPONENTE),
        ("1990-08-03", fecha.UN_COMPONENTE),
        ("1980-02-03", fecha.MISMO_DIA_OTRO_ANIO),
        ("1990-11-25", fecha.MISMO_ANIO),
        ("1991-01-01", fecha.UNO_DE_ENERO),
        ("1990", fecha.SOLO_ANIO_IGUAL),
        ("1991", fecha.SOLO_ANIO_A_UNO),
        ("1987", fecha.SOLO_ANIO_CERCANO),
        ("1980", fecha.DISTINTA),
        ("1985-07-08", fecha.DISTINTA),
        ("", fecha.FALTA),
    ],
)
def test_cada_error_de_fecha_tiene_su_nivel(escrita: str, nivel: int) -> None:
    evento = preparar(replace(PERSONA, fecha_nacimiento=escrita))
    assert fecha.comparar_fechas(evento, preparar(PERSONA)) == nivel


def test_los_apellidos_invertidos_calzan_y_lo_dicen() -> None:
    evento = replace(PERSONA, apellido_paterno="Huenchumilla", apellido_materno="Munoz")
    niveles = comparar_nombres(preparar(evento), preparar(PERSONA))
    assert niveles[:2] == (palabras.EXACTO, palabras.EXACTO)
    assert niveles.orden == nombres.INVERTIDO


@pytest.mark.parametrize(
    "evento",
    [
        Identidad(nombres="Muñoz Huenchumilla", apellido_paterno="Juan", apellido_materno="Carlos"),
        Identidad(nombres="Muñoz Huenchumilla Juan Carlos"),
    ],
)
def test_los_campos_cruzados_se_reordenan(evento: Identidad) -> None:
    niveles = comparar_nombres(preparar(evento), preparar(PERSONA))
    assert niveles[:5] == (1, 1, 1, 1, nombres.REORDENADO)


def test_el_nombre_entero_en_un_campo_calza_derecho() -> None:
    evento = preparar(Identidad(nombres="juan carlos munoz huenchumilla"))
    assert comparar_nombres(evento, preparar(PERSONA))[:5] == (1, 1, 1, 1, nombres.DERECHO)


def test_los_dos_apellidos_en_el_campo_paterno_se_separan() -> None:
    evento = preparar(Identidad(nombres="Juan", apellido_paterno="Muñoz Huenchumilla"))
    assert comparar_nombres(evento, preparar(PERSONA))[:2] == (1, 1)


def test_el_materno_que_falta_no_contradice() -> None:
    evento = preparar(replace(PERSONA, apellido_materno=""))
    assert comparar_nombres(evento, preparar(PERSONA)).materno == palabras.FALTA


def test_el_apellido_de_casada_no_contradice() -> None:
    evento = preparar(replace(PERSONA, apellido_materno="de Soto"))
    assert comparar_nombres(evento, preparar(PERSONA)).materno == palabras.FALTA


@pytest.mark.parametrize(
    ("escrito", "nivel"),
    [
        ("Juan", palabras.EXACTO),
        ("Juanito", nombres.APODO),
        ("J.", nombres.INICIAL),
        ("Carlos", nombres.SEGUNDO_COMO_PRIMERO),
        ("Jaun", palabras.CERCANO),
        ("Pedro", palabras.DISTINTO),
        ("", palabras.FALTA),
    ],
)
def test_cada_manera_de_escribir_el_primer_nombre_tiene_su_nivel(escrito: str, nivel: int) -> None:
    evento = preparar(replace(PERSONA, nombres=escrito))
    assert comparar_nombres(evento, preparar(PERSONA)).primero == nivel


@pytest.mark.parametrize(
    ("sexo", "nivel"),
    [(Sexo.M, otros.IGUAL), (Sexo.F, otros.DISTINTO), (Sexo.X, otros.FALTA), (None, otros.FALTA)],
)
def test_el_sexo_x_no_contradice(sexo: Sexo | None, nivel: int) -> None:
    evento = preparar(replace(PERSONA, sexo=sexo))
    assert otros.comparar_sexo(evento, preparar(PERSONA)) == nivel


@pytest.mark.parametrize(
    ("comuna", "nivel"),
    [
        ("NUNOA", otros.IGUAL),
        ("13120", otros.IGUAL),
        ("Maipú", otros.MISMA_REGION),
        ("Temuco", otros.OTRA),
        ("", otros.FALTA),
    ],
)
def test_la_comuna_se_compara_por_codigo_y_region(comuna: str, nivel: int) -> None:
    evento = preparar(replace(PERSONA, comuna=comuna))
    assert otros.comparar_comuna(evento, preparar(PERSONA)) == nivel


def test_un_pasaporte_en_el_campo_del_run_cuenta_como_documento() -> None:
    evento = preparar(Identidad(run="AB-123456"))
    buscada = preparar(Identidad(documentos=(Documento("pasaporte", "ab123456"),)))
    assert otros.comparar_documentos(evento, buscada) == otros.IGUAL
