"""La orden `sistema riesgo`: los catálogos y la nota que el módulo se pone."""

import gc
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riesgo.desempeno import (
    LINEA_BRITANICA,
    Desempeno,
    Desenlace,
    Informe,
    Registro,
    describir_informe,
    informar,
)
from riesgo.errores import CatalogoInvalido
from riesgo.situacion import CHILE
from riesgo.tipos import Categoria
from sistema.casos.reevaluacion import pedir_de_todos
from sistema.catalogos import servicio as catalogos
from sistema.desenlaces.errores import HistoriaIlegible
from sistema.desenlaces.grupos import reunir_chicos
from sistema.desenlaces.historia import LineaMala, leer_historia
from sistema.desenlaces.servicio import listar_registros
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, crear_progreso, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.bitacora import configurar_bitacora
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.tareas.reevaluacion import atender, fijar_hora

ALGUNO_FALLO = 1

app = typer.Typer(
    name="riesgo",
    help="La categorización del riesgo: sus catálogos y su desempeño.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command("cargar-catalogo")
def cargar_catalogo(
    archivo: Annotated[Path, typer.Argument(help="Catálogo en TOML, con versión y vigencia.")],
) -> None:
    """Agrega un catálogo de riesgo, que rige desde su `vigente_desde`; los anteriores quedan.

    Si cambia el que rige hoy, los casos que se buscan quedan por reevaluar; si no, se reevalúan la
    medianoche en que empiece.
    Si algo le falta dice todo lo que es, no entra nada y sale con 2. Repetirlo no cambia nada.
    Usa SISTEMA_BD_DUENO. Ejemplo: sistema riesgo cargar-catalogo protocolo-2027.toml
    """
    texto = _leer_texto(archivo)
    with dar_errores_claros(), abrir_segun(leer_configuracion(), "dueno") as bd:
        try:
            with bd.transaccion() as sesion:
                hoy = ahora().astimezone(CHILE).date()
                regia = catalogos.obtener_vigente(sesion, hoy)
                catalogo = catalogos.cargar(sesion, texto, ahora(), nombrar_operador())
                if catalogos.obtener_vigente(sesion, hoy) != regia:
                    pedir_de_todos(sesion, MotivoReevaluacion.CATALOGO, ahora())
        except CatalogoInvalido as error:
            typer.echo("El catálogo no sirve; sigue rigiendo el que estaba.", err=True)
            for falta in error.faltas:
                typer.echo(f"  {falta.campo}: {falta.remedio}", err=True)
            raise typer.Exit(NO_SE_PUEDE) from None
    typer.echo(f"El catálogo {catalogo.version} rige desde el {catalogo.vigente_desde}.")


@app.command("catalogos")
def listar_catalogos(*, en_json: OpcionJson = False) -> None:
    """Muestra los catálogos de riesgo cargados y cuál rige hoy.

    Usa SISTEMA_BD_TAREAS. Ejemplo: sistema riesgo catalogos --json
    """
    with (
        dar_errores_claros(),
        abrir_segun(leer_configuracion(), "tareas") as bd,
        bd.transaccion() as sesion,
    ):
        cargados = catalogos.listar(sesion, ahora().astimezone(CHILE).date())
    if en_json:
        typer.echo(json.dumps({"catalogos": [c.model_dump(mode="json") for c in cargados]}))
        return
    for c in cargados:
        hasta = f"hasta el {c.vigente_hasta}" if c.vigente_hasta else "sin término"
        origen = f"cargado el {c.cargado_en:%Y-%m-%d}" if c.cargado_en else "viene en el paquete"
        rige = "rige hoy" if c.rige else ""
        typer.echo(f"{c.version:16} desde el {c.vigente_desde} {hasta}; {origen}  {rige}".rstrip())


@app.command("evaluar-desempeno")
def evaluar_desempeno(
    historia: Annotated[
        Path | None,
        typer.Option(help="CSV categoria,desenlace,periodo,grupo con búsquedas de fuera."),
    ] = None,
    *,
    con_sinteticos: Annotated[
        bool, typer.Option("--con-sinteticos", help="Cuenta también los casos de ensayo.")
    ] = False,
    en_json: OpcionJson = False,
) -> None:
    """Compara la categoría que tuvo cada búsqueda con el daño que hubo, y con la línea británica.

    La que cuenta es la inicial; con la final se dice aparte solo el total. Los grupos y los
    períodos de menos de diez personas se cuentan juntos. Las líneas malas de la historia se dicen
    por su número y se saltan: si hubo alguna, sale con 2. Usa SISTEMA_BD_TAREAS.

    Ejemplo: sistema riesgo evaluar-desempeno --historia 2025.csv --json
    """
    with dar_errores_claros():
        de_fuera, malas = _leer_historia(historia) if historia else ([], 0)
        with abrir_segun(leer_configuracion(), "tareas") as bd, bd.transaccion() as sesion:
            propios = listar_registros(
                sesion, nombrar_operador(), ahora(), con_sinteticos=con_sinteticos
            )
    informe = informar(reunir_chicos([*propios, *de_fuera]))
    if en_json:
        datos = {**describir_informe(informe), "lineas_malas": malas}
        typer.echo(json.dumps(datos, ensure_ascii=False))
    else:
        _mostrar(informe)
    if malas:
        raise typer.Exit(NO_SE_PUEDE)


@app.command("reevaluar")
def reevaluar(
    *,
    todos: Annotated[
        bool, typer.Option("--todos", help="Todos los casos que se buscan, no solo los pendientes.")
    ] = False,
    en_json: OpcionJson = False,
) -> None:
    """Reevalúa ya los casos pendientes, sin esperar a `sistema tareas`; repetirlo no duplica nada.

    Un caso que falla no detiene a los demás: queda pendiente y sale con 1. Usa SISTEMA_BD_TAREAS y
    SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema riesgo reevaluar --todos --json
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        configurar_bitacora(configuracion.nivel_bitacora)
        # Porque: revisar lo ya cargado una y otra vez era la mitad de lo que cuesta reevaluar.
        gc.freeze()
        with abrir_segun(configuracion, "tareas") as bd, crear_progreso() as progreso:
            hora, cuantos = fijar_hora(bd, ahora, todos=todos)
            barra = progreso.add_task("reevaluando", total=cuantos)
            cuenta = atender(bd, hora, lambda casos: progreso.advance(barra, casos))
    if en_json:
        typer.echo(json.dumps(asdict(cuenta)))
    else:
        typer.echo(
            f"{cuenta.reevaluados} casos reevaluados: subió la categoría en {cuenta.subieron} "
            f"y fallaron {cuenta.fallaron}."
        )
    if cuenta.fallaron:
        raise typer.Exit(ALGUNO_FALLO)


def _leer_texto(archivo: Path) -> str:
    try:
        return archivo.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        typer.echo(f"No se puede leer {archivo.name}: debe ser un TOML en UTF-8.", err=True)
        raise typer.Exit(NO_SE_PUEDE) from None


def _leer_historia(archivo: Path) -> tuple[list[Registro], int]:
    try:
        contenido = archivo.read_bytes()
    except OSError:
        raise HistoriaIlegible from None
    registros, malas = [], 0
    with crear_progreso() as progreso:
        total = contenido.count(b"\n")
        for leida in progreso.track(leer_historia(contenido), total, description="historia"):
            if isinstance(leida, LineaMala):
                typer.echo(f"{archivo.name}, línea {leida.linea}: {leida.remedio}", err=True)
                malas += 1
            else:
                registros.append(leida)
    return registros, malas


def _mostrar(informe: Informe) -> None:
    total = informe.total
    typer.echo(f"{total.total} búsquedas; {total.sin_datos} sin desenlace registrado\n")
    typer.echo(f"{'':16}" + "".join(f"{d.value:>11}" for d in Desenlace))
    for categoria in Categoria:
        fila = total.matriz[categoria]
        typer.echo(f"{categoria.value:16}" + "".join(f"{fila[d]:>11}" for d in Desenlace))
    base = LINEA_BRITANICA
    typer.echo(f"\n{'':26}{'dañadas no ALTO':>17}{'ALTO sin daño':>17}{'búsquedas':>11}")
    typer.echo(
        f"{'línea británica':26}{base.danadas_no_alto:>17.0%}{base.alto_sin_dano:>17.0%}"
        f"{base.informes:>11}"
    )
    typer.echo(_en_una_linea("total", total))
    typer.echo(_en_una_linea("con la categoría final", informe.al_final))
    _mostrar_partes("por período", informe.por_periodo)
    _mostrar_partes("por grupo", informe.por_grupo)
    typer.echo("\npreguntas abiertas" if informe.preguntas_abiertas else "")
    for pregunta in informe.preguntas_abiertas:
        typer.echo(f"  {pregunta}")


def _mostrar_partes(titulo: str, partes: Mapping[str, Desempeno]) -> None:
    typer.echo(f"\n{titulo}")
    for nombre, parte in partes.items():
        typer.echo(_en_una_linea(f"  {nombre}", parte))


def _en_una_linea(nombre: str, desempeno: Desempeno) -> str:
    tasas = (desempeno.danadas_no_alto, desempeno.alto_sin_dano)
    escritas = "".join(f"{'—' if t is None else f'{t:.0%}':>17}" for t in tasas)
    return f"{nombre:26}{escritas}{desempeno.total:>11}"
