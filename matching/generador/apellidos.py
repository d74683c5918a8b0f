"""Apellidos del mundo sintético, escritos a mano y del más al menos común.

El orden es de conocimiento general; el peso sale del rango (Zipf), no de una estadística. La cola
se compone con raíces y terminaciones de cada lengua, como se formaron los apellidos verdaderos.
"""

from typing import Final

from matching.generador.sorteo import componer, leer_lista

COMUNES: Final = leer_lista("""
    González,Muñoz,Rojas,Díaz,Pérez,Soto,Contreras,Silva,Martínez,Sepúlveda,Morales,Rodríguez,
    López,Fuentes,Torres,Hernández,Araya,Flores,Espinoza,Castillo,Valenzuela,Ramírez,Reyes,
    Gutiérrez,Castro,Vargas,Álvarez,Vásquez,Fernández,Tapia,Sánchez,Cortés,Gómez,Herrera,
    Carrasco,Núñez,Vera,Jara,Vergara,Rivera,Figueroa,García,Riquelme,Bravo,Miranda,Molina,
    Vega,Sandoval,Campos,Orellana,Zúñiga,Alarcón,Garrido,Gallardo,Olivares,Cárdenas,Ortiz,
    Salazar,Pizarro,Guzmán,Henríquez,Saavedra,Navarro,Aguilera,Romero,Peña,Aravena,Leiva,
    Parra,Godoy,Lagos,Salinas,Vidal,Jiménez,Cáceres,Ibáñez,Ruiz,Toro,Medina,Venegas,Maldonado,
    Escobar,Palma,Bustos,Cabrera,Moya,Yáñez,Lara,Acevedo,Farías,Moreno,Arias,Ávila,Pino,
    Guerrero,Poblete,Carvajal,Ojeda,Cornejo,Hidalgo,Gajardo,Mora,Donoso,Sanhueza,Zamorano,
    Barrera,Catalán,Quezada,Villalobos,Paredes,Cisternas,Valdés,Aguilar,Meza,Ulloa,Baeza,
    Oyarzún,Osorio,Villarroel,Arancibia,Alvarado,Bustamante,Mansilla,Rivas,Inostroza,Pacheco,
    Arriagada,Norambuena,Sáez,Zapata,Barrientos,Calderón,Urrutia,Montecinos,Cofré,Retamal,
    Mardones,Opazo,Santibáñez,Fierro,Valdivia,Barría,Pinto,Ponce,Correa,Andrade,Marín,
    Troncoso,Neira,Durán,Briones,Astudillo,Delgado,Ortega,Cerda,Quiroz,Cuevas,Guerra,Gálvez,
    Mella,Becerra,Mendoza,Almonacid,San Martín,Zambrano,Duarte,Villegas,Suazo,Moraga,Loyola,
    Burgos,Pavez,Cid,Caro,Salgado,Chávez,Jorquera,Manríquez,Leal,Méndez,Uribe,Rubio,Lobos,
    Concha,Guajardo,Solís,Pereira,Ahumada,Canales,Rebolledo,Quintana,Bahamondes,Gaete,
    Domínguez,Faúndez,Serrano,Roa,Gatica,Ramos,Ampuero,Hermosilla,Jaramillo,Palacios,
    De la Fuente,Del Río,De la Cruz,Rosales,Benavides,Escalona,Beltrán,Véliz,Robles,
    Echeverría,Arce,Cortez,Galleguillos,Segovia,Cifuentes,Olguín,Godínez,Monsalve,Matus,
    Lizama,Salas,Novoa,Villagrán,Veas,Vilches,Letelier,Alfaro,Abarca,Olivos,Oliva,Varas,Urzúa,
    Zavala,Luna,Plaza,Naranjo,Peralta,Carreño,Machuca,Huerta,Muena,Céspedes,Ferrada,Allende,
    Bascuñán,Ormeño,Pastén,Leyton,Rosas,Llanos,Verdugo,Ríos,Arellano,Aedo,Parada,Cancino,
    Caroca,Albornoz,Cartes,Bello,Cea,Placencia,Del Valle,De la Barra,Larraín,Errázuriz,
    Irarrázaval,Undurraga,Santa María,Ossandón,Rocha,Barros,Oñate,Vivanco,Riffo,Chandía,
    Wilson,Schmidt,Müller,Hofmann,Weber,Fuchs,Kunz,Becker,Winkler,Mac-Iver,Edwards,Cox,Lyon,
    Brown,Simpson,Petric,Yutronic,Goic,Kusanovic,Boric,Vrsalovic,Radic,Solari,Perotti,Costa,
    Bianchi,Canessa,Lombardi,Zerega,Haddad,Nazal,Abumohor,Zarzar,Hirmas,Majluf,Sabag,Chahín,
    Selman,Dubois,Lafourcade,Pascal,Bernard,Wong,Chiang,Lam,Kohn,Levy,Rosenblut,Stekel""")

