"""El proveedor de identidad con que se puede entrar: todo lo suyo se fija por configuración."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from sistema.nucleo.errores import ConfiguracionInvalida

_PUERTO_PROPIO = "127.0.0.1"


def _exigir_https(url: str) -> str:
    partes = urlsplit(url)
    # Porque: un proveedor falso en esta misma máquina es como se prueba; afuera, solo cifrado.
    es_local = partes.scheme == "http" and partes.hostname == _PUERTO_PROPIO
    if not partes.hostname or not (partes.scheme == "https" or es_local):
        raise ValueError("debe ser https")
    if partes.username or partes.fragment:
        raise ValueError("no lleva credenciales ni fragmento")
    return url


Url = Annotated[str, AfterValidator(_exigir_https)]


class EmisorOidc(BaseModel):
    """Un proveedor OpenID Connect, con sus direcciones y el único algoritmo que se le acepta.

    Nada de esto se descubre en línea: quien pudiera cambiar la respuesta elegiría por nosotros.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    emisor: Annotated[str, Field(min_length=1)]
    autorizacion: Url
    token: Url
    usuario: Url
    llaves: Url
    cliente: Annotated[str, Field(min_length=1)]
    secreto: SecretStr
    retorno: Url
    alcance: str = "openid run name"
    algoritmo: Literal["RS256", "ES256", "EdDSA"] = "RS256"
    usa_pkce: bool = False

    @classmethod
    def leer(cls, texto: str) -> Self:
        """El emisor descrito en un objeto JSON.

        Raises:
            ConfiguracionInvalida: nombra los campos mal escritos, sin mostrar su valor.
        """
        try:
            return cls.model_validate_json(texto)
        except ValidationError as error:
            malos = sorted({str(e["loc"][0]) if e["loc"] else "JSON" for e in error.errors()})
            raise ConfiguracionInvalida(
                f"SISTEMA_OIDC no sirve; revise: {', '.join(malos)}."
            ) from None
