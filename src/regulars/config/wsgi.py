"""The WSGI application that the web server runs."""

import os
import signal
import threading

from django.core.wsgi import get_wsgi_application

from regulars.base.settings import current
from regulars.edges.health.counting import count_together
from regulars.edges.health.gate import gated

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
count_together(current().home)  # before anything counts
application = gated(get_wsgi_application())


def _warm() -> None:
    """Load what the first figure would wait for, a second of imports, while nobody waits yet."""
    from regulars.base.lake.engine import warm

    warm()


def _end_with(parent: int) -> None:
    """End when whoever started this process was killed: a desk that nobody looks after answers no one."""
    while os.getppid() == parent:
        threading.Event().wait(1)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(10)  # what was let in may end by itself
    os._exit(1)


if started_by := os.environ.get("SERVED_BY_PROCESS"):
    threading.Thread(target=_end_with, args=[int(started_by)], name="regulars-parent", daemon=True).start()
threading.Thread(target=_warm, name="regulars-warm", daemon=True).start()
