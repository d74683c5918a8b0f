"""Lo que las personas aportan al caso: solo se agrega, y solo un documento desvirtúa un aporte."""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.antecedentes import Antecedentes
from riesgo.campos import leer_fecha
from riesgo.errores import AntecedentesInvalidos
from riesgo.escritura import describir_antecedentes
from riesgo.lectura import leer_antecedentes
from riesgo.situacion import CHILE, situar
from riesgo.tipos import Documento
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos.servicio import obtener_caso
from sistema.evaluaciones import repositorio_fuentes as repositorio
from sistema.evaluaciones.acopio import catalogo_de
from sistema.evaluaciones.errores import (
    AporteInexistente,
    AporteYaDesvirtuado,
    DemasiadosAportes,
)
from sistema.evaluaciones.esquemas import (
    AntecedenteLeido,
    AntecedentesAportados,
    AntecedentesDelCaso,
    AntecedentesNuevos,
    AporteRegistrado,
    Desvirtuacion,
)
from sistema.evaluaciones.fuentes import Contenido, listar_aportes
from sistema.evaluaciones.resumen import resumir
from sistema.evaluaciones.servicio import proponer, turnarse
from sistema.modelos.riesgo import AntecedenteRiesgo, MotivoEvaluacion
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id

APORTES_POR_PETICION: Final = 50
"""Cuántos aportes de un mismo campo se admiten de una vez."""
IGUALES_MAXIMOS: Final = 100
"""Cuántos aportes sin desvirtuar de un mismo campo y respuesta guarda un caso."""


def aportar(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    caso_id: UUID,
    nuevos: AntecedentesNuevos,
    peticion: ClaveDePeticion | None = None,
) -> AntecedentesAportados:
    """Guarda lo que alguien aportó y vuelve a evaluar el caso; nada anterior se reemplaza.

    Cada aporte queda con su fuente, quién lo dio y cuándo: sin hora, ahora. Con la misma `peticion`
    no se guarda otra vez.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d).

    Raises:
        NoEncontrado: el caso no existe.
        AntecedentesInvalidos: con cada campo que no sirve y su remedio.
        DemasiadosAportes: el caso ya no admite otro que diga lo mismo.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    leidos = leer_antecedentes(nuevos.model_dump(exclude_none=True), APORTES_POR_PETICION)
    constancia = sujeto.constancia(Accion.RIESGO_APORTAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    guardado = guardar(sesion, sujeto, caso_id, leidos, peticion)
    asentar_hecho(sesion, constancia.con_resultados(len(listar_aportes(guardado.contenido))))
    resultado = proponer(sesion, llavero, sujeto, caso_id, MotivoEvaluacion.APORTE)
    return AntecedentesAportados(
        antecedente_id=guardado.id,
        caso_id=caso_id,
        registrado_en=guardado.registrado_en,
        riesgo=resumir(resultado),
    )


def desvirtuar(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    caso_id: UUID,
    antecedente_id: UUID,
    desvirtuacion: Desvirtuacion,
) -> AntecedentesAportados:
    """Deja dicho que un documento muestra que un aporte no era cierto, y vuelve a evaluar.

    El aporte sigue a la vista, con su documento. Que la propuesta baje no baja lo que rige.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0020).

    Raises:
        NoEncontrado: el caso o el antecedente no existen.
        AporteInexistente: el antecedente no tiene ese aporte.
        AporteYaDesvirtuado: otro documento ya lo desvirtuó.
        AntecedentesInvalidos: el documento no sirve; dice qué campo y su remedio.
    """
    constancia = sujeto.constancia(Accion.RIESGO_DESVIRTUAR).sobre(
        "antecedente", antecedente_id, caso_id
    )
    obtener_caso(sesion, caso_id, constancia)
    turnarse(sesion, [caso_id])
    registrados = repositorio.antecedentes(sesion, [caso_id])
    antecedente = next((a for a in registrados if a.id == antecedente_id), None)
    if antecedente is None or antecedente.desvirtua_id is not None:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    numero = desvirtuacion.aporte
    if numero > len(listar_aportes(antecedente.contenido)):
        asentar_rechazo(sesion, constancia, AporteInexistente.codigo)
        raise AporteInexistente
    hechas = {(a.desvirtua_id, a.desvirtua_aporte) for a in registrados}
    if (antecedente_id, numero) in hechas:
        asentar_rechazo(sesion, constancia, AporteYaDesvirtuado.codigo)
        raise AporteYaDesvirtuado
    nuevo = _formar(sujeto, caso_id, nuevo_id(), _leer_documento(desvirtuacion, sujeto))
    nuevo.desvirtua_id, nuevo.desvirtua_aporte = antecedente_id, numero
    repositorio.insertar(sesion, [nuevo])
    asentar_hecho(sesion, constancia)
    resultado = proponer(sesion, llavero, sujeto, caso_id, MotivoEvaluacion.APORTE)
    return AntecedentesAportados(
        antecedente_id=nuevo.id,
        caso_id=caso_id,
        registrado_en=nuevo.registrado_en,
        riesgo=resumir(resultado),
    )


def listar_antecedentes(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> AntecedentesDelCaso:
    """Todo lo aportado al caso, con el documento que desvirtuó cada aporte, si lo hay.

    Lo que dice la denuncia aparece desde la primera evaluación.

    Fundamento: Ley 21.500, art. 5, letra b).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.RIESGO_VER_ANTECEDENTES).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    registrados = repositorio.antecedentes(sesion, [caso_id])
    documentos = {(a.desvirtua_id, a.desvirtua_aporte): a.contenido for a in registrados}
    leidos = [
        AntecedenteLeido(
            antecedente_id=antecedente.id,
            registrado_en=antecedente.registrado_en,
            institucion=antecedente.institucion,
            aportes=[
                AporteRegistrado(
                    aporte=numero,
                    campo=campo,
                    contenido=aporte,
                    desvirtuado_por=documentos.get((antecedente.id, numero)),
                )
                for numero, (campo, aporte) in enumerate(
                    listar_aportes(antecedente.contenido), start=1
                )
            ],
        )
        for antecedente in registrados
        if antecedente.desvirtua_id is None
    ]
    asentar_hecho(sesion, constancia.con_resultados(len(leidos)))
    return AntecedentesDelCaso(caso_id=caso_id, antecedentes=leidos)


