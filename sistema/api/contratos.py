"""Los contratos publicados, para quien integra: no llevan nada reservado y no piden sesión."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Header, Response, status

CARPETA: Final = Path(__file__).parent / "publicados"
UN_DIA_S: Final = 86_400

rutas = APIRouter(prefix="/v1/contratos", tags=["contratos"])

NoHaCambiado = Annotated[str | None, Header(alias="If-None-Match")]


@rutas.get("/contacto-v1.schema.json", response_class=Response)
def dar_esquema(etiqueta: NoHaCambiado = None) -> Response:
    """El JSON Schema 2020-12 del evento de contacto v1."""
    return _dar("contacto-v1.schema.json", "application/schema+json", etiqueta)


@rutas.get("/asyncapi.yaml", response_class=Response)
def dar_asyncapi(etiqueta: NoHaCambiado = None) -> Response:
    """El documento AsyncAPI 3 de los temas donde escriben los organismos."""
    return _dar("asyncapi.yaml", "application/vnd.aai.asyncapi+yaml", etiqueta)


def _dar(archivo: str, tipo: str, etiqueta: str | None) -> Response:
    contenido = (CARPETA / archivo).read_bytes()
    propia = f'"{sha256(contenido).hexdigest()[:32]}"'
    cabeceras = {"Cache-Control": f"public, max-age={UN_DIA_S}", "ETag": propia}
    if etiqueta == propia:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=cabeceras)
    return Response(contenido, media_type=tipo, headers=cabeceras)
