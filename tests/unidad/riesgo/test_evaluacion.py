"""La propuesta: pisos, lo desconocido, puntaje, urgencia y lo que la acompaña."""

from datetime import UTC, date, datetime, timedelta

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import Faltante
from riesgo.errores import AntecedentesInvalidos
from riesgo.escritura import describir_evaluacion
from riesgo.evaluacion import evaluar
from riesgo.hechos import Hecho
from riesgo.hipotesis import Hipotesis, Plausibilidad
from riesgo.situacion import CHILE
from riesgo.tipos import (
    Aporte,
    Categoria,
    Documento,
    EdadAportada,
    MomentoAportado,
    Origen,
    Respuesta,
)
from tests.apoyo.riesgo import (
    DOCUMENTO,
    EN,
    catalogo,
    catalogo_con,
    desconocido,
    no,
    proponer,
    si,
    tranquila,
)

ALTO, MEDIO, BAJO = Categoria.ALTO, Categoria.MEDIO, Categoria.BAJO
SIN_DETERMINAR = Categoria.SIN_DETERMINAR
PROTEGIDA = (Hecho.CONTACTO_DIRECTO_VERIFICADO, Hecho.AUSENCIA_PLANIFICADA)
TODA_PROTECCION = (*PROTEGIDA, Hecho.ACOMPANADA_POR_ADULTO_RESPONSABLE)


def test_sin_nada_que_preocupe_es_bajo() -> None:
    evaluacion = proponer(tranquila())
    assert (evaluacion.categoria, evaluacion.urgencia, evaluacion.puntaje) == (BAJO, 3, 0)
    assert evaluacion.pisos == ()
    assert evaluacion.faltantes == ()
    assert evaluacion.version_catalogo == "2026.1"


def test_sin_saber_nada_queda_sin_determinar_y_urge() -> None:
    evaluacion = proponer(Antecedentes())
    assert (evaluacion.categoria, evaluacion.urgencia) == (SIN_DETERMINAR, 2)
    assert len(evaluacion.faltantes) == 39
    assert [r[:3] for r in evaluacion.razones] == ["F02", "F06", "F07", "F13"]


def test_el_contrato_publicado_no_trae_mas_que_lo_prometido() -> None:
    contrato = ["categoria", "urgencia", "criterios", "faltantes", "diligencias"]
    contrato += ["version_catalogo"]
    assert list(describir_evaluacion(proponer(tranquila()))) == contrato
    detallada = describir_evaluacion(proponer(tranquila()), detallada=True)
    assert list(detallada) == [*contrato, "razones", "pisos", "puntaje", "hipotesis", "avisos"]


def test_menor_de_edad_es_siempre_alto() -> None:
    evaluacion = proponer(tranquila(*TODA_PROTECCION, edad=17))
    assert (evaluacion.categoria, evaluacion.pisos) == (ALTO, ("F01",))


@pytest.mark.parametrize(
    ("hecho", "piso"),
    [
        (Hecho.VIOLENCIA_DENUNCIADA, "F02"),
        (Hecho.VIOLENCIA_AMENAZA_O_CONTROL, "F02"),
        (Hecho.VIOLENCIA_DICHA_POR_ALGUIEN, "F02"),
        (Hecho.DETERIORO_COGNITIVO, "F06"),
        (Hecho.DISCAPACIDAD_INTELECTUAL_O_TEA, "F06"),
        (Hecho.IDEAS_DE_SUICIDIO, "F07"),
        (Hecho.DESPEDIDA_O_AUTOLESION, "F07"),
        (Hecho.INDICIOS_DE_DELITO, "F13"),
        (Hecho.VIOLENCIA_EN_EL_LUGAR, "F13"),
        (Hecho.EXPLOTACION_O_TRATA, "F14"),
        (Hecho.ENGANO_POR_INTERNET, "F14"),
    ],
)
def test_un_piso_es_alto_con_toda_la_proteccion(hecho: Hecho, piso: str) -> None:
    evaluacion = proponer(tranquila(hecho, *TODA_PROTECCION))
    assert (evaluacion.categoria, evaluacion.urgencia) == (ALTO, 1)
    assert evaluacion.pisos == (piso,)


