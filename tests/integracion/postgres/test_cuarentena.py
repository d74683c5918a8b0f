"""La cuarentena se mira por fuera y se reenvía tal como llegó, una sola vez y sin más plazo."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from ingestores.cli import app
from sistema.cuarentena import servicio as cuarentena
from sistema.cuarentena.revision import MAXIMO_DE_CAMPOS, ver_forma
from sistema.cuarentena.tipos import CampoVisto, Reenvio
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento
from tests.apoyo.firmas import Firmante
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import PERSONAS, SALUD, abrir_caso, sujeto
from tests.integracion.postgres.apoyo_cuarentena import Operacion

SIN_TITULO = "UPDATE acuerdo SET vigente_hasta = '2026-11-22 03:00+00'"
CON_TITULO = "UPDATE acuerdo SET vigente_hasta = NULL"
CANARIO = {
    "run": "9.876.543-3",
    "nombres": "Canario Uno",
    "apellido_paterno": "Canariopaterno",
}


@pytest.fixture
def operacion(sistema: SistemaDePrueba) -> Operacion:
    return Operacion(sistema)


def apartar(operacion: Operacion, *cuerpos: bytes, firma: str | None = None) -> list[UUID]:
    """Llegan sin título vigente y quedan en cuarentena; después el título se repone."""
    operacion.ejecutar(SIN_TITULO)
    operacion.llegar(*cuerpos, firma=firma)
    operacion.ejecutar(CON_TITULO)
    return operacion.apartados()


def reenviar(operacion: Operacion, *ids: UUID) -> Reenvio:
    bd = operacion.sistema.bd(Papel.TAREAS)
    with bd.transaccion() as sesion:
        reloj = operacion.sistema.reloj
        return cuarentena.reenviar(sesion, bd.llaves_de_dia, ids, "prueba", reloj())


def test_repuesto_el_titulo_el_mensaje_se_reenvia_y_da_la_alerta(operacion: Operacion) -> None:
    sistema = operacion.sistema
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])
    operacion.puerta = sistema.puerta()
    apartar(operacion, evento(1))
    assert sistema.contar("alerta") == 0
    [grupo] = operacion.en_json("cuarentena", "listar")["grupos"]
    assert (grupo["organismo"], grupo["codigo"], grupo["cuantos"]) == (
        SALUD,
        "sin_titulo_vigente",
        1,
    )
    hecho = operacion.en_json(
        "cuarentena", "reenviar", "--codigo", "sin_titulo_vigente", "--organismo", SALUD, "--todos"
    )
    assert hecho == {"reenviados": 1, "ausentes": 0, "ilegibles": 0}
    [resultado] = operacion.consumir_entrada()
    assert (resultado.nuevos, resultado.alertas, resultado.en_cuarentena) == (1, 1, 0)
    assert (sistema.contar("alerta"), sistema.contar("cuarentena")) == (1, 0)
    assert operacion.correr("cuarentena", "listar").stdout == "No hay mensajes en cuarentena.\n"


class TestReenviar:
    def test_vuelven_los_mismos_bytes_con_su_firma_y_el_plazo_que_les_quedaba(
        self, operacion: Operacion
    ) -> None:
        firmante = Firmante()
        firmante.registrar(operacion.sistema)
        cuerpo = evento(1) + b" \n"
        ids = apartar(operacion, cuerpo, firma=firmante.firmar(cuerpo))
        vencia = operacion.sistema.reloj().date() + timedelta(days=30)
        operacion.sistema.reloj.avanzar(timedelta(days=10))
        assert reenviar(operacion, *ids) == Reenvio(reenviados=1)
        [tomado] = operacion.puerta.tomar_entrada(10)
        assert (tomado.cuerpo, tomado.firma) == (cuerpo, firmante.firmar(cuerpo))
        assert operacion.sistema.consultar("SELECT vence_el FROM entrada") == [(vencia,)]
        operacion.ejecutar(SIN_TITULO)
        operacion.consumir_entrada()
        assert operacion.sistema.consultar("SELECT vence_el FROM cuarentena") == [(vencia,)]

    def test_repetirlo_no_encola_dos_veces(self, operacion: Operacion) -> None:
        [uno, otro] = apartar(operacion, evento(1), evento(2))
        assert reenviar(operacion, uno) == Reenvio(reenviados=1)
        assert reenviar(operacion, uno, otro) == Reenvio(reenviados=1, ausentes=1)
        assert operacion.sistema.contar("entrada") == 2
        otra_vez = operacion.correr("cuarentena", "reenviar", str(uno))
        assert (otra_vez.exit_code, operacion.sistema.contar("entrada")) == (2, 2)
        assert otra_vez.stdout == "0 reenviados, 1 que ya no estaban, 0 que no abren\n"

    def test_dos_reenvios_a_la_vez_no_duplican(self, operacion: Operacion) -> None:
        ids = apartar(operacion, *(evento(n) for n in range(1, 201)))
        salida = Barrier(2)
        operacion.sistema.bd(Papel.TAREAS).comprobar()

        def mover(_turno: int) -> int:
            salida.wait()
            return reenviar(operacion, *ids).reenviados

        with ThreadPoolExecutor(2) as hilos:
            assert sum(hilos.map(mover, range(2))) == 200
        assert (operacion.sistema.contar("entrada"), operacion.apartados()) == (200, [])
        [resultado] = operacion.consumir_entrada()
        assert (resultado.nuevos, resultado.repetidos) == (200, 0)

    @pytest.mark.parametrize("tabla", ["entrada", "asiento"])
    def test_si_muere_a_la_mitad_nada_se_mueve(self, operacion: Operacion, tabla: str) -> None:
        ids = apartar(operacion, evento(1), evento(2))
        operacion.ejecutar(
            "CREATE FUNCTION fallar() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'falla de prueba'; END $$"
        )
        operacion.ejecutar(
            f"CREATE TRIGGER falla AFTER INSERT ON {tabla} EXECUTE FUNCTION fallar()"
        )
        with pytest.raises(DBAPIError, match="falla de prueba"):
            reenviar(operacion, *ids)
        assert (operacion.apartados(), operacion.sistema.contar("entrada")) == (ids, 0)
        operacion.ejecutar(f"DROP TRIGGER falla ON {tabla}")
        assert reenviar(operacion, *ids) == Reenvio(reenviados=2)

    def test_lo_que_ya_se_habia_recibido_no_tiene_segundo_efecto(
        self, operacion: Operacion
    ) -> None:
        ids = apartar(operacion, evento(1))
        operacion.llegar(evento(1))
        assert reenviar(operacion, *ids) == Reenvio(reenviados=1)
        [resultado] = operacion.consumir_entrada()
        assert (resultado.nuevos, resultado.repetidos, resultado.en_cuarentena) == (0, 1, 0)

    def test_lo_vencido_no_vuelve_ni_revive_su_llave(self, operacion: Operacion) -> None:
        ids = apartar(operacion, evento(1))
        operacion.sistema.reloj.avanzar(timedelta(days=30))
        ultimo = operacion.sistema.reloj().date()
        assert operacion.sistema.consultar("SELECT vence_el FROM cuarentena") == [(ultimo,)]
        operacion.sistema.reloj.avanzar(timedelta(days=1))
        assert reenviar(operacion, *ids) == Reenvio(ausentes=1)
        assert (operacion.apartados(), operacion.sistema.contar("entrada")) == (ids, 0)
        operacion.sistema.reloj.avanzar(timedelta(days=-1))
        assert reenviar(operacion, *ids) == Reenvio(reenviados=1)

    def test_lo_que_no_abre_se_queda_donde_esta_y_lo_demas_sigue(
        self, operacion: Operacion
    ) -> None:
        [danado, sano] = apartar(operacion, evento(1), evento(2))
        operacion.ejecutar("UPDATE cuarentena SET cuerpo = '\\x00' WHERE id = :id", id=danado)
        assert reenviar(operacion, danado, sano) == Reenvio(reenviados=1, ilegibles=1)
        assert operacion.apartados() == [danado]

    def test_un_grupo_de_kafka_que_no_se_abrio_no_vuelve_sin_cerrar(
        self, operacion: Operacion
    ) -> None:
        [apartado] = apartar(operacion, evento(1))
        operacion.ejecutar("UPDATE cuarentena SET codigo = 'ilegible' WHERE id = :id", id=apartado)
        assert reenviar(operacion, apartado) == Reenvio(reenviados=0, ilegibles=1)
        assert operacion.sistema.contar("entrada") == 0
        assert operacion.apartados() == [apartado]

    def test_lo_ilegible_de_la_cola_vuelve_cerrado_como_estaba(self, operacion: Operacion) -> None:
        bd = operacion.sistema.bd(Papel.API)
        with bd.transaccion() as sesion:
            ahora = operacion.sistema.reloj()
            encolar(sesion, bd.llaves_de_dia, SALUD, [MensajeRecibido(evento(1))], ahora)
        [(sano,)] = operacion.sistema.consultar("SELECT cuerpo FROM entrada")
        operacion.ejecutar("UPDATE entrada SET cuerpo = '\\x0102030405060708090a0b0c0d0e'")
        operacion.consumir_entrada()
        assert operacion.sistema.consultar("SELECT codigo FROM cuarentena") == [("ilegible",)]
        assert reenviar(operacion, *operacion.apartados()) == Reenvio(reenviados=1)
        [(vuelto,)] = operacion.sistema.consultar("SELECT cuerpo FROM entrada")
        assert bytes(vuelto) == bytes.fromhex("0102030405060708090a0b0c0d0e")
        operacion.ejecutar("UPDATE entrada SET cuerpo = :sano", sano=sano)
        assert operacion.consumir_entrada()[0].nuevos == 1

    def test_por_codigo_van_los_mas_antiguos_y_con_todos_van_todos(
        self, operacion: Operacion
    ) -> None:
        apartar(operacion, *(evento(n) for n in range(1, 503)))
        operacion.llegar(b"malo")
        elegir = ("cuarentena", "reenviar", "--codigo", "sin_titulo_vigente")
        assert operacion.en_json(*elegir)["reenviados"] == 500
        tomados = operacion.puerta.tomar_entrada(500)
        assert [tomados[0].cuerpo, tomados[-1].cuerpo] == [evento(1), evento(500)]
        assert operacion.en_json(*elegir, "--todos")["reenviados"] == 2
        assert operacion.en_json(*elegir, "--todos")["reenviados"] == 0
        assert operacion.sistema.consultar("SELECT codigo FROM cuarentena") == [("json_invalido",)]

    @pytest.mark.parametrize(
        "argumentos",
        [[], ["--todos"], ["no-es-un-id"], [str(uuid4()), "--codigo", "no_utf8"]],
        ids=["nada", "solo_todos", "id_ilegible", "id_y_codigo"],
    )
    def test_hay_que_decir_cuales(self, operacion: Operacion, argumentos: list[str]) -> None:
        apartar(operacion, evento(1))
        assert operacion.correr("cuarentena", "reenviar", *argumentos).exit_code == 2
        assert len(operacion.apartados()) == 1


class TestVer:
    def test_muestra_campos_y_largos_y_nunca_lo_que_dicen(self, operacion: Operacion) -> None:
        mensaje = json.loads(evento(1, persona=CANARIO, observacion="Canario"))
        mensaje["data"]["persona"]["Canarioclave"] = {"Canariootra": ["Canariovalor", 7, None]}
        mensaje["data"]["persona"]["sexo"] = True
        operacion.llegar(json.dumps(mensaje).encode())
        [id_] = operacion.apartados()
        salida = operacion.correr("cuarentena", "ver", str(id_)).stdout
        for linea in (
            "esquema_invalido",
            "  mensaje: objeto de 7 campos\n",
            "  data.persona.nombres: texto de 11 caracteres\n",
            "  data.persona.sexo: verdadero o falso\n",
            "  data.persona.campo desconocido n.º 1: objeto de 1 campos\n",
            "campo desconocido n.º 1.campo desconocido n.º 2[1]: número de 1 caracteres\n",
            "campo desconocido n.º 1.campo desconocido n.º 2[2]: nulo\n",
            "  data.observacion: texto de 7 caracteres\n",
        ):
            assert linea in salida
        visto = operacion.correr("cuarentena", "ver", str(id_), "--json").stdout
        for rastro in ("anario", "9.876.543", "urgencia", "2026-11-21T"):
            assert rastro not in salida + visto
        assert json.loads(visto)["forma"]["campos"][0] == {
            "ruta": "mensaje",
            "tipo": "objeto",
            "largo": 7,
            "unidad": "campos",
        }

    def test_listar_de_a_uno_tampoco_muestra_lo_que_dicen(self, operacion: Operacion) -> None:
        operacion.llegar(evento(1, persona={**CANARIO, "Canarioclave": "Canario"}), b"\xff")
        [malo, roto] = operacion.apartados()
        salida = operacion.correr("cuarentena", "listar", "--mensajes").stdout
        assert salida.splitlines() == [
            f"{malo}  {SALUD}  esquema_invalido  data.persona: campo desconocido",
            f"{roto}  {SALUD}  no_utf8  el mensaje no es UTF-8",
        ]
        elegidos = operacion.en_json("cuarentena", "listar", "--mensajes", "--codigo", "no_utf8")
        assert [mensaje["id"] for mensaje in elegidos["mensajes"]] == [str(roto)]

    def test_de_lo_que_no_es_json_dice_el_largo_y_que_fallo(self, operacion: Operacion) -> None:
        operacion.llegar(b"Canario\xff", None)
        ids = operacion.apartados()
        salida = operacion.correr("cuarentena", "ver", str(ids[0])).stdout
        assert "8 bytes; el mensaje no es UTF-8\n" in salida
        assert "anario" not in salida
        assert (
            "0 bytes; el mensaje no es JSON"
            in operacion.correr("cuarentena", "ver", str(ids[1])).stdout
        )

    def test_lo_que_no_esta_sale_con_2_y_queda_asentado(self, operacion: Operacion) -> None:
        ajeno = uuid4()
        resultado = operacion.correr("cuarentena", "ver", str(ajeno))
        assert (resultado.exit_code, resultado.stdout) == (2, "")
        [asiento] = operacion.asientos("cuarentena:ver")
        assert (asiento.desenlace, asiento.objeto_id) == ("rechazado", str(ajeno))

    def test_lo_vencido_no_se_mira(self, operacion: Operacion) -> None:
        [id_] = apartar(operacion, evento(1))
        bd = operacion.sistema.bd(Papel.TAREAS)
        tarde = operacion.sistema.reloj() + timedelta(days=31)
        with pytest.raises(NoEncontrado), bd.transaccion() as sesion:
            cuarentena.ver(sesion, bd.llaves_de_dia, id_, "prueba", tarde)

    def test_lo_que_anida_mil_veces_o_trae_mil_campos_se_mira_hasta_un_tope(self) -> None:
        hondo = ver_forma(b"[" * 900 + b"]" * 900)
        assert (len(hondo.campos), hondo.hay_mas) == (MAXIMO_DE_CAMPOS, True)
        assert ver_forma(b"[" * 100_000).problema == "demasiados niveles de anidación"
        assert ver_forma(b"[1]").campos == (
            CampoVisto("mensaje", "lista", 1, "elementos"),
            CampoVisto("[0]", "número", 1, "caracteres"),
        )


def test_cada_acto_queda_asentado_con_quien_opera_y_sin_contenido(operacion: Operacion) -> None:
    ids = apartar(operacion, evento(1, persona=CANARIO), evento(2, persona=CANARIO))
    operacion.correr("cuarentena", "listar", "--organismo", SALUD)
    operacion.correr("cuarentena", "ver", str(ids[0]))
    operacion.correr("cuarentena", "reenviar", *map(str, ids))
    [listado] = operacion.asientos("cuarentena:listar")
    [visto] = operacion.asientos("cuarentena:ver")
    [reenviado] = operacion.asientos("cuarentena:reenviar")
    assert (listado.resultados, visto.objeto_id) == (2, str(ids[0]))
    assert (reenviado.objeto_id, reenviado.resultados) == (SALUD, 2)
    assert reenviado.detalle is not None
    assert reenviado.detalle["mensajes"] == [str(id_) for id_ in ids]
    for asiento in (listado, visto, reenviado):
        assert asiento.detalle is not None
        assert asiento.detalle["operador"].startswith("uid:")
        assert "anario" not in str(asiento.detalle)


def test_purgar_borra_lo_vencido_y_las_cuentas_de_mas_de_90_dias(operacion: Operacion) -> None:
    sistema = operacion.sistema
    operacion.llegar(b"malo")
    hoy = sistema.reloj().date()
    viejo = {"dia": hoy - timedelta(days=60), "organismo": SALUD}
    operacion.ejecutar(
        "INSERT INTO error_aporte VALUES (:organismo, :dia, 'no_utf8', 'x', 1)", **viejo
    )

    def purgar(dia: date) -> int:
        with sistema.bd(Papel.TAREAS).transaccion() as sesion:
            return cuarentena.purgar(sesion, dia)

    assert (purgar(hoy + timedelta(days=30)), sistema.contar("error_aporte")) == (0, 2)
    assert (purgar(hoy + timedelta(days=31)), sistema.contar("error_aporte")) == (1, 1)


@pytest.mark.parametrize("orden", ["listar", "ver", "reenviar", "errores"])
def test_cada_orden_trae_un_ejemplo(orden: str) -> None:
    ayuda = CliRunner().invoke(app, ["cuarentena", orden, "--help"]).stdout
    assert f"Ejemplo: sistema cuarentena {orden}" in ayuda