COLA: Final = (
    *componer(
        "Eche,Goye,Iri,Mendi,Arra,Zuma,Urre,Olae,Larre,Elo,Uga,Ira,Aspi,Iza,Gara,Beri,Ore,Asta",
        "garay,chea,berry,goyen,zábal,rreta,coa,laza,guirre,rte,nechea,rrondo,yza,verri",
    ),
    *componer(
        "Barr,Cald,Casc,Espin,Fern,Grand,Horn,Lagun,Mont,Palom,Pedr,Quint,Roc,Salced,Torn,Val,Zarz",
        "al,ales,ares,eda,edo,era,ero,illa,illas,ino,osa,ona,uela",
    ),
    *componer(
        "Ber,Gal,Mar,Pas,Ros,San,Tor,Val,Can,Fer,Mon,Bal",
        "betti,ccini,dini,foni,gnoli,lucci,mani,netti,nelli,roni,sotti,tolini,zzano",
    ),
    *componer(
        "Brun,Eber,Hein,Kraus,Lind,Oster,Rosen,Schwar,Stein,Wag,Wei,Hart",
        "bach,berg,er,feld,ke,mann,ner,holz,stein,wald",
    ),
)
"""Apellidos poco frecuentes: vascos, castellanos, italianos y alemanes."""

MAPUCHE: Final = componer(
    """Huenchu,Calfu,Mari,Cayu,Curi,Milla,Nahuel,Ñancu,Paine,Lien,Manque,Antü,Catri,Quila,Coli,
    Huaiqui,Llanca,Meli,Necul,Pichi,Queupu,Rayi,Trecan,Tripai,Levi,Loncon,Huaique,Cheuque,Lemu,
    Quintre,Huili,Ancan,Raimi,Pilqui""",
    "pán,leo,queo,mán,laf,ñir,hual,vil,cura,pi,nao,huenu,hueque,mil,llán",
)
AYMARA: Final = leer_lista("""
    Mamani,Quispe,Choque,Condori,Challapa,Flores,Castro,Gómez,Ticuna,Huanca,Vilca,Chura,Poma,
    Huarache,Ayavire,Calle,Butrón,Cáceres,Yucra,Apaza,Marca,Tarque,Lázaro,García,Mollo,
    Carrillo,Copa,Esteban,Viza,Supanta,Colque,Zegarra,Inquiltupa,Blanco,Humire,Imaña""")
RAPA_NUI: Final = leer_lista("""
    Tuki,Pakarati,Hotus,Haoa,Hey,Ika,Paoa,Pate,Rapu,Riroroko,Teao,Tepano,Atan,Araki,Nahoe,
    Hito,Hereveri,Huki,Languitopa,Make,Manutomatoma,Pakomio,Tepihe,Chávez,Laharoa,Cardinali""")
HAITIANOS: Final = leer_lista("""
    Pierre,Jean,Joseph,Louis,Charles,Saint-Fleur,Jean-Louis,Michel,François,Paul,Delva,Dorcé,
    Célestin,Innocent,Bien-Aimé,Jean-François,Beaubrun,Sainvil,Thermidor,Mondésir,Cadet,
    Fleurimond,Lafleur,Pierre-Louis,Dieujuste,Auguste,Bazile,Cinéus,Duverger,Elusma,Fénelon,
    Gédéon,Hyppolite,Jules,Lamour,Maxi,Nicolas,Odilon,Petit,Remy,Saint-Hilaire,Théodore,
    Valcin,Vilsaint,Zamor,Dumas""")
VENEZOLANOS: Final = leer_lista("""
    González,Rodríguez,Pérez,Hernández,García,Martínez,Sánchez,Díaz,López,Fernández,Ramírez,
    Gil,Parra,Colina,Marcano,Rincón,Villalobos,Salazar,Brito,Machado,Guerra,Medina,Uzcátegui,
    Paredes,Montilla,Linares,Piña,Sequera,Aponte,Bolívar,Caldera,Escalona,Freites,Gudiño,
    Hurtado,Infante,Lugo,Marín,Narváez,Ochoa,Petit,Querales,Rangel,Socorro,Torrealba,Urbina,
    Vielma,Yépez,Zerpa,Contreras""")
PERUANOS: Final = leer_lista("""
    Quispe,Flores,Sánchez,Rodríguez,García,Rojas,Huamán,Mamani,Díaz,Chávez,Ramos,Torres,
    Castillo,Ramírez,Mendoza,Vásquez,Gonzales,Fernández,Espinoza,Cruz,Ccama,Huaranga,Inga,
    Ñaupari,Palomino,Quiñones,Salas,Tello,Ugarte,Valverde,Yarlequé,Zevallos,Bazán,Cóndor,
    Saavedra,Pumacahua,Rímac,Chuquimango,Tafur,Vílchez,Lazo,Ayala,Cajahuanca,Navarro,Alvarado,
    Guevara,Atoche,Farfán,Silupú,Purizaca""")
COLOMBIANOS: Final = leer_lista("""
    Rodríguez,Gómez,González,Martínez,García,López,Hernández,Sánchez,Díaz,Ramírez,Castro,
    Mosquera,Torres,Valencia,Hurtado,Caicedo,Ortiz,Rojas,Moreno,Vargas,Grueso,Sinisterra,
    Obando,Portocarrero,Banguera,Landázuri,Estupiñán,Micolta,Viveros,Ocoró,Segura,Quintero,
    Arango,Echeverry,Jaramillo,Mejía,Orozco,Posada,Salazar,Tabares,Uribe,Villegas,Yepes,
    Zuluaga,Bedoya,Cano,Duque,Marulanda,Balanta,Carabalí""")
