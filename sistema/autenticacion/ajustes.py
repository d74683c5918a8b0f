"""Cómo se entra a un proceso, según su configuración."""

from sistema.autenticacion.emisor import EmisorOidc
from sistema.autenticacion.tipos import AjustesDeIngreso
from sistema.nucleo.configuracion import Configuracion


def leer_ajustes(configuracion: Configuracion) -> AjustesDeIngreso:
    """Los ajustes de ingreso: sin decir nada, todos con segundo factor y sin proveedor.

    Raises:
        ConfiguracionInvalida: SISTEMA_OIDC no describe un emisor.
    """
    secreto = configuracion.oidc
    return AjustesDeIngreso(
        es_ensayo=configuracion.entorno_de_ensayo,
        oidc=EmisorOidc.leer(secreto.get_secret_value()) if secreto else None,
    )
