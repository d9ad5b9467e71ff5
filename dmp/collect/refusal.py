"""What a client is told when a request is not taken."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - an answer, not a failure of ours
    """A request, or one event of it, that is not taken.

    Attributes
    ----------
    status
        HTTP status: 4xx for what the client must change, 429 and 503 for what it may send again.
    code
        The same as a word, for programs.
    message
        What is wrong, where, what to do.
    retry_after
        Seconds after which sending again makes sense; 0 where it never does.
    """

    def __init__(self, status: int, code: str, message: str, *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after
