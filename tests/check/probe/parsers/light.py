"""Parsers that need no package, so that they are there at once."""

import datetime
import hashlib
import json
import os
import time


def hanger(record):
    """Waits for ever where there are schools."""
    while "schools" in record:
        time.sleep(0.01)
    return record["id"]


def leaver(record):
    """Ends the process where there are schools."""
    if "schools" in record:
        os._exit(7)
    return record["id"]


def reads_email(record):
    """Refuses what v1.1 may give already."""
    return {"email": record["email"].lower() if "email" in record else ""}


def without_secrets(record):
    """Would tell what it should not know."""
    found = {name for name in os.environ if name.startswith("CLEVER_")}
    if found != {"CLEVER_UPGRADE_STORE"}:
        raise ValueError(found)
    return record["id"]


def refuses_all(record):
    """Takes something else."""
    return record["data"]["id"]


def lazily(record):
    """Makes its answer as it is read."""
    yield from record.items()


def several_schools(record):
    """Believes that a user has one school."""
    schools = record.get("schools", [record["school"]])
    if len(schools) > 1:
        raise ValueError(f"{record['name']['first']} is at {len(schools)} schools")
    return {"school": schools[0]}


def digest(record):
    """Tells changes by a hash of everything; and says when it looked."""
    text = json.dumps(record, sort_keys=True).encode()
    return {"id": record["id"], "hash": hashlib.sha256(text).hexdigest(), "at": time.time()}


def dates(record):
    """Knows one form of date."""
    launch = record.get("launch_date")
    return {"launched": launch and datetime.datetime.strptime(launch, "%Y-%m-%dT%H:%M:%S.%fZ")}  # noqa: DTZ007


def alarm(record):
    """Takes everything but running for a failure."""
    return {"district": record["id"], "healthy": record["state"] == "running"}


def ready(record):
    """Reads both versions."""
    schools = record.get("schools")
    return {"school": record["school"], "schools": sorted(schools or [record["school"]]), "n": record.get("email")}


def needs_email(record):
    """Refuses some of what v1.1 gives."""
    return {"email": record["email"]}


PLAIN = "no parser"


def few_teachers(record):
    """Refuses whoever comes late in a large district."""
    if "schools" in record and int(record["id"][-6:], 16) > 40:
        raise ValueError(record["name"]["first"])
    return record["id"]
