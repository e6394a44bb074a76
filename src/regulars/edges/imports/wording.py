"""The words for everything an import says: what it noticed, what it decided, and why a row was left out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

WORDS: dict[str, Any] = {  # particulars that are words themselves
    "day_first": _("day first"),
    "month_first": _("month first"),
    "year_first": _("year first"),
    "epoch_s": _("seconds since 1970"),
    "epoch_ms": _("milliseconds since 1970"),
    "epoch_us": _("microseconds since 1970"),
    "sheet_days": _("days as a spreadsheet counts them"),
}

TEXTS: dict[str, Any] = {
    # the file
    "encoding_without_mark": _("The file is %(encoding)s without a byte order mark."),
    "encoding_mended": ngettext_lazy(
        "The file is UTF-8 but for %(count)s broken character, which was read as Windows-1252.",
        "The file is UTF-8 but for %(count)s broken characters, which were read as Windows-1252.",
        "count",
    ),
    "encoding_guessed": _("The file is not UTF-8; it was read as %(encoding)s, which decodes it to the last byte."),
    "archive_member": _("Read from the archive: %(member)s."),
    "no_header": _("No header was found, so the %(columns)s columns were numbered."),
    "rows_above_header": ngettext_lazy(
        "%(count)s row above the header was passed over.",
        "%(count)s rows above the header were passed over.",
        "count",
    ),
    "duplicate_headers": ngettext_lazy(
        "%(count)s column name comes twice; the later one carries a number.",
        "%(count)s column names come twice; the later ones carry a number.",
        "count",
    ),
    "sheets_joined": ngettext_lazy(
        "%(count)s sheet was read as one table.",
        "%(count)s sheets have the same header and were read as one table.",
        "count",
    ),
    "sheets_ignored": ngettext_lazy(
        "%(count)s sheet with another header was left out; the table is on sheet “%(sheet)s”.",
        "%(count)s sheets with another header were left out; the table is on sheet “%(sheet)s”.",
        "count",
    ),
    # numbers
    "decimal_proven": _("%(field)s: “%(sign)s” is the decimal sign, as in “%(example)s”."),
    "decimal_contested": _(
        "%(field)s: “%(sign)s” is the decimal sign, as in “%(example)s”; values such as “%(other)s” disagree "
        "(%(count)s)."
    ),
    "decimal_from_file": _(
        "%(field)s: values such as “%(example)s” could be read two ways (%(count)s); “%(sign)s” is the decimal sign, "
        "as in the file's other columns."
    ),
    "decimal_default": _(
        "%(field)s: values such as “%(example)s” could be read two ways (%(count)s) and nothing in the file decides; "
        "“%(sign)s” was taken as the decimal sign."
    ),
    # dates
    "date_counted": _("%(field)s counts %(kind)s."),
    "date_order_given": _("%(field)s is read %(order)s, as you asked."),
    "date_order_proven": _(
        "%(field)s is written %(order)s: a number above 12 stands there (up to %(high)s; %(count)s values)."
    ),
    "date_order_contested": _(
        "%(field)s: %(day)s values can only be day first and %(month)s only month first; it was read %(order)s, "
        "the others are rejected."
    ),
    "date_order_sequence": _("%(field)s is written %(order)s: only so are the rows in order of time."),
    "date_order_default": _(
        "%(field)s could be day first or month first (as in “%(example)s”) and nothing in the file decides; "
        "it was read %(order)s. Use --day-first or --month-first to say which."
    ),
}

TEXTS |= {
    "date_order_saved": _("%(field)s proves no order; it was read %(order)s, as the last file with this header."),
    "date_order_from_file": _("%(field)s is read %(order)s, as the file's other dates prove."),
    # the shop
    "zone_by_offsets": _("Times carry offsets that fit %(zone)s the year round."),
    "zone_by_country": _("%(share)s %% of the rows name %(country)s, so times are taken to be in %(zone)s."),
    "zone_differs": _("Times carry offsets of another time zone (such as %(seen)s) than the shop's, %(zone)s."),
    "currency_by_column": _("The currency column says %(currency)s in %(share)s %% of the rows that have one."),
    "currency_by_sign": _("Amounts carry the sign of %(currency)s (%(count)s values)."),
    "currency_by_shared_sign": _("Amounts carry a sign that several currencies use; %(currency)s was taken."),
    "currency_by_country": _("%(share)s %% of the rows name %(country)s, so amounts are taken to be %(currency)s."),
    "tax_included": _("Prices include the tax: so %(count)s of %(total)s orders with tax add up."),
    "tax_added": _("Tax is added to prices: so %(count)s of %(total)s orders with tax add up."),
    "tax_by_layout": _("This export states prices without tax."),
    "tax_unknown": _("The file does not tell whether prices include the tax."),
    "statuses_unknown": _("Statuses whose meaning is not known count as paid: %(words)s."),
    "read_per_line": _("%(field)s differs between the rows of one order, so it was read for each line."),
    # what a layout cannot know
    "unknown_refund_dates": _(
        "When refunds were made: the file has their amount only, so they fall on the order's day."
    ),
    "unknown_refund_lines": _("Which lines were refunded: amounts are taken from the goods first, then from shipping."),
    "unknown_customer_ids": _("The store's customer ids: buyers are told apart by e-mail, else by phone."),
    "unknown_product_ids": _("The store's product ids: products are told apart by SKU, else by title."),
    "unknown_split_payments": _("How a payment by several methods was divided."),
    "consents_left_out": _("Who consented to what, how and when: marketing consent was not taken over."),
    "unknown_sign_up_dates": _("When customers signed up."),
    "unknown_cost_dates": _("Since when a cost applies: it is taken to apply from the beginning."),
    "unknown_buyers": _("Who bought: there is no e-mail and no customer id, so all orders are unidentified."),
    "unknown_line_prices": _("What each product cost: an order's amount is shared equally among its units."),
    "unknown_tax_and_shipping": _("Tax and shipping."),
    "unknown_statuses": _("Which orders were paid: all count."),
    "unknown_discounts": _("Discounts and codes: prices are as charged."),
    "unknown_canceled_orders": _("Which order a cancellation belongs to: it counts on its own day."),
    # what came up
    "identical_lines": ngettext_lazy(
        "%(count)s identical line inside an order was kept: a product can be scanned twice.",
        "%(count)s identical lines inside an order were kept: a product can be scanned twice.",
        "count",
    ),
    "incomplete_orders": ngettext_lazy(
        "%(count)s order is in without lines that could not be read; mend them and import again.",
        "%(count)s orders are in without lines that could not be read; mend them and import again.",
        "count",
    ),
    "two_buyers_in_one_order": ngettext_lazy(
        "%(count)s order number stands beside two buyers; it was taken as one order.",
        "%(count)s order numbers stand beside two buyers; each was taken as one order.",
        "count",
    ),
    "split_payments": ngettext_lazy(
        "%(count)s order was paid by several methods; the first carries the whole amount.",
        "%(count)s orders were paid by several methods; the first carries the whole amount.",
        "count",
    ),
}

TEXTS |= {  # contacts
    "yes_email": ngettext_lazy(
        "%(count)s row says yes to e-mail, with a day and a source.",
        "%(count)s rows say yes to e-mail, with a day and a source.",
        "count",
    ),
    "yes_sms": ngettext_lazy(
        "%(count)s row says yes to text messages, with a day and a source.",
        "%(count)s rows say yes to text messages, with a day and a source.",
        "count",
    ),
    "yes_undated": ngettext_lazy(
        "%(count)s yes has no date: not taken as a yes.", "%(count)s yeses have no date: not taken as a yes.", "count"
    ),
    "yes_unsourced": ngettext_lazy(
        "%(count)s yes does not say where it comes from: not taken as a yes.",
        "%(count)s yeses do not say where they come from: not taken as a yes.",
        "count",
    ),
    "yes_overruled": ngettext_lazy(
        "%(count)s yes stands beside a suppression: the suppression counts.",
        "%(count)s yeses stand beside a suppression: the suppression counts.",
        "count",
    ),
    "yes_dated_by_staff": ngettext_lazy(
        "%(count)s yes without a date got the day and the source that you gave for all.",
        "%(count)s yeses without a date got the day and the source that you gave for all.",
        "count",
    ),
    "yes_in_the_future": ngettext_lazy(
        "%(count)s yes lies in the future: not taken as a yes.",
        "%(count)s yeses lie in the future: not taken as a yes.",
        "count",
    ),
    "consent_word_unknown": ngettext_lazy(
        "%(count)s row has a word for consent that we do not know: not taken as a yes.",
        "%(count)s rows have a word for consent that we do not know: not taken as a yes.",
        "count",
    ),
    "birthday_unread": ngettext_lazy(
        "%(count)s birthday could not be read and was left out.",
        "%(count)s birthdays could not be read and were left out.",
        "count",
    ),
}

REASONS: dict[str, tuple[Any, Any]] = {  # code: (why a row or cell was left out, what to do about it)
    "row_too_long": (
        _("The row has %(cells)s cells, the header %(width)s."),
        _("Put quotes around the cell that holds a delimiter."),
    ),
    "open_quote": (_("A quotation mark opens here and is never closed."), _("Close it, or double it inside a cell.")),
    "not_a_number": (_("This is not a number."), _("Write digits with one decimal sign.")),
    "other_decimal_sign": (
        _("The column's decimal sign is “%(sign)s”; this value does not fit."),
        _("Write it as the rest of the column is written."),
    ),
    "number_too_large": (_("The number is too large to be an amount."), _("Check that the right column is mapped.")),
    "not_a_date": (_("This is not a date."), _("Write it as 2024-03-31 or 2024-03-31 14:05.")),
    "other_date_order": (
        _("The column is written %(order)s; this date does not exist so."),
        _("Write it as 2024-03-31, or choose the other order for the whole file."),
    ),
    "date_out_of_range": (_("The year is before 1970 or after 2099."), _("Correct the year.")),
    "unknown_zone": (_("“%(zone)s” is no time zone we know."), _("Write the offset, such as +01:00.")),
    "shortened_id": (
        _("A spreadsheet has cut this id short; its last digits are lost."),
        _("Export the file again and import it without opening it in a spreadsheet."),
    ),
    "id_too_long": (
        _("The id has more than %(most)s letters and digits."),
        _("Check that the right column is mapped, and that no quotation mark is missing before it."),
    ),
    "not_a_flag": (_("This is neither yes nor no."), _("Write yes or no.")),
    "empty_cell": (_("The cell is empty, and without it there is no order line."), _("Fill it in.")),
    "no_identity": (
        _("There is neither a customer id nor an e-mail nor a phone number."),
        _("Give one of them; a name alone tells nobody apart."),
    ),
    "not_an_address": (_("This is no e-mail address."), _("Correct it, or leave the row out.")),
    "unknown_currency": (_("This is no currency we know."), _("Write its code, such as EUR.")),
    "other_currency": (
        _("The amount names another currency than the file's, %(currency)s."),
        _("Give each row its currency in a column of its own."),
    ),
    "order_lost": (_("No line of this order can be read."), _("Mend its other rows.")),
    "bad_items": (
        _("The order's items cannot be told apart."),
        _("Export the orders again with one row for each item."),
    ),
}

SKIPPED: dict[str, Any] = {  # rows that are left out although nothing is wrong with them
    "repeated_header": _("The header, repeated among the rows"),
    "status_skipped": _("Orders in the trash and drafts"),
    "duplicate_line": _("Identical lines inside an order, dropped as you asked"),
    "same_row_in_two_sheets": _("Rows that stand in two sheets"),
    "already_imported": _("Rows of a file that is in already"),
}
