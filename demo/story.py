"""One story from the reach: green water at an outfall, and a leaking pickle pond behind it.

Reported from the real reach: an outfall ran green; some 700 m upstream a pickle
works' pond leaked into an open channel outside the works. Names and places here are
invented; the bank around it is kept free of other drains so that the trace is plain.
"""

from __future__ import annotations

from .river import LEFT

STORY_KM = 124.6
STORY_SIDE = LEFT
