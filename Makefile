# `make` a secas muestra esta ayuda. Lo que instala habla por stderr: la salida estándar es de la orden.
MAKEFLAGS += --warn-undefined-variables --no-print-directory
SHELL := /bin/sh
.DEFAULT_GOAL := ayuda

ARGS ?=
DIR ?=
UV ?= uv
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
SELLO := $(VENV)/.instalado

# El sello guarda dónde se instaló. Si falta, si el árbol se movió o si el intérprete ya no sirve,
# la instalación se repite; si todo está bien no se hace nada ni se toca la red.
SANO := $(shell [ "$$(cat $(SELLO) 2>/dev/null)" = "$(CURDIR)" ] && [ -x $(BIN)/sistema ] && \
	$(BIN)/python -c 'import importlib.util as u, sys; sys.exit(u.find_spec("typer") is None)' \
	2>/dev/null && echo si)

# Las variables de índice de esta máquina no deben entrar en los archivos bloqueados.
SIN_INDICES := env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL \
	-u UV_FIND_LINKS -u UV_CONFIG_FILE

.PHONY: ayuda instalar demo test bench calidad caos mutacion robustez flujo-externo formato lint tipos arquitectura \
	verificar bloquear limpiar FORZAR

ayuda:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

##@ Usar
instalar: $(SELLO)  ## Instala todo en .venv (con uv si está; si no, con venv y pip)

demo: $(SELLO)  ## Levanta el sistema y muestra el escenario (ARGS="--una-vez --json")
	@exec $(BIN)/sistema demo $(ARGS)

flujo-externo: $(SELLO)  ## Pasa un flujo ajeno por el sistema y lo mide (DIR=carpeta)
	@[ -n "$(DIR)" ] || { echo 'Falta la carpeta del flujo: make flujo-externo DIR=carpeta' 1>&2; exit 2; }
	@exec $(BIN)/python -m tests.rendimiento.flujo_externo "$(DIR)" $(ARGS)

##@ Probar y medir
test: $(SELLO)  ## Corre toda la batería (ARGS="--exigir-servicios")
	@exec $(BIN)/pytest -n 2 $(ARGS)

bench: $(SELLO)  ## Mide y escribe una línea JSON por medida
	@exec $(BIN)/python -m tests.rendimiento $(ARGS)

calidad: $(SELLO)  ## Mide el acierto del enlace por categoría
	@exec $(BIN)/python -m tests.rendimiento.calidad $(ARGS)

caos: $(SELLO)  ## Rompe los servicios según un plan y comprueba que nada se perdió
	@exec $(BIN)/python -m tests.caos $(ARGS)

mutacion: $(SELLO)  ## Cambia riesgo/ de a un lugar y cuenta qué notan sus pruebas (ARGS="--muestra 600")
	@exec $(BIN)/python -m tests.rendimiento.mutacion_riesgo $(ARGS)

robustez: $(SELLO)  ## Envía a cada ruta casos sacados del contrato (ARGS="--casos 20000 --semilla 1")
	@exec $(BIN)/python -m tests.robustez $(ARGS)

##@ Cuidar el código
formato: $(SELLO)  ## Da formato y arregla lo que ruff sabe arreglar
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lint: $(SELLO)  ## Revisa el estilo sin cambiar nada
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

tipos: $(SELLO)  ## Revisa los tipos, pruebas incluidas
	@$(BIN)/mypy

arquitectura: $(SELLO)  ## Revisa las direcciones de importación y las reglas de la casa
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q tests/arquitectura $(ARGS)

verificar: lint tipos  ## Todo lo que corre la integración continua, con servicios reales
	@$(BIN)/lint-imports --no-logo
	@$(MAKE) test ARGS="--exigir-servicios --hypothesis-profile=ci"

##@ Mantener
bloquear:  ## Rehace uv.lock y requirements.txt contra el índice público (requiere uv)
	@$(SIN_INDICES) $(UV) lock --no-config
	@$(SIN_INDICES) $(UV) export --no-config --frozen --quiet --all-groups --no-emit-project \
		--no-header --no-annotate --format requirements.txt --output-file requirements.txt

limpiar:  ## Borra .venv y las cachés; los datos de .sistema se quedan
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

FORZAR:

$(SELLO): pyproject.toml uv.lock requirements.txt .ci/instalar $(if $(SANO),,FORZAR)
	@UV="$(UV)" PYTHON="$(PYTHON)" .ci/instalar $(VENV) 1>&2
	@printf '%s\n' "$(CURDIR)" > $@
