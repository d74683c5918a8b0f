"""Lo cifrado solo abre con su llave y en su columna."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistema.modelos.base import Base
from sistema.nucleo.cripto import ColumnaCifrada, JsonCifrado, Llavero
from sistema.nucleo.errores import CifradoInvalido

# Escrito aquí a propósito: quitarle el cifrado a una de estas columnas debe ser una decisión.
CIFRADAS = [
    "acuerdo_paso.motivo",
    "antecedente_riesgo.contenido",
    "asiento.detalle",
    "caso.circunstancias",
    "coincidencia.explicacion",
    "contacto.datos",
    "contacto.original",
    "contacto.persona",
    "contraparte.correo",
    "contraparte.nombre",
    "contraparte.telefono",
    "credencial_usuario.totp_propuesto",
    "credencial_usuario.totp_secreto",
    "decision_coincidencia.motivo",
    "decision_riesgo.motivo",
    "denuncia.denunciante",
    "denuncia.domicilio",
    "denuncia.relato",
    "denuncia.telefono",
    "denuncia.vinculo",
    "desenlace.grupo",
    "desenlace.sustento",
    "evaluacion_riesgo.antecedentes",
    "evaluacion_riesgo.detalle",
    "ficha_usuario.apellido_materno",
    "ficha_usuario.apellido_paterno",
    "ficha_usuario.correo",
    "ficha_usuario.nombres",
    "ficha_usuario.run",
    "ficha_usuario.telefono",
    "hecho_institucion.motivo",
    "hecho_usuario.motivo",
    "hipotesis.sustento",
    "ingreso_oidc.nonce",
    "ingreso_oidc.verificador",
    "perfil_otorgado.motivo",
    "persona.apellido_materno",
    "persona.apellido_paterno",
    "persona.comuna",
    "persona.fecha_nacimiento",
    "persona.nacionalidad",
    "persona.nombre_social",
    "persona.nombres",
    "persona.run",
    "persona.sexo",
    "reevaluacion_pendiente.reposo",
    "resultado_diligencia.resultado",
    "uso_irregular_paso.texto",
    "usuario.nombre",
    "usuario.redes",
    "version_coincidencia.explicacion",
    "visto_bueno_riesgo.motivo",
]


def crear_llavero(semilla: int = 1) -> Llavero:
    return Llavero(
        cifrado={1: bytes([semilla]) * 32, 2: bytes([semilla + 1]) * 32},
        activa=2,
        indice=bytes([semilla + 2]) * 32,
        huellas=bytes([semilla + 3]) * 32,
    )


def listar_cifradas() -> list[tuple[str, str]]:
    """Cada columna cifrada del modelo y el contexto al que queda atada."""
    return sorted(
        (f"{columna.table.name}.{columna.name}", columna.type.contexto)
        for tabla in Base.metadata.tables.values()
        for columna in tabla.columns
        if isinstance(columna.type, ColumnaCifrada)
    )


def test_las_columnas_personales_estan_cifradas() -> None:
    assert [columna for columna, _contexto in listar_cifradas()] == CIFRADAS


def test_cada_columna_cifrada_esta_atada_a_su_propia_tabla_y_columna() -> None:
    assert [columna for columna, contexto in listar_cifradas() if contexto != columna] == []


@given(st.binary(max_size=300))
def test_lo_cifrado_vuelve_igual_y_nunca_se_parece_al_claro(claro: bytes) -> None:
    llavero = crear_llavero()
    cerrado = llavero.cifrar(claro, "persona.run")
    assert llavero.descifrar(cerrado, "persona.run") == claro
    assert cerrado[:4] == b"\x00\x00\x00\x02"
    assert len(cerrado) == 4 + 12 + len(claro) + 16
    assert cerrado != llavero.cifrar(claro, "persona.run")


@pytest.mark.parametrize(
    ("contexto", "llavero"),
    [
        ("persona.nombres", crear_llavero()),
        ("caso.run", crear_llavero()),
        ("persona.run", crear_llavero(semilla=9)),
        ("persona.run", Llavero(cifrado={}, activa=1, indice=b"", huellas=b"")),
    ],
    ids=["otra_columna", "otra_tabla", "otra_llave", "sin_llave"],
)
def test_lo_cifrado_no_abre_fuera_de_lugar(contexto: str, llavero: Llavero) -> None:
    cerrado = crear_llavero().cifrar(b"12.345.678-5", "persona.run")
    with pytest.raises(CifradoInvalido, match=contexto.replace(".", r"\.")):
        llavero.descifrar(cerrado, contexto)


@given(st.integers(min_value=0, max_value=43), st.integers(min_value=1, max_value=255))
def test_un_solo_byte_alterado_no_abre_y_el_error_no_cita_nada(lugar: int, mascara: int) -> None:
    llavero = crear_llavero()
    cerrado = bytearray(llavero.cifrar(b"12.345.678-5", "persona.run"))
    cerrado[lugar] ^= mascara
    with pytest.raises(CifradoInvalido) as error:
        llavero.descifrar(bytes(cerrado), "persona.run")
    assert "12.345" not in str(error.value)
    assert error.value.__cause__ is None


@given(st.binary(max_size=15))
def test_bytes_cortados_no_abren(cortado: bytes) -> None:
    with pytest.raises(CifradoInvalido):
        crear_llavero().descifrar(cortado, "persona.run")


def test_la_clave_ciega_y_la_huella_dependen_de_llaves_distintas() -> None:
    llavero, otro = crear_llavero(), crear_llavero(semilla=9)
    assert llavero.clave_ciega("run:12345678") == llavero.clave_ciega("run:12345678")
    assert llavero.clave_ciega("run:12345678") != otro.clave_ciega("run:12345678")
    assert llavero.clave_ciega("run:12345678") != llavero.huella(b"run:12345678")
    assert len(llavero.huella(b"")) == 32


def test_un_llavero_impreso_no_muestra_ninguna_llave() -> None:
    escrito = repr(crear_llavero())
    assert escrito == "Llavero(activa=2)"


def test_un_json_cifrado_no_admite_lo_que_json_no_puede_decir() -> None:
    columna = JsonCifrado("contacto.datos")
    assert columna.de_bytes(columna.a_bytes({"ñ": [1, None, True]})) == {"ñ": [1, None, True]}
    with pytest.raises(ValueError, match="JSON compliant"):
        columna.a_bytes({"lat": float("nan")})
