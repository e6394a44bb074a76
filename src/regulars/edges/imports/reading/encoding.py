"""Which letters the bytes are: a byte order mark, else UTF-8 proven over the whole file, else the best code page.

A sample can only propose. What it proposes is then decoded over the whole file, because the one umlaut that proves
the proposal wrong may stand in the last row.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from regulars.edges.imports.notes import Note, note

_ODD = re.compile(
    r"[^\W\d_][£¥§°´½¼¾²³×±µ¹¿¡]|[£¥§°´½¼¾²³×±µ¹][^\W\d_]"
)  # "£ukasz", "W¹¿": another code page's letters
CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 256 * 1024
MENDING = "regulars_mend"
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LETTERS = frozenset("äöüÄÖÜßéèêëÉÈÊáàâãåÁÀÂÃÅæÆçÇñÑóòôõøÓÒÔÕØœŒúùûÚÙÛíìîïÍÌÎÏÿšŠžŽ")
SIGNS_IN_WORDS = frozenset("’‘“”„‚«»‹›–—…®™©ªº·¿¡\u00a0\u00ad")
SIGNS = SIGNS_IN_WORDS | frozenset("€£¥§°´½¼¾²³×±µ•")
CODE_PAGES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "iso8859_5", "koi8_r", "mac_roman"),
    *("cp850", "cp437", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp1255", "cp1256", "cp874"),
]
LATIN_PAGES = ("cp1250", "cp1254", "cp1257")  # for samples too short to recognize a language
LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and how strictly to use it, with what is worth saying about the choice.

    `has_nulls` is false only where the whole file was looked through and holds none.
    """

    codec: str
    errors: str = "strict"
    notes: tuple[Note, ...] = field(default=())
    has_nulls: bool = True

    @property
    def label(self) -> str:
        return LABELS.get(self.codec, self.codec)


def _mend(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(MENDING, _mend)


def detect(file: BinaryIO) -> Encoding:
    """Decide the encoding of the whole of `file`, read from its beginning. It must be seekable to 0."""
    head = file.read(4096)
    for mark, codec in MARKS:
        if head.startswith(mark):
            file.seek(0)
            return Encoding(codec, "strict" if _decodes(file, codec) else "replace")
    if guessed := _sixteen_bits(head):
        return Encoding(guessed, "replace", (note("encoding_without_mark", encoding="UTF-16"),))
    file.seek(0)
    census = _census(file)
    if census.broken == 0:
        return Encoding("utf-8", has_nulls=census.nulls)
    if census.whole > 20 * census.broken:
        return Encoding("utf-8", MENDING, (note("encoding_mended", certain=False, count=census.broken),))
    return _code_page(file, census.sample)


def _sixteen_bits(head: bytes) -> str:
    """UTF-16 without a mark betrays itself: in mostly Latin text every second byte is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


@dataclass(slots=True)
class _Census:
    """Counts of non-ASCII sequences that are UTF-8 (`whole`) and that are not (`broken`), and lines that have any."""

    whole: int = 0
    broken: int = 0
    nulls: bool = False
    sample: bytes = b""


def _census(file: BinaryIO) -> _Census:
    census = _Census()
    parts: list[bytes] = []
    sampled = 0
    rest = b""
    while chunk := file.read(CHUNK_BYTES):
        chunk = rest + chunk
        cut = chunk.rfind(b"\n") + 1 or len(chunk)
        chunk, rest = chunk[:cut], chunk[cut:]
        census.nulls = census.nulls or b"\0" in chunk
        sampled = _count(chunk, census, parts, sampled)
    census.nulls = census.nulls or b"\0" in rest
    _count(rest, census, parts, sampled)
    census.sample = b"\n".join(parts)
    return census


def _count(chunk: bytes, census: _Census, parts: list[bytes], sampled: int) -> int:
    if chunk.isascii():
        return sampled
    try:
        census.whole += sum(not letter.isascii() for letter in set(chunk.decode("utf-8")))
        clean = True
    except UnicodeDecodeError:
        clean = False
    if clean and sampled >= SAMPLE_BYTES // 8:
        return sampled
    for line in chunk.splitlines():
        if line.isascii():
            continue
        if not clean:
            _count_line(line, census)
        if sampled < SAMPLE_BYTES:
            parts.append(line)
            sampled += len(line)
    return sampled


def _count_line(line: bytes, census: _Census) -> None:
    mended = line.decode("utf-8", errors="surrogateescape")
    for letter in mended:
        if "\udc80" <= letter <= "\udcff":
            census.broken += 1
        elif not letter.isascii():
            census.whole += 1


def _code_page(file: BinaryIO, sample: bytes) -> Encoding:
    proposals = ["cp1252"] if _is_western(sample) else []
    from charset_normalizer import from_bytes

    guesses = [match.encoding for match in from_bytes(sample, cp_isolation=CODE_PAGES)]
    proposals += [codec for codec in guesses if not _has_signs_in_words(sample.decode(codec, errors="replace"))]
    proposals += [codec for codec in LATIN_PAGES if _reads_as_words(sample.decode(codec, errors="replace"))]
    for codec in dict.fromkeys([*proposals, "cp1252", "latin-1"]):
        file.seek(0)
        if _decodes(file, codec):
            found = Encoding(codec)
            return Encoding(codec, "strict", (note("encoding_guessed", certain=False, encoding=found.label),))
    raise AssertionError("latin-1 decodes every byte")


def _is_western(sample: bytes) -> bool:
    """Windows-1252 reads as Western text: letters of those languages, and few of them in a word."""
    text = sample.decode("cp1252", errors="replace")
    foreign = [letter for letter in text if not letter.isascii()]
    if sum(letter in LETTERS or letter in SIGNS for letter in foreign) < 0.95 * len(foreign):
        return False
    return _reads_as_words(text)


def _reads_as_words(text: str) -> bool:
    """Accented letters are the smaller part of their words, and hardly any signs stand inside words."""
    words = [word for word in text.split() if any(letter.isalpha() and not letter.isascii() for letter in word)]
    letters = sum(sum(letter.isalpha() for letter in word) for word in words)
    accented = sum(sum(letter.isalpha() and not letter.isascii() for letter in word) for word in words)
    return accented <= 0.5 * letters and not _has_signs_in_words(text)


def _has_signs_in_words(text: str) -> bool:
    words = [word for word in text.split() if not word.isascii()]
    return sum(bool(_ODD.search(word)) for word in words) > 0.02 * len(words)


def _decodes(file: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        while chunk := file.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
