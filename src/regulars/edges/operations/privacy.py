"""A backup's row says nothing about anyone; what is in the backup is as personal as the database."""

from pathlib import Path

from django.utils.translation import gettext as _s
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from regulars.base.privacy import NONE, Cleared, Person, Retention, add_place, register
from regulars.base.settings import current
from regulars.base.state import Act
from regulars.edges.operations.backups.making import default_folder
from regulars.edges.operations.backups.manifest import complete_backups
from regulars.edges.operations.backups.restoring import ASIDE
from regulars.edges.operations.models import Backup

register(
    "operations.Backup",
    dict.fromkeys(
        (
            "id",
            "name",
            "place",
            "size_bytes",
            "row_count",
            "made_at",
            "verified_at",
            "rehearsed_at",
            "restored_at",
        ),
        NONE,
    ),
)


class Backups:
    """Older copies of everything. They cannot be emptied without losing what they prove; they age out."""

    key, title, order = "backups", _("Backups"), 190
    retention = (Retention(None, _("As many as the settings keep; the oldest is removed after each new one.")),)

    def erase(self, act: Act, person: Person) -> Cleared:
        settings = current()
        rows = Backup.objects.order_by("made_at").values_list("name", "place")
        names = sorted(
            {path.name for path in complete_backups(default_folder(settings))}
            | {name for name, place in rows if Path(place).is_dir()}
        )
        aside = sorted(path.name for path in settings.home.glob(f"{ASIDE}*"))
        remains = []
        if names:
            words = ngettext(
                "%(count)s backup from before (%(first)s to %(last)s) still holds the person; the last of them goes "
                "when %(keep)s newer ones exist. A restore erases the person again before anybody is served.",
                "%(count)s backups from before (%(first)s to %(last)s) still hold the person; the last of them goes "
                "when %(keep)s newer ones exist. A restore erases the person again before anybody is served.",
                len(names),
            )
            keep = settings.backup_keep
            remains.append(words % {"count": len(names), "first": names[0], "last": names[-1], "keep": keep})
        remains += [_s("What a restore set aside still holds the person, delete it: %(name)s") % {"name": one}
                    for one in aside]  # fmt: skip
        return Cleared(len(names) + len(aside), 0, tuple(remains))


add_place(Backups())
