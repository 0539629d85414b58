"""The tables of a project: base map, drainage, sources, tracing and records.

One declaration: creating, aliasing, forms, import and the documentation page all
read it. Column names follow DESIGN section 3; what else is collected follows the
field lists of domain rules 2.2 and 6.5.
"""

from __future__ import annotations

from .life_tables import AREAS, LIFE
from .model import Column, Geometry, Role, Table
from .pieces import DT, REMARK, B, D, I, J, R, T
from .pieces import table as _table
from .register_tables import PLACES, REGISTER


def _source(name: str, en: str, zh: str, *own: Column) -> Table:
    """A kind of source: a point where the water leaves the site, and what all kinds share."""
    return _table(name, Geometry.POINT, en, zh, (
        Column("name", T, "Name", "名称"),
        Column("operator", T, "User (operator)", "使用权人（运营单位）"),
        Column("owner", T, "Owner", "所有权人"),
        Column("credit_code", T, "Credit code", "统一社会信用代码", help_en="18 characters, GB 32100.",
               help_zh="18 位，GB 32100。"),
        Column("permit_no", T, "Permit number", "许可（登记）编号"),
        Column("outlet_code", T, "Outlet code", "排放口编号", help_en="For example DW001.", help_zh="如 DW001。"),
        Column("county_code", T, "County code", "区县代码"),
        Column("declared_node", T, "Declared manhole", "申报接入井编号", group="connection"),
        Column("declared_outfall", T, "Declared outfall", "申报排污口编码", group="connection"),
        *own,
        REMARK,
    ), group="sources", display='coalesce("name", "uid")', is_source=True)


