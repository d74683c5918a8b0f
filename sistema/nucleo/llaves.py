"""Las llaves de datos guardadas: al azar, envueltas por la llave maestra.

La maestra es un archivo de 32 bytes con permisos 0600, fuera de la base de datos y de sus
respaldos; sin ella lo guardado no se abre. Fundamento: técnico (ADR-0008).
"""

import os
import stat
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, text

from sistema.nucleo.bd import Bd
from sistema.nucleo.configuracion import Configuracion, PapelConectable, carpeta_de_dias
from sistema.nucleo.cripto import LARGO_LLAVE, Llavero
from sistema.nucleo.errores import CifradoInvalido, ConfiguracionInvalida
from sistema.nucleo.llaves_de_dia import LlavesDeDia

Proposito = Literal["cifrado", "indice", "huellas"]
PROPOSITOS: tuple[Proposito, ...] = ("cifrado", "indice", "huellas")
_LARGO_NONCE = 12


def leer_llave_maestra(ruta: Path) -> bytes:
    """Lee la llave maestra y exige que nadie más pueda leerla.

    Raises:
        ConfiguracionInvalida: no existe, no mide 32 bytes o sus permisos son más abiertos que 0600.
    """
    try:
        modo = stat.S_IMODE(ruta.stat().st_mode)
        llave = ruta.read_bytes()
    except OSError as error:
        raise ConfiguracionInvalida(
            f"No se puede leer la llave maestra: {error.strerror}."
        ) from None
    if modo & 0o077:
        raise ConfiguracionInvalida("La llave maestra debe tener permisos 0600 (chmod 600).")
    if len(llave) != LARGO_LLAVE:
        raise ConfiguracionInvalida(f"La llave maestra debe medir {LARGO_LLAVE} bytes.")
    return llave


def asegurar_llaves(motor: Engine, maestra: bytes) -> None:
    """Crea la llave de cada propósito que aún no exista; repetirlo no cambia nada."""
    with motor.begin() as conexion:
        conexion.execute(text("LOCK TABLE llave IN EXCLUSIVE MODE"))
        existentes = set(conexion.scalars(text("SELECT proposito FROM llave")))
        for proposito in PROPOSITOS:
            if proposito not in existentes:
                conexion.execute(
                    text("INSERT INTO llave (proposito, envuelta) VALUES (:p, :e)"),
                    {"p": proposito, "e": _envolver(maestra, proposito, os.urandom(LARGO_LLAVE))},
                )


def abrir_bd(url: str, ruta_llave_maestra: Path, llaves_de_dia: Path | None = None) -> Bd:
    """La base de datos con sus columnas cifradas ya legibles.

    Args:
        url: con qué papel se conecta.
        ruta_llave_maestra: archivo de la llave maestra.
        llaves_de_dia: carpeta de las llaves de cada día; por omisión, junto a la maestra.

    Raises:
        CifradoInvalido: la maestra no es la de esta base de datos.
        ConfiguracionInvalida: la maestra falta o está expuesta, o la base aún no tiene llaves.
    """
    maestra = leer_llave_maestra(ruta_llave_maestra)
    bd = Bd(url)
    with ExitStack() as si_falla:
        si_falla.callback(bd.cerrar)
        carpeta = llaves_de_dia or carpeta_de_dias(ruta_llave_maestra)
        bd.usar_llaves(abrir_llavero(bd.motor, maestra), LlavesDeDia(carpeta, maestra))
        si_falla.pop_all()
    return bd


def abrir_segun(configuracion: Configuracion, papel: PapelConectable) -> Bd:
    """La base de datos de un papel, con las llaves que dice la configuración.

    Raises:
        CifradoInvalido, ConfiguracionInvalida: como `abrir_bd`, o falta la dirección de la base.
    """
    return abrir_bd(
        configuracion.url(papel),
        configuracion.ruta_llave_maestra(),
        configuracion.carpeta_llaves_de_dia(),
    )


def abrir_llavero(motor: Engine, maestra: bytes) -> Llavero:
    """Abre las llaves guardadas con la maestra.

    Raises:
        CifradoInvalido: la maestra no es la de esta base de datos.
        ConfiguracionInvalida: la base de datos aún no tiene llaves (falta `sistema migrar`).
    """
    with motor.connect() as conexion:
        filas = conexion.execute(
            text("SELECT id, proposito, envuelta FROM llave ORDER BY id")
        ).all()
    abiertas = [(f.id, f.proposito, _desenvolver(maestra, f.proposito, f.envuelta)) for f in filas]
    ultima = {proposito: (llave, clara) for llave, proposito, clara in abiertas}
    if ultima.keys() != set(PROPOSITOS):
        raise ConfiguracionInvalida("La base de datos no tiene llaves: ejecute `sistema migrar`.")
    return Llavero(
        cifrado={llave: clara for llave, proposito, clara in abiertas if proposito == "cifrado"},
        activa=ultima["cifrado"][0],
        indice=ultima["indice"][1],
        huellas=ultima["huellas"][1],
    )


def _envolver(maestra: bytes, proposito: Proposito, llave: bytes) -> bytes:
    nonce = os.urandom(_LARGO_NONCE)
    return nonce + AESGCM(maestra).encrypt(nonce, llave, f"llave:{proposito}".encode())


def _desenvolver(maestra: bytes, proposito: str, envuelta: bytes) -> bytes:
    nonce, cerrada = envuelta[:_LARGO_NONCE], envuelta[_LARGO_NONCE:]
    try:
        return AESGCM(maestra).decrypt(nonce, cerrada, f"llave:{proposito}".encode())
    except InvalidTag:
        raise CifradoInvalido("La llave maestra no es la de esta base de datos.") from None
