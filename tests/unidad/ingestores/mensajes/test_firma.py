"""Un evento firmado se lee si la firma es de su organismo, vigente y de esos bytes exactos."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestores.mensajeria.tipos import MensajeCrudo
from ingestores.mensajes.firma import Lectura, nombrar_llaves
from ingestores.procesador import procesar_lote
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado, Origen
from sistema.nucleo.firmas import LlaveDeFirma, acotar_firma
from tests.apoyo.firmas import Firmante
from tests.unidad.ingestores.apoyo import PuertaEnMemoria, escribir_evento

AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEGUNDO = timedelta(seconds=1)
SENAMA = Firmante()
OTRA = Firmante()
EVENTO = escribir_evento(1)
LLAVES: Mapping[str, LlaveDeFirma] = {SENAMA.kid: SENAMA.llave()}
BUENA = SENAMA.firmar(EVENTO)


def leer(
    firma: str | None, llaves: Mapping[str, LlaveDeFirma] = LLAVES, cuerpo: bytes = EVENTO
) -> EventoContacto | MensajeRechazado:
    return Lectura("senama", AHORA, llaves).leer(cuerpo, 7, firma)


def test_una_firma_buena_queda_con_el_evento() -> None:
    leido = leer(BUENA)
    assert isinstance(leido, EventoContacto)
    assert (leido.firma, leido.cuerpo) == (BUENA, EVENTO)


def test_sin_firma_el_evento_vale_igual() -> None:
    leido = leer(None, {})
    assert isinstance(leido, EventoContacto)
    assert leido.firma is None


MAL_ESCRITAS = {
    "vacia": "",
    "sin_kid": BUENA.partition(":")[2],
    "sin_firma": f"{SENAMA.kid}:",
    "de_63_bytes": f"{SENAMA.kid}:{base64.b64encode(bytes(63)).decode()}",
    "de_65_bytes": f"{SENAMA.kid}:{base64.b64encode(bytes(65)).decode()}",
    "en_hexadecimal": f"{SENAMA.kid}:{bytes(64).hex()}",
    "base64_de_url": BUENA.replace("+", "-").replace("/", "_")[:-4] + "-_==",
    "con_espacio": f" {BUENA}",
    "con_salto": f"{BUENA}\n",
    "con_nulo": f"{BUENA}\x00",
    "kid_con_nombre": f"rosario huenchullan:{BUENA.partition(':')[2]}",
    "kid_en_mayusculas": f"ABCDEF0123456789:{BUENA.partition(':')[2]}",
    "enorme": "a" * 60_000,
}


@pytest.mark.parametrize("firma", MAL_ESCRITAS.values(), ids=MAL_ESCRITAS)
def test_una_firma_mal_escrita_se_rechaza_y_no_se_guarda_lo_que_decia(firma: str) -> None:
    rechazo = leer(firma)
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.codigo is CodigoCuarentena.FIRMA_INVALIDA
    assert rechazo.detalle == "firma: no tiene la forma <kid>:<base64 de 64 bytes>"
    assert rechazo.cuerpo == EVENTO
    assert acotar_firma(rechazo.firma) == ""


@pytest.mark.parametrize(
    ("llaves", "firma", "detalle"),
    [
        ({}, BUENA, "firma: la llave no está registrada para este organismo"),
        (LLAVES, OTRA.firmar(EVENTO), "firma: la llave no está registrada para este organismo"),
        (LLAVES, SENAMA.firmar(EVENTO + b" "), "firma: no corresponde a los bytes recibidos"),
        (
            {SENAMA.kid: SENAMA.llave(hasta=AHORA)},
            BUENA,
            "firma: la llave está retirada o aún no rige",
        ),
        (
            {SENAMA.kid: SENAMA.llave(desde=AHORA + SEGUNDO)},
            BUENA,
            "firma: la llave está retirada o aún no rige",
        ),
        (
            {SENAMA.kid: LlaveDeFirma(SENAMA.kid, OTRA.privada.public_key(), AHORA)},
            BUENA,
            "firma: no corresponde a los bytes recibidos",
        ),
    ],
    ids=["sin_llaves", "de_otra_llave", "otros_bytes", "retirada", "aun_no_rige", "kid_ajeno"],
)
def test_una_firma_que_no_se_verifica_se_rechaza(
    llaves: Mapping[str, LlaveDeFirma], firma: str, detalle: str
) -> None:
    rechazo = leer(firma, llaves)
    assert isinstance(rechazo, MensajeRechazado)
    assert (rechazo.codigo, rechazo.detalle) == (CodigoCuarentena.FIRMA_INVALIDA, detalle)
    assert (rechazo.cuerpo, rechazo.firma, rechazo.posicion) == (EVENTO, firma, 7)


def test_la_llave_sirve_desde_su_primer_instante_y_hasta_el_ultimo() -> None:
    justa = SENAMA.llave(desde=AHORA, hasta=AHORA + timedelta(microseconds=1))
    assert isinstance(leer(BUENA, {SENAMA.kid: justa}), EventoContacto)


def test_lo_mal_escrito_y_bien_firmado_se_rechaza_por_lo_suyo_y_conserva_la_firma() -> None:
    malo = b'{"esto": "no es un evento"}'
    rechazo = leer(SENAMA.firmar(malo), cuerpo=malo)
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.codigo is CodigoCuarentena.ESQUEMA_INVALIDO
    assert rechazo.firma == SENAMA.firmar(malo)


def test_una_firma_mala_se_dice_antes_que_cualquier_otra_cosa() -> None:
    rechazo = leer(BUENA, cuerpo=b"\xff")
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.codigo is CodigoCuarentena.FIRMA_INVALIDA


@given(st.integers(0, len(EVENTO) * 8 - 1))
def test_cambiar_un_solo_bit_firmado_se_nota(bit: int) -> None:
    cuerpo = bytearray(EVENTO)
    cuerpo[bit // 8] ^= 1 << bit % 8
    rechazo = leer(BUENA, cuerpo=bytes(cuerpo))
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.detalle == "firma: no corresponde a los bytes recibidos"


@given(st.text())
def test_ninguna_cabecera_hace_fallar_ni_sale_en_el_detalle(firma: str) -> None:
    rechazo = leer(firma)
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.detalle == "firma: no tiene la forma <kid>:<base64 de 64 bytes>"


class TestLote:
    def procesar(self, puerta: PuertaEnMemoria, *firmas: str | None) -> None:
        mensajes = [
            MensajeCrudo(n, escribir_evento(n), firma=firma) for n, firma in enumerate(firmas)
        ]
        procesar_lote(puerta, Origen("cluster", "tema", 0), "senama", 0, mensajes, AHORA)

    def test_un_lote_sin_firmas_no_pide_llaves(self) -> None:
        puerta = PuertaEnMemoria()
        self.procesar(puerta, None, "mal escrita", None)
        assert puerta.llaves_pedidas == []
        assert (len(puerta.registrados), len(puerta.cuarentena)) == (2, 1)

    def test_un_lote_con_firmas_pide_las_llaves_de_su_organismo_una_vez(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.llaves = {"senama": LLAVES, "senadis": {OTRA.kid: OTRA.llave()}}
        buenas = [SENAMA.firmar(escribir_evento(0)), SENAMA.firmar(escribir_evento(1))]
        self.procesar(puerta, *buenas, None, OTRA.firmar(escribir_evento(3)))
        assert puerta.llaves_pedidas == [("senama", {SENAMA.kid, OTRA.kid})]
        [lote] = puerta.lotes
        assert [evento.firma for evento in lote.eventos] == [*buenas, None]
        assert [(r.posicion, r.codigo) for r in lote.rechazados] == [
            (3, CodigoCuarentena.FIRMA_INVALIDA)
        ]


def test_solo_las_firmas_bien_escritas_nombran_llaves() -> None:
    assert nombrar_llaves([None, "", BUENA, OTRA.firmar(b""), BUENA]) == {SENAMA.kid, OTRA.kid}
