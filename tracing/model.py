"""What goes into the engine and what comes out: plain columns, no files, no layers.

Coordinates are metres in any projected plane; :mod:`.metres` turns degrees and feet
into metres first. Rows are named by their position in the input arrays; the caller
keeps the uids. Text codes (system, form, status, ...) are those of the schema.
Nothing here knows a language: findings and ends carry a kind and numbers, and
``layers`` makes sentences of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools as Bools  # noqa: PLC0414 - for all who read this page
from .arrays import Floats as Floats  # noqa: PLC0414
from .arrays import Ints as Ints  # noqa: PLC0414
from .arrays import Texts as Texts  # noqa: PLC0414
from .packed_texts import TextColumn

#: ``progress(share 0..1, step)``; may raise :class:`problems.Cancelled`. ``step`` is a code of STEPS.
Progress = Callable[[float, str], None]
STEPS = ("noding", "direction", "linking", "tracing", "confidence", "ends", "findings")


class Flow(IntEnum):
    """Declared flow of a pipe. UNKNOWN was stated as unknown; UNSTATED says nothing."""

    BACKWARD = -1
    UNKNOWN = 0
    FORWARD = 1
    UNSTATED = 2
    BOTH = 3


#: What the codes of the column ``flow`` state; anything else is UNSTATED.
FLOW_OF = {"+": Flow.FORWARD, "-": Flow.BACKWARD, "?": Flow.UNKNOWN}


class Basis(IntEnum):
    """How the direction of a pipe is known, best first. Names are the codes of ``flow_basis``."""

    DECLARED_FLOW = 0
    DECLARED_ORDER = 1
    DIGITISED = 2
    INVERT = 3
    AUTO = 4
    UNKNOWN = 5


class Rule(IntEnum):
    """How a source or an outfall meets the network, in the order tried. Codes of ``link_rule``."""

    DECLARED = 0
    NEAREST_NODE = 1
    NEAREST_PIPE = 2
    SITE_OUTLINE = 3
    AT_OUTFALL = 4
    NONE = 9


#: Linking rules of sources that can be switched off, in the order tried (names of :class:`Rule`).
LINK_RULES = ("declared", "nearest_node", "nearest_pipe", "site_outline", "at_outfall")
#: What a trace does at a split: follow every way, or the main way only (see :mod:`.main_way`).
OVERFLOWS = ("every_way", "main_way")


class End(IntEnum):
    """Why a trace ends. Names are the codes of ``end_reason``."""

    HEADWATER = 0
    BARRIER = 1
    GAP = 2
    LOOP = 3
    LIMIT = 4
    UNKNOWN_DIRECTION = 5


class Limit(IntEnum):
    """Which limit ended a trace; NONE where an end has another reason."""

    NONE = 0
    DISTANCE = 1
    SOURCES = 2
    MANHOLES = 3
    MAIN_WAY = 4  # the pipe is a side way at a split, and main ways only were asked for


@dataclass
class Pipes:
    """Pipes and channels as columns; ``n`` rows. Optional columns may be None.

    xy: (p, 2) vertices of all parts; part_start: (k + 1,) first vertex of each part;
    part_pipe: (k,) the row a part belongs to, ascending. A row without a part has no
    geometry and can still be connected by declared ids (its length_m is then needed).
    """

    n: int
    xy: Floats
    part_start: Ints
    part_pipe: Ints
    from_node: TextColumn | None = None
    to_node: TextColumn | None = None
    flow: NDArray[np.int8] | None = None  # Flow values
    system: Texts | None = None
    form: Texts | None = None
    invert_from: Floats | None = None  # NaN: missing
    invert_to: Floats | None = None
    diameter_mm: Floats | None = None
    data_source: Texts | None = None
    status: Texts | None = None
    barrier: Bools | None = None  # closed to every trace, beyond status abandoned or blocked
    length_m: Floats | None = None  # where given (finite), beats the geometry


@dataclass
class Nodes:
    """Manholes and inlets: (n, 2) positions and their codes."""

    xy: Floats
    code: TextColumn
    kind: Texts | None = None
    closed: Bools | None = None  # a closed gate


@dataclass
class Points:
    """Outfalls or sources: (n, 2) positions; NaN where a row has no geometry."""

    xy: Floats
    declared_node: Texts | None = None
    declared_outfall: Ints | None = None  # sources only: row of the outfall, -1 for none
    outline: Texts | None = None  # sources only: shapely polygons or None
    kind: Texts | None = None  # sources only: what ``Options.limit_source_kind`` names; their table


class Drainage(NamedTuple):
    """A drainage system as it is given: what a trace is asked of. nodes: its manholes, None where unknown."""

    pipes: Pipes
    nodes: Nodes | None
    outfalls: Points
    sources: Points


@dataclass
class Options:
    """One trace configuration; stored with every run. Distances in metres."""

    tolerance_m: float = 0.1
    link_distance_m: float = 60.0
    outfall_distance_m: float = 50.0  # outfall to network
    gap_distance_m: float = 0.0  # bridge gaps up to this; 0 bridges none
    manhole_distance_m: float = 1.0  # a manhole gathers ends of pipes without ids within this; 0: none
    gap_search_m: float = 10.0  # a dead end this near to another pipe is called a gap
    direction_policy: str = "declared"  # declared, digitised, invert, auto
    traverse_unknown: bool = False
    nearest: int | None = 20  # keep so many outfalls per source
    id_distance_m: float = 100.0  # ends that share an id and lie farther apart are not joined by it; 0: any
    join_loose_ids: bool = False  # an id where no pipe leads on may meet the middle of another
    limit_m: float = 0.0  # stop so many metres of network above an outfall; 0: no limit
    abandoned_is_barrier: bool = True
    blocked_is_barrier: bool = True
    limit_sources: int = 0  # stop above the n-th nearest source of ``limit_source_kind``; 0: no limit
    limit_source_kind: str = ""  # kind of source (table) that is counted; "": all
    limit_manholes: int = 0  # stop at the n-th manhole above an outfall; 0: no limit
    overflows: str = "every_way"  # one of OVERFLOWS
    link_rules: tuple[str, ...] = LINK_RULES  # linking rules of sources that are switched on


@dataclass
class Hops:
    """How points meet the network, one row per point.

    rule: Rule values; node: network node or -1; pipe: input pipe met mid-line or -1;
    offset_m: way along the network from where it meets to ``node``; hop_m: from the point
    to where it meets; xy: (n, 2) where it meets; nearest_m: distance to the nearest
    pipe or node even where that was too far (inf: nothing there). beside: of sources, the pipe
    nearest by, met or not, -1 for none within the link distance; of outfalls, the pipe of a nearer end that
    was passed by, or of the farther, larger one that let a pipe win over that. denied_m: metres to the node
    that the point declares, where that is too far to be meant; else NaN. runner_up: a pipe whose end
    beside the one that an outfall was joined to would have done as well, -1 for none.
    """

    rule: NDArray[np.int8]
    node: Ints
    pipe: Ints
    offset_m: Floats
    hop_m: Floats
    xy: Floats
    nearest_m: Floats
    beside: Ints
    denied_m: Floats | None = None
    runner_up: Ints | None = None


@dataclass
class Links:
    """Source drains to outfall; one row per pair. ``parts`` are the factors of ``confidence``.

    Every part is in 0..1 and confidence is their product: link (how the source meets the
    network), direction, data (surveyed or inferred), gaps, outfall (how the outfall meets it).
    """

    source: Ints
    outfall: Ints
    network_m: Floats
    hop_m: Floats
    rule: NDArray[np.int8]
    n_outfalls: Ints  # all outfalls the source reaches, kept or not
    confidence: Floats
    parts: dict[str, Floats]


@dataclass
class PipeTrace:
    """One row per pipe that drains to an outfall; network_m runs from the pipe's lower end."""

    pipe: Ints
    outfall: Ints  # nearest
    n_outfalls: Ints
    network_m: Floats
    basis: NDArray[np.int8]


