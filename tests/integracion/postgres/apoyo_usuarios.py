"""Gente de dos instituciones que se administra por los servicios, sin pasar por HTTP."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from sistema.acceso.sujeto import Sujeto
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from sistema.usuarios.esquemas import Oficio, PerfilNuevo
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.http import crear_cuenta
from tests.apoyo.ingreso import id_de
from tests.apoyo.sistema import SistemaDePrueba

OFICIO = Oficio.model_validate(
    {"numero": "1", "fecha": "2026-11-20", "autoridad": "Jefatura", "referencia": "Exp. 1"}
)
MOTIVO = "Dato sintético."
GENTE = {
    "ana": ("pdi", Perfil.ADMIN_INSTITUCION),
    "berta": ("pdi", Perfil.ADMIN_INSTITUCION),
    "carla": ("pdi", Perfil.INVESTIGADOR),
    "diego": ("carabineros", Perfil.ADMIN_INSTITUCION),
    "elena": ("carabineros", Perfil.ADMIN_SISTEMA),
    "felipe": ("carabineros", Perfil.ADMIN_SISTEMA),
}
_REPONER = text(
    "INSERT INTO perfil_otorgado (usuario_id, acto, perfil, desde, hasta, operador) "
    "SELECT id, 'otorgar', :perfil, :desde, :hasta, 'prueba' FROM usuario WHERE cuenta = :cuenta"
)
_ACTIVAR = text("UPDATE usuario SET estado = 'activo' WHERE cuenta = ANY(:cuentas)")


class Gente:
    """Seis personas con su identificador; `reponer` las deja como al principio."""

    def __init__(self, sistema: SistemaDePrueba) -> None:
        self.sistema = sistema
        self.bd = sistema.bd(Papel.API)
        for cuenta, (institucion, perfil) in GENTE.items():
            crear_cuenta(sistema, cuenta, institucion, perfil)
        self.ids: dict[str, UUID] = {cuenta: id_de(sistema, cuenta) for cuenta in GENTE}

    def reponer(self, *cuentas: str) -> None:
        """Activas y con su perfil de siempre por 180 días desde ahora."""
        cuales = list(cuentas or GENTE)
        desde = self.sistema.reloj()
        plazo = {"desde": desde, "hasta": desde + timedelta(days=180)}
        with self.sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(_ACTIVAR, {"cuentas": cuales})
            for cuenta in cuales:
                perfil = GENTE[cuenta][1].value
                sesion.execute(_REPONER, {"cuenta": cuenta, "perfil": perfil, **plazo})

    def sujeto(self, cuenta: str) -> Sujeto:
        """La persona, como si acabara de identificarse y de probar quién es."""
        with self.bd.transaccion() as sesion:
            return sujeto_de_consola(sesion, cuenta, self.sistema.reloj())

    def administran(self, institucion: str, perfil: Perfil = Perfil.ADMIN_INSTITUCION) -> set[str]:
        """Las cuentas activas con ese perfil vigente."""
        filas = self.sistema.consultar(
            "SELECT cuenta FROM usuario WHERE institucion = :i AND estado = 'activo' "
            "AND ultimo_perfil(id) = :p AND ultimo_perfil_hasta(id) > :a",
            i=institucion,
            p=perfil.value,
            a=self.sistema.reloj(),
        )
        return {str(cuenta) for (cuenta,) in filas}


def perfil(cual: Perfil, dias: int = 180) -> PerfilNuevo:
    """El pedido de un perfil."""
    return PerfilNuevo(perfil=cual, dias=dias, oficio=OFICIO)