def test_la_violencia_de_genero_no_depende_del_sexo_ni_de_quien_la_cuenta() -> None:
    aporte = si(origen=Origen(aportante="vecino"))
    hechos = {Hecho.MUJER_O_NINA: (no(),), Hecho.VIOLENCIA_DICHA_POR_ALGUIEN: (no(), aporte)}
    assert proponer(Antecedentes(hechos=hechos)).pisos == ("F02",)


def test_el_piso_cae_solo_cuando_el_hecho_se_desvirtua_con_documento() -> None:
    hecho = Hecho.VIOLENCIA_DENUNCIADA
    negado = tranquila(hecho).con_aporte(hecho, no())
    assert proponer(negado).categoria is ALTO
    desvirtuado = tranquila(sin=[hecho]).con_aporte(hecho, si(desvirtuado_por=DOCUMENTO))
    assert proponer(desvirtuado).categoria is BAJO


def test_una_edad_se_desvirtua_con_documento() -> None:
    menor = EdadAportada(minima=16, maxima=16)
    assert proponer(tranquila().con_edad(menor)).categoria is ALTO
    falsa = EdadAportada(minima=16, maxima=16, desvirtuado_por=DOCUMENTO)
    assert proponer(tranquila().con_edad(falsa)).categoria is BAJO


@pytest.mark.parametrize(
    "hecho",
    [
        *(Hecho.VIOLENCIA_DENUNCIADA, Hecho.DETERIORO_COGNITIVO, Hecho.IDEAS_DE_SUICIDIO),
        *(Hecho.INDICIOS_DE_DELITO, Hecho.VIOLENCIA_EN_EL_LUGAR, Hecho.DESPEDIDA_O_AUTOLESION),
    ],
)
def test_lo_desconocido_de_un_piso_queda_sin_determinar_y_urge(hecho: Hecho) -> None:
    for antecedentes in (
        tranquila(sin=[hecho]),
        tranquila(*TODA_PROTECCION, sin=[hecho]).con_aporte(hecho, desconocido()),
    ):
        evaluacion = proponer(antecedentes)
        assert (evaluacion.categoria, evaluacion.urgencia) == (SIN_DETERMINAR, 2)
        assert evaluacion.pisos == ()
        assert [f.codigo for f in evaluacion.faltantes if f.indetermina] == [hecho]


def test_la_edad_del_todo_desconocida_queda_sin_determinar() -> None:
    sin_edad = Antecedentes(hechos=tranquila().hechos, edades=(EdadAportada(),))
    assert proponer(sin_edad).categoria is SIN_DETERMINAR


def test_lo_desconocido_de_explotacion_no_indetermina() -> None:
    assert proponer(tranquila(sin=[Hecho.EXPLOTACION_O_TRATA])).categoria is BAJO


@pytest.mark.parametrize("codigo", ["F06", "F07", "F13", "F14"])
def test_un_piso_que_no_es_de_la_ley_se_apaga_en_el_catalogo(codigo: str) -> None:
    hecho = {
        "F06": Hecho.DETERIORO_COGNITIVO,
        "F07": Hecho.IDEAS_DE_SUICIDIO,
        "F13": Hecho.INDICIOS_DE_DELITO,
        "F14": Hecho.EXPLOTACION_O_TRATA,
    }[codigo]
    indetermina = "" if codigo == "F14" else ", indetermina = true"
    antes = f"{codigo} = {{ encendido = true, piso = true{indetermina},"
    sin_piso = catalogo_con((antes, f"{codigo} = {{ encendido = true,"))
    evaluacion = proponer(tranquila(hecho), sin_piso)
    assert (evaluacion.categoria, evaluacion.pisos, evaluacion.puntaje) == (MEDIO, (), 4)
    assert proponer(tranquila(sin=[hecho]), sin_piso).categoria is BAJO


def test_un_criterio_apagado_no_se_evalua_ni_falta() -> None:
    apagado = catalogo_con(("F25 = { encendido = true,", "F25 = { encendido = false,"))
    evaluacion = proponer(Antecedentes(), apagado)
    assert "F25" not in [c.codigo for c, _ in evaluacion.criterios]
    assert Hecho.DEUDAS_O_CRIMEN_ORGANIZADO not in [f.codigo for f in evaluacion.faltantes]


