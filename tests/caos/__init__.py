"""Fallas a propósito sobre servicios reales, y quien comprueba después que nada se perdió."""
