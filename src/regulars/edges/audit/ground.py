"""What must hold of the ground: the log and its chain, its readers, the lake, the jobs, the logins, the keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.base import extends
from regulars.base.activity import sealing
from regulars.base.counting import NAMED, Counted
from regulars.base.extends import Finding, Text
from regulars.base.lake import verify as verify_lake
from regulars.base.state import dialect, fetchall, has_column, horizon, tables
from regulars.edges.audit import queries


class Chain:
    """The log is what it was when it was sealed."""

    key, order = "activity_chain", 10
    title: Text = _("No entry of the log was changed, removed or slipped in after it was sealed.")

    def check(self) -> Finding:
        report = sealing.verify_chain()
        return Finding(report.checked, report.broken, report.breaches, report.unsealed)


class ChainEnd:
    """The chain still holds what earlier verifications saw at its end."""

    key, order = "activity_chain_end", 11
    title: Text = _("The log goes on from where earlier checks saw its end.")

    def check(self) -> Finding:
        broken = []
        heads = queries.heads_seen()
        for seq, seen in heads:
            if sealing.hash_of_link(seq) != seen:
                broken.append(f"link {seq} is no longer the one that an earlier check saw")
        return Finding(len(heads), len(broken), tuple(broken[:NAMED]))


class Lake:
    """The lake shows what the state holds."""

    key, order = "lake_counts", 20
    title: Text = _("The lake has the same rows and sums as the database.")

    def check(self) -> Finding:
        report = verify_lake()
        words = tuple(one.words for one in report.differences if one.kind not in {"missing", "stale"})
        absent = len(report.differences) - len(words)  # the next sync brings them
        return Finding(sum(report.rows.values()), len(words), words[:NAMED], sum(report.waiting.values()) + absent)


class ChangeNumbers:
    """No row is stamped with a number that nobody gave out."""

    key, order = "change_numbers", 5
    title: Text = _("Every change has a number that was given out, so that no reader misses it.")

    def check(self) -> Finding:
        top = horizon() if dialect() == "sqlite" else int(fetchall("SELECT last_value FROM state_change_number")[0][0])
        broken = []
        checked = 0
        for table in tables():
            if table == "activity_cursor" or not has_column(table, "changed_seq"):
                continue  # a reader's place is no change
            rows, highest = fetchall(f"SELECT count(*), max(changed_seq) FROM {table}")[0]
            checked += int(rows)
            if (highest or 0) > top:
                broken.append(f"{table} has change number {highest}, but the last one given out is {top}")
        return Finding(checked, len(broken), tuple(broken))


class ForeignKeys:
    """Every reference leads somewhere (SQLite can be made to skip the check; PostgreSQL cannot)."""

    key, order = "references", 6
    title: Text = _("Every reference between tables leads to a row that is there.")

    def check(self) -> Finding:
        rows = sum(int(fetchall(f"SELECT count(*) FROM {table}")[0][0]) for table in tables() if "_" in table)
        found = fetchall("PRAGMA foreign_key_check") if dialect() == "sqlite" else []
        words = tuple(
            f"{table} row {row} refers to a row of {parent} that is not there" for table, row, parent, _n in found
        )
        return Finding(rows, len(words), words[:NAMED])


COUNTED = (
    Counted(
        "activity_seen",
        _("Every key that was taken in belongs to an entry of the log."),
        "SELECT count(*) FROM activity_seen",
        "SELECT s.id AS what FROM activity_seen s LEFT JOIN activity_log l ON l.id = s.activity WHERE l.id IS NULL "
        "AND s.activity > (SELECT coalesce(max(highest_activity), 0) FROM activity_archive)",
        "key %(row)s was taken in, but its entry is not there",
        order=12,
    ),
    Counted(
        "reader_places",
        _("No reader of the log stands behind its end."),
        "SELECT count(*) FROM activity_cursor",
        "SELECT name AS what FROM activity_cursor WHERE changed_seq > (SELECT coalesce(max(changed_seq), 0) "
        "FROM activity_log)",
        "reader %(row)s stands behind the end of the log",
        order=13,
    ),
    Counted(
        "job_states",
        _("Every job's state agrees with its dates: running has a lease, ended has an end, waiting has neither."),
        "SELECT count(*) FROM jobs_job",
        "SELECT id AS what FROM jobs_job WHERE (state = 'running' AND lease_until IS NULL) "
        "OR (state = 'waiting' AND (finished_at IS NOT NULL OR lease_until IS NOT NULL)) "
        "OR (state IN ('done', 'failed', 'canceled') AND (finished_at IS NULL OR unique_key IS NOT NULL))",
        "job %(row)s is in a state that its dates contradict",
        order=30,
    ),
    Counted(
        "owner",
        _("Somebody can log in as owner, once anybody can log in."),
        "SELECT count(*) FROM staff_member",
        "SELECT 'the shop' AS what WHERE EXISTS (SELECT 1 FROM staff_member WHERE is_active) "
        "AND NOT EXISTS (SELECT 1 FROM staff_member WHERE is_active AND role = 'owner')",
        "nobody can log in as owner of %(row)s",
        order=40,
    ),
)


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for one in (ChangeNumbers(), ForeignKeys(), Chain(), ChainEnd(), Lake(), *COUNTED):
        extends.invariants.register(one)
