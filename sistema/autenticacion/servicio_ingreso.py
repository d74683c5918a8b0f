"""El ingreso con cuenta y clave, y lo que todo ingreso hace al completarse."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.servicio import DURACION_MAXIMA, abrir_sesion
from sistema.acceso.servicio_sesiones import limitar_sesiones
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.autenticacion import repositorio_credencial as credenciales
from sistema.autenticacion import repositorio_freno as frenos
from sistema.autenticacion.claves import cifrar_clave, conviene_recifrar, es_la_clave, turno
from sistema.autenticacion.errores import IntentosExcedidos
from sistema.autenticacion.esquemas import Credencial, Paso, SesionAbierta
from sistema.autenticacion.factores import huella_de_secreto
from sistema.autenticacion.freno import balde_de_cuenta, balde_de_dispositivo, balde_de_red
from sistema.autenticacion.repositorio_credencial import Titular
from sistema.autenticacion.repositorio_freno import Balde
from sistema.autenticacion.tipos import AjustesDeIngreso, Ingreso, Llegada
from sistema.modelos.credencial import CredencialUsuario
from sistema.modelos.usuario import EstadoUsuario, NivelSesion, Usuario, ViaIngreso
from sistema.nucleo.bd import Bd, hacer_duradero
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import CredencialInvalida

AVISO_DE_RESERVA = (
    "Todo lo que vea aquí es reservado. Revelarlo es delito (Ley 21.500, art. 12) y cada consulta "
    "queda registrada con su nombre."
)
DISPOSITIVOS_POR_PERSONA = 5


@dataclass(frozen=True, slots=True)
class Intento:
    """Un ingreso admitido por el freno, que ya cuenta como fallo hasta que se pruebe lo contrario.

    `red` es el balde de su red; ninguno, si viene de un equipo conocido.
    """

    titular: Titular | None
    balde: Balde
    red: Balde | None
    constancia: Constancia = field(repr=False)


def ingresar(
    bd: Bd, ajustes: AjustesDeIngreso, credencial: Credencial, llegada: Llegada
) -> Ingreso:
    """Abre una sesión si la cuenta está activa y la clave es la suya.

    Cuenta inexistente, inactiva o sin clave y clave equivocada se responden igual y tardan lo
    mismo; la auditoría sí las distingue. Mientras se comprueba la clave no se ocupa ninguna
    conexión. La sesión queda pendiente si falta algún paso.

    Fundamento: Ley 21.500, arts. 11 y 12; Decreto 120, art. 2 b) y d); técnico (ADR-0022).

    Raises:
        CredencialInvalida: no se dice cuál de esas cosas falló.
        IngresoSaturado: hay demasiados ingresos a la vez; este no se contó.
        IntentosExcedidos: la cuenta, la red o el equipo fallaron demasiado.
    """
    with turno():
        with bd.transaccion() as sesion:
            intento = _admitir(sesion, bd.llavero, credencial.cuenta, llegada)
        guardada = intento.titular[1].clave_argon2 if intento.titular else None
        acierta = es_la_clave(guardada, credencial.clave)
        nueva = cifrar_clave(credencial.clave) if _conviene(guardada, acierta=acierta) else None
    with bd.transaccion() as sesion:
        usuario, propia = _exigir_suya(sesion, intento, ajustes, llegada, acierta=acierta)
        frenos.olvidar(sesion, intento.balde.clave)
        if nueva is not None:
            credenciales.cambiar(sesion, usuario.id, {"clave_argon2": nueva})
        return abrir_ingreso(sesion, (usuario, propia), ViaIngreso.CLAVE, ajustes, llegada)


def listar_pasos(
    credencial: CredencialUsuario,
    via: ViaIngreso,
    reforzada_en: datetime | None,
    ajustes: AjustesDeIngreso,
) -> list[Paso]:
    """Lo que falta para que un ingreso termine; vacía si ya está completo.

    Fundamento: técnico (ADR-0022).
    """
    inscrito = credencial.totp_secreto is not None
    exento = credencial.es_de_ensayo and ajustes.es_ensayo
    con_clave_emitida = via is ViaIngreso.CLAVE and credencial.clave_vence_en is not None
    pasos = {
        Paso.SEGUNDO_FACTOR: inscrito and reforzada_en is None,
        Paso.CAMBIAR_CLAVE: con_clave_emitida,
        Paso.INSCRIBIR_SEGUNDO_FACTOR: not inscrito and not exento,
    }
    return [paso for paso, falta in pasos.items() if falta]


def abrir_ingreso(
    sesion: Session,
    titular: tuple[Usuario, CredencialUsuario],
    via: ViaIngreso,
    ajustes: AjustesDeIngreso,
    llegada: Llegada,
) -> Ingreso:
    """Abre la sesión de quien ya se identificó, plena solo si no le falta ningún paso.

    Fundamento: Decreto 120, art. 2 b) y d); técnico (ADR-0022).

    Raises:
        CredencialInvalida: no tiene un perfil vigente.
    """
    usuario, credencial = titular
    perfil = usuario.perfil_vigente(llegada.ahora)
    if perfil is None:
        asentar_rechazo(sesion, _constancia(usuario, llegada), "sin_perfil_vigente")
        raise CredencialInvalida
    faltan = listar_pasos(credencial, via, None, ajustes)
    nivel = NivelSesion.PENDIENTE if faltan else NivelSesion.PLENA
    secreto, abierta = abrir_sesion(sesion, usuario.id, llegada.ahora, nivel, via)
    hecho = _constancia(usuario, llegada)
    asentar_hecho(sesion, replace(hecho, detalle={"via": via, "nivel": nivel}))
    dispositivo = None if faltan else completar(sesion, usuario.id, llegada)
    propia = SesionAbierta(
        token=secreto,
        institucion=usuario.institucion,
        perfil=perfil,
        vence_en=abierta.abierta_en + DURACION_MAXIMA,
        aviso=AVISO_DE_RESERVA,
        faltan=faltan,
    )
    return Ingreso(propia, dispositivo)


def completar(sesion: Session, usuario_id: UUID, llegada: Llegada) -> str | None:
    """Lo que hace todo ingreso al quedar completo; devuelve la galleta de un equipo nuevo.

    Cierra las sesiones que sobran, recuerda el equipo y olvida baldes viejos.

    Fundamento: técnico (ADR-0022).
    """
    limitar_sesiones(sesion, usuario_id, llegada.ahora)
    frenos.purgar(sesion, llegada.ahora)
    if llegada.dispositivo is not None:
        huella = huella_de_secreto(llegada.dispositivo)
        if credenciales.anotar_dispositivo(sesion, huella, usuario_id, llegada.ahora):
            return None
    secreto = secrets.token_urlsafe(32)
    credenciales.agregar_dispositivo(
        sesion, huella_de_secreto(secreto), usuario_id, llegada.ahora, DISPOSITIVOS_POR_PERSONA
    )
    return secreto


def _admitir(sesion: Session, llavero: Llavero, cuenta: str, llegada: Llegada) -> Intento:
    titular = credenciales.titular(sesion, cuenta)
    usuario = titular[0] if titular else None
    huella = huella_de_secreto(llegada.dispositivo or "")
    dueno = credenciales.dueno_del_dispositivo(sesion, huella)
    constancia = _constancia(usuario, llegada)
    if usuario is not None and dueno == usuario.id:
        balde, red = balde_de_dispositivo(llavero, huella, usuario.id), None
    else:
        balde = balde_de_cuenta(llavero, cuenta, usuario.id if usuario else None)
        red = balde_de_red(llavero, llegada.direccion)
    libre_en = frenos.libre_en(sesion, red.clave) if red else None
    if libre_en is None or libre_en <= llegada.ahora:
        libre_en = frenos.contar_intento(sesion, balde, llegada.ahora)
    if libre_en is not None and libre_en > llegada.ahora:
        asentar_rechazo(sesion, constancia, IntentosExcedidos.codigo)
        raise IntentosExcedidos((libre_en - llegada.ahora).total_seconds())
    return Intento(titular, balde, red, constancia)


def _exigir_suya(
    sesion: Session,
    intento: Intento,
    ajustes: AjustesDeIngreso,
    llegada: Llegada,
    *,
    acierta: bool,
) -> tuple[Usuario, CredencialUsuario]:
    """El titular, si la clave es suya y puede entrar; si no, lo asienta y lo cuenta a su red."""
    motivo = "cuenta_desconocida"
    if intento.titular is not None:
        usuario, comprobada = intento.titular
        credencial = comprobada
        motivo = "clave_equivocada"
        if acierta:
            usuario, credencial = credenciales.titular_por_id(sesion, usuario.id)
        # Porque: mientras se comprobaba, un administrador pudo emitir otra.
        if acierta and credencial.clave_argon2 == comprobada.clave_argon2:
            motivo = _impedimento(sesion, usuario, credencial, ajustes, llegada)
        if not motivo:
            return usuario, credencial
    red = intento.red
    if red is not None:
        hacer_duradero(sesion, lambda otra: _contar(otra, red, llegada.ahora))
    asentar_rechazo(sesion, intento.constancia, motivo)
    raise CredencialInvalida


def _impedimento(
    sesion: Session,
    usuario: Usuario,
    credencial: CredencialUsuario,
    ajustes: AjustesDeIngreso,
    llegada: Llegada,
) -> str:
    """Por qué no entra quien acertó la clave; vacío si entra."""
    if usuario.estado is not EstadoUsuario.ACTIVO:
        return "cuenta_inactiva"
    if credencial.es_de_ensayo and not ajustes.es_ensayo:
        return "cuenta_de_ensayo"
    vence_en = credencial.clave_vence_en
    if vence_en is not None and not credenciales.gastar_clave(sesion, usuario.id, llegada.ahora):
        return "clave_vencida"
    return ""


def _contar(sesion: Session, balde: Balde, ahora: datetime) -> None:
    frenos.contar_intento(sesion, balde, ahora)


def _conviene(guardada: str | None, *, acierta: bool) -> bool:
    return acierta and guardada is not None and conviene_recifrar(guardada)


def _constancia(usuario: Usuario | None, llegada: Llegada) -> Constancia:
    return Constancia(
        accion=Accion.SESION_ABRIR,
        ocurrido_en=llegada.ahora,
        institucion=usuario.institucion if usuario else None,
        usuario_id=usuario.id if usuario else None,
        perfil=usuario.perfil if usuario else None,
        direccion=llegada.direccion,
    )
