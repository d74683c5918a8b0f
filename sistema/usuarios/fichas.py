"""La ficha de una persona usuaria: darla de alta, corregirla y verla."""

from ipaddress import ip_network
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.rol_unico import EstadoRun, RolUnico, formatear, leer_run
from sistema.acceso.autor import Autor, nombrar_operador
from sistema.acceso.perfiles import DE_SU_GENTE
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.autenticacion.factores import clave_de_run
from sistema.modelos.ficha import ActoUsuario, FichaUsuario, HechoUsuario
from sistema.modelos.usuario import EstadoUsuario, PerfilOtorgado, Usuario
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.identificadores import nuevo_id
from sistema.usuarios import repositorio_perfiles, repositorio_personas
from sistema.usuarios.errores import (
    ActoNoCorresponde,
    CuentaRepetida,
    FechaFutura,
    PersonaRepetida,
    RedInvalida,
    RunInvalido,
)
from sistema.usuarios.esquemas import (
    Capacitacion,
    FichaEscrita,
    FichaLeida,
    HechoLeido,
    ListaDePersonas,
    Oficio,
    PerfilLeido,
    PersonaLeida,
    PersonaNueva,
    PersonaResumida,
)
from sistema.usuarios.estados import (
    Requisitos,
    fecha_en_chile,
    listar_faltas,
    listar_siguientes,
)
from sistema.usuarios.turnos import rechazar, tomar_institucion, tomar_persona


def crear(sesion: Session, llavero: Llavero, autor: Autor, nueva: PersonaNueva) -> UUID:
    """Da de alta a una persona que la autoridad pidió por oficio; queda solicitada, sin acceso.

    Fundamento: Decreto 120, art. 2 b) y c); técnico (ADR-0024).

    Raises:
        Denegado: la institución no existe o no es de las suyas.
        CuentaRepetida, PersonaRepetida: la cuenta o la persona ya están.
        RunInvalido, RedInvalida, FechaFutura: la ficha dice algo que no puede ser.
    """
    propia = autor.institucion if isinstance(autor, Sujeto) else ""
    codigo = nueva.institucion or propia
    tomar_institucion(sesion, autor, Accion.USUARIO_CREAR, codigo)
    run = _comprobar(nueva, autor)
    ciego = clave_de_run(llavero, run.cuerpo)
    usuario_id = nuevo_id()
    usuario = {
        "id": usuario_id,
        "institucion": codigo,
        "cuenta": nueva.cuenta,
        "nombre": _nombrar(nueva),
        "unidad": nueva.unidad,
        "estado": EstadoUsuario.SOLICITADO,
        "run_ciego": ciego,
        "redes": _redes(nueva),
    }
    if not repositorio_personas.registrar(sesion, usuario):
        _exigir_persona_nueva(sesion, autor, Accion.USUARIO_CREAR, ciego)
        raise CuentaRepetida
    repositorio_personas.guardar_ficha(sesion, usuario_id, _valores(nueva, run))
    anotar_hecho(sesion, autor, usuario_id, ActoUsuario.CREAR, EstadoUsuario.SOLICITADO)
    constancia = autor.constancia(Accion.USUARIO_CREAR)
    asentar_hecho(sesion, constancia.sobre("usuario", usuario_id))
    return usuario_id


def editar(
    sesion: Session, llavero: Llavero, autor: Autor, usuario_id: UUID, ficha: FichaEscrita
) -> None:
    """Reemplaza la ficha de una persona; su cuenta, su institución y su estado siguen igual.

    Fundamento: Decreto 120, art. 2 c); técnico (ADR-0024).

    Raises:
        Denegado: no existe o no es de las suyas.
        NadieASiMismo: es la propia.
        ActoNoCorresponde: está de baja.
        PersonaRepetida, RunInvalido, RedInvalida, FechaFutura: como al crear.
    """
    usuario = tomar_persona(sesion, autor, Accion.USUARIO_EDITAR, usuario_id)
    if usuario.estado is EstadoUsuario.BAJA:
        raise ActoNoCorresponde
    run = _comprobar(ficha, autor)
    ciego = clave_de_run(llavero, run.cuerpo)
    if repositorio_personas.con_run(sesion, ciego) not in {None, usuario_id}:
        _exigir_persona_nueva(sesion, autor, Accion.USUARIO_EDITAR, ciego)
    usuario.nombre, usuario.unidad = _nombrar(ficha), ficha.unidad
    usuario.run_ciego, usuario.redes = ciego, _redes(ficha)
    repositorio_personas.guardar_ficha(sesion, usuario_id, _valores(ficha, run))
    anotar_hecho(sesion, autor, usuario_id, ActoUsuario.EDITAR, usuario.estado)
    asentar_hecho(sesion, autor.constancia(Accion.USUARIO_EDITAR).sobre("usuario", usuario_id))


