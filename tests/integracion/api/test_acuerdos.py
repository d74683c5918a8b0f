"""La vida de un acuerdo por la API pública, y lo que cada estado deja aportar."""

from typing import Any
from uuid import uuid4

import pytest

from sistema.modelos.usuario import Perfil
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.http import asientos, crear_cuenta, ordenar
from tests.apoyo.sistema import SUPERVISORA, SistemaDePrueba
from tests.integracion.api.apoyo_acuerdos import (
    ACTO,
    APROBADORAS,
    CLINICA,
    CONTENIDO,
    DE_PRUEBA_A_VIGENTE,
    Tramite,
)
from tests.integracion.api.apoyo_maquinas import EVENTO_JSON, MaquinaDePrueba, rechazos


@pytest.fixture
def tramite(sistema: SistemaDePrueba) -> Tramite:
    nuevo = Tramite(sistema)
    nuevo.registrar()
    return nuevo


@pytest.fixture
def vigente(tramite: Tramite) -> Tramite:
    tramite.crear()
    tramite.llegar_a_vigente()
    return tramite


def de_la_clinica(numero: int = 1) -> bytes:
    organismo = b"/organismos/servicio_salud_araucania_sur"
    return evento(numero).replace(organismo, f"/organismos/{CLINICA}".encode())


def recibir(sistema: SistemaDePrueba, numero: int = 1) -> tuple[int, int]:
    """Cuántos eventos de la clínica se recibieron y cuántos hay apartados."""
    sistema.puerta().registrar_lote(
        lote(de_la_clinica(numero), desde=numero - 1, organismo=CLINICA)
    )
    return sistema.contar("bandeja"), sistema.contar("cuarentena")


class TestDelBorradorALaVigencia:
    def test_una_clinica_recorre_todo_el_camino_y_su_primer_evento_se_recibe(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        tramite.crear()
        estados = [tramite.ver()["estado"], tramite.visar()]
        estados += [tramite.aprobar(cual).json()["estado"] for cual in APROBADORAS]
        estados += [tramite.dar("firmar", acto=ACTO), tramite.dar("dictar_acto", acto=ACTO)]
        estados += [tramite.dar(paso, **con) for paso, con in DE_PRUEBA_A_VIGENTE]
        assert estados == [
            "borrador",
            "aprobacion",
            "aprobacion",
            "aprobacion",
            "firma",
            "acto_administrativo",
            "prueba",
            "marcha_blanca",
            "vigente",
        ]
        visto = tramite.ver()
        assert (visto["vigente_desde"], visto["vigente_hasta"], visto["aporta"]) == (
            "2026-11-22T03:00:00Z",
            "2027-11-22T03:00:00Z",
            True,
        )
        assert visto["titulo"] == "protocolo_aprobado"
        assert visto["aprobaron"] == ["carabineros", "ministerio_publico", "pdi"]
        assert visto["acto"] == ACTO
        assert [paso["paso"] for paso in visto["historia"]] == [
            "crear",
            "enviar_a_visacion",
            "visar",
            "visar",
            "aprobar",
            "aprobar",
            "aprobar",
            "firmar",
            "dictar_acto",
            "iniciar_marcha_blanca",
            "poner_en_vigencia",
        ]
        assert recibir(sistema) == (1, 0)

    def test_un_organismo_que_el_reglamento_nombra_no_necesita_aprobacion_ni_fundamento(
        self, tramite: Tramite
    ) -> None:
        tramite.crear("senadis", tipos_contacto=["atencion_social"], fundamento_incidencia=None)
        assert tramite.ver()["faltan"] == ["contraparte_administrativa", "contraparte_tecnica"]
        tramite.designar("senadis")
        assert (tramite.ver()["titulo"], tramite.visar()) == ("protocolo", "firma")

    def test_un_borrador_incompleto_no_se_envia_y_dice_que_le_falta(self, tramite: Tramite) -> None:
        tramite.crear(base_legal=None, tipos_contacto=[], fundamento_incidencia=None)
        respuesta = tramite.paso("enviar_a_visacion")
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "contenido_incompleto")
        assert respuesta.json()["detail"] == (
            "Faltan: base_legal, tipos_contacto, fundamento_incidencia."
        )
        completo = tramite.exigir("PUT", f"/acuerdos/{tramite.id}/contenido", CONTENIDO)
        assert (completo["faltan"], completo["contenido"]["base_legal"]) == (
            [],
            "Decreto 120, art. 6.",
        )
        assert tramite.dar("enviar_a_visacion") == "visacion_juridica"

    def test_lo_que_se_esta_visando_ya_no_se_cambia(self, tramite: Tramite) -> None:
        tramite.crear()
        tramite.dar("enviar_a_visacion")
        respuesta = tramite.pedir("PUT", f"/acuerdos/{tramite.id}/contenido", CONTENIDO)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "paso_no_corresponde")

    def test_devolver_borra_visaciones_y_aprobaciones(self, tramite: Tramite) -> None:
        tramite.crear()
        tramite.visar()
        tramite.aprobar("pdi")
        assert tramite.dar("devolver", motivo="Cambió el detalle de datos.") == "borrador"
        assert (tramite.ver()["aprobaron"], tramite.ver()["visaron"]) == ([], [])
        assert tramite.visar() == "aprobacion"
        assert tramite.aprobar("pdi").json()["estado"] == "aprobacion"

    @pytest.mark.parametrize(
        ("paso", "con", "codigo", "campo"),
        [
            ("visar", {"parte": "administrador"}, "falta_acto", "acto"),
            ("visar", {"acto": ACTO}, "falta_parte", "parte"),
            ("devolver", {}, "falta_motivo", "motivo"),
            (
                "visar",
                {"parte": "institucion", "acto": ACTO | {"fecha": "2026-11-23"}},
                "acto_futuro",
                "acto.fecha",
            ),
        ],
    )
    def test_un_paso_sin_lo_que_exige_dice_que_le_falta(
        self, tramite: Tramite, paso: str, con: dict[str, Any], codigo: str, campo: str
    ) -> None:
        tramite.crear()
        tramite.dar("enviar_a_visacion")
        respuesta = tramite.paso(paso, **con)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (422, codigo)
        assert [falta["campo"] for falta in respuesta.json()["errores"]] == [campo]
        assert tramite.ver()["estado"] == "visacion_juridica"

    def test_la_misma_parte_no_visa_dos_veces(self, tramite: Tramite) -> None:
        tramite.crear()
        tramite.dar("enviar_a_visacion")
        tramite.dar("visar", parte="administrador", acto=ACTO)
        respuesta = tramite.paso("visar", parte="administrador", acto=ACTO)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "ya_aprobado")

    def test_un_tipo_de_contacto_inventado_no_entra(self, tramite: Tramite) -> None:
        cuerpo = {"institucion": CLINICA, "contenido": CONTENIDO | {"tipos_contacto": ["magia"]}}
        respuesta = tramite.pedir("POST", "/acuerdos", cuerpo)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (
            422,
            "tipo_contacto_desconocido",
        )


