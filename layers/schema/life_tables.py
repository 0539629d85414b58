"""Tables of the life of an outfall: its plan, rounds of works up to closing, signs, reports by citizens.

Which stage an outfall has reached is stored nowhere: it follows from the dates here (``rules/life.py``).
Forms show these dates read-only; the steps of the life write them.
"""

from __future__ import annotations

from .model import Column, Geometry
from .pieces import DT, OUTFALL, REMARK, B, D, T, table

LIFE = (
    table("remediation", Geometry.NONE, "Remediation plans", "一口一策", (
        OUTFALL,
        Column("remediation_type", T, "Type", "整治类型", values="remediation_type"),
        Column("proposed_because", T, "Why proposed", "建议依据", read_only=True, default="'人工拟稿'",
               help_en="Filled while the plan is a proposal; empty once it is adopted.",
               help_zh="方案仍为建议时填写；制订后清空。"),
        Column("situation", T, "Situation and requirements", "具体情形和技术要求"),
        Column("goal", T, "Goal", "整治目标"), Column("measures", T, "Measures", "整治措施"),
        Column("responsible_unit", T, "Responsible unit", "责任单位"),
        Column("supervisor", T, "Supervising unit", "监管单位"), Column("deadline", D, "Deadline", "完成时限"),
        Column("at_once", B, "To be mended at once", "立行立改"),
        Column("kept", T, "Outfall is kept", "是否纳入保留的排污口", values="yes_no_uncertain"),
        Column("online_monitoring", T, "Online monitoring", "是否建设在线监测（监控）设施", values="yes_no_uncertain"),
        Column("monitoring_asked", T, "Samples needed after the works", "整治完成是否需要监测",
               values="yes_no_uncertain"),
        Column("planned_on", D, "Adopted on", "制订日期", read_only=True),
        Column("planned_by", T, "Adopted by", "制订经办人", personal=True, read_only=True),
        Column("revised_on", D, "Revised on", "调整日期", read_only=True),
        Column("stage", T, "Stage as delivered", "整治阶段（来源所报）", values="remediation_stage", read_only=True,
               help_en="Counts only where no date of the works is known.", help_zh="仅在没有整治日期时采用。"),
        Column("progress", T, "Progress", "整治进度描述"), Column("effect", T, "Effect", "整治成效"),
        Column("plan_file", T, "Plan file", "整治方案文件"), REMARK,
    )),
    table("closures", Geometry.NONE, "Works and closure", "整治与销号", (
        OUTFALL, Column("revised_on", D, "Plan revised on", "方案调整日期", read_only=True,
                        help_en="Of a round that begins with a revised plan.", help_zh="以调整方案开始的一轮。"),
        Column("begun_on", D, "Begun on", "开工日期", read_only=True),
        Column("finished_on", D, "Finished on", "完成日期", read_only=True),
        Column("without_works", B, "Accepted without works", "无需施工即验收", read_only=True),
        Column("criteria_met", T, "Criteria met", "是否满足完成整治判定条件", values="yes_no_uncertain"),
        Column("district_accepted_by", T, "Accepted by (district)", "区级验收单位", read_only=True),
        Column("district_accepted_on", D, "District accepted on", "区级验收日期", read_only=True),
        Column("accepted_by", T, "Accepted by (lead department)", "牵头部门验收单位", read_only=True),
        Column("accepted_on", D, "Lead department accepted on", "牵头部门验收日期", read_only=True),
        Column("rejected_on", D, "Not accepted on", "验收未通过日期", read_only=True),
        Column("rejected_because", T, "Why not accepted", "验收未通过原因", read_only=True),
        Column("closed_on", D, "Struck off on", "销号日期", read_only=True),
        Column("closed_by", T, "Struck off by", "销号经办人", personal=True, read_only=True),
        Column("proof", T, "Proof", "销号证明材料"),
        Column("reopened_on", D, "Reopened on", "重新整治日期", read_only=True),
        Column("reopened_because", T, "Why reopened", "重新整治原因", read_only=True),
        Column("against_table", T, "Contradicted by, kind", "反证所在表", read_only=True),
        Column("against_uid", T, "Contradicted by", "反证记录", read_only=True, group="books"), REMARK,
    )),
    table("signs", Geometry.NONE, "Signs", "标志牌", (
        OUTFALL, Column("state", T, "State", "状态", values="sign_state", read_only=True),
        Column("installed_on", D, "Installed on", "安装日期"),
        Column("plate_name", T, "Name on the plate", "标志牌所载名称"),
        Column("plate_code", T, "Code on the plate", "标志牌所载编码"),
        Column("mount", T, "Mounted on", "安装方式", values="sign_mount"),
        Column("place", T, "Where it stands", "设置位置"),
        Column("photo", T, "Photo", "照片", photo=True), REMARK,
    )),
    table("citizen_reports", Geometry.POINT, "Reports by citizens", "公众举报", (
        Column("received_at", DT, "Received at", "收到时间", required=True, default="now()"),
        Column("channel", T, "Channel", "举报渠道", values="report_channel"),
        Column("text", T, "Report as received", "举报内容", personal=True),
        Column("outfall_code", T, "Code that was named", "所述编码"),
        Column("reporter", T, "Who reported", "举报人", personal=True),
        Column("contact", T, "How to reach them", "联系方式", personal=True),
        Column("outfall_uid", T, "Outfall", "排污口"),
        Column("matched_by", T, "Matched by", "匹配依据", values="matched_by"),
        Column("answered_on", D, "Answered on", "答复日期"),
        Column("public_text", T, "What was reported, for the public", "公开的举报摘要", for_public=True),
        Column("public_answer", T, "Answer for the public", "公开答复", for_public=True),
        Column("internal_note", T, "Internal note", "内部处理意见", personal=True), REMARK,
    ), group="work", display='"received_at"'),
)

AREAS = (
    table("protected_areas", Geometry.POLYGON, "Protected areas", "保护区", (
        Column("name", T, "Name", "名称"),
        Column("kind", T, "Kind", "类别", values="protected_kind"), REMARK,
    ), group="base", display='"name"'),
    table("sewer_areas", Geometry.POLYGON, "Areas with sewers", "污水管网覆盖范围", (
        Column("name", T, "Name", "名称"), Column("works", T, "Treatment works", "污水处理厂"), REMARK,
    ), group="base", display='"name"'),
)
