"""What do visitors wait who come at once?  Many connections as a browser would make them, without a browser.

Each visitor opens the gap page, then changes the goal, one after another, as fast as the answers come.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONGEST: Final = 180.0
PAGE: Final = "gap"


@dataclass
class Crowd:
    """The seconds of every first render and of every change, and how many connections were lost."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    lost: int = 0


class LostError(Exception):
    """The server did not answer in time, or showed an error."""


@dataclass
class Visitor:
    """One visitor: a connection, what the page has as controls, and what was last asked."""

    socket: Any
    states: dict[str, str] = field(default_factory=dict)
    controls: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    page: str = ""
    query: str = ""

    async def run(self) -> float:
        """Let the page run, with all controls as they are; return the seconds until it stands there."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        if self.page:
            state.page_script_hash = self.page
        else:
            state.page_name = PAGE
        for name, value in self.states.items():
            widget = state.widget_states.widgets.add()
            widget.id, widget.string_value = name, value
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._drawn(), LONGEST)
        return time.perf_counter() - began

    async def _drawn(self) -> None:
        sentence = False
        async for data in self.socket:
            said = ForwardMsg.FromString(data)
            match said.WhichOneof("type"):
                case "navigation":
                    self.page = said.navigation.page_script_hash
                case "page_info_changed":
                    self.query = said.page_info_changed.query_string
                case "delta":
                    sentence = self._saw(said.delta) or sentence
                case "script_finished" if said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    if not sentence:
                        raise LostError("no sentence stood there")
                    return
        raise LostError("the connection ended")

    def _saw(self, delta: Any) -> bool:
        """Note a control; return whether the page's sentence was among what came."""
        if delta.WhichOneof("type") == "add_block":
            return "lede" in delta.add_block.id
        element = delta.new_element
        if element.WhichOneof("type") == "selectbox":
            self.controls[element.selectbox.label] = (element.selectbox.id, list(element.selectbox.options))
        if element.WhichOneof("type") == "exception":
            raise LostError(element.exception.message)
        return False

    def choose(self, label: str, place: int) -> None:
        """Choose another value of a control."""
        name, options = self.controls[label]
        self.states[name] = options[place % len(options)]


async def _connect(port: int) -> Any:
    return await websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        open_timeout=LONGEST,
        ping_interval=20,
        ping_timeout=20,
    )


async def _visit(port: int, changes: int, place: int, found: Crowd) -> None:
    try:
        began = time.perf_counter()
        async with await _connect(port) as socket:
            visitor = Visitor(socket, query=urlencode({"lang": "en"}))
            await visitor.run()
            found.first.append(time.perf_counter() - began)
            for step in range(changes):
                visitor.choose("Goal", place + step + 1)
                found.again.append(await visitor.run())
    except (LostError, OSError, TimeoutError, websockets.exceptions.WebSocketException):
        found.lost += 1


def crowd(port: int, number: int, changes: int) -> Crowd:
    """Let so many visitors come in the same instant and change the goal so often; return what they waited."""
    found = Crowd()

    async def all_of_them() -> None:
        await asyncio.gather(*(_visit(port, changes, place % 3, found) for place in range(number)))

    asyncio.run(all_of_them())
    return found


@contextmanager
def staying(port: int, number: int) -> Iterator[None]:
    """Let so many visitors open the page, one after another, and stay until the block ends."""
    arrived, leave = threading.Event(), threading.Event()

    async def stay() -> None:
        sockets = []
        for _ in range(number):
            sockets.append(await _connect(port))
            await Visitor(sockets[-1]).run()
        arrived.set()
        await asyncio.to_thread(leave.wait)
        for socket in sockets:
            await socket.close()

    thread = threading.Thread(target=lambda: asyncio.run(stay()))
    thread.start()
    try:
        arrived.wait(LONGEST)
        yield
    finally:
        leave.set()
        thread.join()
