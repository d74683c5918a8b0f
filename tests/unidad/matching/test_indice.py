from dataclasses import replace

import pytest

from matching.explicacion import redactar
from matching.indice import Indice
from matching.tipos import Decision, Ficha, Identidad, Sexo
from matching.umbrales import Umbrales, UmbralesInvalidos

PERSONA = Identidad(
    run="12.345.678-5",
    nombres="Juan Carlos",
    apellido_paterno="Muñoz",
    apellido_materno="Huenchumilla",
    fecha_nacimiento="1990-02-03",
    sexo=Sexo.M,
    comuna="Ñuñoa",
)
OTRA = Identidad(
    run="9.876.543-3",
    nombres="Rosa Elena",
    apellido_paterno="Catrileo",
    apellido_materno="Zúñiga",
    fecha_nacimiento="1961-10-30",
    sexo=Sexo.F,
    comuna="Temuco",
)


@pytest.fixture
def indice() -> Indice:
    indice = Indice()
    indice.poner(Ficha("caso-1", "persona-1", PERSONA))
    indice.poner(Ficha("caso-2", "persona-2", OTRA))
    return indice


def test_una_persona_con_todos_sus_datos_se_enlaza(indice: Indice) -> None:
    (candidato,) = indice.buscar(PERSONA)
    assert candidato.casos == ("caso-1",)
    assert candidato.decision is Decision.ENLACE
    assert candidato.probabilidad > 0.99


def test_un_desconocido_no_tiene_candidatos(indice: Indice) -> None:
    desconocido = Identidad(nombres="Pedro", apellido_paterno="Soto", fecha_nacimiento="1970-01-05")
    assert indice.buscar(desconocido) == ()
    assert indice.buscar_mejor(desconocido) is None


def test_el_run_con_error_de_tecleo_y_el_nombre_bastan_para_enlazar(indice: Indice) -> None:
    (candidato,) = indice.buscar(replace(PERSONA, run="12.345.687-5", fecha_nacimiento=""))
    assert candidato.decision is Decision.ENLACE


def test_sin_run_el_nombre_y_la_fecha_bastan_para_enlazar(indice: Indice) -> None:
    (candidato,) = indice.buscar(replace(PERSONA, run=""))
    assert candidato.decision is Decision.ENLACE


def test_el_nombre_solo_llega_a_revision_y_no_mas(indice: Indice) -> None:
    solo_nombre = replace(PERSONA, run="", fecha_nacimiento="")
    (candidato,) = indice.buscar(solo_nombre)
    assert candidato.decision is Decision.REVISION


def test_un_run_prestado_se_revisa_y_lo_dice(indice: Indice) -> None:
    (candidato,) = indice.buscar(
        Identidad(run=PERSONA.run, nombres="Wilner", apellido_paterno="Pierre", sexo=Sexo.F)
    )
    assert candidato.casos == ("caso-1",)
    assert candidato.decision is Decision.REVISION
    assert candidato.explicacion[-1].nivel == "prestado"


def test_quien_da_su_apodo_y_otro_materno_no_parece_otra_persona(indice: Indice) -> None:
    apodo = replace(PERSONA, nombres="Juanito", apellido_paterno="", apellido_materno="Tapia")
    (candidato,) = indice.buscar(apodo)
    assert "prestado" not in {aporte.nivel for aporte in candidato.explicacion}


def test_un_gemelo_no_se_enlaza(indice: Indice) -> None:
    gemelo = replace(PERSONA, run="12.345.679-3", nombres="Pedro Andrés")
    assert all(c.decision is not Decision.ENLACE for c in indice.buscar(gemelo))


def test_poner_de_nuevo_un_caso_lo_reemplaza(indice: Indice) -> None:
    indice.poner(Ficha("caso-1", "persona-1", replace(PERSONA, run="", nombres="Bernardo")))
    assert len(indice) == 2
    assert all(c.decision is not Decision.ENLACE for c in indice.buscar(PERSONA))


def test_quitar_un_caso_lo_olvida_y_quitarlo_otra_vez_no_falla(indice: Indice) -> None:
    indice.quitar("caso-1")
    indice.quitar("caso-1")
    assert len(indice) == 1
    assert indice.buscar(PERSONA) == ()


def test_los_casos_con_el_mismo_run_sin_contradiccion_son_un_candidato(indice: Indice) -> None:
    indice.poner(Ficha("caso-0", "persona-9", replace(PERSONA, apellido_materno="")))
    (candidato,) = indice.buscar(PERSONA)
    assert candidato.casos == ("caso-0", "caso-1")
    assert candidato.decision is Decision.ENLACE


def test_los_casos_con_el_mismo_run_y_otro_nombre_siguen_siendo_dos(indice: Indice) -> None:
    indice.poner(Ficha("caso-3", "persona-3", replace(OTRA, run=PERSONA.run)))
    candidatos = indice.buscar(PERSONA)
    assert [c.casos for c in candidatos] == [("caso-1",), ("caso-3",)]
    assert [c.decision for c in candidatos] == [Decision.ENLACE, Decision.REVISION]


def test_los_casos_que_un_funcionario_reunio_son_un_candidato(indice: Indice) -> None:
    indice.poner(Ficha("caso-3", "persona-1", replace(OTRA, run="")))
    casos = [candidato.casos for candidato in indice.buscar(PERSONA)]
    assert casos == [("caso-1", "caso-3")]


