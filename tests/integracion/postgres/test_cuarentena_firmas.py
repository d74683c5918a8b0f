"""Eventos firmados de punta a punta: la llave con su acuerdo, la firma con el contacto."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sistema.firmas.errores import LlaveDeFirmaDeOtro, LlaveDeFirmaRetirada
from sistema.firmas.servicio import CACHE
from sistema.instituciones.errores import OrganismoSinAcuerdo
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento
from tests.apoyo.firmas import Firmante
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    SALUD,
    abrir_caso,
    codigos_en_cuarentena,
    sujeto,
)
from tests.integracion.postgres.apoyo_cuarentena import Operacion

OTRO = "servicio_salud_arica"


@pytest.fixture
def operacion(sistema: SistemaDePrueba) -> Operacion:
    return Operacion(sistema)


@pytest.fixture
def firmante(operacion: Operacion) -> Firmante:
    """Quien firma por SALUD, con su llave ya registrada."""
    firmante = Firmante()
    firmante.registrar(operacion.sistema)
    return firmante


def firmado(operacion: Operacion, firmante: Firmante, numero: int = 1) -> str:
    """Llega un evento firmado de la persona buscada; devuelve el id de su contacto."""
    operacion.llegar(evento(numero), firma=firmante.firmar(evento(numero)))
    [(id_,)] = operacion.sistema.consultar("SELECT id FROM contacto")
    return str(id_)


@pytest.fixture
def contacto(operacion: Operacion, firmante: Firmante) -> str:
    """El id de un contacto que llegó firmado."""
    sistema = operacion.sistema
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])
    return firmado(operacion, firmante)


class TestEvidencia:
    def test_la_firma_se_verifica_otra_vez_con_lo_guardado(
        self, operacion: Operacion, firmante: Firmante, contacto: str
    ) -> None:
        visto = operacion.en_json("organismos", "firma", "verificar", contacto)
        assert visto == {
            "contacto_id": contacto,
            "organismo": SALUD,
            "firmado": True,
            "kid": firmante.kid,
            "llave_hasta": None,
            "problema": None,
            "es_evidencia": True,
        }
        salida = operacion.correr("organismos", "firma", "verificar", contacto).stdout
        assert salida == f"La firma de {SALUD} se verifica (llave {firmante.kid}).\n"
        assert [a.objeto_id for a in operacion.asientos("contacto:verificar_firma")] == [
            contacto,
            contacto,
        ]

    def test_retirar_la_llave_despues_no_deshace_la_prueba(
        self, operacion: Operacion, firmante: Firmante, contacto: str
    ) -> None:
        firmante.retirar(operacion.sistema)
        visto = operacion.en_json("organismos", "firma", "verificar", contacto)
        assert visto["es_evidencia"]
        assert visto["llave_hasta"].startswith(operacion.sistema.reloj().date().isoformat())

    @pytest.mark.parametrize(
        ("alteracion", "problema"),
        [
            ("firma", "firma: no corresponde a los bytes recibidos"),
            ("original", "firma: no corresponde a los bytes recibidos"),
            ("llave", "firma: la llave no está registrada para este organismo"),
            ("evento", "original: no es el evento de este contacto"),
            ("organismo", "original: no es el evento de este contacto"),
        ],
    )
    def test_lo_guardado_que_alguien_cambio_no_se_verifica(
        self,
        operacion: Operacion,
        firmante: Firmante,
        contacto: str,
        alteracion: str,
        problema: str,
    ) -> None:
        otro = evento(2)
        llavero = operacion.sistema.bd(Papel.DUENO).llavero
        ordenes = {
            "firma": "UPDATE contacto SET firma = :firma",
            "original": "UPDATE contacto SET original = :original",
            "llave": "DELETE FROM llave_firma",
            "evento": "UPDATE contacto SET firma = :firma, original = :original",
            "organismo": "UPDATE contacto SET organismo = :otro",
        }
        valores = {
            "otro": OTRO,
            "firma": firmante.firmar(otro),
            "original": llavero.cifrar(otro, "contacto.original"),
        }
        usados = {k: v for k, v in valores.items() if f":{k}" in ordenes[alteracion]}
        operacion.ejecutar(ordenes[alteracion], **usados)
        if alteracion == "organismo":
            operacion.ejecutar("UPDATE llave_firma SET organismo = :otro", otro=OTRO)
        resultado = operacion.correr("organismos", "firma", "verificar", contacto)
        assert (resultado.exit_code, resultado.stdout) == (2, f"{problema}\n")

    def test_lo_que_llego_sin_firma_no_es_evidencia_y_se_dice(self, operacion: Operacion) -> None:
        sistema = operacion.sistema
        abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])
        operacion.llegar(evento(1))
        [(id_, original)] = sistema.consultar("SELECT id, original FROM contacto")
        assert original is None
        resultado = operacion.correr("organismos", "firma", "verificar", str(id_))
        assert (resultado.exit_code, resultado.stdout) == (2, "El contacto llegó sin firma.\n")

    def test_los_movimientos_dicen_cual_venia_firmado(
        self, operacion: Operacion, contacto: str
    ) -> None:
        assert contacto
        operacion.llegar(evento(2, ocurrido_en="2026-11-21T11:00:00Z"))
        [(caso,)] = operacion.sistema.consultar("SELECT id FROM caso")
        leidos = operacion.sistema.cliente().get(f"/v1/casos/{caso}/movimientos").json()
        assert [m["firmado"] for m in leidos["movimientos"]] == [True, False]


class TestConsumidor:
    def test_la_firma_de_otro_organismo_va_a_la_cuarentena(self, operacion: Operacion) -> None:
        ajeno = Firmante()
        ajeno.registrar(operacion.sistema, OTRO)
        operacion.llegar(evento(1), firma=ajeno.firmar(evento(1)))
        assert operacion.sistema.consultar("SELECT codigo, detalle, firma FROM cuarentena") == [
            (
                "firma_invalida",
                "firma: la llave no está registrada para este organismo",
                ajeno.firmar(evento(1)),
            )
        ]
        assert operacion.sistema.contar("bandeja") == 0

    @pytest.mark.parametrize("firma", ["", "nulo\x00", "Canario Uno:x", "a" * 70_000])
    def test_una_cabecera_imposible_se_aparta_sin_guardar_lo_que_decia(
        self, operacion: Operacion, firma: str
    ) -> None:
        assert operacion.llegar(evento(1), firma=firma).en_cuarentena == 1
        assert operacion.sistema.consultar("SELECT codigo, firma FROM cuarentena") == [
            ("firma_invalida", "")
        ]

    def test_una_llave_nueva_sirve_sin_reiniciar(
        self, operacion: Operacion, firmante: Firmante
    ) -> None:
        operacion.llegar(evento(1), firma=firmante.firmar(evento(1)))
        nueva = Firmante()
        nueva.registrar(operacion.sistema)
        hecho = operacion.llegar(evento(2), firma=nueva.firmar(evento(2)))
        assert (hecho.nuevos, hecho.en_cuarentena) == (1, 0)

    def test_una_llave_retirada_deja_de_servir_en_segundos_y_sin_reiniciar(
        self, operacion: Operacion, firmante: Firmante
    ) -> None:
        assert operacion.llegar(evento(1), firma=firmante.firmar(evento(1))).nuevos == 1
        firmante.retirar(operacion.sistema)
        assert operacion.llegar(evento(2), firma=firmante.firmar(evento(2))).nuevos == 1
        operacion.sistema.reloj.avanzar(CACHE)
        assert operacion.llegar(evento(3), firma=firmante.firmar(evento(3))).en_cuarentena == 1
        assert timedelta() < CACHE <= timedelta(seconds=10)

    def test_registrada_la_llave_lo_apartado_se_reenvia_y_entra(self, operacion: Operacion) -> None:
        tardio = Firmante()
        operacion.llegar(evento(1), firma=tardio.firmar(evento(1)))
        assert codigos_en_cuarentena(operacion.sistema) == ["firma_invalida"]
        tardio.registrar(operacion.sistema)
        operacion.correr("cuarentena", "reenviar", "--codigo", "firma_invalida")
        [resultado] = operacion.consumir_entrada()
        assert (resultado.nuevos, resultado.en_cuarentena) == (1, 0)

    def test_una_firma_mal_escrita_no_entra_aunque_se_reenvie(self, operacion: Operacion) -> None:
        operacion.llegar(evento(1), firma="cualquier cosa")
        operacion.correr("cuarentena", "reenviar", "--codigo", "firma_invalida")
        [resultado] = operacion.consumir_entrada()
        assert (resultado.nuevos, resultado.en_cuarentena) == (0, 1)


class TestLlaves:
    def test_se_registra_se_lista_y_se_retira_con_la_orden(
        self, operacion: Operacion, tmp_path: Path
    ) -> None:
        firmante = Firmante()
        archivo = tmp_path / "publica.pem"
        archivo.write_bytes(firmante.pem)
        registrar = ("organismos", "firma", "registrar", SALUD, "--publica", str(archivo))
        for _vez in range(2):
            resultado = operacion.correr(*registrar)
            assert (resultado.exit_code, resultado.stdout) == (0, f"{firmante.kid}\n")
        [llave] = operacion.en_json("organismos", "firma", "listar", SALUD)["llaves"]
        assert (llave["kid"], llave["rige"], llave["vigente_hasta"]) == (firmante.kid, True, None)
        retirar = ("organismos", "firma", "retirar", SALUD, firmante.kid)
        for hasta in ("2030-01-01", "2026-11-23T00:00:00Z", "2030-01-01"):
            assert operacion.correr(*retirar, "--hasta", hasta).exit_code == 0
        [llave] = operacion.en_json("organismos", "firma", "listar", SALUD)["llaves"]
        assert (llave["rige"], llave["vigente_hasta"]) == (False, "2026-11-23T00:00:00+00:00")
        assert (
            f"{firmante.kid}  no rige" in operacion.correr(*registrar[:2], "listar", SALUD).stdout
        )
        otra_vez = operacion.correr(*registrar)
        assert (otra_vez.exit_code, otra_vez.stdout) == (2, "")
        assert len(operacion.asientos("llave_firma:registrar")) == 1
        retiros = operacion.asientos("llave_firma:retirar")
        assert [retiro.objeto_id for retiro in retiros] == [f"{SALUD}:{firmante.kid}"] * 3

    @pytest.mark.parametrize("clase", ["privada", "rsa", "texto", "vacio"])
    def test_lo_que_no_es_una_llave_publica_ed25519_se_rechaza_con_su_remedio(
        self, operacion: Operacion, tmp_path: Path, clase: str
    ) -> None:
        contenidos = {
            "privada": Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ),
            "rsa": generate_private_key(65_537, 2_048)
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "texto": b"no es una llave",
            "vacio": b"",
        }
        archivo = tmp_path / "publica.pem"
        archivo.write_bytes(contenidos[clase])
        resultado = operacion.correr(
            "organismos", "firma", "registrar", SALUD, "--publica", str(archivo)
        )
        assert resultado.exit_code == 2
        assert "openssl pkey -in privada.pem -pubout" in resultado.stderr
        assert operacion.sistema.contar("llave_firma") == 0

    def test_la_llave_de_otro_organismo_no_se_registra(
        self, operacion: Operacion, firmante: Firmante
    ) -> None:
        with pytest.raises(LlaveDeFirmaDeOtro):
            firmante.registrar(operacion.sistema, OTRO)

    def test_una_llave_retirada_no_vuelve(self, operacion: Operacion, firmante: Firmante) -> None:
        firmante.retirar(operacion.sistema)
        with pytest.raises(LlaveDeFirmaRetirada):
            firmante.registrar(operacion.sistema)

    def test_sin_acuerdo_vigente_no_se_registra(self, operacion: Operacion) -> None:
        operacion.ejecutar("UPDATE acuerdo SET vigente_hasta = '2026-11-22 03:00+00'")
        for organismo in (SALUD, "inexistente"):
            with pytest.raises(OrganismoSinAcuerdo):
                Firmante().registrar(operacion.sistema, organismo)

    def test_retirar_la_que_no_existe_sale_con_2(
        self, operacion: Operacion, firmante: Firmante
    ) -> None:
        for suyo in ((SALUD, "0" * 16), (OTRO, firmante.kid)):
            assert operacion.correr("organismos", "firma", "retirar", *suyo).exit_code == 2
        assert operacion.en_json("organismos", "firma", "listar", SALUD)["llaves"][0]["rige"]


def test_un_contacto_que_no_existe_se_asienta_como_negativa(operacion: Operacion) -> None:
    ajeno = "00000000-0000-4000-8000-000000000000"
    assert operacion.correr("organismos", "firma", "verificar", ajeno).exit_code == 2
    [asiento] = operacion.asientos("contacto:verificar_firma")
    assert (asiento.desenlace, asiento.objeto_id) == ("rechazado", ajeno)
    assert json.dumps(asiento.detalle).startswith('{"operador": "uid:')
