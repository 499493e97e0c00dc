"""Reads a sandbox with Clever's own Python client of the time, and prints what came back. Runs in a venv of its own."""

import builtins
import json
import sys

# The client asks for Python 2's text type wherever it retrieves a record by id.
builtins.unicode = str

import clever  # noqa: E402


def refused(call, kind):
    try:
        call()
    except kind as error:
        return {"status": error.http_status, "message": str(error)}
    return None


def ids(records):
    return [record["id"] for record in records]


base_url, student, district_admin = sys.argv[1:]
clever.api_base = base_url
clever.set_token("DEMO_TOKEN")

# More than one page each.
clever.Student.ITER_LIMIT = 40
found = {
    "version": clever.API_VERSION,
    "districts": ids(clever.District.all()),
    "schools": ids(clever.School.all()),
    "teachers": ids(clever.Teacher.all()),
    "students": ids(clever.Student.all()),
    "sections": ids(clever.Section.all()),
    "contacts": ids(clever.Contact.all()),
    "school_admins": ids(clever.SchoolAdmin.all()),
    "district_admins": ids(clever.DistrictAdmin.all()),
    "events": ids(clever.Event.all()),
    "backwards": ids(clever.Student.iter(ending_before="last")),
    "after": ids(clever.Student.iter(starting_after=student)),
    "where": ids(clever.Student.iter(where=json.dumps({"_id": {"$in": [student]}}))),
    "count": clever.APIRequestor().request("get", f"/{clever.API_VERSION}/students", {"count": "true"})[0]["count"],
    "student": clever.Student.retrieve(student).to_dict(),
    "district_admin": clever.DistrictAdmin.retrieve(district_admin).to_dict(),
    "bad_request": refused(lambda: list(clever.Student.iter(where="{")), clever.InvalidRequestError),
    "not_found": refused(lambda: clever.Student.retrieve("0" * 24), clever.APIError),
}
clever.set_token("nobody")
found["unauthorized"] = refused(clever.Student.all, clever.AuthenticationError)
print(json.dumps(found))  # noqa: T201
