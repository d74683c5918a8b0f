"""Lo personal se guarda cerrado, se abre con su llave y se halla por su clave ciega."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, NullPool, create_engine, text

from sistema.casos.servicio import buscar_por_run
from sistema.entorno.estado import escribir_privado
from sistema.modelos.persona import Persona
from sistema.nucleo.errores import CifradoInvalido, ConfiguracionInvalida
from sistema.nucleo.llaves import abrir_bd, abrir_llavero, asegurar_llaves
from sistema.nucleo.migracion import configurar_alembic
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    abrir_caso,
    esperar_hasta,
    hallar_canarios,
    sujeto,
)

MAESTRA = b"m" * 32
ESPERAN_LA_TABLA = (
    "SELECT count(*) FROM pg_locks WHERE relation = 'llave'::regclass AND NOT granted"
)


def crear_motor(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


def test_ninguna_columna_guarda_en_claro_lo_personal(sistema: SistemaDePrueba) -> None:
    persona = {
        "run": "12.345.678-5",
        "nombres": "Canariorosa Milcanario",
        "apellido_paterno": "Canariopaterno",
        "apellido_materno": "Canariomaterno",
        "nombre_social": "Canariosocial",
        "fecha_nacimiento": "1984-03-09",
        "sexo": "F",
        "nacionalidad": "CHL",
        "comuna": "Canariocomuna",
    }
    abrir_caso(
        sistema.bd(Papel.API),
        sujeto(sistema),
        persona,
        relato="Canariorelato largo",
        denunciante={
            "identificacion": "Canariodenunciante",
            "domicilio": "Canariodomicilio 1",
            "telefono": "Canariofono",
            "vinculo": "Canariovinculo",
        },
        desaparicion={"comuna": "Temuco", "circunstancias": "Canariocircunstancias"},
    )
    sin_comuna = {campo: valor for campo, valor in persona.items() if campo != "comuna"}
    resultado = sistema.puerta().registrar_lote(
        lote(
            evento(1, persona=sin_comuna, observacion="Canarioobservacion"),
            b'{"Canariocuarentena": 1}',
        ),
    )
    assert (resultado.coincidencias, resultado.en_cuarentena) == (1, 1)
    canarios = ["anario", "12.345.678", "12345678", "1984-03-09"]
    assert hallar_canarios(sistema, canarios) == []


def test_la_busqueda_de_canarios_ve_lo_que_esta_en_claro(sistema: SistemaDePrueba) -> None:
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema), unidad="Unidad del Canario")
    assert hallar_canarios(sistema, ["del Canario"]) == [("denuncia.unidad", "del Canario")]


def test_un_dato_copiado_a_otra_columna_no_abre(sistema: SistemaDePrueba) -> None:
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE persona SET comuna = run"))
    with (
        sistema.bd(Papel.API).transaccion() as sesion,
        pytest.raises(CifradoInvalido, match=r"persona\.comuna"),
    ):
        sesion.query(Persona).one()


def test_con_otra_llave_maestra_no_se_abre_la_base(
    sistema: SistemaDePrueba,
    tmp_path: Path,
) -> None:
    ajena = tmp_path / "ajena"
    escribir_privado(ajena, secrets.token_bytes(32))
    with pytest.raises(CifradoInvalido, match="no es la de esta base"):
        abrir_bd(sistema.preparado.urls[Papel.API], ajena)


def test_una_llave_maestra_expuesta_no_abre_la_base(
    sistema: SistemaDePrueba,
    tmp_path: Path,
) -> None:
    expuesta = tmp_path / "expuesta"
    expuesta.write_bytes(sistema.preparado.llave_maestra.read_bytes())
    expuesta.chmod(0o644)
    with pytest.raises(ConfiguracionInvalida, match="0600"):
        abrir_bd(sistema.preparado.urls[Papel.API], expuesta)


def test_sin_llaves_guardadas_se_dice_que_falta_migrar(base_vacia: Mapping[Papel, str]) -> None:
    motor = crear_motor(base_vacia[Papel.DUENO])
    with motor.connect() as conexion:
        command.upgrade(configurar_alembic(conexion), "head")
    with pytest.raises(ConfiguracionInvalida, match="sistema migrar"):
        abrir_llavero(motor, MAESTRA)


def test_las_llaves_se_crean_una_sola_vez_aunque_se_pidan_a_la_vez(
    base_vacia: Mapping[Papel, str],
) -> None:
    motor = crear_motor(base_vacia[Papel.DUENO])
    with motor.connect() as conexion:
        command.upgrade(configurar_alembic(conexion), "head")
    # Los dos llegan cuando aún no hay ninguna, y ninguno puede escribir antes que el otro mire.
    with ThreadPoolExecutor(2) as hilos, motor.connect() as retiene:
        retiene.execute(text("LOCK TABLE llave IN EXCLUSIVE MODE"))
        creaciones = [hilos.submit(asegurar_llaves, motor, MAESTRA) for _ in range(2)]
        esperar_hasta(lambda: retiene.scalar(text(ESPERAN_LA_TABLA)) == 2)
        retiene.rollback()
    assert [creacion.result() for creacion in creaciones] == [None, None]
    with motor.connect() as conexion:
        propositos = conexion.scalars(text("SELECT proposito FROM llave ORDER BY 1")).all()
        envueltas = conexion.scalars(text("SELECT envuelta FROM llave ORDER BY 1")).all()
    assert propositos == ["cifrado", "huellas", "indice"]
    asegurar_llaves(motor, MAESTRA)
    with motor.connect() as conexion:
        assert conexion.scalars(text("SELECT envuelta FROM llave ORDER BY 1")).all() == envueltas


def test_las_llaves_guardadas_son_distintas_y_ninguna_esta_en_claro(
    sistema: SistemaDePrueba,
) -> None:
    llavero = sistema.bd(Papel.API).llavero
    claras = {*llavero.cifrado.values(), llavero.indice, llavero.huellas}
    assert len(claras) == 3
    guardadas = b"".join(fila[0] for fila in sistema.consultar("SELECT envuelta FROM llave"))
    assert not any(clara in guardadas for clara in claras)
    assert sistema.preparado.llave_maestra.read_bytes() not in guardadas


@pytest.mark.parametrize("escrito", ["12.345.678-5", "12345678-5", "12345678", " 12.345.678 - 5"])
def test_la_clave_ciega_encuentra_a_la_persona_se_escriba_como_se_escriba(
    sistema: SistemaDePrueba,
    escrito: str,
) -> None:
    quien = sujeto(sistema)
    bd = sistema.bd(Papel.API)
    buscado, _otro = (abrir_caso(bd, quien, persona) for persona in PERSONAS[:2])
    with bd.transaccion() as sesion:
        hallados = buscar_por_run(sesion, bd.llavero, escrito)
    assert [caso.id for caso, _identidad in hallados] == [buscado]


def test_la_misma_persona_en_dos_bases_con_otras_llaves_no_comparte_claves(
    sistema: SistemaDePrueba,
    base_vacia: Mapping[Papel, str],
) -> None:
    motor = crear_motor(base_vacia[Papel.DUENO])
    with motor.connect() as conexion:
        command.upgrade(configurar_alembic(conexion), "head")
    asegurar_llaves(motor, MAESTRA)
    ajeno = abrir_llavero(motor, MAESTRA)
    propio = sistema.bd(Papel.API).llavero
    assert ajeno.clave_ciega("run:12345678") != propio.clave_ciega("run:12345678")
