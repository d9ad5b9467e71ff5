"""The HTTP side: Segment's tracking API, each request answered when its events are on the disk."""

from __future__ import annotations

import asyncio
import base64
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dmp.collect.events import PATHS, Received, parse, receive
from dmp.collect.journal import Journal
from dmp.collect.keys import WriteKey
from dmp.collect.limits import Bucket
from dmp.collect.refusal import Refusal

REQUEST_BYTES = 500 * 1024
_GZIP = 31  # zlib's word for gzip with its header


def _now() -> datetime:
    return datetime.now(UTC)


def make_app(
    keys: Mapping[str, WriteKey],
    journal: Journal,
    *,
    clock: Callable[[], float] = time.monotonic,
    now: Callable[[], datetime] = _now,
) -> Starlette:
    """Make the application; it starts the journal, and closes it when it ends.

    Parameters
    ----------
    keys
        Who may send.
    clock, now
        Seconds for rates, and the instant at which a request arrives.
    """
    limits = {
        key: Bucket(each.events_per_second, clock)
        for key, each in keys.items()
        if each.events_per_second is not None
    }

    async def collect(request: Request) -> Response:
        try:
            received = await _collected(request)
        except Refusal as refusal:
            return _answer(refusal)
        except ClientDisconnect:
            return Response(status_code=400)
        told: dict[str, Any] = {"success": True}
        if received.refused:
            told["rejected"] = [
                {"index": place, "message": why} for place, why in received.refused.items()
            ]
        return JSONResponse(told)

    async def _collected(request: Request) -> Received:
        kind = PATHS.get(request.path_params["kind"])
        if kind is None:
            raise _not_found(request)
        arrived_at = now()
        body = parse(_unpacked(await _read(request), request.headers.get("content-encoding", "")))
        name = _write_key(request, body)
        key = keys.get(name)
        if key is None:
            raise Refusal(
                401,
                "unknown_write_key",
                "The write key is missing or unknown: send it as the user name of basic"
                " authentication, or as writeKey in the body.",
            )
        ip = request.client.host if key.client_ip and request.client else None
        received = receive(kind, body, now=arrived_at, source=key.source, ip=ip)
        if name in limits:
            limits[name].take(received.n_events)
        await asyncio.wrap_future(journal.add(key.source, received.lines))
        return received

    async def health(_: Request) -> Response:
        return JSONResponse({"success": True})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        journal.start()
        yield
        await asyncio.to_thread(journal.close)

    # a browser may send from any page; the write key, which its code shows, is all that it needs
    cors = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["POST"], allow_headers=["*"]
    )
    routes = [
        Route("/v1/{kind}", collect, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
    ]
    app = Starlette(
        routes=routes,
        middleware=[cors],
        lifespan=lifespan,
        exception_handlers={HTTPException: _not_served},
    )
    app.router.redirect_slashes = False
    return app


async def _not_served(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:
        message = f"{request.url.path[:80]} is not served by {request.method}: send it by POST."
        return _answer(Refusal(status, "method_not_allowed", message))
    return _answer(_not_found(request))


def _not_found(request: Request) -> Refusal:
    return Refusal(
        404,
        "not_found",
        f"There is no {request.url.path[:80]}: send to /v1/batch or /v1/track, identify, page,"
        " screen, group, alias.",
    )


async def _read(request: Request) -> bytes:
    """Read the body, and stop where it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > REQUEST_BYTES:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() != "gzip":
        raise Refusal(
            415,
            "unknown_encoding",
            f"The content encoding {encoding[:40]} is unknown: send gzip, or none.",
        )
    text, rest = b"", body
    while rest:  # a gzip body may hold several, one after the other
        unpacked, rest = _unpacked_once(rest, REQUEST_BYTES - len(text))
        text += unpacked
    return text


def _unpacked_once(body: bytes, most: int) -> tuple[bytes, bytes]:
    """Unpack the first gzip in a body; give its text and what follows it."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise Refusal(
            400, "invalid_gzip", f"The body is no gzip ({error}): send it again."
        ) from None
    if len(text) > most:
        raise _too_large()
    if not unpacker.eof:
        raise Refusal(400, "invalid_gzip", "The gzip body ends too early: send it again.")
    return text, unpacker.unused_data


def _too_large() -> Refusal:
    return Refusal(
        413,
        "too_large",
        f"The body has more than {REQUEST_BYTES:,} bytes: send fewer events at once.",
    )


def _write_key(request: Request, body: Mapping[str, Any]) -> str:
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(told, validate=True).decode().partition(":")[0]
        except ValueError:  # no base64, or no UTF-8 in it
            raise Refusal(
                401,
                "invalid_authorization",
                "The Authorization header is no basic authentication: send"
                " base64 of '<write key>:'.",
            ) from None
    return str(body.get("writeKey", ""))


def _answer(refusal: Refusal) -> Response:
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    told = {"success": False, "code": refusal.code, "message": refusal.message}
    return JSONResponse(told, refusal.status, headers)
