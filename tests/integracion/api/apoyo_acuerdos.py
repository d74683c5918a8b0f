"""Un colaborador privado y quienes tramitan su acuerdo, cada uno con su sesión."""

from datetime import timedelta
from typing import Any

from httpx2 import Response

from sistema.modelos.usuario import Perfil
from tests.apoyo.http import crear_cuenta
from tests.apoyo.sistema import SistemaDePrueba

CLINICA = "clinica_de_ensayo"
APROBADORAS = ("carabineros", "pdi", "ministerio_publico")
ACTO = {"numero": "1024", "fecha": "2026-11-20", "referencia": "Expediente 1024/2026"}
CONTENIDO: dict[str, Any] = {
    "tipo": "protocolo_cooperacion",
    "base_legal": "Decreto 120, art. 6.",
    "proposito": "Avisar de atenciones de urgencia de personas buscadas.",
    "fundamento_incidencia": "Atiende a un tercio de las urgencias de la comuna.",
    "detalle_datos": "Identidad y hecho de la atención.",
    "sensibilidad": "Salud: solo el hecho, nunca la ficha.",
    "forma_aporte": "http",
    "periodicidad": "Cada atención, al ocurrir",
    "nivel_servicio": {
        "eventos_por_segundo": 5,
        "disponibilidad_pct": 99.5,
        "horario": "24x7",
        "incidencia_critica_horas": 2,
    },
    "usuarios": "Dos administradores.",
    "medidas_seguridad": "Llave propia, red cerrada.",
    "reserva_y_sanciones": "Deber de reserva de la ley.",
    "auditoria": "Anual.",
    "tipos_contacto": ["atencion_urgencia"],
    "finalidades": ["localizacion"],
    "clases_dato": ["identidad", "salud"],
    "dias_retrospectiva": 7,
    "duracion_meses": 12,
    "prorroga_automatica": True,
}
HASTA_PRUEBA: tuple[tuple[str, dict[str, Any]], ...] = (
    ("firmar", {"acto": ACTO}),
    ("dictar_acto", {"acto": ACTO}),
)
DE_PRUEBA_A_VIGENTE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("iniciar_marcha_blanca", {"motivo": "Ensayos aprobados."}),
    ("poner_en_vigencia", {"motivo": "Marcha blanca sin hallazgos."}),
)


class Tramite:
    """El camino de un acuerdo por la API pública; cada paso con quien puede darlo."""

    def __init__(self, sistema: SistemaDePrueba) -> None:
        self.sistema = sistema
        self._dar_cuentas()
        self.id = ""

    def pedir(self, metodo: str, ruta: str, cuerpo: Any = None, cuenta: str = "admin") -> Response:
        return self.sistema.cliente(cuenta).request(metodo, f"/v1{ruta}", json=cuerpo)

    def exigir(self, metodo: str, ruta: str, cuerpo: Any = None, cuenta: str = "admin") -> Any:
        respuesta = self.pedir(metodo, ruta, cuerpo, cuenta)
        assert respuesta.status_code in {200, 201}, respuesta.text
        return respuesta.json()

    def registrar(self, codigo: str = CLINICA, clase: str = "colaborador_privado") -> None:
        nueva = {
            "codigo": codigo,
            "nombre": "Clínica de Ensayo",
            "rut": "76123456-0",
            "clase": clase,
            "motivo": "Su información incide en la búsqueda.",
        }
        self.exigir("POST", "/instituciones", nueva)
        self.designar(codigo)

    def designar(self, codigo: str) -> None:
        """Deja a la institución con sus dos personas de contacto."""
        for cual in ("administrativa", "tecnica"):
            persona = {
                "clase": cual,
                "nombre": "Persona De Contacto",
                "cargo": "Jefatura",
                "correo": "contacto@clinica.example",
                "telefono": "+56 2 2345 6789",
                "oficio": "Oficio 12/2026",
            }
            self.exigir("POST", f"/instituciones/{codigo}/contrapartes", persona)

    def crear(self, institucion: str = CLINICA, **cambios: Any) -> str:
        cuerpo = {"institucion": institucion, "contenido": CONTENIDO | cambios}
        self.id = str(self.exigir("POST", "/acuerdos", cuerpo)["acuerdo_id"])
        return self.id

    def paso(self, paso: str, **con: Any) -> Response:
        return self.pedir("POST", f"/acuerdos/{self.id}/pasos", {"paso": paso, **con})

    def dar(self, paso: str, **con: Any) -> str:
        respuesta = self.paso(paso, **con)
        assert respuesta.status_code == 200, respuesta.text
        return str(respuesta.json()["estado"])

    def visar(self) -> str:
        self.dar("enviar_a_visacion")
        self.dar("visar", parte="administrador", acto=ACTO)
        return self.dar("visar", parte="institucion", acto=ACTO)

    def aprobar(self, institucion: str, **con: Any) -> Response:
        cuerpo = {"decision": "aprobar", **con}
        return self.pedir("POST", f"/acuerdos/{self.id}/aprobacion", cuerpo, f"admin.{institucion}")

    def llegar_a_prueba(self) -> str:
        """Desde un borrador completo hasta el ambiente de prueba."""
        estado = self.visar()
        if estado == "aprobacion":
            for institucion in APROBADORAS:
                assert self.aprobar(institucion).status_code == 200
        for paso, con in HASTA_PRUEBA:
            estado = self.dar(paso, **con)
        return estado

    def llegar_a_vigente(self) -> str:
        self.llegar_a_prueba()
        return [self.dar(paso, **con) for paso, con in DE_PRUEBA_A_VIGENTE][-1]

    def ver(self) -> Any:
        return self.exigir("GET", f"/acuerdos/{self.id}")

    def suspender(self) -> str:
        cuerpo = {"motivo": "Uso irregular en revisión."}
        return str(self.exigir("POST", f"/acuerdos/{self.id}/suspension", cuerpo)["estado"])

    def levantar(self) -> str:
        cuerpo = {"motivo": "Revisión terminada."}
        return str(self.exigir("POST", f"/acuerdos/{self.id}/levantamiento", cuerpo)["estado"])

    def terminar(self, forma: str) -> Any:
        cuerpo = {"forma": forma, "motivo": "Incumplimiento.", "acto": ACTO}
        return self.exigir("POST", f"/acuerdos/{self.id}/termino", cuerpo)

    def pasar(self, dias: float) -> None:
        """Pasan los días; a quien se le venció el perfil se le da otra vez."""
        self.sistema.reloj.avanzar(timedelta(days=dias))
        self._dar_cuentas()

    def _dar_cuentas(self) -> None:
        crear_cuenta(self.sistema, "admin", "carabineros", Perfil.ADMIN_SISTEMA)
        for institucion in APROBADORAS:
            cuenta = f"admin.{institucion}"
            crear_cuenta(self.sistema, cuenta, institucion, Perfil.ADMIN_INSTITUCION)
