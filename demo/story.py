"""One story from the reach: green water at an outfall, and a leaking pickle pond behind it.

Reported from the real reach: an outfall ran green; some 700 m upstream a pickle
works' pond leaked into an open channel outside the works. Names and places here are
invented; the bank around it is kept free of other drains so that the trace is plain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from . import network as nw
from .geo import Floats
from .network import Network
from .river import LEFT, START_KM, River

STORY_KM = 124.6
STORY_SIDE = LEFT
POND_NAME = "楚香园酱腌菜厂废水池（池壁渗漏）"
WORKS_NAME = "武汉楚香园酱腌菜有限公司"
OUTFALL_NAME = "武汉市黄陂区武湖街道江堤村闸口东北侧60米沟渠入河排口"


@dataclass
class Story:
    """Where the story happens: the outfall's place and node, the pond, the works and its outline."""

    outfall_xy: Floats  # (1, 2)
    outfall_node: int
    entry_node: int  # the channel's node below the pond
    pond_xy: Floats  # (1, 2), about 30 m off the channel
    works_xy: Floats  # (1, 2)
    outline: shapely.Polygon


def lay_story(net: Network, river: River) -> Story:
    """Dig the open channel of the story, about 700 m from the pond to the outfall."""
    s = (STORY_KM - START_KM) * 1000
    bank = float(river.bank(np.array([s]), STORY_SIDE)[0])
    along = s + np.array([0.0, -14.0, 10.0, 46.0, 58.0, 44.0])
    inland = np.array([0.0, 150.0, 300.0, 445.0, 600.0, 790.0])
    xy = river.place(along, STORY_SIDE * (bank + 2 + inland))
    nodes = net.add_nodes(xy, nw.DITCH, nw.STORM, 15.7 + 0.0012 * inland)
    net.add_pipes(nodes[1:], nodes[:-1], nw.Pipes(nw.STORM, nw.CHANNEL, 1500, nw.SHORT, 900.0))
    foot = (xy[4] + xy[5]) / 2  # 695 m along the channel
    way = (xy[4] - xy[5]) / np.hypot(*(xy[4] - xy[5]))
    aside = np.array([-way[1], way[0]])
    pond = foot + aside * 28
    works = foot + aside * 150
    corners = [foot + aside * (18 + a) + way * b for a, b in ((0, -70), (0, 70), (190, 70), (190, -70))]
    return Story(xy[:1], int(nodes[0]), int(nodes[4]), pond[None], works[None], shapely.Polygon(corners))
