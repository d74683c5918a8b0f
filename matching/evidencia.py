"""Qué se comparó de dos personas, resumido en una huella: la base de la memoria de decisiones.

Es evidencia lo que dice quién es la persona: RUN, nombres, apellidos, nombre social, fecha de
nacimiento, sexo, nacionalidad y documentos, de ambos lados y ya normalizados. No lo es la comuna ni
nada del contacto (dónde, cuándo, quién lo avisó), porque la misma persona vuelve por otro lugar; ni
la versión del modelo, porque lo que un funcionario decidió no caduca al cambiar los pesos.
"""

from hashlib import sha256
from typing import Final

from matching.normalizacion import separar_palabras
from matching.perfil import preparar
from matching.rol_unico import EstadoRun, RolUnico
from matching.tipos import Identidad

BYTES_DE_LARGO: Final = 4
PALABRAS_PARA_DISTINGUIR: Final = 2
PRIMERO_DE_ENERO: Final = 101


def huella_de_evidencia(evento: Identidad, buscada: Identidad) -> str:
    """Resume lo comparado en 64 cifras hexadecimales; igual evidencia da siempre igual huella.

    No cambia con mayúsculas, tildes, partículas ni con la manera de escribir el RUN o la fecha;
    cambia con cualquier dato nuevo, distinto o ausente, y al cruzar las dos identidades. Lo que el
    enlace no sabe leer no es evidencia. Nunca falla.

    No protege por sí sola: los RUN posibles son pocos y probarlos todos toma minutos. Quien la
    guarde debe pasarla antes por un HMAC con llave.

    Fundamento: técnico (ADR-0011).
    """
    partes = (*_describir(evento), *_describir(buscada))
    # Porque: con su largo delante, ningún texto puede hacerse pasar por el de dos campos vecinos.
    canonica = b"".join(len(p).to_bytes(BYTES_DE_LARGO, "big") + p for p in partes)
    return sha256(canonica).hexdigest()


def distingue_a_una_persona(identidad: Identidad) -> bool:
    """Dice si estos datos solo pueden ser de una persona, y no de cualquiera que se llame igual.

    Basta un RUN, un documento, o la fecha de nacimiento entera con dos palabras del nombre. El 1 de
    enero no basta: es lo que se escribe cuando la fecha no se sabe.

    Fundamento: técnico (ADR-0011); rechazar a un homónimo no puede callar a los demás.
    """
    perfil = preparar(identidad)
    con_fecha = perfil.mes_dia not in (0, PRIMERO_DE_ENERO)
    con_nombre = len(perfil.palabras) >= PALABRAS_PARA_DISTINGUIR
    return bool(perfil.run.cuerpo or perfil.documentos) or (con_fecha and con_nombre)


def _describir(identidad: Identidad) -> tuple[bytes, ...]:
    """Los campos que son evidencia, en orden fijo; el que no se sabe es vacío."""
    perfil = preparar(identidad)
    nombres = (
        identidad.nombres,
        identidad.apellido_paterno,
        identidad.apellido_materno,
        identidad.nombre_social,
        identidad.nacionalidad,
    )
    campos = (
        _escribir_run(perfil.run),
        *(" ".join(separar_palabras(nombre)) for nombre in nombres),
        f"{perfil.anio}-{perfil.mes_dia}" if perfil.anio else "",
        perfil.sexo,
        ",".join(sorted(perfil.documentos)),
    )
    return tuple(campo.encode() for campo in campos)


def _escribir_run(run: RolUnico) -> str:
    """El cuerpo; el dígito verificador se deduce de él y solo dice algo nuevo cuando no calza."""
    if not run.cuerpo:
        return ""
    errado = run.verificador if run.estado is EstadoRun.DV_INVALIDO else ""
    return f"{run.cuerpo}-{errado}"