@pytest.mark.parametrize(
    ("hechos", "puntaje", "categoria"),
    [
        ([Hecho.CONDUCTA_INUSUAL], 1, BAJO),
        ([Hecho.CONDUCTA_INUSUAL, Hecho.DEJO_SUS_COSAS], 2, MEDIO),
        ([Hecho.MUJER_O_NINA], 2, MEDIO),
        ([Hecho.VULNERABILIDAD_DE_GENERO], 2, MEDIO),
        ([Hecho.MEDICACION_VITAL, Hecho.CONDUCTA_INUSUAL], 5, MEDIO),
        ([Hecho.MEDICACION_VITAL, Hecho.MUJER_O_NINA], 6, ALTO),
        ([Hecho.MEDICACION_VITAL, Hecho.ENFERMEDAD_GRAVE], 4, MEDIO),
        ([Hecho.PRIVADA_DE_LIBERTAD], 0, BAJO),
    ],
)
def test_los_agravantes_suman_por_criterio(
    hechos: list[Hecho], puntaje: int, categoria: Categoria
) -> None:
    evaluacion = proponer(tranquila(*hechos))
    assert (evaluacion.puntaje, evaluacion.categoria) == (puntaje, categoria)


def test_lo_que_protege_resta_solo_sin_piso_y_sin_nada_indeterminado() -> None:
    grave = (Hecho.MEDICACION_VITAL, Hecho.MUJER_O_NINA)
    assert proponer(tranquila(*grave)).categoria is ALTO
    assert proponer(tranquila(*grave, *PROTEGIDA)).categoria is MEDIO
    sin_saber = tranquila(*grave, *PROTEGIDA, sin=[Hecho.IDEAS_DE_SUICIDIO])
    assert proponer(sin_saber).categoria is ALTO


@pytest.mark.parametrize(
    ("edad", "urgencia"), [(0, 1), (11, 1), (12, 2), (13, 2), (14, 3), (17, 3)]
)
def test_entre_menores_urge_mas_quien_tiene_menos_edad(edad: int, urgencia: int) -> None:
    assert proponer(tranquila(edad=edad)).urgencia == urgencia


@pytest.mark.parametrize(
    ("hechos", "horas", "urgencia"),
    [
        ([], 12, 3),
        ([], 24, 2),
        ([Hecho.MUJER_O_NINA], 1, 2),
        ([Hecho.CRISIS_PSIQUIATRICA], 1, 2),
        ([Hecho.CRISIS_PSIQUIATRICA, Hecho.MUJER_O_NINA], 1, 1),
        ([Hecho.MEDICACION_VITAL], 1, 1),
        ([Hecho.LUGAR_PELIGROSO], 1, 1),
    ],
)
def test_lo_acumulado_y_lo_grave_ordenan_dentro_de_alto(
    hechos: list[Hecho], horas: int, urgencia: int
) -> None:
    evaluacion = proponer(tranquila(*hechos, edad=17, horas=horas))
    assert (evaluacion.categoria, evaluacion.urgencia) == (ALTO, urgencia)
    assert evaluacion.razones


def test_fuera_de_alto_la_urgencia_es_la_menor() -> None:
    assert proponer(tranquila(Hecho.MEDICACION_VITAL)).urgencia == 3


def test_las_razones_son_solo_las_de_la_urgencia_propuesta() -> None:
    evaluacion = proponer(tranquila(Hecho.IDEAS_DE_SUICIDIO, Hecho.CONDUCTA_INUSUAL, edad=11))
    assert evaluacion.razones == (
        "F07: Se aportó: habló de morir o intentó suicidarse.",
        "Tiene o podría tener menos de 12 años.",
    )


def test_ni_lo_que_protege_ni_lo_que_no_decide_son_razones_de_urgencia() -> None:
    antecedentes = tranquila(
        Hecho.AUSENCIA_PLANIFICADA, edad=17, sin=[Hecho.DEUDAS_O_CRIMEN_ORGANIZADO]
    )
    evaluacion = proponer(antecedentes)
    assert evaluacion.urgencia == 3
    assert evaluacion.razones == ("F01: Tiene o podría tener 17 años al desaparecer.",)


