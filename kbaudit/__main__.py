"""`python -m kbaudit` is the command `kbaudit`."""

from kbaudit.cli.main import run

if __name__ == "__main__":
    run()