@dataclass
class Ends:
    """One row per terminal."""

    xy: Floats
    outfall: Ints  # nearest
    n_outfalls: Ints
    reason: NDArray[np.int8]
    pipe: Ints  # the pipe in question: the barrier, the other side of the gap; -1 for none
    gap_m: Floats  # NaN unless a gap
    limit: NDArray[np.int8] | None = None  # Limit values; None: no end is one of a limit


@dataclass
class Finding:
    """One thing found: a kind of ``finding_kind``, the object and numbers for the sentence.

    object_table is "pipes", "manholes", "outfalls" or a source table's name as the caller
    gave it ("sources" here); other is a second pipe or outfall, -1 for none. node: of a cross connection,
    where it is in the network that was looked at.
    """

    kind: str
    severity: str
    object_table: str
    object_row: int
    x: float
    y: float
    other: int = -1
    values: dict[str, float | int | str] = field(default_factory=dict)
    node: int = -1


@dataclass
class TraceResult:
    """Everything one run found."""

    links: Links
    pipe_trace: PipeTrace
    ends: Ends
    findings: list[Finding]
    outfall_hops: Hops
    source_hops: Hops
    network_length_m: Floats  # per outfall: metres of pipe that drain to it
    seconds: dict[str, float] = field(default_factory=dict)
