"""Un Sistema entero sobre PostgreSQL real, con base de datos propia para cada prueba."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import copy2, rmtree
from typing import Any
from uuid import UUID

import psycopg
from fastapi import FastAPI
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy import make_url, text

from ingestores.mensajes.decodificacion import decodificar
from sistema.acceso.servicio import abrir_sesion
from sistema.api.app import Publicacion, crear_app
from sistema.autenticacion.tipos import AjustesDeIngreso
from sistema.contactos.servicio import PuertaDeContactos
from sistema.entorno.estado import preparar_raiz
from sistema.entorno.preparacion import (
    USUARIOS_DE_ENSAYO,
    SistemaPreparado,
    preparar_sistema,
    sembrar_ensayo,
)
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from tests.apoyo.reloj_fijo import RelojFijo

URL = "http://testserver"
DE_ENSAYO = AjustesDeIngreso(es_ensayo=True)
RECEPTOR, INVESTIGADOR, SUPERVISORA, FISCAL = (u.cuenta for u in USUARIOS_DE_ENSAYO)


@dataclass(frozen=True)
class Plantilla:
    """Una base de datos migrada y sembrada de la que se sacan copias."""

    url_administracion: str
    base: str
    preparado: SistemaPreparado
    claves: Mapping[str, str]


def crear_plantilla(url_administracion: str, raiz: Path) -> Plantilla:
    base = f"plantilla_{secrets.token_hex(6)}"
    # Un PostgreSQL ajeno no prepara la carpeta donde quedan las llaves.
    preparado = preparar_sistema(url_administracion, base, preparar_raiz(raiz), RelojFijo())
    return Plantilla(url_administracion, base, preparado, sembrar_ensayo(preparado, RelojFijo()))


@contextmanager
def copiar(plantilla: Plantilla) -> Iterator[SistemaPreparado]:
    """Una copia de la plantilla que se borra al terminar."""
    copia = sql.Identifier(nombre := f"prueba_{secrets.token_hex(8)}")
    libpq = make_url(plantilla.url_administracion).set(drivername="postgresql")
    with psycopg.connect(libpq.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                copia, sql.Identifier(Papel.DUENO), sql.Identifier(plantilla.base)
            ),
        )
        try:
            yield SistemaPreparado(
                {p: _con_base(url, nombre) for p, url in plantilla.preparado.urls.items()},
                _copiar_maestra(plantilla.preparado.llave_maestra, nombre),
            )
        finally:
            rmtree(plantilla.preparado.llave_maestra.parent / nombre)
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copia))


class SistemaDePrueba:
    """Lo que una prueba necesita: las puertas de verdad y una ventana del dueño para mirar."""

    def __init__(self, preparado: SistemaPreparado, claves: Mapping[str, str]) -> None:
        self.preparado = preparado
        self.claves = claves
        self.reloj = RelojFijo()
        self._abiertas: dict[Papel, Bd] = {}

    def bd(self, papel: Papel) -> Bd:
        if papel not in self._abiertas:
            self._abiertas[papel] = self.preparado.abrir(papel)
        return self._abiertas[papel]

    def app(self, ingreso: AjustesDeIngreso = DE_ENSAYO) -> FastAPI:
        publicacion = Publicacion(decodificar, [URL], ingreso)
        return crear_app(self.bd(Papel.API), publicacion, self.reloj)

    @cached_property
    def _app_comun(self) -> FastAPI:
        # Porque: armarla cuesta décimas de segundo, y una prueba abre muchos clientes.
        return self.app()

    def cliente(self, cuenta: str = INVESTIGADOR) -> TestClient:
        """Un cliente HTTP con la sesión de esa cuenta ya abierta."""
        with self.bd(Papel.API).transaccion() as sesion:
            usuario = sesion.scalar(text("SELECT id FROM usuario WHERE cuenta = :c"), {"c": cuenta})
            assert isinstance(usuario, UUID)
            secreto, _abierta = abrir_sesion(sesion, usuario, self.reloj())
        cabeceras = {"Authorization": f"Bearer {secreto}"}
        return TestClient(self._app_comun, headers=cabeceras, raise_server_exceptions=False)

    def puerta(self) -> PuertaDeContactos:
        """La puerta de los eventos con la cartera recién cargada."""
        puerta = PuertaDeContactos(self.bd(Papel.CONSUMIDOR), self.reloj)
        puerta.abrir()
        return puerta

    def consultar(self, orden: str, **valores: Any) -> list[tuple[Any, ...]]:
        """Mira las tablas como dueño; las columnas cifradas se ven como bytes."""
        with self.bd(Papel.DUENO).transaccion() as sesion:
            return [tuple(fila) for fila in sesion.execute(text(orden), valores)]

    def contar(self, tabla: str) -> int:
        orden = f"SELECT count(*) FROM {tabla}"  # noqa: S608 - la tabla es un literal
        return int(self.consultar(orden)[0][0])

    def cerrar(self) -> None:
        for bd in self._abiertas.values():
            bd.cerrar()


def _con_base(url: str, base: str) -> str:
    return make_url(url).set(database=base).render_as_string(hide_password=False)


def _copiar_maestra(maestra: Path, nombre: str) -> Path:
    """La misma llave en una carpeta propia: las llaves de día de una prueba no son de otra."""
    carpeta = maestra.parent / nombre
    carpeta.mkdir(mode=0o700)
    return Path(copy2(maestra, carpeta))
