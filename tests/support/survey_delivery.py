"""Deliveries in the habits of Chinese surveys and registers, with a truth to compare with.

A small gravity network runs beside the Yangtze at Wuhan (EPSG:4547). The same truth is written in several
habits: point and line tables of a pipeline survey, tables of the sewer census, registers of a bureau.
Names of people never occur.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from outfall_tracer.importing.context import ImportContext, Manholes

EAST, NORTH = 527_000.0, 3_380_500.0  # the left bank near the second bridge


@dataclass
class Survey:
    """The truth: points with ground levels and depths, pipes between them, in flow direction."""

    n: int = 40
    code: list[str] = field(default_factory=list)
    xy: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    ground: np.ndarray = field(default_factory=lambda: np.empty(0))
    depth: np.ndarray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self):
        rng = np.random.default_rng(7)
        step = np.arange(self.n)
        self.code = [f"YS{number:03d}" for number in step + 1]
        self.xy = np.column_stack([EAST + 30.0 * step, NORTH + 5.0 * (step % 3)])
        self.xy = np.round(self.xy + rng.uniform(-1, 1, self.xy.shape), 3)
        self.ground = np.round(28.0 - 0.02 * step + rng.uniform(-0.1, 0.1, self.n), 3)
        self.depth = np.round(self.ground - (26.0 - 0.05 * step), 3)

    @property
    def invert(self):
        return np.round(self.ground - self.depth, 3)

    @property
    def pipes(self):
        """(from, to) rows of the points."""
        return [(row, row + 1) for row in range(self.n - 1)]

    @property
    def size_mm(self):
        return [[300, 400, 500, 600, 800][row % 5] for row in range(self.n - 1)]


def survey_points(truth):
    """The point table of a pipeline survey: X is north, Y is east, codes padded, one gully and one turn."""
    return [{
        "物探点号": truth.code[row] + ("   " if row % 7 == 0 else ""),
        "X": f"{truth.xy[row, 1]:.3f}", "Y": f"{truth.xy[row, 0]:.3f}",
        "地面高程": f"{truth.ground[row]:.3f}", "特征": "直线点" if row % 3 else "转折点",
        "附属物": "雨水篦" if row % 5 == 4 else "检查井", "井底深": f"{truth.depth[row]:.2f}",
        "权属": "区水务局", "备注": ["", " ", "/", "—", "无"][row % 5],
    } for row in range(truth.n)]


def survey_lines(truth, sign_columns=True):
    """The line table: every third pipe is written against its flow and marked ``-``, some with sections."""
    rows = []
    for number, (a, b) in enumerate(truth.pipes):
        backward = number % 3 == 2
        start, end = (b, a) if backward else (a, b)
        row = {
            "管线编号": f"Y{number + 1}",
            "起点点号": truth.code[start],
            "终点点号": truth.code[end],
            "起点埋深": f"{truth.depth[start]:.3f}",
            "终点埋深": f"{truth.depth[end]:.3f}",
            "材质": ["砼", "PE", "ＨＤＰＥ"][number % 3],
            "PSize": "600X300"
            if number == 3
            else ("DN" if number % 4 == 1 else "") + str(truth.size_mm[number]),
            "FlowDir": "-" if backward else "+",
            "DataSource": str(number % 4 + 1),
            "Status": "3" if number == 5 else "4",
            "Belong": "武汉市水务局",
            "建设日期": ["2015.6", "2015年6月", "20150601", "42156"][number % 4],
        }
        if sign_columns:
            row |= {"EmBed": "直埋", "Sunit": "测绘院", "Pipe_Type": "1"}
        rows.append(row)
    return rows


def census_pipes(truth):
    """The pipe table of the sewer census: diameters in metres, numbers for category and source."""
    return [
        {
            "PIPEID": f"42010600000{number + 1:06d}",
            "SYSTEMID": "01",
            "LANE_WAY": "沿江大道",
            "PIPE_CATEGORY": str([1, 2, 3, 4][number % 4]),
            "IN_JUNCID": truth.code[a],
            "OUT_JUNCID": truth.code[b],
            "IN_ELEV": f"{truth.invert[a]:.3f}",
            "OUT_ELEV": f"{truth.invert[b]:.3f}",
            "SHAPETYPE": "1",
            "SHAPE_DATA1": f"{truth.size_mm[number] / 1000:.3f}",
            "MATERIAL": "钢筋混凝土",
            "DATASOURCE": str(number % 4 + 1),
            "REPORTDEPT": "水务局",
        }
        for number, (a, b) in enumerate(truth.pipes)
    ]


#: Outfall names as registers write them, and what becomes of them.
DIRTY_NAMES = (
    ("武汉市青山区某某公司排囗", "武汉市青山区某某公司排口"),
    ("武汉市武昌区雨水排口\n", "武汉市武昌区雨水排口"),
    ("八里荒东北110米其它排口", "八里荒东北110米其他排口"),
    ("夷陵区+三峡路排口", "夷陵区三峡路排口"),
    ("武汉市江岸区沿江大道雨洪排口（2025年新增）", "武汉市江岸区沿江大道雨洪排口"),
    ("武汉市洪山区桥下游280m规模以下水产养殖排污口", "武汉市洪山区桥下游280米规模以下水产养殖排污口"),
    ("  武汉市 汉阳区涵闸排口　", "武汉市汉阳区涵闸排口"),
    ("武汉市新洲区Ａ区2号排口", "武汉市新洲区A区2号排口"),
)


def outfall_register(degrees):
    """A register of outfalls with dirty names and codes; ``degrees`` (n, 2) are the places to write."""

    codes = ["FA-420106-0001-GY-00", "FA4201060002QT00", "fa－420106－0003－qt－00", "/", "—", "", "无",
             "FA-420103-0008-QT-00"]
    classes = ["工业排污口", "其它排口", "其他排口", "其他排口", "其他排口", "其他排口", "", "其他排口"]
    return [{
        "序号": str(row + 1), "排污口名称": DIRTY_NAMES[row][0], "国家编码": codes[row],
        "省级编码": "" if row else "FA4201060077GY00", "所属区县": "武昌区", "一级分类": classes[row],
        "是否判定排污口": "是         " if row % 2 else "否", "经度": to_dms(degrees[row, 0]),
        "纬度": to_dms(degrees[row, 1]).replace("°", "度").replace("′", "分").replace("″", "秒"),
        "口门形态": ["管道", "涵闸", "箱涵", "其它"][row % 4], "责任主体名称": "区人民政府",
    } for row in range(8)]


def enterprise_list(degrees):
    """A list of enterprises with good and bad credit codes, numbers with units, degrees in two columns."""
    from outfall_tracer.rules.credit_code import check_character

    rows = []
    for number, (lon, lat) in enumerate(degrees):
        body = f"9142010{number % 10}MA4KXXX{number:02d}".replace("X", "0")[:17].ljust(17, "A")
        code = body + check_character(body)
        bad = code[:-1] + ("0" if code[-1] != "0" else "1")
        rows.append(
            {
                "企业名称": f"武汉第{number + 1}化工有限公司",
                "统一社会信用代码": bad if number == 4 else code.lower(),
                "排污许可证编号": f"{code}00{number % 10}P",
                "行业类别": "化学原料",
                "经度": f"{lon:.6f}",
                "纬度": f"{lat:.6f}",
                "排放口编号": f"DW{number + 1:03d}",
                "排放去向": "进入城市下水道",
                "废水排放量(吨/天)": "1,200" if number == 1 else "约300",
                "主要污染物": "COD、氨氮",
            }
        )
    return rows


def raw_table(rows, name, geometry=None, crs_wkt=""):
    """Rows as a RawTable, as a reader would deliver them."""
    from outfall_tracer.importing.cleaning.distinct_cells import objects
    from outfall_tracer.importing.model import RawTable

    columns = {key: objects([row[key] for row in rows]) for key in rows[0]}
    return RawTable(f"{name}.xlsx", name, np.arange(2, len(rows) + 2), columns, geometry, crs_wkt)


def surroundings(truth):
    """A project around a survey that knows its districts and river."""
    x, y = truth.xy.mean(axis=0)
    return ImportContext(districts=[shapely.box(x - 5000, y - 5000, x + 5000, y + 5000)],
                         river=[shapely.box(x - 5000, y - 1500, x + 5000, y - 100)])


def codes(mapping):
    """The questions a mapping has, by their codes."""
    return [one.code for one in mapping.questions]


def write_gbk_shapefile(path, rows, geometry, kind, crs="EPSG:4547"):
    """A shapefile as survey software writes it: GBK headings cut off at ten bytes."""
    from osgeo import ogr, osr

    system = osr.SpatialReference()
    system.SetFromUserInput(crs)
    source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, system, kind, ["ENCODING=GBK"])
    names = list(rows[0])
    for name in names:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    cut = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(len(names))]
    for row, shape in zip(rows, geometry):
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, key in zip(cut, names):
            feature.SetField(name, row[key])
        feature.SetGeometry(ogr.CreateGeometryFromWkb(shapely.to_wkb(shape)))
        layer.CreateFeature(feature)
    del feature, layer, source
    path.with_suffix(".cpg").unlink(missing_ok=True)  # survey software writes none


def write_workbook(path, rows, title):
    """A sheet with a title over merged cells above the headings."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    sheet.append(["合计", len(rows)])
    book.save(path)


