"""Las llaves con que los organismos firman sus eventos: registrarlas, retirarlas y usarlas."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.firmas import repositorio
from sistema.firmas.errores import (
    LlaveDeFirmaDeOtro,
    LlaveDeFirmaInvalida,
    LlaveDeFirmaNoEncontrada,
    LlaveDeFirmaRetirada,
)
from sistema.firmas.tipos import FirmaDeContacto
from sistema.instituciones.servicio import exigir_participante
from sistema.modelos.contacto import Contacto
from sistema.modelos.maquina import LlaveFirma
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.firmas import LlaveDeFirma, leer_firma, nombrar_llave, revisar_firma
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

CACHE = timedelta(seconds=5)
_NO_ES_EL_EVENTO = "original: no es el evento de este contacto"


class LlavesDeFirma:
    """Las llaves de los organismos, leídas de la base y recordadas por `CACHE`; una por proceso.

    Un retiro se ve al cabo de `CACHE` y una llave nueva, en cuanto llega algo firmado con ella.
    """

    def __init__(self, bd: Bd) -> None:
        self._bd = bd
        self._leidas: dict[str, tuple[datetime, dict[str, LlaveDeFirma]]] = {}

    def obtener(
        self, organismo: str, kids: AbstractSet[str], ahora: datetime
    ) -> Mapping[str, LlaveDeFirma]:
        """Las llaves del organismo por su `kid`; cada una dice si rige.

        Lee la base a lo más una vez: si lo recordado es viejo o no tiene alguno de `kids`.

        Fundamento: técnico (ADR-0016).
        """
        leidas_en, llaves = self._leidas.get(organismo, (ahora - CACHE, {}))
        if not timedelta() <= ahora - leidas_en < CACHE or kids - llaves.keys():
            with self._bd.transaccion() as sesion:
                filas = repositorio.de_organismo(sesion, organismo)
            llaves = {fila.kid: _abrir(fila) for fila in filas}
            self._leidas[organismo] = (ahora, llaves)
        return llaves


@dataclass(frozen=True, slots=True, kw_only=True)
class LlavePorRegistrar:
    """Una llave pública que entrega un organismo, en PEM, y cuándo se le creerá."""

    organismo: str
    pem: bytes
    vigente_desde: datetime
    vigente_hasta: datetime | None = None


def registrar(sesion: Session, pedida: LlavePorRegistrar, operador: str, ahora: datetime) -> str:
    """Registra la llave y devuelve su `kid`; repetirlo no cambia nada.

    Fundamento: Decreto 120, art. 5 (el acuerdo); técnico (ADR-0016).

    Raises:
        OrganismoSinAcuerdo: el organismo no existe o no tiene acuerdo en prueba ni vigente.
        LlaveDeFirmaInvalida: el archivo no es una llave pública Ed25519.
        LlaveDeFirmaDeOtro: otro organismo registró la misma llave.
        LlaveDeFirmaRetirada: la llave se retiró antes.
    """
    exigir_participante(sesion, pedida.organismo, ahora)
    publica = _leer_publica(pedida.pem)
    kid = nombrar_llave(publica)
    existente = repositorio.con_kid(sesion, kid)
    if existente is not None:
        _exigir_la_misma(existente, pedida.organismo, ahora)
        return kid
    llave = LlaveFirma(
        organismo=pedida.organismo,
        kid=kid,
        publica=publica,
        vigente_desde=pedida.vigente_desde,
        vigente_hasta=pedida.vigente_hasta,
    )
    repositorio.insertar(sesion, llave)
    _asentar(sesion, Accion.LLAVE_FIRMA_REGISTRAR, (pedida.organismo, kid), operador, ahora)
    return kid


def listar(sesion: Session, organismo: str) -> list[LlaveDeFirma]:
    """Todas las llaves que el organismo ha registrado, desde la más antigua.

    Fundamento: técnico (ADR-0016).
    """
    return [_abrir(fila) for fila in repositorio.de_organismo(sesion, organismo)]


def retirar(
    sesion: Session, llave: tuple[str, str], hasta: datetime, operador: str, ahora: datetime
) -> None:
    """Deja de creer desde `hasta` en la llave (organismo, kid); lo ya recibido sigue probado.

    Nunca alarga la vigencia.

    Fundamento: técnico (ADR-0016).

    Raises:
        LlaveDeFirmaNoEncontrada: el organismo no tiene esa llave.
    """
    if not repositorio.retirar(sesion, *llave, hasta):
        raise LlaveDeFirmaNoEncontrada
    _asentar(sesion, Accion.LLAVE_FIRMA_RETIRAR, llave, operador, ahora)


def verificar_contacto(
    sesion: Session, contacto_id: UUID, operador: str, ahora: datetime
) -> FirmaDeContacto:
    """Verifica otra vez la firma de un contacto, con lo guardado y nada más; no muestra contenido.

    Un contacto firmado solo se guarda si su llave regía al llegar: retirarla después no deshace la
    prueba, y `llave_hasta` dice cuándo fue. También comprueba que los bytes firmados sean los de
    ese evento y ese organismo.

    Fundamento: técnico (ADR-0016).

    Raises:
        NoEncontrado: no hay tal contacto; el intento queda asentado.
    """
    constancia = Constancia(
        accion=Accion.CONTACTO_VERIFICAR_FIRMA,
        ocurrido_en=ahora,
        objeto="contacto",
        objeto_id=str(contacto_id),
        detalle={"operador": operador},
    )
    contacto = repositorio.contacto(sesion, contacto_id)
    if contacto is None:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    asentar_hecho(sesion, constancia)
    llaves = {llave.kid: llave for llave in listar(sesion, contacto.organismo)}
    return _revisar_guardada(contacto, llaves)


def _revisar_guardada(contacto: Contacto, llaves: Mapping[str, LlaveDeFirma]) -> FirmaDeContacto:
    if contacto.firma is None or contacto.original is None:
        return FirmaDeContacto(contacto.id, contacto.organismo, firmado=False)
    firma = leer_firma(contacto.firma)
    llave = llaves.get(firma.kid) if firma else None
    problema = revisar_firma(contacto.firma, contacto.original, llaves, None)
    return FirmaDeContacto(
        contacto.id,
        contacto.organismo,
        firmado=True,
        kid=firma.kid if firma else None,
        llave_hasta=llave.vigente_hasta if llave else None,
        problema=problema or _ajeno(contacto, contacto.original),
    )


def _ajeno(contacto: Contacto, original: bytes) -> str | None:
    """Si los bytes guardados no son los de este contacto, aunque estén bien firmados."""
    try:
        evento = leer_json(original)
        propio = UUID(str(evento["id"])) == contacto.evento_id
    except (JsonInvalido, KeyError, TypeError, ValueError):
        return _NO_ES_EL_EVENTO
    suyo = evento.get("source") == f"/organismos/{contacto.organismo}"
    return None if propio and suyo else _NO_ES_EL_EVENTO


def _leer_publica(pem: bytes) -> bytes:
    try:
        llave = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise LlaveDeFirmaInvalida from None
    if not isinstance(llave, Ed25519PublicKey):
        raise LlaveDeFirmaInvalida
    return llave.public_bytes_raw()


def _exigir_la_misma(existente: LlaveFirma, organismo: str, ahora: datetime) -> None:
    if existente.organismo != organismo:
        raise LlaveDeFirmaDeOtro
    if existente.vigente_hasta is not None and existente.vigente_hasta <= ahora:
        raise LlaveDeFirmaRetirada


def _abrir(fila: LlaveFirma) -> LlaveDeFirma:
    publica = Ed25519PublicKey.from_public_bytes(fila.publica)
    return LlaveDeFirma(fila.kid, publica, fila.vigente_desde, fila.vigente_hasta)


def _asentar(
    sesion: Session, accion: Accion, llave: tuple[str, str], operador: str, ahora: datetime
) -> None:
    organismo, kid = llave
    asentar_hecho(
        sesion,
        Constancia(
            accion=accion,
            ocurrido_en=ahora,
            objeto="llave_firma",
            objeto_id=f"{organismo}:{kid}",
            detalle={"operador": operador},
        ),
    )
