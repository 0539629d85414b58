"""Coded values: what is stored, and its English and Chinese labels.

Sources: domain rules sections 1.2 to 1.3 (classes), 2.1 and 2.3 (enumerations), 3.1
(responsible party), 4.1 to 4.3 (remediation), 6.4 (drainage network). Codes that
the regime itself writes in Chinese are stored in Chinese: they are data.
"""

from __future__ import annotations

from ...rules.tables import delivered_rows
from .model import Value, ValueList


def _same(*codes: tuple[str, str]) -> tuple[Value, ...]:
    """Values stored as the Chinese word itself, with an English label."""
    return tuple(Value(code, english, code) for code, english in codes)


#: What the engine finds in a network; what is found in the register are the rows of ``register_checks``.
NETWORK_FINDINGS = (
    Value("cross_connection", "Cross connection", "雨污混接"),
    Value("adverse_slope", "Adverse slope", "逆坡"), Value("dead_end", "Dead end", "断头"),
    Value("duplicate", "Duplicate", "重复"), Value("isolated", "Isolated part", "孤立管网"),
    Value("bad_direction", "Direction conflict", "流向矛盾"),
    Value("large_into_small", "Large pipe into small", "大管接小管"),
    Value("missing_node", "Missing node", "缺少管点"), Value("level_sentinel", "Level placeholder", "标高占位值"),
    Value("overlap", "Overlap", "重叠"), Value("near_miss", "Near miss", "近而未接"),
    Value("bridged_gap", "Bridged gap", "跨越断口"), Value("loop", "Loop", "环路"),
    Value("zero_length", "Zero length", "零长管段"), Value("bad_geometry", "Unusable geometry", "几何无效"),
    Value("unlinked_outfall", "Outfall meets no pipe", "排污口未接管网"),
    Value("unlinked_source", "Source meets no pipe", "污染源未接管网"),
    Value("id_apart", "One node code at several places", "管点编号多处重复"),
    Value("id_moved", "End drawn at another node", "端点与管点编号不符"),
    Value("split_pipe", "Split pipe with copied node codes", "打断后编号未改"),
    Value("id_far", "Node code far away", "编号所指位置过远"),
    Value("id_scheme", "Drawn as a scheme", "示意性图形"),
    Value("outfall_choice", "Several pipe ends at an outfall", "排污口旁有多处管端"),
)


