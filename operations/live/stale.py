"""Which outfalls are out of date, because of which edits, and what those edits changed in all.

An outfall is out of date while a row that can reach it differs from what it was when the
outfall's result was written. So an edit makes it stale at once, undoing the edit makes it
current again, and so does writing back; undoing the writing makes it stale once more. A
writing is known by its *stamp*, the values that a run leaves on the outfall; nothing here
knows undo stacks.

While the project is open this book is the truth. :func:`stale_columns` is what is put into
the columns ``stale_since`` and ``stale_because`` when network edits are saved, for those
who open the file next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...i18n import inflected, translate
from .changes import LinkChange, LiveChange, same_link
from .row_states import Mark

#: Columns of an outfall that a trace changes; a decision writes other columns, and makes nothing current.
STAMP_COLUMNS = ("traced_at", "trace_run")
_SHOWN = 3  # actions named in one reason

Stamp = tuple[Any, ...]
Key = tuple[str, int]
LinkKey = tuple[str, str, str]  # source table, source uid, outfall uid


@dataclass(frozen=True)
class Stale:
    """Why an outfall is out of date; since: a time as the project stores times."""

    since: str
    because: str


@dataclass
class Action:
    """One user action that was felt: its name, what it edited first, and since when it stands."""

    number: int
    what: str
    label: str
    table: str
    uid: str
    since: str
    rows: set[Key] = field(default_factory=set)

    @property
    def text(self) -> str:
        """What was done, and to what."""
        if len(self.rows) > 1:
            return self.what or inflected(translate("Stale", "{n} (row|rows) edited"), n=len(self.rows))
        return what_was_done(self.what, self.label)


def what_was_done(what: str, label: str) -> str:
    """Return what was done, and to which row."""
    named = "" if label and label in what else label
    return " · ".join(part for part in (what, named) if part)


@dataclass(frozen=True)
class NetLink:
    """A link that is another one now than when its outfall was last written; ``action`` did it."""

    change: LinkChange
    action: int


@dataclass
class _Cause:
    """A row that was edited."""

    first: Mark | None
    now: Mark | None
    action: Action
    outfalls: frozenset[str]  # rows edited together share one


class StaleBook:
    """The book of one session; see the module."""

    def __init__(self) -> None:
        self._causes: dict[Key, _Cause] = {}
        self._actions: list[Action] = []
        self._stored: dict[str, Stale] = {}
        self._base: dict[str, Stamp] = {}  # outfall: its stamp when the session began
        self._stamp: dict[str, Stamp] = {}
        self._seen: dict[tuple[str, Stamp], dict[Key, Mark | None]] = {}
        self._links: dict[LinkKey, NetLink] = {}
        self._written: dict[tuple[str, Stamp], dict[LinkKey, tuple[float, float] | None]] = {}

    # what happens

    def load(self, stored: Iterable[tuple[str, str, str]]) -> None:
        """Take over (outfall, since, because) of outfalls that the file says are out of date."""
        self._stored = {uid: Stale(since, because) for uid, since, because in stored}

    def enter(self, change: LiveChange, now: str) -> None:
        """Enter what edits did, made at ``now``."""
        actions: list[Action] = []
        reached: dict[int, frozenset[str]] = {}
        for step in change.steps:
            key = step.table, step.fid
            if actions and step.what == actions[-1].what:
                action = actions[-1]
            else:
                action = Action(len(self._actions), step.what, step.label, step.table, step.uid, now)
                self._actions.append(action)
            actions.append(action)
            action.rows.add(key)
            cause = self._causes.get(key)
            if id(step.outfalls) not in reached:
                reached[id(step.outfalls)] = frozenset(step.outfalls)
            outfalls = reached[id(step.outfalls)]
            if cause is None:
                cause = self._causes[key] = _Cause(step.first, step.now, action, outfalls)
            if step.now != cause.first:
                cause.action = action
            cause.now = step.now
            if outfalls is not cause.outfalls and not outfalls <= cause.outfalls:
                cause.outfalls |= outfalls
        for link in change.links:
            ends = link.source_table, link.source_uid, link.outfall_uid
            by = actions[min(link.step, len(actions) - 1)].number if actions else -1
            known = self._links.get(ends)
            before = known.change.before if known else link.before
            self._links[ends] = NetLink(
                LinkChange(link.source_table, link.source_uid, link.source, link.outfall_uid, link.outfall,
                           before, link.after, link.step), by)

    def stamped(self, outfall: str, before: Stamp, stamp: Stamp) -> None:
        """The result of an outfall is now the writing ``stamp``; it was ``before`` when first met."""
        self._base.setdefault(outfall, before)
        if (outfall, stamp) not in self._seen and stamp != self._base[outfall]:
            self.written(outfall, stamp)
        self._stamp[outfall] = stamp

    def written(self, outfall: str, stamp: Stamp | None = None) -> None:
        """The result of an outfall was written as it is now, even where that changed nothing."""
        stamp = self._stamp.get(outfall, ()) if stamp is None else stamp
        self._seen[outfall, stamp] = {
            key: cause.now for key, cause in self._causes.items() if outfall in cause.outfalls}
        self._written[outfall, stamp] = {
            key: net.change.after for key, net in self._links.items() if key[2] == outfall}

    # what is asked

    def stale(self) -> dict[str, Stale]:
        """Return the outfalls that are out of date, and why."""
        reasons: dict[str, list[Action]] = {}
        together: dict[int, tuple[frozenset[str], dict[int, Action]]] = {}
        written = {outfall for outfall, _stamp in self._seen}
        for key, cause in self._causes.items():
            if cause.now != cause.first:
                _, actions = together.setdefault(id(cause.outfalls), (cause.outfalls, {}))
                actions[cause.action.number] = cause.action
            for outfall in written & cause.outfalls:
                if cause.now != self._at_writing(outfall).get(key, cause.first):
                    reasons.setdefault(outfall, []).append(cause.action)
        for outfalls, actions in together.values():
            for outfall in outfalls - written:
                reasons.setdefault(outfall, []).extend(actions.values())
        found = {uid: Stale(min(a.since for a in actions), _listed(actions))
                 for uid, actions in reasons.items()}
        for uid, stored in self._stored.items():
            if (uid, self._stamp.get(uid, ())) in self._seen:
                continue  # written since
            more = found.get(uid)
            because = dict.fromkeys(part for part in (stored.because, more.because if more else "") if part)
            found[uid] = Stale(stored.since, "; ".join(because))
        return found

    def links(self) -> list[NetLink]:
        """Return the links that differ from what was last written."""
        found = []
        for key, net in self._links.items():
            change = net.change
            written = self._written.get((key[2], self._stamp.get(key[2], ())), {})
            before = written.get(key, change.before)
            if not same_link(before, change.after):
                found.append(NetLink(LinkChange(
                    change.source_table, change.source_uid, change.source, change.outfall_uid,
                    change.outfall, before, change.after, change.step), net.action))
        return found

    def actions(self) -> list[Action]:
        """Return the actions whose edits still stand, in their order."""
        standing = {id(cause.action) for cause in self._causes.values() if cause.now != cause.first}
        felt = {net.action for net in self.links()}
        return [action for action in self._actions if id(action) in standing or action.number in felt]

    def action(self, number: int) -> Action | None:
        """Return an action by its number."""
        return self._actions[number] if 0 <= number < len(self._actions) else None

    # inside

    def _at_writing(self, outfall: str) -> dict[Key, Mark | None]:
        return self._seen.get((outfall, self._stamp.get(outfall, ())), {})


def _listed(actions: Iterable[Action]) -> str:
    named = list(dict.fromkeys(action.text for action in sorted(actions, key=lambda a: a.number)))
    text = "; ".join(named[:_SHOWN])
    if len(named) > _SHOWN:
        text = translate("Stale", "{actions}; and {n} more").format(actions=text, n=len(named) - _SHOWN)
    return text


def stale_columns(present: dict[str, tuple[str | None, str | None]],
                  stale: dict[str, Stale]) -> dict[str, tuple[str | None, str | None]]:
    """Return what to set: outfall -> (stale_since, stale_because), where it differs from ``present``."""
    wanted: dict[str, tuple[str | None, str | None]] = {
        uid: (entry.since, entry.because) for uid, entry in stale.items()}
    for uid, (since, because) in present.items():
        if uid not in stale and (since or because):
            wanted[uid] = (None, None)
    return {uid: pair for uid, pair in wanted.items() if present.get(uid, (None, None))[1] != pair[1]
            or bool(present.get(uid, (None, None))[0]) != bool(pair[0])}
