"""Going live: what has to be right before marketing reaches anybody, and who took the risk where it is not.

Parts register checks with `extends.golive`; the desk looks at them and keeps the answers; whoever would send marketing
asks `is_live()` first, which reads a few rows and calls nobody.

    from regulars.base.golive import is_live

    if not is_live():
        raise Refused("messaging.locked", "Marketing is locked until everything under Settings > Go live is right")
"""

from regulars.base.golive.looking import Standing, blocking, is_live, look_at_all, standing
from regulars.base.golive.service import keep_answers, reinstate, waive

__all__ = ["Standing", "blocking", "is_live", "keep_answers", "look_at_all", "reinstate", "standing", "waive"]
