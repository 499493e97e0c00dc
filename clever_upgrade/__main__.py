"""Run the command-line tool, as ``clever-upgrade`` or as ``python -m clever_upgrade``."""

import sys


def run() -> None:
    """Run it; an interrupt ends it in the same way also before there is anything that could hear one."""
    try:
        from clever_upgrade.cli.main import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    run()
