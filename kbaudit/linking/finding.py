"""Finding what a link leads to, in every way in which a renderer or a site may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kbaudit.linking.targets import joined, of_a_forge, page_of

if TYPE_CHECKING:
    from kbaudit.linking.bases import Base
    from kbaudit.linking.places import Places
    from kbaudit.linking.targets import Target


class Found(NamedTuple):
    """What a link leads to: a uri, or "" for a folder or where several could be meant. None is nothing.

    Then path is where nothing stands, "" if that can't be told.
    """

    uri: str | None
    path: str = ""


_UNSURE = Found(None)


def find(places: Places, base: Base, target: Target) -> Found:
    """What a target that has a path leads to from a document."""
    found = _from_root(places, base, target.path) if target.from_root else _from_folder(places, base, target.path)
    return _UNSURE if found.path and _is_excused(places, base, target, found.path) else found


def _from_folder(places: Places, base: Base, written: str) -> Found:
    missed = ""
    outside = False
    for folder in base.folders:
        path = joined(folder, written)
        if path is None or not f"{path}/".startswith(base.above[-1]):
            outside = True
        elif (uri := places.find(path)) is not None:
            return Found(uri)
        else:
            missed = missed or path
    return _UNSURE if outside else Found(None, missed)


def _from_root(places: Places, base: Base, written: str) -> Found:
    """The root of a site may be any folder above. Beside them, or below a name of its own, is no more than likely."""
    path = joined("", written) or ""
    page = page_of(f"/{path}")[1:]  # the index of the root itself has a folder too
    for folder in base.above:
        if (uri := places.find_page(folder + path, (folder + page).rstrip("/"))) is not None:
            return Found(uri)
    likely = (folder + each for each in _shorter(page) for folder in base.above)
    if places.is_below_a_top(f"{base.source}/{page}") or any(
        places.find_page(each, each) is not None for each in likely
    ):
        return Found("")
    parent = path.rpartition("/")[0]
    tied = (folder for folder in base.above if parent and folder + parent in places.folders)
    return Found(None, next((folder + path for folder in tied), ""))


def _shorter(page: str) -> tuple[str, ...]:
    """The path less its first one and two names, which may be where the site is served."""
    one = page.partition("/")[2]
    two = one.partition("/")[2]
    return tuple(each for each in (one, two) if each)


def _is_excused(places: Places, base: Base, target: Target, path: str) -> bool:
    """Whether what isn't there may be found all the same: on a forge, by a redirect, among files left out."""
    if of_a_forge(target.path) or places.is_declared(path):
        return True
    if base.source not in places.partial:
        return False
    return path.rpartition("/")[0] not in places.folders or places.left_out(path)
