"""Typed settings, read once at start; a bad one refuses to start and names the key.

from regulars.base.settings import current
current().home      # Path of the home directory
"""

from regulars.base.settings.checking import BadSetting, is_loopback
from regulars.base.settings.driven import DrivenByFile, drive
from regulars.base.settings.loading import current, forget, load
from regulars.base.settings.schema import Settings, described

__all__ = [
    "BadSetting",
    "DrivenByFile",
    "Settings",
    "current",
    "described",
    "drive",
    "forget",
    "is_loopback",
    "load",
]
