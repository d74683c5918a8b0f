"""Las tres conversaciones con el proveedor de identidad: acotadas y sin seguir a ninguna parte."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2

from sistema.autenticacion.emisor import EmisorOidc
from sistema.autenticacion.errores import ProveedorNoDisponible
from sistema.autenticacion.oidc import IdentidadRechazada
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

PLAZO_S = 5.0
RESPUESTA_MAXIMA_BYTES = 64 * 1024
_OK = 200
_ERROR_DEL_PROVEEDOR = 500
# Porque: un proveedor lento no debe quedarse con los hilos de la API.
_LUGARES = threading.BoundedSemaphore(4)


@contextmanager
def conversar() -> Iterator[httpx2.Client]:
    """Un cliente HTTP que no sigue redirecciones ni obedece variables de entorno.

    Raises:
        ProveedorNoDisponible: hay demasiadas conversaciones o el proveedor no responde.
    """
    if not _LUGARES.acquire(blocking=False):
        raise ProveedorNoDisponible
    try:
        with httpx2.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=PLAZO_S,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        ) as cliente:
            yield cliente
    except httpx2.HTTPError:
        raise ProveedorNoDisponible from None
    finally:
        _LUGARES.release()


def canjear(cliente: httpx2.Client, emisor: EmisorOidc, codigo: str, verificador: str) -> object:
    """La respuesta del proveedor al código: `access_token` e `id_token`."""
    formulario = {
        "grant_type": "authorization_code",
        "code": codigo,
        "redirect_uri": emisor.retorno,
        "client_id": emisor.cliente,
        "client_secret": emisor.secreto.get_secret_value(),
    }
    if emisor.usa_pkce:
        formulario["code_verifier"] = verificador
    return _pedir(cliente, "POST", emisor.token, formulario=formulario)


def pedir_llaves(cliente: httpx2.Client, emisor: EmisorOidc) -> object:
    """Las llaves públicas del proveedor."""
    return _pedir(cliente, "GET", emisor.llaves)


def pedir_usuario(cliente: httpx2.Client, emisor: EmisorOidc, acceso: str) -> object:
    """Los datos de quien se identificó; ClaveÚnica los entrega por POST."""
    return _pedir(cliente, "POST", emisor.usuario, {"Authorization": f"Bearer {acceso}"})


def _pedir(
    cliente: httpx2.Client,
    metodo: str,
    url: str,
    cabeceras: Mapping[str, str] | None = None,
    formulario: Mapping[str, str] | None = None,
) -> object:
    with cliente.stream(metodo, url, headers=cabeceras, data=formulario) as respuesta:
        if respuesta.status_code >= _ERROR_DEL_PROVEEDOR:
            raise ProveedorNoDisponible
        if respuesta.status_code != _OK:
            raise IdentidadRechazada("proveedor_nego")
        # Porque: sin comprimir, lo que se cuenta es lo que ocupa.
        if respuesta.headers.get("content-encoding", "identity") != "identity":
            raise IdentidadRechazada("respuesta_comprimida")
        cuerpo = bytearray()
        for parte in respuesta.iter_raw():
            cuerpo += parte
            if len(cuerpo) > RESPUESTA_MAXIMA_BYTES:
                raise IdentidadRechazada("respuesta_larga")
    try:
        return leer_json(bytes(cuerpo))
    except JsonInvalido:
        raise IdentidadRechazada("respuesta_mal_escrita") from None
