"""Nombres de pila del mundo sintético por sexo y generación, escritos a mano.

Cada lista va del más al menos común en su generación; el peso sale del rango.
"""

from typing import Final

from matching.generador.sorteo import leer_lista

HOMBRES: Final = {
    1900: leer_lista("""
        José,Luis,Juan,Carlos,Manuel,Jorge,Pedro,Héctor,Víctor,Francisco,Sergio,Hugo,Mario,
        Raúl,Guillermo,Osvaldo,Ramón,Eduardo,Enrique,Fernando,Miguel,Oscar,Julio,Segundo,
        Humberto,Rubén,Alfredo,Arturo,René,Jaime,Ricardo,Orlando,Gustavo,Domingo,Rosamel,
        Eliseo,Gilberto,Nibaldo,Floridor,Abelardo,Armando,Ernesto,Hernán,Heriberto,Leonel,
        Lautaro,Reinaldo,Germán,Nolberto,Adán,Baldomero,Belisario,Custodio,Delfín,Eleuterio,
        Froilán,Hermógenes,Isaías,Onofre,Zacarías"""),
    1965: leer_lista("""
        Juan,Luis,José,Carlos,Jorge,Cristián,Rodrigo,Marcelo,Patricio,Claudio,Francisco,
        Mauricio,Eduardo,Víctor,Sergio,Manuel,Ricardo,Miguel,Héctor,Pedro,Pablo,Alejandro,
        Daniel,Fernando,Gonzalo,Álvaro,Andrés,Jaime,Roberto,Raúl,Hernán,Mario,Felipe,Alex,
        Nelson,Iván,Marco,Óscar,Hugo,Julio,Leonardo,Rolando,Richard,Freddy,Danilo,Erwin,
        Germán,Ramiro,Waldo,Boris,Igor,Vladimir,Ulises,Edgardo,Genaro,Harold,Italo,Jans,
        Rigoberto,Samuel"""),
    1990: leer_lista("""
        Sebastián,Felipe,Diego,Matías,Nicolás,Ignacio,Francisco,Camilo,José,Juan,Luis,
        Cristóbal,Rodrigo,Gonzalo,Daniel,Javier,Pablo,Jorge,Kevin,Carlos,Bastián,Fabián,
        Jonathan,Esteban,Álvaro,Manuel,Brian,Alexis,Claudio,Víctor,Gabriel,Miguel,Eduardo,
        Cristian,Bryan,Joaquín,Andrés,Marcelo,Sergio,Jordan,Michael,Maximiliano,Rubén,Israel,
        Nahuel,Ariel,Emanuel,Franco,Gerardo,Héctor,Jesús,Lukas,Mauro,Osvaldo,Patricio,Yerko,
        Branco,Aliro,Elías,Ismael"""),
    2005: leer_lista("""
        Benjamín,Vicente,Martín,Matías,Joaquín,Agustín,Cristóbal,Maximiliano,Tomás,Lucas,
        Sebastián,Alonso,Diego,Santiago,Mateo,Bastián,José,Gaspar,Máximo,Gabriel,Renato,
        Ignacio,Felipe,Juan,Nicolás,Franco,Damián,Julián,Facundo,Luciano,Emilio,Simón,Amaro,
        Liam,Gael,Thiago,Borja,Clemente,León,Rafael,Iker,Josué,Lautaro,Pedro,Salvador,Ian,
        Dylan,Axel,Ángel,Baltazar,Cristian,Dante,Eithan,Fernando,Isaac,Jairo,Luis,Óscar,
        Samuel,Valentín"""),
}
"""Por año de inicio de la generación."""

