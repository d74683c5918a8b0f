"""El vocabulario de la auditoría: «sujeto:acción», estable y nunca reutilizado."""

from enum import StrEnum


class Accion(StrEnum):
    """Lo que alguien hizo o intentó hacer."""

    SESION_ABRIR = "sesion:abrir"
    SESION_USAR = "sesion:usar"
    SESION_CERRAR = "sesion:cerrar"
    DENUNCIA_INGRESAR = "denuncia:ingresar"
    PERSONA_CONSULTAR = "persona:consultar"
    PERSONA_CORREGIR = "persona:corregir"
    CASO_VER_MOVIMIENTOS = "caso:ver_movimientos"
    ALERTA_LISTAR = "alerta:listar"
    ALERTA_ACUSAR = "alerta:acusar"
    CONTACTOS_REGISTRAR = "contactos:registrar"
    CASO_MIRAR_ATRAS = "caso:mirar_atras"
    COINCIDENCIA_HALLAR = "coincidencia:hallar"
    COINCIDENCIA_RECALCULAR = "coincidencia:recalcular"
    COINCIDENCIA_OMITIR = "coincidencia:omitir"
    COINCIDENCIA_DECIDIR = "coincidencia:decidir"
    SALUD_VER = "salud:ver"
    TAREA_CORRER = "tarea:correr"
    SONDA_PREPARAR = "sonda:preparar"
    CUARENTENA_LISTAR = "cuarentena:listar"
    CUARENTENA_VER = "cuarentena:ver"
    CUARENTENA_REENVIAR = "cuarentena:reenviar"
    CUARENTENA_CONTAR_ERRORES = "cuarentena:contar_errores"
    CREDENCIAL_CREAR = "credencial:crear"
    CREDENCIAL_REVOCAR = "credencial:revocar"
    TOKEN_PEDIR = "token:pedir"  # noqa: S105 - nombre de una acción
    TOKEN_USAR = "token:usar"  # noqa: S105 - nombre de una acción
    EVENTOS_RECIBIR = "eventos:recibir"
    EVENTOS_ENSAYAR = "eventos:ensayar"
    LLAVE_FIRMA_REGISTRAR = "llave_firma:registrar"
    LLAVE_FIRMA_RETIRAR = "llave_firma:retirar"
    CONTACTO_VERIFICAR_FIRMA = "contacto:verificar_firma"


class Desenlace(StrEnum):
    """Cómo terminó el intento."""

    HECHO = "hecho"
    RECHAZADO = "rechazado"
