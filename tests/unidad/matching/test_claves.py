from dataclasses import replace

import pytest

from matching.claves import claves_de_bloqueo, variantes_de_busqueda
from matching.tipos import Documento, Identidad

PERSONA = Identidad(
    run="12.345.678-5",
    nombres="Juan Carlos",
    apellido_paterno="Muñoz",
    apellido_materno="Huenchumilla",
    fecha_nacimiento="1990-02-03",
    documentos=(Documento("pasaporte", "ab-123456", "CL"),),
)


def test_una_identidad_completa_da_una_clave_de_cada_tipo() -> None:
    assert claves_de_bloqueo(PERSONA) == {
        "run:12345678",
        "par:NNS|UNXN:1990",
        "fecha:1990-02-03:JN",
        "doc:AB123456",
    }


def test_sin_fecha_va_el_otro_par_en_el_lugar_de_la_fecha() -> None:
    assert claves_de_bloqueo(replace(PERSONA, fecha_nacimiento="", documentos=())) == {
        "run:12345678",
        "par:NNS|UNXN:sin_anio",
        "par:JN|NNS:sin_anio",
    }


def test_con_run_y_fecha_cabe_el_par_del_apellido_con_el_nombre() -> None:
    assert claves_de_bloqueo(replace(PERSONA, documentos=())) == {
        "run:12345678",
        "par:NNS|UNXN:1990",
        "fecha:1990-02-03:JN",
        "par:JN|NNS:1990",
    }


def test_un_run_sin_guion_se_guarda_en_sus_dos_lecturas() -> None:
    claves = claves_de_bloqueo(Identidad(run="76543216"))
    assert claves == {"run:7654321", "run:76543216"}


def test_un_run_de_relleno_no_es_clave() -> None:
    assert claves_de_bloqueo(Identidad(run="11.111.111-1")) == frozenset()


def test_sin_datos_no_hay_claves() -> None:
    assert claves_de_bloqueo(Identidad()) == frozenset()
    assert variantes_de_busqueda(Identidad()) == frozenset()


SIN_RUN = replace(PERSONA, run="", documentos=())


@pytest.mark.parametrize(
    "guardado",
    [
        replace(SIN_RUN, run="12.345.687-5"),
        replace(SIN_RUN, run="1.234.567-4"),
        replace(SIN_RUN, fecha_nacimiento="1990-03-02"),
        replace(SIN_RUN, fecha_nacimiento="1991"),
        replace(SIN_RUN, fecha_nacimiento="1980-02-03"),
        replace(SIN_RUN, fecha_nacimiento="", apellido_materno=""),
        replace(SIN_RUN, apellido_paterno="Huenchumilla", apellido_materno="Muños"),
        replace(SIN_RUN, apellido_paterno="X", apellido_materno="Z", nombres="Carlos"),
        replace(SIN_RUN, nombres="Munoz Wenchumiya Juan", apellido_paterno="", apellido_materno=""),
    ],
)
def test_quien_busca_enumera_los_errores_de_lo_guardado(guardado: Identidad) -> None:
    assert claves_de_bloqueo(guardado) & variantes_de_busqueda(PERSONA)


def test_las_variantes_son_unos_centenares() -> None:
    assert 200 < len(variantes_de_busqueda(PERSONA)) < 450
    assert len(variantes_de_busqueda(replace(PERSONA, fecha_nacimiento=""))) < 450


def test_otra_persona_no_comparte_claves() -> None:
    otra = Identidad(
        run="9.876.543-3",
        nombres="Rosa",
        apellido_paterno="Catrileo",
        fecha_nacimiento="1961-10-30",
    )
    assert not claves_de_bloqueo(otra) & variantes_de_busqueda(PERSONA)