def test_todas_las_hipotesis_del_catalogo_caben_en_un_caso() -> None:
    todas = tuple(Hipotesis(tipo, "Se estudia.") for tipo in catalogo().hipotesis)
    assert len(proponer(Antecedentes(hipotesis=todas)).hipotesis) == 13


def test_las_hipotesis_las_sugieren_los_criterios_y_se_suman_las_del_caso() -> None:
    assert proponer(tranquila()).hipotesis == ("INDETERMINADA",)
    antecedentes = tranquila(Hecho.IDEAS_DE_SUICIDIO)
    assert proponer(antecedentes).hipotesis == ("SUICIDIO",)
    propia = Hipotesis("ACCIDENTE_NATURAL", "Iba a subir un cerro.")
    con_propia = Antecedentes(hechos=antecedentes.hechos, hipotesis=(propia,))
    assert proponer(con_propia).hipotesis == ("ACCIDENTE_NATURAL", "SUICIDIO")


def test_descartar_una_hipotesis_no_quita_la_que_un_criterio_sugiere() -> None:
    descartada = Hipotesis("SUICIDIO", "La vieron bien.", Plausibilidad.DESCARTADA)
    hechos = tranquila(Hecho.IDEAS_DE_SUICIDIO).hechos
    assert proponer(Antecedentes(hechos=hechos, hipotesis=(descartada,))).hipotesis == ("SUICIDIO",)


def test_una_hipotesis_que_el_catalogo_no_tiene_se_nombra() -> None:
    with pytest.raises(AntecedentesInvalidos, match=r"^hipotesis[.]tipo: "):
        proponer(Antecedentes(hipotesis=(Hipotesis("MARCIANOS", "Luces."),)))


def test_las_diligencias_vencen_desde_la_recepcion_y_salen_en_orden() -> None:
    recibida = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    diligencias = proponer(Antecedentes(recibida_en=recibida)).diligencias
    assert [d.codigo for d in diligencias] == [
        *("AVISAR_FISCAL", "COMPLETAR_ENTREVISTA", "CONSULTAR_SISTEMA", "SUPERVISOR"),
        *("ULTIMO_PUNTO", "HOSPITALES_Y_SML", "PERFIL", "REVISAR_RIESGO_24"),
    ]
    assert diligencias[0].vence_en == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    assert diligencias[-1].vence_en == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert {d.vence_en for d in proponer(Antecedentes()).diligencias} == {None}


@pytest.mark.parametrize(
    ("hecho", "diligencia"),
    [
        (Hecho.MUJER_O_NINA, "LISTA_VIOLENCIA_DE_GENERO"),
        (Hecho.PRIVADA_DE_LIBERTAD, "GENDARMERIA"),
        (Hecho.VIOLENCIA_DENUNCIADA, "BUSCAR_AGRESOR"),
        (Hecho.IDEAS_DE_SUICIDIO, "LUGARES_DE_RIESGO"),
    ],
)
def test_una_diligencia_propia_sale_solo_con_su_criterio_o_hipotesis(
    hecho: Hecho, diligencia: str
) -> None:
    assert diligencia in [d.codigo for d in proponer(tranquila(hecho)).diligencias]
    assert diligencia not in [d.codigo for d in proponer(tranquila()).diligencias]


def test_las_respuestas_encontradas_se_avisan_y_vale_la_que_protege() -> None:
    antecedentes = tranquila().con_aporte(Hecho.MEDICACION_VITAL, si())
    (aviso,) = proponer(antecedentes).avisos
    assert aviso.startswith("depende de un remedio para vivir: hay respuestas encontradas")
    assert proponer(antecedentes).puntaje == 4


@pytest.mark.parametrize(
    "dichos", [(si(), si()), (no(), desconocido()), (si(desvirtuado_por=DOCUMENTO), no())]
)
def test_las_respuestas_que_no_se_contradicen_no_se_avisan(dichos: tuple[Aporte, ...]) -> None:
    assert proponer(Antecedentes({Hecho.MEDICACION_VITAL: dichos})).avisos == ()


