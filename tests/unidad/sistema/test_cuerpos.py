"""La aduana de los cuerpos no espera para siempre."""

import asyncio
import json

from starlette.types import Message, Receive, Scope, Send

from sistema.api.cuerpos import AduanaDeCuerpos


async def _nunca(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("la petición incompleta llegó a la aplicación")


# Mutación probada: leer sin plazo.
def test_un_cuerpo_que_no_termina_de_llegar_se_responde_408_y_se_cierra() -> None:
    partes: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}]
    enviado: list[Message] = []

    async def recibir() -> Message:
        if not partes:
            await asyncio.Event().wait()
        return partes.pop()

    async def enviar(mensaje: Message) -> None:
        enviado.append(mensaje)

    async def pedir() -> None:
        aduana = AduanaDeCuerpos(_nunca, plazo_s=0.01)
        peticion = {"type": "http", "method": "POST", "path": "/v1/eventos"}
        await asyncio.wait_for(aduana(peticion, recibir, enviar), 5)

    asyncio.run(pedir())
    inicio, cuerpo = enviado
    assert inicio["status"] == 408
    assert (b"connection", b"close") in inicio["headers"]
    assert json.loads(cuerpo["body"])["codigo"] == "cuerpo_lento"
