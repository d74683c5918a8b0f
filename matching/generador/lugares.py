"""Dónde vive la gente del mundo sintético: comunas con peso y comunas vecinas por región."""

from collections import defaultdict
from typing import Final

from matching.comunas import COMUNAS, POR_NOMBRE, Comuna, plegar_nombre
from matching.generador.sorteo import Urna, leer_lista, pesar_por_rango

PARTE_GRANDES: Final = 0.78
"""Parte de la población que vive en las comunas grandes; el resto se reparte por igual."""

GRANDES: Final = tuple(
    POR_NOMBRE[plegar_nombre(nombre)]
    for nombre in leer_lista("""
        Puente Alto,Maipú,Santiago,La Florida,Antofagasta,Viña del Mar,San Bernardo,Valparaíso,
    Las Condes,Temuco,Puerto Montt,Peñalolén,Quilicura,Coquimbo,Rancagua,La Serena,Ñuñoa,
    Pudahuel,Arica,Concepción,Talca,Los Ángeles,Iquique,Chillán,La Pintana,El Bosque,Calama,
    Recoleta,Valdivia,Copiapó,Osorno,Estación Central,Quilpué,Talcahuano,Providencia,
    Cerro Navia,Curicó,Renca,Colina,La Granja,Conchalí,Macul,Lampa,Punta Arenas,Melipilla,
    San Pedro de la Paz,Villa Alemana,Alto Hospicio,Coronel,Ovalle,La Cisterna,Lo Prado,
    San Miguel,Quinta Normal,San Joaquín,Vitacura,Lo Barnechea,Pedro Aguirre Cerda,Lo Espejo,
    Independencia,San Ramón,Linares,Huechuraba,Quillota,San Antonio,Hualpén,Chiguayante,Buin,
    San Felipe,Los Andes,Padre Las Casas,Peñaflor,San Fernando,Talagante,Coyhaique,Villarrica,
    Angol,Vallenar,Castro,Lota""")
)

COMUNAS_CON_PESO: Final = Urna[Comuna](
    [
        *pesar_por_rango(GRANDES, exponente=0.7, arranque=4, suma=PARTE_GRANDES),
        *(
            (comuna, (1 - PARTE_GRANDES) / (len(COMUNAS) - len(GRANDES)))
            for comuna in COMUNAS
            if comuna not in GRANDES
        ),
    ]
)


def agrupar_por_region() -> dict[str, tuple[Comuna, ...]]:
    """Comunas de cada región, por código de región."""
    grupos: defaultdict[str, list[Comuna]] = defaultdict(list)
    for comuna in COMUNAS:
        grupos[comuna.region].append(comuna)
    return {region: tuple(comunas) for region, comunas in grupos.items()}


POR_REGION: Final = agrupar_por_region()
ARAUCANIA: Final = Urna[Comuna](pesar_por_rango(POR_REGION["09"], exponente=0.5))
NORTE_GRANDE: Final = Urna[Comuna](
    [(comuna, 1.0) for region in ("15", "01", "02") for comuna in POR_REGION[region]]
)
ISLA_DE_PASCUA: Final = POR_NOMBRE["isladepascua"]
