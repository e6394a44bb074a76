"""The WSGI application that the web server runs."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from regulars.base.settings import current
from regulars.edges.health.counting import count_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
count_together(current().home)  # before anything counts
application = get_wsgi_application()


def _warm() -> None:
    """Load what the first figure would wait for, a second of imports, while nobody waits yet."""
    from regulars.base.lake.engine import warm

    warm()


threading.Thread(target=_warm, name="regulars-warm", daemon=True).start()
