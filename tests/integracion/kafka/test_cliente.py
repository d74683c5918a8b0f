"""El adaptador contra un Kafka verdadero."""

from uuid import uuid4

import pytest
from kafka import TopicPartition  # type: ignore[import-untyped]

from ingestores.mensajeria.cliente import Administrador, Consumidor, Productor
from ingestores.mensajeria.errores import (
    ErrorMensajeria,
    LineaInvalida,
)
from ingestores.mensajeria.productor import producir_ndjson
from ingestores.mensajeria.tipos import ConexionKafka, Particion
from sistema.entorno.servicios import ServicioKafka
from tests.integracion.kafka.apoyo import (
    administrar,
    conectar,
    crear_tema,
    esperar_hasta,
    leer_confirmada,
    leer_lotes,
    producir,
    recrear_tema,
)


def abrir(kafka: ServicioKafka, tema: str, grupo: str = "") -> Consumidor:
    return Consumidor(conectar(kafka, "consumidor"), [tema], grupo or f"grupo-{uuid4()}")


def asignar(consumidor: Consumidor, tema: str) -> Particion:
    def asignada() -> bool:
        assert consumidor.leer(50) == []
        return consumidor.listar_por_ubicar() == [(tema, 0)]

    esperar_hasta(asignada)
    return Particion(tema, 0)


