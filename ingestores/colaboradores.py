"""La orden `sistema organismos kafka`: dar a un organismo sus temas y su usuario de Kafka."""

import json
from typing import Annotated, Any

import typer

from ingestores.consumidor import conexion_de
from ingestores.mensajeria.organismos import Entrega, habilitar
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.entorno.consola import OpcionJson, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.instituciones.servicio import exigir_aportante
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.errores import ConfiguracionInvalida
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

    Fundamento: Decreto 120, art. 5; técnico (ADR-0015).

    Raises:
        ConfiguracionInvalida: falta la base de datos o el Kafka.
        OrganismoSinAcuerdo: la institución no existe o hoy no puede aportar.
        KafkaNoAutorizado, KafkaNoDisponible: vea `habilitar`.
    """
    conexion = conexion_de(configuracion)
    if conexion is None:
        raise ConfiguracionInvalida("Falta SISTEMA_KAFKA_BOOTSTRAP.")
    with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
        instante = ahora()
        exigir_aportante(sesion, codigo, instante)
        entrega = habilitar(conexion, codigo, rotar=rotar)
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
    lineas = [f"Tema: {entrega.tema}", f"Tema de prueba: {entrega.tema_de_prueba}", aviso]
    for titulo, propiedades in bloques:
        lineas += ["", f"# {titulo}", *(f"{n}={v}" for n, v in propiedades.items())]
    return "\n".join(lineas)
