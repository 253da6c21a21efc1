"""JSON-RPC as signal-cli speaks it on a socket: a line becomes requests, and each its answer; knows no method."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

PARSE, INVALID, UNKNOWN_METHOD, INTERNAL = -32700, -32600, -32601, -32603
USER, IO, UNTRUSTED, RATE_LIMIT, CAPTCHA = -1, -3, -4, -5, -6
KNOWN_FIELDS = {"jsonrpc", "method", "params", "id"}
_KINDS = {bool: "BOOLEAN", int: "NUMBER", float: "NUMBER", str: "STRING", type(None): "NULL"}
_NO_ID = object()

Answer = dict[str, Any]
Call = Callable[[str, dict[str, Any]], Awaitable[Any]]


class RpcError(Exception):
    """A request that is answered with an error."""

    def __init__(self, code: int, message: str, data: dict[str, Any] | None = None) -> None:
        """Keep what the answer holds."""
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.data = data


def _failed(fault: RpcError, request_id: object = None) -> Answer:
    error = {"code": fault.code, "message": fault.message, "data": fault.data}
    return {"jsonrpc": "2.0", "error": error, "id": request_id}


async def answer(line: bytes, call: Call) -> Answer | list[Answer] | None:
    """Return what a line is answered with; None: nothing at all."""
    text = line.decode("utf-8", "replace").strip()
    if not text:
        return _failed(RpcError(PARSE, "Empty input line"))
    try:
        document, _ = json.JSONDecoder().raw_decode(text)  # of two on a line only the first is read
    except (ValueError, RecursionError):
        return _failed(RpcError(PARSE, "Unrecognized token: was expecting a JSON value"))
    if not isinstance(document, list):
        return await _answer_one(document, call)
    if not document:
        return _failed(RpcError(INVALID, "invalid request"))
    answers = [one for one in [await _answer_one(each, call) for each in document] if one is not None]
    return answers[::-1] or None  # a batch is answered in any order


async def _answer_one(document: object, call: Call) -> Answer | None:
    if not isinstance(document, dict):
        kind = "ARRAY" if isinstance(document, list) else _KINDS[type(document)]
        return _failed(RpcError(INVALID, f"unexpected type: {kind}"))
    if "result" in document or "error" in document:
        return None  # taken as an answer to us, who asked nothing
    request_id = document.get("id", _NO_ID)
    unknown = next((field for field in document if field not in KNOWN_FIELDS), None)
    if unknown is not None:
        return _failed(RpcError(INVALID, f'Unrecognized field "{unknown}" (class JsonRpcRequest)'))
    if isinstance(request_id, dict | list):
        return _failed(RpcError(INVALID, "id must be a string, a number or null"))
    shown_id = None if request_id is _NO_ID else request_id
    try:
        _check(document)
        result = await call(document["method"], document.get("params") or {})
    except RpcError as fault:
        return None if request_id is _NO_ID else _failed(fault, shown_id)
    return None if request_id is _NO_ID else {"jsonrpc": "2.0", "result": result, "id": shown_id}


def _check(document: dict[str, Any]) -> None:
    if document.get("jsonrpc") != "2.0":
        raise RpcError(INVALID, "only jsonrpc version 2.0 is supported")
    if not document.get("method"):
        raise RpcError(INVALID, "method field must be set")
