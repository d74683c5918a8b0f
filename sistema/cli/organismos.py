"""La orden `sistema organismos`: lo que cada institución necesita para aportar."""

import typer

from sistema.cli import credenciales, firmas
from sistema.entorno.consola import dar_errores_claros
from sistema.instituciones.servicio import listar_aportantes
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora

app = typer.Typer(
    name="organismos",
    help="Lo que cada institución necesita para aportar contactos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(firmas.app, name="firma")
app.add_typer(credenciales.app, name="credencial")


@app.command()
def listar() -> None:
    """Muestra el código de cada institución que hoy puede aportar.

    Usa SISTEMA_BD_DUENO. Ejemplo: sistema organismos listar
    """
    with dar_errores_claros():
        configuracion = leer_configuracion()
        with abrir_segun(configuracion, "dueno") as bd, bd.transaccion() as sesion:
            for codigo in listar_aportantes(sesion, ahora()):
                typer.echo(codigo)
