"""La configuración de un proceso: se arma una vez en la entrada y se pasa hacia abajo.

Cada variable `SISTEMA_X` puede darse también como `SISTEMA_X_ARCHIVO`, la ruta de un archivo que
contiene el valor: así los secretos no viajan en el entorno.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from sistema.nucleo.errores import ConfiguracionInvalida

PREFIJO = "SISTEMA_"
PapelConectable = Literal["admin", "dueno", "api", "consumidor", "tareas"]


def carpeta_de_dias(llave_maestra: Path) -> Path:
    """La carpeta de las llaves de cada día cuando no se indica otra: junto a la maestra."""
    return llave_maestra.parent / "dias"


class ArchivosDeSecretos(PydanticBaseSettingsSource):
    """Lee `SISTEMA_X_ARCHIVO`; el salto de línea final no forma parte del secreto."""

    @override
    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        ruta = os.environ.get(f"{PREFIJO}{field_name.upper()}_ARCHIVO")
        return (Path(ruta).read_text("utf-8").rstrip("\n") if ruta else None), field_name, False

    @override
    def __call__(self) -> dict[str, Any]:
        valores = {
            n: self.get_field_value(c, n)[0] for n, c in self.settings_cls.model_fields.items()
        }
        return {nombre: valor for nombre, valor in valores.items() if valor is not None}


class Configuracion(BaseSettings):
    """Lo que un proceso necesita saber de afuera; cada proceso usa solo su URL de base de datos."""

    model_config = SettingsConfigDict(env_prefix=PREFIJO, extra="ignore", frozen=True)

    raiz: Path = Path(".sistema")
    bd_admin: SecretStr | None = None
    bd_dueno: SecretStr | None = None
    bd_api: SecretStr | None = None
    bd_consumidor: SecretStr | None = None
    bd_tareas: SecretStr | None = None
    llave_maestra: Path | None = None
    llaves_de_dia: Path | None = None
    kafka_bootstrap: str | None = None
    kafka_seguridad: Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"] = "SASL_SSL"
    kafka_usuario: str = ""
    kafka_clave: SecretStr = SecretStr("")
    kafka_ca: Path | None = None
    url_publica: str = ""
    proxies: str = "127.0.0.1,::1"
    entorno_de_ensayo: bool = False
    oidc: SecretStr | None = None
    nivel_bitacora: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, ArchivosDeSecretos(settings_cls)

    def url(self, papel: PapelConectable) -> str:
        """La URL de la base de datos para un papel.

        Raises:
            ConfiguracionInvalida: falta la variable; el mensaje la nombra.
        """
        secreto: SecretStr | None = getattr(self, f"bd_{papel}")
        if secreto is None:
            raise ConfiguracionInvalida(
                f"Falta {PREFIJO}BD_{papel.upper()}, la dirección de la base de datos.",
            )
        return secreto.get_secret_value()

    def urls_publicas(self) -> list[str]:
        """Las direcciones con que se llega a la API desde afuera; vacía si no se indicó ninguna."""
        return [url.strip().rstrip("/") for url in self.url_publica.split(",") if url.strip()]

    def direcciones_de_proxy(self) -> list[str]:
        """A quiénes se les cree de qué dirección viene una petición (`X-Forwarded-For`).

        Raises:
            ConfiguracionInvalida: alguna no es una dirección IP ni una red, o abarca a cualquiera;
                así, quien se conecta podría escribir en la auditoría la dirección que quisiera.
        """
        escritas = [parte.strip() for parte in self.proxies.split(",") if parte.strip()]
        if not all(map(_es_direccion_o_red, escritas)):
            raise ConfiguracionInvalida(
                f"{PREFIJO}PROXIES: escriba direcciones IP o redes (10.1.2.0/24) con comas; ni "
                "nombres, ni *, ni una red que las abarque todas."
            )
        return escritas

    def ruta_llave_maestra(self) -> Path:
        """El archivo de la llave maestra: el indicado, o el del entorno local."""
        return self.llave_maestra or self.raiz / "llaves" / "maestra"

    def carpeta_llaves_de_dia(self) -> Path:
        """Dónde viven las llaves de cada día: lo indicado, o junto a la llave maestra."""
        return self.llaves_de_dia or carpeta_de_dias(self.ruta_llave_maestra())


def _es_direccion_o_red(texto: str) -> bool:
    try:
        return ip_network(texto).prefixlen > 0
    except ValueError:
        return False


def leer_configuracion() -> Configuracion:
    """Arma la configuración desde el entorno.

    Raises:
        ConfiguracionInvalida: nombra las variables mal escritas, sin mostrar su valor.
    """
    try:
        return Configuracion()
    except ValidationError as error:
        malas = ", ".join(f"{PREFIJO}{str(e['loc'][0]).upper()}" for e in error.errors())
        raise ConfiguracionInvalida(f"Valor no admitido en: {malas}.") from None