OUTFALLS = _table("outfalls", Geometry.POINT, "Outfalls", "入河排污口", (
    Column("code_national", T, "National code", "国家编码"),
    Column("code_local", T, "Local code", "地方编码"),
    Column("code_raw", T, "Code as delivered", "原始编码", group="books"),
    Column("name", T, "Name", "名称"),
    Column("county_code", T, "County code", "区县代码"),
    Column("managing_unit", T, "Managing unit", "管理单位"),
    Column("type_718", T, "Type (2020 rule)", "类型（718 号文）", values="type_718", group="class"),
    Column("type_l1", T, "Type, level 1", "一级分类", values="type_l1", group="class"),
    Column("type_l2", T, "Type, level 2", "二级分类", values="type_l2", group="class"),
    Column("type_l3", T, "Type, level 3", "三级分类", values="type_l3", group="class"),
    Column("water_body", T, "Is it a water body", "是否属于水体", values="yes_no_uncertain", group="class",
           help_en="A creek, ditch, channel or hidden river is a water body and no outfall.",
           help_zh="入江（河、湖）沟汊、水渠、小溪、暗河等属于水体，不作为排污口。"),
    Column("is_outfall", T, "Judged an outfall", "是否判定排污口", values="yes_no_uncertain", group="class"),
    Column("standing", T, "In the register", "在册状态", values="standing", read_only=True,
           help_en="Empty: in use.", help_zh="空：在用。"),
    Column("found_on", D, "Found on", "发现日期"),
    Column("name_known", T, "How the name is known", "名称掌握情况", values="known_by"),
    Column("code_known", T, "How the code is known", "编码掌握情况", values="known_by"),
    Column("receiving_water", T, "Receiving water", "受纳水体"),
    Column("bank", T, "Bank", "岸别", values="bank"),
    Column("chainage_km", R, "Chainage", "里程", unit="km"),
    Column("mouth_form", T, "Mouth form", "口门形态", values="mouth_form"),
    Column("drainage_feature", T, "Drainage", "排水特征", values="drainage_feature"),
    Column("operator", T, "User of the outfall", "使用权人", group="party"),
    Column("owner", T, "Owner of the outfall", "所有权人", group="party"),
    Column("declared_node", T, "Declared manhole", "接入井编号", group="connection"),
    Column("trace_status", T, "Tracing status", "溯源状态", values="trace_status", group="trace",
           written_back=True, default="'untraced'"),
    Column("traced_at", DT, "Traced at", "溯源时间", group="trace", written_back=True),
    Column("trace_run", T, "Run", "溯源批次", group="books", written_back=True, read_only=True),
    Column("n_enterprises", I, "Enterprises", "企业数", group="trace", written_back=True),
    Column("n_construction_sites", I, "Construction sites", "建筑工地数", group="trace", written_back=True),
    Column("n_farmland_outlets", I, "Farmland outlets", "农田退水口数", group="trace", written_back=True),
    Column("n_other_sources", I, "Other sources", "其他污染源数", group="trace", written_back=True),
    Column("source_names", T, "Source names", "污染源名称", group="trace", written_back=True),
    Column("main_source_table", T, "Main source, kind", "主要污染源类别", group="trace", written_back=True),
    Column("main_source_uid", T, "Main source, identifier", "主要污染源标识", group="books", written_back=True),
    Column("main_source_name", T, "Main source", "主要污染源", group="trace", written_back=True),
    Column("trace_confidence", R, "Confidence", "可信度", group="trace", written_back=True),
    Column("network_length_m", R, "Network upstream", "上游管网长度", unit="m", group="trace", written_back=True),
    Column("party_main", T, "Responsible party", "责任主体", group="party", written_back=True),
    Column("party_others", T, "Other parties", "其他责任主体", group="party", written_back=True),
    Column("party_rule", T, "Party rule", "责任主体规则", values="party_rule", group="party", written_back=True),
    Column("party_basis", T, "Party basis", "责任主体依据", group="party", written_back=True),
    Column("untraceable_reason", T, "Why untraceable", "无法溯源原因", group="trace"),
    Column("work_state", T, "State of the work", "工作状态", values="work_state", group="trace",
           default="'open'", read_only=True),
    Column("work_note", T, "Note on the work", "工作说明", group="trace",
           help_en="For example why it was sent back.", help_zh="如退回原因。"),
    Column("assigned_to", T, "Whose work it is", "承担单位（标段）", group="trace",
           help_en="A contractor or a lot.", help_zh="溯源承担单位或标段。"),
    Column("work_version", I, "Version of the work", "成果版本", group="trace", read_only=True,
           help_en="Every return makes the next version.", help_zh="每退回一次，版本加一。"),
    Column("reviewed_by", T, "Reviewed by", "审核人", group="trace", personal=True, read_only=True),
    Column("reviewed_at", DT, "Reviewed at", "审核时间", group="trace", read_only=True),
    Column("completed_by", T, "Completed by", "完成人", group="trace", personal=True, read_only=True),
    Column("completed_at", DT, "Completed at", "完成时间", group="trace", read_only=True),
    Column("stale_since", DT, "Out of date since", "结果过期时间", group="trace", read_only=True,
           help_en="The network above was edited after the last trace.", help_zh="上次溯源后上游管网有修改。"),
    Column("stale_because", T, "Out of date because of", "结果过期原因", group="trace", read_only=True),
    Column("written", J, "What the last run wrote", "上次更新内容", group="books", read_only=True),
    REMARK,
), group="work", display="coalesce(\"name\", \"code_national\", \"code_local\", \"uid\")")

PIPES = _table("pipes", Geometry.LINE, "Pipes and channels", "管渠", (
    Column("code", T, "Code", "管段编号"),
    Column("from_node", T, "Start node", "起点编号", group="connection"),
    Column("to_node", T, "End node", "终点编号", group="connection"),
    Column("system", T, "System", "系统类别", values="system", default="'unknown'"),
    Column("form", T, "Form", "形式", values="form", default="'pipe'"),
    Column("flow", T, "Flow", "流向", values="flow",
           help_en="Empty: not stated; the declared or drawn order counts.",
           help_zh="空：未填，按起止点或绘制方向。"),
    Column("invert_from", R, "Invert at start", "起点管底标高", unit="m"),
    Column("invert_to", R, "Invert at end", "终点管底标高", unit="m"),
    Column("diameter_mm", R, "Diameter", "管径", unit="mm"),
    Column("material", T, "Material", "材质"),
    Column("data_source", T, "Data source", "数据来源", values="data_source"),
    Column("status", T, "Status", "状态", values="pipe_status", default="'in_service'"),
    Column("owner", T, "Owner", "权属单位"),
    REMARK,
), group="drainage", display='coalesce("code", "uid")')

