"""La orden `sistema cargar`."""

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from ingestores.conectores.archivo.armado import Armador
from ingestores.conectores.archivo.carga import Cargador
from ingestores.conectores.archivo.lectura import leer_csv, leer_ndjson, leer_ndjson_ajeno
from ingestores.conectores.archivo.mapeo import leer_mapeo
from ingestores.conectores.archivo.tipos import (
    MAXIMO_DE_SALTOS,
    InformeDeEventos,
    Linea,
    MapeoInvalido,
    OrganismoNoHabilitado,
)
from sistema.acceso.servicio import exigir_permiso
from sistema.auditoria.acciones import Accion
from sistema.entorno.carga import Informe, cargar_buscadas
from sistema.entorno.consola import NO_SE_PUEDE, OpcionJson, crear_progreso, dar_errores_claros
from sistema.entorno.operador import nombrar_operador
from sistema.instituciones.servicio import listar_aportantes, listar_tipos_cubiertos
from sistema.nucleo.bd import Bd
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import sujeto_de_consola

OpcionArchivo = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pedido:
    """Las opciones de la orden."""

    buscadas: OpcionArchivo = None
    eventos: OpcionArchivo = None
    mapa: Annotated[Path, typer.Option(help="Dónde escribir los ids de los casos.")] = Path(
        "casos.csv"
    )
    cuenta: Annotated[str, typer.Option(help="Cuenta que responde por las denuncias.")] = ""
    organismo: Annotated[
        str | None, typer.Option(help="Código del organismo que entrega el archivo de eventos.")
    ] = None
    mapeo: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Qué columna va en qué campo.")
    ] = None
    ensayo: Annotated[bool, typer.Option("--ensayo", help="Revisa los eventos, no los carga.")] = (
        False
    )
    en_json: OpcionJson = False


def cargar(pedido: Pedido) -> None:
    """Carga personas buscadas (CSV) como denuncias sintéticas, y eventos (CSV o NDJSON).

    Los eventos pasan por la misma cola que los de HTTP. Sin --mapeo, cada línea es un evento del
    contrato; con él, una fila de un archivo ajeno. Repetir un archivo no duplica nada. Sale con 2
    si alguna línea no se pudo cargar, y la nombra por su número.

    Usa SISTEMA_BD_API y SISTEMA_LLAVE_MAESTRA.

    Ejemplo: sistema cargar --eventos urgencias.csv --organismo servicio_salud_concepcion
    --mapeo urgencias.yaml --ensayo
    """
    buscadas, eventos = None, None
    with (
        dar_errores_claros(),
        crear_progreso() as progreso,
        abrir_segun(leer_configuracion(), "api") as bd,
    ):
        if pedido.buscadas is not None:
            buscadas = _cargar_buscadas(bd, pedido, pedido.buscadas, progreso)
        if pedido.eventos is not None:
            eventos = _cargar_eventos(bd, pedido, pedido.eventos, progreso)
    _informar(buscadas, eventos, en_json=pedido.en_json)


def con_opciones_sueltas(orden: Callable[[Pedido], None]) -> Callable[..., None]:
    """La orden como Typer la espera: una opción por parámetro, en vez de un pedido."""

    def llamar(**opciones: Any) -> None:  # noqa: ANN401 - Typer ya las convirtió
        orden(Pedido(**opciones))

    llamar.__doc__ = orden.__doc__
    llamar.__dict__["__signature__"] = inspect.signature(Pedido)
    return llamar


def _cargar_buscadas(bd: Bd, pedido: Pedido, archivo: Path, progreso: Progress) -> Informe:
    tarea = progreso.add_task("personas buscadas", total=None)
    with bd.transaccion() as sesion:
        sujeto = sujeto_de_consola(sesion, pedido.cuenta, ahora())
        exigir_permiso(sesion, sujeto, Accion.DENUNCIA_INGRESAR)
    return cargar_buscadas(
        bd, sujeto, archivo, pedido.mapa, lambda n: progreso.update(tarea, completed=n)
    )


def _cargar_eventos(bd: Bd, pedido: Pedido, archivo: Path, progreso: Progress) -> InformeDeEventos:
    tarea = progreso.add_task("eventos", total=None)
    with bd.transaccion() as sesion:
        cubiertos = {
            codigo: listar_tipos_cubiertos(sesion, codigo, ahora())
            for codigo in listar_aportantes(sesion, ahora())
        }
    if pedido.organismo is not None and pedido.organismo not in cubiertos:
        raise OrganismoNoHabilitado
    cargador = Cargador(bd, cubiertos, ahora, nombrar_operador(), pedido.ensayo)
    lineas = _leer(bd, pedido, archivo)
    return cargador.cargar(lineas, lambda n: progreso.update(tarea, completed=n))


def _leer(bd: Bd, pedido: Pedido, archivo: Path) -> Iterator[Linea]:
    es_csv = archivo.suffix.lower() == ".csv"
    if pedido.mapeo is None:
        if es_csv:
            raise MapeoInvalido("Un CSV necesita --mapeo: qué columna va en qué campo.")
        return leer_ndjson(archivo, pedido.organismo)
    if pedido.organismo is None:
        raise OrganismoNoHabilitado("Con --mapeo diga de quién es el archivo: --organismo CODIGO.")
    armador = Armador(pedido.organismo, leer_mapeo(pedido.mapeo), bd.llavero.huella)
    return (leer_csv if es_csv else leer_ndjson_ajeno)(archivo, armador)


def _informar(buscadas: Informe | None, eventos: InformeDeEventos | None, *, en_json: bool) -> None:
    resumen: dict[str, dict[str, Any]] = {}
    if buscadas is not None:
        for numero, motivo in buscadas.saltadas:
            typer.echo(f"buscadas, línea {numero}: {motivo}", err=True)
        resumen["buscadas"] = {"cargadas": buscadas.cargadas, "saltadas": len(buscadas.saltadas)}
    if eventos is not None:
        resumen["eventos"] = asdict(eventos)
        if not en_json:
            _mostrar_saltos(eventos)
    if en_json:
        typer.echo(json.dumps(resumen))
    else:
        for nombre, cuenta in resumen.items():
            validas = f"{cuenta['validas']} válidas, " if "validas" in cuenta else ""
            typer.echo(
                f"{nombre}: {validas}{cuenta['cargadas']} cargadas, {cuenta['saltadas']} saltadas"
            )
    if not resumen or any(cuenta["saltadas"] for cuenta in resumen.values()):
        raise typer.Exit(NO_SE_PUEDE)


def _mostrar_saltos(eventos: InformeDeEventos) -> None:
    for salto in eventos.saltos:
        typer.echo(
            f"eventos, línea {salto.linea}: {salto.campo}: {salto.problema}. {salto.remedio}",
            err=True,
        )
    if len(eventos.saltos) == MAXIMO_DE_SALTOS:
        typer.echo(f"eventos: se muestran las primeras {MAXIMO_DE_SALTOS} faltas.", err=True)
