"""La demostración: todo el Sistema en esta máquina, con datos sintéticos."""
