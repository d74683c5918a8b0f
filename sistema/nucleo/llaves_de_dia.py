"""Las llaves de cada día: lo que se guarda «hasta tal día» deja de abrir cuando ese día pasa.

Cada día de vencimiento tiene dos llaves al azar, una de cifrado y otra de claves ciegas, en un
archivo envuelto por la llave maestra. La carpeta está fuera de la base de datos y de sus respaldos:
destruido el archivo, un respaldo restaurado de ese día no abre nada.

Fundamento: técnico (ADR-0013).
"""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sistema.nucleo.cripto import LARGO_LLAVE
from sistema.nucleo.errores import CifradoInvalido

_LARGO_NONCE = 12
_LARGO_CLAVE = 8
_TEMPORAL = ".nueva"
_DIA = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class LlaveNoDisponible(CifradoInvalido):
    """La llave de un día está, o debería poder crearse, y la carpeta no lo deja: es del ambiente.

    Lo que venció no está y da `CifradoInvalido` a secas: eso no vuelve.
    """

    codigo = "llave_no_disponible"
    remedio = "Revise la carpeta de llaves de día y la llave maestra (docs/operacion.md)."


@dataclass(frozen=True, slots=True)
class LlaveDeDia:
    """Las dos llaves abiertas de un día de vencimiento."""

    dia: date
    _aes: AESGCM = field(repr=False)
    _indice: bytes = field(repr=False)

    def cifrar(self, claro: bytes, contexto: str) -> bytes:
        """Cierra `claro` atado al día y a «tabla.columna»: nonce (12 bytes) y AES-256-GCM."""
        nonce = os.urandom(_LARGO_NONCE)
        return nonce + self._aes.encrypt(nonce, claro, self._atadura(contexto))

    def descifrar(self, cerrado: bytes, contexto: str) -> bytes:
        """Abre lo que `cifrar` cerró con el mismo contexto.

        Raises:
            CifradoInvalido: otro día, otro contexto o bytes alterados.
        """
        nonce, resto = cerrado[:_LARGO_NONCE], cerrado[_LARGO_NONCE:]
        try:
            return self._aes.decrypt(nonce, resto, self._atadura(contexto))
        except (InvalidTag, ValueError):
            raise CifradoInvalido(f"No abre un dato de {contexto} ({self.dia}).") from None

    def clave_ciega(self, texto: str) -> int:
        """64 bits con signo de un resumen con llave (BLAKE2b), propios de este día.

        Dos claves distintas pueden coincidir por azar (una en 10^19): el que busca compara después.
        """
        # Porque: BLAKE2b lleva la llave dentro y cuesta la tercera parte que un HMAC-SHA256; al
        # buscar se calculan miles.
        resumen = blake2b(texto.encode(), key=self._indice, digest_size=_LARGO_CLAVE)
        return int.from_bytes(resumen.digest(), "big", signed=True)

    def _atadura(self, contexto: str) -> bytes:
        return f"{contexto}:{self.dia}".encode()