class TestConsumidor:
    def test_entrega_los_bytes_exactos_en_orden_con_lapidas_y_claves(
        self, kafka: ServicioKafka
    ) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"uno", None, b"\xff\x00", b"x" * 200_000])
        with abrir(kafka, tema) as consumidor:
            lotes = leer_lotes(consumidor, 4)
        mensajes = [m for lote in lotes for m in lote.mensajes]
        assert [m.posicion for m in mensajes] == [0, 1, 2, 3]
        assert [m.cuerpo for m in mensajes] == [b"uno", None, b"\xff\x00", b"x" * 200_000]
        assert [m.clave for m in mensajes] == [b"0", b"1", b"2", b"3"]

    def test_un_lote_es_de_una_sola_particion_y_de_hasta_500(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka, particiones=2)
        producir(kafka, tema, [b"x"] * 1_300)
        with abrir(kafka, tema) as consumidor:
            lotes = leer_lotes(consumidor, 1_300)
        assert {lote.particion for lote in lotes} == {(tema, 0), (tema, 1)}
        assert max(len(lote.mensajes) for lote in lotes) <= 500
        assert {lote.origen.particion for lote in lotes} == {0, 1}

    def test_una_particion_sin_ubicar_no_entrega_nada(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a", b"b", b"c"])
        with abrir(kafka, tema) as consumidor:
            particion = asignar(consumidor, tema)
            assert consumidor.leer(300) == []
            consumidor.ubicar(particion, 2)
            assert consumidor.listar_por_ubicar() == []
            (lote,) = leer_lotes(consumidor, 1)
        assert [m.cuerpo for m in lote.mensajes] == [b"c"]

    def test_ubicar_vuelve_atras_y_adelante(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a", b"b", b"c"])
        with abrir(kafka, tema) as consumidor:
            leer_lotes(consumidor, 3)
            consumidor.ubicar(Particion(tema, 0), 1)
            (lote,) = leer_lotes(consumidor, 2)
        assert [m.posicion for m in lote.mensajes] == [1, 2]

    def test_ubicar_una_particion_ajena_no_hace_nada(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka)
        with abrir(kafka, tema) as consumidor:
            asignar(consumidor, tema)
            consumidor.ubicar(Particion("contactos.otro.v1", 0), 5)
            assert consumidor.listar_por_ubicar() == [(tema, 0)]

    def test_una_posicion_que_ya_no_existe_entrega_lo_mas_antiguo(
        self, kafka: ServicioKafka
    ) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a", b"b", b"c"])
        cliente = administrar(kafka)
        cliente.delete_records({TopicPartition(tema, 0): 2})
        cliente.close()
        with abrir(kafka, tema) as consumidor:
            (lote,) = leer_lotes(consumidor, 1)
        assert [m.posicion for m in lote.mensajes] == [2]

    def test_lo_confirmado_queda_en_kafka_y_no_decide_donde_se_parte(
        self, kafka: ServicioKafka
    ) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a", b"b", b"c"])
        grupo = f"grupo-{uuid4()}"
        with abrir(kafka, tema, grupo) as consumidor:
            leer_lotes(consumidor, 3)
            consumidor.confirmar(Particion(tema, 0), 3)
        assert leer_confirmada(kafka, grupo, Particion(tema, 0)) == 3
        with abrir(kafka, tema, grupo) as consumidor:
            assert sum(len(lote.mensajes) for lote in leer_lotes(consumidor, 3)) == 3

    def test_sin_confirmar_kafka_no_avanza_solo(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a"])
        grupo = f"grupo-{uuid4()}"
        with abrir(kafka, tema, grupo) as consumidor:
            leer_lotes(consumidor, 1)
        assert leer_confirmada(kafka, grupo, Particion(tema, 0)) is None

    def test_un_tema_recreado_con_el_mismo_nombre_es_otro_origen(
        self, kafka: ServicioKafka
    ) -> None:
        tema = crear_tema(kafka)
        producir(kafka, tema, [b"a"])
        with abrir(kafka, tema) as consumidor:
            (lote,) = leer_lotes(consumidor, 1)
        recrear_tema(kafka, tema)
        producir(kafka, tema, [b"b"])
        with abrir(kafka, tema) as consumidor:
            (nuevo,) = leer_lotes(consumidor, 1)
        assert nuevo.origen.cluster == lote.origen.cluster != ""
        assert nuevo.origen.tema != lote.origen.tema


class TestErrores:
    def test_una_clave_equivocada_no_entra(self, kafka: ServicioKafka) -> None:
        falsa = ConexionKafka(
            bootstrap=kafka.bootstrap,
            seguridad="SASL_PLAINTEXT",
            usuario="consumidor",
            clave="equivocada",
            plazo_ms=1_000,
        )
        with pytest.raises(ErrorMensajeria) as error:
            Administrador(falsa)
        assert "equivocada" not in str(error.value) + repr(falsa)

    def test_un_mensaje_mayor_que_el_grupo_maximo_no_sale(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka)
        with (
            Productor(conectar(kafka, "colaboradores")) as productor,
            pytest.raises(ErrorMensajeria, match="MessageSizeTooLargeError"),
        ):
            productor.enviar(tema, b"1", b"x" * 1_100_000)


class TestAdministrador:
    def test_crear_temas_dos_veces_no_cambia_nada(self, kafka: ServicioKafka) -> None:
        tema = crear_tema(kafka, particiones=3)
        with Administrador(conectar(kafka, "administrador")) as administrador:
            administrador.crear_temas([tema], 1)
        cliente = administrar(kafka)
        (descrito,) = cliente.describe_topics([tema])
        cliente.close()
        assert len(descrito["partitions"]) == 3


class TestProducirNdjson:
    def test_cada_linea_va_al_tema_de_su_organismo_con_su_id_por_clave(
        self, kafka: ServicioKafka
    ) -> None:
        tema = crear_tema(kafka)
        organismo = tema.split(".")[1]
        linea = b'{"id": "e-%d", "source": "/organismos/' + organismo.encode() + b'"}\n'
        avances: list[int] = []
        lineas = [linea % 1, b"\n", linea % 2]
        assert producir_ndjson(conectar(kafka, "colaboradores"), lineas, avances.append) == 2
        assert avances == [2]
        with abrir(kafka, tema) as consumidor:
            mensajes = [m for lote in leer_lotes(consumidor, 2) for m in lote.mensajes]
        assert [m.clave for m in mensajes] == [b"e-1", b"e-2"]
        assert mensajes[0].cuerpo == (linea % 1).strip()

    @pytest.mark.parametrize("linea", [b"{", b"[]", b'{"id": "1"}', b'{"id": "1", "source": "x"}'])
    def test_una_linea_sin_destino_se_nombra_por_su_numero(
        self, kafka: ServicioKafka, linea: bytes
    ) -> None:
        with pytest.raises(LineaInvalida, match="línea 1"):
            producir_ndjson(conectar(kafka, "colaboradores"), [linea], lambda _: None)
