"""El escenario de la demostración cumple los contratos, es reproducible y sabe su verdad."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from ingestores.mensajes.decodificacion import decodificar
from matching.comunas import buscar_comuna
from matching.generador.mundo import Clase
from sistema.casos.esquemas import DenunciaNueva
from sistema.contactos.tipos import EventoContacto
from sistema.entorno.escenario.armado import construir_escenario, medir
from sistema.entorno.escenario.historias import HISTORIAS
from sistema.entorno.escenario.mensajes import AVISO
from sistema.entorno.escenario.organismos import ORGANISMOS, TIPOS_POR_ORGANISMO
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario, Medicion
from sistema.instituciones.catalogo import CATALOGO

REFERENCIA = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
ESCENARIO = construir_escenario(referencia=REFERENCIA)


def decodificar_evento(evento: EventoEscenario) -> EventoContacto:
    """El evento como lo recibe el consumidor; falla si iría a cuarentena."""
    leido = decodificar(evento.cuerpo, 0, evento.organismo, REFERENCIA)
    assert isinstance(leido, EventoContacto)
    return leido


def test_los_mismos_argumentos_dan_los_mismos_bytes() -> None:
    assert construir_escenario(referencia=REFERENCIA) == ESCENARIO


def test_otra_semilla_da_otros_identificadores() -> None:
    otro = construir_escenario(referencia=REFERENCIA, semilla=1, buscadas=20, eventos=50)
    assert not {evento.evento_id for evento in otro.eventos} & {
        evento.evento_id for evento in ESCENARIO.eventos
    }


def test_tiene_el_tamano_de_la_demostracion() -> None:
    assert len(ESCENARIO.denuncias) == 240
    assert len(ESCENARIO.eventos) == 6_000
    assert len({evento.evento_id for evento in ESCENARIO.eventos}) == 6_000


def test_todo_evento_cumple_el_contrato_publicado() -> None:
    for evento in ESCENARIO.eventos:
        leido = decodificar_evento(evento)
        assert leido.evento_id == UUID(evento.evento_id)
        assert leido.ocurrido_en == evento.ocurrido_en.replace(microsecond=0)
        assert leido.tipo_contacto in TIPOS_POR_ORGANISMO[evento.organismo]
        assert leido.autorizacion_judicial_id is None


def test_toda_denuncia_la_admite_la_api_y_dice_que_es_sintetica() -> None:
    for cuerpo in ESCENARIO.denuncias:
        denuncia = DenunciaNueva.model_validate(cuerpo)
        assert denuncia.sintetica
        assert denuncia.relato.startswith(AVISO)
        assert denuncia.recibida_en is not None
        assert denuncia.desaparicion.ultima_noticia_en is not None
        assert denuncia.desaparicion.ultima_noticia_en <= denuncia.recibida_en <= REFERENCIA


def test_los_eventos_van_en_el_orden_en_que_se_informaron() -> None:
    informados = [evento.informado_en for evento in ESCENARIO.eventos]
    assert informados == sorted(informados)
    assert informados[-1] <= REFERENCIA
    assert all(evento.ocurrido_en <= evento.informado_en for evento in ESCENARIO.eventos)
    assert all(
        evento.ocurrido_en >= REFERENCIA - timedelta(days=11) for evento in ESCENARIO.eventos
    )


def test_hay_contactos_antes_y_despues_de_la_desaparicion() -> None:
    noticias = [
        datetime.fromisoformat(cuerpo["desaparicion"]["ultima_noticia_en"])
        for cuerpo in ESCENARIO.denuncias
    ]
    sentidos = Counter(
        evento.ocurrido_en > noticias[evento.denuncia]
        for evento in ESCENARIO.eventos
        if evento.denuncia is not None
    )
    assert sentidos[True] > 100
    assert sentidos[False] > 100


def test_hay_eventos_de_todas_las_clases_y_de_todos_los_organismos() -> None:
    assert {evento.clase for evento in ESCENARIO.eventos} == set(Clase)
    assert {evento.organismo for evento in ESCENARIO.eventos} == {
        organismo.codigo for organismo in ORGANISMOS
    }


def test_solo_los_positivos_apuntan_a_una_denuncia() -> None:
    for evento in ESCENARIO.eventos:
        assert (evento.denuncia is not None) == (evento.clase is Clase.POSITIVO)


@pytest.mark.parametrize("indice", range(len(HISTORIAS)))
def test_cada_historia_pasa_por_los_lugares_que_declara(indice: int) -> None:
    historia = HISTORIAS[indice]
    suyos = sorted(
        (evento for evento in ESCENARIO.eventos if evento.denuncia == indice),
        key=lambda evento: evento.ocurrido_en,
    )
    assert ESCENARIO.historias[indice] == historia.titulo
    assert [(evento.organismo, decodificar_evento(evento).tipo_contacto) for evento in suyos] == [
        (paso.organismo, paso.tipo_contacto) for paso in historia.pasos
    ]


def test_el_catalogo_cubre_todo_lo_que_el_escenario_informa() -> None:
    cubiertos = {institucion.codigo: set(institucion.tipos_contacto) for institucion in CATALOGO}
    for organismo, tipos in TIPOS_POR_ORGANISMO.items():
        assert tipos <= cubiertos[organismo]


def test_las_historias_declaran_comunas_tipos_y_horas_posibles() -> None:
    for historia in HISTORIAS:
        assert buscar_comuna(historia.comuna) is not None
        horas = [paso.horas for paso in historia.pasos]
        assert horas == sorted(horas)
        assert horas[-1] <= 96
        for paso in historia.pasos:
            assert paso.tipo_contacto in TIPOS_POR_ORGANISMO[paso.organismo]
            assert paso.comuna == "" or buscar_comuna(paso.comuna or "Macondo") is not None


def test_un_escenario_chico_admite_menos_denuncias_que_historias() -> None:
    chico = construir_escenario(referencia=REFERENCIA, buscadas=3, eventos=20)
    assert len(chico.denuncias) == 3
    assert len(chico.historias) == 3
    assert len(chico.eventos) == 20


def armar_escenario_de_tres() -> Escenario:
    """Tres eventos: «a» y «b» son de la denuncia 0; «c» no es de nadie."""
    modelo = ESCENARIO.eventos[0]
    return replace(
        ESCENARIO,
        eventos=(
            replace(modelo, evento_id="a", denuncia=0, clase=Clase.POSITIVO),
            replace(modelo, evento_id="b", denuncia=0, clase=Clase.POSITIVO),
            replace(modelo, evento_id="c", denuncia=None, clase=Clase.FONDO),
        ),
    )


def test_medir_cuenta_aciertos_enlaces_y_eventos_por_encontrar() -> None:
    medicion = medir(armar_escenario_de_tres(), {"a": {0, 7}, "c": {1}, "ajeno": {0}})
    assert medicion == Medicion(
        positivos=2, enlaces=4, aciertos=1, recuperacion=0.5, precision=0.25
    )


def test_medir_sin_enlaces_no_recupera_nada_ni_yerra() -> None:
    medicion = medir(armar_escenario_de_tres(), {"b": set()})
    assert (medicion.recuperacion, medicion.precision) == (0.0, 1.0)


def test_medir_cuenta_una_vez_el_enlace_repetido() -> None:
    medicion = medir(armar_escenario_de_tres(), {"a": [0, 0]})
    assert medicion.enlaces == 1
    assert medicion.precision == 1.0
