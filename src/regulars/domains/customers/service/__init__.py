"""Verbs on people."""

from regulars.domains.customers.service.choosing import (
    LINK_MAIL,
    add_wording,
    archive_topic,
    ask_for_link,
    change_preferences,
    record_signal,
    save_interests,
    save_topic,
    switch_channel,
)
from regulars.domains.customers.service.claiming import identify
from regulars.domains.customers.service.consenting import leave, record_consent, unsubscribe_address, withdraw
from regulars.domains.customers.service.describing import drop_fields_of_import, record_fields
from regulars.domains.customers.service.joining import merge_customers, unmerge_customers
from regulars.domains.customers.service.opting_in import (
    CONFIRMATION_MAIL,
    OpenRequest,
    confirm_opt_in,
    forget_unconfirmed,
    open_request,
    request_opt_in,
    take_token,
)
from regulars.domains.customers.service.reaching import refresh
from regulars.domains.customers.service.recording import (
    allow_again,
    empty_voided,
    erase_people,
    flag_shared,
    record_export,
    record_people,
    shared_candidates,
    suppress,
    void_customers,
)
from regulars.domains.customers.service.suppressing import lift_suppression, suppress_address
from regulars.domains.customers.service.suspecting import FIND_ALIKE, decide_suspicion, find_alike, is_anybody_new
from regulars.domains.customers.service.taking_back import withdraw_of_import

__all__ = [
    "CONFIRMATION_MAIL",
    "FIND_ALIKE",
    "LINK_MAIL",
    "OpenRequest",
    "add_wording",
    "allow_again",
    "archive_topic",
    "ask_for_link",
    "change_preferences",
    "confirm_opt_in",
    "decide_suspicion",
    "drop_fields_of_import",
    "empty_voided",
    "erase_people",
    "find_alike",
    "flag_shared",
    "forget_unconfirmed",
    "identify",
    "is_anybody_new",
    "leave",
    "lift_suppression",
    "merge_customers",
    "open_request",
    "record_consent",
    "record_export",
    "record_fields",
    "record_people",
    "record_signal",
    "refresh",
    "request_opt_in",
    "save_interests",
    "save_topic",
    "shared_candidates",
    "suppress",
    "suppress_address",
    "switch_channel",
    "take_token",
    "unmerge_customers",
    "unsubscribe_address",
    "void_customers",
    "withdraw",
    "withdraw_of_import",
]