class LlavesDeDia:
    """Las llaves de los días vivos, en una carpeta que solo lee el usuario del proceso."""

    def __init__(self, carpeta: Path, maestra: bytes) -> None:
        self._carpeta = carpeta
        self._maestra = AESGCM(maestra)
        self._abiertas: dict[date, LlaveDeDia] = {}

    def asegurar(self, dia: date) -> LlaveDeDia:
        """La llave del día; si no existe, la crea. Dos procesos a la vez obtienen la misma.

        Raises:
            LlaveNoDisponible: no se puede leer o no se puede crear.
        """
        abierta = self._abiertas.get(dia)
        if abierta is not None:
            return abierta
        ruta = self._ruta(dia)
        try:
            if not ruta.exists():
                self._crear(dia, ruta)
        except OSError as error:
            raise _no_disponible(dia, error) from None
        return self.obtener(dia)

    def obtener(self, dia: date) -> LlaveDeDia:
        """La llave de un día que ya la tiene.

        Raises:
            LlaveNoDisponible: el archivo está y no se puede leer, está dañado o la maestra no es la
                suya.
            CifradoInvalido: se destruyó o nunca existió.
        """
        abierta = self._abiertas.get(dia)
        if abierta is None:
            abierta = self._abiertas[dia] = self._abrir(dia)
        return abierta

    def listar(self) -> list[date]:
        """Los días que aún tienen llave, en orden.

        Raises:
            LlaveNoDisponible: la carpeta no se puede leer.
        """
        try:
            nombres = [ruta.name for ruta in self._carpeta.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LlaveNoDisponible(
                f"La carpeta de llaves de día no se lee ({type(error).__name__})."
            ) from None
        # Porque: lo que no se llama como un día no es de aquí, y no debe detener a nadie.
        return sorted(date.fromisoformat(nombre) for nombre in nombres if _DIA.fullmatch(nombre))

    def destruir_anteriores(self, hoy: date) -> list[date]:
        """Destruye para siempre las llaves de los días anteriores a `hoy`; devuelve cuáles."""
        vencidos = [dia for dia in self.listar() if dia < hoy]
        # Porque: quien murió creando una llave pudo dejar otro nombre para el mismo archivo.
        restos = [r for r in self._carpeta.glob(f"*{_TEMPORAL}") if r.name < hoy.isoformat()]
        for ruta in [*map(self._ruta, vencidos), *restos]:
            ruta.unlink(missing_ok=True)
        self.olvidar_anteriores(hoy)
        if vencidos or restos:
            self._confirmar_carpeta()
        return vencidos

    def olvidar_anteriores(self, hoy: date) -> None:
        """Suelta de la memoria las llaves de los días anteriores a `hoy`."""
        for dia in [dia for dia in list(self._abiertas) if dia < hoy]:
            self._abiertas.pop(dia, None)

    def _ruta(self, dia: date) -> Path:
        return self._carpeta / dia.isoformat()

    def _crear(self, dia: date, ruta: Path) -> None:
        self._carpeta.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = os.urandom(_LARGO_NONCE)
        claras = os.urandom(2 * LARGO_LLAVE)
        nueva = ruta.with_name(f"{dia}.{os.urandom(8).hex()}{_TEMPORAL}")
        try:
            descriptor = os.open(nueva, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as archivo:
                archivo.write(nonce + self._maestra.encrypt(nonce, claras, _contexto(dia)))
                archivo.flush()
                os.fsync(descriptor)
            # Porque: el enlace falla si otro proceso llegó antes; así nunca hay dos llaves del día.
            ruta.hardlink_to(nueva)
        except FileExistsError:
            pass
        finally:
            nueva.unlink(missing_ok=True)
        self._confirmar_carpeta()

    def _abrir(self, dia: date) -> LlaveDeDia:
        try:
            guardado = self._ruta(dia).read_bytes()
            nonce, envueltas = guardado[:_LARGO_NONCE], guardado[_LARGO_NONCE:]
            claras = self._maestra.decrypt(nonce, envueltas, _contexto(dia))
        except FileNotFoundError:
            raise CifradoInvalido(f"La llave del día {dia} ya no existe.") from None
        except OSError as error:
            raise _no_disponible(dia, error) from None
        except (InvalidTag, ValueError):
            raise LlaveNoDisponible(
                f"La llave del día {dia} está dañada o no es de esta llave maestra."
            ) from None
        return LlaveDeDia(dia, AESGCM(claras[:LARGO_LLAVE]), claras[LARGO_LLAVE:])

    def _confirmar_carpeta(self) -> None:
        descriptor = os.open(self._carpeta, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _no_disponible(dia: date, error: OSError) -> LlaveNoDisponible:
    return LlaveNoDisponible(f"La llave del día {dia} no está a mano ({type(error).__name__}).")


def _contexto(dia: date) -> bytes:
    return f"dia:{dia}".encode()
