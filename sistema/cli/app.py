"""La orden `sistema`, en lo que no toca a los ingestores."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sistema.acceso.servicio import exigir_permiso
from sistema.api.servidor import servir as levantar_api
from sistema.auditoria.acciones import Accion
from sistema.cli import organismos
from sistema.entorno import comandos as entorno
from sistema.entorno.carga import Informe, cargar_buscadas, cargar_eventos
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, crear_progreso, dar_errores_claros
from sistema.instituciones.servicio import listar_aportantes, sembrar_catalogo
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.migracion import migrar as aplicar_migraciones
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import sujeto_de_consola

PUERTO = 8000
OpcionArchivo = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]

app = typer.Typer(
    name="sistema",
    help="Sistema Informático Interconectado de Búsqueda de Personas Desaparecidas.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(entorno.app, name="entorno")
app.add_typer(organismos.app, name="organismos")


@app.command()
def migrar() -> None:
    """Lleva la base de datos a la última versión y le crea sus llaves; repetirlo no cambia nada.

    Usa SISTEMA_BD_DUENO y SISTEMA_LLAVE_MAESTRA. Ejemplo: sistema migrar
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        aplicar_migraciones(configuracion.url("dueno"), configuracion.ruta_llave_maestra())
    typer.echo("La base de datos está en la última versión.")


@app.command()
def sembrar() -> None:
    """Registra las instituciones que nombra la norma y el título de las que participan por ella.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema sembrar
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            sembrar_catalogo(sesion, ahora())
    typer.echo("Instituciones registradas.")


@app.command()
def servir(
    anfitrion: Annotated[str, typer.Option(help="Dónde escucha.")] = "127.0.0.1",
    puerto: Annotated[int, typer.Option(min=1, max=65_535)] = PUERTO,
) -> None:
    """Sirve la API; usa SISTEMA_BD_API y SISTEMA_LLAVE_MAESTRA.

    Ejemplo: sistema servir --puerto 8000
    """
    with dar_errores_claros():
        levantar_api(leer_configuracion(), anfitrion, puerto)


@app.command()
def cargar(
    *,
    buscadas: OpcionArchivo = None,
    eventos: OpcionArchivo = None,
    mapa: Annotated[Path, typer.Option(help="Dónde escribir los ids de los casos.")] = Path(
        "casos.csv"
    ),
    cuenta: Annotated[str, typer.Option(help="Cuenta que responde por las denuncias.")] = "",
    en_json: OpcionJson = False,
) -> None:
    """Carga personas buscadas (CSV) como denuncias sintéticas, y eventos (NDJSON) en `entrada`.

    Sale con 2 si alguna línea no se pudo cargar, y la nombra por su número.

    Ejemplo: sistema cargar --buscadas buscadas.csv --cuenta receptor.carabineros
    """
    with dar_errores_claros(), crear_progreso() as progreso:
        configuracion = leer_configuracion()
        informes: dict[str, Informe] = {}
        with abrir_segun(configuracion, "api") as bd:
            if buscadas is not None:
                tarea = progreso.add_task("personas buscadas", total=None)
                with bd.transaccion() as sesion:
                    sujeto = sujeto_de_consola(sesion, cuenta, ahora())
                    exigir_permiso(sesion, sujeto, Accion.DENUNCIA_INGRESAR)
                informes["buscadas"] = cargar_buscadas(
                    bd, sujeto, buscadas, mapa, lambda n: progreso.update(tarea, completed=n)
                )
            if eventos is not None:
                otra = progreso.add_task("eventos", total=None)
                with bd.transaccion() as sesion:
                    habilitados = frozenset(listar_aportantes(sesion, ahora()))
                informes["eventos"] = cargar_eventos(
                    bd, eventos, habilitados, lambda n: progreso.update(otra, completed=n)
                )
    _informar(informes, en_json=en_json)


def _informar(informes: dict[str, Informe], *, en_json: bool) -> None:
    for nombre, informe in informes.items():
        for numero, motivo in informe.saltadas:
            typer.echo(f"{nombre}, línea {numero}: {motivo}", err=True)
    resumen = {
        nombre: {"cargadas": informe.cargadas, "saltadas": len(informe.saltadas)}
        for nombre, informe in informes.items()
    }
    if en_json:
        typer.echo(json.dumps(resumen))
    else:
        for nombre, cuenta in resumen.items():
            typer.echo(f"{nombre}: {cuenta['cargadas']} cargadas, {cuenta['saltadas']} saltadas")
    if not informes or any(informe.saltadas for informe in informes.values()):
        raise typer.Exit(NO_SE_PUEDE)
