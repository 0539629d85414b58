"""What the desk and its parts offer one another: the types behind ``desk.part("live")``.

A part is given the desk and finds others by name; it never imports them. :mod:`.desk` tells the type checker
that every part is what is promised here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

if TYPE_CHECKING:
    from qgis.PyQt.QtWidgets import QDockWidget

    from ..layers.requirements import Requirement
    from ..operations.answers.trace_view import SourceRow, Start, TraceView
    from ..operations.editing.session import EditSession
    from ..operations.live.project import LiveProject
    from ..operations.runs.configurations import Configuration
    from .background import Report
    from .live.buffer_follower import Follower
    from .live.work import Job, LiveWork
    from .messages import Messages
    from .project_watch import ProjectWatch
    from .projects import Projects
    from .register.dock import RegisterDock
    from .trace.results import Results

Question = Callable[["LiveProject", "Report"], Any]  # asked of the network in memory, in a thread
Failed = Callable[[BaseException, str], None]  # exception, traceback for the log


class Edits(Protocol):
    """The one edit session of the window."""

    session: EditSession

    def save(self, mine_wins: bool = False) -> bool:
        """Save; say what was saved, or what stands in the way. Return True where it is saved."""

    def undo(self) -> None:
        """Take back the last action."""


class Live(Protocol):
    """The one network in memory, which follows every edit."""

    changed: Any  # signal
    work: LiveWork
    follower: Follower

    @property
    def is_ready(self) -> bool:
        """Say whether the network is in memory."""

    @property
    def is_settled(self) -> bool:
        """Say whether every edit made so far is in the network."""

    @property
    def policy(self) -> str:
        """The direction policy that the network is traced by."""

    def ensure(self) -> bool:
        """Read the network if it is not in memory; False where that is not possible."""

    def use(self, used: Configuration | None) -> None:
        """Trace by this configuration from now on, None as delivered."""

    def ask(
        self,
        question: Question,
        done: Callable[[Any], None],
        failed: Failed | None = None,
        title: str = "",
    ) -> Job | None:
        """Have a question answered after all edits so far; None where there is no network to ask."""

    def cancel(self) -> None:
        """Stop reading the network."""

    def written(self, outfall_uids: list[str]) -> None:
        """These outfalls' results were written as they are now, even where that changed nothing."""


class Trace(Protocol):
    """Traces on the map."""

    results: Results

    def trace(self, start: Start, upstream: bool = True) -> None:
        """Trace from a start."""

    def follow_decisions(self, session: EditSession) -> None:
        """Show decisions of this session in the results."""


class Section(Protocol):
    """The long section."""

    def show_way(self, source: SourceRow, view: TraceView) -> None:
        """Show the section of a source of a result."""

    def show_link(self, table: str, source_uid: str, outfall_uid: str) -> None:
        """Show the section of a link."""


class Judge(Protocol):
    """Judging the candidates."""

    def show(self) -> None:
        """Show the dock for the selected outfalls."""

    def write_back(self, outfall_uids: Sequence[str]) -> None:
        """Trace outfalls as the network is now and make what is found their candidates."""

    def open_form(self, table: str, uid: str) -> None:
        """Open the form of a row."""


class Correct(Protocol):
    """The tools that correct the network."""

    def fix(self, kind: str, table: str, uid: str) -> bool:
        """Open the tool that mends a finding; False where there is none."""


class Findings(Protocol):
    """The list of findings."""

    def show(self, kind: str = "") -> None:
        """Show the dock."""

    def renew(self) -> None:
        """Read the findings again."""


class Life(Protocol):
    """The page of an outfall."""

    def show(self) -> None:
        """Show the dock."""


class Spill(Protocol):
    """What a spill reaches."""

    def show(self) -> None:
        """Show the dock."""


class Find(Protocol):
    """Finding and showing rows."""

    def go_to(self, table: str, fid: int) -> None:
        """Show a row on the map."""


class Inspect(Protocol):
    """Stepping along the bank."""

    def begin(self) -> None:
        """Open the dock, take the map, and stand where one was."""


class Desk(Protocol):
    """What lives while the plugin is loaded: :class:`.desk.Desk`."""

    state_changed: Any  # signal
    iface: Any  # the QGIS window
    messages: Messages
    watch: ProjectWatch
    projects: Projects
    register: RegisterDock

    @property
    def has_project(self) -> bool:
        """Say whether an outfall project is open."""

    @property
    def has_selection(self) -> bool:
        """Say whether outfalls are selected."""

    def trace_object(self, table: str, fid: int, upstream: bool | None = None) -> None:
        """Trace from one object."""

    def add_dock(self, dock: QDockWidget) -> None:
        """Take a dock into the window, hidden."""

    def remove_dock(self, dock: QDockWidget) -> None:
        """Unmake a dock."""

    def show_dock(self, dock: QDockWidget) -> None:
        """Show a dock in front of those it shares its place with."""

    def say_missing(self, lacking: Sequence[Requirement]) -> None:
        """Say which packages are missing."""

    @overload
    def part(self, name: Literal["edits"]) -> Edits: ...
    @overload
    def part(self, name: Literal["live"]) -> Live: ...
    @overload
    def part(self, name: Literal["trace"]) -> Trace: ...
    @overload
    def part(self, name: Literal["section"]) -> Section: ...
    @overload
    def part(self, name: Literal["judge"]) -> Judge: ...
    @overload
    def part(self, name: Literal["correct"]) -> Correct: ...
    @overload
    def part(self, name: Literal["findings"]) -> Findings: ...
    @overload
    def part(self, name: Literal["life"]) -> Life: ...
    @overload
    def part(self, name: Literal["inspect"]) -> Inspect: ...
    @overload
    def part(self, name: Literal["spill"]) -> Spill: ...
    @overload
    def part(self, name: Literal["find"]) -> Find: ...
    def part(self, name: str) -> Any:
        """Return the part of this name."""
