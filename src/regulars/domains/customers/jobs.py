"""Background work of customers: letters that people wait for, and looking for those who are alike."""

from __future__ import annotations

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.mail import letters
from regulars.base.saying import job_title
from regulars.base.settings import current
from regulars.base.shop.queries import shop
from regulars.base.state import write
from regulars.domains.customers import queries, service
from regulars.domains.customers.service import CONFIRMATION_MAIL, FIND_ALIKE

LANGUAGES = ("en", "de")


def send_confirmation(work: RunningJob) -> str:
    """Send the letter in which a person confirms an address; the token is made here and is in the letter alone."""
    taken = write(service.take_token, work.act(), int(work.args["request"]))
    if taken is None:
        return _("Nothing to send any more: it was confirmed, or has expired.")
    token, opened = taken
    ours = shop()
    spoken = opened.language[:2] if opened.language[:2] in LANGUAGES else ours.language
    with translation.override(spoken):
        names = {one.key: one.name_in(spoken) for one in queries.topics(archived=True)}
        context = {
            "shop": ours.name,
            "url": f"{base_url()}/my/confirm/{token}",
            "topics": [names.get(one, one) for one in opened.topics],
            "language": spoken,
        }
        subject = _("%(shop)s: please confirm your e-mail") % {"shop": ours.name}
        letter = letters.Letter(
            to=opened.address,
            subject=" ".join(subject.split()),
            text=render_to_string("customers/letters/confirm.txt", context),
            html=render_to_string("customers/letters/confirm.html", context),
            key=f"opt-in:{opened.id}",
        )
    letters.post(letter)
    return _("The letter is on its way.")


def send_link(work: RunningJob) -> str:
    """Send a person a new link to the page of their choices, to an address that is theirs."""
    customer, address = int(work.args["customer"]), queries.customer(int(work.args["customer"]), contact=True).email
    if not address:
        return _("There is no e-mail to send it to.")
    ours = shop()
    spoken = queries.language_of(customer, ours.language)[:2]
    with translation.override(spoken if spoken in LANGUAGES else ours.language):
        path = queries.preferences_path(customer, "email", address, work.act().now)
        context = {"shop": ours.name, "url": f"{base_url()}{path}", "language": spoken}
        subject = _("%(shop)s: your link") % {"shop": ours.name}
        letter = letters.Letter(
            to=address,
            subject=" ".join(subject.split()),
            text=render_to_string("customers/letters/link.txt", context),
            html=render_to_string("customers/letters/link.html", context),
            key=f"preferences:{work.id}",
        )
    letters.post(letter)
    return _("The letter is on its way.")


def find_alike(work: RunningJob) -> str:
    """Look for customers who may be one person or live together; staff decide."""
    found = service.find_alike(work.act())
    words = ngettext("%(count)s new pair to look at.", "%(count)s new pairs to look at.", found)
    return words % {"count": found}


def base_url() -> str:
    """Return where people reach this installation."""
    settings = current()
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def register() -> None:
    """Register them; called once, from the app's ready()."""
    jobs.register(CONFIRMATION_MAIL, send_confirmation)
    jobs.register(service.LINK_MAIL, send_link)
    jobs.register(FIND_ALIKE, find_alike, attempts_max=2)
    jobs.every(FIND_ALIKE, timedelta(days=1), when=service.is_anybody_new)
    extends.job_titles.register(job_title(CONFIRMATION_MAIL, gettext_lazy("Send a letter to confirm an address")))
    extends.job_titles.register(job_title(service.LINK_MAIL, gettext_lazy("Send a link to somebody's choices")))
    extends.job_titles.register(job_title(FIND_ALIKE, gettext_lazy("Look for customers who are alike")))
