"""Las instituciones que nombran la ley y su reglamento, y lo que cada clase suele aportar.

La lista de Servicios de Salud es la vigente; qué tipos de contacto aporta cada institución es
elección de este proyecto, no de la norma.

Fundamento: Ley 21.500, art. 3; Decreto 120, arts. 3, 4 y 5.
"""

from dataclasses import dataclass

from sistema.modelos.institucion import ClaseInstitucion, Titulo

_SALUD = ("atencion_urgencia", "hospitalizacion", "alta", "defuncion", "hallazgo_nn", "otro")
# La huella de un control se verifica contra el registro, que es quien lo informa.
_IDENTIDAD = (
    "tramite_identidad",
    "defuncion",
    "control_policial",
    "control_fronterizo",
    "otro",
)
_FORENSE = ("ingreso_cadaver_nn", "hallazgo_nn", "defuncion", "otro")
_PENAL = ("ingreso_penal", "egreso_penal", "otro")
_RESIDENCIA = ("ingreso_residencia", "atencion_social", "otro")
_SOCIAL = ("atencion_social", "otro")
_CONTROL = ("control_policial", "control_fronterizo", "otro")

_SERVICIOS_DE_SALUD = {
    "arica": "Arica y Parinacota",
    "tarapaca": "Tarapacá",
    "antofagasta": "Antofagasta",
    "atacama": "Atacama",
    "coquimbo": "Coquimbo",
    "valparaiso_san_antonio": "Valparaíso San Antonio",
    "vina_del_mar_quillota": "Viña del Mar Quillota",
    "aconcagua": "Aconcagua",
    "metropolitano_norte": "Metropolitano Norte",
    "metropolitano_occidente": "Metropolitano Occidente",
    "metropolitano_central": "Metropolitano Central",
    "metropolitano_oriente": "Metropolitano Oriente",
    "metropolitano_sur": "Metropolitano Sur",
    "metropolitano_sur_oriente": "Metropolitano Sur Oriente",
    "ohiggins": "O'Higgins",
    "maule": "Maule",
    "nuble": "Ñuble",
    "concepcion": "Concepción",
    "talcahuano": "Talcahuano",
    "biobio": "Biobío",
    "arauco": "Arauco",
    "araucania_norte": "Araucanía Norte",
    "araucania_sur": "Araucanía Sur",
    "los_rios": "Los Ríos",
    "osorno": "Osorno",
    "reloncavi": "del Reloncaví",
    "chiloe": "Chiloé",
    "aysen": "Aysén",
    "magallanes": "Magallanes",
}


@dataclass(frozen=True, slots=True)
class InstitucionConocida:
    """Una institución nombrada por la norma."""

    codigo: str
    nombre: str
    clase: ClaseInstitucion
    titulo: Titulo
    tipos_contacto: tuple[str, ...]


def _interviniente(codigo: str, nombre: str, tipos: tuple[str, ...]) -> InstitucionConocida:
    clase = ClaseInstitucion.INTERVINIENTE
    return InstitucionConocida(codigo, nombre, clase, Titulo.NORMA_LEGAL, tipos)


def _por_norma(codigo: str, nombre: str, tipos: tuple[str, ...]) -> InstitucionConocida:
    clase = ClaseInstitucion.COLABORADOR_PUBLICO
    return InstitucionConocida(codigo, nombre, clase, Titulo.NORMA_LEGAL, tipos)


def _por_protocolo(codigo: str, nombre: str, tipos: tuple[str, ...]) -> InstitucionConocida:
    clase = ClaseInstitucion.COLABORADOR_PUBLICO
    return InstitucionConocida(codigo, nombre, clase, Titulo.PROTOCOLO, tipos)


CATALOGO: tuple[InstitucionConocida, ...] = (
    _interviniente("carabineros", "Carabineros de Chile", _CONTROL),
    _interviniente("pdi", "Policía de Investigaciones de Chile", _CONTROL),
    _interviniente("ministerio_publico", "Ministerio Público", ("otro",)),
    _por_norma("registro_civil", "Servicio de Registro Civil e Identificación", _IDENTIDAD),
    _por_norma("servicio_medico_legal", "Servicio Médico Legal", _FORENSE),
    _por_protocolo("redes_asistenciales", "Subsecretaría de Redes Asistenciales", _SALUD),
    _por_protocolo("salud_publica", "Subsecretaría de Salud Pública", _SALUD),
    *(
        _por_protocolo(f"servicio_salud_{codigo}", f"Servicio de Salud {nombre}", _SALUD)
        for codigo, nombre in _SERVICIOS_DE_SALUD.items()
    ),
    _por_protocolo("gendarmeria", "Gendarmería de Chile", _PENAL),
    _por_protocolo(
        "reinsercion_juvenil", "Servicio Nacional de Reinserción Social Juvenil", _RESIDENCIA
    ),
    _por_protocolo("evaluacion_social", "Subsecretaría de Evaluación Social", _SOCIAL),
    _por_protocolo("servicios_sociales", "Subsecretaría de Servicios Sociales", _SOCIAL),
    _por_protocolo("ninez", "Subsecretaría de la Niñez", _SOCIAL),
    _por_protocolo(
        "proteccion_especializada",
        "Servicio Nacional de Protección Especializada a la Niñez y Adolescencia",
        _RESIDENCIA,
    ),
    _por_protocolo("senama", "Servicio Nacional del Adulto Mayor", _RESIDENCIA),
    _por_protocolo("senadis", "Servicio Nacional de la Discapacidad", _SOCIAL),
    _por_protocolo("sernameg", "Servicio Nacional de la Mujer y la Equidad de Género", _RESIDENCIA),
    _por_protocolo(
        "senda",
        "Servicio Nacional para la Prevención y Rehabilitación del Consumo de Drogas y Alcohol",
        _SOCIAL,
    ),
)
