"""Every text that people see can be translated, and the catalogs can be kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare_strings import faults
from test_documents import tool

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "regulars"
EXEMPT = {"base/web/templates/web/styles.html"}  # the style guide, shown to those who build pages


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def test_no_template_says_anything_that_cannot_be_translated() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in templates()
        if path.relative_to(PACKAGE).as_posix() not in EXEMPT
        for line, text in faults(path.read_text(encoding="utf-8"))
    ]
    assert len(templates()) >= 20
    assert not found, "\n".join(["wrap these in {% translate %} or {% blocktranslate %}:", *found])


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>\n  Hello\n</p>", [(2, "Hello")]),
        ('<a title="Open it">{{ name }}</a>', [(1, 'title="Open it"')]),
        ('<input placeholder="Search" aria-label="{% translate \'Search\' %}">', [(1, 'placeholder="Search"')]),
        ('<img alt="A picture">', [(1, 'alt="A picture"')]),
        ('<input type="submit" value="Save">', [(1, 'value="Save"')]),
        ("{% if x %}yes{% endif %}", [(1, "yes")]),
        ('<p>{% translate "Hello" %} there</p>', [(1, "there")]),
        ('{% include "x.html" with title="Drop it here" %}', [(1, "Drop it here")]),
        ('<p style="color: red">{{ x }}</p>', [(1, "style belongs into a stylesheet or script of ours")]),
    ],
)
def test_a_bare_text_is_found_with_its_line(template: str, expected: list[tuple[int, str]]) -> None:
    assert faults(template) == expected


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Hello" %}</p>',
        "{% blocktranslate with n=5 %}\n{{ n }} people <b>came</b>\n{% endblocktranslate %}",
        "{% comment %} why this is so {% endcomment %}{# and so #}<!-- and so -->",
        '<a class="button" href="/desk/">{{ label }}</a>',
        "<code>regulars init</code><kbd>esc</kbd><svg><title>Icon</title></svg>",
        "<p>· – 12 % &middot; &nbsp;</p>",
        "<p>Regulars {{ version }}</p>",
        "{% block page_class %}page-narrow{% endblock %}",
        '{% include "x.html" with name="files" accept=".csv,.xlsx" %}',
    ],
)
def test_markup_names_and_translated_texts_pass(template: str) -> None:
    assert faults(template) == []


def test_texts_are_collected_from_python_and_templates(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "x"
    folder.mkdir(parents=True)
    (tmp_path / "a.py").write_text('from x import gettext_lazy as _\nA = _("From Python")\n')
    (folder / "b.html").write_text(
        '<p>\n{% translate "From a template" %}\n'
        "{% blocktranslate count n=n %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}</p>"
    )
    catalog = tool("messages").template_catalog(tmp_path)
    assert {message.id for message in catalog if message.id} == {
        "From Python",
        "From a template",
        ("%(n)s person", "%(n)s people"),
    }


def test_a_merge_keeps_translations_drops_old_texts_and_finds_lost_placeholders(tmp_path: Path) -> None:
    messages = tool("messages")
    (tmp_path / "a.py").write_text('A = _("Kept")\nB = _("%(count)s new")\n')
    old = tmp_path / "django.po"
    old.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Kept"\nmsgstr "Behalten"\n\nmsgid "Gone"\nmsgstr "Weg"\n\n'
        'msgid "%(count)s new"\nmsgstr "%(coutn)s neu"\n'
    )
    catalog = messages.merged(messages.template_catalog(tmp_path), "de", old)
    assert catalog.get("Kept").string == "Behalten"
    assert catalog.get("Gone") is None
    assert any("coutn" in fault for fault in messages.faults(catalog))
    assert messages.untranslated(catalog) == []
    assert messages.written(catalog) == messages.written(catalog)
