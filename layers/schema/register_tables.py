"""Tables of the register: blocks of codes, what became of outfalls, what was seen on site, places for names.

The field sheet is that of a river basin authority (入河排污口现场工作记录单); its people are personal data.
"""

from __future__ import annotations

from .model import Column, Geometry, Role
from .pieces import DT, OUTFALL, REMARK, B, D, I, R, T, table

REGISTER = (
    table("code_blocks", Geometry.NONE, "Blocks of codes", "编码号段", (
        Column("code_column", T, "Code", "编码类别", values="code_column", required=True),
        Column("county_code", T, "County code", "区县代码", required=True),
        Column("first", I, "First serial", "起始顺序号", required=True),
        Column("last", I, "Last serial", "终止顺序号", required=True),
        Column("office", T, "Office", "使用单位", required=True),
        Column("reserved_by", T, "Reserved by", "划分人", personal=True),
        Column("reserved_on", D, "Reserved on", "划分日期"), REMARK,
    ), display="concat(\"county_code\", ' ', \"first\", '-', \"last\", ' ', \"office\")"),
    table("outfall_history", Geometry.NONE, "What became of outfalls", "排污口变更", (
        OUTFALL, Column("action", T, "Change", "变更", values="outfall_change"),
        Column("other_uid", T, "Other outfall", "相关排污口", group="books"),
        Column("happened_on", D, "On", "变更日期"),
        Column("done_by", T, "By", "经办人", personal=True), Column("reason", T, "Reason", "原因"),
    ), role=Role.RUN),
    table("visits", Geometry.POINT, "Visits on site", "现场工作记录", (
        OUTFALL, Column("time", DT, "Time", "时间", default="now()"),
        Column("task", T, "Task", "任务来源"),
        Column("weather", T, "Weather", "天气", values="weather"),
        Column("rain_48h_mm", R, "Rain of 48 hours", "48 小时降雨量", unit="mm"),
        Column("national_platform", T, "On the national platform", "纳入国家平台", values="platform"),
        Column("plate", T, "Plate on site", "现场标识牌", values="yes_no_uncertain"),
        Column("plate_name", T, "Name on the plate", "标识牌所示名称"),
        Column("plate_code", T, "Code on the plate", "标识牌所示编码"),
        Column("inflow", T, "How the water reaches the river", "污水入河方式"),
        Column("discharging", T, "Discharging", "正在排放", values="yes_no_uncertain"),
        Column("colour", T, "Colour", "颜色"), Column("turbidity", T, "Turbidity", "浑浊度"),
        Column("smell", T, "Smell", "气味"), Column("oil_film", T, "Oil film", "油膜"),
        Column("other_signs", T, "What else", "其他问题"),
        Column("flow_measured", T, "Flow was measured", "流量测定", values="flow_measured"),
        Column("flow_m3h", R, "Flow", "流量", unit="m³/h"),
        Column("leader", T, "Leader", "负责人", personal=True),
        Column("participants", T, "Participants", "参加人员", personal=True), REMARK,
    ), group="work", display='"time"'),
    table("samples", Geometry.NONE, "Samples", "监测结果", (
        OUTFALL, Column("visit_uid", T, "Visit", "现场记录"),
        Column("taken_at", DT, "Taken at", "采样时间"), Column("quick", B, "Quick test", "快检"),
        Column("indicator", T, "Indicator", "指标"), Column("value", R, "Value", "结果"),
        Column("unit", T, "Unit", "单位"), Column("limit_value", R, "Limit", "限值"),
        Column("exceeded", T, "Limit exceeded", "是否超标", values="yes_no_uncertain"),
        Column("laboratory", T, "Laboratory", "检测单位"), REMARK,
    ), display='"indicator"'),
)

PLACES = (
    table("townships", Geometry.POLYGON, "Streets and townships", "街道（乡镇）", (
        Column("name", T, "Name", "名称"), Column("county_code", T, "County code", "区县代码"),
    ), group="base", display='"name"'),
    table("landmarks", Geometry.POINT, "Landmarks", "地标", (
        Column("name", T, "Name", "名称"),
        Column("kind", T, "Kind", "类别", values="landmark_kind"),
    ), group="base", display='"name"'),
)

#: Tables whose past states can be asked for: their new rows, too, enter the audit trail.
RECORDED = (
    "outfalls", "trace_links", "evidence", "inspections", "visits", "samples", "remediation", "closures",
    "signs", "citizen_reports", "code_blocks", "outfall_history",
)
