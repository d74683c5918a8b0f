import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sistema.entorno import servicios


@pytest.fixture
def raiz(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Una raíz vacía que al terminar queda detenida y borrada, pase lo que pase en la prueba."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("KAFKA_BOOTSTRAP", raising=False)
    base = Path(tempfile.mkdtemp(prefix="entorno-"))
    base.chmod(0o711)
    carpeta = base / "con espacio y ñ"
    yield carpeta
    servicios.detener(carpeta)
    shutil.rmtree(base)
