"""Lo que la demostración deja listo antes de empezar."""

from pathlib import Path

from kafka import KafkaAdminClient  # type: ignore[import-untyped]  # la biblioteca no trae tipos

from ingestores.demo.montaje import montar
from tests.apoyo.servicios import JARS


# Mutación probada: crear solo los temas de contactos.
def test_la_demostracion_crea_los_dos_temas_de_cada_organismo(raiz: Path) -> None:
    with montar(raiz, lambda _que: None, con_kafka=True, jars=JARS) as montaje:
        administrador = montaje.conexion_kafka("administrador")
        assert administrador is not None
        cliente = KafkaAdminClient(**administrador.como_opciones())
        try:
            temas = set(cliente.list_topics())
        finally:
            cliente.close()
    de_contactos = {tema for tema in temas if tema.startswith("contactos.")}
    de_prueba = {tema for tema in temas if tema.startswith("prueba.")}
    assert {"contactos.senadis.v1", "prueba.senadis.v1"} <= temas
    assert len(de_contactos) == len(de_prueba)
