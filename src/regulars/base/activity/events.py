"""What is recorded about the log's own readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class ReaderRewound:
    """A reader of the log was set back, to read again from link `seq` on."""

    kind: ClassVar[str] = "reader.rewound"
    version: ClassVar[int] = 1
    reader: str
    seq: int


@event
@dataclass(frozen=True)
class ReaderRetried:
    """Rows that a reader had parked were handed over again; `still` of them stay parked."""

    kind: ClassVar[str] = "reader.retried"
    version: ClassVar[int] = 1
    reader: str
    taken: int
    still: int
