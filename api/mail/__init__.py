"""Mails: what they say, how they are sent, and an inbox for demo and tests."""

from api.mail.calendar import calendar_file
from api.mail.inbox import Inbox, InboxMessage, InboxServer, inbox_server
from api.mail.links import Links, links_of, origin_of
from api.mail.post import Later, Post, post_of
from api.mail.server import MailServer, NotEver, NotNow

__all__ = [
    "Inbox",
    "InboxMessage",
    "InboxServer",
    "Later",
    "Links",
    "MailServer",
    "NotEver",
    "NotNow",
    "Post",
    "calendar_file",
    "inbox_server",
    "links_of",
    "origin_of",
    "post_of",
]
