"""Todo texto que la API acepta se lee igual por su ruta de lectura: nada guardado la envenena."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.integracion.api.apoyo_acuerdos import ACTO, CONTENIDO
from tests.integracion.api.apoyo_usuarios import ficha
from tests.robustez.mundo import Mundo

guardables = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=60
)
textos = (
    guardables | st.text(max_size=60) | st.sampled_from(["a\nb", "A\u0301", "q\u00adr", "\ufb01"])
)


class Hilo:
    """Escribe dos textos en alguna parte y los vuelve a leer."""

    def __init__(self, mundo: Mundo, uno: str, otro: str) -> None:
        self.mundo = mundo
        self.uno = uno
        self.otro = otro
        self.caso = f"/v1/casos/{mundo.ids['caso_id'][0]}"

    def enviar(self, metodo: str, ruta: str, cuerpo: dict[str, Any], cuenta: str = "") -> bool:
        """Si se aceptó; lo que no se acepta es un 422 y nada más."""
        quien = self.mundo.cliente(cuenta or self.mundo.propia(ruta))
        respuesta = quien.request(metodo, ruta, json=cuerpo)
        assert respuesta.is_success or respuesta.status_code == 422, respuesta.text
        return respuesta.is_success

    def leer(self, ruta: str, cuenta: str = "") -> Any:
        leida = self.mundo.cliente(cuenta or self.mundo.propia(ruta)).get(ruta)
        assert leida.status_code == 200, leida.text
        return leida.json()


Leido = tuple[str, str] | None


def antecedente(hilo: Hilo) -> Leido:
    aporte = {
        "respuesta": "no",
        "aportante": hilo.uno,
        "respaldo": {"tipo": "informe", "referencia": hilo.otro},
    }
    cuerpo = {"hechos": {"violencia_dicha_por_alguien": aporte}}
    if not hilo.enviar("POST", f"{hilo.caso}/antecedentes", cuerpo):
        return None
    contenido = hilo.leer(f"{hilo.caso}/antecedentes")["antecedentes"][-1]["aportes"][-1]
    hilo.leer(f"{hilo.caso}/entrevista")
    dicho = contenido["contenido"]
    return dicho.get("aportante", ""), dicho["respaldo"]["referencia"]


def hipotesis(hilo: Hilo) -> Leido:
    cuerpo = {"tipo": "CONFLICTO_FAMILIAR", "sustento": f"{hilo.uno}|{hilo.otro}"}
    if not hilo.enviar("POST", f"{hilo.caso}/hipotesis", cuerpo):
        return None
    uno, _, otro = hilo.leer(f"{hilo.caso}/hipotesis")["hipotesis"][-1]["sustento"].partition("|")
    return uno, otro


def diligencia(hilo: Hilo) -> Leido:
    diligencia_id = hilo.mundo.ids["diligencia_id"][0]
    ruta = f"/v1/diligencias/{diligencia_id}/resultado"
    if not hilo.enviar("POST", ruta, {"resultado": f"{hilo.uno}|{hilo.otro}"}):
        return None
    leidas = hilo.leer(f"{hilo.caso}/diligencias")["diligencias"]
    [resultados] = [d["resultados"] for d in leidas if d["id"] == diligencia_id]
    uno, _, otro = resultados[-1]["resultado"].partition("|")
    return uno, otro


def desenlace(hilo: Hilo) -> Leido:
    cuerpo = {"dano": "ninguno", "sustento": f"{hilo.uno}|{hilo.otro}"}
    if not hilo.enviar("POST", f"{hilo.caso}/desenlace", cuerpo):
        return None
    uno, _, otro = hilo.leer(f"{hilo.caso}/desenlace")["versiones"][-1]["sustento"].partition("|")
    return uno, otro


def decision(hilo: Hilo) -> Leido:
    """El motivo de una baja y el de quien la rechaza; rechazada, se puede pedir otra."""
    riesgo = hilo.leer(f"{hilo.caso}/riesgo")
    for pendiente in [d for d in riesgo["decisiones"] if d["estado"] == "pendiente"]:
        assert rechazar(hilo, pendiente["decision_id"], "Sigue en riesgo.")
    ante = riesgo["propuesta"]["evaluacion_id"]
    cuerpo = {"evaluacion_id": ante, "categoria": "MEDIO", "motivo": f"{hilo.uno}|"}
    if not hilo.enviar("POST", f"{hilo.caso}/riesgo/decision", cuerpo):
        return None
    decisiones = hilo.leer(f"{hilo.caso}/riesgo")["decisiones"]
    [baja] = [d["decision_id"] for d in decisiones if d["estado"] == "pendiente"]
    if not rechazar(hilo, baja, f"|{hilo.otro}"):
        return None
    decisiones = hilo.leer(f"{hilo.caso}/riesgo")["decisiones"]
    [leida] = [d for d in decisiones if d["decision_id"] == baja]
    [visto] = leida["vistos_buenos"]
    return leida["motivo"].removesuffix("|"), visto["motivo"].removeprefix("|")


def rechazar(hilo: Hilo, decision_id: str, motivo: str) -> bool:
    ruta = f"/v1/riesgo/decisiones/{decision_id}/visto-bueno"
    return hilo.enviar("POST", ruta, {"respuesta": "rechazar", "motivo": motivo})


def institucion(hilo: Hilo) -> Leido:
    ruta = f"/v1/instituciones/{hilo.mundo.ids['codigo'][0]}"
    if not hilo.enviar(
        "POST", f"{ruta}/nombre", {"nombre": f"{hilo.uno}|{hilo.otro}", "acto": ACTO}
    ):
        return None
    uno, _, otro = hilo.leer(ruta)["nombre"].partition("|")
    return uno, otro


def contraparte(hilo: Hilo) -> Leido:
    ruta = f"/v1/instituciones/{hilo.mundo.ids['codigo'][0]}"
    cuerpo = {
        "clase": "tecnica",
        "nombre": f"{hilo.uno}|",
        "cargo": f"|{hilo.otro}",
        "correo": "contacto@clinica.example",
        "telefono": "+56 2 2345 6789",
        "oficio": "12",
    }
    if not hilo.enviar("POST", f"{ruta}/contrapartes", cuerpo):
        return None
    [leida] = [c for c in hilo.leer(ruta)["contrapartes"] if c["clase"] == "tecnica"]
    return leida["nombre"].removesuffix("|"), leida["cargo"].removeprefix("|")


def acuerdo(hilo: Hilo) -> Leido:
    ruta = f"/v1/acuerdos/{hilo.mundo.ids['acuerdo_id'][0]}"
    cambios = {"proposito": f"{hilo.uno}|", "periodicidad": f"|{hilo.otro}"}
    if not hilo.enviar("PUT", f"{ruta}/contenido", CONTENIDO | cambios):
        return None
    leido = hilo.leer(ruta)["contenido"]
    return leido["proposito"].removesuffix("|"), leido["periodicidad"].removeprefix("|")


def usuario(hilo: Hilo) -> Leido:
    ruta = f"/v1/usuarios/{hilo.mundo.ids['usuario_id'][0]}"
    cambios = {"nombres": f"{hilo.uno}|", "cargo": f"|{hilo.otro}"}
    if not hilo.enviar("PUT", f"{ruta}/ficha", ficha(**cambios)):
        return None
    leida = hilo.leer(ruta)["ficha"]
    return leida["nombres"].removesuffix("|"), leida["cargo"].removeprefix("|")


LUGARES: dict[str, Callable[[Hilo], Leido]] = {
    lugar.__name__: lugar
    for lugar in (
        antecedente,
        hipotesis,
        diligencia,
        desenlace,
        decision,
        institucion,
        contraparte,
        acuerdo,
        usuario,
    )
}


def limpio(texto: str) -> str:
    """El guion opcional (U+00AD) es lo único que se quita; los blancos de las orillas se juzgan."""
    return unicodedata.normalize("NFC", texto.replace("\u00ad", ""))


# Mutación probada: que `limpiar_parrafo` cambie una letra.
@pytest.mark.parametrize("lugar", LUGARES)
@settings(max_examples=20)
@given(uno=textos, otro=textos)
@example(uno="Ñandú 漢字 😀", otro='O\'Higgins \\ "citado"')
def test_lo_que_se_acepta_se_lee_igual(mundo: Mundo, lugar: str, uno: str, otro: str) -> None:
    # Porque: estos campos quitan los blancos de las orillas; adentro no se toca nada.
    uno, otro = (texto.strip().replace("|", "/") for texto in (uno, otro))
    leido = LUGARES[lugar](Hilo(mundo, uno, otro))
    if leido is not None:
        assert leido == (limpio(uno), limpio(otro))


def test_de_todo_lugar_se_acepta_un_texto_comun(mundo: Mundo) -> None:
    for lugar, escribir in LUGARES.items():
        assert escribir(Hilo(mundo, "Ñuñoa", "línea")) == ("Ñuñoa", "línea"), lugar