class TestLaAprobacion:
    @pytest.fixture
    def por_aprobar(self, tramite: Tramite) -> Tramite:
        tramite.crear()
        assert tramite.visar() == "aprobacion"
        return tramite

    def test_con_dos_de_tres_no_se_puede_firmar(self, por_aprobar: Tramite) -> None:
        por_aprobar.aprobar("pdi")
        por_aprobar.aprobar("carabineros")
        assert por_aprobar.paso("firmar", acto=ACTO).json()["codigo"] == "paso_no_corresponde"
        assert por_aprobar.ver()["estado"] == "aprobacion"

    def test_nadie_aprueba_dos_veces(self, por_aprobar: Tramite, sistema: SistemaDePrueba) -> None:
        crear_cuenta(sistema, "otra.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
        assert por_aprobar.aprobar("pdi").status_code == 200
        ruta = f"/acuerdos/{por_aprobar.id}/aprobacion"
        for cuenta in ("admin.pdi", "otra.pdi"):
            respuesta = por_aprobar.pedir("POST", ruta, {"decision": "aprobar"}, cuenta)
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "ya_aprobado")

    def test_quien_administra_el_sistema_no_aprueba_ni_los_demas_perfiles(
        self, por_aprobar: Tramite, sistema: SistemaDePrueba
    ) -> None:
        ruta = f"/acuerdos/{por_aprobar.id}/aprobacion"
        for cuenta in ("admin", SUPERVISORA):
            respuesta = por_aprobar.pedir("POST", ruta, {"decision": "aprobar"}, cuenta)
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
        assert rechazos(sistema, "acuerdo:aprobar") == [("carabineros", "sin_permiso")] * 2

    def test_el_administrador_de_un_colaborador_no_aprueba(
        self, por_aprobar: Tramite, sistema: SistemaDePrueba
    ) -> None:
        crear_cuenta(sistema, "admin.senama", "senama", Perfil.ADMIN_INSTITUCION)
        assert por_aprobar.aprobar("senama").status_code == 404
        assert por_aprobar.ver()["aprobaron"] == []

    def test_objetar_exige_un_motivo_y_vuelve_a_borrador(self, por_aprobar: Tramite) -> None:
        ruta, objecion = f"/acuerdos/{por_aprobar.id}/aprobacion", {"decision": "objetar"}
        sin = por_aprobar.pedir("POST", ruta, objecion, "admin.pdi")
        assert (sin.status_code, sin.json()["codigo"]) == (422, "falta_motivo")
        con = por_aprobar.exigir(
            "POST", ruta, objecion | {"motivo": "No incide directamente."}, "admin.pdi"
        )
        assert (con["estado"], con["historia"][-1]["institucion"]) == ("borrador", "pdi")

    def test_un_administrador_de_institucion_no_tramita(self, por_aprobar: Tramite) -> None:
        ruta = f"/acuerdos/{por_aprobar.id}/pasos"
        cuerpo = {"paso": "desistir", "motivo": "No sigue."}
        assert por_aprobar.pedir("POST", ruta, cuerpo, "admin.pdi").status_code == 404
        assert por_aprobar.ver()["estado"] == "aprobacion"


