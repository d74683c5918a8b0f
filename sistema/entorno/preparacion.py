"""De un PostgreSQL en marcha a un Sistema listo: papeles, base, migraciones, llaves y semilla."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sistema.entorno.estado import cerrojo, escribir_privado, ruta_llave_maestra
from sistema.instituciones.servicio import sembrar_catalogo, sembrar_protocolos
from sistema.modelos.usuario import Perfil
from sistema.nucleo.bd import Bd
from sistema.nucleo.llaves import abrir_bd
from sistema.nucleo.migracion import migrar
from sistema.nucleo.papeles import Papel, preparar_base
from sistema.nucleo.reloj import Reloj, ahora
from sistema.usuarios.servicio import UsuarioNuevo, crear_si_falta

USUARIOS_DE_ENSAYO = (
    UsuarioNuevo(
        cuenta="receptor.carabineros",
        nombre="Receptora de Ensayo",
        institucion="carabineros",
        unidad="Comisaría de Ensayo",
        perfil=Perfil.RECEPTOR_DENUNCIA,
    ),
    UsuarioNuevo(
        cuenta="investigador.pdi",
        nombre="Investigador de Ensayo",
        institucion="pdi",
        unidad="Brigada de Ensayo",
        perfil=Perfil.INVESTIGADOR,
    ),
    UsuarioNuevo(
        cuenta="supervisora.carabineros",
        nombre="Supervisora de Ensayo",
        institucion="carabineros",
        unidad="Comisaría de Ensayo",
        perfil=Perfil.SUPERVISOR,
    ),
    UsuarioNuevo(
        cuenta="fiscal",
        nombre="Fiscal de Ensayo",
        institucion="ministerio_publico",
        unidad="Fiscalía de Ensayo",
        perfil=Perfil.FISCAL,
    ),
)


@dataclass(frozen=True, slots=True)
class SistemaPreparado:
    """Una base de datos del Sistema lista para usar, con la conexión de cada papel."""

    urls: Mapping[Papel, str] = field(repr=False)
    llave_maestra: Path

    def abrir(self, papel: Papel) -> Bd:
        """La base de datos con los ojos de un papel y las llaves abiertas.

        Raises:
            CifradoInvalido: la llave maestra no es la de esta base.
        """
        return abrir_bd(self.urls[papel], self.llave_maestra)


def preparar_sistema(
    url_administracion: str,
    base: str,
    raiz: Path,
    reloj: Reloj = ahora,
) -> SistemaPreparado:
    """Crea o actualiza la base `base` y deja sembrado el catálogo de instituciones.

    Repetirlo no cambia nada; las claves de los papeles se recuerdan en la raíz.
    """
    # Porque: los papeles son de todo el servidor; dos procesos cambiándolos a la vez fallan.
    with cerrojo(raiz):
        urls = preparar_base(url_administracion, base, _claves_de_papeles(raiz))
    preparado = SistemaPreparado(urls, ruta_llave_maestra(raiz))
    migrar(urls[Papel.DUENO], preparado.llave_maestra)
    with preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        sembrar_catalogo(sesion, reloj())
    return preparado


def sembrar_ensayo(preparado: SistemaPreparado, reloj: Reloj = ahora) -> dict[str, str]:
    """Firma los protocolos y crea las cuentas de ensayo; devuelve la clave de cada cuenta."""
    claves = {usuario.cuenta: secrets.token_urlsafe(12) for usuario in USUARIOS_DE_ENSAYO}
    with preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        sembrar_protocolos(sesion, reloj())
        for usuario in USUARIOS_DE_ENSAYO:
            crear_si_falta(sesion, usuario, claves[usuario.cuenta], reloj())
    return claves


def _claves_de_papeles(raiz: Path) -> dict[Papel, str]:
    ruta = raiz / "papeles.json"
    guardadas = json.loads(ruta.read_text("utf-8")) if ruta.exists() else {}
    # Porque: una versión nueva puede traer un papel que la raíz aún no conoce.
    claves = {papel: guardadas.get(papel) or secrets.token_urlsafe(24) for papel in Papel}
    if claves != guardadas:
        escribir_privado(ruta, json.dumps(claves).encode())
    return claves
