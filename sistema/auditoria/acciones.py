"""El vocabulario de la auditoría: «sujeto:acción», estable y nunca reutilizado."""

from enum import StrEnum


class Accion(StrEnum):
    """Lo que alguien hizo o intentó hacer."""

    SESION_ABRIR = "sesion:abrir"
    SESION_USAR = "sesion:usar"
    SESION_CERRAR = "sesion:cerrar"
    DENUNCIA_INGRESAR = "denuncia:ingresar"
    PERSONA_CONSULTAR = "persona:consultar"
    CASO_VER_MOVIMIENTOS = "caso:ver_movimientos"
    ALERTA_LISTAR = "alerta:listar"
    ALERTA_ACUSAR = "alerta:acusar"
    CONTACTOS_REGISTRAR = "contactos:registrar"
    COINCIDENCIA_HALLAR = "coincidencia:hallar"
    COINCIDENCIA_OMITIR = "coincidencia:omitir"
    COINCIDENCIA_DECIDIR = "coincidencia:decidir"


class Desenlace(StrEnum):
    """Cómo terminó el intento."""

    HECHO = "hecho"
    RECHAZADO = "rechazado"
