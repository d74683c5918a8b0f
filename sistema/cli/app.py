"""La orden `sistema`, en lo que no toca a los ingestores."""

import typer

from sistema.catalogos.servicio import sembrar as sembrar_catalogo_de_riesgo
from sistema.cli import boveda, cuarentena, instituciones, organismos, riesgo, usuarios
from sistema.cli.salud import salud, sonda
from sistema.cli.tareas import tareas
from sistema.entorno import comandos as entorno
from sistema.entorno.consola import dar_errores_claros
from sistema.instituciones.servicio import sembrar_catalogo
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.migracion import migrar as aplicar_migraciones
from sistema.nucleo.reloj import ahora

app = typer.Typer(
    name="sistema",
    help="Sistema Informático Interconectado de Búsqueda de Personas Desaparecidas.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(entorno.app, name="entorno")
app.add_typer(organismos.app, name="organismos")
app.add_typer(instituciones.app, name="instituciones")
app.add_typer(usuarios.app, name="usuarios")
app.add_typer(cuarentena.app, name="cuarentena")
app.add_typer(boveda.app, name="boveda")
app.add_typer(riesgo.app, name="riesgo")
app.add_typer(sonda, name="sonda")
app.command()(tareas)
app.command()(salud)


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

    Si no hay ningún catálogo de riesgo, deja el que viene con el programa.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema sembrar
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            sembrar_catalogo(sesion, ahora())
            sembrar_catalogo_de_riesgo(sesion, ahora())
    typer.echo("Instituciones registradas.")