def listar(
    sesion: Session,
    autor: Sujeto,
    estado: EstadoUsuario | None = None,
    institucion: str | None = None,
) -> ListaDePersonas:
    """La gente de la propia institución; quien administra el Sistema ve la de todas o de una.

    Fundamento: Decreto 120, art. 2 c).

    Raises:
        Denegado: pidió la de otra institución.
    """
    donde = institucion
    if autor.perfil in DE_SU_GENTE:
        donde = autor.institucion
        if institucion not in {None, donde}:
            rechazar(sesion, autor.constancia(Accion.USUARIO_VER), "otra_institucion")
    halladas = repositorio_personas.listar(sesion, donde, estado)
    asentar_hecho(sesion, autor.constancia(Accion.USUARIO_VER).con_resultados(len(halladas)))
    return ListaDePersonas(personas=[resumir(usuario, autor) for usuario in halladas])


def ver(sesion: Session, autor: Sujeto, usuario_id: UUID) -> PersonaLeida:
    """Una persona entera: su ficha, lo que le falta para entrar, lo que sigue y su historia.

    Fundamento: Decreto 120, art. 2 c).

    Raises:
        Denegado: no existe o no es de las suyas.
    """
    constancia = autor.constancia(Accion.USUARIO_VER).sobre("usuario", usuario_id)
    usuario = repositorio_personas.al_dia(sesion, usuario_id)
    if usuario is None:
        rechazar(sesion, constancia, "usuario_desconocido")
    if autor.perfil in DE_SU_GENTE and usuario.institucion != autor.institucion:
        rechazar(sesion, constancia, "otra_institucion")
    ficha = repositorio_personas.ficha_de(sesion, usuario_id)
    asentar_hecho(sesion, constancia)
    return PersonaLeida(
        **resumir(usuario, autor).model_dump(),
        ficha=_leer_ficha(usuario, ficha) if ficha else None,
        faltan=list(listar_faltas(leer_requisitos(usuario, ficha), autor.ahora)),
        siguientes=list(listar_siguientes(usuario.estado)),
        perfiles=[_leer_perfil(p) for p in repositorio_perfiles.actos_de(sesion, usuario_id)],
        historia=[_leer_hecho(h) for h in repositorio_personas.historia(sesion, usuario_id)],
    )


def anotar_hecho(
    sesion: Session,
    autor: Autor,
    usuario_id: UUID,
    acto: ActoUsuario,
    hacia: EstadoUsuario,
    motivo: str = "",
) -> None:
    """Deja en la historia de la persona quién hizo qué y cómo quedó."""
    hecho = HechoUsuario(
        usuario_id=usuario_id,
        acto=acto,
        hacia=hacia,
        ocurrido_en=autor.ahora,
        autor_id=autor.usuario_id,
        operador=nombrar_operador(autor),
        motivo=motivo,
    )
    repositorio_personas.anotar(sesion, hecho)


def leer_requisitos(usuario: Usuario, ficha: FichaUsuario | None) -> Requisitos:
    """Lo que la máquina de estados mira de una persona."""
    return Requisitos(
        con_oficio=ficha is not None,
        capacitacion_hasta=ficha.capacitacion_hasta if ficha else None,
        reserva_en=ficha.reserva_en if ficha else None,
        perfil_hasta=usuario.perfil_hasta,
    )


