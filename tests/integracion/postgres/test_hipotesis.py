"""Las hipótesis de un caso: varias, con versiones, sin perder ninguna aunque lleguen a la vez."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from riesgo.errores import AntecedentesInvalidos
from riesgo.hipotesis import Hipotesis, Plausibilidad
from sistema.acceso.sujeto import Sujeto
from sistema.hipotesis import servicio
from sistema.hipotesis.errores import TipoDesconocido
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos
from tests.apoyo.sistema import FISCAL, SistemaDePrueba
from tests.integracion.postgres.apoyo import abrir_caso, esperar_hasta
from tests.integracion.postgres.apoyo_protocolo import investigador

# Escrito aquí a propósito: todas las versiones de la API deben turnarse con el mismo número.
CANDADO_DE_HIPOTESIS = 21_500_012


@pytest.fixture
def caso_id(sistema: SistemaDePrueba) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), investigador(sistema))


def formular(
    sistema: SistemaDePrueba,
    caso_id: UUID,
    sustento: str,
    tipo: str = "ACCIDENTE_NATURAL",
    plausibilidad: Plausibilidad = Plausibilidad.MEDIA,
    quien: Sujeto | None = None,
) -> Hipotesis:
    sujeto = quien or investigador(sistema)
    with sistema.bd(Papel.API).transaccion() as sesion:
        return servicio.formular(sesion, sujeto, caso_id, tipo, sustento, plausibilidad)


def historia(sistema: SistemaDePrueba, caso_id: UUID) -> list[tuple[str, int, str, str]]:
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        versiones = servicio.listar(sesion, caso_id)
    return [(h.tipo, h.version, h.sustento, h.autor) for h in versiones]


def test_corregir_una_hipotesis_agrega_una_version_y_deja_las_anteriores(
    sistema: SistemaDePrueba, caso_id: UUID
) -> None:
    formular(sistema, caso_id, "Salió a caminar al cerro.")
    formular(sistema, caso_id, "Hay amenazas.", "VIOLENCIA_GENERO", Plausibilidad.ALTA)
    segunda = formular(
        sistema,
        caso_id,
        "La vieron bajar.",
        plausibilidad=Plausibilidad.DESCARTADA,
        quien=investigador(sistema, FISCAL),
    )
    assert (segunda.version, segunda.formulada_en) == (2, sistema.reloj())
    assert historia(sistema, caso_id) == [
        ("ACCIDENTE_NATURAL", 1, "Salió a caminar al cerro.", "pdi"),
        ("ACCIDENTE_NATURAL", 2, "La vieron bajar.", "ministerio_publico"),
        ("VIOLENCIA_GENERO", 1, "Hay amenazas.", "pdi"),
    ]


# Mutación probada: agregar siempre; comparar sin mirar quién.
def test_repetir_lo_mismo_no_agrega_otra_version_pero_otra_persona_si(
    sistema: SistemaDePrueba, caso_id: UUID
) -> None:
    for _vez in range(2):
        assert formular(sistema, caso_id, "Lo mismo.").version == 1
    assert formular(sistema, caso_id, "Lo mismo.", quien=investigador(sistema, FISCAL)).version == 2
    assert formular(sistema, caso_id, "Lo mismo.", plausibilidad=Plausibilidad.BAJA).version == 3
    assert sistema.contar("hipotesis") == 3


# Mutación probada: quitar el candado.
def test_las_versiones_de_un_caso_se_turnan(sistema: SistemaDePrueba, caso_id: UUID) -> None:
    esperando = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :c "
        "AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with ThreadPoolExecutor(2) as hilos:
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(
                text("SELECT pg_advisory_xact_lock(:c, hashtext(:caso))"),
                {"c": CANDADO_DE_HIPOTESIS, "caso": str(caso_id)},
            )
            vuelos = [hilos.submit(formular, sistema, caso_id, f"Idea {n}.") for n in range(2)]
            esperar_hasta(lambda: sistema.consultar(esperando, c=CANDADO_DE_HIPOTESIS) == [(2,)])
        assert sorted(vuelo.result().version for vuelo in vuelos) == [1, 2]


# Mutación probada: no mirar el catálogo.
def test_una_hipotesis_que_el_catalogo_no_tiene_se_niega(
    sistema: SistemaDePrueba, caso_id: UUID
) -> None:
    with pytest.raises(TipoDesconocido):
        formular(sistema, caso_id, "Porque sí.", "EXTRATERRESTRES")
    with pytest.raises(AntecedentesInvalidos, match="sustento"):
        formular(sistema, caso_id, "   ")
    assert sistema.contar("hipotesis") == 0


def test_un_caso_que_no_existe_se_niega_y_queda_asentado(sistema: SistemaDePrueba) -> None:
    with pytest.raises(NoEncontrado):
        formular(sistema, UUID(int=9), "Algo.")
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace) == ("hipotesis:formular", "rechazado")


def test_el_sustento_queda_cifrado_y_el_acto_asentado(
    sistema: SistemaDePrueba, caso_id: UUID
) -> None:
    formular(sistema, caso_id, "La amenazó su pareja.")
    [(guardado,)] = sistema.consultar("SELECT sustento FROM hipotesis")
    assert b"pareja" not in bytes(guardado)
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, ultimo.caso_id) == (
        "hipotesis:formular",
        "hecho",
        caso_id,
    )
    assert ultimo.detalle == {"hipotesis": "ACCIDENTE_NATURAL"}


def test_las_de_muchos_casos_se_leen_juntas(sistema: SistemaDePrueba, caso_id: UUID) -> None:
    otro = abrir_caso(sistema.bd(Papel.API), investigador(sistema))
    vacio = abrir_caso(sistema.bd(Papel.API), investigador(sistema))
    formular(sistema, caso_id, "Una.")
    formular(sistema, otro, "Otra.")
    formular(sistema, otro, "Otra más.")
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        reunidas = servicio.listar_de_varios(sesion, [caso_id, otro, vacio])
    assert {c: [h.sustento for h in historia] for c, historia in reunidas.items()} == {
        caso_id: ["Una."],
        otro: ["Otra.", "Otra más."],
    }
