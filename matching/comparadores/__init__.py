"""Un comparador por campo: de dos valores a un nivel, nunca a un número.

Los niveles son enteros pequeños (cada módulo da sus nombres en `NIVELES`) porque se comparan
millones por minuto; cuánto vale cada uno lo dice `matching.modelo`. Lo que falta es un nivel propio
y jamás una contradicción.
"""
