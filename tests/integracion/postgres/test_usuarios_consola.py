"""Los primeros pasos desde la consola: una sola vez, y solo cuando no queda nadie con sesión."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from sistema.acceso.autor import Operador
from sistema.autenticacion.errores import PrimerAdministradorYaNombrado
from sistema.cli.usuarios import app
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from sistema.usuarios import aprobaciones
from sistema.usuarios.errores import CuentaDesconocida, HayQuienAdministre, RequisitosIncompletos
from sistema.usuarios.esquemas import PersonaNueva
from sistema.usuarios.primeros import nombrar_primer_administrador, restituir_administrador
from tests.apoyo.http import crear_cuenta
from tests.apoyo.ingreso import Persona
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_usuarios import OFICIO, RUNES, ficha


def operador(sistema: SistemaDePrueba) -> Operador:
    return Operador("uid:0", sistema.reloj())


def nombrar(sistema: SistemaDePrueba, cuenta: str = "jefa.sistema", run: str = RUNES[0]) -> str:
    bd = sistema.bd(Papel.DUENO)
    with bd.transaccion() as sesion:
        persona = PersonaNueva.model_validate(ficha(run, cuenta=cuenta))
        return nombrar_primer_administrador(sesion, bd.llavero, operador(sistema), persona)


def restituir(sistema: SistemaDePrueba, cuenta: str = "jefa.sistema") -> str:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return restituir_administrador(sesion, operador(sistema), cuenta)


def test_la_primera_administradora_entra_con_su_clave_y_no_hay_una_segunda(
    sistema: SistemaDePrueba,
) -> None:
    clave = nombrar(sistema)
    persona = Persona(sistema, "jefa.sistema")
    ingreso = persona.entrar(clave)
    assert ingreso.status_code == 201
    assert ingreso.json()["perfil"] == "ADMIN_SISTEMA"
    assert ingreso.json()["institucion"] == "carabineros"
    with pytest.raises(PrimerAdministradorYaNombrado):
        nombrar(sistema, "otra.sistema", RUNES[1])
    assert sistema.consultar("SELECT id FROM usuario WHERE cuenta = 'otra.sistema'") == []


def test_sin_requisitos_no_hay_primera_administradora(sistema: SistemaDePrueba) -> None:
    bd = sistema.bd(Papel.DUENO)
    incompleta = PersonaNueva.model_validate(ficha(cuenta="jefa.sistema", reserva_en=None))
    with pytest.raises(RequisitosIncompletos), bd.transaccion() as sesion:
        nombrar_primer_administrador(sesion, bd.llavero, operador(sistema), incompleta)
    assert sistema.contar("primer_administrador") == 0


def test_la_consola_aprueba_solo_cuando_nadie_mas_puede(sistema: SistemaDePrueba) -> None:
    nombrar(sistema)
    jefa = sistema.cliente("jefa.sistema")
    nueva = ficha(RUNES[1], cuenta="jefa.pdi", institucion="pdi")
    persona = jefa.post("/v1/usuarios", json=nueva).json()["usuario_id"]
    pedido = jefa.post(
        f"/v1/usuarios/{persona}/perfil", json={"perfil": "ADMIN_INSTITUCION", "oficio": OFICIO}
    ).json()["pedido_id"]
    crear_cuenta(sistema, "jefa.fiscalia", "ministerio_publico", Perfil.ADMIN_INSTITUCION)

    def aprobar() -> None:
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            aprobaciones.aprobar(sesion, operador(sistema), [UUID(pedido)])

    with pytest.raises(HayQuienAdministre):
        aprobar()
    fiscalia = sistema.cliente("jefa.fiscalia")
    fiscal = sistema.consultar("SELECT id FROM usuario WHERE cuenta = 'jefa.fiscalia'")[0][0]
    motivo = {"motivo": "Dato sintético."}
    assert jefa.post(f"/v1/usuarios/{fiscal}/bloqueo", json=motivo).status_code == 200
    assert fiscalia.get("/v1/usuarios").status_code == 401
    aprobar()
    assert jefa.post(f"/v1/usuarios/{persona}/activacion").json()["perfil"] == "ADMIN_INSTITUCION"


def test_se_restituye_solo_si_ya_nadie_administra_el_sistema(sistema: SistemaDePrueba) -> None:
    nombrar(sistema)
    crear_cuenta(sistema, "ajena.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
    with pytest.raises(HayQuienAdministre):
        restituir(sistema)
    sistema.reloj.avanzar(timedelta(days=180))
    for cuenta in ("ajena.pdi", "no.existe"):
        with pytest.raises(CuentaDesconocida):
            restituir(sistema, cuenta)
    persona = Persona(sistema, "jefa.sistema")
    assert persona.entrar(restituir(sistema)).json()["perfil"] == "ADMIN_SISTEMA"


def test_la_orden_entrega_la_clave_y_explica_una_ficha_mala(
    sistema: SistemaDePrueba, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SISTEMA_BD_DUENO", sistema.preparado.urls[Papel.DUENO])
    monkeypatch.setenv("SISTEMA_LLAVE_MAESTRA", str(sistema.preparado.llave_maestra))
    escrita = tmp_path / "ficha.json"

    def correr(contenido: object) -> tuple[int, str, str]:
        escrita.write_text(json.dumps(contenido), "utf-8")
        orden = ["primer-administrador", str(escrita), "--json"]
        resultado = CliRunner().invoke(app, orden)
        return resultado.exit_code, resultado.stdout, resultado.stderr

    codigo, _salida, error = correr(ficha("12.345.678-5", cuenta="MAL ESCRITA"))
    assert codigo != 0
    assert "cuenta" in error
    assert "MAL ESCRITA" not in error
    codigo, salida, error = correr(ficha(cuenta="jefa.sistema"))
    assert codigo == 0, error
    assert set(json.loads(salida)) == {"cuenta", "clave"}
    codigo, _salida, error = correr(ficha(RUNES[1], cuenta="otra.sistema"))
    assert codigo != 0


def test_cada_orden_trae_un_ejemplo() -> None:
    for orden in ("primer-administrador", "aprobar", "restituir"):
        salida = CliRunner().invoke(app, [orden, "--help"]).stdout
        assert f"sistema usuarios {orden}" in " ".join(salida.split())
