"""The product with the bench's addresses, as granian serves it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "served.settings"

from django.core.wsgi import get_wsgi_application

from regulars.base.settings import current
from regulars.edges.health.counting import count_together

count_together(current().home)
application = get_wsgi_application()