def to_dms(value: float, letters: tuple[str, str] = ("", "")) -> str:
    """Return degrees as ``114°16′58.0300″``; the inverse of :func:`angle`."""
    hundredths = round(abs(value) * 3600 * 10_000)
    degrees, rest = divmod(hundredths, 3600 * 10_000)
    minutes, seconds = divmod(rest, 60 * 10_000)
    letter = letters[0] if value >= 0 else letters[1]
    sign = "" if letter or value >= 0 else "-"
    return f"{sign}{degrees}°{minutes:02d}′{seconds / 10_000:07.4f}″{letter}"


def manholes_of(prepared):
    """Return the points of a prepared table of manholes, for the lines that name them."""
    from outfall_tracer.layers.store.geometry_io import points_of

    n = len(prepared.source)
    empty = np.full(n, None, dtype=object)
    xy = points_of(prepared.geometry)[0] if prepared.geometry is not None else np.full((n, 2), np.nan)
    return Manholes(
        prepared.columns.get("code", empty), xy,
        np.asarray(prepared.columns.get("ground_level", np.full(n, np.nan)), dtype=np.float64),
        np.asarray(prepared.columns.get("depth", np.full(n, np.nan)), dtype=np.float64))


def with_manholes(context, more):
    """Return an import's context with further points, such as a point table read just before."""
    return replace(context, manholes=more if context.manholes is None else context.manholes.joined(more))
