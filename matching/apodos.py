"""Cómo se llama en Chile a la gente: apodos y diminutivos de los nombres de pila."""

from functools import lru_cache
from typing import Final

LARGO_MINIMO_ABREVIATURA: Final = 3
LARGO_MINIMO_DIMINUTIVO: Final = 5
MEMO_PALABRAS: Final = 1 << 16

# Un apodo puede ser de varios nombres (Beto); los que son el comienzo del nombre (Seba, Cata) no
# están porque se reconocen por prefijo.
APODOS_POR_NOMBRE: Final = {
    "ADRIANA": "NANA",
    "AGUSTIN": "CUCHO TINO",
    "ALBERTO": "BETO TITO",
    "ALEJANDRA": "JANI SANDRA",
    "ALEJANDRO": "JANO",
    "ALFONSO": "PONCHO",
    "ALFREDO": "FEYO",
    "ANA": "ANITA",
    "ANTONIA": "TONA TONI",
    "ANTONIO": "TONO TONI",
    "ARTURO": "TURO",
    "BEATRIZ": "BETY TICHA",
    "BERNARDO": "NANO BERNI",
    "CARLOS": "CHARLY CALOLO CARLITOS",
    "CATALINA": "CATI",
    "CECILIA": "CHECHI CHICHI",
    "CONCEPCION": "CONCHA CONCHITA",
    "CONSTANZA": "CONI CONNY COTE",
    "CONSUELO": "CHELO",
    "CRISTIAN": "KITO",
    "CRISTOBAL": "TOBAL TOBY",
    "DOLORES": "LOLA",
    "DOMINGO": "MINGO",
    "EDUARDO": "LALO GUAYO EDU",
    "ELIANA": "NANA",
    "ELIZABETH": "BETTY BETSY LISA",
    "ENRIQUE": "QUIQUE KIKE",
    "ERNESTO": "NETO TITO",
    "ESTEBAN": "TEBAN",
    "EUGENIA": "QUENA KENA",
    "FELIPE": "PIPE LIPE",
    "FERNANDA": "FENA NANDA",
    "FERNANDO": "NANO FERI",
    "FRANCISCA": "PANCHA PANCHITA FRANI",
    "FRANCISCO": "PANCHO PACO PANCHITO KIKO",
    "GABRIELA": "GABY GABI",
    "GONZALO": "CHALO GONZA",
    "GRACIELA": "CHELA",
    "GUILLERMO": "MEMO WILLY GUILLE",
    "HECTOR": "TITO TITIN",
    "HERNAN": "NANO",
    "HUMBERTO": "BETO TITO",
    "IGNACIA": "NACHA",
    "IGNACIO": "NACHO",
    "ISABEL": "CHABELA CHABE ISA",
    "JAIME": "JIMMY",
    "JAVIER": "JAVO",
    "JESUS": "CHUS CHUY",
    "JOAQUIN": "JOACO QUINO",
    "JONATHAN": "YONI JONY",
    "JORGE": "COKE YORYI",
    "JOSE": "PEPE COTE CHEPE PEPITO",
    "JOSEFA": "PEPA CHEPA",
    "JOSEFINA": "PEPA FINA",
    "JUAN": "JUANCHO JUANITO",
    "JUANA": "JUANITA",
    "LEONARDO": "LEO NARDO",
    "LORENA": "LOLE",
    "LUIS": "LUCHO LUCHITO",
    "LUISA": "LUCHA",
    "MANUEL": "MANOLO LOLO MANE NENO",
    "MARCELA": "CHELA",
    "MARCELO": "CHELO",
    "MARGARITA": "MAGGIE RITA MAGUI",
    "MARIA": "MARUJA MAY MARITA COTE",
    "MAURICIO": "MAURI MAUCHO",
    "MAXIMILIANO": "MAX",
    "MERCEDES": "MECHE",
    "MIGUEL": "MICHEL MIKE",
    "MONSERRAT": "MONCHI",
    "NICOLAS": "NICO COLAS",
    "OSCAR": "CACHO",
    "OSVALDO": "VALDO",
    "PABLO": "PABLITO",
    "PATRICIA": "PATY PATTY",
    "PATRICIO": "PATO",
    "PEDRO": "PERICO PEYUCO",
    "RAFAEL": "RAFA FALO",
    "RAMON": "MONCHO",
    "RAUL": "RULO",
    "RICARDO": "RICKY RICHI CAYO",
    "ROBERTO": "BETO TITO ROBY",
    "RODRIGO": "RORRO ROCO",
    "ROSA": "ROSITA CHOCHA",
    "ROSARIO": "CHAYO CHARO",
    "SALVADOR": "CHAVA",
    "SEBASTIAN": "CHEBA",
    "SERGIO": "CHECHO",
    "SOLEDAD": "SOLE CHOLE",
    "SUSANA": "SUSY",
    "TERESA": "TERE TETE",
    "VERONICA": "VERO",
    "VICENTE": "VICHO CHENTE",
    "VICTOR": "VITOCO VITO",
    "VICTORIA": "VICKY TOYA",
    "XIMENA": "MENA",
}


def _invertir() -> dict[str, frozenset[str]]:
    """Pasa de nombre→apodos a apodo→nombres."""
    nombres: dict[str, set[str]] = {}
    for nombre, apodos in APODOS_POR_NOMBRE.items():
        for apodo in apodos.split():
            nombres.setdefault(apodo, set()).add(nombre)
    return {apodo: frozenset(posibles) for apodo, posibles in nombres.items()}


_NOMBRES_DE: Final = _invertir()
NINGUNO: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=MEMO_PALABRAS)
def nombres_del_apodo(palabra: str) -> frozenset[str]:
    """Dice de qué nombres puede ser apodo o diminutivo la palabra plegada; vacío si de ninguno."""
    if conocido := _NOMBRES_DE.get(palabra):
        return conocido
    if len(palabra) > LARGO_MINIMO_DIMINUTIVO and palabra.endswith(("ITO", "ITA")):
        raiz = palabra[:-3]
        return frozenset({raiz, raiz + palabra[-1]})
    return NINGUNO


def es_apodo_de(corto: str, largo: str) -> bool:
    """Dice si una palabra es apodo, diminutivo o comienzo de la otra (en ese sentido)."""
    if largo in nombres_del_apodo(corto):
        return True
    return LARGO_MINIMO_ABREVIATURA <= len(corto) < len(largo) and largo.startswith(corto)
