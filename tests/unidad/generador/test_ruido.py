"""Cada tratamiento hace lo que su nombre dice, y el conjunto respeta las tasas declaradas."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from matching.comunas import POR_CODIGO
from matching.generador import ruido_escritura, ruido_nombres, ruido_otros, ruido_run
from matching.generador.borrador import Borrador, abrir_borrador, cerrar_borrador, escribir_run
from matching.generador.canales import Canal
from matching.generador.persona import Origen, Persona
from matching.generador.ruido import TRATAMIENTOS, Escribiente
from matching.generador.sorteo import crear_azar
from matching.tipos import Documento, Identidad, Sexo

PERSONA = Persona(
    run=12_345_678,
    nombres=("María", "José"),
    paterno="Muñoz",
    materno="De la Peña",
    sexo=Sexo.F,
    nacimiento=date(1980, 3, 9),
    comuna=POR_CODIGO["05109"],
    origen=Origen.VENEZOLANO,
    documento=Documento("pasaporte", "AT123456", "VE"),
    nombre_social="Matías",
    run_madre=7_654_321,
)
# Universales: caben en cualquier persona, así que su frecuencia es la tasa declarada.
UNIVERSALES = (
    "sexo_ausente", "comuna_ausente", "fecha_ausente", "mayusculas", "sin_nacionalidad",
    "run_ausente", "campos_cruzados", "todo_en_uno",
)  # fmt: skip


def abrir() -> Borrador:
    return abrir_borrador(PERSONA, PERSONA.run)


def leer(borrador: Borrador) -> Identidad:
    return cerrar_borrador(borrador, "guion")


def test_sin_ruido_la_identidad_es_la_persona() -> None:
    registro = Escribiente(0).escribir(PERSONA, Canal.TERRENO, crear_azar(1))
    assert registro.errores == ()
    assert replace(registro.identidad, run="") == Identidad(
        nombres="María José",
        apellido_paterno="Muñoz",
        apellido_materno="De la Peña",
        nombre_social="Matías",
        fecha_nacimiento="1980-03-09",
        sexo=Sexo.F,
        comuna="Viña del Mar",
        nacionalidad="VE",
        documentos=(Documento("pasaporte", "AT123456", "VE"),),
    )


@pytest.mark.parametrize(
    ("estilo", "escrito"),
    [
        ("puntos", "12.345.678-5"),
        ("guion", "12345678-5"),
        ("junto", "123456785"),
        ("espacios", "12 345 678-5"),
    ],
)
def test_el_run_se_escribe_en_los_estilos_usuales(estilo: str, escrito: str) -> None:
    assert escribir_run("12345678", "5", estilo) == escrito


def test_un_cuerpo_con_letras_conserva_su_forma() -> None:
    assert escribir_run("l2345678", "5", "puntos") == "l2345678-5"


def test_el_run_ajeno_reemplaza_al_propio() -> None:
    registro = Escribiente(0).escribir(
        PERSONA, Canal.LECTOR, crear_azar(1), run_prestado=11_111_112
    )
    assert registro.identidad.run.replace(".", "").replace(" ", "").startswith("11111112")


def test_el_digito_cambiado_deja_un_dv_que_ya_no_calza_hasta_que_alguien_lo_recalcula() -> None:
    borrador, azar = abrir(), crear_azar(2)
    assert ruido_run.cambiar_digito(borrador, azar)
    assert borrador.cuerpo != "12345678"
    assert borrador.dv == "5"
    assert ruido_run.recalcular_dv(borrador, azar)
    assert borrador.dv != "5"


def test_un_run_ya_alterado_no_recibe_otro_error() -> None:
    borrador, azar = abrir(), crear_azar(3)
    assert ruido_run.omitir_digito(borrador, azar)
    assert not ruido_run.agregar_digito(borrador, azar)


def test_el_recien_nacido_se_anota_con_el_run_de_la_madre() -> None:
    borrador = abrir()
    assert ruido_run.poner_run_de_la_madre(borrador, crear_azar(4))
    assert leer(borrador).run == "7654321-6"


def test_el_pasaporte_va_en_el_campo_del_run_sin_dv() -> None:
    borrador = abrir()
    assert ruido_run.poner_documento_en_run(borrador, crear_azar(5))
    assert leer(borrador).run == "AT123456"


def test_la_casada_lleva_de_y_el_apellido_del_marido() -> None:
    borrador = abrir()
    assert ruido_nombres.usar_apellido_de_casada(borrador, crear_azar(6))
    assert leer(borrador).apellido_materno.startswith("de ")


def test_los_campos_cruzados_ponen_los_apellidos_donde_van_los_nombres() -> None:
    borrador = abrir()
    assert ruido_nombres.cruzar_campos(borrador, crear_azar(7))
    assert borrador.campos_de_nombre() == ["Muñoz De la Peña", "María", "José"]


def test_todo_en_un_campo_deja_vacios_los_apellidos() -> None:
    borrador = abrir()
    assert ruido_nombres.juntar_todo(borrador, crear_azar(8))
    assert borrador.campos_de_nombre() == ["María José Muñoz De la Peña", "", ""]


def test_la_particula_se_pega_al_apellido() -> None:
    borrador = abrir()
    assert ruido_nombres.pegar_particulas(borrador, crear_azar(9))
    assert leer(borrador).apellido_materno == "Delapeña"


def test_el_segundo_nombre_pasa_a_ser_el_primero() -> None:
    borrador = abrir()
    assert ruido_nombres.anteponer_segundo_nombre(borrador, crear_azar(10))
    assert leer(borrador).nombres == "José"


def test_las_entidades_html_nombran_cada_letra_que_no_es_ascii() -> None:
    borrador = abrir()
    assert ruido_escritura.escribir_entidades(borrador, crear_azar(11))
    assert leer(borrador).apellido_paterno == "Mu&ntilde;oz"


def test_quitar_tildes_conserva_la_enie() -> None:
    borrador = abrir()
    assert ruido_escritura.quitar_tildes(borrador, crear_azar(12))
    assert borrador.campos_de_nombre() == ["Maria Jose", "Muñoz", "De la Peña"]


def test_la_descodificacion_errada_da_las_tres_formas_conocidas() -> None:
    formas = set()
    for semilla in range(40):
        borrador = abrir()
        ruido_escritura.descodificar_mal(borrador, crear_azar(semilla))
        formas.add(borrador.paterno)
    assert formas == {"MuÃ±oz", "Mu?oz", "Mu\N{REPLACEMENT CHARACTER}oz"}


def test_dia_y_mes_se_invierten_solo_cuando_cabe() -> None:
    borrador = abrir()
    assert ruido_otros.invertir_dia_y_mes(borrador, crear_azar(13))
    assert leer(borrador).fecha_nacimiento == "1980-09-03"
    dia_alto = abrir_borrador(replace(PERSONA, nacimiento=date(1980, 3, 21)), None)
    assert not ruido_otros.invertir_dia_y_mes(dia_alto, crear_azar(13))


def test_toda_fecha_completa_que_se_escribe_existe() -> None:
    escribiente, azar = Escribiente(8), crear_azar(14)
    bisiesto = replace(PERSONA, nacimiento=date(2004, 2, 29))
    fechas = [
        escribiente.escribir(bisiesto, canal, azar).identidad.fecha_nacimiento
        for canal in Canal
        for _ in range(300)
    ]
    completas = [fecha for fecha in fechas if len(fecha) == 10]
    assert len(completas) > 200
    assert all(date.fromisoformat(fecha) for fecha in completas)


def test_los_nombres_de_tratamiento_no_se_repiten_y_hay_una_tasa_por_canal() -> None:
    nombres = [tratamiento.nombre for tratamiento in TRATAMIENTOS]
    assert len(set(nombres)) == len(nombres)
    assert {len(tratamiento.por_mil) for tratamiento in TRATAMIENTOS} == {7}


@pytest.mark.parametrize("canal", list(Canal))
def test_las_tasas_observadas_son_las_declaradas(canal: Canal) -> None:
    escribiente, azar = Escribiente(), crear_azar(15)
    veces = 4_000
    vistas = Counter(
        error for _ in range(veces) for error in escribiente.escribir(PERSONA, canal, azar).errores
    )
    for tratamiento in TRATAMIENTOS:
        if tratamiento.nombre in UNIVERSALES:
            declarada = tratamiento.tasa(canal)
            assert abs(vistas[tratamiento.nombre] / veces - declarada) < 0.025


def test_el_ruido_multiplica_las_tasas_sin_pasar_el_tope() -> None:
    por_nombre = {tratamiento.nombre: tratamiento for tratamiento in TRATAMIENTOS}
    assert por_nombre["run_digito"].tasa(Canal.MESON, 2.0) == pytest.approx(0.06)
    assert por_nombre["run_ausente"].tasa(Canal.TERRENO, 2.0) == pytest.approx(0.95)
