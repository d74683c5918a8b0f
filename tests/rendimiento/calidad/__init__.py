"""Cuánto acierta el enlace: pares escritos a mano, tratamientos y mundos sembrados."""
