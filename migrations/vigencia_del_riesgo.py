"""Lo que la base cuida de la categoría que rige, aunque el programa se equivoque.

Fundamento: técnico (ADR-0020).
"""

# Porque: mientras rija un piso, ni un error del programa puede dejar el caso bajo ALTO.
_IMPEDIR_BAJO_PISO = """
CREATE FUNCTION impedir_bajo_piso() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.categoria <> 'ALTO' AND (
        SELECT con_piso FROM evaluacion_riesgo WHERE caso_id = NEW.caso_id
        ORDER BY version DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'el caso tiene un piso: solo puede regir ALTO';
    END IF;
    RETURN NEW;
END $$
"""
_CON_PISO_SOLO_ALTO = """
CREATE TRIGGER con_piso_solo_alto BEFORE INSERT ON vigencia_riesgo
FOR EACH ROW EXECUTE FUNCTION impedir_bajo_piso()
"""
# Porque: ni un error del programa puede dejar que el Sistema o una persona sola bajen un caso. Lo
# último determinado cuenta aunque después el Sistema haya vuelto a no saber.
_IMPEDIR_BAJAR_A_SOLAS = """
CREATE FUNCTION impedir_bajar_a_solas() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    orden CONSTANT text[] := ARRAY['BAJO', 'MEDIO', 'SIN_DETERMINAR', 'ALTO'];
    vigente text := coalesce((
        SELECT categoria FROM vigencia_riesgo WHERE caso_id = NEW.caso_id
        ORDER BY numero DESC LIMIT 1
    ), 'SIN_DETERMINAR');
    determinada text := (
        SELECT categoria FROM vigencia_riesgo
        WHERE caso_id = NEW.caso_id AND categoria <> 'SIN_DETERMINAR'
        ORDER BY numero DESC LIMIT 1
    );
    decision record;
    aprobados integer;
    rechazados integer;
    fiscales integer;
BEGIN
    IF NEW.decision_id IS NULL THEN
        IF array_position(orden, NEW.categoria::text) < array_position(orden, vigente) THEN
            RAISE EXCEPTION 'una propuesta no baja la categoria que rige';
        END IF;
        RETURN NEW;
    END IF;
    SELECT caso_id, categoria, paso, desde INTO STRICT decision
    FROM decision_riesgo WHERE id = NEW.decision_id;
    IF (decision.caso_id, decision.categoria::text) <> (NEW.caso_id, NEW.categoria::text) THEN
        RAISE EXCEPTION 'la decision es de otro caso o de otra categoria';
    END IF;
    IF decision.paso <> 'bajar' THEN
        IF array_position(orden, NEW.categoria::text) < array_position(orden, determinada) THEN
            RAISE EXCEPTION 'una persona sola no baja la categoria';
        END IF;
        RETURN NEW;
    END IF;
    SELECT count(*) FILTER (WHERE respuesta = 'aprobar'),
           count(*) FILTER (WHERE respuesta = 'rechazar'),
           count(*) FILTER (WHERE respuesta = 'aprobar' AND es_fiscal)
    INTO aprobados, rechazados, fiscales
    FROM visto_bueno_riesgo WHERE decision_id = NEW.decision_id;
    IF rechazados > 0 OR aprobados < 1
       OR ('ALTO' IN (decision.desde, vigente) AND (aprobados < 2 OR fiscales < 1)) THEN
        RAISE EXCEPTION 'a la baja le faltan vistos buenos';
    END IF;
    RETURN NEW;
END $$
"""
_NADIE_BAJA_A_SOLAS = """
CREATE TRIGGER nadie_baja_a_solas BEFORE INSERT ON vigencia_riesgo
FOR EACH ROW EXECUTE FUNCTION impedir_bajar_a_solas()
"""
CUIDAR_LA_VIGENCIA = (
    _IMPEDIR_BAJO_PISO,
    _CON_PISO_SOLO_ALTO,
    _IMPEDIR_BAJAR_A_SOLAS,
    _NADIE_BAJA_A_SOLAS,
)
DESCUIDAR_LA_VIGENCIA = (
    "DROP FUNCTION impedir_bajo_piso()",
    "DROP FUNCTION impedir_bajar_a_solas()",
)
