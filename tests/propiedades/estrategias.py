"""Los generadores de todas las propiedades: personas chilenas inventadas y texto arbitrario."""

from datetime import date

from hypothesis import strategies as st

from matching.rol_unico import digito_verificador
from matching.tipos import Documento, Identidad, Sexo

NOMBRES = (
    "Juan",
    "María José",
    "Francisco Javier",
    "Rayén",
    "Wilner",
    "José Luis",
    "Ana",
    "Benjamín Ignacio",
    "Yusmary",
    "Martina",
)
APELLIDOS = (
    "González",
    "Muñoz",
    "Huenchumilla",
    "De la Fuente",
    "San Martín",
    "Ñanculef",
    "Jean-Baptiste",
    "Quispe",
    "Yáñez",
    "Zúñiga",
    "Rojas",
)
COMUNAS = ("", "Santiago", "Ñuñoa", "Temuco", "Arica", "13101", "una que no existe")

cuerpos_run = st.integers(min_value=1_000_000, max_value=29_999_999).filter(
    lambda cuerpo: len(set(str(cuerpo))) > 1
)
textos = st.text(max_size=60)
fechas = st.dates().map(str) | st.integers(1900, 2030).map(str) | st.just("")


def escribir_run(cuerpo: int) -> str:
    """El RUN como en un formulario: sin puntos y con guion."""
    return f"{cuerpo}-{digito_verificador(cuerpo)}"


runs = cuerpos_run.map(escribir_run)
documentos = st.builds(
    Documento, tipo=st.just("pasaporte"), valor=st.from_regex(r"[A-Z]{2}\d{6}", fullmatch=True)
)

identidades_chilenas = st.builds(
    Identidad,
    run=runs | st.just(""),
    nombres=st.sampled_from(NOMBRES),
    apellido_paterno=st.sampled_from(APELLIDOS),
    apellido_materno=st.sampled_from(APELLIDOS) | st.just(""),
    fecha_nacimiento=st.dates(min_value=date(1925, 1, 1), max_value=date(2026, 1, 1)).map(str),
    sexo=st.sampled_from(Sexo) | st.none(),
    comuna=st.sampled_from(COMUNAS),
    documentos=st.lists(documentos, max_size=2).map(tuple),
)
"""Personas con nombre y fecha completos; el RUN y el materno pueden faltar."""

identidades_arbitrarias = st.builds(
    Identidad,
    run=textos,
    nombres=textos,
    apellido_paterno=textos,
    apellido_materno=textos,
    nombre_social=textos,
    fecha_nacimiento=textos,
    sexo=st.sampled_from(Sexo) | st.none(),
    comuna=textos,
    nacionalidad=textos,
    documentos=st.lists(st.builds(Documento, textos, textos, textos), max_size=2).map(tuple),
)
"""Cualquier texto en cualquier campo, también sustitutos sueltos y caracteres nulos."""