MANHOLES = _table("manholes", Geometry.POINT, "Manholes and inlets", "检查井与雨水口", (
    Column("code", T, "Code", "管点编号"),
    Column("kind", T, "Kind", "类别", values="manhole_kind", default="'manhole'"),
    Column("system", T, "System", "系统类别", values="system"),
    Column("ground_level", R, "Ground level", "地面高程", unit="m"),
    Column("depth", R, "Depth", "井深", unit="m"),
    Column("gate", T, "Gate", "闸门", values="gate", help_en="A closed gate stops a trace.",
           help_zh="关闭的闸门阻断溯源。"),
    REMARK,
), group="drainage", display='coalesce("code", "uid")')

SOURCES = (
    _source("enterprises", "Enterprises", "企业",
            Column("industry", T, "Industry", "行业类别"),
            Column("pollutants", T, "Pollutants", "主要污染物"),
            Column("destination", T, "Discharge goes to", "排放去向"),
            Column("discharge_m3d", R, "Discharge", "排放量", unit="m³/d")),
    _source("construction_sites", "Construction sites", "建筑工地",
            Column("builder", T, "Builder", "施工单位"), Column("developer", T, "Developer", "建设单位"),
            Column("start_date", D, "Start", "开工日期"), Column("end_date", D, "End", "竣工日期"),
            Column("wastewater", T, "Waste water", "废水类别")),
    _source("farmland_outlets", "Farmland return outlets", "农田退水口",
            Column("irrigation_district", T, "Irrigation district", "灌区名称"),
            Column("is_large_district", B, "Large or medium district", "大中型灌区"),
            Column("canal", T, "Canal", "渠道名称"), Column("area_ha", R, "Area", "面积", unit="ha")),
    _source("wharves", "Wharves", "码头", Column("berths", I, "Berths", "泊位数")),
    _source("treatment_works", "Treatment works", "污水处理厂",
            Column("works_kind", T, "Kind", "类别", values="works_kind"),
            Column("capacity_m3d", R, "Capacity", "处理能力", unit="m³/d")),
    _source("breeding_sites", "Breeding sites", "养殖场",
            Column("breeding_kind", T, "Kind", "类别", values="breeding_kind"),
            Column("is_large", B, "Large scale", "规模化"), Column("stock", R, "Stock", "存栏（养殖）量")),
    _source("other_sources", "Other sources", "其他污染源", Column("kind", T, "Kind", "类别")),
)

SOURCE_SITES = _table("source_sites", Geometry.POLYGON, "Site outlines", "厂区（地块）范围", (
    Column("source_table", T, "Source table", "污染源表"), Column("source_uid", T, "Source", "污染源", group="books"), REMARK,
), group="sources")

