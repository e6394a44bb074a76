"""Addresses of the settings room, and of stored files."""

from __future__ import annotations

from django.urls import path

from regulars.edges.settings.views import (
    account,
    activity,
    currencies,
    data,
    factor,
    figures,
    files,
    jobs,
    keys,
    links,
    password,
    sessions,
    shop,
    staff,
)

app_name = "desk_settings"

urlpatterns = [
    path("desk/settings", shop.shop_page, name="shop"),
    path("desk/settings/figures", figures.figures_page, name="figures"),
    path("desk/settings/currencies", currencies.currency_page, name="currencies"),
    path("desk/settings/data", data.data_page, name="data"),
    path("desk/settings/data/chore/<str:key>", data.chore, name="chore"),
    path("desk/settings/data/<str:what>", data.data_work, name="data_work"),
    path("desk/settings/jobs", jobs.job_list, name="jobs"),
    path("desk/settings/jobs/failed/<str:what>", jobs.failed_work, name="jobs_failed"),
    path("desk/settings/jobs/<int:number>", jobs.job_page, name="job"),
    path("desk/settings/jobs/<int:number>/progress", jobs.job_progress, name="job_progress"),
    path("desk/settings/jobs/<int:number>/retry", jobs.job_retry, name="job_retry"),
    path("desk/settings/jobs/<int:number>/cancel", jobs.job_cancel, name="job_cancel"),
    path("desk/settings/jobs/<int:number>/forget", jobs.job_forget, name="job_forget"),
    path("desk/settings/keys", keys.key_list, name="keys"),
    path("desk/settings/keys/add", keys.key_add, name="key_add"),
    path("desk/settings/keys/<int:number>/rotate", keys.key_rotate, name="key_rotate"),
    path("desk/settings/keys/<int:number>/revoke", keys.key_revoke, name="key_revoke"),
    path("desk/settings/links", links.link_list, name="links"),
    path("desk/settings/links/<int:number>/revoke", links.link_revoke, name="link_revoke"),
    path("desk/settings/staff", staff.staff_list, name="staff"),
    path("desk/settings/staff/add", staff.staff_add, name="staff_add"),
    path("desk/settings/staff/<int:number>", staff.staff_member, name="staff_member"),
    path("desk/settings/staff/<int:number>/reset", staff.staff_reset, name="staff_reset"),
    path("desk/settings/staff/<int:number>/state", staff.staff_state, name="staff_state"),
    path("desk/settings/staff/<int:number>/second-factor/drop", factor.staff_factor_drop, name="staff_factor_drop"),
    path("desk/settings/staff/<int:number>/sessions/end", sessions.staff_sessions_end, name="staff_sessions_end"),
    path(
        "desk/settings/staff/<int:number>/sessions/<int:session>/end",
        sessions.staff_session_end,
        name="staff_session_end",
    ),
    path("desk/settings/staff/links/<int:number>/close", staff.staff_link_close, name="staff_link_close"),
    path("desk/settings/login", factor.login_rules, name="login_rules"),
    path("desk/settings/log", activity.activity_list, name="activity"),
    path("desk/settings/account", account.account_page, name="account"),
    path("desk/settings/account/second-factor", factor.second_factor, name="second_factor"),
    path("desk/settings/account/sessions/end", sessions.sessions_end, name="sessions_end"),
    path("desk/settings/account/sessions/<int:session>/end", sessions.session_end, name="session_end"),
    path("desk/password/<str:token>", password.password_page, name="password"),
    path("desk/files/<str:sha256>", files.stored_file, name="file"),
]
