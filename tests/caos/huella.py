"""El estado que dejan los eventos, en una forma que dos corridas iguales comparten.

Quedan fuera los identificadores y las horas, que nacen en cada corrida; los casos se nombran por el
orden de sus denuncias. Lo cifrado con llave al azar se cuenta.
"""

from collections.abc import Mapping
from hashlib import sha256

from tests.caos.tablas import Conexion

_ORDENES = {
    "bandeja": "SELECT organismo, evento_id::text, encode(huella, 'hex') FROM bandeja",
    "cuarentena": "SELECT organismo, codigo, detalle, count(*) FROM cuarentena GROUP BY 1, 2, 3",
    "contacto": "SELECT organismo, evento_id::text, tipo_contacto, ocurrido_en::text FROM contacto",
    "claves": """
        SELECT organismo, evento_id::text, encode(clave, 'hex')
        FROM clave_contacto JOIN contacto ON contacto.id = contacto_id""",
    "coincidencia": """
        SELECT caso_id::text, organismo, evento_id::text, decision, probabilidad::text,
            puntaje_bits::text, encode(huella_evidencia, 'hex'), version, version_modelo
        FROM coincidencia""",
    "alerta": """
        SELECT coincidencia.caso_id::text, evento_id::text, alerta.version, institucion
        FROM entrega_alerta JOIN alerta ON alerta.id = alerta_id
        JOIN coincidencia ON coincidencia.id = coincidencia_id""",
    "boveda": "SELECT vence_el::text, count(*) FROM boveda GROUP BY 1",
    "boveda_clave": "SELECT vence_el::text, count(*) FROM boveda_clave GROUP BY 1",
    "nuevos_asentados": """
        SELECT institucion, sum(resultados)::text FROM asiento
        WHERE accion = 'contactos:registrar' AND resultados > 0 GROUP BY 1""",
    "hallazgos_asentados": """
        SELECT caso_id::text, count(*) FROM asiento
        WHERE accion = 'coincidencia:hallar' GROUP BY 1""",
}


def leer_estado(conexion: Conexion, casos: Mapping[str, int]) -> dict[str, list[str]]:
    """Por parte del estado, sus filas en orden; `casos` da el número de denuncia de cada caso."""
    return {
        parte: sorted(
            "|".join(str(casos.get(valor, valor)) for valor in fila)
            for fila in conexion.execute(orden).fetchall()
        )
        for parte, orden in _ORDENES.items()
    }


def resumir(estado: Mapping[str, list[str]]) -> dict[str, str]:
    """Cada parte del estado en su huella y su cuenta."""
    return {
        parte: f"{len(filas)}:{sha256(chr(10).join(filas).encode()).hexdigest()[:16]}"
        for parte, filas in estado.items()
    }
