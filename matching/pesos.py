"""Pesos del modelo, en bits; los escribe `python -m matching entrenar`: no se editan."""

from typing import Final

VERSION_PESOS: Final = "0521605a"

TABLAS: Final = {
    "comuna&fecha_banda": """
        falta&anio -0.31; falta&casi -0.25; falta&distinta 0.45; falta&exacta 0.51;
        falta&falta -0.26; falta&solo_anio -0.61; igual&anio 0.64; igual&casi 0.67;
        igual&distinta -0.11; igual&exacta 0.07; igual&falta 0.68; igual&solo_anio 0.72;
        misma_region&anio -0.31; misma_region&exacta 0.25; misma_region&falta -0.72;
        misma_region&solo_anio -0.64; otra&anio -0.66; otra&casi -1.10; otra&distinta -0.25;
        otra&exacta 0.66; otra&falta -0.77; otra&solo_anio -1.02;
    """,
    "comuna": """
        falta 0.19; igual 1.52; misma_region 0.06; otra -1.24;
    """,
    "documento": """
        igual 3.85;
    """,
    "fecha": """
        dia_mes_invertido 1.59; distinta 0.19; exacta 1.11; falta -0.19; mismo_anio 0.06;
        mismo_dia_otro_anio 0.06; solo_anio_a_uno -0.96; solo_anio_cercano -0.66;
        un_componente -1.16; uno_de_enero -0.33;
    """,
    "fecha_banda&paterno_banda&materno_banda": """
        anio&casi&falta -0.82; anio&casi&igual 0.46; anio&distinto&falta -0.08;
        anio&distinto&igual -0.35; anio&falta&igual -0.11; anio&igual&casi 0.07;
        anio&igual&distinto -0.56; anio&igual&falta -0.30; anio&igual&igual 0.47;
        casi&casi&falta -0.33; casi&casi&igual -0.28; casi&distinto&casi -0.08;
        casi&distinto&distinto -0.32; casi&distinto&falta -0.56; casi&distinto&igual 0.05;
        casi&falta&igual 0.26; casi&igual&casi -0.05; casi&igual&distinto -0.89;
        casi&igual&falta -0.39; casi&igual&igual 0.57; distinta&distinto&distinto -0.25;
        distinta&distinto&falta 0.42; distinta&falta&igual 0.07; distinta&igual&distinto -0.14;
        distinta&igual&falta -0.04; exacta&casi&distinto -0.38; exacta&casi&falta 0.40;
        exacta&casi&igual 0.27; exacta&distinto&distinto -0.75; exacta&distinto&falta -1.27;
        exacta&distinto&igual 0.50; exacta&falta&igual 0.19; exacta&igual&casi 0.30;
        exacta&igual&distinto -0.07; exacta&igual&falta 1.24; exacta&igual&igual 0.38;
        falta&casi&casi 0.26; falta&casi&distinto -0.17; falta&casi&falta -0.26;
        falta&casi&igual -0.32; falta&distinto&casi -0.08; falta&distinto&distinto 0.10;
        falta&distinto&falta -0.39; falta&distinto&igual -0.44; falta&falta&casi -0.12;
        falta&falta&igual -0.79; falta&igual&casi -0.59; falta&igual&distinto 0.18;
        falta&igual&falta -0.24; solo_anio&casi&casi 0.11; solo_anio&casi&distinto -0.05;
        solo_anio&casi&falta -0.10; solo_anio&casi&igual -0.35; solo_anio&distinto&distinto 0.40;
        solo_anio&distinto&falta -0.06; solo_anio&distinto&igual -0.58; solo_anio&falta&casi -0.06;
        solo_anio&falta&igual -0.50; solo_anio&igual&casi 0.68; solo_anio&igual&distinto -0.33;
        solo_anio&igual&falta -0.05; solo_anio&igual&igual 0.44;
    """,
    "fecha_banda&primero_banda": """
        anio&casi -0.24; anio&distinto -1.27; anio&igual 0.21; casi&casi 0.26; casi&distinto -0.89;
        casi&igual -0.25; distinta&casi -0.08; distinta&distinto -0.46; distinta&igual 0.68;
        exacta&casi 0.05; exacta&distinto -0.81; exacta&falta -0.07; exacta&igual 1.48;
        falta&casi -0.32; falta&distinto 0.18; falta&igual -0.10; solo_anio&casi -0.44;
        solo_anio&distinto -0.35; solo_anio&igual -0.42;
    """,
    "materno&segundo": """
        cercano&cercano 0.64; cercano&distinto -0.22; cercano&exacto 0.21; cercano&falta -0.18;
        distinto&cercano -0.23; distinto&distinto -0.61; distinto&exacto -0.53;
        distinto&falta -1.21; exacto&cercano 0.19; exacto&distinto -1.32; exacto&exacto 0.41;
        exacto&fonetico 0.65; exacto&parecido -0.06; falta&cercano 0.71; falta&distinto -1.04;
        falta&exacto 0.76; falta&falta -0.37; falta&fonetico 0.21; falta&parecido -0.07;
        fonetico&cercano -0.13; fonetico&distinto -0.19; fonetico&exacto -0.41; fonetico&falta 0.54;
        fonetico&fonetico -0.68; parecido&distinto -0.07; parecido&falta -0.33;
    """,
    "materno": """
        cercano 0.37; distinto -2.21; exacto 0.37; falta -0.17; parecido -0.41;
    """,
    "orden": """
        derecho 0.48; invertido -1.31; reordenado 0.10;
    """,
    "paterno&primero": """
        cercano&apodo -0.39; cercano&cercano 0.19; cercano&distinto -0.39; cercano&exacto 0.75;
        cercano&fonetico -0.87; cercano&segundo_como_primero 0.34; distinto&apodo -0.10;
        distinto&cercano -0.49; distinto&distinto -0.98; distinto&exacto -1.23;
        distinto&falta -0.07; distinto&fonetico -0.42; distinto&inicial 0.63;
        distinto&parecido -0.25; distinto&segundo_como_primero -0.75; exacto&apodo 0.29;
        exacto&cercano 0.19; exacto&distinto -0.98; exacto&exacto 0.33; exacto&fonetico 0.50;
        exacto&inicial 0.10; exacto&parecido -0.51; exacto&segundo_como_primero -0.23;
        falta&cercano -0.08; falta&distinto -0.31; falta&exacto -0.89; falta&fonetico 0.53;
        falta&segundo_como_primero -0.29; fonetico&apodo 0.45; fonetico&cercano -0.08;
        fonetico&distinto 0.28; fonetico&exacto 0.13; fonetico&fonetico 0.38;
        fonetico&parecido -0.21; fonetico&segundo_como_primero -0.27; parecido&cercano -0.04;
        parecido&distinto -0.19; parecido&exacto -0.11; parecido&fonetico -0.35;
        parecido&segundo_como_primero -0.11;
    """,
    "paterno": """
        cercano 0.14; distinto -2.81; exacto 0.60; falta -0.72; fonetico 0.84; parecido -0.76;
    """,
    "paterno_banda&materno_banda&primero_banda&segundo_banda": """
        casi&casi&casi&falta -0.08; casi&casi&distinto&falta 0.14; casi&casi&igual&falta -0.19;
        casi&casi&igual&igual 0.52; casi&distinto&casi&falta -0.04; casi&distinto&igual&falta -0.51;
        casi&distinto&igual&igual -0.06; casi&falta&casi&falta -0.13;
        casi&falta&distinto&falta -0.48; casi&falta&distinto&igual -0.09;
        casi&falta&igual&distinto -0.12; casi&falta&igual&falta -0.35; casi&falta&igual&igual 0.66;
        casi&igual&casi&falta -0.29; casi&igual&casi&igual 0.44; casi&igual&distinto&falta -0.83;
        casi&igual&distinto&igual 0.70; casi&igual&igual&distinto -0.06;
        casi&igual&igual&falta 0.53; casi&igual&igual&igual -0.85; distinto&casi&igual&falta -0.19;
        distinto&distinto&casi&falta -0.11; distinto&distinto&distinto&falta -0.24;
        distinto&distinto&igual&falta -0.23; distinto&distinto&igual&igual -0.16;
        distinto&falta&casi&casi -0.21; distinto&falta&casi&falta -0.19;
        distinto&falta&distinto&falta -0.38; distinto&falta&igual&casi -0.07;
        distinto&falta&igual&falta -0.78; distinto&falta&igual&igual -0.27;
        distinto&igual&casi&falta -0.39; distinto&igual&distinto&falta -0.23;
        distinto&igual&falta&falta -0.07; distinto&igual&igual&casi -0.05;
        distinto&igual&igual&distinto -0.05; distinto&igual&igual&falta -0.30;
        distinto&igual&igual&igual 0.49; falta&casi&casi&falta -0.05; falta&casi&igual&falta -0.14;
        falta&igual&casi&falta -0.30; falta&igual&distinto&falta -0.24;
        falta&igual&igual&falta -0.15; falta&igual&igual&igual 0.10; igual&casi&casi&casi 0.04;
        igual&casi&casi&falta -0.54; igual&casi&distinto&casi 0.81;
        igual&casi&distinto&distinto -0.07; igual&casi&distinto&falta -1.19;
        igual&casi&distinto&igual -0.06; igual&casi&igual&casi -0.25;
        igual&casi&igual&distinto -0.17; igual&casi&igual&falta 0.86; igual&casi&igual&igual -0.22;
        igual&distinto&casi&falta -0.47; igual&distinto&casi&igual -0.05;
        igual&distinto&distinto&distinto -0.05; igual&distinto&distinto&falta -0.06;
        igual&distinto&distinto&igual -0.15; igual&distinto&igual&casi -0.22;
        igual&distinto&igual&distinto -0.53; igual&distinto&igual&falta -0.12;
        igual&distinto&igual&igual -0.12; igual&falta&casi&casi 0.26;
        igual&falta&casi&distinto -0.08; igual&falta&casi&falta -0.58; igual&falta&casi&igual 0.76;
        igual&falta&distinto&casi -0.16; igual&falta&distinto&distinto 0.73;
        igual&falta&distinto&falta -0.49; igual&falta&distinto&igual -1.16;
        igual&falta&igual&casi 0.76; igual&falta&igual&distinto -1.61; igual&falta&igual&falta 0.16;
        igual&falta&igual&igual 0.73; igual&igual&casi&casi 0.07; igual&igual&casi&distinto -0.48;
        igual&igual&casi&falta 0.23; igual&igual&casi&igual 0.89; igual&igual&distinto&casi -0.19;
        igual&igual&distinto&distinto 0.27; igual&igual&distinto&falta -0.55;
        igual&igual&distinto&igual 0.07; igual&igual&igual&casi 0.18;
        igual&igual&igual&distinto -1.30; igual&igual&igual&falta 0.43;
        igual&igual&igual&igual -0.25;
    """,
    "paterno_banda&materno_banda&primero_banda": """
        casi&casi&casi -0.08; casi&casi&distinto 0.12; casi&casi&igual 0.33;
        casi&distinto&casi -0.04; casi&distinto&igual -0.58; casi&falta&casi -0.16;
        casi&falta&distinto -0.59; casi&falta&igual 0.19; casi&igual&casi 0.13;
        casi&igual&distinto -0.15; casi&igual&igual 0.07; distinto&casi&casi -0.04;
        distinto&casi&igual -0.22; distinto&distinto&casi -0.12; distinto&distinto&distinto -0.25;
        distinto&distinto&igual -0.46; distinto&falta&casi -0.39; distinto&falta&distinto -0.43;
        distinto&falta&igual -1.18; distinto&igual&casi -0.41; distinto&igual&distinto -0.27;
        distinto&igual&falta -0.07; falta&casi&casi -0.06; falta&casi&igual -0.15;
        falta&igual&casi -0.32; falta&igual&distinto -0.28; falta&igual&igual -0.08;
        igual&casi&casi -0.48; igual&casi&distinto -0.35; igual&casi&igual 0.69;
        igual&distinto&casi -0.53; igual&distinto&distinto -0.27; igual&distinto&igual -0.65;
        igual&falta&casi 0.35; igual&falta&distinto -0.76; igual&falta&igual 0.31;
        igual&igual&casi 0.56; igual&igual&distinto -0.27; igual&igual&igual 0.28;
    """,
    "previo": """
        previo -3.51;
    """,
    "primero": """
        apodo 0.18; cercano -0.17; distinto -1.65; exacto 0.48; falta -0.09; fonetico 0.34;
        inicial 0.67; parecido -0.91; segundo_como_primero -0.88;
    """,
    "rareza_apellidos": """
        no&anio 0.13; no&no 0.08; no&si 0.05; si&anio 0.10; si&no 0.18; si&si 0.09;
    """,
    "rareza_comuna": """
        no&anio 0.15; no&no 0.08;
    """,
    "rareza_primero": """
        no&si 0.05; si&anio 0.11; si&no 0.12; si&si 0.12;
    """,
    "rareza_region": """
        no&anio 0.35; no&no 0.52; no&si 0.18; si&no 0.06;
    """,
    "rareza_segundo": """
        no&no 0.04; no&si 0.06;
    """,
    "run&fecha_banda": """
        distinto&casi -1.81; distinto&exacta -0.33; distinto&falta 0.26; exacto&anio 0.11;
        exacto&casi 0.50; exacto&distinta -0.33; exacto&exacta 1.02; exacto&falta 1.26;
        exacto&solo_anio 1.28; exacto_dv_malo&solo_anio 0.13; falta&anio -0.90; falta&casi 0.27;
        falta&exacta 0.70; falta&falta -1.15; falta&solo_anio -0.76; vecino_dv_malo&casi 0.25;
        vecino_dv_malo&distinta 0.55; vecino_dv_malo&exacta 0.42; vecino_dv_malo&falta 0.51;
        vecino_sin_dv&casi 0.07; vecino_sin_dv&distinta -0.09; vecino_sin_dv&exacta -0.25;
        vecino_sin_dv&falta -0.45; vecino_sin_dv&solo_anio -0.23; vecino_valido&anio -0.27;
        vecino_valido&casi 0.67; vecino_valido&exacta -0.95; vecino_valido&falta 0.21;
        vecino_valido&solo_anio -0.04;
    """,
    "run": """
        distinto -1.55; exacto 3.17; exacto_dv_malo 0.15; falta -0.08; lejano_dv_malo -0.06;
        vecino_dv_malo 1.43; vecino_sin_dv -0.89; vecino_valido -0.22;
    """,
    "run_banda&fecha": """
        distinto&dia_mes_invertido -0.24; distinto&distinta -0.05; distinto&exacta -1.03;
        distinto&falta 0.50; distinto&mismo_dia_otro_anio 0.11; distinto&solo_anio_a_uno -0.07;
        distinto&solo_anio_cercano 1.29; distinto&solo_anio_igual -1.43;
        distinto&un_componente -1.21; distinto&uno_de_enero -0.27; exacto&distinta -0.33;
        exacto&exacta 1.02; exacto&falta 1.26; exacto&mismo_anio 0.13;
        exacto&mismo_dia_otro_anio 0.05; exacto&solo_anio_cercano 0.65; exacto&solo_anio_igual 0.73;
        exacto&un_componente 0.46; falta&dia_mes_invertido 1.79; falta&exacta 0.70;
        falta&falta -1.15; falta&mismo_dia_otro_anio -0.24; falta&solo_anio_a_uno -0.94;
        falta&solo_anio_cercano -1.25; falta&solo_anio_igual 0.16; falta&un_componente -0.64;
        falta&uno_de_enero -0.90; vecino&distinta 0.47; vecino&exacta 0.24; vecino&falta 0.15;
        vecino&mismo_anio -0.07; vecino&mismo_dia_otro_anio 0.06; vecino&solo_anio_cercano 0.06;
        vecino&solo_anio_igual -0.30; vecino&un_componente 0.26; vecino&uno_de_enero 0.09;
    """,
    "run_banda&fecha_banda&primero_banda&paterno_banda": """
        distinto&anio&distinto&igual -0.27; distinto&casi&casi&igual -0.07;
        distinto&casi&distinto&igual -0.10; distinto&casi&igual&casi -0.18;
        distinto&casi&igual&igual -0.90; distinto&exacta&casi&casi -0.19;
        distinto&exacta&casi&igual -0.61; distinto&exacta&distinto&igual -0.52;
        distinto&exacta&igual&casi -0.57; distinto&exacta&igual&distinto -0.28;
        distinto&exacta&igual&falta -0.10; distinto&exacta&igual&igual 0.93;
        distinto&falta&distinto&igual -0.92; distinto&falta&igual&casi 0.16;
        distinto&falta&igual&igual 1.15; distinto&solo_anio&casi&igual 0.09;
        distinto&solo_anio&distinto&igual -0.68; distinto&solo_anio&igual&igual 0.52;
        exacto&anio&distinto&igual -0.27; exacto&anio&igual&casi 0.13; exacto&anio&igual&falta 0.12;
        exacto&anio&igual&igual 0.10; exacto&casi&casi&igual 0.04; exacto&casi&distinto&igual 0.28;
        exacto&casi&igual&igual 0.17; exacto&distinta&distinto&distinto -0.22;
        exacto&distinta&distinto&igual -0.13; exacto&distinta&igual&distinto -0.07;
        exacto&distinta&igual&falta 0.08; exacto&exacta&casi&igual 0.13;
        exacto&exacta&distinto&igual 0.77; exacto&exacta&igual&igual 0.10;
        exacto&falta&casi&distinto -0.14; exacto&falta&casi&igual 0.05;
        exacto&falta&distinto&casi 0.16; exacto&falta&distinto&distinto -0.43;
        exacto&falta&distinto&igual 0.94; exacto&falta&igual&distinto 0.45;
        exacto&falta&igual&falta 0.05; exacto&falta&igual&igual 0.10;
        exacto&solo_anio&distinto&igual 0.57; exacto&solo_anio&igual&casi 0.04;
        exacto&solo_anio&igual&distinto 0.43; exacto&solo_anio&igual&igual 0.26;
        falta&anio&casi&igual -0.17; falta&anio&distinto&igual -0.70; falta&anio&igual&casi -0.50;
        falta&anio&igual&distinto -0.38; falta&anio&igual&falta -0.22;
        falta&casi&casi&distinto -0.39; falta&casi&casi&falta -0.07; falta&casi&casi&igual 0.62;
        falta&casi&distinto&casi -0.15; falta&casi&distinto&distinto -0.09;
        falta&casi&distinto&igual -0.79; falta&casi&igual&casi -0.29;
        falta&casi&igual&distinto -0.32; falta&casi&igual&falta 0.37; falta&casi&igual&igual 0.31;
        falta&exacta&casi&casi 0.43; falta&exacta&casi&distinto -0.17;
        falta&exacta&casi&igual -0.15; falta&exacta&distinto&casi -0.20;
        falta&exacta&distinto&distinto -0.15; falta&exacta&distinto&falta -0.23;
        falta&exacta&distinto&igual -0.63; falta&exacta&falta&distinto -0.07;
        falta&exacta&igual&casi 0.75; falta&exacta&igual&distinto -0.87;
        falta&exacta&igual&falta 0.52; falta&exacta&igual&igual 1.02; falta&falta&casi&casi -0.66;
        falta&falta&casi&distinto -0.09; falta&falta&casi&falta -0.11; falta&falta&casi&igual 0.06;
        falta&falta&distinto&casi -0.25; falta&falta&distinto&igual 0.12;
        falta&falta&igual&casi -0.21; falta&falta&igual&distinto -0.66;
        falta&falta&igual&falta -0.84; falta&falta&igual&igual -0.56;
        falta&solo_anio&casi&casi 0.06; falta&solo_anio&casi&distinto -0.08;
        falta&solo_anio&casi&falta -0.14; falta&solo_anio&casi&igual -0.12;
        falta&solo_anio&distinto&casi -0.11; falta&solo_anio&igual&casi -0.34;
        falta&solo_anio&igual&distinto -0.60; falta&solo_anio&igual&falta -0.40;
        falta&solo_anio&igual&igual -0.59; vecino&anio&igual&igual 0.09;
        vecino&casi&casi&igual 0.04; vecino&casi&igual&igual 0.30;
        vecino&distinta&casi&distinto -0.05; vecino&distinta&distinto&igual -0.06;
        vecino&distinta&igual&distinto 0.58; vecino&exacta&casi&casi 0.22;
        vecino&exacta&casi&igual 0.12; vecino&exacta&distinto&igual -0.19;
        vecino&exacta&igual&igual 0.15; vecino&falta&distinto&igual -0.57;
        vecino&falta&igual&casi 0.10; vecino&falta&igual&igual 0.42;
        vecino&solo_anio&casi&igual -0.11; vecino&solo_anio&distinto&igual -0.55;
        vecino&solo_anio&igual&igual 0.42;
    """,
    "run_banda&paterno_banda&materno_banda": """
        distinto&casi&falta -0.56; distinto&casi&igual -0.25; distinto&distinto&distinto -0.06;
        distinto&distinto&falta -0.16; distinto&distinto&igual -0.12; distinto&falta&igual -0.12;
        distinto&igual&distinto -0.55; distinto&igual&falta 0.27; distinto&igual&igual -0.87;
        exacto&casi&casi 0.16; exacto&casi&falta 0.19; exacto&casi&igual 0.06;
        exacto&distinto&distinto 0.45; exacto&distinto&falta -0.48; exacto&falta&igual 0.26;
        exacto&igual&distinto 0.19; exacto&igual&falta 1.44; exacto&igual&igual 1.56;
        falta&casi&casi 0.21; falta&casi&distinto -0.62; falta&casi&falta 0.18;
        falta&casi&igual -0.22; falta&distinto&casi -0.25; falta&distinto&distinto -1.05;
        falta&distinto&falta -1.77; falta&distinto&igual -0.69; falta&falta&casi -0.24;
        falta&falta&igual -0.76; falta&igual&casi 0.20; falta&igual&distinto -0.96;
        falta&igual&falta 0.11; falta&igual&igual 0.21; vecino&casi&igual 0.32;
        vecino&distinto&distinto -0.15; vecino&distinto&falta 0.54; vecino&igual&distinto 0.08;
        vecino&igual&falta 1.40; vecino&igual&igual -1.15;
    """,
    "run_banda&primero_banda": """
        distinto&casi -0.93; distinto&distinto -2.52; distinto&igual 0.25; exacto&casi 0.12;
        exacto&distinto 1.57; exacto&igual 1.92; falta&casi -0.48; falta&distinto -1.27;
        falta&falta -0.09; vecino&casi 0.16; vecino&distinto -1.13; vecino&igual 1.98;
    """,
    "segundo": """
        cercano 0.88; distinto -2.94; exacto 0.78; falta 0.11; fonetico 0.30; parecido -0.17;
    """,
    "sexo&primero_banda": """
        distinto&casi -1.76; distinto&distinto -2.18; distinto&igual 1.35; falta&casi -0.21;
        falta&distinto -0.93; falta&igual 0.29; igual&casi 0.44; igual&distinto -0.77;
        igual&falta -0.07; igual&igual 0.28;
    """,
    "sexo": """
        distinto -0.68; falta 0.35; igual 0.48;
    """,
}
