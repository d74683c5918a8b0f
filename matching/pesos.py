"""Pesos del modelo, en bits; los escribe `python -m matching entrenar`: no se editan."""

from typing import Final

VERSION_PESOS: Final = "651a91dd"

TABLAS: Final = {
    "comuna&fecha_banda": """
        falta&anio -0.36; falta&casi -0.24; falta&distinta 0.33; falta&exacta 0.61;
        falta&falta -0.15; falta&solo_anio -0.28; igual&anio 0.68; igual&casi 0.72;
        igual&distinta -0.09; igual&falta 0.67; igual&solo_anio 0.46; misma_region&anio -0.71;
        misma_region&exacta 0.49; misma_region&falta -0.90; misma_region&solo_anio -0.75;
        otra&anio -0.79; otra&casi -1.23; otra&distinta -0.24; otra&exacta 0.70; otra&falta -0.78;
        otra&solo_anio -0.82;
    """,
    "comuna": """
        falta -0.10; igual 1.16; misma_region -0.45; otra -1.52;
    """,
    "documento": """
        igual 3.87;
    """,
    "fecha": """
        dia_mes_invertido 1.58; exacta 0.79; falta -0.45; mismo_anio 0.08;
        mismo_dia_otro_anio -0.43; solo_anio_a_uno -0.83; solo_anio_cercano -0.55;
        solo_anio_igual 0.14; un_componente -1.07; uno_de_enero -0.61;
    """,
    "fecha_banda&paterno_banda&materno_banda": """
        anio&casi&falta -0.61; anio&casi&igual 0.53; anio&casi&ninguno -0.31;
        anio&distinto&falta -0.08; anio&distinto&igual -0.24; anio&falta&igual -0.07;
        anio&igual&distinto -0.56; anio&igual&falta -0.86; anio&igual&igual 0.48;
        anio&igual&ninguno 0.29; casi&casi&falta -0.37; casi&casi&igual -0.42;
        casi&distinto&distinto -0.30; casi&distinto&falta -0.44; casi&distinto&igual 0.16;
        casi&distinto&ninguno -0.22; casi&falta&igual 0.19; casi&igual&casi -0.07;
        casi&igual&distinto -0.78; casi&igual&falta -0.49; casi&igual&igual 0.43;
        casi&igual&ninguno 0.79; distinta&distinto&distinto -0.23; distinta&distinto&falta 0.32;
        distinta&igual&distinto -0.11; exacta&casi&distinto -0.16; exacta&casi&falta 0.45;
        exacta&casi&igual 0.19; exacta&distinto&distinto -0.67; exacta&distinto&falta -0.98;
        exacta&distinto&igual 0.40; exacta&distinto&ninguno -0.08; exacta&falta&igual 0.09;
        exacta&igual&casi 0.30; exacta&igual&distinto -0.11; exacta&igual&falta 0.97;
        exacta&igual&ninguno 0.10; falta&casi&casi 0.42; falta&casi&distinto -0.22;
        falta&casi&falta -0.29; falta&casi&igual -0.23; falta&casi&ninguno 0.40;
        falta&distinto&casi -0.10; falta&distinto&distinto 0.07; falta&distinto&falta -0.42;
        falta&distinto&igual -0.42; falta&distinto&ninguno -0.13; falta&falta&casi -0.10;
        falta&falta&igual -0.44; falta&igual&casi -0.27; falta&igual&distinto 0.23;
        falta&igual&falta -0.32; falta&igual&igual -0.11; falta&igual&ninguno -0.60;
        solo_anio&casi&casi 0.08; solo_anio&casi&distinto -0.13; solo_anio&casi&falta 0.08;
        solo_anio&casi&igual -0.33; solo_anio&casi&ninguno -0.08; solo_anio&distinto&distinto 0.38;
        solo_anio&distinto&falta -0.10; solo_anio&distinto&igual -0.50; solo_anio&falta&casi -0.07;
        solo_anio&falta&igual -0.46; solo_anio&igual&casi 0.70; solo_anio&igual&distinto -0.69;
        solo_anio&igual&falta -0.26; solo_anio&igual&ninguno -0.31;
    """,
    "fecha_banda&primero_banda": """
        anio&casi -0.29; anio&distinto -1.13; anio&igual -0.09; casi&distinto -0.87;
        casi&falta -0.23; casi&igual -0.42; distinta&casi -0.11; distinta&distinto -0.43;
        distinta&igual 0.57; exacta&distinto -0.89; exacta&falta -0.24; exacta&igual 1.63;
        falta&casi -0.10; falta&distinto -0.16; falta&falta -0.34; falta&igual -0.44;
        solo_anio&distinto -0.51; solo_anio&igual -0.36;
    """,
    "materno&segundo": """
        cercano&distinto 0.06; cercano&exacto 0.12; cercano&falta -0.08; cercano&inicial 0.59;
        distinto&cercano -0.10; distinto&distinto -0.67; distinto&exacto -0.55;
        distinto&falta -1.24; distinto&inicial -0.08; exacto&apodo 0.69; exacto&distinto -1.13;
        exacto&exacto 0.48; exacto&falta 0.14; exacto&fonetico 0.72; exacto&inicial 0.28;
        exacto&parecido -0.07; falta&cercano 0.64; falta&distinto -1.31; falta&exacto 0.39;
        falta&falta -0.46; falta&fonetico 0.07; falta&inicial 0.32; falta&parecido -0.11;
        fonetico&distinto -0.20; fonetico&exacto -0.39; fonetico&falta 0.50;
        fonetico&fonetico -0.71; fonetico&inicial -0.20; ninguno&distinto -0.63;
        ninguno&exacto 0.95; ninguno&falta -0.27; ninguno&inicial 0.06; parecido&falta -0.30;
    """,
    "materno": """
        cercano 0.35; distinto -2.03; falta 0.24; fonetico -0.17; ninguno 0.11; parecido -0.41;
    """,
    "nacionalidad": """
        chilena 0.48; falta 0.38; misma_extranjera -0.63; otra -1.06;
    """,
    "orden": """
        derecho 0.54; invertido -1.23; reordenado 0.26;
    """,
    "paterno&primero": """
        cercano&apodo -0.31; cercano&cercano 0.11; cercano&distinto -0.55; cercano&exacto 0.91;
        cercano&falta -0.50; cercano&fonetico -0.76; distinto&cercano -0.33;
        distinto&distinto -0.90; distinto&exacto -1.10; distinto&falta -0.07;
        distinto&fonetico -0.34; distinto&inicial 0.30; distinto&parecido -0.29;
        distinto&segundo_como_primero -0.62; exacto&apodo 0.10; exacto&cercano 0.28;
        exacto&distinto -1.27; exacto&exacto 0.64; exacto&fonetico 0.71; exacto&inicial 0.42;
        exacto&parecido -0.77; exacto&segundo_como_primero -0.15; falta&cercano -0.13;
        falta&distinto 0.11; falta&exacto -0.85; falta&fonetico 0.59;
        falta&segundo_como_primero -0.35; fonetico&apodo 0.82; fonetico&cercano -0.21;
        fonetico&distinto 0.27; fonetico&exacto 0.39; fonetico&falta -0.30; fonetico&fonetico 0.61;
        fonetico&parecido -0.17; fonetico&segundo_como_primero -0.45; parecido&cercano -0.10;
        parecido&distinto -0.18; parecido&exacto -0.25; parecido&fonetico -0.44;
        parecido&parecido 1.00; parecido&segundo_como_primero -0.36;
    """,
    "paterno": """
        distinto -2.74; exacto 0.68; falta -0.52; fonetico 1.04; parecido -0.28;
    """,
    "paterno_banda&materno_banda&primero_banda&segundo_banda": """
        casi&casi&casi&falta -0.08; casi&casi&distinto&falta 0.19; casi&casi&igual&falta -0.09;
        casi&casi&igual&igual 0.57; casi&distinto&casi&falta -0.06; casi&distinto&igual&falta -0.34;
        casi&distinto&igual&igual -0.13; casi&falta&casi&falta 0.18;
        casi&falta&distinto&falta -0.17; casi&falta&distinto&igual -0.15;
        casi&falta&igual&distinto -0.11; casi&falta&igual&falta -0.71; casi&falta&igual&igual 0.77;
        casi&igual&casi&igual 0.46; casi&igual&distinto&falta -0.44; casi&igual&falta&falta -0.50;
        casi&igual&igual&falta 0.81; casi&igual&igual&igual -0.75; casi&ninguno&igual&falta 0.20;
        distinto&casi&igual&falta -0.11; distinto&distinto&casi&falta -0.13;
        distinto&distinto&distinto&falta -0.20; distinto&distinto&igual&falta -0.16;
        distinto&distinto&igual&igual -0.18; distinto&falta&casi&falta -0.40;
        distinto&falta&distinto&falta -0.36; distinto&falta&igual&falta -0.43;
        distinto&falta&igual&igual -0.31; distinto&igual&casi&falta -0.37;
        distinto&igual&distinto&falta -0.15; distinto&igual&igual&falta -0.39;
        distinto&igual&igual&igual 0.64; distinto&ninguno&casi&falta 0.08;
        distinto&ninguno&igual&falta -0.30; distinto&ninguno&igual&igual -0.16;
        falta&casi&casi&falta -0.08; falta&casi&igual&falta -0.10; falta&igual&casi&falta -0.39;
        falta&igual&distinto&falta 0.59; falta&igual&distinto&igual -0.52;
        falta&igual&igual&falta -0.32; falta&igual&igual&igual 0.13; igual&casi&casi&distinto 0.35;
        igual&casi&casi&falta -0.70; igual&casi&distinto&casi 0.82;
        igual&casi&distinto&distinto -0.11; igual&casi&distinto&falta -1.05;
        igual&casi&distinto&igual -0.11; igual&casi&igual&casi -0.25;
        igual&casi&igual&distinto -0.09; igual&casi&igual&falta 0.86; igual&casi&igual&igual -0.22;
        igual&distinto&casi&falta -0.50; igual&distinto&distinto&falta -0.12;
        igual&distinto&distinto&igual -0.14; igual&distinto&igual&casi -0.18;
        igual&distinto&igual&distinto -0.59; igual&distinto&igual&falta -0.17;
        igual&falta&casi&casi 0.32; igual&falta&casi&distinto -0.08; igual&falta&casi&falta -0.49;
        igual&falta&casi&igual 0.38; igual&falta&distinto&casi -0.09;
        igual&falta&distinto&distinto 0.87; igual&falta&distinto&falta -0.28;
        igual&falta&distinto&igual -1.23; igual&falta&falta&falta -0.20;
        igual&falta&igual&casi 0.71; igual&falta&igual&distinto -1.89; igual&falta&igual&igual 0.52;
        igual&igual&casi&distinto -0.67; igual&igual&casi&falta 0.20; igual&igual&casi&igual 1.06;
        igual&igual&distinto&casi -0.14; igual&igual&distinto&distinto 0.66;
        igual&igual&distinto&falta -0.33; igual&igual&distinto&igual -0.41;
        igual&igual&falta&falta -0.08; igual&igual&igual&casi 0.63;
        igual&igual&igual&distinto -1.49; igual&igual&igual&falta 0.59;
        igual&ninguno&casi&falta -1.15; igual&ninguno&casi&igual 0.65;
        igual&ninguno&distinto&falta -0.65; igual&ninguno&distinto&igual -0.11;
        igual&ninguno&igual&distinto -0.54; igual&ninguno&igual&falta 0.35;
        igual&ninguno&igual&igual 0.78;
    """,
    "paterno_banda&materno_banda&primero_banda": """
        casi&casi&casi -0.08; casi&casi&distinto 0.16; casi&casi&igual 0.44;
        casi&distinto&casi -0.06; casi&distinto&igual -0.47; casi&falta&casi 0.13;
        casi&falta&distinto -0.34; casi&igual&casi 0.39; casi&igual&distinto -0.47;
        casi&igual&falta -0.50; casi&igual&igual 0.33; casi&ninguno&distinto -0.07;
        casi&ninguno&igual 0.19; distinto&casi&casi -0.06; distinto&casi&igual -0.15;
        distinto&distinto&casi -0.15; distinto&distinto&distinto -0.22;
        distinto&distinto&igual -0.40; distinto&falta&casi -0.44; distinto&falta&distinto -0.40;
        distinto&falta&igual -0.81; distinto&igual&casi -0.38; distinto&igual&distinto -0.22;
        distinto&igual&igual 0.11; distinto&ninguno&igual -0.47; falta&casi&casi -0.08;
        falta&casi&igual -0.10; falta&igual&casi -0.41; falta&igual&distinto 0.15;
        falta&igual&igual -0.17; igual&casi&casi -0.37; igual&casi&distinto -0.38;
        igual&casi&igual 0.57; igual&distinto&casi -0.57; igual&distinto&distinto -0.29;
        igual&distinto&igual -0.69; igual&falta&casi 0.32; igual&falta&distinto -0.46;
        igual&falta&falta -0.20; igual&falta&igual 0.49; igual&igual&casi 0.76;
        igual&igual&distinto -0.22; igual&igual&falta -0.08; igual&igual&igual 0.46;
        igual&ninguno&casi -0.60; igual&ninguno&distinto -0.80; igual&ninguno&igual 0.63;
    """,
    "previo": """
        previo -3.62;
    """,
    "primero": """
        apodo 0.29; distinto -1.44; exacto 0.64; falta -0.58; fonetico 0.65; inicial 0.75;
        parecido -0.39; segundo_como_primero -0.92;
    """,
    "rareza_apellidos": """
        no&anio 0.11; no&no 0.07; no&si 0.08; si&anio 0.11; si&no 0.20; si&si 0.11;
    """,
    "rareza_comuna": """
        no&anio 0.13; no&no 0.07;
    """,
    "rareza_primero": """
        no&si 0.09; si&anio 0.10; si&no 0.14; si&si 0.13;
    """,
    "rareza_region": """
        no&anio 0.35; no&no 0.54; no&si 0.17; si&no 0.06;
    """,
    "run&fecha_banda": """
        distinto&casi -2.07; distinto&exacta -0.38; distinto&falta 0.34; exacto&anio 0.22;
        exacto&casi 0.47; exacto&distinta -0.31; exacto&exacta 1.03; exacto&falta 1.15;
        exacto&solo_anio 1.25; exacto_dv_malo&solo_anio 0.10; falta&anio -0.63; falta&casi -0.27;
        falta&exacta 0.45; falta&falta -0.85; falta&solo_anio -0.63; vecino_dv_malo&casi 0.18;
        vecino_dv_malo&distinta 0.49; vecino_dv_malo&exacta 0.85; vecino_dv_malo&falta 0.47;
        vecino_dv_malo&solo_anio -0.09; vecino_sin_dv&distinta -0.13; vecino_sin_dv&exacta -0.47;
        vecino_sin_dv&falta -0.32; vecino_sin_dv&solo_anio -0.22; vecino_valido&anio -0.15;
        vecino_valido&casi 0.53; vecino_valido&exacta -1.08; vecino_valido&falta 0.24;
    """,
    "run": """
        distinto -1.86; exacto 3.23; exacto_dv_malo 0.16; falta -0.10; lejano_dv_malo -0.11;
        vecino_dv_malo 1.53; vecino_sin_dv -1.07; vecino_valido -0.47;
    """,
    "run_banda&fecha": """
        distinto&dia_mes_invertido -0.28; distinto&distinta -0.07; distinto&exacta -1.37;
        distinto&falta 0.57; distinto&mismo_dia_otro_anio 0.10; distinto&solo_anio_cercano 1.33;
        distinto&solo_anio_igual -1.34; distinto&un_componente -1.50; distinto&uno_de_enero -0.15;
        exacto&distinta -0.32; exacto&exacta 1.07; exacto&falta 1.16; exacto&mismo_anio 0.15;
        exacto&mismo_dia_otro_anio 0.07; exacto&solo_anio_cercano 0.62; exacto&solo_anio_igual 0.67;
        exacto&un_componente 0.41; falta&dia_mes_invertido 1.96; falta&exacta 0.45;
        falta&falta -0.85; falta&mismo_dia_otro_anio -0.53; falta&solo_anio_a_uno -0.82;
        falta&solo_anio_cercano -1.13; falta&solo_anio_igual 0.35; falta&un_componente -0.64;
        falta&uno_de_enero -0.63; vecino&distinta 0.37; vecino&exacta 0.35; vecino&mismo_anio -0.07;
        vecino&mismo_dia_otro_anio 0.06; vecino&solo_anio_igual -0.33; vecino&un_componente 0.17;
        vecino&uno_de_enero 0.12;
    """,
    "run_banda&fecha_banda&primero_banda&paterno_banda": """
        distinto&anio&distinto&igual -0.15; distinto&casi&distinto&igual -0.13;
        distinto&casi&igual&casi -0.22; distinto&casi&igual&igual -1.13;
        distinto&exacta&casi&casi -0.17; distinto&exacta&casi&igual -0.33;
        distinto&exacta&distinto&igual -0.41; distinto&exacta&falta&igual -0.23;
        distinto&exacta&igual&casi -0.47; distinto&exacta&igual&distinto -0.27;
        distinto&exacta&igual&falta -0.07; distinto&exacta&igual&igual 0.89;
        distinto&falta&distinto&igual -0.65; distinto&falta&falta&igual -0.55;
        distinto&falta&igual&casi 0.24; distinto&falta&igual&igual 1.44;
        distinto&solo_anio&casi&igual 0.17; distinto&solo_anio&distinto&igual -0.43;
        distinto&solo_anio&falta&igual -0.40; distinto&solo_anio&igual&igual 0.60;
        exacto&anio&distinto&igual -0.18; exacto&anio&igual&casi 0.16; exacto&anio&igual&falta 0.13;
        exacto&anio&igual&igual 0.11; exacto&casi&casi&igual 0.06; exacto&casi&distinto&igual 0.28;
        exacto&casi&igual&igual 0.12; exacto&distinta&distinto&distinto -0.23;
        exacto&distinta&distinto&igual -0.10; exacto&distinta&igual&distinto -0.07;
        exacto&distinta&igual&falta 0.08; exacto&exacta&casi&igual 0.22;
        exacto&exacta&distinto&igual 0.74; exacto&exacta&igual&igual 0.11;
        exacto&falta&casi&distinto -0.15; exacto&falta&casi&igual 0.15;
        exacto&falta&distinto&casi 0.20; exacto&falta&distinto&distinto -0.38;
        exacto&falta&distinto&igual 0.61; exacto&falta&falta&igual 0.10;
        exacto&falta&igual&distinto 0.39; exacto&falta&igual&falta 0.07;
        exacto&falta&igual&igual 0.08; exacto&solo_anio&distinto&igual 0.61;
        exacto&solo_anio&igual&distinto 0.44; exacto&solo_anio&igual&igual 0.17;
        falta&anio&casi&igual -0.20; falta&anio&distinto&igual -0.79; falta&anio&igual&casi -0.50;
        falta&anio&igual&distinto -0.29; falta&anio&igual&falta -0.20; falta&anio&igual&igual 0.39;
        falta&casi&casi&distinto -0.37; falta&casi&casi&falta -0.09; falta&casi&casi&igual 0.40;
        falta&casi&distinto&distinto -0.07; falta&casi&distinto&falta -0.08;
        falta&casi&distinto&igual -0.89; falta&casi&falta&igual -0.23; falta&casi&igual&casi -0.53;
        falta&casi&igual&distinto -0.31; falta&casi&igual&falta 0.32; falta&casi&igual&igual 0.17;
        falta&exacta&casi&casi 0.45; falta&exacta&casi&igual 0.18; falta&exacta&distinto&casi -0.43;
        falta&exacta&distinto&distinto -0.09; falta&exacta&distinto&falta -0.38;
        falta&exacta&distinto&igual -0.51; falta&exacta&falta&igual -0.42;
        falta&exacta&igual&casi 0.91; falta&exacta&igual&distinto -1.03;
        falta&exacta&igual&falta 0.49; falta&exacta&igual&igual 0.91; falta&falta&casi&casi -0.24;
        falta&falta&casi&distinto -0.18; falta&falta&casi&falta -0.20; falta&falta&casi&igual 0.09;
        falta&falta&distinto&casi -0.27; falta&falta&distinto&falta 0.57;
        falta&falta&distinto&igual 0.13; falta&falta&falta&igual 0.06;
        falta&falta&igual&distinto -0.77; falta&falta&igual&falta -1.07;
        falta&falta&igual&igual -0.52; falta&solo_anio&casi&distinto -0.10;
        falta&solo_anio&casi&falta -0.14; falta&solo_anio&casi&igual 0.11;
        falta&solo_anio&distinto&casi -0.12; falta&solo_anio&distinto&igual -0.24;
        falta&solo_anio&falta&casi -0.49; falta&solo_anio&falta&igual 0.72;
        falta&solo_anio&igual&casi 0.09; falta&solo_anio&igual&distinto -0.60;
        falta&solo_anio&igual&falta -0.34; falta&solo_anio&igual&igual -0.49;
        vecino&anio&igual&igual 0.12; vecino&casi&igual&igual 0.24;
        vecino&distinta&casi&distinto -0.08; vecino&distinta&igual&distinto 0.54;
        vecino&exacta&casi&casi 0.21; vecino&exacta&casi&igual 0.32;
        vecino&exacta&distinto&igual -0.42; vecino&exacta&falta&igual 0.46;
        vecino&exacta&igual&igual 0.08; vecino&falta&distinto&igual -0.48;
        vecino&falta&igual&casi 0.10; vecino&falta&igual&igual 0.42;
        vecino&solo_anio&casi&igual -0.21; vecino&solo_anio&distinto&igual -0.45;
        vecino&solo_anio&igual&igual 0.36;
    """,
    "run_banda&paterno_banda&materno_banda": """
        distinto&casi&falta -0.44; distinto&casi&igual -0.18; distinto&distinto&falta -0.17;
        distinto&distinto&igual -0.10; distinto&falta&igual -0.08; distinto&igual&distinto -0.55;
        distinto&igual&falta 0.48; distinto&igual&igual -0.86; distinto&igual&ninguno -0.51;
        exacto&casi&casi 0.20; exacto&casi&falta 0.21; exacto&distinto&distinto 0.40;
        exacto&distinto&falta -0.48; exacto&falta&igual 0.27; exacto&igual&distinto 0.08;
        exacto&igual&falta 1.30; exacto&igual&igual 1.50; exacto&igual&ninguno 0.22;
        falta&casi&casi 0.32; falta&casi&distinto -0.52; falta&casi&falta 0.10;
        falta&casi&igual -0.41; falta&distinto&casi -0.22; falta&distinto&distinto -0.99;
        falta&distinto&falta -1.49; falta&distinto&igual -0.77; falta&distinto&ninguno -0.48;
        falta&falta&casi -0.22; falta&falta&igual -0.45; falta&igual&casi 0.24;
        falta&igual&distinto -1.27; falta&igual&igual 0.17; falta&igual&ninguno 0.08;
        vecino&casi&igual 0.30; vecino&distinto&distinto -0.12; vecino&distinto&falta 0.43;
        vecino&igual&falta 1.01; vecino&igual&igual -0.90; vecino&igual&ninguno 0.29;
    """,
    "run_banda&primero_banda": """
        distinto&casi -0.51; distinto&distinto -1.84; distinto&falta -1.20; distinto&igual 0.28;
        exacto&casi 0.30; exacto&distinto 1.45; exacto&falta 0.12; exacto&igual 1.81;
        falta&casi -0.07; falta&distinto -0.90; falta&falta -0.17; vecino&casi 0.26;
        vecino&distinto -1.21; vecino&falta 0.44; vecino&igual 1.74;
    """,
    "segundo": """
        apodo 0.70; cercano 0.51; distinto -2.75; exacto 0.76; falta -0.12; fonetico 0.22;
        inicial 0.77; parecido -0.21;
    """,
    "sexo&primero_banda": """
        distinto&casi -1.45; distinto&distinto -1.85; distinto&falta -0.75; distinto&igual 1.87;
        falta&casi -0.11; falta&distinto -0.37; falta&falta -1.04; falta&igual 0.55;
        igual&casi 0.29; igual&distinto -0.75; igual&falta 0.44; igual&igual 0.34;
    """,
    "sexo": """
        distinto -0.38; igual 0.39;
    """,
}