def resumir(usuario: Usuario, autor: Autor) -> PersonaResumida:
    """La persona en una lista, con el perfil que tiene ahora."""
    return PersonaResumida(
        usuario_id=usuario.id,
        cuenta=usuario.cuenta,
        nombre=usuario.nombre,
        institucion=usuario.institucion,
        unidad=usuario.unidad,
        estado=usuario.estado,
        perfil=usuario.perfil_vigente(autor.ahora),
        perfil_hasta=usuario.perfil_hasta,
    )


def _exigir_persona_nueva(sesion: Session, autor: Autor, accion: Accion, ciego: bytes) -> None:
    if repositorio_personas.con_run(sesion, ciego) is not None:
        asentar_rechazo(sesion, autor.constancia(accion), PersonaRepetida.codigo)
        raise PersonaRepetida


def _comprobar(ficha: FichaEscrita, autor: Autor) -> RolUnico:
    run = leer_run(ficha.run)
    if run.estado is not EstadoRun.VALIDO or run.es_debil:
        raise RunInvalido
    capacitacion = ficha.capacitacion
    fechas = (
        ficha.oficio.fecha,
        capacitacion.realizada_en if capacitacion else None,
        ficha.reserva_en,
    )
    hoy = fecha_en_chile(autor.ahora)
    if any(fecha is not None and fecha > hoy for fecha in fechas):
        raise FechaFutura
    return run


def _redes(ficha: FichaEscrita) -> list[str] | None:
    try:
        return [str(ip_network(red)) for red in ficha.redes] or None
    except ValueError:
        raise RedInvalida from None


def _nombrar(ficha: FichaEscrita) -> str:
    partes = (ficha.nombres, ficha.apellido_paterno, ficha.apellido_materno)
    return " ".join(parte for parte in partes if parte)


def _valores(ficha: FichaEscrita, run: RolUnico) -> dict[str, Any]:
    propios = ("nombres", "apellido_paterno", "apellido_materno", "correo", "telefono")
    capacitacion = ficha.capacitacion
    return {
        **{campo: getattr(ficha, campo) for campo in propios},
        "run": formatear(run),
        "calidad_juridica": ficha.calidad_juridica,
        "cargo": ficha.cargo,
        **{f"oficio_{campo}": valor for campo, valor in ficha.oficio.model_dump().items()},
        "capacitada_en": capacitacion.realizada_en if capacitacion else None,
        "capacitacion_hasta": capacitacion.vigente_hasta if capacitacion else None,
        "reserva_en": ficha.reserva_en,
    }


def _leer_ficha(usuario: Usuario, ficha: FichaUsuario) -> FichaLeida:
    capacitacion = None
    if ficha.capacitada_en and ficha.capacitacion_hasta:
        capacitacion = Capacitacion(
            realizada_en=ficha.capacitada_en, vigente_hasta=ficha.capacitacion_hasta
        )
    return FichaLeida(
        nombres=ficha.nombres,
        apellido_paterno=ficha.apellido_paterno,
        apellido_materno=ficha.apellido_materno,
        run=ficha.run or "",
        calidad_juridica=ficha.calidad_juridica,
        correo=ficha.correo,
        telefono=ficha.telefono,
        redes=usuario.redes or [],
        cargo=ficha.cargo,
        unidad=usuario.unidad,
        oficio=Oficio(
            numero=ficha.oficio_numero,
            fecha=ficha.oficio_fecha,
            autoridad=ficha.oficio_autoridad,
            referencia=ficha.oficio_referencia,
        ),
        capacitacion=capacitacion,
        reserva_en=ficha.reserva_en,
    )


def _leer_hecho(hecho: HechoUsuario) -> HechoLeido:
    return HechoLeido.model_validate(hecho, from_attributes=True)


def _leer_perfil(acto: PerfilOtorgado) -> PerfilLeido:
    campos = ("acto", "perfil", "desde", "hasta", "otorgado_por", "aprobado_por", "operador")
    return PerfilLeido(
        **{campo: getattr(acto, campo) for campo in campos},
        motivo=acto.motivo,
        oficio=acto.oficio_numero,
    )