MUJERES: Final = {
    1900: leer_lista("""
        María,Rosa,Ana,Juana,Olga,Marta,Luisa,Carmen,Silvia,Elena,Gladys,Margarita,Sonia,
        Teresa,Norma,Elba,Berta,Inés,Julia,Raquel,Victoria,Blanca,Graciela,Adriana,Eliana,
        Nelly,Irma,Hilda,Lidia,Ester,Laura,Aurora,Mercedes,Clara,Eugenia,Edith,Amelia,
        Filomena,Herminia,Guillermina,Otilia,Fresia,Uberlinda,Zunilda,Sara,Rebeca,Dolores,
        Delia,Ema,Flor,Georgina,Hortensia,Isolina,Lucinda,Matilde,Noemí,Orfelina,Prosperina,
        Rosalía,Tránsito"""),
    1965: leer_lista("""
        María,Ana,Patricia,Claudia,Carolina,Marcela,Paola,Sandra,Verónica,Mónica,Jacqueline,
        Ximena,Alejandra,Andrea,Cecilia,Rosa,Elizabeth,Lorena,Viviana,Pamela,Loreto,Karina,
        Jessica,Carmen,Isabel,Margarita,Soledad,Susana,Gloria,Angélica,Nancy,Ingrid,Katherine,
        Luz,Cristina,Gabriela,Mariela,Miriam,Roxana,Yasna,Ivonne,Jeannette,Pilar,Valeria,
        Erika,Marisol,Silvana,Tatiana,Úrsula,Gisela,Hilda,Irene,Juana,Leonor,Macarena,Nadia,
        Oriana,Rossana,Solange,Teresa"""),
    1990: leer_lista("""
        Camila,Javiera,Constanza,Daniela,Francisca,Valentina,María,Catalina,Fernanda,Nicole,
        Carolina,Natalia,Macarena,Bárbara,Katherine,Paulina,Karina,Tamara,Belén,Gabriela,
        Stephanie,Paula,Romina,Scarlett,Fabiola,Nataly,Yesenia,Ana,Pía,Rocío,Claudia,Andrea,
        Melissa,Viviana,Krishna,Damaris,Estefanía,Génesis,Isabel,Jocelyn,Karen,Lissette,
        Makarena,Nayareth,Pamela,Rosa,Sofía,Tania,Victoria,Ximena,Yanara,Aylin,Bernardita,
        Consuelo,Denisse,Evelyn,Geraldine,Ingrid,Joselyn,Lorena"""),
    2005: leer_lista("""
        Sofía,Martina,Isidora,Florencia,Emilia,Antonella,Agustina,Catalina,Valentina,Maite,
        Josefa,Amanda,Antonia,Fernanda,Isabella,Trinidad,Emma,Javiera,Magdalena,Julieta,
        Renata,Rafaela,Monserrat,Constanza,Ignacia,Francisca,Colomba,Anaís,Laura,Leonor,Elena,
        Violeta,Rayén,Millaray,María,Pascuala,Gracia,Almendra,Dominga,Matilde,Aurora,Blanca,
        Clara,Danae,Esperanza,Fabiana,Gabriela,Krishna,Luciana,Mía,Noelia,Olivia,Paz,Rocío,
        Samantha,Tamara,Victoria,Zoe,Camila,Bárbara"""),
}
"""Por año de inicio de la generación."""

SEGUNDOS_HOMBRE: Final = leer_lista("""
    Antonio,Alejandro,Andrés,Ignacio,Alberto,Eduardo,Enrique,Patricio,Manuel,Javier,Esteban,
    Hernán,Arturo,Alfonso,Felipe,Alexis,Ernesto,Fernando,Nicolás,Gabriel,Segundo,Orlando,
    Mauricio,Rodrigo,Ismael,Elías,David,Alonso,Emilio,Miguel,Ángel,Benjamín,Luis,Carlos,Jesús,
    Osvaldo,Rafael,Armando,Iván,Humberto,Santiago,Leandro,del Carmen,Octavio,Sebastián,Raúl,
    Francisco,Augusto,Aurelio,Daniel""")