def test_sin_la_edad_faltan_los_dos_criterios_que_la_usan() -> None:
    sin_edad = Antecedentes(hechos=tranquila().hechos, ultimos_contactos=(MomentoAportado(EN),))
    assert proponer(sin_edad).faltantes == (
        Faltante("edad", "edad o fecha de nacimiento", ("F01", "F05"), indetermina=True),
    )


def test_falta_primero_lo_que_impide_fijar_la_categoria() -> None:
    evaluacion = proponer(tranquila(sin=[Hecho.MUJER_O_NINA, Hecho.IDEAS_DE_SUICIDIO]))
    assert [f.codigo for f in evaluacion.faltantes] == ["ideas_de_suicidio", "mujer_o_nina"]


@pytest.mark.parametrize(
    ("minima", "maxima", "avisa"),
    [(16, 20, True), (17, 18, True), (17, 17, False), (18, 20, False)],
)
def test_una_edad_que_puede_ser_menor_o_mayor_se_avisa(
    minima: int, maxima: int, *, avisa: bool
) -> None:
    edad = EdadAportada(minima=minima, maxima=maxima)
    avisos = proponer(Antecedentes(edades=(edad,))).avisos
    assert [a.split(":")[0] for a in avisos] == (["edad"] if avisa else [])


@pytest.mark.parametrize(
    ("edades", "avisa"),
    [
        ((EdadAportada(minima=25, maxima=30), EdadAportada(minima=31, maxima=40)), True),
        ((EdadAportada(minima=25, maxima=31), EdadAportada(minima=31, maxima=40)), False),
        ((EdadAportada(minima=25), EdadAportada(minima=60, maxima=60)), False),
        ((EdadAportada(minima=70), EdadAportada(nacimiento=date(1990, 1, 1))), True),
        ((EdadAportada(minima=36, maxima=36), EdadAportada(nacimiento=date(1990, 1, 1))), False),
    ],
)
def test_dos_edades_que_no_pueden_ser_ciertas_a_la_vez_se_avisan(
    edades: tuple[EdadAportada, ...], *, avisa: bool
) -> None:
    avisos = proponer(Antecedentes(edades=edades)).avisos
    assert ["no calzan entre sí" in a for a in avisos] == ([True] if avisa else [])


def test_un_catalogo_fuera_de_su_vigencia_evalua_y_avisa() -> None:
    vencido = catalogo_con(
        ("vigente_desde = 2026-11-01", "vigente_desde = 2026-11-01\nvigente_hasta = 2026-11-22")
    )
    assert proponer(tranquila(), vencido).avisos == (
        "El catálogo 2026.1 no regía ese día: cargue el que corresponde.",
    )


FUTURO = EN + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("antecedentes", "campo"),
    [
        (Antecedentes(recibida_en=FUTURO), "recibida_en"),
        (Antecedentes(ultimos_contactos=(MomentoAportado(FUTURO),)), "ultimo_contacto.en"),
        (
            Antecedentes(ultimos_contactos=(MomentoAportado(None, Origen(aportado_en=FUTURO)),)),
            "ultimo_contacto.aportado_en",
        ),
        (Antecedentes(edades=(EdadAportada(origen=Origen(aportado_en=FUTURO)),)), "edad.aportado"),
        (
            Antecedentes(hechos={Hecho.MUJER_O_NINA: (Aporte(Respuesta.SI, ocurrio_en=FUTURO),)}),
            "hechos.mujer_o_nina.ocurrio_en",
        ),
        (
            Antecedentes(hechos={Hecho.MUJER_O_NINA: (si(origen=Origen(aportado_en=FUTURO)),)}),
            "hechos.mujer_o_nina.aportado_en",
        ),
        (
            Antecedentes(hipotesis=(Hipotesis("OTRA", "Algo.", formulada_en=FUTURO),)),
            "hipotesis.OTRA.formulada_en",
        ),
        (
            Antecedentes(recibida_en=EN, ultimos_contactos=(MomentoAportado(FUTURO),)),
            "ultimo_contacto.en",
        ),
        (Antecedentes(edades=(EdadAportada(nacimiento=date(2026, 11, 24)),)), "edad.fecha_nacim"),
        (Antecedentes(edades=(EdadAportada(nacimiento=date(1905, 11, 22)),)), "edad.fecha_nacim"),
    ],
)
def test_lo_que_aun_no_ocurre_y_lo_imposible_se_nombran(
    antecedentes: Antecedentes, campo: str
) -> None:
    with pytest.raises(AntecedentesInvalidos) as error:
        proponer(antecedentes)
    assert error.value.faltas[0].campo.startswith(campo)
    assert error.value.faltas[0].remedio


