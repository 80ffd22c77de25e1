"""Pages of word lists: synonyms, lookup tables, and regexes with a box to try them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, Response

from console.refusals import refusal
from console.studio.domain.routes import show
from console.studio.domain.trying import Tried, try_pattern
from console.studio.domain.view import list_lists
from console.studio.editing.reading import Known
from console.studio.editing.refusing import BadName, Gone
from console.studio.editing.wordlists import Kind, delete_wordlist, set_wordlist
from console.studio.navigation import address_of
from console.studio.project.store import sum_text
from console.studio.workbench import Bench, Done, Name, ReadBench, WriteBench
from console.web import SameOrigin, render
from kernel.errors import Conflict
from nlu.core.project.files import Files

router = APIRouter(prefix="/studio/domain/lists")
HOME = "/staff/studio/domain"
TheKind = Annotated[Kind, Path()]
Words = Annotated[str, Form(max_length=200_000)]
LONG = ("a" * 60 + "!", "1" * 60 + "x", " " * 60 + "x", "ab" * 40 + "!")  # what bad patterns fear


@router.post("", dependencies=[SameOrigin])
def make_list(
    bench: WriteBench,
    kind: Annotated[Kind, Form()] = "synonym",
    name: Annotated[str, Form(max_length=200)] = "",
    words: Words = "",
) -> Response:
    """Add a list, or more words to one of that name."""
    typed = {"kind": kind, "name": name, "words": words}

    def do() -> Response:
        files, tidied = bench.draft.files, " ".join(name.split())
        old = find_words(files, kind, tidied)
        lines = words.splitlines()
        if not any(one.strip() for one in lines):
            raise BadName("")
        check_patterns(bench.know(), kind, lines)
        changes = set_wordlist(files, kind=kind, name=tidied, words=[*old, *lines])
        return bench.finish(
            address_of(tidied, f"domain/lists/{kind}"), changes, "domain_did_add", name=tidied
        )

    return bench.attempt(
        do,
        lambda status, problem: show(bench, status, adding="list", typed=typed, problem=problem),
    )


@router.get("/{kind}/{name}")
def show_list(
    bench: ReadBench,
    kind: TheKind,
    name: Name,
    done: Done = 0,
) -> HTMLResponse:
    """Show a list as lines."""
    return show_one(bench, kind, name, done=done)


@router.post("/{kind}/{name}", dependencies=[SameOrigin])
def change_list(
    bench: WriteBench,
    kind: TheKind,
    name: Name,
    words: Words = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Have a list hold exactly these lines."""

    def do() -> Response:
        files, lines = bench.draft.files, words.splitlines()
        known_words = find_words(files, kind, name)
        if not known_words or not any(one.strip() for one in lines):
            raise Gone(name)
        if seen != mark_of(known_words):
            raise refusal(Conflict, "domain_changed")
        check_patterns(bench.know(), kind, [one for one in lines if one not in known_words])
        changes = set_wordlist(files, kind=kind, name=name, words=lines)
        return bench.finish(
            address_of(name, f"domain/lists/{kind}"), changes, "domain_did_change", name=name
        )

    return bench.attempt(
        do,
        lambda status, problem: show_one(bench, kind, name, status, words=words, problem=problem),
    )


@router.post("/{kind}/{name}/try", dependencies=[SameOrigin])
def try_list(
    bench: ReadBench,
    kind: TheKind,
    name: Name,
    words: Words = "",
    samples: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Say what the patterns match in samples, or else in the examples; nothing is stored."""

    def do() -> Response:
        lines = [one.strip() for one in samples.splitlines() if one.strip()]
        tried = []
        for pattern in [one.strip() for one in words.splitlines() if one.strip()][:20]:
            results = try_pattern(pattern, lines or [one.text for one, _, _ in bench.know().texts])
            tried.append((pattern, results if lines else [r for r in results if r.is_match][:20]))
        return show_one(bench, kind, name, words=words, samples=samples, tried=tried)

    return bench.attempt(
        do,
        lambda status, problem: show_one(
            bench, kind, name, status, words=words, samples=samples, problem=problem
        ),
    )


@router.post("/{kind}/{name}/delete", dependencies=[SameOrigin])
def remove_list(bench: WriteBench, kind: TheKind, name: Name) -> Response:
    """Delete a list."""
    changes = delete_wordlist(bench.draft.files, kind=kind, name=name)
    return bench.finish(HOME, changes, "domain_did_delete", name=name)


def show_one(
    bench: Bench,
    kind: Kind,
    name: str,
    status: int = 200,
    *,
    done: int = 0,
    words: str | None = None,
    samples: str = "",
    tried: list[tuple[str, list[Tried]]] | None = None,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of a list; raise `Gone`."""
    stored = find_words(bench.draft.files, kind, name)
    if not stored:
        raise Gone(name)
    return render(
        bench.request,
        "studio/domain/list.html",
        bench.staff,
        status,
        kind=kind,
        name=name,
        words="\n".join(stored) if words is None else words,
        seen=mark_of(stored),
        samples=samples,
        tried=tried,
        entities=bench.know().entities,
        done=bench.find_done(done),
        problem=problem,
    )


def find_words(files: Files, kind: Kind, name: str) -> tuple[str, ...]:
    """Return the words of a list, none where there is no such list."""
    found = [one for one in list_lists(files) if (one.kind, one.name) == (kind, name)]
    return found[0].words if found else ()


def mark_of(words: tuple[str, ...]) -> str:
    """Return what names a list as it stands."""
    return sum_text("\n".join(words)) or ""


def check_patterns(known: Known, kind: Kind, patterns: list[str]) -> None:
    """Raise `NoPattern` or `TooSlow` for a regex that would harm the bot."""
    if kind == "regex":
        longest = sorted((one.text for one, _, _ in known.texts), key=len)[-100:]
        for pattern in patterns:
            if pattern.strip():
                try_pattern(pattern.strip(), [*LONG, *longest])
