"""Los hechos por los que se pregunta y a qué criterio pertenece cada uno."""

from enum import StrEnum
from typing import Final


class Hecho(StrEnum):
    """Algo que es cierto, no lo es, o no se sabe, de la persona o de su desaparición."""

    VIOLENCIA_DENUNCIADA = "violencia_denunciada"
    VIOLENCIA_AMENAZA_O_CONTROL = "violencia_amenaza_o_control"
    VIOLENCIA_DICHA_POR_ALGUIEN = "violencia_dicha_por_alguien"
    VULNERABILIDAD_DE_GENERO = "vulnerabilidad_de_genero"
    MUJER_O_NINA = "mujer_o_nina"
    DETERIORO_COGNITIVO = "deterioro_cognitivo"
    DISCAPACIDAD_INTELECTUAL_O_TEA = "discapacidad_intelectual_o_tea"
    IDEAS_DE_SUICIDIO = "ideas_de_suicidio"
    DESPEDIDA_O_AUTOLESION = "despedida_o_autolesion"
    CRISIS_PSIQUIATRICA = "crisis_psiquiatrica"
    MEDICACION_VITAL = "medicacion_vital"
    ENFERMEDAD_GRAVE = "enfermedad_grave"
    INGRESO_HOSPITALARIO = "ingreso_hospitalario"
    EMBARAZO_O_PUERPERIO = "embarazo_o_puerperio"
    DISCAPACIDAD_FISICA_O_SENSORIAL = "discapacidad_fisica_o_sensorial"
    CONSUMO_PROBLEMATICO = "consumo_problematico"
    INDICIOS_DE_DELITO = "indicios_de_delito"
    VIOLENCIA_EN_EL_LUGAR = "violencia_en_el_lugar"
    EXPLOTACION_O_TRATA = "explotacion_o_trata"
    ENGANO_POR_INTERNET = "engano_por_internet"
    CONDUCTA_INUSUAL = "conducta_inusual"
    NO_LLEGO_A_DESTINO = "no_llego_a_destino"
    VEHICULO_ABANDONADO = "vehiculo_abandonado"
    DEJO_SUS_COSAS = "dejo_sus_cosas"
    LUGAR_PELIGROSO = "lugar_peligroso"
    CLIMA_O_CATASTROFE = "clima_o_catastrofe"
    DESAPARICION_ANTERIOR = "desaparicion_anterior"
    DANO_EN_DESAPARICION_ANTERIOR = "dano_en_desaparicion_anterior"
    BAJO_CUIDADO_ESTATAL = "bajo_cuidado_estatal"
    PRIVADA_DE_LIBERTAD = "privada_de_libertad"
    MIGRANTE_SIN_RED = "migrante_sin_red"
    OTRA_VULNERABILIDAD = "otra_vulnerabilidad"
    DEFENSORA_O_TESTIGO = "defensora_o_testigo"
    DEUDAS_O_CRIMEN_ORGANIZADO = "deudas_o_crimen_organizado"
    CONTACTO_DIRECTO_VERIFICADO = "contacto_directo_verificado"
    AUSENCIA_PLANIFICADA = "ausencia_planificada"
    ACOMPANADA_POR_ADULTO_RESPONSABLE = "acompanada_por_adulto_responsable"


EDAD: Final = "edad"
ULTIMO_CONTACTO: Final = "ultimo_contacto"
"""Las dos preguntas que no se responden con sí o no."""

HECHOS_DE: Final[dict[str, tuple[Hecho, ...]]] = {
    "F02": (
        Hecho.VIOLENCIA_DENUNCIADA,
        Hecho.VIOLENCIA_AMENAZA_O_CONTROL,
        Hecho.VIOLENCIA_DICHA_POR_ALGUIEN,
    ),
    "F03": (Hecho.VULNERABILIDAD_DE_GENERO,),
    "F04": (Hecho.MUJER_O_NINA,),
    "F06": (Hecho.DETERIORO_COGNITIVO, Hecho.DISCAPACIDAD_INTELECTUAL_O_TEA),
    "F07": (Hecho.IDEAS_DE_SUICIDIO, Hecho.DESPEDIDA_O_AUTOLESION),
    "F08": (Hecho.CRISIS_PSIQUIATRICA,),
    "F09": (Hecho.MEDICACION_VITAL, Hecho.ENFERMEDAD_GRAVE, Hecho.INGRESO_HOSPITALARIO),
    "F10": (Hecho.EMBARAZO_O_PUERPERIO,),
    "F11": (Hecho.DISCAPACIDAD_FISICA_O_SENSORIAL,),
    "F12": (Hecho.CONSUMO_PROBLEMATICO,),
    "F13": (Hecho.INDICIOS_DE_DELITO, Hecho.VIOLENCIA_EN_EL_LUGAR),
    "F14": (Hecho.EXPLOTACION_O_TRATA, Hecho.ENGANO_POR_INTERNET),
    "F15": (Hecho.CONDUCTA_INUSUAL,),
    "F16": (Hecho.NO_LLEGO_A_DESTINO, Hecho.VEHICULO_ABANDONADO, Hecho.DEJO_SUS_COSAS),
    "F17": (Hecho.LUGAR_PELIGROSO, Hecho.CLIMA_O_CATASTROFE),
    "F19": (Hecho.DESAPARICION_ANTERIOR, Hecho.DANO_EN_DESAPARICION_ANTERIOR),
    "F20": (Hecho.BAJO_CUIDADO_ESTATAL,),
    "F21": (Hecho.PRIVADA_DE_LIBERTAD,),
    "F22": (Hecho.MIGRANTE_SIN_RED,),
    "F23": (Hecho.OTRA_VULNERABILIDAD,),
    "F24": (Hecho.DEFENSORA_O_TESTIGO,),
    "F25": (Hecho.DEUDAS_O_CRIMEN_ORGANIZADO,),
    "P01": (Hecho.CONTACTO_DIRECTO_VERIFICADO,),
    "P02": (Hecho.AUSENCIA_PLANIFICADA,),
    "P03": (Hecho.ACOMPANADA_POR_ADULTO_RESPONSABLE,),
}
"""Qué hechos mira cada criterio. F01, F05 y F18 miran la edad y el último contacto."""

