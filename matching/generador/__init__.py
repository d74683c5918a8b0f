"""Mundo sintético sembrado: población, ruido y negativos difíciles para entrenar y medir.

Todo es inventado: ningún nombre, RUN ni fecha corresponde a una persona. Las proporciones son de
conocimiento general y redondeadas; no son estadísticas. Sin E/S y sin reloj: la misma semilla da
siempre el mismo mundo.
"""