SEGUNDOS_MUJER: Final = leer_lista("""
    Isabel,del Carmen,Andrea,Alejandra,Paz,Ignacia,Fernanda,Antonia,Angélica,Elena,Teresa,
    Belén,Soledad,Carolina,Eugenia,Cristina,Verónica,Francisca,Luisa,Constanza,de los Ángeles,
    Magdalena,Victoria,Beatriz,Pilar,Loreto,Catalina,Paola,Amanda,Mercedes,Rosa,Ester,Jesús,
    Graciela,Inés,Trinidad,Esperanza,Margarita,Lucía,Valentina,de Lourdes,Rosario,Sofía,
    Cecilia,Leonor,Monserrat,Josefina,del Pilar,Jacqueline,Elizabeth""")

MAPUCHE_HOMBRE: Final = leer_lista(
    "Lautaro,Nahuel,Aukan,Newen,Caupolicán,Antü,Leftraro,Kallfu,Millán,Pelantaro"
)
MAPUCHE_MUJER: Final = leer_lista(
    "Millaray,Rayén,Ailén,Suyai,Sayén,Ayelén,Kuyen,Antumalen,Likarayen,Relmu"
)
RAPA_NUI_HOMBRE: Final = leer_lista("Mata,Uri,Tuhi,Vai,Petero,Kihi,Moai,Hotu,Manu,Vaikava")
RAPA_NUI_MUJER: Final = leer_lista(
    "Hanga,Mahina,Vaiheri,Tiare,Merahi,Hetuu,Kava,Moana,Tahira,Vaitiare"
)
HAITIANO_HOMBRE: Final = leer_lista("""
    Jean,Pierre,Wilson,Jacques,Emmanuel,Ronald,Evens,Frantz,Stevenson,Wesly,Jude,Kervens,
    Mackendy,Rony,Ricardo,Lucner,Fritznel,Gesner,Jocelyn,Yves,Claudel,Dieuseul,Elie,Watson""")
HAITIANO_MUJER: Final = leer_lista("""
    Marie,Rose,Guerda,Mirlande,Nadège,Yolette,Carline,Fabiola,Lovena,Myriam,Rosemène,Sandia,
    Wislande,Ermite,Gina,Islande,Jesula,Kettia,Lunise,Manouchka,Nehémie,Philomène,Shelda,
    Vanise""")
VENEZOLANO_HOMBRE: Final = leer_lista("""
    José,Luis,Carlos,Jesús,Yonathan,Wilfredo,Alexander,Gregory,Jhonny,Keiber,Leonardo,Maikel,
    Néstor,Orangel,Pedro,Ramsés,Simón,Victor,Yorbis,Eudomar,Argenis,Edixon,Franyer,Hender""")
VENEZOLANO_MUJER: Final = leer_lista("""
    María,Yuleima,Andreína,Mariángel,Yoselin,Adriana,Betzabeth,Carmen,Dayana,Eglimar,Francis,
    Greisy,Haydée,Iraima,Keila,Luisana,Maryuri,Norelis,Osmary,Paola,Rosmary,Yajaira,Zoraida,
    Yulimar""")
PERUANO_HOMBRE: Final = leer_lista("""
    Luis,Juan,Carlos,José,Jorge,Wilmer,Percy,Elvis,Jhon,Edgar,Rolando,Saúl,Teófilo,Uriel,
    Wilder,Yordan,Alfredo,Berly,Ciro,Dionicio,Eleodoro,Fortunato,Grover,Hilario""")
PERUANO_MUJER: Final = leer_lista("""
    María,Rosa,Ana,Carmen,Julia,Luz,Flor,Yolanda,Nélida,Zenaida,Yanet,Vilma,Santosa,Roxana,
    Pilar,Olinda,Norma,Maribel,Lidia,Justina,Giovanna,Felícita,Esperanza,Dina""")
COLOMBIANO_HOMBRE: Final = leer_lista("""
    Juan,Carlos,Luis,Jhon,Andrés,Yeison,Edwin,Jaime,Wilmar,Brayan,Duberney,Ferney,Germán,
    Hamilton,Jefferson,Keimer,Leyner,Mauricio,Norbey,Óscar,Robinson,Víctor,Walter,Yair""")
