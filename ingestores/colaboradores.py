"""La orden `sistema organismos kafka`: dar a un organismo sus temas y su usuario de Kafka."""

import json
from typing import Annotated, Any

import typer

from ingestores.consumidor import exigir_conexion
from ingestores.mensajeria.organismos import Entrega, habilitar
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.instituciones.servicio import exigir_participante, puede_aportar
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora


def kafka(
    codigo: Annotated[str, typer.Argument(help="Código de la institución.")],
    *,
    rotar: Annotated[bool, typer.Option("--rotar", help="Cambia la clave que tenía.")] = False,
    en_json: OpcionJson = False,
) -> None:
    """Crea en Kafka los temas, el usuario, el permiso y la cuota de un organismo, y dice qué darle.

    La clave se muestra una sola vez, aquí. Usa SISTEMA_BD_DUENO y, en SISTEMA_KAFKA_*, una
    credencial de administración. Ejemplo: sistema organismos kafka gendarmeria
    """
    with dar_errores_claros():
        entrega = habilitar_organismo(leer_configuracion(), codigo, rotar=rotar)
    typer.echo(json.dumps(_como_json(entrega)) if en_json else _como_texto(entrega))


def habilitar_organismo(configuracion: Configuracion, codigo: str, *, rotar: bool) -> Entrega:
    """Habilita en Kafka a una institución con título vigente y lo deja asentado.

    Si su acuerdo está en prueba o en marcha blanca, solo en el tema de prueba: se repite la orden
    cuando entre en vigencia.

    Fundamento: Decreto 120, art. 5; técnico (ADR-0015, ADR-0021).

    Raises:
        ConfiguracionInvalida: falta la base de datos o el Kafka.
        OrganismoSinAcuerdo: la institución no existe o hoy no puede ni ensayar.
        KafkaNoAutorizado, KafkaNoDisponible: vea `habilitar`.
    """
    conexion = exigir_conexion(configuracion)
    with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
        instante = ahora()
        exigir_participante(sesion, codigo, instante)
        solo_ensaya = not puede_aportar(sesion, codigo, instante)
        entrega = habilitar(conexion, codigo, rotar=rotar, solo_ensaya=solo_ensaya)
        if entrega.clave is not None:
            constancia = Constancia(
                accion=Accion.CREDENCIAL_CREAR,
                ocurrido_en=instante,
                institucion=codigo,
                objeto="usuario_kafka",
                objeto_id=codigo,
                detalle={"operador": nombrar_operador(), "rotada": rotar},
            )
            asentar_hecho(sesion, constancia)
    return entrega


def _como_json(entrega: Entrega) -> dict[str, Any]:
    return {
        "organismo": entrega.organismo,
        "tema": entrega.tema,
        "tema_de_prueba": entrega.tema_de_prueba,
        "usuario": entrega.organismo,
        "clave": entrega.clave,
        "librdkafka": entrega.como_librdkafka(),
        "java": entrega.como_java(),
    }


def _como_texto(entrega: Entrega) -> str:
    aviso = (
        "Entregue esto por un canal seguro; la clave no se vuelve a mostrar."
        if entrega.clave
        else "Ya tenía clave y sigue valiendo: agréguela a lo que sigue, o cámbiela con --rotar."
    )
    bloques = [
        ("librdkafka (kcat -F, Python, Go, .NET)", entrega.como_librdkafka()),
        ("Java", entrega.como_java()),
    ]
    tema = entrega.tema or "cuando su acuerdo entre en vigencia"
    lineas = [f"Tema: {tema}", f"Tema de prueba: {entrega.tema_de_prueba}", aviso]
    for titulo, propiedades in bloques:
        lineas += ["", f"# {titulo}", *(f"{n}={v}" for n, v in propiedades.items())]
    return "\n".join(lineas)
