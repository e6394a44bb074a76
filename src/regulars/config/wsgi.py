"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from regulars.base.settings import current
from regulars.edges.health.counting import count_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
count_together(current().home)  # before anything counts
application = get_wsgi_application()