COLOMBIANO_MUJER: Final = leer_lista("""
    María,Luz,Ana,Diana,Leidy,Paola,Sandra,Claudia,Yurani,Angélica,Beatriz,Carolina,Deisy,
    Erika,Francia,Gloria,Heidy,Ingri,Jenifer,Karol,Lina,Marleny,Nubia,Yamileth""")

APODOS: Final = {
    "José": ("Pepe", "Cote", "Pepito"),
    "Francisco": ("Pancho", "Panchito", "Fran"),
    "Francisca": ("Pancha", "Fran", "Panchita"),
    "Manuel": ("Manolo", "Mañungo", "Manu"),
    "Luis": ("Lucho", "Luchito"),
    "Luisa": ("Lucha", "Luchita"),
    "Juan": ("Juanito", "Juancho"),
    "Juana": ("Juanita",),
    "Ignacio": ("Nacho", "Igna"),
    "Ignacia": ("Nacha", "Igna"),
    "Eduardo": ("Lalo", "Edu"),
    "Guillermo": ("Memo", "Guille"),
    "María": ("Mari", "Maruja", "Mary"),
    "Rosa": ("Rosita", "Rosi"),
    "Sebastián": ("Seba", "Cheba"),
    "Matías": ("Mati", "Mato"),
    "Valentina": ("Vale", "Valita"),
    "Catalina": ("Cata", "Katy"),
    "Javiera": ("Javi", "Javierita"),
    "Camila": ("Cami", "Camilita"),
    "Constanza": ("Coni", "Cony"),
    "Antonia": ("Toña", "Anto"),
    "Antonio": ("Toño", "Toñito"),
    "Alejandro": ("Jano", "Ale"),
    "Alejandra": ("Jana", "Ale"),
    "Nicolás": ("Nico",),
    "Benjamín": ("Benja",),
    "Maximiliano": ("Maxi", "Max"),
    "Joaquín": ("Joaco", "Quino"),
    "Agustín": ("Tin", "Agu"),
    "Pedro": ("Perico", "Pedrito"),
    "Jorge": ("Coke", "Yoyo"),
    "Hernán": ("Nano",),
    "Fernanda": ("Feña", "Fer"),
    "Fernando": ("Nando", "Feño"),
    "Patricia": ("Paty", "Pati"),
    "Patricio": ("Pato",),
    "Rodrigo": ("Rorro", "Rodri"),
    "Carolina": ("Caro", "Carola"),
    "Daniela": ("Dani",),
    "Daniel": ("Dani", "Danny"),
    "Gabriela": ("Gaby", "Gabi"),
    "Gabriel": ("Gabo",),
    "Isabel": ("Chabela", "Isa"),
    "Enrique": ("Quique", "Kike"),
    "Roberto": ("Beto", "Robert"),
    "Ricardo": ("Richi", "Caco"),
    "Teresa": ("Tere", "Techa"),
    "Felipe": ("Pipe", "Feli"),
    "Andrés": ("Andi",),
    "Tomás": ("Tomi", "Tomasito"),
    "Vicente": ("Vicho", "Chente"),
    "Florencia": ("Flo", "Flopi"),
    "Rafael": ("Rafa",),
    "Elizabeth": ("Eli", "Betty"),
    "Verónica": ("Vero",),
    "Claudia": ("Clau",),
    "Josefa": ("Pepa", "Jose"),
    "Gonzalo": ("Gonza", "Chalo"),
    "Héctor": ("Tito",),
    "Sergio": ("Checho",),
    "Cristián": ("Cris", "Titán"),
    "Marcela": ("Chela", "Marce"),
    "Marcelo": ("Chelo", "Marce"),
    "Cristóbal": ("Cristo", "Toby"),
    "Graciela": ("Chela", "Chelita"),
    "Mercedes": ("Meche", "Menche"),
    "Monserrat": ("Monse", "Monchi"),
}
"""Sobrenombres familiares que reemplazan al nombre al declarar."""