class TestEnPrueba:
    def test_en_prueba_y_en_marcha_blanca_la_maquina_ensaya_y_no_aporta(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        tramite.crear()
        maquina = MaquinaDePrueba(sistema, CLINICA)
        assert maquina.pedir().status_code == 401
        tramite.llegar_a_prueba()
        for numero, ultimo in enumerate((None, "iniciar_marcha_blanca"), start=1):
            if ultimo:
                tramite.dar(ultimo, motivo="Ensayos aprobados.")
            cliente = maquina.cliente()
            ensayo = cliente.post(
                "/v1/eventos/prueba", content=de_la_clinica(), headers=EVENTO_JSON
            )
            assert (ensayo.status_code, ensayo.json()["resultado"]) == (200, "recibido")
            aporte = cliente.post("/v1/eventos", content=de_la_clinica(), headers=EVENTO_JSON)
            assert aporte.status_code == 403
            assert recibir(sistema, numero) == (0, numero)
        assert sistema.contar("entrada") == 0
        assert set(rechazos(sistema, "token:usar")) == {(CLINICA, "sin_titulo_vigente")}

    def test_sin_prueba_no_se_pone_en_vigencia(self, tramite: Tramite) -> None:
        tramite.crear()
        tramite.llegar_a_prueba()
        assert tramite.paso("poner_en_vigencia", motivo="Apuro.").status_code == 409


class TestSuspenderYTerminar:
    def test_suspender_corta_al_instante_credencial_e_ingesta_y_levantar_las_devuelve(
        self, vigente: Tramite, sistema: SistemaDePrueba
    ) -> None:
        cliente = MaquinaDePrueba(sistema, CLINICA).cliente()

        def pedir() -> int:
            cuerpo = de_la_clinica()
            respuesta = cliente.post("/v1/eventos", content=cuerpo, headers=EVENTO_JSON)
            return int(respuesta.status_code)

        assert (pedir(), recibir(sistema, 1)) == (202, (1, 0))
        assert vigente.suspender() == "suspendido"
        assert (pedir(), recibir(sistema, 2)) == (403, (1, 1))
        assert sistema.consultar("SELECT codigo FROM cuarentena") == [("sin_titulo_vigente",)]
        assert vigente.levantar() == "vigente"
        assert (pedir(), recibir(sistema, 3)) == (202, (2, 1))

    def test_el_termino_anunciado_rige_treinta_dias_y_despues_no_aporta(
        self, vigente: Tramite
    ) -> None:
        anunciado = vigente.terminar("aviso")
        assert (anunciado["estado"], anunciado["vigente_hasta"], anunciado["aporta"]) == (
            "termino_anunciado",
            "2026-12-22T03:00:00Z",
            True,
        )
        vigente.pasar(29.99)
        assert vigente.ver()["aporta"] is True
        vigente.pasar(0.02)
        assert vigente.ver()["aporta"] is False

    def test_el_aviso_no_alarga_lo_que_ya_terminaba(self, tramite: Tramite) -> None:
        tramite.crear(duracion_meses=1, prorroga_automatica=False)
        tramite.llegar_a_vigente()
        tramite.pasar(20)
        assert tramite.terminar("aviso")["vigente_hasta"] == "2026-12-22T03:00:00Z"

    def test_el_termino_anticipado_corta_al_instante_tambien_lo_suspendido(
        self, vigente: Tramite
    ) -> None:
        vigente.suspender()
        terminado = vigente.terminar("anticipado")
        assert (terminado["estado"], terminado["aporta"]) == ("termino_anticipado", False)
        assert terminado["siguientes"] == []

    def test_un_acuerdo_terminado_no_revive(self, vigente: Tramite) -> None:
        vigente.terminar("anticipado")
        for ruta in ("suspension", "levantamiento"):
            respuesta = vigente.pedir(
                "POST", f"/acuerdos/{vigente.id}/{ruta}", {"motivo": "Otra vez."}
            )
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (
                409,
                "paso_no_corresponde",
            )

    def test_un_acuerdo_que_se_prorroga_solo_sigue_aportando_aunque_nadie_lo_anote(
        self, vigente: Tramite
    ) -> None:
        vigente.pasar(366)
        assert (vigente.ver()["estado"], vigente.ver()["aporta"]) == ("vigente", True)

    def test_lo_vencido_se_aplica_antes_del_paso_pedido(self, vigente: Tramite) -> None:
        vigente.pasar(366)
        assert vigente.suspender() == "suspendido"
        historia = [(p["paso"], p["operador"]) for p in vigente.ver()["historia"]][-2:]
        assert historia == [("prorrogar", "tiempo"), ("suspender", None)]
        assert vigente.levantar() == "prorrogado"
        assert vigente.ver()["vigente_hasta"] == "2028-11-22T03:00:00Z"

    def test_lo_que_vence_se_lista_con_tiempo(self, tramite: Tramite) -> None:
        tramite.crear(duracion_meses=1)
        tramite.llegar_a_vigente()

        def pedir(dias: int) -> list[str]:
            hallados = tramite.exigir("GET", f"/acuerdos?vencen_en_dias={dias}")["acuerdos"]
            return [acuerdo["acuerdo_id"] for acuerdo in hallados]

        assert (pedir(29), pedir(31)) == ([], [tramite.id])


class TestQuienPuedeVer:
    @pytest.mark.parametrize(
        ("metodo", "ruta", "cuerpo"),
        [
            ("GET", "/instituciones", None),
            ("GET", f"/instituciones/{CLINICA}", None),
            ("GET", "/acuerdos", None),
            ("POST", "/acuerdos", {"institucion": CLINICA}),
            ("POST", f"/instituciones/{CLINICA}/bloqueo", {"motivo": "x"}),
        ],
    )
    def test_quien_investiga_no_ve_ni_toca_acuerdos(
        self, tramite: Tramite, metodo: str, ruta: str, cuerpo: Any
    ) -> None:
        respuesta = tramite.pedir(metodo, ruta, cuerpo, SUPERVISORA)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")

    def test_un_acuerdo_que_no_existe_responde_como_lo_prohibido(self, tramite: Tramite) -> None:
        ausente = f"/acuerdos/{uuid4()}"
        prohibido = tramite.pedir("GET", ausente, None, SUPERVISORA)
        inexistente = tramite.pedir("GET", ausente)
        assert prohibido.content == inexistente.content
        assert (prohibido.status_code, inexistente.status_code) == (404, 404)

    def test_cada_paso_queda_asentado_con_quien_lo_dio(
        self, vigente: Tramite, sistema: SistemaDePrueba
    ) -> None:
        vigente.suspender()
        ultimo = [a for a in asientos(sistema) if a.accion == "acuerdo:suspender"][-1]
        assert (ultimo.desenlace, ultimo.institucion, ultimo.perfil, ultimo.objeto_id) == (
            "hecho",
            "carabineros",
            "ADMIN_SISTEMA",
            vigente.id,
        )
        assert ultimo.detalle == {"paso": "suspender", "hacia": "suspendido"}

    def test_ni_el_dueno_reescribe_la_historia(
        self, vigente: Tramite, sistema: SistemaDePrueba
    ) -> None:
        for orden in (
            "UPDATE acuerdo_paso SET vuelta = 9",
            "DELETE FROM acuerdo_paso",
            "DELETE FROM hecho_institucion",
        ):
            with pytest.raises(Exception, match="solo admite agregar"):
                ordenar(sistema, orden)
        assert len(vigente.ver()["historia"]) == 11
