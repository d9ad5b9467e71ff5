"""The one kind of failure that a user is meant to read."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can put right, told in one sentence: what is wrong, where, what to do.

    The command line prints the sentence without a traceback and leaves with exit code 1.
    """
