import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from matching.fonetica import clave_fonetica, esqueleto
from matching.normalizacion import (
    SIN_FECHA,
    es_apellido_de_casada,
    leer_fecha,
    plegar,
    separar_palabras,
)
from matching.rol_unico import EstadoRun, digito_verificador, formatear, leer_run
from tests.propiedades.estrategias import (
    APELLIDOS,
    NOMBRES,
    cuerpos_run,
    escribir_run,
    fechas,
    textos,
)

NOMBRES_Y_APELLIDOS = st.sampled_from(NOMBRES + APELLIDOS)


def es_valido(cuerpo: str, verificador: str) -> bool:
    return leer_run(f"{cuerpo}-{verificador}").estado is EstadoRun.VALIDO


@given(cuerpos_run)
def test_un_run_formateado_se_lee_igual(cuerpo: int) -> None:
    leido = leer_run(escribir_run(cuerpo))
    assert leer_run(formatear(leido)) == leido


@given(cuerpos_run)
def test_solo_uno_de_los_once_digitos_verificadores_es_valido(cuerpo: int) -> None:
    validos = [dv for dv in "0123456789K" if es_valido(str(cuerpo), dv)]
    assert validos == [digito_verificador(cuerpo)]


@given(cuerpos_run, st.data())
def test_todo_cambio_de_una_cifra_se_detecta(cuerpo: int, datos: st.DataObject) -> None:
    texto = str(cuerpo)
    lugar = datos.draw(st.integers(0, len(texto) - 1))
    cifra = datos.draw(st.sampled_from([c for c in "0123456789" if c != texto[lugar]]))
    cambiado = texto[:lugar] + cifra + texto[lugar + 1 :]
    assert not es_valido(cambiado, digito_verificador(cuerpo))


@given(cuerpos_run, st.data())
def test_toda_transposicion_vecina_se_detecta(cuerpo: int, datos: st.DataObject) -> None:
    texto = str(cuerpo)
    lugares = [i for i in range(len(texto) - 1) if texto[i] != texto[i + 1]]
    i = datos.draw(st.sampled_from(lugares))
    cambiado = texto[:i] + texto[i + 1] + texto[i] + texto[i + 2 :]
    assert not es_valido(cambiado, digito_verificador(cuerpo))


@given(textos)
def test_leer_un_run_cualquiera_nunca_falla_y_es_estable(texto: str) -> None:
    leido = leer_run(texto)
    assert leer_run(formatear(leido)).cuerpo == leido.cuerpo


@given(textos)
def test_separar_palabras_es_idempotente(texto: str) -> None:
    palabras = separar_palabras(texto)
    assert separar_palabras(" ".join(palabras)) == palabras


@given(NOMBRES_Y_APELLIDOS)
def test_las_mayusculas_y_las_tildes_no_cambian_las_palabras(nombre: str) -> None:
    sin_tildes = "".join(
        c for c in unicodedata.normalize("NFD", nombre) if not unicodedata.combining(c)
    )
    assert separar_palabras(nombre.upper()) == separar_palabras(nombre)
    assert separar_palabras(sin_tildes.lower()) == separar_palabras(nombre)


@given(textos)
def test_plegar_deja_solo_mayusculas(texto: str) -> None:
    assert plegar(texto) == plegar(texto).upper()


@given(textos)
def test_la_clave_de_sonido_de_cualquier_texto_existe(texto: str) -> None:
    for palabra in separar_palabras(texto):
        assert isinstance(clave_fonetica(palabra), str)
        assert len(esqueleto(palabra)) <= len(clave_fonetica(palabra))


@given(textos | fechas)
def test_una_fecha_leida_es_posible_o_no_se_sabe(texto: str) -> None:
    fecha = leer_fecha(texto)
    mes, dia = divmod(fecha.mes_dia, 100)
    assert fecha == SIN_FECHA or 1880 <= fecha.anio <= 2100
    assert fecha.mes_dia == 0 or (1 <= mes <= 12 and 1 <= dia <= 31)


@given(textos)
def test_el_apellido_de_casada_se_decide_para_cualquier_texto(texto: str) -> None:
    assert es_apellido_de_casada(texto) in (True, False)
