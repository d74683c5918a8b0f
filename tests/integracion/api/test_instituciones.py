"""Registrar, bloquear, renombrar y suceder instituciones, por la API y por la consola."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ingestores.cli import app
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.http import crear_cuenta
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba
from tests.integracion.api.apoyo_acuerdos import ACTO, APROBADORAS, CLINICA, Tramite
from tests.integracion.api.apoyo_maquinas import EVENTO_JSON, SALUD, MaquinaDePrueba, rechazos

MOTIVO = {"motivo": "Uso irregular en revisión."}


@pytest.fixture
def tramite(sistema: SistemaDePrueba) -> Tramite:
    return Tramite(sistema)


class TestElBloqueo:
    def test_corta_en_la_peticion_siguiente_sesiones_abiertas_maquinas_e_ingesta(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        abierta = sistema.cliente(INVESTIGADOR)
        maquina = MaquinaDePrueba(sistema).cliente()

        def mirar(numero: int) -> tuple[int, int, int]:
            sistema.puerta().registrar_lote(lote(evento(numero), desde=numero - 1))
            aporte = maquina.post("/v1/eventos", content=evento(), headers=EVENTO_JSON)
            alertas = abierta.get("/v1/alertas").status_code
            return alertas, aporte.status_code, sistema.contar("cuarentena")

        assert mirar(1) == (200, 202, 0)
        for codigo in ("pdi", SALUD):
            ficha = tramite.exigir("POST", f"/instituciones/{codigo}/bloqueo", MOTIVO)
            assert (ficha["bloqueada_en"], ficha["aporta"]) == ("2026-11-22T03:00:00Z", False)
        assert mirar(2) == (401, 403, 1)
        assert rechazos(sistema, "sesion:usar") == [("pdi", "sin_titulo_vigente")]
        for codigo in ("pdi", SALUD):
            tramite.exigir("POST", f"/instituciones/{codigo}/desbloqueo", MOTIVO)
        assert mirar(3) == (200, 202, 1)
        hechos = sistema.consultar("SELECT institucion, acto FROM hecho_institucion")
        assert hechos == [
            ("pdi", "bloquear"),
            (SALUD, "bloquear"),
            ("pdi", "desbloquear"),
            (SALUD, "desbloquear"),
        ]

    def test_bloquear_dos_veces_o_desbloquear_lo_que_no_lo_esta_no_hace_nada(
        self, tramite: Tramite
    ) -> None:
        ruta = f"/instituciones/{SALUD}"
        sobra = tramite.pedir("POST", f"{ruta}/desbloqueo", MOTIVO)
        tramite.exigir("POST", f"{ruta}/bloqueo", MOTIVO)
        otra = tramite.pedir("POST", f"{ruta}/bloqueo", MOTIVO)
        assert [(r.status_code, r.json()["codigo"]) for r in (sobra, otra)] == [
            (409, "bloqueo_sin_efecto")
        ] * 2

    def test_nadie_bloquea_a_su_propia_institucion(self, tramite: Tramite) -> None:
        respuesta = tramite.pedir("POST", "/instituciones/carabineros/bloqueo", MOTIVO)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "bloqueo_propio")
        assert tramite.exigir("GET", "/instituciones/carabineros")["bloqueada_en"] is None

    def test_el_administrador_de_otra_institucion_no_bloquea(self, tramite: Tramite) -> None:
        respuesta = tramite.pedir("POST", f"/instituciones/{SALUD}/bloqueo", MOTIVO, "admin.pdi")
        assert respuesta.status_code == 404
        assert tramite.exigir("GET", f"/instituciones/{SALUD}")["bloqueada_en"] is None


class TestLaFicha:
    def test_la_que_la_norma_no_nombra_entra_con_aprobacion_y_sin_poder_nada(
        self, tramite: Tramite
    ) -> None:
        tramite.registrar("municipio_de_ensayo", "colaborador_publico")
        ficha = tramite.exigir("GET", "/instituciones/municipio_de_ensayo")
        assert (ficha["titulo"], ficha["aporta"], ficha["acuerdos"]) == (
            "protocolo_aprobado",
            False,
            [],
        )
        assert [c["clase"] for c in ficha["contrapartes"]] == ["administrativa", "tecnica"]

    @pytest.mark.parametrize(
        ("cambio", "estado", "codigo"),
        [
            ({"clase": "interviniente"}, 422, "clase_no_registrable"),
            ({"codigo": "pdi"}, 409, "institucion_repetida"),
            ({"codigo": "Con Espacios"}, 422, "campos_invalidos"),
            ({"rut": "76.123.456-0"}, 422, "campos_invalidos"),
            ({"motivo": "  "}, 422, "campos_invalidos"),
        ],
    )
    def test_lo_que_no_se_puede_registrar(
        self, tramite: Tramite, cambio: dict[str, str], estado: int, codigo: str
    ) -> None:
        nueva = {
            "codigo": CLINICA,
            "nombre": "Clínica",
            "rut": "76123456-0",
            "clase": "colaborador_privado",
            "motivo": "Incide.",
        }
        respuesta = tramite.pedir("POST", "/instituciones", nueva | cambio)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (estado, codigo)

    def test_la_persona_de_contacto_nueva_reemplaza_a_la_anterior_y_va_cifrada(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        tramite.registrar()
        tramite.designar(CLINICA)
        vigentes = "SELECT clase, hasta IS NULL, nombre FROM contraparte ORDER BY id"
        filas = sistema.consultar(vigentes)
        assert [(clase, vigente) for clase, vigente, _nombre in filas] == [
            ("administrativa", False),
            ("tecnica", False),
            ("administrativa", True),
            ("tecnica", True),
        ]
        assert not any(b"Contacto" in bytes(nombre) for _clase, _vigente, nombre in filas)

    def test_cambiar_el_nombre_exige_un_acto_y_no_toca_el_titulo(self, tramite: Tramite) -> None:
        ruta, nuevo = f"/instituciones/{SALUD}/nombre", {"nombre": "Servicio Nuevo"}
        assert tramite.pedir("POST", ruta, nuevo).status_code == 422
        ficha = tramite.exigir("POST", ruta, nuevo | {"acto": ACTO})
        assert (ficha["nombre"], ficha["codigo"], ficha["aporta"]) == (
            "Servicio Nuevo",
            SALUD,
            True,
        )

    def test_una_institucion_que_no_existe_responde_404_y_queda_asentado(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        assert tramite.pedir("GET", "/instituciones/no_existe").status_code == 404
        assert tramite.pedir("POST", "/instituciones/no_existe/bloqueo", MOTIVO).status_code == 404
        assert rechazos(sistema, "institucion:ver") == [("carabineros", "institucion_desconocida")]
        assert rechazos(sistema, "institucion:bloquear") == [
            ("carabineros", "institucion_desconocida")
        ]


class TestLaSucesion:
    @pytest.fixture
    def con_sucesora(self, tramite: Tramite) -> Tramite:
        tramite.registrar()
        tramite.crear()
        tramite.llegar_a_vigente()
        tramite.registrar("clinica_nueva")
        return tramite

    def suceder(self, tramite: Tramite, anterior: str, sucesora: str, **cambios: Any) -> Any:
        cuerpo = {"sucesora": sucesora, "acto": ACTO | cambios}
        return tramite.pedir("POST", f"/instituciones/{anterior}/sucesion", cuerpo)

    def test_con_un_acto_la_sucesora_aporta_y_la_anterior_no(self, con_sucesora: Tramite) -> None:
        ficha = self.suceder(con_sucesora, CLINICA, "clinica_nueva").json()
        assert (ficha["codigo"], ficha["aporta"]) == ("clinica_nueva", True)
        anterior = con_sucesora.exigir("GET", f"/instituciones/{CLINICA}")
        assert (anterior["aporta"], anterior["sucedida_por"]) == (False, "clinica_nueva")
        assert con_sucesora.ver()["historia"][-1]["paso"] == "suceder"
        heredado = con_sucesora.exigir("GET", f"/acuerdos/{ficha['acuerdos'][0]['acuerdo_id']}")
        assert [(p["paso"], p["hacia"], p["acto"]) for p in heredado["historia"]] == [
            ("heredar", "vigente", ACTO)
        ]
        assert heredado["procede_de"] == con_sucesora.id
        assert heredado["contenido"] == con_sucesora.ver()["contenido"]

    def test_lo_suspendido_se_hereda_suspendido_y_lo_que_esta_en_tramite_no_se_hereda(
        self, con_sucesora: Tramite
    ) -> None:
        con_sucesora.suspender()
        en_tramite = con_sucesora.crear()
        ficha = self.suceder(con_sucesora, CLINICA, "clinica_nueva").json()
        assert [(a["estado"], a["aporta"]) for a in ficha["acuerdos"]] == [("suspendido", False)]
        assert con_sucesora.exigir("GET", f"/acuerdos/{en_tramite}")["estado"] == "terminado"
        con_sucesora.id = ficha["acuerdos"][0]["acuerdo_id"]
        assert con_sucesora.levantar() == "vigente"

    def test_sin_acto_o_con_uno_de_manana_no_hay_sucesion(self, con_sucesora: Tramite) -> None:
        ruta = f"/instituciones/{CLINICA}/sucesion"
        sin_acto = con_sucesora.pedir("POST", ruta, {"sucesora": "clinica_nueva"})
        futura = self.suceder(con_sucesora, CLINICA, "clinica_nueva", fecha="2026-11-23")
        assert [(r.status_code, r.json()["codigo"]) for r in (sin_acto, futura)] == [
            (422, "campos_invalidos"),
            (422, "acto_futuro"),
        ]
        assert con_sucesora.ver()["aporta"] is True

    @pytest.mark.parametrize(
        ("anterior", "sucesora"),
        [
            (CLINICA, CLINICA),
            (CLINICA, "senda"),
            ("pdi", "carabineros"),
        ],
    )
    def test_no_se_suceden_la_misma_las_de_otra_clase_ni_los_intervinientes(
        self, con_sucesora: Tramite, anterior: str, sucesora: str
    ) -> None:
        respuesta = self.suceder(con_sucesora, anterior, sucesora)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "sucesion_imposible")

    @pytest.mark.parametrize("bloqueada", [CLINICA, "clinica_nueva"])
    def test_con_una_bloqueada_no_hay_sucesion(self, con_sucesora: Tramite, bloqueada: str) -> None:
        con_sucesora.exigir("POST", f"/instituciones/{bloqueada}/bloqueo", MOTIVO)
        respuesta = self.suceder(con_sucesora, CLINICA, "clinica_nueva")
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "sucesion_imposible")

    def test_nadie_es_sucedida_dos_veces(self, con_sucesora: Tramite) -> None:
        con_sucesora.registrar("clinica_otra")
        assert self.suceder(con_sucesora, CLINICA, "clinica_nueva").status_code == 200
        for sucesora in ("clinica_otra", "clinica_nueva"):
            assert self.suceder(con_sucesora, CLINICA, sucesora).status_code == 409


class TestLasCarreras:
    def test_aprobaciones_a_la_vez_cuentan_una_por_institucion(
        self, tramite: Tramite, sistema: SistemaDePrueba
    ) -> None:
        for institucion in APROBADORAS:
            crear_cuenta(sistema, f"otra.{institucion}", institucion, Perfil.ADMIN_INSTITUCION)
        tramite.registrar()
        tramite.crear()
        tramite.visar()
        ruta = f"/v1/acuerdos/{tramite.id}/aprobacion"
        clientes = [
            sistema.cliente(f"{quien}.{institucion}")
            for institucion in APROBADORAS
            for quien in ("admin", "otra")
        ]
        with ThreadPoolExecutor(len(clientes)) as hilos:
            estados = list(
                hilos.map(
                    lambda c: c.post(ruta, json={"decision": "aprobar"}).status_code, clientes
                )
            )
        assert sorted(estados) == [200, 200, 200, 409, 409, 409]
        assert (tramite.ver()["estado"], len(tramite.ver()["aprobaron"])) == ("firma", 3)


class TestLaConsola:
    def correr(self, sistema: SistemaDePrueba, *argumentos: str) -> Result:
        variables = {
            "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        }
        return CliRunner().invoke(app, ["instituciones", *argumentos], env=variables)

    def test_registra_bloquea_y_desbloquea_a_nombre_del_operador(
        self, sistema: SistemaDePrueba
    ) -> None:
        registro = ["--nombre", "Clínica", "--rut", "76123456-0", "--motivo", "Incide."]
        clase = ["--clase", "colaborador_privado"]
        ordenes = (
            ("registrar", CLINICA, *registro, *clase),
            ("bloquear", "carabineros", "--motivo", "Llave filtrada."),
            ("desbloquear", "carabineros", "--motivo", "Llave nueva."),
        )
        assert [self.correr(sistema, *orden).exit_code for orden in ordenes] == [0, 0, 0]
        hechos = sistema.consultar(
            "SELECT institucion, acto, usuario_id, operador LIKE 'uid:%' FROM hecho_institucion"
        )
        assert hechos == [
            (CLINICA, "registrar", None, True),
            ("carabineros", "bloquear", None, True),
            ("carabineros", "desbloquear", None, True),
        ]

    def test_lo_que_no_se_puede_sale_con_dos_y_dice_que_hacer(
        self, sistema: SistemaDePrueba
    ) -> None:
        ausente = self.correr(sistema, "bloquear", "no_existe", "--motivo", "x")
        assert (ausente.exit_code, "No se encontró lo pedido." in ausente.stderr) == (2, True)
        mala = ["--nombre", "Clínica", "--rut", "76.123.456-0", "--motivo", "Incide."]
        clase = ["--clase", "colaborador_privado"]
        escrita = self.correr(sistema, "registrar", "Clínica Mala", *mala, *clase)
        assert (escrita.exit_code, "76.123" in escrita.stderr) == (2, False)
        assert "codigo: no tiene la forma" in escrita.stderr
        assert "rut: no tiene la forma" in escrita.stderr

    def test_lista_instituciones_y_acuerdos(self, sistema: SistemaDePrueba) -> None:
        vistas = json.loads(self.correr(sistema, "listar", "--json").stdout)
        assert {v["codigo"]: v["aporta"] for v in vistas}["senda"] is True
        assert (
            "senda  colaborador_publico  protocolo  aporta"
            in self.correr(sistema, "listar").stdout.splitlines()
        )
        vencen = self.correr(sistema, "acuerdos", "--vencen-en-dias", "60", "--json")
        assert json.loads(vencen.stdout) == []
        assert (
            "  senda  vigente  aporta  sin término  no se prorroga"
            in self.correr(sistema, "acuerdos").stdout
        )
