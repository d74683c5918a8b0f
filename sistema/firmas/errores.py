"""Lo que impide registrar o retirar una llave de firma."""

from sistema.nucleo.errores import CampoInvalido, NoEncontrado, ReglaIncumplida


class LlaveDeFirmaInvalida(CampoInvalido):
    """El archivo no es una llave pública Ed25519 en PEM."""

    codigo = "llave_de_firma_invalida"
    campo = "publica"
    titulo = "El archivo no sirve como llave de firma."
    remedio = (
        "Entregue la llave pública: `openssl pkey -in privada.pem -pubout -out publica.pem`, "
        "de una privada hecha con `openssl genpkey -algorithm ed25519 -out privada.pem`."
    )


class LlaveDeFirmaDeOtro(ReglaIncumplida):
    """Dos organismos con la misma llave no se podrían distinguir."""

    codigo = "llave_de_firma_de_otro"
    titulo = "Esa llave ya la registró otro organismo."
    remedio = "Cada organismo genera su propia llave y no comparte la privada."


class LlaveDeFirmaRetirada(ReglaIncumplida):
    """Una llave retirada no vuelve: lo que firmó después de retirarse no se distinguiría."""

    codigo = "llave_de_firma_retirada"
    titulo = "Esa llave se retiró y no vuelve a usarse."
    remedio = "Genere una llave nueva y regístrela."


class LlaveDeFirmaNoEncontrada(NoEncontrado):
    """El organismo no tiene una llave con ese nombre."""

    remedio = "Vea las llaves con `sistema organismos firma listar`."
