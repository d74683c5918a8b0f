"""Pesos del modelo, en bits; los escribe `python -m matching entrenar`: no se editan."""

from typing import Final

VERSION_PESOS: Final = "0e46ee95"

TABLAS: Final = {
    "comuna&fecha_banda": """
    falta&anio -0.33; falta&casi -0.27; falta&distinta 0.32; falta&exacta 0.34;
    falta&falta -0.50; falta&solo_anio -0.16; igual&anio 0.87; igual&casi 0.87;
    igual&distinta -0.08; igual&exacta -0.18; igual&falta 0.69; igual&solo_anio 0.79;
    misma_region&anio -0.39; misma_region&casi 0.18; misma_region&exacta 0.48;
    misma_region&falta -1.05; misma_region&solo_anio -0.26; otra&anio -0.66; otra&casi -1.20;
    otra&distinta -0.23; otra&exacta 0.48; otra&falta -0.80; otra&solo_anio -0.57;""",
    "comuna": """
    falta 0.14; igual 1.15; misma_region -0.48; otra -1.38;""",
    "documento&fecha_banda": """
    falta&anio -0.39; falta&casi -0.11; falta&distinta 0.14; falta&exacta 0.41;
    falta&falta -0.07; falta&solo_anio -0.19; igual&exacta 0.83; igual&falta 1.69;
    igual&solo_anio 0.10;""",
    "documento&primero_banda": """
    falta&casi -0.35; falta&distinto -1.22; falta&falta -0.52; falta&igual 0.49;
    igual&casi 0.86; igual&distinto 0.48; igual&igual 1.39;""",
    "documento": """
    falta 0.13; igual 2.63;""",
    "fecha": """
    dia_mes_invertido 1.76; distinta 0.15; exacta 0.78; falta 0.11; mismo_anio 0.12;
    mismo_dia_otro_anio -0.41; solo_anio_a_uno -0.61; solo_anio_cercano -0.34;
    solo_anio_igual 0.45; un_componente -1.09; uno_de_enero -0.42;""",
    "fecha_banda&paterno_banda&materno_banda": """
    anio&casi&falta -0.52; anio&casi&igual 0.50; anio&casi&ninguno -0.23;
    anio&distinto&igual -0.24; anio&falta&igual -0.08; anio&igual&casi 0.06;
    anio&igual&distinto -0.58; anio&igual&falta -0.58; anio&igual&igual 0.49;
    anio&igual&ninguno 0.23; casi&casi&falta -0.33; casi&casi&igual -0.44;
    casi&distinto&distinto -0.29; casi&distinto&falta -0.40; casi&distinto&igual 0.15;
    casi&distinto&ninguno -0.20; casi&falta&igual 0.23; casi&igual&casi -0.12;
    casi&igual&distinto -0.85; casi&igual&falta -0.29; casi&igual&igual 0.41;
    casi&igual&ninguno 0.61; distinta&distinto&distinto -0.23; distinta&distinto&falta 0.34;
    distinta&falta&igual 0.07; distinta&igual&distinto -0.10; exacta&casi&distinto -0.20;
    exacta&casi&falta 0.56; exacta&casi&igual 0.22; exacta&distinto&distinto -0.67;
    exacta&distinto&falta -1.00; exacta&distinto&igual 0.35; exacta&distinto&ninguno -0.07;
    exacta&falta&igual 0.15; exacta&igual&casi 0.19; exacta&igual&distinto -0.13;
    exacta&igual&falta 1.39; exacta&igual&igual 0.12; exacta&igual&ninguno 0.08;
    falta&casi&casi 0.54; falta&casi&distinto -0.20; falta&casi&falta -0.28;
    falta&casi&igual -0.28; falta&casi&ninguno 0.12; falta&distinto&casi -0.11;
    falta&distinto&falta -0.40; falta&distinto&igual -0.60; falta&distinto&ninguno -0.15;
    falta&falta&casi -0.10; falta&falta&igual -0.52; falta&igual&casi -0.22;
    falta&igual&distinto 0.14; falta&igual&igual 0.14; falta&igual&ninguno -0.54;
    solo_anio&casi&casi 0.06; solo_anio&casi&distinto -0.12; solo_anio&casi&falta 0.14;
    solo_anio&casi&igual -0.34; solo_anio&casi&ninguno -0.07; solo_anio&distinto&casi -0.06;
    solo_anio&distinto&distinto 0.39; solo_anio&distinto&falta -0.09;
    solo_anio&distinto&igual -0.56; solo_anio&falta&casi -0.07; solo_anio&falta&igual -0.43;
    solo_anio&igual&casi 0.74; solo_anio&igual&distinto -0.65; solo_anio&igual&falta 0.13;
    solo_anio&igual&igual 0.08; solo_anio&igual&ninguno -0.37;""",
    "fecha_banda&primero_banda": """
    anio&casi -0.18; anio&distinto -1.05; anio&igual 0.34; casi&casi 0.25; casi&distinto -0.77;
    casi&falta -0.28; distinta&casi -0.10; distinta&distinto -0.40; distinta&igual 0.61;
    exacta&casi 0.21; exacta&distinto -0.99; exacta&falta -0.40; exacta&igual 1.77;
    falta&casi -0.44; falta&distinto 0.13; falta&falta -0.26; falta&igual 0.07;
    solo_anio&casi -0.13; solo_anio&distinto -0.55; solo_anio&falta -0.21;
    solo_anio&igual -0.28;""",
    "materno&segundo": """
    cercano&distinto 0.12; cercano&exacto 0.14; cercano&inicial 0.82; distinto&cercano -0.11;
    distinto&distinto -0.67; distinto&exacto -0.54; distinto&falta -1.20;
    distinto&inicial -0.10; exacto&apodo 0.70; exacto&distinto -1.11; exacto&exacto 0.43;
    exacto&falta 0.13; exacto&fonetico 0.66; exacto&inicial 0.15; exacto&parecido -0.06;
    falta&cercano 0.66; falta&distinto -1.12; falta&exacto 0.47; falta&falta -0.40;
    falta&fonetico 0.09; falta&inicial 0.43; falta&parecido -0.07; fonetico&distinto -0.22;
    fonetico&exacto -0.40; fonetico&falta 0.62; fonetico&fonetico -0.71; fonetico&inicial -0.24;
    ninguno&distinto -0.69; ninguno&exacto 0.82; ninguno&falta -0.50; ninguno&inicial -0.06;
    parecido&falta -0.20;""",
    "materno": """
    cercano 0.51; distinto -1.98; exacto 0.34; fonetico 0.08; ninguno 0.32; parecido -0.27;""",
    "nacionalidad": """
    chilena 0.28; falta 0.25; misma_extranjera -0.74; otra -1.15;""",
    "orden": """
    derecho 0.54; invertido -1.31; reordenado 0.15;""",
    "paterno&primero": """
    cercano&apodo -0.39; cercano&cercano 0.12; cercano&distinto -0.47; cercano&exacto 0.89;
    cercano&falta -0.46; cercano&fonetico -0.81; cercano&segundo_como_primero -0.07;
    distinto&cercano -0.31; distinto&distinto -0.82; distinto&exacto -1.19;
    distinto&falta -0.07; distinto&fonetico -0.44; distinto&inicial 0.26;
    distinto&parecido -0.30; distinto&segundo_como_primero -0.70; exacto&apodo 0.18;
    exacto&cercano 0.30; exacto&distinto -1.02; exacto&exacto 0.54; exacto&fonetico 0.34;
    exacto&inicial 0.26; exacto&parecido -0.71; exacto&segundo_como_primero -0.36;
    falta&cercano -0.11; falta&distinto 0.18; falta&exacto -0.82; falta&fonetico 0.43;
    falta&segundo_como_primero -0.37; fonetico&apodo 0.67; fonetico&cercano -0.16;
    fonetico&distinto 0.34; fonetico&exacto 0.14; fonetico&falta -0.27; fonetico&fonetico 0.18;
    fonetico&parecido -0.22; fonetico&segundo_como_primero -0.49; parecido&cercano -0.11;
    parecido&distinto -0.17; parecido&exacto -0.18; parecido&fonetico -0.48;
    parecido&parecido 1.01; parecido&segundo_como_primero -0.34;""",
    "paterno": """
    cercano -0.10; distinto -2.78; exacto 0.61; falta -0.52; fonetico 1.04; parecido -0.12;""",
    "paterno_banda&materno_banda&primero_banda&segundo_banda": """
    casi&casi&casi&falta -0.13; casi&casi&distinto&falta 0.20; casi&casi&igual&falta 0.07;
    casi&casi&igual&igual 0.53; casi&distinto&casi&falta -0.06; casi&distinto&igual&falta -0.36;
    casi&distinto&igual&igual -0.12; casi&falta&casi&distinto -0.08; casi&falta&casi&falta 0.31;
    casi&falta&distinto&falta -0.15; casi&falta&distinto&igual -0.14;
    casi&falta&igual&distinto -0.08; casi&falta&igual&falta -0.86; casi&falta&igual&igual 0.93;
    casi&igual&casi&falta -0.09; casi&igual&casi&igual 0.43; casi&igual&distinto&falta -0.39;
    casi&igual&distinto&igual -0.06; casi&igual&falta&falta -0.46; casi&igual&igual&falta 0.57;
    casi&igual&igual&igual -0.65; casi&ninguno&casi&falta -0.07; casi&ninguno&igual&falta 0.14;
    distinto&casi&igual&falta -0.14; distinto&distinto&casi&falta -0.13;
    distinto&distinto&distinto&falta -0.19; distinto&distinto&igual&falta -0.23;
    distinto&distinto&igual&igual -0.18; distinto&falta&casi&falta -0.36;
    distinto&falta&distinto&falta -0.32; distinto&falta&igual&falta -0.52;
    distinto&falta&igual&igual -0.36; distinto&igual&casi&falta -0.46;
    distinto&igual&distinto&falta -0.14; distinto&igual&igual&falta -0.57;
    distinto&igual&igual&igual 0.60; distinto&ninguno&igual&falta -0.27;
    distinto&ninguno&igual&igual -0.17; falta&casi&casi&falta -0.07;
    falta&casi&igual&falta -0.11; falta&igual&casi&falta -0.41; falta&igual&distinto&falta 0.63;
    falta&igual&distinto&igual -0.46; falta&igual&igual&falta -0.30;
    falta&igual&igual&igual 0.18; igual&casi&casi&distinto 0.38; igual&casi&casi&falta -0.69;
    igual&casi&distinto&casi 0.82; igual&casi&distinto&distinto -0.09;
    igual&casi&distinto&falta -0.99; igual&casi&distinto&igual -0.10;
    igual&casi&igual&distinto -0.10; igual&casi&igual&falta 0.65; igual&casi&igual&igual -0.31;
    igual&distinto&casi&falta -0.55; igual&distinto&distinto&falta -0.11;
    igual&distinto&distinto&igual -0.20; igual&distinto&igual&casi -0.20;
    igual&distinto&igual&distinto -0.61; igual&distinto&igual&falta -0.37;
    igual&falta&casi&casi 0.20; igual&falta&casi&distinto -0.06; igual&falta&casi&falta -0.38;
    igual&falta&casi&igual 0.58; igual&falta&distinto&casi -0.10;
    igual&falta&distinto&distinto 0.89; igual&falta&distinto&falta -0.25;
    igual&falta&distinto&igual -1.24; igual&falta&falta&falta -0.10;
    igual&falta&igual&casi 1.00; igual&falta&igual&distinto -1.84; igual&falta&igual&falta 0.13;
    igual&falta&igual&igual 0.76; igual&igual&casi&distinto -0.70; igual&igual&casi&falta -0.11;
    igual&igual&casi&igual 0.87; igual&igual&distinto&casi -0.15;
    igual&igual&distinto&distinto 0.64; igual&igual&distinto&falta -0.40;
    igual&igual&distinto&igual -0.54; igual&igual&igual&casi 0.49;
    igual&igual&igual&distinto -1.50; igual&igual&igual&falta 0.46;
    igual&igual&igual&igual -0.10; igual&ninguno&casi&falta -1.06;
    igual&ninguno&casi&igual 0.65; igual&ninguno&distinto&falta -0.53;
    igual&ninguno&distinto&igual -0.12; igual&ninguno&igual&casi -0.06;
    igual&ninguno&igual&distinto -0.61; igual&ninguno&igual&falta 0.37;
    igual&ninguno&igual&igual 0.64;""",
    "paterno_banda&materno_banda&primero_banda": """
    casi&casi&casi -0.13; casi&casi&distinto 0.17; casi&casi&igual 0.56;
    casi&distinto&casi -0.06; casi&distinto&igual -0.48; casi&falta&casi 0.23;
    casi&falta&distinto -0.29; casi&igual&casi 0.30; casi&igual&distinto -0.46;
    casi&igual&falta -0.46; casi&igual&igual 0.32; casi&ninguno&casi -0.07;
    casi&ninguno&igual 0.14; distinto&casi&igual -0.17; distinto&distinto&casi -0.16;
    distinto&distinto&distinto -0.19; distinto&distinto&igual -0.46; distinto&falta&casi -0.40;
    distinto&falta&distinto -0.36; distinto&falta&igual -0.79; distinto&igual&casi -0.48;
    distinto&igual&distinto -0.21; distinto&ninguno&igual -0.45; falta&casi&casi -0.07;
    falta&casi&igual -0.11; falta&igual&casi -0.42; falta&igual&distinto 0.21;
    falta&igual&igual -0.21; igual&casi&casi -0.37; igual&casi&distinto -0.33;
    igual&casi&igual 0.71; igual&distinto&casi -0.62; igual&distinto&distinto -0.34;
    igual&distinto&igual -0.73; igual&falta&casi 0.15; igual&falta&distinto -0.32;
    igual&falta&falta -0.10; igual&falta&igual 0.45; igual&igual&casi 0.60;
    igual&igual&distinto -0.35; igual&igual&igual 0.17; igual&ninguno&casi -0.51;
    igual&ninguno&distinto -0.68; igual&ninguno&igual 0.95;""",
    "previo": """
    previo -3.72;""",
    "primero": """
    apodo 0.31; distinto -1.10; exacto 0.35; falta -0.52; fonetico 0.59; inicial 0.50;
    parecido -0.37; segundo_como_primero -0.88;""",
    "rareza_apellidos": """
    no&anio 0.12; no&no 0.08; no&si 0.08; si&anio 0.12; si&no 0.18; si&si 0.12;""",
    "rareza_comuna": """
    no&anio 0.15; no&no 0.08;""",
    "rareza_primero": """
    no&si 0.08; si&anio 0.10; si&no 0.14; si&si 0.12;""",
    "rareza_region": """
    no&anio 0.35; no&no 0.58; no&si 0.17;""",
    "run&fecha_banda": """
    distinto&casi -2.06; distinto&exacta -0.29; distinto&falta 0.17; exacto&anio 0.25;
    exacto&casi 0.50; exacto&distinta -0.26; exacto&exacta 1.07; exacto&falta 1.16;
    exacto&solo_anio 1.25; exacto_dv_malo&solo_anio 0.09; falta&anio -0.47; falta&casi 0.12;
    falta&exacta 0.70; falta&falta -0.95; falta&solo_anio -0.49; vecino_dv_malo&casi 0.16;
    vecino_dv_malo&distinta 0.52; vecino_dv_malo&exacta 0.84; vecino_dv_malo&falta 0.56;
    vecino_dv_malo&solo_anio -0.09; vecino_sin_dv&anio 0.06; vecino_sin_dv&distinta -0.10;
    vecino_sin_dv&exacta -0.33; vecino_sin_dv&falta -0.37; vecino_sin_dv&solo_anio -0.20;
    vecino_valido&anio -0.13; vecino_valido&casi 0.63; vecino_valido&exacta -0.92;
    vecino_valido&falta -0.22;""",
    "run": """
    distinto -1.80; exacto 3.30; exacto_dv_malo 0.15; falta -0.44; lejano_dv_malo -0.10;
    vecino_dv_malo 1.91; vecino_sin_dv -0.88; vecino_valido -0.53;""",
    "run_banda&fecha": """
    distinto&dia_mes_invertido -0.28; distinto&distinta -0.07; distinto&exacta -1.11;
    distinto&mismo_dia_otro_anio 0.13; distinto&solo_anio_cercano 1.33;
    distinto&solo_anio_igual -1.46; distinto&un_componente -1.43; distinto&uno_de_enero -0.13;
    exacto&distinta -0.27; exacto&exacta 1.11; exacto&falta 1.16; exacto&mismo_anio 0.17;
    exacto&mismo_dia_otro_anio 0.07; exacto&solo_anio_cercano 0.63; exacto&solo_anio_igual 0.69;
    exacto&un_componente 0.43; exacto&uno_de_enero 0.07; falta&dia_mes_invertido 1.88;
    falta&exacta 0.70; falta&falta -0.95; falta&mismo_dia_otro_anio -0.53;
    falta&solo_anio_a_uno -0.63; falta&solo_anio_cercano -0.97; falta&solo_anio_igual 0.41;
    falta&un_componente -0.65; falta&uno_de_enero -0.47; vecino&distinta 0.40;
    vecino&exacta 0.39; vecino&falta 0.24; vecino&solo_anio_igual -0.31;
    vecino&un_componente 0.16; vecino&uno_de_enero 0.11;""",
    "run_banda&fecha_banda&primero_banda&paterno_banda": """
    distinto&anio&distinto&igual -0.13; distinto&casi&distinto&igual -0.11;
    distinto&casi&igual&casi -0.24; distinto&casi&igual&igual -1.08;
    distinto&exacta&casi&casi -0.19; distinto&exacta&casi&igual -0.27;
    distinto&exacta&distinto&igual -0.40; distinto&exacta&falta&igual -0.23;
    distinto&exacta&igual&casi -0.46; distinto&exacta&igual&distinto -0.31;
    distinto&exacta&igual&falta -0.10; distinto&exacta&igual&igual 0.76;
    distinto&falta&casi&igual -0.73; distinto&falta&distinto&igual -0.52;
    distinto&falta&falta&igual -0.49; distinto&falta&igual&casi 0.22;
    distinto&falta&igual&igual 1.39; distinto&solo_anio&casi&igual 0.25;
    distinto&solo_anio&distinto&igual -0.41; distinto&solo_anio&falta&igual -0.42;
    distinto&solo_anio&igual&igual 0.55; exacto&anio&distinto&igual -0.17;
    exacto&anio&igual&casi 0.17; exacto&anio&igual&falta 0.12; exacto&anio&igual&igual 0.11;
    exacto&casi&casi&igual 0.08; exacto&casi&distinto&igual 0.28; exacto&casi&igual&igual 0.14;
    exacto&distinta&distinto&distinto -0.23; exacto&distinta&distinto&igual -0.09;
    exacto&distinta&igual&distinto -0.08; exacto&distinta&igual&falta 0.09;
    exacto&exacta&casi&igual 0.23; exacto&exacta&distinto&igual 0.77;
    exacto&exacta&igual&igual 0.08; exacto&falta&casi&distinto -0.11;
    exacto&falta&casi&igual 0.21; exacto&falta&distinto&casi 0.21;
    exacto&falta&distinto&distinto -0.34; exacto&falta&distinto&igual 0.55;
    exacto&falta&falta&igual 0.12; exacto&falta&igual&distinto 0.34;
    exacto&falta&igual&igual 0.08; exacto&solo_anio&distinto&igual 0.62;
    exacto&solo_anio&igual&distinto 0.46; exacto&solo_anio&igual&igual 0.17;
    falta&anio&casi&igual -0.09; falta&anio&distinto&igual -0.74; falta&anio&igual&casi -0.38;
    falta&anio&igual&distinto -0.27; falta&anio&igual&falta -0.20; falta&anio&igual&igual 0.53;
    falta&casi&casi&distinto -0.40; falta&casi&casi&falta -0.10; falta&casi&casi&igual 0.55;
    falta&casi&distinto&distinto -0.07; falta&casi&distinto&falta -0.07;
    falta&casi&distinto&igual -0.71; falta&casi&falta&igual -0.27; falta&casi&igual&casi -0.50;
    falta&casi&igual&distinto -0.17; falta&casi&igual&falta 0.35; falta&casi&igual&igual 0.49;
    falta&exacta&casi&casi 0.37; falta&exacta&casi&distinto -0.14; falta&exacta&casi&igual 0.16;
    falta&exacta&distinto&casi -0.35; falta&exacta&distinto&distinto -0.07;
    falta&exacta&distinto&falta -0.33; falta&exacta&distinto&igual -0.35;
    falta&exacta&falta&igual -0.50; falta&exacta&igual&casi 1.08;
    falta&exacta&igual&distinto -0.85; falta&exacta&igual&falta 0.58;
    falta&exacta&igual&igual 1.26; falta&falta&casi&casi -0.25; falta&falta&casi&distinto -0.17;
    falta&falta&casi&falta -0.20; falta&falta&casi&igual -0.08; falta&falta&distinto&casi -0.29;
    falta&falta&distinto&falta 0.53; falta&falta&distinto&igual 0.13;
    falta&falta&igual&casi -0.35; falta&falta&igual&distinto -0.87;
    falta&falta&igual&falta -1.24; falta&falta&igual&igual -0.84;
    falta&solo_anio&casi&distinto -0.13; falta&solo_anio&casi&falta -0.15;
    falta&solo_anio&distinto&casi -0.10; falta&solo_anio&distinto&igual -0.30;
    falta&solo_anio&falta&casi -0.44; falta&solo_anio&falta&igual 0.46;
    falta&solo_anio&igual&casi 0.27; falta&solo_anio&igual&distinto -0.64;
    falta&solo_anio&igual&falta -0.33; falta&solo_anio&igual&igual -0.37;
    vecino&anio&igual&igual 0.11; vecino&casi&igual&igual 0.21;
    vecino&distinta&casi&distinto -0.07; vecino&distinta&igual&distinto 0.55;
    vecino&exacta&casi&casi 0.18; vecino&exacta&casi&igual 0.27;
    vecino&exacta&distinto&igual -0.49; vecino&exacta&falta&igual 0.46;
    vecino&exacta&igual&igual 0.08; vecino&falta&distinto&igual -0.37;
    vecino&falta&igual&casi 0.09; vecino&falta&igual&igual 0.39;
    vecino&solo_anio&casi&igual -0.16; vecino&solo_anio&distinto&igual -0.42;
    vecino&solo_anio&igual&igual 0.31;""",
    "run_banda&paterno_banda&materno_banda": """
    distinto&casi&falta -0.43; distinto&casi&igual -0.25; distinto&distinto&distinto -0.06;
    distinto&distinto&falta -0.19; distinto&distinto&igual -0.11; distinto&falta&igual -0.12;
    distinto&igual&distinto -0.51; distinto&igual&falta 0.34; distinto&igual&igual -0.88;
    distinto&igual&ninguno -0.67; exacto&casi&casi 0.22; exacto&casi&falta 0.24;
    exacto&distinto&distinto 0.39; exacto&distinto&falta -0.42; exacto&falta&igual 0.25;
    exacto&igual&distinto 0.14; exacto&igual&falta 1.30; exacto&igual&igual 1.57;
    exacto&igual&ninguno 0.24; falta&casi&casi 0.39; falta&casi&distinto -0.52;
    falta&casi&falta 0.27; falta&casi&igual -0.44; falta&distinto&casi -0.23;
    falta&distinto&distinto -0.97; falta&distinto&falta -1.45; falta&distinto&igual -0.54;
    falta&distinto&ninguno -0.46; falta&falta&casi -0.21; falta&falta&igual -0.60;
    falta&igual&casi 0.31; falta&igual&distinto -0.97; falta&igual&igual 0.40;
    vecino&casi&igual 0.27; vecino&distinto&distinto -0.13; vecino&distinto&falta 0.47;
    vecino&igual&falta 1.00; vecino&igual&igual -0.79; vecino&igual&ninguno 0.27;""",
    "run_banda&primero_banda": """
    distinto&casi -0.79; distinto&distinto -1.63; distinto&falta -1.17; distinto&igual 0.37;
    exacto&casi 0.42; exacto&distinto 1.58; exacto&falta 0.14; exacto&igual 1.80;
    falta&distinto -0.77; falta&falta -0.07; falta&igual -0.40; vecino&casi 0.23;
    vecino&distinto -1.36; vecino&falta 0.44; vecino&igual 1.66;""",
    "segundo": """
    apodo 0.71; cercano 0.56; distinto -2.84; exacto 0.75; fonetico 0.21; inicial 0.90;
    parecido -0.17;""",
    "sexo&primero_banda": """
    distinto&casi -1.63; distinto&distinto -1.21; distinto&falta -0.69; distinto&igual 1.87;
    falta&casi -0.18; falta&distinto -0.47; falta&falta -1.11; falta&igual 0.06;
    igual&casi 0.37; igual&distinto -0.52; igual&falta 0.44;""",
    "sexo": """
    distinto -0.85; igual 0.16;""",
}
