"""La puerta única de los eventos: un lote entra entero y una sola vez, o no entra."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.servicio import estrenar_posiciones
from sistema.contactos.tipos import Lote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.modelos.auditoria import Asiento
from sistema.modelos.contacto import Contacto, Cuarentena
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, denuncia, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    SALUD,
    abrir_caso,
    codigos_en_cuarentena,
    coincidencias,
    contar_todo,
    diferencia,
    ejecutar,
    esperar_hasta,
    hallar_canarios,
    sujeto,
)

# Transacciones de esta base que esperan a que otra termine.
DETENIDOS = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'transactionid' AND NOT granted AND datname = current_database()"
)
INTERVINIENTES = ["carabineros", "ministerio_publico", "pdi"]


def abrir(sistema: SistemaDePrueba, numero: int = 0) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[numero])


def cuentas(sistema: SistemaDePrueba) -> tuple[int, ...]:
    """Filas de bandeja, contacto, coincidencia, alerta y entrega."""
    tablas = ("bandeja", "contacto", "coincidencia", "alerta", "entrega_alerta")
    return tuple(sistema.contar(tabla) for tabla in tablas)


class TestRepetidos:
    def test_un_evento_repetido_en_el_mismo_lote_tiene_un_solo_efecto(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        resultado = sistema.puerta().registrar_lote(lote(evento(), evento(), evento()))
        assert (resultado.nuevos, resultado.repetidos, resultado.alertas) == (1, 2, 1)
        assert cuentas(sistema) == (1, 1, 1, 1, 3)
        assert sistema.contar("cuarentena") == 0

    def test_un_evento_repetido_en_otro_lote_no_tiene_efecto(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(evento()))
        resultado = puerta.registrar_lote(lote(evento(), evento(2), desde=1))
        assert (resultado.nuevos, resultado.repetidos, resultado.alertas) == (1, 1, 1)
        assert cuentas(sistema) == (2, 2, 2, 2, 6)

    def test_el_mismo_evento_por_dos_puertas_a_la_vez_tiene_un_solo_efecto(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        cuerpos = [evento(numero) for numero in range(1, 41)]
        de_ida = lote(*cuerpos)
        de_vuelta = replace(lote(*reversed(cuerpos)), origen=replace(KAFKA, particion=1))
        retener = text("INSERT INTO bandeja VALUES (:organismo, :id, '')")
        with (
            ThreadPoolExecutor(2) as hilos,
            sistema.bd(Papel.DUENO).motor.connect() as retiene,
        ):
            retiene.execute(retener, {"organismo": SALUD, "id": UUID(int=20)})
            nuevos = [
                hilos.submit(sistema.puerta().registrar_lote, cada_uno)
                for cada_uno in (de_ida, de_vuelta)
            ]
            esperar_hasta(lambda: sistema.consultar(DETENIDOS) == [(2,)], plazo_s=4.0)
            retiene.rollback()
        # Si cada lote recibiera en el orden en que llegó, aquí se trabarían el uno al otro.
        assert sorted(futuro.result().nuevos for futuro in nuevos) == [0, 40]
        assert cuentas(sistema) == (40, 40, 40, 40, 120)

    def test_el_mismo_id_de_otro_organismo_es_otro_evento(self, sistema: SistemaDePrueba) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(evento()))
        ajeno = json.loads(evento())
        ajeno["source"] = "/organismos/servicio_salud_arica"
        de_otro = lote(json.dumps(ajeno).encode(), organismo="servicio_salud_arica")
        resultado = puerta.registrar_lote(replace(de_otro, origen=replace(KAFKA, particion=7)))
        assert (resultado.nuevos, resultado.repetidos, resultado.en_cuarentena) == (1, 0, 0)

    def test_el_mismo_id_con_otro_contenido_va_a_la_cuarentena(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        otro = evento(1, tipo_contacto="hospitalizacion")
        resultado = puerta.registrar_lote(lote(evento(), otro))
        assert (resultado.nuevos, resultado.repetidos, resultado.en_cuarentena) == (1, 0, 1)
        resultado = puerta.registrar_lote(lote(otro, evento(), desde=2))
        assert (resultado.nuevos, resultado.repetidos, resultado.en_cuarentena) == (0, 1, 1)
        assert codigos_en_cuarentena(sistema) == ["id_repetido", "id_repetido"]
        assert cuentas(sistema) == (1, 1, 1, 1, 3)


class TestCuarentena:
    @pytest.mark.parametrize(
        ("tipo", "acuerdo", "codigo"),
        [
            ("atencion_urgencia", "DELETE FROM acuerdo", "sin_titulo_vigente"),
            (
                "atencion_urgencia",
                "UPDATE acuerdo SET vigente_hasta = '2026-11-22 03:00+00'",
                "sin_titulo_vigente",
            ),
            (
                "atencion_urgencia",
                "UPDATE acuerdo SET vigente_desde = '2026-11-22 03:00:01+00'",
                "sin_titulo_vigente",
            ),
            ("ingreso_penal", "SELECT 1", "tipo_no_cubierto"),
            ("movimiento_bancario", "SELECT 1", "sin_autorizacion_judicial"),
            ("tarjeta_transporte", "SELECT 1", "sin_autorizacion_judicial"),
            ("senal_movil", "SELECT 1", "sin_autorizacion_judicial"),
            (
                "registro_audiovisual",
                "UPDATE acuerdo SET tipos_contacto = '{registro_audiovisual}'",
                "sin_autorizacion_judicial",
            ),
        ],
        ids=[
            "sin_titulo",
            "vencido",
            "aun_no_rige",
            "tipo_ajeno",
            "banco",
            "transporte",
            "movil",
            "camara_aunque_el_acuerdo_la_nombre",
        ],
    )
    def test_lo_que_el_titulo_no_cubre_se_aparta_y_no_pasa_por_la_bandeja(
        self,
        sistema: SistemaDePrueba,
        tipo: str,
        acuerdo: str,
        codigo: str,
    ) -> None:
        abrir(sistema)
        ejecutar(sistema, acuerdo)
        resultado = sistema.puerta().registrar_lote(lote(evento(tipo_contacto=tipo)))
        assert (resultado.nuevos, resultado.en_cuarentena, resultado.alertas) == (0, 1, 0)
        assert codigos_en_cuarentena(sistema) == [codigo]
        assert cuentas(sistema) == (0, 0, 0, 0, 0)

    def test_un_acuerdo_en_su_ultimo_instante_todavia_cubre(self, sistema: SistemaDePrueba) -> None:
        ejecutar(sistema, "UPDATE acuerdo SET vigente_hasta = '2026-11-22 03:00:00.000001+00'")
        assert sistema.puerta().registrar_lote(lote(evento())).nuevos == 1

    def test_el_mensaje_apartado_se_guarda_entero_y_el_vecino_sigue(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        malo = b'{"esto": "no es un evento", "byte": "\xff"}'
        resultado = sistema.puerta().registrar_lote(lote(malo, evento()))
        assert (resultado.nuevos, resultado.en_cuarentena, resultado.alertas) == (1, 1, 1)
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            [apartado] = sesion.query(Cuarentena)
        llave = sistema.bd(Papel.DUENO).llaves_de_dia.obtener(date(2026, 12, 22))
        assert llave.descifrar(apartado.cuerpo, "cuarentena.cuerpo") == malo
        assert (apartado.organismo, apartado.posicion, apartado.codigo) == (SALUD, 0, "no_utf8")
        assert (apartado.cluster, apartado.tema, apartado.particion) == (
            "cluster-de-prueba",
            "tema-de-prueba",
            0,
        )


class TestPosicion:
    @pytest.mark.parametrize("desde", [0, 4, 6])
    def test_un_lote_que_no_empieza_donde_corresponde_no_deja_nada(
        self,
        sistema: SistemaDePrueba,
        desde: int,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(*(evento(n) for n in range(1, 6))))
        antes = contar_todo(sistema)
        with pytest.raises(PosicionAdelantada):
            puerta.registrar_lote(lote(evento(50), evento(51), b"malo", desde=desde))
        assert contar_todo(sistema) == antes
        assert puerta.posicion(KAFKA) == 5

    def test_un_origen_sin_estrenar_solo_empieza_en_cero(self, sistema: SistemaDePrueba) -> None:
        with pytest.raises(PosicionAdelantada):
            sistema.puerta().registrar_lote(lote(evento(), desde=3))
        assert sistema.contar("posicion_consumida") == 0

    def test_cada_particion_lleva_su_propia_posicion(self, sistema: SistemaDePrueba) -> None:
        puerta = sistema.puerta()
        otra = replace(KAFKA, particion=1)
        puerta.registrar_lote(lote(evento(1), evento(2)))
        puerta.registrar_lote(replace(lote(evento(3)), origen=otra))
        assert (puerta.posicion(KAFKA), puerta.posicion(otra)) == (2, 1)
        assert puerta.posicion(Origen("otro-cluster", KAFKA.tema, 0)) == 0

    def test_estrenar_no_mueve_lo_que_ya_se_consumio(self, sistema: SistemaDePrueba) -> None:
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(evento(1)))
        nueva = replace(KAFKA, particion=1)
        with sistema.bd(Papel.CONSUMIDOR).transaccion() as sesion:
            estrenar_posiciones(sesion, {KAFKA: 90, nueva: 90})
        assert (puerta.posicion(KAFKA), puerta.posicion(nueva)) == (1, 90)


class TestTodoONada:
    @pytest.mark.parametrize(
        "tabla",
        ["bandeja", "contacto", "coincidencia", "entrega_alerta", "asiento", "posicion_consumida"],
    )
    def test_si_una_orden_falla_el_lote_no_deja_nada_y_despues_entra_entero(
        self,
        sistema: SistemaDePrueba,
        tabla: str,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        ejecutar(
            sistema,
            "CREATE FUNCTION fallar() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'falla de prueba'; END $$",
        )
        ejecutar(
            sistema,
            f"CREATE TRIGGER falla AFTER INSERT ON {tabla} EXECUTE FUNCTION fallar()",
        )
        antes = contar_todo(sistema)
        with pytest.raises(DBAPIError, match="falla de prueba"):
            puerta.registrar_lote(lote(evento(1), evento(2), b"malo"))
        assert contar_todo(sistema) == antes

        ejecutar(sistema, f"DROP TRIGGER falla ON {tabla}")
        resultado = puerta.registrar_lote(lote(evento(1), evento(2), b"malo"))
        assert (resultado.nuevos, resultado.alertas, resultado.en_cuarentena) == (2, 2, 1)


class TestEntrada:
    def encolar(self, sistema: SistemaDePrueba, *cuerpos: bytes, organismo: str = SALUD) -> None:
        mensajes = [MensajeRecibido(cuerpo) for cuerpo in cuerpos]
        bd = sistema.bd(Papel.API)
        with bd.transaccion() as sesion:
            encolar(sesion, bd.llaves_de_dia, organismo, mensajes, sistema.reloj())

    def leer(self, sistema: SistemaDePrueba) -> Lote:
        tomados = sistema.puerta().tomar_entrada(500)
        leido = lote(*(t.cuerpo for t in tomados), desde=tomados[0].numero)
        return replace(leido, origen=Origen("entrada", tomados[0].organismo, 0))

    def test_el_lote_borra_de_la_cola_lo_que_consume(self, sistema: SistemaDePrueba) -> None:
        abrir(sistema)
        self.encolar(sistema, evento(1), b"malo", evento(2))
        resultado = sistema.puerta().registrar_lote(self.leer(sistema))
        assert (resultado.nuevos, resultado.alertas, resultado.en_cuarentena) == (2, 2, 1)
        assert (sistema.contar("entrada"), sistema.contar("posicion_consumida")) == (0, 0)

    def test_la_cola_guarda_los_bytes_exactos_y_los_entrega_en_orden(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        cuerpos = [evento(1) + b"  ", b"\x00\xff", b""]
        self.encolar(sistema, *cuerpos)
        self.encolar(sistema, b"ajeno", organismo="gendarmeria")
        tomados = sistema.puerta().tomar_entrada(500)
        assert [t.cuerpo for t in tomados] == cuerpos
        assert {t.organismo for t in tomados} == {SALUD}
        assert [t.cuerpo for t in sistema.puerta().tomar_entrada(2)] == cuerpos[:2]

    def test_de_dos_consumidores_con_las_mismas_filas_gana_uno(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        self.encolar(sistema, *(evento(n) for n in range(1, 21)))
        mismo = self.leer(sistema)
        puertas = [sistema.puerta(), sistema.puerta()]
        salida = Barrier(2)

        def registrar(turno: int) -> bool:
            salida.wait()
            try:
                puertas[turno].registrar_lote(mismo)
            except PosicionAdelantada:
                return False
            return True

        with ThreadPoolExecutor(2) as hilos:
            assert sorted(hilos.map(registrar, range(2))) == [False, True]
        assert cuentas(sistema) == (20, 20, 20, 20, 60)
        assert sistema.contar("entrada") == 0

    def test_una_fila_que_otro_ya_tomo_deshace_el_lote(self, sistema: SistemaDePrueba) -> None:
        abrir(sistema)
        self.encolar(sistema, evento(1), evento(2))
        mismo = self.leer(sistema)
        ejecutar(sistema, "DELETE FROM entrada WHERE numero = (SELECT min(numero) FROM entrada)")
        antes = contar_todo(sistema)
        with pytest.raises(PosicionAdelantada):
            sistema.puerta().registrar_lote(mismo)
        assert contar_todo(sistema) == antes


class TestMinimizacion:
    def test_lo_que_no_coincide_deja_solo_su_id_y_la_huella_de_su_contenido(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(b"estreno"))
        antes = contar_todo(sistema)
        canario = {
            "run": "9.876.543-3",
            "nombres": "Canario Uno",
            "apellido_paterno": "Canariopaterno",
            "apellido_materno": "Canariomaterno",
            "fecha_nacimiento": "1951-11-27",
        }
        cuerpo = evento(
            77,
            persona=canario,
            observacion="Canarioobservado",
            lugar={"comuna": "Canariocomuna", "establecimiento": "CAN-ario-9"},
        )
        resultado = puerta.registrar_lote(lote(cuerpo, desde=1))
        assert (resultado.nuevos, resultado.coincidencias) == (1, 0)
        assert diferencia(antes, contar_todo(sistema)) == {"asiento": 1, "bandeja": 1}
        [(id_, huella)] = sistema.consultar("SELECT evento_id, huella FROM bandeja")
        assert (id_, len(huella)) == (UUID(int=77), 32)
        assert bytes(huella) != sha256(cuerpo).digest()
        # Tampoco cifrado: lo cerrado con las llaves de la base se abre con ellas.
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            detalles = [asiento.detalle for asiento in sesion.query(Asiento)]
            assert sesion.query(Contacto).count() == 0
        rastros = ["anario", "CAN-ario", "9.876.543", "9876543", "1951-11-27"]
        assert hallar_canarios(sistema, rastros) == []
        assert not [r for r in rastros if r in str(detalles)]

    def test_lo_que_coincide_deja_un_contacto_y_una_alerta_con_tres_entregas(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        caso = abrir(sistema)
        antes = contar_todo(sistema)
        sistema.puerta().registrar_lote(lote(evento(5, lugar={"comuna": "Temuco"})))
        assert diferencia(antes, contar_todo(sistema)) == {
            "alerta": 1,
            "asiento": 2,
            "bandeja": 1,
            "clave_contacto": 4,
            "coincidencia": 1,
            "contacto": 1,
            "entrega_alerta": 3,
            "posicion_consumida": 1,
            "reevaluacion_pendiente": 1,
        }
        entregas = sistema.consultar(
            "SELECT alerta.caso_id, institucion, acusada_en FROM entrega_alerta "
            "JOIN alerta ON alerta.id = alerta_id ORDER BY institucion",
        )
        assert entregas == [(caso, institucion, None) for institucion in INTERVINIENTES]
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            [contacto] = sesion.query(Contacto)
        assert contacto.persona["apellido_paterno"] == denuncia()["persona"]["apellido_paterno"]
        assert contacto.datos["lugar"] == {"comuna": "Temuco"}
        assert coincidencias(sistema) == [(caso, UUID(int=5))]