def test_dos_personas_iguales_compiten_y_ninguna_se_enlaza(indice: Indice) -> None:
    sin_run = replace(PERSONA, run="")
    indice.poner(Ficha("caso-3", "persona-3", sin_run))
    indice.poner(Ficha("caso-4", "persona-4", sin_run))
    indice.quitar("caso-1")
    candidatos = indice.buscar(sin_run)
    assert [c.casos for c in candidatos] == [("caso-3",), ("caso-4",)]
    assert [c.decision for c in candidatos] == [Decision.REVISION, Decision.REVISION]
    assert all(candidato.alcanza_revision for candidato in candidatos)


def test_un_apellido_con_errata_y_sin_run_se_encuentra_por_la_fecha(indice: Indice) -> None:
    indice.poner(
        Ficha(
            "caso-5",
            "persona-5",
            Identidad(
                nombres="Wislyn", apellido_paterno="Toussaint", fecha_nacimiento="1988-07-19"
            ),
        )
    )
    evento = Identidad(nombres="Wisly", apellido_paterno="Tousaint", fecha_nacimiento="1988-07-19")
    (candidato,) = indice.buscar(evento)
    assert candidato.casos == ("caso-5",)


def test_el_nombre_social_vale_como_el_registrado_y_el_sexo_no_contradice(indice: Indice) -> None:
    social = replace(PERSONA, run="", nombres="", nombre_social="Javiera", sexo=Sexo.F)
    indice.poner(Ficha("caso-1", "persona-1", replace(PERSONA, nombre_social="Javiera")))
    (candidato,) = indice.buscar(social)
    niveles = {aporte.campo: aporte.nivel for aporte in candidato.explicacion}
    assert niveles["primer_nombre"] == "exacto"
    assert "sexo" not in niveles


def test_las_solas_iniciales_no_llegan_ni_a_revision(indice: Indice) -> None:
    iniciales = Identidad(
        nombres="J. C.",
        apellido_paterno="M.",
        apellido_materno="H.",
        fecha_nacimiento="1990-02-03",
        sexo=Sexo.M,
        comuna="Ñuñoa",
    )
    assert indice.buscar(iniciales) == ()


def test_un_run_de_relleno_no_acerca_a_nadie(indice: Indice) -> None:
    relleno = "11.111.111-1"
    indice.poner(Ficha("caso-1", "persona-1", replace(PERSONA, run=relleno)))
    otra = Identidad(run=relleno, nombres="Pedro", apellido_paterno="Soto")
    assert indice.buscar(otra) == ()


def test_quien_usa_un_run_sin_guion_se_encuentra_por_su_otra_lectura(indice: Indice) -> None:
    indice.poner(Ficha("caso-6", "persona-6", replace(OTRA, run="76543216")))
    (candidato,) = indice.buscar(Identidad(run="7.654.321-6", nombres="Rosa"))
    assert candidato.casos == ("caso-6",)


def test_los_umbrales_se_pueden_cambiar() -> None:
    exigente = Indice(Umbrales(enlace=0.999999, revision=0.9))
    exigente.poner(Ficha("caso-1", "persona-1", PERSONA))
    solo_nombre = replace(PERSONA, run="", fecha_nacimiento="", comuna="")
    assert exigente.buscar(replace(solo_nombre, apellido_materno="")) == ()
    with pytest.raises(UmbralesInvalidos):
        Umbrales(enlace=0.1, revision=0.5)


FRASE_TODO_IGUAL = (
    "Coinciden el RUN, los dos apellidos, el primer nombre, el segundo nombre, la fecha de"
    " nacimiento, el sexo y la comuna."
)
FRASE_FECHA_INVERTIDA = (
    "Coinciden el RUN y los dos apellidos; la fecha de nacimiento 02-03-1990 tiene día y mes"
    " invertidos respecto de 03-02-1990."
)
FRASE_MUCHOS_ERRORES = (
    "Coincide la fecha de nacimiento; el RUN 12.345.679-5 difiere en un error de tecleo de"
    " 12.345.678-5 y su dígito verificador lo delata; el apellido paterno «Muñoz» es el mismo, con"
    " los apellidos invertidos; el apellido materno «Huenchumiya» suena igual que «Huenchumilla»,"
    " con los apellidos invertidos; el primer nombre «Juanito» es apodo o abreviatura de «Juan», o"
    " al revés; el sexo femenino no es masculino; la comuna Maipú es de la misma región que Ñuñoa."
)
MUCHOS_ERRORES = replace(
    PERSONA,
    run="12.345.679-5",
    nombres="Juanito",
    apellido_paterno="Huenchumiya",
    apellido_materno="Muñoz",
    sexo=Sexo.F,
    comuna="Maipú",
)
FECHA_INVERTIDA = replace(PERSONA, nombres="", fecha_nacimiento="1990-03-02", sexo=None, comuna="")


@pytest.mark.parametrize(
    ("evento", "frase"),
    [
        (PERSONA, FRASE_TODO_IGUAL),
        (FECHA_INVERTIDA, FRASE_FECHA_INVERTIDA),
        (MUCHOS_ERRORES, FRASE_MUCHOS_ERRORES),
    ],
)
def test_la_explicacion_se_lee_como_una_frase(
    indice: Indice, evento: Identidad, frase: str
) -> None:
    candidato = indice.buscar_mejor(evento)
    assert candidato is not None
    assert redactar(candidato.explicacion) == frase
