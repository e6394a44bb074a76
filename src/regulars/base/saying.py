"""Words for what the log and the queue hold: one line for a kind that says the same thing each time.

extends.sentences.register(plain("goal.set", "target", lambda fact, viewer: _("A goal was set")))
extends.job_titles.register(job_title("lake.sync", gettext_lazy("Bring figures up to date")))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Text, Viewer
from regulars.base.jobs import JobRow
from regulars.base.jobs.notes import BETWEEN
from regulars.base.web.formats import COUNT, show
from regulars.kit.text import Told

SOURCES = {
    "desk": gettext_lazy("by hand"),
    "cli": gettext_lazy("from the command line"),
    "file": gettext_lazy("from an imported file"),
    "demo": gettext_lazy("from the demo shop"),
    "regulars": gettext_lazy("by Regulars itself"),
    "shopify": gettext_lazy("from Shopify"),
    "woocommerce": gettext_lazy("from WooCommerce"),
}
Words = Callable[[ActivityRow, Viewer], str | Said]


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence that needs nothing but the fact itself."""

    key: str
    icon: str
    words: Words
    tone: str = ""

    def say(self, facts: Sequence[ActivityRow], viewer: Viewer) -> list[Said]:
        """Answer one `Said` for each fact."""
        said = (self.words(fact, viewer) for fact in facts)
        return [one if isinstance(one, Said) else Said(one, icon=self.icon, tone=self.tone) for one in said]


def plain(kind: str, icon: str, words: Words, tone: str = "") -> Plain:
    """Return a sentence for `kind`; `words` answers the text, or a `Said` where it needs a link or a detail."""
    return Plain(kind, icon, words, tone)


@dataclass(frozen=True, slots=True)
class Title:
    """What people call a job."""

    key: str
    title: Text


def job_title(name: str, title: Text) -> Title:
    """Return the title of the job registered as `name`."""
    return Title(name, title)


def say_all(facts: Sequence[ActivityRow], viewer: Viewer) -> list[Said | None]:
    """Put facts into words, each kind asked once; None where nobody registered words for the kind."""
    by_kind: dict[str, list[int]] = {}
    for place, fact in enumerate(facts):
        by_kind.setdefault(fact.kind, []).append(place)
    found: list[Said | None] = [None] * len(facts)
    for kind, places in by_kind.items():
        sentence = extends.sentences.get(kind)
        if sentence is not None:
            answers = sentence.say([facts[place] for place in places], viewer)
            for place, said in zip(places, answers, strict=True):
                found[place] = said
    return found


def from_source(source: str) -> str:
    """Return where a fact came from, as the end of a sentence."""
    return str(SOURCES.get(source) or _("from %(source)s") % {"source": source})


def note_of(row: JobRow) -> str:
    """Return what a job says of its progress or its outcome, in the reader's language."""
    if row.said and not row.error:
        return _in_words(row.said, BETWEEN)
    return _(row.note) if row.note else ""


def error_of(row: JobRow) -> str:
    """Return why a job failed, in one sentence in the reader's language; empty where it did not."""
    lines = row.error.strip().splitlines()
    if not lines:
        return ""
    return _in_words(row.said, " ") if row.said else lines[-1]


def _in_words(parts: Sequence[Told], between: str) -> str:
    return between.join(part.in_words(_, ngettext, lambda value: show(value, COUNT)) for part in parts)
