"""`python -m ingestores` es la orden `sistema`."""

from ingestores.cli import app

if __name__ == "__main__":
    app()
