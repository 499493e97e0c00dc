"""Other ids keep their order and their neighbours, wherever they stand."""

from pathlib import Path
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.api.recording.files import compressed, lines_of
from clever_upgrade.api.recording.mapped_ids import map_ids

KEY = b"k" * 32
NUMBERS = st.sets(st.integers(1, 2**96 - 2) | st.integers(2**90, 2**90 + 50), min_size=1, max_size=30)


def mapped(folder: Path, lines: list[bytes]) -> list[bytes]:
    path = folder / "one.part"
    with compressed(path, "wb") as file:
        file.writelines(line + b"\n" for line in lines)
    map_ids([path], KEY)
    found = [line.rstrip(b"\n") for line in lines_of(path)]
    path.unlink()
    return found


@settings(deadline=None)
@given(NUMBERS)
def test_they_keep_their_order_and_their_neighbours(tmp_path_factory, numbers: set[int]) -> None:
    ordered = sorted(numbers)
    images = [int(line, 16) for line in mapped(tmp_path_factory.mktemp("ids"), [b"%024x" % each for each in ordered])]
    assert images == sorted(images)
    assert len(set(images)) == len(images)
    for place in range(1, len(ordered)):
        are_neighbours = ordered[place] == ordered[place - 1] + 1
        assert (images[place] == images[place - 1] + 1) == are_neighbours
    assert not set(images) & numbers


def test_they_are_found_in_paths_queries_and_texts(tmp_path: Path) -> None:
    one, other = "4fd43cc56d11340000000005", "57b14548a25d021cdf000013"
    forms = [
        f"/v1.1/students/{one}/events", f"?starting_after={one}", f'{{"id":"{one}"}}', f'{{\\"id\\":\\"{one}\\"}}',
        "?where=" + quote(f'{{"_id":{{"$in":["{other}","{one}"]}}}}'), f"{one},{other}",
    ]  # fmt: skip
    found = [line.decode() for line in mapped(tmp_path, [form.encode() for form in forms])]
    images = found[-1].split(",")
    assert found == [form.replace(one, images[0]).replace(other, images[1]) for form in forms]
    assert len({one, other, *images}) == 4


def test_longer_and_upper_case_digits_are_no_ids(tmp_path: Path) -> None:
    lines = [b"4fd43cc56d113400000000051", b"4FD43CC56D11340000000005", b"4fd43cc56d1134000000000"]
    assert mapped(tmp_path, lines) == lines
