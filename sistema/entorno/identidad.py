"""Con qué identidad corre PostgreSQL, que se niega a ser root, sin tocar la máquina.

Cuando quien lo arranca es root no se crea un usuario ni se abren carpetas ajenas: se entra a un
espacio de usuarios vacío (`unshare -U`), donde el proceso ve otro número de usuario pero sus
archivos siguen siendo de root y privados. Si la máquina no lo permite se baja, con `setpriv`, a
`nobody` o al dueño de la carpeta que contiene los datos.
"""

import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.procesos import ejecutar, entorno_sin

_PUEDE_CORRER = 'cd "$1" && exec "$0" --version'


@dataclass(frozen=True, slots=True)
class Identidad:
    """Lo que antecede a cada orden, y el dueño que han de tener los datos (None: quien ejecuta)."""

    prefijo: tuple[str, ...] = ()
    dueno: tuple[int, int] | None = None

    def entregar(self, ruta: Path) -> None:
        """Hace de esta identidad la dueña de algo que creó este proceso."""
        if self.dueno is not None:
            os.chown(ruta, *self.dueno)


def elegir_identidad(binarios: Path, carpeta: Path) -> Identidad:
    """La primera identidad que puede ejecutar los binarios y llegar a la carpeta.

    Una carpeta con datos ya creados fija la identidad: es la de su dueño.

    Raises:
        EntornoNoDisponible: es root y ninguna identidad sirve.
    """
    if os.geteuid() != 0:
        return Identidad()
    for identidad in _listar_candidatas(carpeta):
        if _sirve(identidad, binarios, carpeta):
            return identidad
    raise EntornoNoDisponible(
        "PostgreSQL no corre como root y aquí no hay otra identidad que llegue a sus archivos: "
        "permita espacios de usuario (unshare -U) o ejecute como un usuario corriente."
    )


def _listar_candidatas(carpeta: Path) -> Iterator[Identidad]:
    dueno = (carpeta / "datos").stat() if (carpeta / "datos").exists() else carpeta.stat()
    if dueno.st_uid != 0:
        yield _bajar_a(dueno.st_uid, dueno.st_gid)
        return
    yield Identidad(prefijo=("unshare", "-U", "--"))
    if not (carpeta / "datos").exists():
        nadie = pwd.getpwnam("nobody")
        yield _bajar_a(nadie.pw_uid, nadie.pw_gid)
        vecino = carpeta.parent.parent.stat()
        if vecino.st_uid != 0:
            yield _bajar_a(vecino.st_uid, vecino.st_gid)


def _bajar_a(uid: int, gid: int) -> Identidad:
    prefijo = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--")
    return Identidad(prefijo=prefijo, dueno=(uid, gid))


def _sirve(identidad: Identidad, binarios: Path, carpeta: Path) -> bool:
    if shutil.which(identidad.prefijo[0]) is None:
        return False
    prueba = ("/bin/sh", "-c", _PUEDE_CORRER, str(binarios / "postgres"), str(carpeta))
    return ejecutar((*identidad.prefijo, *prueba), entorno=entorno_sin("PG")).returncode == 0
