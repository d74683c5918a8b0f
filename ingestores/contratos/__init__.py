"""Los contratos que se publican a los organismos: qué se envía, por dónde y con qué límites.

Se generan de los mismos modelos que validan lo que llega, de modo que no pueden decir otra cosa.
"""
