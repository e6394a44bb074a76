"""What the state tables hold about a person: answers may quote what a request said."""

from regulars.base.privacy import NONE, PERSONAL, register

register("state.Change", {"id": NONE, "seq": NONE})
register(
    "state.Answer",
    {"id": NONE, "key": NONE, "verb": NONE, "digest": NONE, "answer": PERSONAL, "recorded_at": NONE},
)
