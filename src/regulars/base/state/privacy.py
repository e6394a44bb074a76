"""What the state tables hold about a person: answers may quote what a request said."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, OPERATION, PERSONAL, Retention, holds, register
from regulars.base.state.act import Act
from regulars.base.state.answers import forget_before
from regulars.base.state.doors import verb

register("state.Change", {"id": NONE, "seq": NONE})
register(
    "state.Answer",
    {"id": NONE, "key": NONE, "verb": NONE, "digest": NONE, "answer": PERSONAL, "recorded_at": NONE},
)


@verb
def forget_answers(act: Act, before: datetime, limit: int) -> int:
    """Drop up to `limit` stored answers of an age at which nobody tries again."""
    return forget_before(before, limit)


holds(
    "state.Answer",
    title=_("Stored answers"),
    purpose=OPERATION,
    reason=_("Kept by the key of a request; what they quote is found by its words."),
    mentions=("answer",),
    not_exported=_("A technical copy of an answer that was given already."),
    retention=(Retention(30, _("Longer than anybody tries a request again."), forget_answers),),
)
