"""Every text that the dialog itself shows, once, in English. No other module holds a sentence for the user.

The texts of purposes, fields, recipients and notices are not here: they belong to the host's collection policy.
This module does not import Qt, so that the models can use it; `optlog_ui.translate.say` turns a text into the
reader's language through Qt's translation tools (`pyside6-lupdate` finds the marks below). `&` stands before the
letter that is pressed together with Alt. `{name}` is filled in; `%n` is a number, and its words bend with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CONTEXT", "N", "Phrase", "T", "Words", "english"]

CONTEXT = "optlog"
"""The translation context of every text here."""

_GAP = re.compile(r"\{(\w+)\}")


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802  the name that lupdate looks for
    """Mark a text for `pyside6-lupdate` and give it unchanged."""
    return text


@unique
class T(Enum):
    """A text without a number."""

    # The window
    WINDOW_TITLE = QT_TRANSLATE_NOOP("optlog", "Privacy settings: {app}")
    STATUS_LABEL = QT_TRANSLATE_NOOP("optlog", "What has been sent so far")
    STATUS_NOTHING = QT_TRANSLATE_NOOP("optlog", "Nothing has left this computer.")
    STATUS_FAULT = QT_TRANSLATE_NOOP(
        "optlog", "Nothing is sent. What was sent before cannot be read."
    )
    STATUS_TODAY = QT_TRANSLATE_NOOP(
        "optlog", "Last sent today at {time}; {records}, {size} in all."
    )
    STATUS_EARLIER = QT_TRANSLATE_NOOP(
        "optlog", "Last sent on {date} at {time}; {records}, {size} in all."
    )
    TABS_LABEL = QT_TRANSLATE_NOOP("optlog", "Parts of the privacy settings")
    TAB_CHOICES = QT_TRANSLATE_NOOP("optlog", "&Choices")
    TAB_RECORDS = QT_TRANSLATE_NOOP("optlog", "What would be &sent")
    TAB_ABOUT = QT_TRANSLATE_NOOP("optlog", "&Who and where")
    TAB_NOTICE = QT_TRANSLATE_NOOP("optlog", "No&tice")
    TAB_HISTORY = QT_TRANSLATE_NOOP("optlog", "&History")
    SEND_NOTHING = QT_TRANSLATE_NOOP("optlog", "Send &nothing")
    SEND_NOTHING_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Turns every choice off at once and deletes what waits to be sent."
    )
    CLOSE = QT_TRANSLATE_NOOP("optlog", "C&lose")
    CLOSE_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Closes this window. Changes have been recorded already."
    )

    # What happened after an action
    FEEDBACK_LABEL = QT_TRANSLATE_NOOP("optlog", "Result of the last change")
    FEEDBACK_GIVEN = QT_TRANSLATE_NOOP(
        "optlog", "Recorded: {title} is on. Untick the box to take it back."
    )
    FEEDBACK_GIVEN_BLOCKED = QT_TRANSLATE_NOOP(
        "optlog", "Recorded: {title} is on, but nothing is sent. {reason}"
    )
    FEEDBACK_WITHDRAWN = QT_TRANSLATE_NOOP(
        "optlog", "Recorded: {title} is off. What was waiting for it has been deleted."
    )
    FEEDBACK_NOTHING = QT_TRANSLATE_NOOP(
        "optlog", "Recorded: nothing is sent. What was waiting has been deleted."
    )
    FEEDBACK_NOTHING_ALREADY = QT_TRANSLATE_NOOP(
        "optlog", "Nothing is sent; your choices say so already."
    )
    FEEDBACK_FAILED = QT_TRANSLATE_NOOP("optlog", "Problem: {message}.")
    NOT_RECORDED = QT_TRANSLATE_NOOP(
        "optlog", "The choice was not recorded, and nothing new is sent."
    )
    NO_NOT_RECORDED = QT_TRANSLATE_NOOP(
        "optlog",
        "Nothing will be sent. But this could not be recorded, so that it may not last beyond this program.",
    )
    FAULT_LOCKED = QT_TRANSLATE_NOOP(
        "optlog", "Another program holds the file of your choices: close it, or try again."
    )
    FAULT_READ_ONLY = QT_TRANSLATE_NOOP(
        "optlog", "The data folder cannot be written: make it writable, then try again."
    )
    FAULT_FULL = QT_TRANSLATE_NOOP("optlog", "The disk is full: free some space, then try again.")
    FAULT_CORRUPT = QT_TRANSLATE_NOOP(
        "optlog",
        "The file of your choices is damaged: choose again, and it is set aside, never deleted.",
    )
    FAULT_NEWER = QT_TRANSLATE_NOOP(
        "optlog",
        "A newer version of the application wrote the file of your choices: use that version.",
    )
    FAULT_UNREADABLE = QT_TRANSLATE_NOOP(
        "optlog", "The file of your choices cannot be read: check who owns it and its folder."
    )
    FEEDBACK_UNREADABLE = QT_TRANSLATE_NOOP("optlog", "This cannot be shown: {message}.")
    FEEDBACK_HINT = QT_TRANSLATE_NOOP("optlog", "What to do: {hint}.")
    FEEDBACK_COPIED = QT_TRANSLATE_NOOP("optlog", "Copied.")
    FEEDBACK_FOLDER = QT_TRANSLATE_NOOP(
        "optlog", "The folder could not be opened. It may not exist yet: {path}"
    )
    FEEDBACK_PSEUDONYM = QT_TRANSLATE_NOOP(
        "optlog", "You have a new pseudonym. New records cannot be linked to earlier ones by it."
    )

    # What is stronger than the choices
    BANNER_MANAGED = QT_TRANSLATE_NOOP("optlog", "Turned off by your organisation.")
    BANNER_DO_NOT_TRACK = QT_TRANSLATE_NOOP("optlog", "Turned off by DO_NOT_TRACK.")
    BANNER_ENVIRONMENT = QT_TRANSLATE_NOOP("optlog", "Turned off by OPTLOG_TELEMETRY.")
    BANNER_RUN = QT_TRANSLATE_NOOP("optlog", "Turned off for this run of the application.")
    BANNER_TOMBSTONE = QT_TRANSLATE_NOOP(
        "optlog", "Turned off by the file OPT_OUT in the data folder."
    )
    BANNER_FAULT = QT_TRANSLATE_NOOP("optlog", "Your choices cannot be read, so nothing is sent.")
    BANNER_SERVER = QT_TRANSLATE_NOOP(
        "optlog",
        "The server does not take records at present: {message}. They wait, and are tried again.",
    )
    BANNER_OTHER = QT_TRANSLATE_NOOP("optlog", "Turned off.")
    BANNER_REASON = QT_TRANSLATE_NOOP("optlog", "Reason: {reason}.")
    BANNER_KEPT = QT_TRANSLATE_NOOP(
        "optlog",
        "Nothing is sent while this lasts. Your recorded choices are kept: they can be taken back here, "
        "but not newly made.",
    )
    BANNER_KEPT_SOME = QT_TRANSLATE_NOOP(
        "optlog",
        "This holds for: {titles}. Recorded choices are kept: they can be taken back here, but not newly made.",
    )
    BANNER_NO_SERVER = QT_TRANSLATE_NOOP("optlog", "No server is set, so nothing can be sent.")

    # One purpose
    CHOICES_INTRO = QT_TRANSLATE_NOOP(
        "optlog", "Only what is ticked may leave this computer. A change counts at once."
    )
    RECEIVED_BY = QT_TRANSLATE_NOOP("optlog", "Received by {names}.")
    RECEIVED_UNSTATED = QT_TRANSLATE_NOOP("optlog", "The makers have not stated who receives it.")
    STATE_NONE = QT_TRANSLATE_NOOP("optlog", "No choice made. Nothing is sent.")
    STATE_GIVEN = QT_TRANSLATE_NOOP("optlog", "You agreed. Such records are sent.")
    STATE_GIVEN_NO_SERVER = QT_TRANSLATE_NOOP(
        "optlog", "You agreed, but no server is set. Nothing is sent."
    )
    STATE_GIVEN_BLOCKED = QT_TRANSLATE_NOOP("optlog", "You agreed, but nothing is sent. {reason}")
    STATE_REFUSED = QT_TRANSLATE_NOOP("optlog", "You said no. Nothing is sent.")
    STATE_WITHDRAWN = QT_TRANSLATE_NOOP("optlog", "You took your agreement back. Nothing is sent.")
    STATE_LAPSED = QT_TRANSLATE_NOOP("optlog", "Your agreement no longer counts. Nothing is sent.")
    STATE_EXPIRED = QT_TRANSLATE_NOOP("optlog", "Your agreement has run out. Nothing is sent.")
    STATE_CHANGED = QT_TRANSLATE_NOOP(
        "optlog", "What is collected has changed since you agreed. Nothing is sent."
    )
    STATE_COPIED = QT_TRANSLATE_NOOP(
        "optlog",
        "This profile was copied or moved from elsewhere, so that your agreement no longer counts. Nothing is sent.",
    )
    STATE_WIDER = QT_TRANSLATE_NOOP("optlog", "You agreed. What has been added since stays here.")
    STATE_UNREADABLE = QT_TRANSLATE_NOOP("optlog", "Your choice cannot be read. Nothing is sent.")
    FIELDS_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Shows every field that may leave for this choice: {title}"
    )
    FIELDS_HIDE_HELP = QT_TRANSLATE_NOOP("optlog", "Hides these fields again.")
    FIELDS_TABLE = QT_TRANSLATE_NOOP("optlog", "Fields that may leave: {title}")
    FIELD_NAME = QT_TRANSLATE_NOOP("optlog", "Field")
    FIELD_WHAT = QT_TRANSLATE_NOOP("optlog", "What it holds")
    FIELD_WHY = QT_TRANSLATE_NOOP("optlog", "What for")
    FIELD_EXAMPLE = QT_TRANSLATE_NOOP("optlog", "Example from this computer")
    FIELD_EXAMPLE_MADE_UP = QT_TRANSLATE_NOOP("optlog", "{value} (made up)")
    FIELD_FOR_ALL = QT_TRANSLATE_NOOP("optlog", "Part of every choice")
    FIELD_FOR_THIS = QT_TRANSLATE_NOOP("optlog", "Only for this choice")
    FIELD_ALSO_FOR = QT_TRANSLATE_NOOP("optlog", "Also for: {titles}")
    FIELD_UNTIL = QT_TRANSLATE_NOOP("optlog", "{why} (until {date})")

    CLOSE_SIDE_HELP = QT_TRANSLATE_NOOP("optlog", "Closes this window.")

    # What changed since the yes
    CHANGES_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Shows how what is collected differs from what you agreed to."
    )
    CHANGES_HIDE_HELP = QT_TRANSLATE_NOOP("optlog", "Hides the differences again.")
    CHANGES_TABLE = QT_TRANSLATE_NOOP("optlog", "What changed since you agreed")
    CHANGES_VERSION = QT_TRANSLATE_NOOP("optlog", "Version {version} ({date}): {words}")
    COLUMN_PART = QT_TRANSLATE_NOOP("optlog", "Part")
    COLUMN_DIFFERENCE = QT_TRANSLATE_NOOP("optlog", "Difference")
    COLUMN_FOLLOWS = QT_TRANSLATE_NOOP("optlog", "What follows")
    FOLLOWS_NOTE = QT_TRANSLATE_NOOP("optlog", "You are told.")
    FOLLOWS_ASK = QT_TRANSLATE_NOOP(
        "optlog", "You are asked; until you answer, only what you agreed to is sent."
    )
    FOLLOWS_STOP = QT_TRANSLATE_NOOP("optlog", "Nothing is sent until you agree.")

    # The question
    PROMPT_LABEL = QT_TRANSLATE_NOOP("optlog", "Question about sharing records")
    PROMPT_HEADLINE = QT_TRANSLATE_NOOP("optlog", "Share records of {app} with {name}?")
    PROMPT_HEADLINE_UNSTATED = QT_TRANSLATE_NOOP(
        "optlog", "Share records of {app} with its makers?"
    )
    PROMPT_INTRO = QT_TRANSLATE_NOOP(
        "optlog",
        "Only what you tick leaves this computer. You can change your choice at any time in the privacy settings.",
    )
    PROMPT_EXPIRED = QT_TRANSLATE_NOOP(
        "optlog", "Your earlier agreement has run out. Nothing is sent."
    )
    PROMPT_CHANGED = QT_TRANSLATE_NOOP(
        "optlog", "Your earlier agreement no longer counts. Nothing is sent."
    )
    PROMPT_WIDER = QT_TRANSLATE_NOOP(
        "optlog",
        "You agreed to this before; now more would be sent. Without a tick, only what you agreed to is sent.",
    )
    PROMPT_BOX_HELP = QT_TRANSLATE_NOOP("optlog", "Not ticked means: not shared.")
    DONT_SHARE = QT_TRANSLATE_NOOP("optlog", "&Don’t share")
    DONT_SHARE_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Records a no for everything in this question. You are not asked about it again."
    )
    SHARE = QT_TRANSLATE_NOOP("optlog", "&Share selected")
    SHARE_HELP = QT_TRANSLATE_NOOP("optlog", "Records your choices as they are ticked.")
    NOT_NOW = QT_TRANSLATE_NOOP("optlog", "Not &now")
    NOT_NOW_HELP = QT_TRANSLATE_NOOP("optlog", "Closes the question without a choice.")
    SEE_EXACTLY = QT_TRANSLATE_NOOP("optlog", "See e&xactly what would be sent")
    SEE_EXACTLY_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Opens a window with the records, byte for byte."
    )
    FEEDBACK_NOTHING_TICKED = QT_TRANSLATE_NOOP(
        "optlog", "Nothing is ticked. Tick what may be sent, or choose “Don’t share”."
    )
    PREVIEW_TITLE = QT_TRANSLATE_NOOP("optlog", "What would be sent: {app}")

    # The indicator
    SHARING_OFF = QT_TRANSLATE_NOOP("optlog", "Sharing is off")
    SHARING_ON = QT_TRANSLATE_NOOP("optlog", "Sharing is on")
    SHARING_HELD_UP = QT_TRANSLATE_NOOP("optlog", "Sharing is held up")
    SHARING_WHAT = QT_TRANSLATE_NOOP("optlog", "Shared: {titles}.")
    INDICATOR_HELP = QT_TRANSLATE_NOOP("optlog", "A click opens the privacy settings.")
    TRAY_SETTINGS = QT_TRANSLATE_NOOP("optlog", "Privacy settings…")
    TRAY_STATE = QT_TRANSLATE_NOOP("optlog", "{state}: privacy settings…")

    # The notice
    NOTICE = QT_TRANSLATE_NOOP("optlog", "Privacy n&otice")
    NOTICE_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Opens the privacy notice. It is made on this computer."
    )
    NOTICE_TITLE = QT_TRANSLATE_NOOP("optlog", "Privacy notice: {app}")
    NOTICE_LABEL = QT_TRANSLATE_NOOP("optlog", "The privacy notice")
    NOTICE_SAVE = QT_TRANSLATE_NOOP("optlog", "Save &as…")
    NOTICE_SAVE_HELP = QT_TRANSLATE_NOOP("optlog", "Saves the notice as HTML, Markdown or PDF.")
    NOTICE_HTML = QT_TRANSLATE_NOOP("optlog", "Web page (*.html)")
    NOTICE_MARKDOWN = QT_TRANSLATE_NOOP("optlog", "Markdown (*.md)")
    NOTICE_PDF = QT_TRANSLATE_NOOP("optlog", "PDF document (*.pdf)")
    FEEDBACK_SAVED = QT_TRANSLATE_NOOP("optlog", "Saved: {path}")
    FEEDBACK_NOT_SAVED = QT_TRANSLATE_NOOP(
        "optlog", "The file could not be written: {path}. Choose another folder."
    )

    FEEDBACK_LINK = QT_TRANSLATE_NOOP("optlog", "The page could not be opened: {url}")

    # Records
    RECORDS_INTRO = QT_TRANSLATE_NOOP(
        "optlog", "The newest records, byte for byte as they would leave this computer or left it."
    )
    RECORDS_EMPTY = QT_TRANSLATE_NOOP(
        "optlog",
        "There are no records yet. They appear here when the application has written some.",
    )
    RECORDS_NO_MATCH = QT_TRANSLATE_NOOP("optlog", "No record holds what you look for.")
    RECORDS_TABLE = QT_TRANSLATE_NOOP("optlog", "Records")
    RECORDS_TABLE_HELP = QT_TRANSLATE_NOOP("optlog", "The selected record is shown in full below.")
    SHOW = QT_TRANSLATE_NOOP("optlog", "Sh&ow:")
    SHOW_HELP = QT_TRANSLATE_NOOP("optlog", "Shows only the records of one kind or of one choice.")
    SHOW_ALL = QT_TRANSLATE_NOOP("optlog", "All records")
    READING = QT_TRANSLATE_NOOP("optlog", "Reading…")
    FIND = QT_TRANSLATE_NOOP("optlog", "&Find:")
    FIND_HELP = QT_TRANSLATE_NOOP("optlog", "Shows only the records that hold this text.")
    REFRESH = QT_TRANSLATE_NOOP("optlog", "&Refresh")
    REFRESH_HELP = QT_TRANSLATE_NOOP("optlog", "Reads the newest records again.")
    COLUMN_TIME = QT_TRANSLATE_NOOP("optlog", "Time (UTC)")
    COLUMN_PURPOSE = QT_TRANSLATE_NOOP("optlog", "Choice")
    COLUMN_STATE = QT_TRANSLATE_NOOP("optlog", "State")
    COLUMN_MESSAGE = QT_TRANSLATE_NOOP("optlog", "Message")
    RECORD_WAITING = QT_TRANSLATE_NOOP("optlog", "Waiting")
    RECORD_WOULD_SEND = QT_TRANSLATE_NOOP("optlog", "Would be sent")
    RECORD_LOCAL = QT_TRANSLATE_NOOP("optlog", "Stays here")
    RECORD_SENT = QT_TRANSLATE_NOOP("optlog", "Sent")
    RECORD_SENT_HELP = QT_TRANSLATE_NOOP(
        "optlog", "This record was sent to {host}, {time} UTC. These bytes are what left."
    )
    RECORD_WAITING_HELP = QT_TRANSLATE_NOOP(
        "optlog", "This record waits to be sent. These bytes are what leaves."
    )
    RECORD_WOULD_SEND_HELP = QT_TRANSLATE_NOOP(
        "optlog", "This record was made earlier. One like it would be sent from now on."
    )
    RECORD_LOCAL_HELP = QT_TRANSLATE_NOOP(
        "optlog", "This record stays on this computer, because “{title}” is off."
    )
    VIEW_READABLE = QT_TRANSLATE_NOOP("optlog", "Rea&dable")
    VIEW_READABLE_HELP = QT_TRANSLATE_NOOP("optlog", "One field a line.")
    VIEW_EXACT = QT_TRANSLATE_NOOP("optlog", "&Exact bytes")
    VIEW_EXACT_HELP = QT_TRANSLATE_NOOP("optlog", "The record as it is written to the network.")
    COPY = QT_TRANSLATE_NOOP("optlog", "Co&py")
    COPY_HELP = QT_TRANSLATE_NOOP("optlog", "Copies the text above.")
    EXPORT = QT_TRANSLATE_NOOP("optlog", "Sa&ve records…")
    EXPORT_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Saves the records in the list, one a line, byte for byte."
    )
    EXPORT_FILE = QT_TRANSLATE_NOOP("optlog", "Records (*.ndjson)")
    DISCARD = QT_TRANSLATE_NOOP("optlog", "Delete what wa&its")
    DISCARD_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Deletes the records that wait to be sent. They are never sent."
    )
    BYTES_LABEL = QT_TRANSLATE_NOOP("optlog", "The selected record")
    DISGUISED = QT_TRANSLATE_NOOP("optlog", "Disguised in it: {rules}.")
    DISGUISED_NOTHING = QT_TRANSLATE_NOOP("optlog", "Nothing in it had to be disguised.")

    # Who and where
    ABOUT_CONTROLLER = QT_TRANSLATE_NOOP("optlog", "Who decides and answers for it")
    ABOUT_RECIPIENTS = QT_TRANSLATE_NOOP("optlog", "Who receives it")
    ABOUT_SERVER = QT_TRANSLATE_NOOP("optlog", "Where it is sent")
    ABOUT_LOGS = QT_TRANSLATE_NOOP("optlog", "Log files on this computer")
    ABOUT_DATA = QT_TRANSLATE_NOOP("optlog", "Your choices and waiting records on this computer")
    ABOUT_PSEUDONYM = QT_TRANSLATE_NOOP("optlog", "Your pseudonym")
    ABOUT_PSEUDONYM_HELP = QT_TRANSLATE_NOOP(
        "optlog", "It stands in every record instead of your name. A key on this computer makes it."
    )
    ABOUT_PSEUDONYM_NONE = QT_TRANSLATE_NOOP("optlog", "You have none, because nothing is sent.")
    NOT_STATED = QT_TRANSLATE_NOOP("optlog", "The makers have not stated this.")
    RECIPIENT = QT_TRANSLATE_NOOP("optlog", "{name} ({country})")
    OPEN_LOGS = QT_TRANSLATE_NOOP("optlog", "&Open folder")
    OPEN_DATA = QT_TRANSLATE_NOOP("optlog", "Open &folder")
    OPEN_HELP = QT_TRANSLATE_NOOP("optlog", "Opens {path} in the file manager.")
    RESET = QT_TRANSLATE_NOOP("optlog", "&Reset pseudonym")
    RESET_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Makes a new pseudonym at once. The old one cannot be brought back."
    )

    # Deletion of what was shared
    DELETION = QT_TRANSLATE_NOOP("optlog", "Deletion of what was shared")
    DELETION_HELP = QT_TRANSLATE_NOOP(
        "optlog",
        "The makers can be asked to delete every record that carries your pseudonym. The request holds the pseudonym and nothing else about you. It changes none of your choices.",
    )
    DELETION_NONE = QT_TRANSLATE_NOOP("optlog", "No request is under way.")
    DELETION_SHOW = QT_TRANSLATE_NOOP("optlog", "Show the re&quest")
    DELETION_SHOW_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Shows the request as it would be sent. Nothing is sent yet."
    )
    DELETION_DRAFT = QT_TRANSLATE_NOOP("optlog", "The request, as it would be sent")
    DELETION_SEND = QT_TRANSLATE_NOOP("optlog", "Send the req&uest")
    DELETION_SEND_HELP = QT_TRANSLATE_NOOP("optlog", "Sends what is shown, and nothing else.")
    DELETION_CANCEL = QT_TRANSLATE_NOOP("optlog", "C&ancel the request")
    DELETION_CANCEL_HELP = QT_TRANSLATE_NOOP(
        "optlog", "Forgets the request at once. One that has arrived cannot be called back."
    )
    DELETION_WAITING = QT_TRANSLATE_NOOP(
        "optlog", "The request waits: {tries} of {most} tries made, next try {time} UTC."
    )
    DELETION_ARRIVED = QT_TRANSLATE_NOOP("optlog", "The request arrived on {time} UTC.")
    DELETION_GIVEN_UP = QT_TRANSLATE_NOOP(
        "optlog", "The request did not arrive in {tries} tries. Send it again, or cancel it."
    )
    DELETION_LAST_ERROR = QT_TRANSLATE_NOOP("optlog", "Last try: {error}.")
    DELETION_SENDING = QT_TRANSLATE_NOOP("optlog", "The request is being sent…")
    FEEDBACK_CANCELLED = QT_TRANSLATE_NOOP(
        "optlog", "The request is forgotten; nothing more of it is sent."
    )
    FEEDBACK_CANCELLED_LATE = QT_TRANSLATE_NOOP(
        "optlog", "The request had arrived already. Its receipt on this computer is forgotten."
    )

    # History
    HISTORY_EMPTY = QT_TRANSLATE_NOOP("optlog", "You have made no choice yet.")
    HISTORY_TABLE = QT_TRANSLATE_NOOP("optlog", "Your choices, newest first")
    HISTORY_INTACT = QT_TRANSLATE_NOOP(
        "optlog", "The record of your choices is complete and unchanged."
    )
    HISTORY_FAULTY = QT_TRANSLATE_NOOP(
        "optlog", "The record of your choices has been changed: {faults}."
    )
    COLUMN_CHOICE = QT_TRANSLATE_NOOP("optlog", "What you chose")
    COLUMN_WHERE = QT_TRANSLATE_NOOP("optlog", "Made in")
    COLUMN_VERSION = QT_TRANSLATE_NOOP("optlog", "Version")
    CHOICE_REQUESTED = QT_TRANSLATE_NOOP("optlog", "Asked")
    CHOICE_DEFERRED = QT_TRANSLATE_NOOP("optlog", "Not now")
    CHOICE_REFUSED = QT_TRANSLATE_NOOP("optlog", "No")
    CHOICE_GIVEN = QT_TRANSLATE_NOOP("optlog", "Yes")
    CHOICE_RENEWED = QT_TRANSLATE_NOOP("optlog", "Yes again")
    CHOICE_WITHDRAWN = QT_TRANSLATE_NOOP("optlog", "Taken back")
    CHOICE_EXPIRED = QT_TRANSLATE_NOOP("optlog", "Ran out")
    CHOICE_INVALIDATED = QT_TRANSLATE_NOOP("optlog", "No longer counts")
    SURFACE_PROMPT = QT_TRANSLATE_NOOP("optlog", "Question")
    SURFACE_SETTINGS = QT_TRANSLATE_NOOP("optlog", "This window")
    SURFACE_CLI = QT_TRANSLATE_NOOP("optlog", "Command line")
    SURFACE_API = QT_TRANSLATE_NOOP("optlog", "Application")


@unique
class N(Enum):
    """A text with a number: the mark for the translators, and the English words for one and for any other number."""

    RETENTION = (
        QT_TRANSLATE_NOOP("optlog", "Deleted there after %n day(s)."),
        "Deleted there after %n day.",
        "Deleted there after %n days.",
    )
    VALIDITY = (
        QT_TRANSLATE_NOOP("optlog", "Asked again after %n day(s)."),
        "Asked again after %n day.",
        "Asked again after %n days.",
    )
    FIELDS = (
        QT_TRANSLATE_NOOP("optlog", "What is in it: %n field(s)"),
        "What is in it: %n field",
        "What is in it: %n fields",
    )
    WAITING = (
        QT_TRANSLATE_NOOP("optlog", "%n record(s) waiting to be sent."),
        "%n record is waiting to be sent.",
        "%n records are waiting to be sent.",
    )
    RECORDS = (QT_TRANSLATE_NOOP("optlog", "%n record(s)"), "%n record", "%n records")
    CHANGES = (
        QT_TRANSLATE_NOOP("optlog", "What changed since you agreed: %n difference(s)"),
        "What changed since you agreed: %n difference",
        "What changed since you agreed: %n differences",
    )
    DISCARDED = (
        QT_TRANSLATE_NOOP("optlog", "%n waiting record(s) deleted."),
        "%n waiting record deleted.",
        "%n waiting records deleted.",
    )
    EXPORTED = (
        QT_TRANSLATE_NOOP("optlog", "%n record(s) saved: {path}"),
        "%n record saved: {path}",
        "%n records saved: {path}",
    )
    SIZE = (QT_TRANSLATE_NOOP("optlog", "%n byte(s)"), "%n byte", "%n bytes")
    TIMES = (QT_TRANSLATE_NOOP("optlog", "{rule} (%n times)"), "{rule}", "{rule} (%n times)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with its gaps filled in: what a model hands to a widget.

    `n` is the number of a text of `N`; `args` fill the names in braces, and may be texts themselves.
    """

    text: T | N
    args: Mapping[str, Words] = field(default_factory=dict)
    n: int = 0


Words = T | N | Phrase | str
"""What a widget can show: a text, a phrase, or words that come from the policy or the system as they are."""


def english(words: Words) -> str:
    """Give the English words.

    Raises:
        KeyError: a gap has no value.
    """
    if isinstance(words, str):
        return words
    phrase = words if isinstance(words, Phrase) else Phrase(words)
    return fill(phrase, _source(phrase), english)


def fill(phrase: Phrase, text: str, speak: Callable[[Words], str]) -> str:
    """Put the phrase's number and arguments, as `speak` says them, into `text`."""
    if isinstance(phrase.text, N):
        text = text.replace("%n", str(phrase.n))
    # In one pass: a value that happens to hold braces is shown as it is.
    return _GAP.sub(lambda gap: speak(phrase.args[gap[1]]), text)


def _source(phrase: Phrase) -> str:
    if isinstance(phrase.text, T):
        return phrase.text.value
    one, other = phrase.text.value[1:]
    return one if phrase.n == 1 else other
