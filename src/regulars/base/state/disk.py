"""What to do when the disk fails: acknowledge nothing, and never ask a failed sync a second time (D6).

After a failed sync the system may have dropped the pages it could not write, so the next sync of the same file succeeds
and lies. The process therefore ends, and starts anew from what the disk really holds. A full disk is another matter:
SQLite noticed before it wrote, took the transaction back, and goes on once there is room.
"""

from __future__ import annotations

import logging
import os

from regulars.kit.errors import TryAgain

log = logging.getLogger(__name__)
IOERR, CORRUPT, FULL, NOT_A_DATABASE = 10, 11, 13, 26  # primary result codes of SQLite
BROKEN = {IOERR, CORRUPT, NOT_A_DATABASE}
EXIT_CODE = os.EX_IOERR


def code_of(error: BaseException) -> int | None:
    """Return SQLite's primary result code behind an error, or none where it came from elsewhere."""
    for found in (error, error.__cause__):
        code = getattr(found, "sqlite_errorcode", None)
        if code is not None:
            return int(code) & 0xFF
    return None


def has_failed(error: BaseException) -> bool:
    """Say whether an error is the disk's: then SQLite may have taken back the whole transaction, not one statement."""
    return code_of(error) in BROKEN | {FULL}


def as_told(error: BaseException) -> BaseException:
    """Return what a caller is told: with a full disk nothing was written, and trying later is right."""
    if code_of(error) != FULL:
        return error
    told = TryAgain("state.disk_full", "The disk is full; nothing was written", fix="Free space, then try again.")
    told.__cause__ = error
    return told


def end_if_broken(error: BaseException) -> None:
    """End this process at once after an error that a second try would only hide."""
    if code_of(error) in BROKEN:
        name = getattr(error.__cause__ or error, "sqlite_errorname", "")
        log.critical("the disk failed (%s): this process ends without acknowledging anything", name)
        os._exit(EXIT_CODE)
