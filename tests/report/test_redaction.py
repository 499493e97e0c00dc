"""What may be shown of a value: nothing without being asked, and secrets never."""

import pytest

from clever_upgrade.compare.result import MISSING
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.redaction import SECRET, Redactor, descriptor

HIDING = Redactor(default_upgrade())
SHOWING = Redactor(default_upgrade(), show_values=True)


@pytest.mark.parametrize(
    ("value", "described"),
    [
        ("Ada", "[string]"),
        ("", "[string]"),
        (7, "[number]"),
        (7.5, "[number]"),
        (True, "[boolean]"),
        (None, "[null]"),
        ([1, 2, 3], "[array of 3]"),
        ([], "[array of 0]"),
        ({"first": "Ada"}, "[object]"),
    ],
)
def test_a_descriptor_says_the_json_type_and_nothing_of_the_value(value, described):
    assert descriptor(value) == described
    assert HIDING.shown("students", "name", value) == described


@pytest.mark.parametrize("redactor", [HIDING, SHOWING])
def test_a_missing_value_stays_missing(redactor):
    assert redactor.shown("students", "name.first", MISSING) is MISSING
    assert redactor.shown("students", "credentials.district_password", MISSING) is MISSING


def test_null_is_null_only_where_values_are_shown():
    assert HIDING.shown("students", "grade", None) == "[null]"
    assert SHOWING.shown("students", "grade", None) is None


@pytest.mark.parametrize("redactor", [HIDING, SHOWING])
@pytest.mark.parametrize(
    ("collection", "path"),
    [
        ("students", "credentials.district_password"),
        ("events", "data.object.credentials.district_password"),
        ("events", "data.previous_attributes.credentials.district_password"),
        ("contacts", "district_password"),
        ("students", "Credentials.District_Password"),
        ("students", "credentials.district_password.old"),
        ("students", "api_token"),
        ("students", "oauth.client_secret"),
    ],
)
def test_a_secret_is_never_shown(redactor, collection, path):
    assert redactor.shown(collection, path, "hunter2") == SECRET
    assert redactor.shown(collection, path, None) == SECRET


def test_secrets_inside_shown_values_are_replaced_at_any_depth():
    credentials = {"district_username": "ada", "district_password": "hunter2"}
    event = {"object": {"credentials": credentials}, "previous_attributes": {"credentials": dict(credentials)}}
    hidden = {"district_username": "ada", "district_password": SECRET}
    assert SHOWING.shown("students", "credentials", credentials) == hidden
    assert SHOWING.shown("events", "data", event) == {
        "object": {"credentials": hidden},
        "previous_attributes": {"credentials": hidden},
    }
    assert SHOWING.shown("students", "old", [[{"credentials.district_password": "hunter2"}]]) == [
        [{"credentials.district_password": SECRET}]
    ]
    assert credentials["district_password"] == "hunter2"


@pytest.mark.parametrize("value", ["hunter2", ["hunter2"], 1234])
def test_a_plain_value_where_credentials_are_due_counts_as_a_secret(value):
    assert SHOWING.shown("students", "credentials", value) == SECRET
    assert SHOWING.shown("events", "data.object", {"credentials": value}) == {"credentials": SECRET}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("state", "running"),
        ("state", "paused"),
        ("pause_start", "2017-07-01T00:00:00.000Z"),
        ("launch_date", "2017-07-01"),
        ("instant_login", True),
    ],
)
def test_a_closed_value_of_a_district_status_is_shown_always(path, value):
    assert HIDING.shown("status", path, value) == value


@pytest.mark.parametrize(
    ("collection", "path", "value"),
    [
        ("status", "state", "on strike"),
        ("status", "error", "Ada's file is broken"),
        ("status", "sis_type", "sftp"),
        ("status", "pause_end", "when Ada is back"),
        ("status", "unknown", "Ada"),
        ("status", "instant_login", "yes"),
        ("students", "gender", "F"),
        ("students", "state", "running"),
        ("students", "dob", "2/11/2007"),
    ],
)
def test_any_other_value_is_hidden(collection, path, value):
    assert HIDING.shown(collection, path, value) == "[string]"


def test_values_are_shown_on_request():
    assert SHOWING.shown("students", "name", {"first": "Ada"}) == {"first": "Ada"}
    assert SHOWING.shown("students", "unheard_of", 7) == 7
