"""A network checked by itself: every finding, the thorough ones too, without links of sources."""

from __future__ import annotations

from ...interruptible import interruptible
from ..drainage.linking import link_sources
from ..input_checks import sound_drainage
from ..model import Drainage, Finding, Options, Progress
from .ends import find_ends
from .findings import Scene, find_all
from .trace import build_to_outfalls


def validate(
    given: Drainage, options: Options, progress: Progress | None = None
) -> list[Finding]:
    """Check a network without tracing sources to outfalls; adds the thorough checks.

    progress: may raise to stop the work, which is obeyed within a moment whatever is being done.
    """
    return interruptible(progress, _validate, given, options)


def _validate(given: Drainage, options: Options, progress: Progress | None) -> list[Finding]:
    given = sound_drainage(given)
    outfalls, sources = given.outfalls, given.sources
    network, outfall_hops, node = build_to_outfalls(given, options, progress)
    source_hops = link_sources(network, sources, outfalls, node, options.link_distance_m)
    if progress:
        progress(0.5, "ends")
    reach = network.network.upstream(node)
    ends = find_ends(network, reach)
    if progress:
        progress(0.7, "findings")
    scene = Scene(network, outfalls, outfall_hops, source_hops, reach, ends, sources)
    return find_all(scene, thorough=True)