PREGUNTAS_DE: Final[dict[str, tuple[str, ...]]] = {
    **{codigo: tuple(hechos) for codigo, hechos in HECHOS_DE.items()},
    "F01": (EDAD,),
    "F05": (EDAD,),
    "F18": (ULTIMO_CONTACTO,),
}
"""Qué hay que preguntar para resolver cada criterio."""

PROTECTORES: Final = frozenset(h for c in ("P01", "P02", "P03") for h in HECHOS_DE[c])
"""Los hechos que pueden bajar la propuesta; los demás solo la suben."""

NOMBRES: Final[dict[str, str]] = {
    EDAD: "edad o fecha de nacimiento",
    ULTIMO_CONTACTO: "cuándo se supo de la persona por última vez",
    Hecho.VIOLENCIA_DENUNCIADA: "denuncia o medida cautelar por violencia",
    Hecho.VIOLENCIA_AMENAZA_O_CONTROL: "amenazas o control de una pareja, expareja o familiar",
    Hecho.VIOLENCIA_DICHA_POR_ALGUIEN: "alguien cuenta o teme que sufra violencia de género",
    Hecho.VULNERABILIDAD_DE_GENERO: (
        "vulnerabilidad por sexo, orientación sexual o identidad o expresión de género"
    ),
    Hecho.MUJER_O_NINA: "mujer, niña o adolescente",
    Hecho.DETERIORO_COGNITIVO: "demencia, Alzheimer o desorientación",
    Hecho.DISCAPACIDAD_INTELECTUAL_O_TEA: "discapacidad intelectual o del espectro autista",
    Hecho.IDEAS_DE_SUICIDIO: "habló de morir o intentó suicidarse",
    Hecho.DESPEDIDA_O_AUTOLESION: "despedida o autolesión",
    Hecho.CRISIS_PSIQUIATRICA: "crisis psiquiátrica o psicosis",
    Hecho.MEDICACION_VITAL: "depende de un remedio para vivir",
    Hecho.ENFERMEDAD_GRAVE: "enfermedad grave",
    Hecho.INGRESO_HOSPITALARIO: "ingreso a un hospital o urgencia después de desaparecer",
    Hecho.EMBARAZO_O_PUERPERIO: "embarazo o parto reciente",
    Hecho.DISCAPACIDAD_FISICA_O_SENSORIAL: "discapacidad física, sensorial o de comunicación",
    Hecho.CONSUMO_PROBLEMATICO: "consumo problemático de alcohol o drogas",
    Hecho.INDICIOS_DE_DELITO: "indicios de secuestro, rapto o amenazas de terceros",
    Hecho.VIOLENCIA_EN_EL_LUGAR: "señales de violencia en el lugar",
    Hecho.EXPLOTACION_O_TRATA: "sospecha de trata o explotación",
    Hecho.ENGANO_POR_INTERNET: "un desconocido o una persona mayor la contactó para engañarla",
    Hecho.CONDUCTA_INUSUAL: "conducta contraria a su costumbre o ausencia inexplicada",
    Hecho.NO_LLEGO_A_DESTINO: "no llegó a donde iba",
    Hecho.VEHICULO_ABANDONADO: "vehículo abandonado",
    Hecho.DEJO_SUS_COSAS: "dejó documentos, teléfono o dinero",
    Hecho.LUGAR_PELIGROSO: "cordillera, mar, río, desierto u otro lugar peligroso",
    Hecho.CLIMA_O_CATASTROFE: "frío, calor, temporal o catástrofe",
    Hecho.DESAPARICION_ANTERIOR: "desapareció antes",
    Hecho.DANO_EN_DESAPARICION_ANTERIOR: "sufrió daño en una desaparición anterior",
    Hecho.BAJO_CUIDADO_ESTATAL: "vive en una residencia o está bajo protección estatal",
    Hecho.PRIVADA_DE_LIBERTAD: "cumple una condena, prisión preventiva o se fugó",
    Hecho.MIGRANTE_SIN_RED: "migrante sin documentos, sin red o con barrera de idioma",
    Hecho.OTRA_VULNERABILIDAD: "pueblo indígena, situación de calle u otra vulnerabilidad",
    Hecho.DEFENSORA_O_TESTIGO: "defiende derechos humanos, o es testigo o víctima protegida",
    Hecho.DEUDAS_O_CRIMEN_ORGANIZADO: "deudas o amenazas de grupos delictuales",
    Hecho.CONTACTO_DIRECTO_VERIFICADO: "contacto directo verificado y reciente",
    Hecho.AUSENCIA_PLANIFICADA: "ausencia planificada, comprobada y avisada por la persona",
    Hecho.ACOMPANADA_POR_ADULTO_RESPONSABLE: (
        "acompañada por una persona adulta responsable, identificada y ubicable"
    ),
}
"""Cómo se nombra cada hecho en una explicación."""
