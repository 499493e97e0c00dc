"""The floor that a comparison is measured against: parse every page of both versions, and do nothing with them.

``python -m tests.benchmarks.diff_floor FOLDER`` says what it took, as one line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import orjson


def main() -> None:
    """Parse page by page, both versions in step, as a comparison reads them."""
    folder = Path(sys.argv[1])
    taken = {}
    for collection in ("schools", "sections", "students"):
        began = time.perf_counter(), time.process_time()
        for page in sorted(folder.glob(f"*/{collection}/*.json"), key=lambda page: page.name):
            orjson.loads(page.read_bytes())
        taken[collection] = time.perf_counter() - began[0], time.process_time() - began[1]
    sys.stdout.write(json.dumps({"taken": taken}) + "\n")


if __name__ == "__main__":
    main()
