"""Setting a password by a link: open to whoever holds it, once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from regulars.base.links.service import open_link
from regulars.base.state import Act, write
from regulars.base.web.access import access
from regulars.base.web.entering import remember_device
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.forms.staff import NewPasswordForm
from regulars.edges.settings.service import PURPOSE, redeem
from regulars.kit.errors import NotFound


@access(public=True, privacy="none", rate="20/minute")
@never_cache
def password_page(request: HttpRequest, token: str) -> HttpResponse:
    """Let the holder of a link choose a password. A link that opens nothing says so, and nothing else."""
    try:
        open_link(PURPOSE, token)
    except NotFound:
        return render(request, "settings/password_closed.html", status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: write(redeem, Act.by("link", "desk"), token, form.cleaned_data["password"]))
        if done is not None:
            messages.success(request, _("Your password is set. Log in with it."))
            onward = HttpResponseRedirect(reverse("web:login"))
            remember_device(request, onward, done)  # whoever guesses meanwhile cannot slow this browser down
            return onward
    response = render(request, "settings/password.html", {"form": form}, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response
