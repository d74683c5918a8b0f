"""La nota que el Sistema se pone: la categoría que hubo antes, contra lo que pasó después."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from riesgo.desempeno import Desenlace, Registro
from riesgo.tipos import Categoria
from sistema.desenlaces.esquemas import DesenlaceNuevo
from sistema.desenlaces.servicio import listar_registros, registrar
from sistema.modelos.riesgo import (
    DecisionRiesgo,
    EvaluacionRiesgo,
    MotivoEvaluacion,
    Paso,
    VigenciaRiesgo,
)
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.http import asientos, ordenar
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import abrir_caso
from tests.integracion.postgres.apoyo_protocolo import correr, investigador

ENCABEZADO = "categoria,desenlace,periodo,grupo\n"


def abrir(sistema: SistemaDePrueba, **cambios: Any) -> UUID:
    cambios = {"sintetica": False, **cambios}
    return abrir_caso(sistema.bd(Papel.API), investigador(sistema), **cambios)


def regir(sistema: SistemaDePrueba, caso_id: UUID, categoria: Categoria, version: int = 1) -> None:
    """Deja rigiendo una categoría, como lo hace una persona que la confirma."""
    evaluacion = EvaluacionRiesgo(
        id=nuevo_id(),
        caso_id=caso_id,
        version=version,
        motivo=MotivoEvaluacion.PEDIDO,
        version_catalogo="2026.1",
        categoria=categoria,
        urgencia=3,
        puntaje=0,
        con_piso=False,
        huella=b"",
        detalle={},
        antecedentes={},
        pedida_por=None,
        evaluada_en=sistema.reloj(),
    )
    quien = investigador(sistema)
    decision = DecisionRiesgo(
        id=nuevo_id(),
        caso_id=caso_id,
        evaluacion_id=evaluacion.id,
        paso=Paso.CONFIRMAR,
        desde=Categoria.SIN_DETERMINAR,
        categoria=categoria,
        decidida_por=quien.usuario_id,
        institucion=quien.institucion,
        decidida_en=sistema.reloj(),
    )
    vigencia = VigenciaRiesgo(
        caso_id=caso_id,
        categoria=categoria,
        decision_id=decision.id,
        desde=sistema.reloj(),
    )
    with sistema.bd(Papel.API).transaccion() as sesion:
        for fila in (evaluacion, decision, vigencia):
            sesion.add(fila)
            sesion.flush()


def terminar(sistema: SistemaDePrueba, caso_id: UUID, dano: Desenlace) -> None:
    """Registra el desenlace una hora después."""
    sistema.reloj.avanzar(timedelta(hours=1))
    sujeto = investigador(sistema)
    with sistema.bd(Papel.API).transaccion() as sesion:
        registrar(sesion, sujeto, caso_id, DesenlaceNuevo(dano=dano, sustento="Dato sintético."))


def registros(sistema: SistemaDePrueba, *, con_sinteticos: bool = False) -> list[Registro]:
    """Lo que ve el papel de las tareas, que no puede leer quién denunció."""
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        return listar_registros(sesion, "prueba", sistema.reloj(), con_sinteticos=con_sinteticos)


def categorias(sistema: SistemaDePrueba) -> list[tuple[Categoria, Categoria | None]]:
    """La inicial y la final de cada búsqueda."""
    return [(r.categoria, r.final) for r in registros(sistema)]


def escribir(tmp_path: Path, *filas: str) -> Path:
    archivo = tmp_path / "historia.csv"
    archivo.write_text(ENCABEZADO + "".join(f"{fila}\n" for fila in filas), encoding="utf-8")
    return archivo


def test_un_caso_cuenta_con_la_categoria_que_regia_y_lo_que_paso(sistema: SistemaDePrueba) -> None:
    caso_id = abrir(sistema)
    regir(sistema, caso_id, Categoria.MEDIO)
    terminar(sistema, caso_id, Desenlace.GRAVE)
    assert registros(sistema) == [
        Registro(
            Categoria.MEDIO, Desenlace.GRAVE, "2026-T4", "mujer, 30 a 44", final=Categoria.MEDIO
        )
    ]
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.resultados, ultimo.detalle) == (
        "desempeno:evaluar",
        1,
        {"operador": "prueba"},
    )


# Mutación probada: la última categoría, sin mirar cuándo.
def test_subirla_despues_de_saber_lo_que_paso_no_mejora_la_nota(sistema: SistemaDePrueba) -> None:
    caso_id = abrir(sistema)
    regir(sistema, caso_id, Categoria.BAJO)
    terminar(sistema, caso_id, Desenlace.LEVE)
    sistema.reloj.avanzar(timedelta(hours=1))
    regir(sistema, caso_id, Categoria.ALTO, version=2)
    terminar(sistema, caso_id, Desenlace.MUERTE)
    assert [(r.categoria, r.final, r.desenlace) for r in registros(sistema)] == [
        (Categoria.BAJO, Categoria.BAJO, Desenlace.MUERTE)
    ]


# Mutación probada: quitar del corte las 24 horas; la primera vigencia en vez de la última.
@pytest.mark.parametrize(
    ("espera", "inicial"),
    [
        (timedelta(hours=23, minutes=59), Categoria.ALTO),
        (timedelta(hours=24), Categoria.MEDIO),
    ],
)
def test_subirla_pasado_el_primer_dia_cuenta_solo_en_la_final(
    sistema: SistemaDePrueba, espera: timedelta, inicial: Categoria
) -> None:
    caso_id = abrir(sistema)
    regir(sistema, caso_id, Categoria.MEDIO)
    sistema.reloj.avanzar(espera)
    regir(sistema, caso_id, Categoria.ALTO, version=2)
    terminar(sistema, caso_id, Desenlace.GRAVE)
    assert categorias(sistema) == [(inicial, Categoria.ALTO)]


# Mutación probada: quitar del corte el primer contacto; no mirar cuándo ocurrió.
@pytest.mark.parametrize(
    ("ocurrido_en", "inicial"),
    [("2026-11-21T10:00:00Z", Categoria.MEDIO), ("2026-11-20T11:59:00Z", Categoria.ALTO)],
)
def test_lo_que_sube_el_propio_ingreso_al_hospital_no_es_acierto(
    sistema: SistemaDePrueba, ocurrido_en: str, inicial: Categoria
) -> None:
    caso_id = abrir(sistema)
    regir(sistema, caso_id, Categoria.MEDIO)
    sistema.reloj.avanzar(timedelta(hours=1))
    ingreso = evento(1, tipo_contacto="hospitalizacion", ocurrido_en=ocurrido_en)
    sistema.puerta().registrar_lote(lote(ingreso))
    ordenar(sistema, f"UPDATE contacto SET registrado_en = '{sistema.reloj().isoformat()}'")  # noqa: S608 - es la hora del reloj de prueba
    regir(sistema, caso_id, Categoria.ALTO, version=2)
    terminar(sistema, caso_id, Desenlace.GRAVE)
    assert categorias(sistema) == [(inicial, Categoria.ALTO)]


# Mutación probada: omitir los casos sin evaluar o sin desenlace.
def test_lo_que_falta_no_disculpa(sistema: SistemaDePrueba) -> None:
    sin_evaluar, sin_desenlace = abrir(sistema), abrir(sistema)
    abrir(sistema)  # se sigue buscando: no cuenta
    terminar(sistema, sin_evaluar, Desenlace.GRAVE)
    regir(sistema, sin_desenlace, Categoria.ALTO)
    cerrar = f"UPDATE caso SET estado = 'termino' WHERE id = '{sin_desenlace}'"  # noqa: S608 - el id lo dio la base
    ordenar(sistema, cerrar)
    assert {(r.categoria, r.desenlace, r.grupo) for r in registros(sistema)} == {
        (Categoria.SIN_DETERMINAR, Desenlace.GRAVE, "mujer, 30 a 44"),
        (Categoria.ALTO, Desenlace.SIN_DATOS, "sin datos"),
    }


# Mutación probada: quitar `es_sonda` o `sintetico` de la consulta.
def test_los_casos_de_ensayo_solo_cuentan_si_se_piden_y_las_sondas_nunca(
    sistema: SistemaDePrueba,
) -> None:
    de_ensayo = abrir(sistema, sintetica=True)
    terminar(sistema, de_ensayo, Desenlace.NINGUNO)
    assert registros(sistema) == []
    assert len(registros(sistema, con_sinteticos=True)) == 1
    ordenar(sistema, "UPDATE caso SET es_sonda = true")
    assert registros(sistema, con_sinteticos=True) == []


# Mutación probada: el trimestre en UTC.
@pytest.mark.parametrize(
    ("abierto_en", "trimestre"),
    [
        ("2027-01-01T02:59:59Z", "2026-T4"),
        ("2027-01-01T03:00:00Z", "2027-T1"),
        ("2027-04-01T03:00:00Z", "2027-T2"),
        ("2027-07-01T04:00:00Z", "2027-T3"),
    ],
)
def test_el_periodo_es_el_trimestre_de_chile_en_que_se_abrio(
    sistema: SistemaDePrueba, abierto_en: str, trimestre: str
) -> None:
    terminar(sistema, abrir(sistema), Desenlace.NINGUNO)
    ordenar(sistema, f"UPDATE caso SET abierto_en = '{abierto_en}'")  # noqa: S608 - es un literal
    assert [r.periodo for r in registros(sistema)] == [trimestre]


def test_la_orden_suma_lo_propio_y_la_historia_y_se_compara_con_la_linea_britanica(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    caso_id = abrir(sistema)
    regir(sistema, caso_id, Categoria.MEDIO)
    terminar(sistema, caso_id, Desenlace.GRAVE)
    archivo = escribir(
        tmp_path,
        *["ALTO,ninguno,2025,nna"] * 8,
        *["ALTO,leve,2025,nna"] * 2,
        *["BAJO,muerte,2025,adultas"] * 9,
    )
    corrida = correr(sistema, "evaluar-desempeno", "--historia", archivo, "--json")
    assert corrida.exit_code == 0, corrida.output
    datos = json.loads(corrida.stdout)
    total = datos["total"]
    assert (total["total"], total["danadas"], total["altos"]) == (20, 12, 10)
    assert (total["alto_sin_dano"], total["danadas_no_alto"]) == (0.8, 10 / 12)
    assert total["matriz"]["MEDIO"]["grave"] == 1
    assert {g: d["total"] for g, d in datos["por_grupo"].items()} == {
        "nna": 10,
        "grupos chicos": 10,
    }
    assert {p: d["total"] for p, d in datos["por_periodo"].items()} == {"períodos chicos": 20}
    assert datos["al_final"]["total"] == 20
    assert datos["linea_britanica"] == {
        "informes": 92_681,
        "alto_sin_dano": 0.89,
        "danadas_no_alto": 0.59,
    }
    assert datos["lineas_malas"] == 0


def test_la_orden_imprime_matriz_tasas_y_lo_que_falta_saber(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    filas = ["ALTO,ninguno,2025,nna"] * 11 + ["BAJO,leve,2025,nna"] + ["ALTO,sin_datos,2025,nna"]
    salida = correr(sistema, "evaluar-desempeno", "--historia", escribir(tmp_path, *filas)).stdout
    lineas = salida.splitlines()
    assert lineas[0] == "13 búsquedas; 1 sin desenlace registrado"
    assert lineas[2].split() == ["ninguno", "leve", "grave", "muerte", "sin_datos"]
    assert [linea.split() for linea in lineas[3:7]] == [
        ["BAJO", "0", "1", "0", "0", "0"],
        ["MEDIO", "0", "0", "0", "0", "0"],
        ["SIN_DETERMINAR", "0", "0", "0", "0", "0"],
        ["ALTO", "11", "0", "0", "0", "1"],
    ]
    assert "línea británica                         59%              89%      92681" in lineas
    assert "total                                  100%             100%         13" in lineas
    assert "con la categoría final                 100%             100%         13" in lineas
    assert "  nna                                  100%             100%         13" in lineas
    assert "  ¿Qué pasó con 1 personas sin desenlace registrado?" in lineas
    assert any("Grupo nna: hay menos de 30 desenlaces" in linea for linea in lineas)


# Mutación probada: salir con 0; callar la línea.
def test_las_lineas_malas_se_dicen_por_su_numero_se_saltan_y_se_sale_con_2(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    archivo = escribir(tmp_path, "ALTO,ninguno,2025,nna", "altísimo,ninguno,2025,nna")
    corrida = correr(sistema, "evaluar-desempeno", "--historia", archivo, "--json")
    assert corrida.exit_code == 2
    assert "historia.csv, línea 3: categoria: use una de" in corrida.stderr
    assert "altísimo" not in corrida.stderr
    datos = json.loads(corrida.stdout)
    assert (datos["total"]["total"], datos["lineas_malas"]) == (1, 1)


def test_sin_nada_que_medir_lo_dice_y_termina_bien(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    corrida = correr(sistema, "evaluar-desempeno")
    assert corrida.exit_code == 0
    assert "¿Cuántos ALTO terminan sin daño? No hay ninguno con desenlace." in corrida.stdout
    assert "total                                     —                —          0" in (
        corrida.stdout.splitlines()
    )
    ausente = correr(sistema, "evaluar-desempeno", "--historia", tmp_path / "no-esta.csv")
    assert (ausente.exit_code, "No se puede leer la historia" in ausente.stderr) == (2, True)