TRACING = (
    _table("trace_configurations", Geometry.NONE, "Trace configurations", "溯源配置", (
        Column("name", T, "Name", "名称", required=True), Column("description", T, "Description", "说明"),
        Column("options", J, "Options", "参数", required=True, group="books"),
        Column("is_default", B, "Default", "默认配置"),
        Column("changed_by", T, "Changed by", "修改人", personal=True), Column("changed_at", DT, "Changed at", "修改时间"),
    ), group="tracing", display='"name"'),
    _table("trace_runs", Geometry.NONE, "Trace runs", "溯源批次", (
        Column("started", DT, "Started", "开始时间"), Column("finished", DT, "Finished", "结束时间"),
        Column("configuration", T, "Configuration", "溯源配置"),
        Column("options", J, "Options", "参数", group="books"), Column("network_fingerprint", T, "Network fingerprint", "管网指纹"),
        Column("software_version", T, "Software version", "软件版本"), Column("user", T, "User", "用户", personal=True),
        Column("n_outfalls", I, "Outfalls", "排污口数"), Column("n_pipes", I, "Pipes", "管段数"),
        Column("n_sources", I, "Sources", "污染源数"), Column("n_links", I, "Links", "关联数"),
        Column("n_ends", I, "Ends", "终点数"), Column("n_findings", I, "Findings", "问题数"),
    ), role=Role.RUN, group="tracing"),
    _table("trace_links", Geometry.LINE, "Links", "溯源关联", (
        Column("outfall_uid", T, "Outfall", "排污口", required=True),
        Column("source_table", T, "Source table", "污染源表", required=True),
        Column("source_uid", T, "Source", "污染源", required=True, group="books"),
        Column("source_name", T, "Source name", "污染源名称"),
        Column("rule", T, "Linking rule", "关联规则", values="link_rule"),
        Column("network_m", R, "Along the network", "管网距离", unit="m"),
        Column("hop_m", R, "Last hop", "接入距离", unit="m"),
        Column("n_outfalls", I, "Outfalls reached", "可达排污口数"),
        Column("confidence", R, "Confidence", "可信度"),
        Column("confidence_parts", J, "Confidence parts", "可信度构成", read_only=True, group="books"),
        Column("status", T, "Status", "状态", values="link_status", default="'candidate'"),
        Column("method", T, "Method", "溯源方法", values="trace_method"),
        Column("decided_by", T, "Decided by", "判定人", personal=True), Column("decided_at", DT, "Decided at", "判定时间"),
        REMARK, Column("run_uid", T, "Run", "溯源批次", group="books"),
    ), role=Role.RUN, group="tracing", display='"source_name"'),
    _table("pipe_trace", Geometry.NONE, "Traced pipes", "管段溯源结果", (
        Column("pipe_uid", T, "Pipe", "管段", group="books"), Column("outfall_uid", T, "Nearest outfall", "最近排污口", group="books"),
        Column("n_outfalls", I, "Outfalls reached", "可达排污口数"),
        Column("network_m", R, "Along the network", "管网距离", unit="m"),
        Column("flow_basis", T, "Direction known by", "流向依据", values="flow_basis"),
        Column("run_uid", T, "Run", "溯源批次", group="books"),
    ), role=Role.RUN, group="tracing"),
    _table("trace_ends", Geometry.POINT, "Trace ends", "溯源终点", (
        Column("outfall_uid", T, "Nearest outfall", "最近排污口", group="books"),
        Column("n_outfalls", I, "Outfalls reached", "可达排污口数"),
        Column("reason", T, "Reason", "终止原因", values="end_reason"), Column("detail", T, "Detail", "说明"),
        Column("gap_m", R, "Gap", "断口距离", unit="m"), Column("run_uid", T, "Run", "溯源批次", group="books"),
    ), role=Role.RUN, group="tracing"),
    _table("findings", Geometry.POINT, "Findings", "问题清单", (
        Column("kind", T, "Kind", "类别", values="finding_kind"),
        Column("severity", T, "Severity", "程度", values="severity"),
        Column("object_table", T, "Table", "对象表"), Column("object_uid", T, "Object", "对象标识", group="books"),
        Column("text", T, "What is wrong", "说明"), Column("fix", T, "How to mend it", "处理建议"),
        Column("status", T, "Status", "状态", values="finding_status", default="'open'"),
        Column("reason", T, "Reason for accepting", "例外理由"),
        Column("fingerprint", T, "Fingerprint", "指纹", group="books", read_only=True,
               help_en="The same finding of a later run is recognised by it.",
               help_zh="用于识别后续批次中的同一问题。"),
        Column("run_uid", T, "Run", "溯源批次", group="books"),
    ), role=Role.RUN, group="tracing", display='"text"'),
)