HOY = Documento("certificado", "folio 1", date(2026, 11, 23))
MANANA = Documento("certificado", "folio 1", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("antecedentes", "campo"),
    [
        (
            Antecedentes({Hecho.AUSENCIA_PLANIFICADA: (si(respaldo=MANANA),)}),
            "hechos.ausencia_planificada.respaldo.fecha",
        ),
        (
            Antecedentes({Hecho.VIOLENCIA_DENUNCIADA: (si(respaldo=HOY, desvirtuado_por=MANANA),)}),
            "hechos.violencia_denunciada.desvirtuado_por.fecha",
        ),
        (
            Antecedentes(edades=(EdadAportada(minima=16, desvirtuado_por=MANANA),)),
            "edad.desvirtuado_por.fecha",
        ),
        (
            Antecedentes(ultimos_contactos=(MomentoAportado(EN, desvirtuado_por=MANANA),)),
            "ultimo_contacto.desvirtuado_por.fecha",
        ),
    ],
)
def test_un_documento_de_una_fecha_que_no_llega_ni_desvirtua_ni_respalda(
    antecedentes: Antecedentes, campo: str
) -> None:
    with pytest.raises(AntecedentesInvalidos, match="es posterior a la fecha de ref") as error:
        proponer(antecedentes)
    assert [f.campo for f in error.value.faltas] == [campo]


def test_un_documento_de_hoy_en_chile_sirve() -> None:
    edad = EdadAportada(minima=16, desvirtuado_por=HOY)
    assert proponer(Antecedentes(edades=(edad,))).categoria is SIN_DETERMINAR
    # A las 02:00 UTC del 23 es todavía el 22 en Chile.
    madrugada = datetime(2026, 11, 23, 2, tzinfo=UTC)
    with pytest.raises(AntecedentesInvalidos):
        evaluar(Antecedentes(edades=(edad,)), madrugada, catalogo())


def test_las_horas_son_de_verdad_la_noche_en_que_cambia_el_horario() -> None:
    # En Chile el 5 de abril de 2026 a medianoche el reloj vuelve a las 23:00 del 4.
    desde = datetime(2026, 4, 4, 12, tzinfo=CHILE)
    en = datetime(2026, 4, 5, 11, tzinfo=CHILE)
    antecedentes = Antecedentes(ultimos_contactos=(MomentoAportado(desde),), recibida_en=desde)
    evaluacion = evaluar(antecedentes, en, catalogo())
    detalles = {c.codigo: r.detalle for c, r in evaluacion.criterios}
    assert detalles["F18"] == "Lleva 24 horas o más sin noticias."
    ultima = evaluacion.diligencias[-1]
    assert (ultima.plazo_horas, ultima.vence_en) == (24, en.replace(tzinfo=CHILE))
    assert ultima.vence_en is not None
    assert ultima.vence_en.isoformat() == "2026-04-05T11:00:00-04:00"


def test_la_fecha_de_referencia_lleva_zona() -> None:
    with pytest.raises(AntecedentesInvalidos, match="fecha_referencia: agregue la zona"):
        evaluar(Antecedentes(), EN.replace(tzinfo=None), catalogo())


def test_los_avisos_no_dependen_de_que_hecho_se_conto_primero() -> None:
    dichos = (si(), no())
    hechos = (Hecho.MUJER_O_NINA, Hecho.MEDICACION_VITAL)
    uno = proponer(Antecedentes(dict.fromkeys(hechos, dichos)))
    otro = proponer(Antecedentes(dict.fromkeys(reversed(hechos), dichos)))
    assert len(uno.avisos) == 2
    assert uno == otro
