from pathlib import Path

import psutil


def buscar_que_mencionan(carpeta: Path) -> list[psutil.Process]:
    """Los procesos vivos que trabajan en la carpeta o la nombran en su orden, menos este."""
    hallados = []
    for proceso in psutil.process_iter():
        try:
            if proceso.status() == psutil.STATUS_ZOMBIE or proceso.pid == psutil.Process().pid:
                continue
            senas = [proceso.cwd(), *proceso.cmdline()]
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if any(str(carpeta) in sena for sena in senas):
            hallados.append(proceso)
    return hallados


def listar_que_mencionan(carpeta: Path) -> list[str]:
    """Lo mismo, como texto para que la falla de una prueba se entienda."""
    return [f"{proceso.pid} {proceso.name()}" for proceso in buscar_que_mencionan(carpeta)]
