"""Los errores de escritura: qué se le dice al organismo que los comete, y con qué palabras.

Solo lo que se juzga mirando el mensaje y su firma. Nunca lo que depende de un caso ni de una
autorización judicial (Ley 21.500, art. 6), ni lo que es nuestro (`ilegible`).
"""

from collections.abc import Iterable, Mapping

from sistema.cuarentena.campos import generalizar_ruta
from sistema.cuarentena.tipos import CodigoCuarentena
from sistema.nucleo.faltas import remedio_de
from sistema.nucleo.firmas import ProblemaDeFirma

CAMPO_NO_RECONOCIDO = "campo no reconocido"
OTRA_FALTA = "otra falta"

_C = CodigoCuarentena
REMEDIOS: Mapping[CodigoCuarentena, str] = {
    _C.TAMANO_EXCEDIDO: "Envíe un evento por mensaje, de 64 KiB a lo más, y acorte sus textos.",
    _C.NO_UTF8: "Escriba el mensaje en UTF-8 sin marca BOM; revise en qué codificación exporta.",
    _C.JSON_INVALIDO: "Escriba cada mensaje con una biblioteca de JSON, no uniendo textos.",
    _C.VERSION_DESCONOCIDA: (
        'Use specversion "1.0" y type "cl.personas-desaparecidas.contacto.v1", tal cual.'
    ),
    _C.ESQUEMA_INVALIDO: "Compare el mensaje con el contrato publicado.",
    _C.ORGANISMO_NO_COINCIDE: (
        "Escriba en source «/organismos/» y el código de su organismo; no aporte por otro."
    ),
    _C.ID_REPETIDO: (
        "Dé a cada evento un UUID nuevo. Si corrige un evento ya enviado, envíelo con otro id."
    ),
    _C.FIRMA_INVALIDA: (
        "Firme con Ed25519 los bytes exactos que envía y escriba la cabecera `firma` como "
        "<kid>:<base64>, con el kid que se le entregó al registrar su llave."
    ),
}
"""Los códigos que se cuentan y el remedio general de cada uno."""

_REMEDIOS_PROPIOS: Mapping[str, str] = {
    CAMPO_NO_RECONOCIDO: "Quite los campos que el contrato no nombra.",
    OTRA_FALTA: "Compare el mensaje con el contrato publicado.",
    "un objeto repite una clave": "Escriba cada clave una sola vez en cada objeto.",
    "demasiados niveles de anidación": "No anide más niveles que los del contrato.",
    "el mensaje empieza con una marca BOM": "Guarde en UTF-8 sin marca BOM.",
    ProblemaDeFirma.LLAVE_DESCONOCIDA: (
        "Registre su llave pública con quien opera el Sistema, o firme con la ya registrada."
    ),
    ProblemaDeFirma.LLAVE_FUERA_DE_VIGENCIA: "Firme con una llave vigente, o registre una nueva.",
    ProblemaDeFirma.NO_CORRESPONDE: (
        "Firme los mismos bytes que envía: si después de firmar el mensaje se vuelve a escribir "
        "(orden de claves, espacios, saltos de línea), la firma ya no sirve."
    ),
}
_DEL_MENSAJE = frozenset(
    {
        *_REMEDIOS_PROPIOS,
        *ProblemaDeFirma,
        "el mensaje pasa de 65536 bytes",
        "el mensaje no es UTF-8",
        "el mensaje no es JSON",
        "specversion: versión que este Sistema no conoce",
        "type: versión que este Sistema no conoce",
        "source: no es el organismo dueño del tema o de la credencial",
        "id: ya se recibió con otro contenido",
    }
)


def resumir_faltas(detalle: str) -> frozenset[str]:
    """Las faltas de un detalle de cuarentena, en un vocabulario cerrado y sin repetir.

    Los índices de las listas se quitan; lo que no es del vocabulario se cuenta como «campo no
    reconocido» u «otra falta». Así lo contado es poco y no lleva nada de lo recibido.
    """
    if detalle in _DEL_MENSAJE:
        return frozenset({detalle})
    partes = [parte for parte in detalle.split("; ") if not parte.startswith("y ")]
    return frozenset(map(_resumir, partes))


def buscar_remedio(codigo: str, falta: str) -> str:
    """Cómo se corrige una falta contada, para quien programa en el organismo."""
    problema = falta.rpartition(": ")[2]
    general = REMEDIOS.get(CodigoCuarentena(codigo), _REMEDIOS_PROPIOS[OTRA_FALTA])
    return _REMEDIOS_PROPIOS.get(falta) or remedio_de(problema) or general


def contar_faltas(apartados: Iterable[tuple[CodigoCuarentena, str]]) -> dict[tuple[str, str], int]:
    """Cuántos mensajes traen cada falta: (código, falta) → mensajes."""
    cuentas: dict[tuple[str, str], int] = {}
    for codigo, detalle in apartados:
        if codigo in REMEDIOS:
            for falta in resumir_faltas(detalle):
                cuentas[codigo, falta] = cuentas.get((codigo, falta), 0) + 1
    return cuentas


def _resumir(parte: str) -> str:
    ruta, _, problema = parte.partition(": ")
    if remedio_de(problema) is None:
        return OTRA_FALTA
    general = generalizar_ruta(ruta)
    return f"{general}: {problema}" if general else CAMPO_NO_RECONOCIDO
