"""El escenario sintético de la demostración: denuncias, eventos y su verdad."""
