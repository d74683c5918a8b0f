"""Las 346 comunas de Chile: código único territorial, región y coordenada poblada.

Nombres y códigos: SUBDERE e INE (hechos oficiales). La coordenada es la mediana de los
establecimientos de salud de la comuna (MINSAL), redondeada a 0,01°; Antártica y Primavera, que no
tienen, usan la de Villa Las Estrellas y Cerro Sombrero.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LARGO_MAXIMO_TEXTO: Final = 80
LARGO_CODIGO: Final = 5


@dataclass(frozen=True, slots=True)
class Comuna:
    """Una comuna con su código de cinco dígitos; `region` es el código de dos dígitos."""

    codigo: str
    nombre: str
    region: str
    latitud: float
    longitud: float


REGIONES: Final = {
    "01": "Tarapacá",
    "02": "Antofagasta",
    "03": "Atacama",
    "04": "Coquimbo",
    "05": "Valparaíso",
    "06": "Libertador General Bernardo O'Higgins",
    "07": "Maule",
    "08": "Biobío",
    "09": "La Araucanía",
    "10": "Los Lagos",
    "11": "Aysén del General Carlos Ibáñez del Campo",
    "12": "Magallanes y de la Antártica Chilena",
    "13": "Metropolitana de Santiago",
    "14": "Los Ríos",
    "15": "Arica y Parinacota",
    "16": "Ñuble",
}
"""Nombre oficial de cada región según su código de dos dígitos."""

TABLA: Final = """
01101 Iquique -20.22 -70.15; 01107 Alto Hospicio -20.27 -70.10; 01401 Pozo Almonte -20.26 -69.66;
01402 Camiña -19.31 -69.43; 01403 Colchane -19.28 -68.64; 01404 Huara -19.89 -69.51;
01405 Pica -20.50 -69.07;
02101 Antofagasta -23.65 -70.40; 02102 Mejillones -23.10 -70.42; 02103 Sierra Gorda -23.11 -69.58;
02104 Taltal -25.21 -70.47; 02201 Calama -22.45 -68.93; 02202 Ollagüe -21.22 -68.26;
02203 San Pedro de Atacama -23.19 -68.07; 02301 Tocopilla -22.10 -70.20;
02302 María Elena -22.34 -69.66;
03101 Copiapó -27.37 -70.33; 03102 Caldera -27.07 -70.82; 03103 Tierra Amarilla -27.55 -70.19;
03201 Chañaral -26.42 -70.33; 03202 Diego de Almagro -26.32 -69.63; 03301 Vallenar -28.58 -70.76;
03302 Alto del Carmen -28.90 -70.46; 03303 Freirina -28.51 -71.07; 03304 Huasco -28.47 -71.18;
04101 La Serena -29.91 -71.25; 04102 Coquimbo -29.96 -71.34; 04103 Andacollo -30.23 -71.09;
04104 La Higuera -29.51 -71.25; 04105 Paiguano -30.09 -70.50; 04106 Vicuña -30.03 -70.71;
04201 Illapel -31.63 -71.17; 04202 Canela -31.40 -71.42; 04203 Los Vilos -31.91 -71.51;
04204 Salamanca -31.78 -70.97; 04301 Ovalle -30.60 -71.20; 04302 Combarbalá -31.09 -71.01;
04303 Monte Patria -30.77 -70.86; 04304 Punitaqui -30.85 -71.26; 04305 Río Hurtado -30.39 -70.81;
05101 Valparaíso -33.05 -71.62; 05102 Casablanca -33.32 -71.41; 05103 Concón -32.93 -71.52;
05104 Juan Fernández -33.64 -78.83; 05105 Puchuncaví -32.73 -71.43; 05107 Quintero -32.79 -71.52;
05109 Viña del Mar -33.02 -71.55; 05201 Isla de Pascua -27.15 -109.42;
05301 Los Andes -32.84 -70.60; 05302 Calle Larga -32.86 -70.63; 05303 Rinconada -32.84 -70.69;
05304 San Esteban -32.80 -70.57; 05401 La Ligua -32.39 -71.24; 05402 Cabildo -32.42 -70.93;
05403 Papudo -32.51 -71.44; 05404 Petorca -32.28 -70.97; 05405 Zapallar -32.55 -71.42;
05501 Quillota -32.88 -71.25; 05502 Calera -32.79 -71.19; 05503 Hijuelas -32.81 -71.13;
05504 La Cruz -32.83 -71.23; 05506 Nogales -32.74 -71.20; 05601 San Antonio -33.60 -71.61;
05602 Algarrobo -33.34 -71.66; 05603 Cartagena -33.54 -71.57; 05604 El Quisco -33.40 -71.69;
05605 El Tabo -33.46 -71.66; 05606 Santo Domingo -33.77 -71.62; 05701 San Felipe -32.75 -70.73;
05702 Catemu -32.78 -70.96; 05703 Llaillay -32.84 -70.95; 05704 Panquehue -32.77 -70.83;
05705 Putaendo -32.62 -70.72; 05706 Santa María -32.75 -70.64; 05801 Quilpué -33.05 -71.43;
05802 Limache -33.00 -71.27; 05803 Olmué -33.01 -71.14; 05804 Villa Alemana -33.05 -71.38;
06101 Rancagua -34.17 -70.74; 06102 Codegua -34.04 -70.67; 06103 Coinco -34.27 -70.95;
06104 Coltauco -34.29 -71.08; 06105 Doñihue -34.22 -70.96; 06106 Graneros -34.07 -70.73;
06107 Las Cabras -34.21 -71.31; 06108 Machalí -34.18 -70.65; 06109 Malloa -34.44 -70.94;
06110 Mostazal -33.98 -70.71; 06111 Olivar -34.21 -70.79; 06112 Peumo -34.39 -71.17;
06113 Pichidegua -34.36 -71.34; 06114 Quinta de Tilcoco -34.35 -70.97; 06115 Rengo -34.40 -70.85;
06116 Requínoa -34.28 -70.81; 06117 San Vicente -34.44 -71.08; 06201 Pichilemu -34.39 -72.01;
06202 La Estrella -34.21 -71.65; 06203 Litueche -34.12 -71.57; 06204 Marchihue -34.36 -71.73;
06205 Navidad -33.95 -71.83; 06206 Paredones -34.64 -71.90; 06301 San Fernando -34.59 -70.99;
06302 Chépica -34.75 -71.27; 06303 Chimbarongo -34.71 -71.01; 06304 Lolol -34.77 -71.64;
06305 Nancagua -34.65 -71.20; 06306 Palmilla -34.53 -71.37; 06307 Peralillo -34.46 -71.48;
06308 Placilla -34.64 -71.12; 06309 Pumanque -34.60 -71.65; 06310 Santa Cruz -34.64 -71.37;
07101 Talca -35.43 -71.65; 07102 Constitución -35.33 -72.41; 07103 Curepto -35.11 -71.98;
07104 Empedrado -35.59 -72.28; 07105 Maule -35.52 -71.68; 07106 Pelarco -35.38 -71.45;
07107 Pencahue -35.40 -71.83; 07108 Río Claro -35.22 -71.26; 07109 San Clemente -35.54 -71.39;
07110 San Rafael -35.31 -71.52; 07201 Cauquenes -35.97 -72.32; 07202 Chanco -35.68 -72.51;
07203 Pelluhue -35.85 -72.64; 07301 Curicó -34.98 -71.24; 07302 Hualañé -34.98 -71.66;
07303 Licantén -34.95 -72.18; 07304 Molina -35.11 -71.28; 07305 Rauco -34.92 -71.32;
07306 Romeral -34.98 -71.06; 07307 Sagrada Familia -35.06 -71.43; 07308 Teno -34.85 -71.07;
07309 Vichuquén -34.81 -72.02; 07401 Linares -35.84 -71.60; 07402 Colbún -35.71 -71.41;
07403 Longaví -35.97 -71.67; 07404 Parral -36.14 -71.82; 07405 Retiro -36.05 -71.76;
07406 San Javier -35.59 -71.73; 07407 Villa Alegre -35.69 -71.67;
07408 Yerbas Buenas -35.75 -71.56;
08101 Concepción -36.83 -73.05; 08102 Coronel -37.01 -73.15; 08103 Chiguayante -36.93 -73.03;
08104 Florida -36.81 -72.70; 08105 Hualqui -36.97 -72.94; 08106 Lota -37.09 -73.16;
08107 Penco -36.74 -72.99; 08108 San Pedro de la Paz -36.84 -73.12;
08109 Santa Juana -37.30 -72.92; 08110 Talcahuano -36.74 -73.10; 08111 Tomé -36.61 -72.95;
08112 Hualpén -36.79 -73.10; 08201 Lebu -37.61 -73.66; 08202 Arauco -37.25 -73.32;
08203 Cañete -37.81 -73.40; 08204 Contulmo -38.13 -73.23; 08205 Curanilahue -37.47 -73.34;
08206 Los Álamos -37.63 -73.46; 08207 Tirúa -38.37 -73.48; 08301 Los Ángeles -37.47 -72.35;
08302 Antuco -37.33 -71.67; 08303 Cabrero -37.04 -72.40; 08304 Laja -37.28 -72.70;
08305 Mulchén -37.73 -72.24; 08306 Nacimiento -37.49 -72.73; 08307 Negrete -37.59 -72.56;
08308 Quilaco -37.70 -71.95; 08309 Quilleco -37.47 -71.98; 08310 San Rosendo -37.26 -72.73;
08311 Santa Bárbara -37.65 -71.96; 08312 Tucapel -37.26 -71.94; 08313 Yumbel -37.13 -72.56;
08314 Alto Biobío -37.84 -71.48;
09101 Temuco -38.74 -72.60; 09102 Carahue -38.63 -73.33; 09103 Cunco -38.95 -72.10;
09104 Curarrehue -39.33 -71.51; 09105 Freire -38.96 -72.63; 09106 Galvarino -38.47 -72.80;
09107 Gorbea -39.20 -72.67; 09108 Lautaro -38.54 -72.43; 09109 Loncoche -39.37 -72.45;
09110 Melipeuco -38.85 -71.70; 09111 Nueva Imperial -38.74 -72.95;
09112 Padre Las Casas -38.77 -72.59; 09113 Perquenco -38.44 -72.38;
09114 Pitrufquén -39.02 -72.64; 09115 Pucón -39.27 -71.93; 09116 Saavedra -38.84 -73.32;
09117 Teodoro Schmidt -39.00 -73.13; 09118 Toltén -39.18 -73.10; 09119 Vilcún -38.68 -72.27;
09120 Villarrica -39.28 -72.23; 09121 Cholchol -38.57 -72.89; 09201 Angol -37.80 -72.71;
09202 Collipulli -37.96 -72.34; 09203 Curacautín -38.47 -71.89; 09204 Ercilla -38.06 -72.39;
09205 Lonquimay -38.55 -71.27; 09206 Los Sauces -37.95 -72.84; 09207 Lumaco -38.28 -72.99;
09208 Purén -38.05 -73.03; 09209 Renaico -37.67 -72.58; 09210 Traiguén -38.25 -72.67;
09211 Victoria -38.23 -72.33;
10101 Puerto Montt -41.47 -72.94; 10102 Calbuco -41.77 -73.13; 10103 Cochamó -41.67 -72.30;
10104 Fresia -41.18 -73.50; 10105 Frutillar -41.13 -73.06; 10106 Los Muermos -41.40 -73.61;
10107 Llanquihue -41.25 -73.14; 10108 Maullín -41.62 -73.59; 10109 Puerto Varas -41.32 -72.98;
10201 Castro -42.48 -73.77; 10202 Ancud -41.87 -73.83; 10203 Chonchi -42.62 -73.82;
10204 Curaco de Vélez -42.42 -73.58; 10205 Dalcahue -42.32 -73.60; 10206 Puqueldón -42.61 -73.64;
10207 Queilén -42.86 -73.59; 10208 Quellón -43.12 -73.62; 10209 Quemchi -42.26 -73.39;
10210 Quinchao -42.51 -73.30; 10301 Osorno -40.58 -73.13; 10302 Puerto Octay -40.97 -72.64;
10303 Purranque -40.94 -73.29; 10304 Puyehue -40.69 -72.60; 10305 Río Negro -40.80 -73.24;
10306 San Juan de la Costa -40.58 -73.47; 10307 San Pablo -40.41 -73.26;
10401 Chaitén -42.63 -72.81; 10402 Futaleufú -43.18 -72.01; 10403 Hualaihué -41.94 -72.76;
10404 Palena -43.62 -72.01;
11101 Coyhaique -45.57 -72.07; 11102 Lago Verde -44.64 -71.85; 11201 Aysén -45.41 -72.70;
11202 Cisnes -44.18 -72.82; 11203 Guaitecas -43.90 -73.75; 11301 Cochrane -47.26 -72.57;
11302 O'Higgins -48.47 -72.56; 11303 Tortel -47.80 -73.53; 11401 Chile Chico -46.73 -72.46;
11402 Río Ibáñez -46.46 -72.58;
12101 Punta Arenas -53.16 -70.91; 12102 Laguna Blanca -52.43 -71.41;
12103 Río Verde -52.65 -71.46; 12104 San Gregorio -52.32 -69.69;
12201 Cabo de Hornos -54.93 -67.60; 12202 Antártica -62.20 -58.96; 12301 Porvenir -53.30 -70.36;
12302 Primavera -52.77 -69.29; 12303 Timaukel -53.64 -69.65; 12401 Natales -51.73 -72.48;
12402 Torres del Paine -51.26 -72.34;
13101 Santiago -33.44 -70.65; 13102 Cerrillos -33.50 -70.72; 13103 Cerro Navia -33.42 -70.74;
13104 Conchalí -33.39 -70.67; 13105 El Bosque -33.56 -70.67; 13106 Estación Central -33.46 -70.70;
13107 Huechuraba -33.37 -70.65; 13108 Independencia -33.42 -70.66;
13109 La Cisterna -33.54 -70.66; 13110 La Florida -33.52 -70.59; 13111 La Granja -33.54 -70.62;
13112 La Pintana -33.58 -70.63; 13113 La Reina -33.45 -70.54; 13114 Las Condes -33.41 -70.57;
13115 Lo Barnechea -33.36 -70.51; 13116 Lo Espejo -33.51 -70.69; 13117 Lo Prado -33.44 -70.72;
13118 Macul -33.48 -70.60; 13119 Maipú -33.51 -70.76; 13120 Ñuñoa -33.45 -70.60;
13121 Pedro Aguirre Cerda -33.49 -70.68; 13122 Peñalolén -33.48 -70.56;
13123 Providencia -33.43 -70.62; 13124 Pudahuel -33.44 -70.75; 13125 Quilicura -33.37 -70.73;
13126 Quinta Normal -33.42 -70.70; 13127 Recoleta -33.42 -70.64; 13128 Renca -33.40 -70.71;
13129 San Joaquín -33.50 -70.63; 13130 San Miguel -33.49 -70.65; 13131 San Ramón -33.55 -70.64;
13132 Vitacura -33.39 -70.57; 13201 Puente Alto -33.61 -70.58; 13202 Pirque -33.67 -70.55;
13203 San José de Maipo -33.64 -70.35; 13301 Colina -33.21 -70.68; 13302 Lampa -33.28 -70.85;
13303 Tiltil -33.09 -70.89; 13401 San Bernardo -33.59 -70.70; 13402 Buin -33.73 -70.74;
13403 Calera de Tango -33.63 -70.78; 13404 Paine -33.84 -70.74; 13501 Melipilla -33.69 -71.22;
13502 Alhué -34.03 -71.10; 13503 Curacaví -33.41 -71.12; 13504 María Pinto -33.50 -71.13;
13505 San Pedro -33.91 -71.49; 13601 Talagante -33.67 -70.93; 13602 El Monte -33.68 -70.99;
13603 Isla de Maipo -33.74 -70.90; 13604 Padre Hurtado -33.56 -70.80;
13605 Peñaflor -33.61 -70.89;
14101 Valdivia -39.82 -73.24; 14102 Corral -39.88 -73.44; 14103 Lanco -39.48 -72.60;
14104 Los Lagos -39.86 -72.71; 14105 Máfil -39.67 -72.95; 14106 Mariquina -39.54 -73.21;
14107 Paillaco -40.07 -72.83; 14108 Panguipulli -39.64 -72.18; 14201 La Unión -40.29 -73.08;
14202 Futrono -40.13 -72.38; 14203 Lago Ranco -40.32 -72.28; 14204 Río Bueno -40.34 -72.95;
15101 Arica -18.48 -70.31; 15102 Camarones -18.83 -69.74; 15201 Putre -18.33 -69.54;
15202 General Lagos -17.59 -69.48;
16101 Chillán -36.61 -72.10; 16102 Bulnes -36.79 -72.30; 16103 Chillán Viejo -36.63 -72.13;
16104 El Carmen -36.90 -71.80; 16105 Pemuco -36.98 -72.09; 16106 Pinto -36.74 -71.86;
16107 Quillón -36.79 -72.47; 16108 San Ignacio -36.84 -72.06; 16109 Yungay -37.12 -72.02;
16201 Quirihue -36.25 -72.52; 16202 Cobquecura -36.13 -72.79; 16203 Coelemu -36.49 -72.71;
16204 Ninhue -36.40 -72.40; 16205 Portezuelo -36.53 -72.43; 16206 Ranquil -36.62 -72.54;
16207 Trehuaco -36.43 -72.67; 16301 San Carlos -36.43 -71.96; 16302 Coihueco -36.62 -71.82;
16303 Ñiquén -36.29 -71.81; 16304 San Fabián -36.55 -71.55; 16305 San Nicolás -36.50 -72.21
"""

# Porque: nombres de uso común que no salen de quitar tildes y espacios al nombre oficial.
OTROS_NOMBRES: Final = {
    "coihaique": "11101",
    "puertoaysen": "11201",
    "puertonatales": "12401",
    "puertowilliams": "12201",
    "lacalera": "05502",
    "llayllay": "05703",
    "paihuano": "04105",
    "treguaco": "16207",
    "marchigue": "06204",
    "villaohiggins": "11302",
    "santiagocentro": "13101",
    "valpo": "05101",
    "vina": "05109",
    "conce": "08101",
    "sanvicentedetaguatagua": "06117",
    "sanfranciscodemostazal": "06110",
}


def plegar_nombre(texto: str) -> str:
    """Deja solo letras y dígitos ASCII en minúscula: «Viña del Mar» es «vinadelmar»."""
    sin_tildes = unicodedata.normalize("NFD", texto).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", sin_tildes.lower())


def leer_tabla(tabla: str) -> tuple[Comuna, ...]:
    """Lee entradas «código nombre latitud longitud» separadas por punto y coma."""
    comunas = []
    for entrada in tabla.split(";"):
        codigo, *nombre, latitud, longitud = entrada.split()
        comunas.append(
            Comuna(codigo, " ".join(nombre), codigo[:2], float(latitud), float(longitud))
        )
    return tuple(comunas)


COMUNAS: Final = leer_tabla(TABLA)
"""Todas las comunas, en orden de código."""

POR_CODIGO: Final = {comuna.codigo: comuna for comuna in COMUNAS}
POR_NOMBRE: Final = {plegar_nombre(comuna.nombre): comuna for comuna in COMUNAS} | {
    nombre: POR_CODIGO[codigo] for nombre, codigo in OTROS_NOMBRES.items()
}


def buscar_comuna(texto_o_cut: str) -> Comuna | None:
    """La comuna que nombra el texto, o None si ninguna.

    Acepta el código (con o sin el cero inicial), el nombre oficial y los de uso común, sin atender
    a tildes, mayúsculas, espacios ni signos. Un texto desmesurado es None sin recorrerlo.
    Fundamento: técnico (códigos únicos territoriales de SUBDERE).
    """
    if len(texto_o_cut) > LARGO_MAXIMO_TEXTO:
        return None
    plegado = plegar_nombre(texto_o_cut)
    return POR_CODIGO.get(plegado.zfill(LARGO_CODIGO)) or POR_NOMBRE.get(plegado)
