"""El agregado diario: qué escribe mal cada organismo y cómo se corrige, y nada más."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ingestores.mensajes.contrato import Evento
from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.errores import PosicionAdelantada
from sistema.cuarentena import servicio as cuarentena
from sistema.cuarentena.campos import CAMPOS
from sistema.cuarentena.escritura import (
    CAMPO_NO_RECONOCIDO,
    OTRA_FALTA,
    REMEDIOS,
    buscar_remedio,
    resumir_faltas,
)
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado, Procedencia
from sistema.nucleo.firmas import ProblemaDeFirma
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, LLEGADA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD, esperar_hasta
from tests.integracion.postgres.apoyo_cuarentena import Operacion

MENSAJES = Path(__file__).parents[2] / "datos" / "mensajes"
# Transacciones de esta base que esperan a que otra termine.
DETENIDOS = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'transactionid' AND NOT granted AND datname = current_database()"
)
ERRORES = "SELECT codigo, detalle, cuantos FROM error_aporte ORDER BY codigo, detalle"


@pytest.fixture
def operacion(sistema: SistemaDePrueba) -> Operacion:
    return Operacion(sistema)


def con_sena(*textos: str) -> bytes:
    senas = [{"tipo": texto, "zona": "brazo"} for texto in textos]
    return evento(1, persona={"rasgos": {"senas": senas}})


def test_se_suma_por_falta_en_la_transaccion_del_lote(operacion: Operacion) -> None:
    operacion.llegar(b"malo", b"\xff", con_sena("Canario", "otro", "Canario"), evento(2), b"peor")
    operacion.llegar(b"malo", con_sena("Canario"))
    assert operacion.sistema.consultar(ERRORES) == [
        ("esquema_invalido", "data.persona.rasgos.senas[].tipo: valor fuera de la lista", 2),
        ("json_invalido", "el mensaje no es JSON", 3),
        ("no_utf8", "el mensaje no es UTF-8", 1),
    ]
    hoy = operacion.sistema.reloj().date()
    assert operacion.sistema.consultar("SELECT DISTINCT organismo, dia FROM error_aporte") == [
        (SALUD, hoy)
    ]


def test_un_lote_que_no_se_confirma_no_se_cuenta(operacion: Operacion) -> None:
    with pytest.raises(PosicionAdelantada):
        operacion.puerta.registrar_lote(lote(b"malo", desde=3))
    assert operacion.sistema.contar("error_aporte") == 0


def test_sin_errores_no_se_cuenta_nada(operacion: Operacion) -> None:
    operacion.llegar(evento(1), evento(2))
    assert operacion.sistema.contar("error_aporte") == 0


@pytest.mark.parametrize(
    "codigo",
    [
        "sin_titulo_vigente",
        "tipo_no_cubierto",
        "sin_autorizacion_judicial",
        "ilegible",
        "detiene_al_consumidor",
    ],
)
def test_lo_que_no_es_escritura_no_se_cuenta(operacion: Operacion, codigo: str) -> None:
    bd = operacion.sistema.bd(Papel.CONSUMIDOR)
    mensaje = MensajeRechazado(
        posicion=0, cuerpo=b"", codigo=CodigoCuarentena(codigo), detalle="id: falta"
    )
    with bd.transaccion() as sesion:
        cuarentena.apartar(sesion, bd.llaves_de_dia, Procedencia(SALUD, KAFKA), [mensaje], LLEGADA)
    contadas = (operacion.sistema.contar("cuarentena"), operacion.sistema.contar("error_aporte"))
    assert contadas == (1, 0)


def test_lo_del_articulo_6_no_deja_cuenta(operacion: Operacion) -> None:
    assert operacion.llegar(evento(1, tipo_contacto="senal_movil")).en_cuarentena == 1
    assert operacion.sistema.contar("error_aporte") == 0


def test_dos_lotes_que_suman_lo_mismo_en_otro_orden_no_se_traban(operacion: Operacion) -> None:
    bd = operacion.sistema.bd(Papel.CONSUMIDOR)
    malos = [
        MensajeRechazado(
            posicion=n,
            cuerpo=b"",
            codigo=CodigoCuarentena.ESQUEMA_INVALIDO,
            detalle=f"data.persona.{campo}: debe ser texto",
        )
        for n, campo in enumerate(("nacionalidad", "nombre_social", "nombres", "run", "sexo"))
    ]

    def sumar(turno: int) -> None:
        orden = malos if turno else malos[::-1]
        with bd.transaccion() as sesion:
            origen = Procedencia(SALUD, replace(KAFKA, particion=turno))
            cuarentena.apartar(sesion, bd.llaves_de_dia, origen, orden, LLEGADA)

    retener = text("INSERT INTO error_aporte VALUES (:organismo, :dia, :codigo, :detalle, 0)")
    fila = {
        "organismo": SALUD,
        "dia": LLEGADA.date(),
        "codigo": "esquema_invalido",
        "detalle": "data.persona.nombres: debe ser texto",
    }
    with (
        ThreadPoolExecutor(2) as hilos,
        operacion.sistema.bd(Papel.DUENO).motor.connect() as retiene,
    ):
        retiene.execute(retener, fila)
        sumas = [hilos.submit(sumar, turno) for turno in range(2)]
        esperar_hasta(lambda: operacion.sistema.consultar(DETENIDOS) == [(2,)], plazo_s=4.0)
        retiene.rollback()
    # Si cada lote sumara en el orden de sus mensajes, aquí se trabarían el uno al otro.
    assert [suma.result() for suma in sumas] == [None, None]
    assert operacion.sistema.consultar("SELECT sum(cuantos) FROM error_aporte") == [(10,)]


class TestErrores:
    def test_dice_que_corregir_y_como_sin_nada_de_lo_recibido(self, operacion: Operacion) -> None:
        operacion.sistema.reloj.avanzar(timedelta(days=-1))
        ayer = operacion.sistema.reloj().date()
        persona = {"Canarioclave": "Canario", "sexo": "Canario"}
        operacion.llegar(evento(1, persona=persona), evento(2, persona=persona), b"Canario")
        visto = operacion.en_json("cuarentena", "errores", "--organismo", SALUD)
        assert visto == {
            "organismo": SALUD,
            "dia": ayer.isoformat(),
            "errores": [
                {
                    "codigo": "esquema_invalido",
                    "falta": "data.persona.sexo: valor fuera de la lista",
                    "cuantos": 2,
                    "remedio": "Use uno de los valores del contrato.",
                },
                {
                    "codigo": "esquema_invalido",
                    "falta": "data.persona: campo desconocido",
                    "cuantos": 2,
                    "remedio": "Quítelo o revise su nombre en el contrato.",
                },
                {
                    "codigo": "json_invalido",
                    "falta": "el mensaje no es JSON",
                    "cuantos": 1,
                    "remedio": (
                        "Escriba cada mensaje con una biblioteca de JSON, no uniendo textos."
                    ),
                },
            ],
        }
        salida = operacion.correr(
            "cuarentena", "errores", "--organismo", SALUD, "--dia", ayer.isoformat()
        ).stdout
        assert "2 mensajes: data.persona.sexo: valor fuera de la lista\n" in salida
        assert "1 mensaje: el mensaje no es JSON\n  Cómo se corrige: Escriba cada" in salida
        assert "anario" not in salida
        assert len(operacion.asientos("cuarentena:contar_errores")) == 2

    def test_de_otro_organismo_o_de_otro_dia_no_dice_nada(self, operacion: Operacion) -> None:
        operacion.sistema.reloj.avanzar(timedelta(days=-1))
        operacion.llegar(b"malo")
        for filtro in (("senama",), (SALUD, "--dia", "2026-11-01")):
            visto = operacion.en_json("cuarentena", "errores", "--organismo", *filtro)
            assert visto["errores"] == []

    @pytest.mark.parametrize("dias", [0, 1])
    def test_un_dia_que_no_ha_terminado_no_se_entrega(
        self, operacion: Operacion, dias: int
    ) -> None:
        dia = operacion.sistema.reloj().date() + timedelta(days=dias)
        resultado = operacion.correr(
            "cuarentena", "errores", "--organismo", SALUD, "--dia", dia.isoformat()
        )
        assert (resultado.exit_code, resultado.stdout) == (2, "")
        assert resultado.stderr.startswith("Ese día aún no termina.")


class TestVocabulario:
    def test_los_campos_que_se_pueden_nombrar_son_los_del_contrato(self) -> None:
        esquema = Evento.model_json_schema()
        objetos = [esquema, *esquema["$defs"].values()]
        assert {nombre for o in objetos for nombre in o.get("properties", {})} == CAMPOS

    @pytest.mark.parametrize("ruta", sorted(MENSAJES.glob("*/invalido_*")), ids=lambda r: r.stem)
    def test_toda_falta_conocida_tiene_su_nombre_y_su_remedio(self, ruta: Path) -> None:
        rechazo = decodificar(ruta.read_bytes(), 0, ruta.parent.name, LLEGADA)
        assert isinstance(rechazo, MensajeRechazado)
        faltas = resumir_faltas(rechazo.detalle)
        assert not faltas & {OTRA_FALTA, CAMPO_NO_RECONOCIDO}
        for falta in faltas:
            assert buscar_remedio(rechazo.codigo, falta).endswith(".")

    @pytest.mark.parametrize("problema", ProblemaDeFirma)
    def test_cada_problema_de_firma_se_cuenta_por_su_nombre(self, problema: str) -> None:
        assert resumir_faltas(problema) == {problema}
        assert "irm" in buscar_remedio("firma_invalida", problema)

    @pytest.mark.parametrize(
        ("detalle", "faltas"),
        [
            ("data.persona.documentos[3].tipo: falta", {"data.persona.documentos[].tipo: falta"}),
            ("data.Canario.tipo: falta; id: falta; y 7 más", {CAMPO_NO_RECONOCIDO, "id: falta"}),
            ("Canario", {OTRA_FALTA}),
            ("id: Canario", {OTRA_FALTA}),
            ("mensaje: debe ser un objeto", {"mensaje: debe ser un objeto"}),
        ],
    )
    def test_lo_que_no_es_del_vocabulario_no_se_nombra(
        self, detalle: str, faltas: set[str]
    ) -> None:
        assert resumir_faltas(detalle) == faltas

    def test_solo_se_cuentan_los_codigos_de_escritura(self) -> None:
        assert sorted(REMEDIOS) == [
            "esquema_invalido",
            "firma_invalida",
            "id_repetido",
            "json_invalido",
            "no_utf8",
            "organismo_no_coincide",
            "tamano_excedido",
            "version_desconocida",
        ]


def test_los_remedios_se_escriben_en_json_sin_escapes(operacion: Operacion) -> None:
    operacion.sistema.reloj.avanzar(timedelta(days=-1))
    operacion.llegar(b"\xff")
    crudo = operacion.correr("cuarentena", "errores", "--organismo", SALUD, "--json").stdout
    assert "codificación" in crudo
    assert json.loads(crudo)["errores"][0]["codigo"] == "no_utf8"
