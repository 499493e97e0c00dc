"""Run the command-line tool as ``python -m clever_upgrade``."""

from clever_upgrade.cli.main import run

run()