RECORDS = (
    _table("evidence", Geometry.NONE, "Evidence", "证据", (
        Column("outfall_uid", T, "Outfall", "排污口"), Column("link_uid", T, "Link", "溯源关联"),
        Column("method", T, "Method", "溯源方法", values="trace_method"),
        Column("kind", T, "Kind", "证据类型", values="evidence_kind"),
        Column("slot", T, "Picture of the field sheet", "记录单照片位", values="evidence_slot"),
        Column("path", T, "File", "文件", photo=True), Column("sha256", T, "Checksum", "校验值", group="books"),
        Column("note", T, "Note", "说明"), Column("time", DT, "Time", "时间", default="now()"),
        Column("visit_uid", T, "Visit", "现场记录"),
    )),
    _table("orthophotos", Geometry.POLYGON, "Orthophotos", "正射影像", (
        Column("path", T, "File", "文件", help_en="Relative to the project where it lies in its folder.", help_zh="位于项目文件夹内时为相对路径。"),
        Column("flight", T, "Flight", "航次"),
        Column("taken_at", DT, "Taken at", "拍摄时间", help_en="As the camera's clock had it.", help_zh="相机时钟时间。"),
        Column("date_basis", T, "Date known by", "时间依据", values="date_basis"),
        Column("gsd_m", R, "Ground sampling", "地面分辨率", unit="m"),
        Column("band", T, "Band", "波段", values="band"),
        Column("temperature", T, "Scale of temperature", "温度标度", values="temperature_scale"),
        Column("value_min", R, "Shown from", "显示下限"), Column("value_max", R, "Shown to", "显示上限"),
        Column("crs", T, "Coordinate system", "坐标系"),
        Column("width", I, "Columns", "列数"), Column("height", I, "Rows", "行数"),
        Column("overviews", I, "Overviews", "金字塔层数"), Column("valid_share", R, "Valid share", "有效像元占比"),
        Column("state", T, "State", "状态", values="image_state"), Column("reason", T, "What is wrong", "问题说明"),
        Column("offset", J, "Offset", "显示偏移", read_only=True, group="books", help_en="How the image is moved for display; its file stays.", help_zh="仅用于显示，不改动影像文件。"),
        Column("offset_by", T, "Offset by", "偏移设置人", personal=True, read_only=True), Column("offset_at", DT, "Offset at", "偏移设置时间", read_only=True),
        Column("stamp", T, "Stamp of the file", "文件时间戳", group="books", read_only=True),
        Column("content", T, "Fingerprint of the file", "文件指纹", group="books", read_only=True), REMARK,
    ), group="base", display='coalesce("flight", \'\') || \' \' || coalesce("path", "uid")'),
    _table("photos", Geometry.POINT, "Photos", "照片", (
        Column("path", T, "File", "文件"), Column("flight", T, "Flight", "航次"),
        Column("taken_at", DT, "Taken at", "拍摄时间", help_en="As the camera's clock had it.", help_zh="相机时钟时间。"),
        Column("height_m", R, "Height noted", "记录高程", unit="m"), Column("above_start_m", R, "Above take-off", "相对起飞点高度", unit="m"),
        Column("direction", R, "View direction", "视线方向", unit="°"), Column("direction_kind", T, "Direction of", "方向来源", values="direction_kind"),
        Column("pitch", R, "Pitch", "俯仰角", unit="°"), Column("camera", T, "Camera", "相机"),
        Column("orientation", I, "Orientation", "方向标记", help_en="As EXIF counts it, 1 to 8.", help_zh="EXIF 方向，1 至 8。"),
        Column("state", T, "State", "状态", values="image_state"), Column("reason", T, "What is wrong", "问题说明"),
        Column("stamp", T, "Stamp of the file", "文件时间戳", group="books", read_only=True),
        Column("content", T, "Fingerprint of the file", "文件指纹", group="books", read_only=True), REMARK,
    ), group="base", display='"path"'),
    _table("inspections", Geometry.POINT, "Inspections", "巡查记录", (
        Column("outfall_uid", T, "Outfall", "排污口", help_en="Empty: a suspected outfall.",
               help_zh="空：疑似排污口。"),
        Column("orthophoto_uid", T, "Orthophoto", "影像"), Column("flight", T, "Flight", "航次"),
        Column("seen", T, "Seen", "是否可见", values="inspection_seen"),
        Column("discharge", T, "Discharge", "排水情况", values="discharge_seen"),
        Column("colour", T, "Colour of the water", "水色", values="water_colour"),
        Column("plume", T, "Plume", "羽流", values="yes_no_uncertain"), Column("foam", T, "Foam", "泡沫", values="yes_no_uncertain"),
        Column("temperature_diff_k", R, "Temperature difference", "温差", unit="K", help_en="Of the discharge against the river; warmer is positive.", help_zh="排水与江水之差，偏暖为正。"),
        Column("signs", T, "Signs", "解译标志", help_en="Codes of interpretation signs, separated by commas.", help_zh="解译标志代码，以逗号分隔。"),
        Column("time", DT, "Time", "时间", default="now()"),
        Column("inspector", T, "Inspector", "巡查人", personal=True),
        Column("suspect", T, "Suspected outfall", "疑似排污口", values="suspect_state"),
        Column("score", R, "Score", "得分", help_en="Of the detector that proposed it.", help_zh="识别程序给出的得分。"),
        Column("detector", T, "Proposed by", "来源"),
        Column("chainage_km", R, "Chainage", "里程", unit="km"), Column("bank", T, "Bank", "岸别", values="bank"),
        Column("county_code", T, "County code", "区县代码"), REMARK,
    ), group="work"),
    _table("interpretation_signs", Geometry.NONE, "Interpretation signs", "解译标志库", (
        Column("code", T, "Code", "代码", required=True), Column("name", T, "Name", "名称", required=True),
        Column("band", T, "Band", "波段", values="band"), Column("description", T, "Description", "说明"),
        Column("picture", T, "Example picture", "样图", photo=True), REMARK,
    ), display='"name"'),
)

