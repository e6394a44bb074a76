"""Seams through which higher floors add to screens that lower floors draw.

`base` owns the shapes; a domain or an edge registers an implementation in its `apps.py`; calls run downward.

    from regulars.base import extends

    class LastOrders:
        key, title, order, permission = "orders", _("Orders"), 20, "orders.read"

        def draw(self, customer: int, viewer: extends.Viewer) -> extends.PanelContent | None: ...

    extends.panels.register(LastOrders())
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from regulars.base.activity import ActivityRow
    from regulars.base.state import Act

    Text = _StrOrPromise
else:
    Text = str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: enough to decide what may be drawn, nothing a page could leak."""

    staff: int
    role: str
    language: str = "en"


class Named(Protocol):
    """Anything a registry can hold: a key that is unique within its registry."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Implementations by key, in order of their `order` attribute (default 100), then key."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def register(self, item: T) -> T:
        """Add one implementation. The same key twice is a programming error, not an override."""
        if item.key in self._items:
            raise ValueError(f"{self.name}: {item.key!r} is registered twice")
        self._items[item.key] = item
        return item

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._items.values(), key=lambda item: (getattr(item, "order", 100), item.key)))

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: str) -> T | None:
        return self._items.get(key)


@dataclass(frozen=True, slots=True)
class PanelContent:
    """One block of the customer page: a template of the owning domain and what it needs.

    `place` is `head` (the band of figures under the heading), `main` or `aside`. `finding` is a sentence for the head
    of the page: what this panel knows of the person right now.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = "main"
    finding: str = ""


class Panel(Protocol):
    """A domain's part of the customer page. None = nothing to show for this person."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def permission(self) -> str: ...
    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None: ...


class ProductPanel(Protocol):
    """A domain's part of the page of one product. None = nothing to show for it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def permission(self) -> str: ...
    def draw(self, product: int, viewer: Viewer) -> PanelContent | None: ...


@dataclass(frozen=True, slots=True)
class Advice:
    """Something worth doing, as a provider says it; the desk turns it into a card.

    `customers` is the list itself, so that the next brief can say what became of exactly these people.
    `worth_minor` is in minor units of `currency`. `base_rate` is (came back unasked, of so many).
    """

    key: str
    title: str
    why: str
    customers: Sequence[int]
    url: str
    worth_minor: int | None = None
    currency: str = ""
    base_rate: tuple[int, int] | None = None
    unasked: str = ""
    csv_url: str = ""
    action: str = ""


class AdviceProvider(Protocol):
    """Looks at the shop as of one day and says what is worth doing, most valuable first."""

    @property
    def key(self) -> str: ...
    def advise(self, as_of: date) -> Sequence[Advice]: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the search palette. `group` is the heading it stands under, `score` sorts (higher first)."""

    title: str
    url: str
    group: Text
    detail: str = ""
    icon: str = "search"
    score: float = 0.0


class SearchProvider(Protocol):
    """Answers the search box. Called only for viewers who have `permission`; must answer within a few ms."""

    @property
    def key(self) -> str: ...
    @property
    def permission(self) -> str: ...
    def search(self, words: str, limit: int, viewer: Viewer) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class Banner:
    """A line across the top of every desk page: data that ends early, a demo shop, a stopped worker."""

    text: Text
    tone: str = "note"  # note | warning | bad
    link: Text = ""
    url: str = ""


class BannerProvider(Protocol):
    """Says whether a line belongs on top of this viewer's pages. None = no; asked on every page, so be cheap."""

    @property
    def key(self) -> str: ...
    def banner(self, viewer: Viewer) -> Banner | None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of the log in the reader's language; `title` is a whole sentence without its time and actor."""

    title: str
    detail: str = ""
    icon: str = "circle"
    url: str = ""
    tone: str = ""  # "" | good | warning | bad | accent


class Sentence(Protocol):
    """Puts one kind of activity into words; the publisher of a kind registers one whose `key` is the kind.

    `say` gets several facts of its kind at once, so that what it looks up is looked up once, and answers as many.
    What only some roles may see (names, reasons) it leaves out for the others.
    """

    @property
    def key(self) -> str: ...
    def say(self, facts: Sequence[ActivityRow], viewer: Viewer) -> Sequence[Said]: ...


@dataclass(frozen=True, slots=True)
class CustomerList:
    """Exactly these people, and what they are a list of. `back_url` leads to what made the list."""

    title: str
    customers: Sequence[int]
    back_url: str = ""
    note: str = ""


class CustomerLists(Protocol):
    """Lists of people that a page made: the customer page opens `?list=<key>:<name>` with what `find` answers."""

    @property
    def key(self) -> str: ...
    def find(self, name: str) -> CustomerList | None: ...


@dataclass(frozen=True, slots=True)
class ChoreOffer:
    """One thing to start on the data page: what it does, in words; `confirm` names what it touches before it does."""

    title: Text
    text: Text
    label: Text
    confirm: Text = ""
    is_dangerous: bool = False


class Chore(Protocol):
    """Housekeeping that staff can start on the data page, such as removing the demo.

    `offer` is None when there is nothing to do; `start` does it, or queues a job, and answers what to tell the person.
    """

    @property
    def key(self) -> str: ...
    @property
    def permission(self) -> str: ...
    def offer(self, viewer: Viewer) -> ChoreOffer | None: ...
    def start(self, act: Act) -> Text: ...


class JobTitle(Protocol):
    """What the jobs page calls a job; `key` is the name under which its handler is registered."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What looking after one invariant came to. `breaches` names the first of `broken`; `pending` is no breach yet."""

    checked: int
    broken: int = 0
    breaches: tuple[str, ...] = ()
    pending: int = 0


class Invariant(Protocol):
    """Something that must be true of the stored data at all times, counted from the rows themselves.

    `title` is the sentence that must hold. `check` reads only; it may take long on a large shop.
    """

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    def check(self) -> Finding: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """How one thing stands: `state` is `good`, `warning` or `bad`; what was found, and what to do about it."""

    state: str
    found: Text
    fix: Text = ""


class Check(Protocol):
    """Something that `regulars doctor` looks at: on this machine, of this installation, within a second or two.

    A bad one with `is_needed` also turns `/readyz` red: then requests are better sent elsewhere.
    """

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def is_needed(self) -> bool: ...
    def look(self) -> Condition: ...


class GoLiveCheck(Protocol):
    """Something that has to be right, or waived by name, before marketing reaches anybody; `url` leads to its fix."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def url(self) -> str: ...
    def look(self) -> Condition: ...


panels: Registry[Panel] = Registry("panels")
product_panels: Registry[ProductPanel] = Registry("product_panels")
advice: Registry[AdviceProvider] = Registry("advice")
search: Registry[SearchProvider] = Registry("search")
banners: Registry[BannerProvider] = Registry("banners")
sentences: Registry[Sentence] = Registry("sentences")
lists: Registry[CustomerLists] = Registry("lists")
job_titles: Registry[JobTitle] = Registry("job_titles")
chores: Registry[Chore] = Registry("chores")
checks: Registry[Check] = Registry("checks")
golive: Registry[GoLiveCheck] = Registry("golive")
invariants: Registry[Invariant] = Registry("invariants")