VALUE_LISTS: tuple[ValueList, ...] = (
    ValueList("system", (
        Value("storm", "Storm", "雨水"), Value("sewage", "Sewage", "污水"),
        Value("combined", "Combined", "合流"), Value("unknown", "Unknown", "不明"),
    )),
    ValueList("form", (
        Value("pipe", "Pipe", "管道"), Value("culvert", "Culvert", "暗渠（箱涵）"),
        Value("open_channel", "Open channel", "明渠"),
        Value("pressure_main", "Pressure main", "压力管"),
    )),
    ValueList("flow", (
        Value("+", "From start to end", "起点→终点"), Value("-", "From end to start", "终点→起点"),
        Value("?", "Unknown (stated by the survey)", "不明（探测注明）"),
    )),
    ValueList("data_source", (
        Value("surveyed", "Surveyed", "现场探测"), Value("as_built", "As built", "竣工图"),
        Value("design", "Design", "设计（施工）图"), Value("inferred", "Inferred", "推测"),
    )),
    ValueList("pipe_status", (
        Value("in_service", "In service", "在用"), Value("abandoned", "Abandoned", "废弃"),
        Value("blocked", "Blocked", "封堵"),
    )),
    ValueList("manhole_kind", (
        Value("manhole", "Manhole", "检查井"), Value("inlet", "Gully inlet", "雨水口"),
        Value("house_connection", "House connection", "接户井"),
        Value("overflow", "Overflow chamber", "溢流井"), Value("gate", "Gate chamber", "闸门井"),
        Value("pump", "Pumping station", "泵站"), Value("outlet", "Drainage outlet", "排放口"),
        Value("other", "Other", "其他"),
    )),
    ValueList("gate", (Value("open", "Open", "开"), Value("closed", "Closed", "关"))),
    ValueList("bank", (Value("left", "Left bank", "左岸"), Value("right", "Right bank", "右岸"))),
    ValueList("mouth_form", _same(
        ("明渠", "Open channel"), ("管道", "Pipe"), ("泵站", "Pumping station"), ("涵闸", "Sluice"),
        ("闸泵联用", "Sluice and pump"), ("箱涵", "Box culvert"), ("潜没", "Submerged"), ("其他", "Other"),
    )),
    ValueList("drainage_feature", _same(
        ("排水", "Discharging"), ("无水", "Dry"), ("有死水", "Standing water"),
        ("闸断", "Closed by a gate"), ("不确定", "Uncertain"),
    )),
    ValueList("type_718", _same(
        ("工业排污口", "Industrial"), ("城镇生活污水排污口", "Urban domestic sewage"),
        ("农业农村排污口", "Agricultural and rural"), ("港口码头排污口", "Port and wharf"),
        ("城镇雨洪排口", "Urban storm water"), ("沟渠、河港（涌）、排干等", "Ditch, creek, main drain"),
        ("其他排口", "Other"),
    )),
    ValueList("type_l1", _same(
        ("工业排污口", "Industrial outfall"), ("城镇污水处理厂排污口", "Municipal sewage works outfall"),
        ("农业排口", "Agricultural outfall"), ("其他排口", "Other outfall"),
    )),
    ValueList("type_l2", _same(
        ("工矿企业排污口", "Industrial and mining enterprise"),
        ("工矿企业雨洪排口", "Enterprise storm water"),
        ("工业及其他各类园区污水处理厂排污口", "Park sewage works"),
        ("工业及其他各类园区污水处理厂雨洪排口", "Park sewage works storm water"),
        ("城镇污水处理厂排污口", "Municipal sewage works"),
        ("规模化畜禽养殖排污口", "Large livestock farm"), ("规模化水产养殖排污口", "Large fish farm"),
        ("大中型灌区排口", "Irrigation district"), ("港口码头排口", "Port and wharf"),
        ("规模以下畜禽养殖排污口", "Small livestock farm"), ("规模以下水产养殖排污口", "Small fish farm"),
        ("城镇生活污水散排口", "Scattered urban sewage"),
        ("农村污水处理设施排污口", "Rural sewage works"), ("农村生活污水散排口", "Scattered rural sewage"),
        ("城镇雨洪排口", "Urban storm water"), ("其他排污口", "Other"),
    )),
    ValueList("type_l3", _same(
        ("工业企业排污口", "Industrial enterprise"), ("矿山排污口", "Mine"), ("尾矿库排污口", "Tailings pond"),
        ("工业企业雨洪排口", "Industrial storm water"), ("矿山雨洪排口", "Mine storm water"),
        ("尾矿库雨洪排口", "Tailings pond storm water"),
    )),
    ValueList("trace_status", (
        Value("untraced", "Not traced", "未溯源"), Value("candidates", "Candidates found", "待确认"),
        Value("no_source", "No source found", "已溯源未发现污染源"),
        Value("confirmed", "Confirmed", "已确认"), Value("untraceable", "Untraceable", "无法溯源"),
    )),
    ValueList("work_state", (
        Value("open", "Open", "未完成"), Value("complete", "Complete", "已完成"),
        Value("sent_back", "Sent back", "退回"),
    )),
    ValueList("reject_status", (
        Value("open", "Open", "待处理"), Value("taken_in", "Taken in", "已补录"),
        Value("dismissed", "Dismissed", "不再处理"),
    )),
    ValueList("link_status", (
        Value("candidate", "Candidate", "候选"), Value("confirmed", "Confirmed", "已确认"),
        Value("rejected", "Rejected", "已排除"), Value("lost", "Lost by a later run", "后续溯源未达"),
    )),
    ValueList("link_rule", (
        Value("declared", "Declared connection", "申报接入"),
        Value("nearest_node", "Nearest inlet or manhole", "最近井（口）"),
        Value("nearest_pipe", "Nearest pipe or channel", "最近管渠"),
        Value("site_outline", "Network inside the site", "厂区范围内管网"),
        Value("at_outfall", "At the outfall", "紧邻排污口"),
        Value("manual", "Assigned by a person", "人工指定"),
    )),
    ValueList("trace_method", _same(
        ("资料溯源", "By records"), ("人工排查", "By inspection"), ("技术溯源", "By technical means"),
    )),
    ValueList("evidence_kind", _same(
        ("管网资料", "Network records"), ("排污许可", "Discharge permit"), ("环评/审批", "Approval"),
        ("现场照片", "Site photo"), ("访谈笔录", "Interview record"), ("无人机影像", "Drone image"),
        ("CCTV视频", "CCTV video"), ("示踪试验", "Tracer test"), ("水质监测", "Water sample"),
        ("其他", "Other"),
    )),
    ValueList("flow_basis", (
        Value("declared_flow", "Declared flow", "流向字段"),
        Value("declared_order", "Declared start and end", "起止点编号"),
        Value("digitised", "Digitised order", "绘制方向"), Value("invert", "Invert levels", "管底标高"),
        Value("auto", "Weighed evidence", "综合判断"), Value("unknown", "Unknown", "不明"),
    )),
    ValueList("end_reason", (
        Value("headwater", "Headwater", "管网起端"), Value("barrier", "Barrier", "阻断"),
        Value("gap", "Gap", "断头（邻近管段）"), Value("loop", "Loop", "环路"),
        Value("limit", "Limit reached", "达到限值"), Value("unknown_direction", "Unknown direction", "流向不明"),
    )),
    ValueList("finding_kind", (*NETWORK_FINDINGS, *(
        Value(row["kind"], row["title_en"], row["title_zh"]) for row in delivered_rows("register_checks")))),
    ValueList("severity", (
        Value("error", "Error", "错误"), Value("warning", "Warning", "警告"), Value("notice", "Notice", "提示"),
    )),
    ValueList("finding_status", (
        Value("open", "Open", "待处理"), Value("fixed", "Fixed", "已修复"), Value("accepted", "Accepted", "已列为例外"),
    )),
    ValueList("party_rule", (
        Value("R1", "R1: user and owner are the same", "R1 使用权人与所有权人相同"),
        Value("R2", "R2: the user comes first", "R2 使用权人为第一责任主体"),
        Value("R3", "R3: the district government", "R3 区人民政府"),
    )),
    ValueList("remediation_type", _same(
        ("依法取缔", "Ban by law"), ("清理合并", "Clear and merge"), ("规范整治", "Standardise"),
        ("无需整治", "Nothing to do"),
    )),
    ValueList("remediation_stage", _same(
        ("未整治", "Not started"), ("整治中", "Under way"), ("完成整治", "Done"),
    )),
    ValueList("sign_state", _same(
        ("待制作", "To be made"), ("待安装", "To be installed"), ("已安装", "Installed"), ("已损坏", "Damaged"),
        ("待拆除", "To be removed"), ("已作废", "Void"),
    )),
    ValueList("sign_mount", (Value("post", "Post", "立柱"), Value("wall", "Wall", "墙面"))),
    ValueList("yes_no_uncertain", (
        Value("yes", "Yes", "是"), Value("no", "No", "否"), Value("uncertain", "Uncertain", "不确定"),
    )),
    ValueList("band", (
        Value("visible", "Visible", "可见光"), Value("thermal", "Thermal", "热红外"), Value("other", "Other", "其他"),
    )),
    ValueList("temperature_scale", (
        Value("celsius", "Degrees Celsius", "摄氏度"), Value("kelvin", "Kelvin", "开尔文"),
        Value("decikelvin", "Tenths of a kelvin", "0.1 开尔文"), Value("centikelvin", "Hundredths of a kelvin", "0.01 开尔文"),
        Value("relative", "Relative grey values", "相对灰度"),
    )),
    ValueList("date_basis", (
        Value("sidecar", "A file beside it", "附属文件"), Value("metadata", "The camera's note", "拍摄元数据"),
        Value("name", "Its name or folder", "文件（夹）名"), Value("file", "When the file was made", "文件生成时间"),
    )),
    ValueList("image_state", (
        Value("ready", "Ready", "可用"), Value("missing", "File is gone", "文件缺失"),
        Value("unreadable", "Cannot be read", "无法读取"), Value("unplaced", "Has no place", "无定位信息"),
        Value("empty", "No valid pixels", "无有效像元"), Value("elsewhere", "Lies elsewhere", "位置可疑"),
    )),
    ValueList("direction_kind", (
        Value("gimbal", "The camera (gimbal)", "云台"), Value("flight", "The aircraft", "飞行器航向"),
        Value("compass", "The phone's compass", "手机罗盘"),
    )),
    ValueList("inspection_seen", (
        Value("seen", "Seen", "可见"), Value("not_seen", "Not seen", "未见"), Value("uncertain", "Uncertain", "不确定"),
        Value("hidden", "Hidden", "被遮挡"), Value("bad_image", "Bad image", "影像不佳"),
    )),
    ValueList("discharge_seen", (
        Value("discharging", "Discharging", "有排水"), Value("dry", "No discharge", "无排水"),
        Value("uncertain", "Uncertain", "不确定"),
    )),
    ValueList("water_colour", (
        Value("normal", "As the river", "与江水一致"), Value("turbid", "Turbid, brown", "浑黄"), Value("grey", "Grey", "灰"),
        Value("black", "Black", "黑"), Value("white", "White", "白"), Value("green", "Green", "绿"),
        Value("other", "Other", "其他"),
    )),
    ValueList("suspect_state", (
        Value("open", "To be looked at", "待核查"), Value("confirmed", "Suspected outfall", "疑似排污口"),
        Value("dismissed", "No outfall", "已排除"),
    )),
    ValueList("approval", _same(
        ("已审批", "Approved"), ("已登记", "Registered"), ("未审批", "Not approved"), ("未登记", "Not registered"),
    )),
    ValueList("works_kind", (
        Value("municipal", "Municipal", "城镇污水处理厂"), Value("park", "Industrial park", "园区污水处理厂"),
        Value("rural", "Rural", "农村污水处理设施"),
    )),
    ValueList("breeding_kind", (Value("livestock", "Livestock", "畜禽"), Value("aquaculture", "Aquaculture", "水产"))),
    ValueList("standing", (
        Value("in_use", "In use", "在用"), Value("void", "Void", "已作废"), Value("filled", "Filled", "已封堵"),
        Value("merged", "Merged into another", "已并入其他"), Value("split", "Split", "已拆分"),
    )),
    ValueList("outfall_change", (
        Value("split", "Split", "拆分"), Value("merge", "Merged", "合并"), Value("void", "Voided", "作废"),
        Value("fill", "Filled", "封堵"), Value("find_again", "Found again", "恢复在册"),
    )),
    ValueList("code_column", (
        Value("code_national", "National code", "国家编码"), Value("code_local", "Local code", "地方编码"),
    )),
    ValueList("known_by", _same(
        ("暂不掌握", "Not known"), ("已掌握", "Known"), ("现场标识牌显示", "The plate on site shows it"),
    )),
    ValueList("platform", _same(("是", "Yes"), ("否", "No"), ("需进一步核实", "To be checked"))),
    ValueList("weather", _same(("晴", "Clear"), ("多云", "Cloudy"), ("阴", "Overcast"), ("雨", "Rain"), ("雪", "Snow"))),
    ValueList("flow_measured", _same(
        ("现场测定", "Measured on site"), ("未测定", "Not measured"), ("不具备测定条件", "Could not be measured"),
    )),
    ValueList("evidence_slot", _same(
        ("近景1", "Close view 1"), ("近景2", "Close view 2"), ("标识牌", "Plate"), ("远景", "Distant view"),
        ("监测采样点", "Sampling point"), ("采样或测流", "Sampling or gauging"), ("水样", "Water sample"),
        ("快检结果", "Quick test results"), ("整治后", "After the works"),
    )),
    ValueList("landmark_kind", (
        Value("crossing", "Crosses the river", "跨江设施"), Value("place", "Place", "地点"),
    )),
    ValueList("report_channel", (
        Value("hotline", "Hotline", "热线电话"), Value("web", "Web page", "网站"), Value("plate", "Code on the plate", "标志牌二维码"),
        Value("letter", "Letter or visit", "来信来访"), Value("other", "Other", "其他"),
    )),
    ValueList("matched_by", (
        Value("code", "Code", "编码"), Value("place", "Place", "位置"), Value("person", "A person", "人工"),
    )),
    ValueList("protected_kind", _same(
        ("饮用水水源一级保护区", "Drinking water, first zone"), ("饮用水水源二级保护区", "Drinking water, second zone"),
        ("自然保护地", "Nature reserve"), ("其他", "Other"),
    )),
)
