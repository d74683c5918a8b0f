"""Entradas de todas las formas contra toda ruta: `make robustez` y un subconjunto en la batería."""