def guardar(
    sesion: Session,
    sujeto: Sujeto,
    caso_id: UUID,
    dicho: Antecedentes,
    peticion: ClaveDePeticion | None,
) -> AntecedenteRiesgo:
    """Guarda en un caso que existe lo que alguien dijo, con el turno del caso tomado.

    Fundamento: Ley 21.500, art. 5, letra b).

    Raises:
        AntecedentesInvalidos: una hora que aún no llega, una edad imposible, o no aporta nada.
        DemasiadosAportes: el caso ya no admite otro que diga lo mismo.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    situar(dicho, sujeto.ahora, catalogo_de(sesion, sujeto.ahora).umbrales)
    contenido = _completar(describir_antecedentes(dicho), sujeto)
    antecedente_id = nuevo_id()
    if peticion is not None:
        antecedente_id = reservar_peticion(sesion, sujeto, peticion, antecedente_id)
    turnarse(sesion, [caso_id])
    guardado = repositorio.antecedente_por_id(sesion, caso_id, antecedente_id)
    if guardado is None:
        if _son_demasiados(repositorio.antecedentes(sesion, [caso_id]), contenido):
            constancia = sujeto.constancia(Accion.RIESGO_APORTAR).sobre("caso", caso_id, caso_id)
            asentar_rechazo(sesion, constancia, DemasiadosAportes.codigo)
            raise DemasiadosAportes
        guardado = _formar(sujeto, caso_id, antecedente_id, contenido)
        repositorio.insertar(sesion, [guardado])
    return guardado


def _completar(contenido: Contenido, sujeto: Sujeto) -> Contenido:
    """El contenido con la hora de ahora en cada aporte que no traía una.

    Raises:
        AntecedentesInvalidos: no aporta nada, o un aporte ya viene desvirtuado.
    """
    aportes = listar_aportes(contenido)
    if not aportes:
        raise AntecedentesInvalidos.en(
            "hechos", "aporte al menos un hecho, una edad o un último contacto"
        )
    for campo, aporte in aportes:
        if "desvirtuado_por" in aporte:
            raise AntecedentesInvalidos.en(
                f"{campo}.desvirtuado_por", "quítelo: un aporte guardado se desvirtúa en su ruta"
            )
        aporte.setdefault("aportado_en", sujeto.ahora.isoformat())
    return contenido


def _son_demasiados(registrados: Sequence[AntecedenteRiesgo], contenido: Contenido) -> bool:
    """Si con este contenido habría más de `IGUALES_MAXIMOS` que dicen lo mismo."""
    # Porque: por respuesta y sin los desvirtuados, llenar un caso de «no» no impide decir «sí».
    desvirtuados = {(a.desvirtua_id, a.desvirtua_aporte) for a in registrados}
    dichos = Counter(
        (campo, aporte.get("respuesta"))
        for antecedente in registrados
        if antecedente.desvirtua_id is None
        for numero, (campo, aporte) in enumerate(listar_aportes(antecedente.contenido), start=1)
        if (antecedente.id, numero) not in desvirtuados
    )
    aportes = listar_aportes(contenido)
    nuevos = Counter((campo, aporte.get("respuesta")) for campo, aporte in aportes)
    return any(dichos[clave] + cuantos > IGUALES_MAXIMOS for clave, cuantos in nuevos.items())


def _formar(
    sujeto: Sujeto, caso_id: UUID, antecedente_id: UUID, contenido: Contenido
) -> AntecedenteRiesgo:
    return AntecedenteRiesgo(
        id=antecedente_id,
        caso_id=caso_id,
        contenido=contenido,
        registrado_por=sujeto.usuario_id,
        institucion=sujeto.institucion,
        registrado_en=sujeto.ahora,
    )


def _leer_documento(desvirtuacion: Desvirtuacion, sujeto: Sujeto) -> Contenido:
    """El documento, en la forma en que va dentro de un aporte.

    Raises:
        AntecedentesInvalidos: su fecha no es una fecha posible, o aún no llega.
    """
    datos = desvirtuacion.documento.model_dump(exclude_none=True)
    try:
        fecha = leer_fecha(datos, "fecha")
        Documento(datos["tipo"], datos["referencia"], fecha)
        if fecha is not None and fecha > sujeto.ahora.astimezone(CHILE).date():
            raise AntecedentesInvalidos.en("fecha", "aún no llega: corríjala")
    except AntecedentesInvalidos as error:
        raise error.bajo("documento") from error
    return datos
