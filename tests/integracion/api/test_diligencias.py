"""Las diligencias de las primeras 24 horas: cuáles, hasta cuándo, qué se obtuvo y qué se atrasó."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from riesgo.diligencias import Diligencia
from riesgo.situacion import CHILE
from sistema.diligencias.servicio import Plan, planificar
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import (
    abrir_caso,
    asientos,
    campos_con_falta,
    cliente_anonimo,
    crear_cuenta,
    ordenar,
)
from tests.apoyo.sistema import FISCAL, RECEPTOR, SUPERVISORA, SistemaDePrueba
from tests.integracion.postgres.apoyo import esperar_hasta
from tests.integracion.postgres.apoyo_protocolo import (
    ENTREVISTAR,
    HOSPITALES,
    PERFIL,
    RECIBIDA,
    plan,
    planear,
)

INEXISTENTE = UUID(int=99)
OBTENIDO = "Su hermana dice que salió a las nueve."
ANTES = HOSPITALES._replace(plazo_horas=3)
DESPUES = HOSPITALES._replace(plazo_horas=12)


@pytest.fixture
def caso_id(sistema: SistemaDePrueba) -> str:
    """Un caso recibido a la hora del reloj, con tres diligencias a 2, 6 y 24 horas."""
    caso = abrir_caso(sistema)
    assert planear(sistema, UUID(caso)) == 3
    return caso


def ver(cliente: TestClient, caso_id: object) -> list[dict[str, Any]]:
    respuesta = cliente.get(f"/v1/casos/{caso_id}/diligencias")
    assert respuesta.status_code == 200, respuesta.text
    leidas: list[dict[str, Any]] = respuesta.json()["diligencias"]
    return leidas


def estados(cliente: TestClient, caso_id: object) -> dict[str, str]:
    return {d["codigo"]: d["estado"] for d in ver(cliente, caso_id)}


def id_de(sistema: SistemaDePrueba, codigo: str) -> UUID:
    [(diligencia_id,)] = sistema.consultar("SELECT id FROM diligencia WHERE codigo = :c", c=codigo)
    assert isinstance(diligencia_id, UUID)
    return diligencia_id


def anotar(
    cliente: TestClient, diligencia_id: object, resultado: str = OBTENIDO, **mas: str
) -> Response:
    clave = mas.pop("clave", None)
    return cliente.post(
        f"/v1/diligencias/{diligencia_id}/resultado",
        json={"resultado": resultado, **mas},
        headers={"Idempotency-Key": clave} if clave else {},
    )


def atrasadas(cliente: TestClient, **parametros: Any) -> dict[str, Any]:
    respuesta = cliente.get("/v1/diligencias/atrasadas", params=parametros)
    assert respuesta.status_code == 200, respuesta.text
    pagina: dict[str, Any] = respuesta.json()
    return pagina


def test_el_plazo_corre_desde_la_recepcion_y_no_desde_el_ingreso(sistema: SistemaDePrueba) -> None:
    caso = abrir_caso(sistema, recibida_en="2026-11-21T23:00:00-03:00")
    planear(sistema, UUID(caso), recibida_en=RECIBIDA - timedelta(hours=1))
    assert plan(sistema) == [("ENTREVISTAR", 1.0), ("HOSPITALES", 5.0), ("PERFIL", 23.0)]


# Mutación probada: sumar las horas en la zona en que llegó.
def test_veinticuatro_horas_lo_son_tambien_la_noche_en_que_cambia_el_horario(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir_caso(sistema)
    planear(sistema, UUID(caso), [PERFIL], datetime(2027, 4, 3, 20, 0, tzinfo=CHILE))
    [(vence_en,)] = sistema.consultar("SELECT vence_en FROM diligencia")
    assert vence_en == datetime(2027, 4, 4, 23, 0, tzinfo=UTC)


# Mutación probada: borrar las que ya no se piden; pisar las que están.
def test_planificar_otra_vez_agrega_lo_que_falta_y_no_quita_nada(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    nueva = Diligencia("CAMARAS", "Pedir grabaciones.", 4, "Policía")
    assert planear(sistema, UUID(caso_id), [nueva, PERFIL]) == 1
    assert planear(sistema, UUID(caso_id), [nueva, PERFIL]) == 0
    assert planear(sistema, UUID(caso_id), []) == 0
    assert [codigo for codigo, _horas in plan(sistema)] == [
        *("CAMARAS", "ENTREVISTAR", "HOSPITALES", "PERFIL")
    ]


# Mutación probada: quitar `vence_en <` del ON CONFLICT.
def test_el_vencimiento_solo_se_adelanta(sistema: SistemaDePrueba, caso_id: str) -> None:
    planear(sistema, UUID(caso_id), [DESPUES])
    assert dict(plan(sistema))["HOSPITALES"] == 6.0
    planear(sistema, UUID(caso_id), [ANTES, DESPUES])
    assert dict(plan(sistema))["HOSPITALES"] == 3.0


# Mutación probada: quitar `hecha_en IS NULL` del ON CONFLICT.
def test_lo_hecho_a_tiempo_no_pasa_a_tarde_porque_despues_urja_mas(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    sistema.reloj.avanzar(timedelta(hours=5))
    assert anotar(sistema.cliente(), id_de(sistema, "HOSPITALES")).status_code == 201
    planear(sistema, UUID(caso_id), [ANTES])
    assert dict(plan(sistema))["HOSPITALES"] == 6.0
    assert estados(sistema.cliente(), caso_id)["HOSPITALES"] == "hecha"


def test_las_tareas_tambien_planifican_y_a_la_vez_no_se_duplica(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    nuevas = [Diligencia(f"D{n}", "Algo.", 1 + n, "Policía") for n in range(9)]
    for papel in (Papel.API, Papel.TAREAS):
        sistema.bd(papel)
    ordenes = [(Papel.API, nuevas), (Papel.TAREAS, nuevas[::-1])] * 4
    with ThreadPoolExecutor(4) as hilos:
        vuelos = [
            hilos.submit(planear, sistema, UUID(caso_id), pedidas, RECIBIDA, papel)
            for papel, pedidas in ordenes
        ]
        assert sum(vuelo.result() for vuelo in vuelos) == 9
    assert sistema.contar("diligencia") == 12


# Mutación probada: insertar en el orden en que llegan.
def test_dos_planes_que_se_cruzan_se_esperan_y_ninguno_se_traba(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    a, b, c = (Diligencia(letra, "Algo.", 1, "Policía") for letra in "ABC")
    caso, bd = UUID(caso_id), sistema.bd(Papel.API)
    esperando = (
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE datname = current_database() AND NOT granted"
    )
    with ThreadPoolExecutor(1) as hilo:
        with bd.transaccion() as sesion:
            planificar(sesion, [Plan(caso, [b], RECIBIDA)], sistema.reloj())
            cruzado = hilo.submit(planear, sistema, caso, [c, b, a])
            esperar_hasta(lambda: sistema.consultar(esperando) == [(1,)])
            assert planificar(sesion, [Plan(caso, [c], RECIBIDA)], sistema.reloj()) == 1
        assert cruzado.result() == 1


def test_el_estado_sigue_al_reloj_y_al_resultado(sistema: SistemaDePrueba, caso_id: str) -> None:
    assert set(estados(sistema.cliente(), caso_id).values()) == {"pendiente"}
    sistema.reloj.avanzar(timedelta(hours=2))
    assert estados(sistema.cliente(), caso_id)["ENTREVISTAR"] == "pendiente"
    sistema.reloj.avanzar(timedelta(seconds=1))
    assert estados(sistema.cliente(), caso_id)["ENTREVISTAR"] == "atrasada"
    tarde = anotar(sistema.cliente(), id_de(sistema, "ENTREVISTAR")).json()
    a_tiempo = anotar(sistema.cliente(), id_de(sistema, "HOSPITALES")).json()
    assert (tarde["estado"], a_tiempo["estado"]) == ("hecha_tarde", "hecha")
    assert estados(sistema.cliente(), caso_id) == {
        "ENTREVISTAR": "hecha_tarde",
        "HOSPITALES": "hecha",
        "PERFIL": "pendiente",
    }


# Mutación probada: reemplazar el resultado anterior.
def test_corregir_un_resultado_deja_el_anterior_y_vale_la_hora_del_ultimo(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    sistema.reloj.avanzar(timedelta(hours=3))
    diligencia = id_de(sistema, "ENTREVISTAR")
    anotar(sistema.cliente(), diligencia)
    corregida = anotar(
        sistema.cliente(FISCAL), diligencia, "Fue a las diez.", hecha_en="2026-11-22T01:30:00-03:00"
    )
    assert corregida.json()["estado"] == "hecha"
    [leida] = [d for d in ver(sistema.cliente(), caso_id) if d["codigo"] == "ENTREVISTAR"]
    assert leida.pop("id") == str(diligencia)
    assert leida == {
        "codigo": "ENTREVISTAR",
        "texto": "Entrevistar a quien denuncia.",
        "responsable": "Policía",
        "vence_en": "2026-11-22T05:00:00Z",
        "estado": "hecha",
        "hecha_en": "2026-11-22T04:30:00Z",
        "resultados": [
            {
                "resultado": OBTENIDO,
                "hecha_en": "2026-11-22T06:00:00Z",
                "institucion": "pdi",
                "anotado_en": "2026-11-22T06:00:00Z",
            },
            {
                "resultado": "Fue a las diez.",
                "hecha_en": "2026-11-22T04:30:00Z",
                "institucion": "ministerio_publico",
                "anotado_en": "2026-11-22T06:00:00Z",
            },
        ],
    }


# Mutación probada: no comparar la hora con la actual ni con la recepción.
@pytest.mark.parametrize(
    ("hecha_en", "codigo"),
    [
        ("2026-11-22T03:05:01Z", "diligencia_futura"),
        ("2026-11-22T02:59:59Z", "diligencia_anterior"),
    ],
)
def test_una_hora_imposible_se_niega_con_su_remedio(
    sistema: SistemaDePrueba, caso_id: str, hecha_en: str, codigo: str
) -> None:
    negada = anotar(sistema.cliente(), id_de(sistema, "PERFIL"), hecha_en=hecha_en)
    assert campos_con_falta(negada) == ["hecha_en"]
    assert negada.json()["codigo"] == codigo
    assert estados(sistema.cliente(), caso_id)["PERFIL"] == "pendiente"


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({}, "resultado"),
        ({"resultado": ""}, "resultado"),
        ({"resultado": " \n "}, "resultado"),
        ({"resultado": "x" * 2_001}, "resultado"),
        ({"resultado": "a\u0000b"}, "resultado"),
        ({"resultado": "ok", "hecha_en": "ayer"}, "hecha_en"),
        ({"resultado": "ok", "estado": "hecha"}, "mensaje"),
    ],
)
def test_un_cuerpo_malo_nombra_su_campo(
    cliente_del_modulo: TestClient, cuerpo: dict[str, Any], campo: str
) -> None:
    respuesta = cliente_del_modulo.post(f"/v1/diligencias/{INEXISTENTE}/resultado", json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]


def test_repetir_la_peticion_con_su_clave_no_anota_dos_veces(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    diligencia = id_de(sistema, "PERFIL")
    veces = [anotar(sistema.cliente(), diligencia, clave="a").json() for _ in range(3)]
    assert veces[0] == veces[1] == veces[2]
    assert veces[0]["caso_id"] == caso_id
    assert sistema.contar("resultado_diligencia") == 1
    distinta = anotar(sistema.cliente(), diligencia, "Otra cosa.", clave="a")
    assert (distinta.status_code, distinta.json()["codigo"]) == (409, "peticion_repetida_distinta")


def test_el_panel_da_primero_lo_mas_atrasado_y_se_recorre_entero(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    otro = UUID(abrir_caso(sistema))
    planear(sistema, otro)
    sistema.reloj.avanzar(timedelta(hours=8))
    assert anotar(sistema.cliente(), id_del_caso(sistema, otro, "HOSPITALES")).status_code == 201
    vistas: list[dict[str, Any]] = []
    parametros: dict[str, Any] = {"maximo": 1}
    while parametros.get("cursor", "") is not None:
        pagina = atrasadas(sistema.cliente(SUPERVISORA), **parametros)
        vistas += pagina["atrasadas"]
        parametros["cursor"] = pagina["siguiente"]
    assert [(v["codigo"], v["atraso_min"]) for v in vistas] == [
        ("ENTREVISTAR", 360),
        ("ENTREVISTAR", 360),
        ("HOSPITALES", 120),
    ]
    assert {v["caso_id"] for v in vistas} == {caso_id, str(otro)}
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.resultados) == ("diligencia:ver_atrasadas", 1)


def id_del_caso(sistema: SistemaDePrueba, caso_id: UUID, codigo: str) -> UUID:
    orden = "SELECT id FROM diligencia WHERE caso_id = :caso AND codigo = :codigo"
    [(diligencia_id,)] = sistema.consultar(orden, caso=caso_id, codigo=codigo)
    assert isinstance(diligencia_id, UUID)
    return diligencia_id


# Mutación probada: quitar el estado o la sonda de la consulta.
@pytest.mark.parametrize("cambio", ["estado = 'termino'", "es_sonda = true"])
def test_el_panel_no_muestra_casos_terminados_ni_sondas(
    sistema: SistemaDePrueba, caso_id: str, cambio: str
) -> None:
    sistema.reloj.avanzar(timedelta(hours=3))
    assert [a["caso_id"] for a in atrasadas(sistema.cliente())["atrasadas"]] == [caso_id]
    ordenar(sistema, f"UPDATE caso SET {cambio}")  # noqa: S608 - el cambio es un literal
    assert atrasadas(sistema.cliente()) == {"atrasadas": [], "siguiente": None}


# Mutación probada: ignorar un cursor que no es de ninguna diligencia.
@pytest.mark.parametrize("cursor", ["basura", "AAAAAAAAAAAAAAAAAAAAAA"])
def test_un_cursor_ajeno_se_niega(cliente_del_modulo: TestClient, cursor: str) -> None:
    respuesta = cliente_del_modulo.get("/v1/diligencias/atrasadas", params={"cursor": cursor})
    assert campos_con_falta(respuesta) == ["cursor"]


# Mutación probada: dar el permiso a quien solo recibe denuncias; no comprobar el caso.
def test_lo_ajeno_se_responde_igual_que_lo_inexistente_y_queda_asentado(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    diligencia = id_de(sistema, "PERFIL")
    inexistente = anotar(sistema.cliente(), INEXISTENTE)
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, crear_cuenta(sistema, "colaboradora", "registro_civil")):
        cliente = sistema.cliente(cuenta)
        negadas = [
            anotar(cliente, diligencia),
            cliente.get(f"/v1/casos/{caso_id}/diligencias"),
            cliente.get("/v1/diligencias/atrasadas"),
        ]
        assert [n.content for n in negadas] == [inexistente.content] * 3
    assert sistema.cliente().get(f"/v1/casos/{INEXISTENTE}/diligencias").status_code == 404
    assert cliente_anonimo(sistema).get("/v1/diligencias/atrasadas").status_code == 401
    assert sistema.contar("resultado_diligencia") == 0
    negados = [(a.accion, (a.detalle or {})["motivo"]) for a in asientos(sistema) if a.detalle]
    de_un_extrano = [
        ("diligencia:anotar", "sin_permiso"),
        ("diligencia:listar", "sin_permiso"),
        ("diligencia:ver_atrasadas", "sin_permiso"),
    ]
    assert negados == [
        ("diligencia:anotar", "no_encontrado"),
        *de_un_extrano,
        *de_un_extrano,
        ("diligencia:listar", "no_encontrado"),
    ]


def test_de_una_sonda_no_se_anota_ni_se_ve_nada(sistema: SistemaDePrueba, caso_id: str) -> None:
    diligencia = id_de(sistema, "PERFIL")
    ordenar(sistema, "UPDATE caso SET es_sonda = true")
    assert anotar(sistema.cliente(), diligencia).status_code == 404
    assert sistema.cliente().get(f"/v1/casos/{caso_id}/diligencias").status_code == 404
    assert sistema.contar("resultado_diligencia") == 0


def test_lo_obtenido_queda_cifrado_y_cada_acto_asentado(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    diligencia = id_de(sistema, "ENTREVISTAR")
    anotar(sistema.cliente(), diligencia)
    ver(sistema.cliente(), caso_id)
    [(guardado,)] = sistema.consultar("SELECT resultado FROM resultado_diligencia")
    assert OBTENIDO.encode() not in bytes(guardado)
    anotada, vista = asientos(sistema)[-2:]
    assert (anotada.accion, anotada.desenlace, anotada.objeto_id, str(anotada.caso_id)) == (
        "diligencia:anotar",
        "hecho",
        str(diligencia),
        caso_id,
    )
    assert (vista.accion, vista.resultados, str(vista.caso_id)) == ("diligencia:listar", 3, caso_id)


@pytest.mark.parametrize("plazo", [PERFIL, ENTREVISTAR])
def test_lo_que_se_pide_tarde_nace_vencido(sistema: SistemaDePrueba, plazo: Diligencia) -> None:
    caso = abrir_caso(sistema)
    sistema.reloj.avanzar(timedelta(hours=25))
    planear(sistema, UUID(caso), [plazo])
    assert estados(sistema.cliente(), caso) == {plazo.codigo: "atrasada"}


# Mutación probada: quitar cada condición del disparador de la migración, y el que impide borrar.
@pytest.mark.parametrize(
    ("orden", "queja"),
    [
        ("UPDATE diligencia SET texto = 'otra'", "solo cambian su vencimiento"),
        ("UPDATE diligencia SET codigo = codigo || '2'", "solo cambian su vencimiento"),
        ("UPDATE diligencia SET responsable = 'nadie'", "solo cambian su vencimiento"),
        ("UPDATE diligencia SET vence_en = vence_en + interval '1 s'", "solo se adelanta"),
        ("UPDATE diligencia SET hecha_en = NULL WHERE hecha_en IS NOT NULL", "no vuelve a estar"),
        ("DELETE FROM diligencia", "solo admite agregar"),
        ("TRUNCATE diligencia CASCADE", "solo admite agregar"),
    ],
)
def test_ni_el_dueno_cambia_de_una_diligencia_mas_que_su_hora_y_nunca_hacia_adelante(
    sistema: SistemaDePrueba, caso_id: str, orden: str, queja: str
) -> None:
    assert anotar(sistema.cliente(), id_de(sistema, "PERFIL")).status_code == 201
    with pytest.raises(ProgrammingError, match=queja):
        ordenar(sistema, orden)
    assert len(ver(sistema.cliente(), caso_id)) == 3


def test_el_papel_que_evalua_solo_adelanta_un_vencimiento(
    sistema: SistemaDePrueba, caso_id: str
) -> None:
    adelantar = text("UPDATE diligencia SET vence_en = vence_en - interval '1 h'")
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        sesion.execute(adelantar)
    assert len(ver(sistema.cliente(), caso_id)) == 3
    with (
        pytest.raises(ProgrammingError, match="solo cambian su vencimiento"),
        sistema.bd(Papel.TAREAS).transaccion() as sesion,
    ):
        sesion.execute(text("UPDATE diligencia SET evaluacion_id = NULL, texto = ''"))
