"""Los pasos que siguen a la clave: segundo factor, clave propia, refuerzo y recuperación."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from sistema.acceso.servicio import exigir_refuerzo, reconocer_presentacion, rotar_sesion
from sistema.acceso.servicio_sesiones import cerrar_sesiones_de
from sistema.acceso.sujeto import Presentacion, Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.autenticacion import repositorio_credencial as credenciales
from sistema.autenticacion import repositorio_freno as frenos
from sistema.autenticacion.claves import cifrar_clave, es_la_clave, turno
from sistema.autenticacion.errores import (
    ClaveRepetida,
    CodigoInvalido,
    IntentosExcedidos,
    PasoFueraDeOrden,
)
from sistema.autenticacion.esquemas import CambioDeClave, Paso
from sistema.autenticacion.factores import (
    huella_de_codigo,
    nuevo_secreto,
    nuevos_codigos,
    paso_de,
    uri_de,
)
from sistema.autenticacion.freno import balde_de_cambio, balde_de_factor
from sistema.autenticacion.politica import exigir_clave_admisible
from sistema.autenticacion.repositorio_freno import Balde
from sistema.autenticacion.servicio_ingreso import completar, listar_pasos
from sistema.autenticacion.tipos import AjustesDeIngreso, Avance, Llegada
from sistema.modelos.credencial import CredencialUsuario
from sistema.modelos.usuario import NivelSesion, Usuario
from sistema.nucleo.bd import Bd
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import CredencialInvalida

BaldeDe = Callable[[Llavero], Balde]


class Factores:
    """Los pasos de una petición ya presentada; cada uno cambia el secreto de la sesión."""

    def __init__(
        self,
        bd: Bd,
        ajustes: AjustesDeIngreso,
        presentacion: Presentacion,
        dispositivo: str | None = None,
    ) -> None:
        self._bd = bd
        self._ajustes = ajustes
        self._presentacion = presentacion
        self._llegada = Llegada(presentacion.direccion, dispositivo, presentacion.ahora)

    def exigir_sesion(self) -> None:
        """Sigue solo quien trae una sesión abierta, aunque le falten pasos.

        Fundamento: técnico (ADR-0022).

        Raises:
            CredencialInvalida: no hay tal sesión.
        """
        with self._bd.transaccion() as sesion:
            self._reconocer(sesion, NivelSesion.PENDIENTE)

    def probar_segundo_factor(self, codigo: str) -> Avance:
        """Da el paso del segundo factor de un ingreso, con la aplicación o un código en papel.

        Fundamento: técnico (ADR-0022).

        Raises:
            CodigoInvalido: equivocado, de otra hora o ya usado.
            IntentosExcedidos: cinco códigos equivocados.
            PasoFueraDeOrden: este ingreso no espera un código.
        """
        with self._bd.transaccion() as sesion:
            sujeto = self._reconocer(sesion, NivelSesion.PENDIENTE)
            self._exigir_paso(sesion, sujeto, Paso.SEGUNDO_FACTOR)
            self._frenar(sesion, sujeto, balde_de_factor(self._bd.llavero, sujeto.usuario_id))
        with self._bd.transaccion() as sesion:
            _usuario, credencial = credenciales.titular_por_id(sesion, sujeto.usuario_id)
            accion = Accion.SEGUNDO_FACTOR_PROBAR
            self._exigir_codigo(sesion, sujeto, credencial, accion, codigo)
            return self._avanzar(sesion, sujeto, credencial, sujeto.ahora)

    def reforzar(self, codigo: str) -> Avance:
        """Prueba otra vez el segundo factor para una acción delicada; solo con la aplicación.

        Fundamento: técnico (ADR-0022).

        Raises:
            CodigoInvalido, IntentosExcedidos: como en el ingreso.
            PasoFueraDeOrden: la persona no tiene un segundo factor inscrito.
        """
        with self._bd.transaccion() as sesion:
            sujeto = self._reconocer(sesion, NivelSesion.PLENA)
            if credenciales.titular_por_id(sesion, sujeto.usuario_id)[1].totp_secreto is None:
                raise PasoFueraDeOrden
            self._frenar(sesion, sujeto, balde_de_factor(self._bd.llavero, sujeto.usuario_id))
        with self._bd.transaccion() as sesion:
            _usuario, credencial = credenciales.titular_por_id(sesion, sujeto.usuario_id)
            self._exigir_codigo(sesion, sujeto, credencial, Accion.SESION_REFORZAR, codigo)
            return self._avanzar(sesion, sujeto, credencial, sujeto.ahora)

    def proponer_inscripcion(self) -> tuple[str, str]:
        """Un secreto nuevo y su URI; no reemplaza al que haya hasta su primer código bueno.

        Fundamento: técnico (ADR-0022).

        Raises:
            PasoFueraDeOrden: antes hay que dar otro paso.
            RefuerzoRequerido: con el ingreso completo, exige un segundo factor reciente.
        """
        with self._bd.transaccion() as sesion:
            sujeto = self._reconocer(sesion, NivelSesion.PENDIENTE)
            usuario, _credencial = self._exigir_inscripcion(sesion, sujeto)
            secreto = nuevo_secreto()
            credenciales.cambiar(sesion, sujeto.usuario_id, {"totp_propuesto": secreto})
            return secreto, uri_de(secreto, usuario.cuenta)

    def confirmar_inscripcion(self, codigo: str) -> Avance:
        """Deja inscrito el secreto propuesto y entrega diez códigos de recuperación.

        Fundamento: técnico (ADR-0022).

        Raises:
            CodigoInvalido: no es un código del secreto propuesto.
            PasoFueraDeOrden, RefuerzoRequerido: como al proponer.
        """
        with self._bd.transaccion() as sesion:
            sujeto = self._reconocer(sesion, NivelSesion.PENDIENTE)
            _usuario, credencial = self._exigir_inscripcion(sesion, sujeto)
            secreto = credencial.totp_propuesto
            paso = paso_de(secreto, codigo, sujeto.ahora) if secreto else None
            constancia = sujeto.constancia(Accion.SEGUNDO_FACTOR_INSCRIBIR)
            if paso is None:
                asentar_rechazo(sesion, constancia, CodigoInvalido.codigo)
                raise CodigoInvalido
            inscrito = {"totp_secreto": secreto, "totp_propuesto": None, "ultimo_paso": paso}
            credenciales.cambiar(sesion, sujeto.usuario_id, inscrito)
            sesion.refresh(credencial)
            codigos = self._emitir_codigos(sesion, sujeto)
            cerrar_sesiones_de(sesion, sujeto.usuario_id, sujeto.ahora, sujeto.sesion_id)
            asentar_hecho(sesion, constancia)
            return replace(self._avanzar(sesion, sujeto, credencial, sujeto.ahora), codigos=codigos)

    def renovar_codigos(self) -> list[str]:
        """Diez códigos de recuperación nuevos; los anteriores dejan de servir.

        Fundamento: técnico (ADR-0022).

        Raises:
            PasoFueraDeOrden: la persona no tiene un segundo factor inscrito.
            RefuerzoRequerido: exige un segundo factor reciente.
        """
        with self._bd.transaccion() as sesion:
            sujeto = self._reconocer(sesion, NivelSesion.PLENA)
            exigir_refuerzo(sesion, sujeto, Accion.SEGUNDO_FACTOR_INSCRIBIR)
            if credenciales.titular_por_id(sesion, sujeto.usuario_id)[1].totp_secreto is None:
                raise PasoFueraDeOrden
            asentar_hecho(sesion, sujeto.constancia(Accion.SEGUNDO_FACTOR_INSCRIBIR))
            return self._emitir_codigos(sesion, sujeto)

    def cambiar_clave(self, cambio: CambioDeClave) -> Avance:
        """Reemplaza la clave y cierra las demás sesiones de la persona.

        Con el ingreso completo exige la actual y un segundo factor reciente; a medias, solo cabe
        para reemplazar la de un solo uso con que se acaba de entrar.

        Fundamento: técnico (ADR-0022).

        Raises:
            ClaveCorta, ClaveVedada, ClaveRepetida: la nueva no se admite.
            CredencialInvalida: la actual no es esa.
            IngresoSaturado: no hubo turno; nada cambió.
            IntentosExcedidos: cinco claves actuales equivocadas.
            PasoFueraDeOrden, RefuerzoRequerido: como al inscribir.
        """
        with turno():
            with self._bd.transaccion() as sesion:
                sujeto, titular = self._admitir_cambio(sesion)
            usuario, anterior = titular
            exigir_clave_admisible(cambio.nueva, (usuario.cuenta, usuario.institucion))
            es_plena = sujeto.nivel is NivelSesion.PLENA
            acierta = not es_plena or es_la_clave(anterior.clave_argon2, cambio.actual or "")
            if acierta and es_la_clave(anterior.clave_argon2, cambio.nueva):
                raise ClaveRepetida
            nueva = cifrar_clave(cambio.nueva) if acierta else ""
        with self._bd.transaccion() as sesion:
            _usuario, credencial = credenciales.titular_por_id(sesion, sujeto.usuario_id)
            constancia = sujeto.constancia(Accion.CLAVE_CAMBIAR)
            if not acierta or credencial.clave_argon2 != anterior.clave_argon2:
                asentar_rechazo(sesion, constancia, "clave_equivocada")
                raise CredencialInvalida
            propia = {"clave_argon2": nueva, "clave_vence_en": None}
            credenciales.cambiar(sesion, sujeto.usuario_id, propia)
            sesion.refresh(credencial)
            frenos.olvidar(sesion, balde_de_cambio(self._bd.llavero, sujeto.usuario_id).clave)
            cerrar_sesiones_de(sesion, sujeto.usuario_id, sujeto.ahora, sujeto.sesion_id)
            asentar_hecho(sesion, constancia)
            return self._avanzar(sesion, sujeto, credencial, sujeto.reforzada_en)

    def _admitir_cambio(self, sesion: Session) -> tuple[Sujeto, credenciales.Titular]:
        sujeto = self._reconocer(sesion, NivelSesion.PENDIENTE)
        if sujeto.nivel is NivelSesion.PENDIENTE:
            return sujeto, self._exigir_paso(sesion, sujeto, Paso.CAMBIAR_CLAVE)
        exigir_refuerzo(sesion, sujeto, Accion.CLAVE_CAMBIAR)
        self._frenar(sesion, sujeto, balde_de_cambio(self._bd.llavero, sujeto.usuario_id))
        return sujeto, credenciales.titular_por_id(sesion, sujeto.usuario_id)

    def _exigir_inscripcion(
        self, sesion: Session, sujeto: Sujeto
    ) -> tuple[Usuario, CredencialUsuario]:
        if sujeto.nivel is NivelSesion.PENDIENTE:
            usuario, credencial = self._exigir_paso(sesion, sujeto, Paso.INSCRIBIR_SEGUNDO_FACTOR)
            return usuario, credencial
        exigir_refuerzo(sesion, sujeto, Accion.SEGUNDO_FACTOR_INSCRIBIR)
        usuario, credencial = credenciales.titular_por_id(sesion, sujeto.usuario_id)
        return usuario, credencial

    def _reconocer(self, sesion: Session, nivel: NivelSesion) -> Sujeto:
        return reconocer_presentacion(sesion, self._presentacion, nivel)

    def _exigir_paso(self, sesion: Session, sujeto: Sujeto, paso: Paso) -> credenciales.Titular:
        titular = credenciales.titular_por_id(sesion, sujeto.usuario_id)
        faltan = listar_pasos(titular[1], sujeto.via, sujeto.reforzada_en, self._ajustes)
        if sujeto.nivel is NivelSesion.PLENA or faltan[:1] != [paso]:
            raise PasoFueraDeOrden
        return titular

    def _frenar(self, sesion: Session, sujeto: Sujeto, balde: Balde) -> None:
        libre_en = frenos.contar_intento(sesion, balde, sujeto.ahora)
        if libre_en is not None:
            constancia = sujeto.constancia(Accion.SEGUNDO_FACTOR_PROBAR)
            asentar_rechazo(sesion, constancia, IntentosExcedidos.codigo)
            raise IntentosExcedidos((libre_en - sujeto.ahora).total_seconds())

    def _exigir_codigo(
        self,
        sesion: Session,
        sujeto: Sujeto,
        credencial: CredencialUsuario,
        accion: Accion,
        codigo: str,
    ) -> None:
        secreto = credencial.totp_secreto
        paso = paso_de(secreto, codigo, sujeto.ahora) if secreto else None
        vale = paso is not None and credenciales.adelantar_paso(sesion, sujeto.usuario_id, paso)
        if not vale and accion is Accion.SEGUNDO_FACTOR_PROBAR:
            huella = huella_de_codigo(codigo)
            vale = credenciales.gastar_codigo(sesion, sujeto.usuario_id, huella, sujeto.ahora)
        if not vale:
            motivo = CodigoInvalido.codigo if paso is None else "codigo_repetido"
            asentar_rechazo(sesion, sujeto.constancia(accion), motivo)
            raise CodigoInvalido
        frenos.olvidar(sesion, balde_de_factor(self._bd.llavero, sujeto.usuario_id).clave)
        asentar_hecho(sesion, sujeto.constancia(accion))

    def _emitir_codigos(self, sesion: Session, sujeto: Sujeto) -> list[str]:
        codigos = nuevos_codigos()
        huellas = [huella_de_codigo(codigo) for codigo in codigos]
        credenciales.reemplazar_codigos(sesion, sujeto.usuario_id, huellas)
        return codigos

    def _avanzar(
        self,
        sesion: Session,
        sujeto: Sujeto,
        credencial: CredencialUsuario,
        reforzada_en: datetime | None,
    ) -> Avance:
        faltan = listar_pasos(credencial, sujeto.via, reforzada_en, self._ajustes)
        nivel = NivelSesion.PENDIENTE if faltan else NivelSesion.PLENA
        token = rotar_sesion(sesion, sujeto, nivel, reforzada_en)
        dispositivo = None
        if nivel is NivelSesion.PLENA and sujeto.nivel is NivelSesion.PENDIENTE:
            dispositivo = completar(sesion, sujeto.usuario_id, self._llegada)
        return Avance(token, faltan, dispositivo)
