"""The product's own settings, with the bench's app and addresses beside its own."""

from regulars.config.settings import *  # noqa: F403
from regulars.config.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "served"]
ROOT_URLCONF = "served.urls"