BASE_MAP = (
    _table("districts", Geometry.POLYGON, "Districts", "行政区", (
        Column("county_code", T, "County code", "区县代码"), Column("name", T, "Name", "名称"),
        Column("managing_unit", T, "Managing unit", "管理单位"),
    ), group="base", display='"name"'),
    _table("river", Geometry.POLYGON, "River", "水域", (
        Column("name", T, "Name", "名称"), Column("kind", T, "Kind", "类别"),
    ), group="base", display='"name"'),
    _table("river_axis", Geometry.LINE, "River axis", "河道中心线", (
        Column("name", T, "Name", "名称"),
        Column("start_km", R, "Chainage at start", "起点里程", unit="km"),
    ), group="base", display='"name"'),
)

BOOKS = (
    _table("imports", Geometry.NONE, "Imports", "导入批次", (
        Column("target_table", T, "Target table", "目标表", required=True),
        Column("source_file", T, "File", "来源文件"), Column("source_layer", T, "Layer or sheet", "图层（工作表）"),
        Column("sha256", T, "Checksum", "校验值"),
        Column("started", DT, "Started", "开始时间"), Column("finished", DT, "Finished", "结束时间"),
        Column("user", T, "User", "用户", personal=True), Column("software_version", T, "Software version", "软件版本"),
        Column("mapping", J, "Mapping", "字段对应"), Column("report", J, "Report", "导入报告"),
        Column("n_read", I, "Rows read", "读取行数"), Column("n_added", I, "Rows added", "新增行数"),
        Column("n_updated", I, "Rows updated", "更新行数"), Column("n_unchanged", I, "Rows unchanged", "未变行数"),
        Column("n_rejected", I, "Rows rejected", "退回行数"), Column("n_missing", I, "Rows no longer delivered", "缺失行数"),
    ), role=Role.SYSTEM, group="books"),
    _table("import_rejects", Geometry.NONE, "Import rejects", "导入退回记录", (
        Column("source_file", T, "File", "来源文件"), Column("source_row", I, "Row", "行号"),
        Column("target_table", T, "Target table", "目标表"), Column("reason", T, "Reason", "原因"),
        Column("raw", J, "Row as delivered", "原始记录"), Column("time", DT, "Time", "时间"),
        Column("import_uid", T, "Import", "导入批次"),
        Column("status", T, "Status", "状态", values="reject_status", default="'open'"),
    ), role=Role.SYSTEM, group="books"),
    _table("audit", Geometry.NONE, "Audit", "变更记录", (
        Column("table_name", T, "Table", "表"), Column("row_uid", T, "Row", "行标识"), Column("column_name", T, "Column", "列"),
        Column("old_value", T, "Old value", "旧值"), Column("new_value", T, "New value", "新值"),
        Column("changed_by", T, "Who", "变更人", personal=True), Column("changed_at", DT, "When", "变更时间"),
        Column("run_uid", T, "Run", "溯源批次"),
        Column("since", DT, "Not before", "不早于"), Column("basis", T, "On what basis", "依据"),
    ), role=Role.SYSTEM, group="books"),
    _table("schema_info", Geometry.NONE, "Schema version", "结构版本", (
        Column("version", I, "Version", "版本"), Column("software_version", T, "Software version", "软件版本"),
        Column("created", DT, "Created", "创建时间"), Column("migrated", DT, "Migrated", "升级时间"),
        Column("declared", J, "Tables and columns it was made with", "建立时的表和字段"),
    ), role=Role.SYSTEM, group="books"),
)

TABLES: tuple[Table, ...] = (
    OUTFALLS, PIPES, MANHOLES, *SOURCES, SOURCE_SITES, *TRACING, *RECORDS, *LIFE, *REGISTER,
    *BASE_MAP, *PLACES, *AREAS, *BOOKS,
)
