"""Imports say who imported and how a file was read; the rows themselves are in the domains' tables."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import (
    NONE,
    OPERATION,
    PSEUDONYMOUS,
    STAFF,
    Cleared,
    Person,
    Retention,
    add_place,
    holds,
    register,
)
from regulars.base.state import Act

register(
    "imports.Import",
    {
        **dict.fromkeys(
            (
                *("id", "kind", "file_name", "sha256", "size_bytes", "layout", "source", "plan", "plan_fingerprint"),
                *("state", "counts", "position", "generation", "report", "created_at", "finished_at"),
            ),
            NONE,
        ),
        "actor": PSEUDONYMOUS,
    },
)
register(
    "imports.SavedMapping",
    dict.fromkeys(("id", "fingerprint", "kind", "layout", "mapping", "decisions", "saved_at"), NONE),
)

register("imports.Declaration", {**dict.fromkeys(("id", "words", "declared_at"), NONE), "actor": PSEUDONYMOUS})

holds(
    "imports.Declaration",
    title=_("Word that nobody has to be spared"),
    purpose=STAFF,
    reason=_("About the member of staff who said so."),
)
holds(
    "imports.Import",
    title=_("Imports"),
    purpose=OPERATION,
    reason=_("An import tells how a file was read; what it quotes of a file is found by its words."),
    mentions=("file_name", "plan", "report"),
    not_exported=_("What the file said of the person is in the export of customers and orders."),
    retention=(Retention(None, _("As long as the rows it brought, so that it can be taken back.")),),
)


class ImportFiles:
    """Uploads, staged rows and rejects: copies of a file that is on its way in, or was."""

    key, title, order = "import_files", _("Files of imports"), 10
    retention = (
        Retention(30, _("Rejected rows.")),
        Retention(3, _("Uploads that nobody imported.")),
        Retention(1, _("Rows staged for an import; they go when it is done.")),
    )

    def erase(self, act: Act, person: Person) -> Cleared:
        from regulars.edges.imports.erasing import clear_files

        return clear_files(person.traces)


add_place(ImportFiles())
