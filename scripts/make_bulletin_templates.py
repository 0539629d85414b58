#!/usr/bin/env python3
"""Make resources/bulletin/bulletin_zh.docx and bulletin_en.docx, the Word templates of bulletins.

Written part by part, so that nothing of anybody else's file is in them; the same bytes every time. Page rules
of GB/T 9704-2012: margins, 22 lines of 28 characters, typefaces named for East Asian text, too.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "bulletin"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TIME = (2026, 1, 1, 0, 0, 0)
#: Twentieths of a point: margins of 37, 35, 28 and 26 mm, and the pitch of 22 lines on 225 mm.
TOP, BOTTOM, LEFT, RIGHT, PITCH = 2098, 1984, 1587, 1474, 580

#: A paragraph that keeps off the grid of the page's lines.
FREE = '<w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/>'
#: Style: name, East Asian typeface, half points, bold, what else of the paragraph.
STYLES = {
    "zh": (
        ("Body", "正文公文", "仿宋", 32, False, '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        ("Title", "标题公文", "方正小标宋简体", 44, False, '<w:jc w:val="center"/>'),
        ("Subtitle", "副标题公文", "楷体", 28, False, '<w:spacing w:after="200"/><w:jc w:val="center"/>'),
        (
            "Heading1",
            "一级标题",
            "黑体",
            32,
            False,
            '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>',
        ),
        (
            "Heading2",
            "二级标题",
            "楷体",
            32,
            False,
            '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>',
        ),
        ("Lead", "首句", "仿宋", 32, True, '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        (
            "TableTitle",
            "表题",
            "黑体",
            24,
            False,
            '<w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/>',
        ),
        ("Cell", "表格文字", "仿宋", 18, False, f'{FREE}<w:jc w:val="center"/>'),
        (
            "Picture",
            "图",
            "仿宋",
            18,
            False,
            f'{FREE}<w:jc w:val="center"/>',
        ),
        ("Note", "注", "楷体", 21, False, '<w:spacing w:line="320" w:lineRule="exact"/>'),
    ),
}
STYLES["en"] = tuple(
    (key, english, *rest)
    for (key, _, *rest), english in zip(
        STYLES["zh"],
        (
            "Body text of the bulletin",
            "Title of the bulletin",
            "Subtitle of the bulletin",
            "First level",
            "Second level",
            "Lead",
            "Title of a table",
            "Cell of a table",
            "Picture",
            "Note",
        ),
    )
)


def styles(language: str) -> str:
    """Return the part with the styles."""
    made = [(
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts("仿宋")}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        f'<w:spacing w:after="0" w:line="{PITCH}" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )]
    for key, name, font, size, bold, paragraph in STYLES[language]:
        default = ' w:default="1"' if key == "Body" else ""
        thick = "<w:b/>" if bold else ""
        made.append(
            f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{fonts(font)}{thick}"
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )
    return f'{HEAD}<w:styles xmlns:w="{W}">{"".join(made)}</w:styles>'


def fonts(font: str) -> str:
    """Return the typefaces of a run: Latin text in Times New Roman, Chinese in ``font``."""
    latin = 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"'
    return f'<w:rFonts {latin} w:eastAsia="{font}"/>'


def paragraph(text: str, style: str) -> str:
    """Return a paragraph."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t>'
        "</w:r></w:p>"
    )


def cell(text: str) -> str:
    """Return a cell of a table."""
    return f"<w:tc><w:tcPr/>{paragraph(text, 'Cell')}</w:tc>"


def table() -> str:
    """Return the table of a block: its headings on every page, as many columns as it has."""
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>"
        + cell("{%tc for head in table.heads %}")
        + cell("{{ head }}")
        + cell("{%tc endfor %}")
        + "</w:tr>"
        "<w:tr>" + cell("{%tr for row in table.rows %}") + "</w:tr>"
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + cell("{%tc for value in row %}")
        + cell("{{ value }}")
        + cell("{%tc endfor %}")
        + "</w:tr>"
        "<w:tr>" + cell("{%tr endfor %}") + "</w:tr>"
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/><w:tblBorders>{border}'
        '</w:tblBorders><w:tblLayout w:type="autofit"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
        '<w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="2900"/>'
        f'<w:gridCol w:w="2900"/><w:gridCol w:w="2900"/></w:tblGrid>{rows}</w:tbl>'
    )


def document() -> str:
    """Return the part with the text and its fields."""
    body = [
        paragraph("{{ title }}", "Title"),
        paragraph("{{ subtitle }}", "Subtitle"),
        paragraph("{%p for section in sections %}", "Body"),
        paragraph("{{ section.heading }}", "Heading1"),
        paragraph("{%p if section.lead %}", "Body"),
        paragraph("{{ section.lead }}", "Lead"),
        paragraph("{%p endif %}", "Body"),
        paragraph("{%p for text in section.texts %}", "Body"),
        paragraph("{{ text }}", "Body"),
        paragraph("{%p endfor %}", "Body"),
        paragraph("{%p for table in section.tables %}", "Body"),
        paragraph("{{ table.heading }}", "TableTitle"),
        table(),
        paragraph("{%p endfor %}", "Body"),
    ]
    for name in ("chart", "map"):
        body += [
            paragraph(f"{{%p if '{name}' in section.pictures %}}", "Body"),
            paragraph(f"{{{{ {name} }}}}", "Picture"),
            paragraph("{%p endif %}", "Body"),
        ]
    body += [
        paragraph("{%p endfor %}", "Body"),
        paragraph("{%p for note in notes %}", "Body"),
        paragraph("{{ note }}", "Note"),
        paragraph("{%p endfor %}", "Body"),
    ]
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        '<w:footerReference w:type="even" r:id="rId3"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:header="851" '
        f'w:footer="1587" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="{PITCH}"/></w:sectPr>'
    )
    inner = "".join(body) + section
    return f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{inner}</w:body></w:document>'


def footer(side: str) -> str:
    """Return a footer with the number of the page between dashes, on its outer side."""
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format('— ')}{number}{dash.format(' —')}</w:p></w:ftr>"
    )


def font_table() -> str:
    """Return the typefaces with their other names, and that they are for Simplified Chinese."""
    made = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in (("仿宋", "FangSong"), ("楷体", "KaiTi"), ("黑体", "SimHei"),
                            ("方正小标宋简体", "SimSun")))
    return f'{HEAD}<w:fonts xmlns:w="{W}">{made}</w:fonts>'


def parts(language: str) -> dict[str, str]:
    """Return the parts of a document by their names."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    names = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{kind}{what}+xml"/>'
        for part, what in names.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{R}/{what}" Target="{part}.xml"/>'
        for i, (part, what) in enumerate(
            (("styles", "styles"), ("footer1", "footer"), ("footer2", "footer"), ("settings", "settings"),
             ("fontTable", "fontTable")),
            start=1,
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    defaults = "".join(
        f'<Default Extension="{end}" ContentType="{what}"/>' for end, what in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml"),
            ("png", "image/png")))
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    whole = f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{types}">{defaults}{overrides}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package}">{whole}</Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{package}">{relations}</Relationships>',
        "word/document.xml": document(),
        "word/styles.xml": styles(language),
        "word/settings.xml": f'{HEAD}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>',
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer("right"),
        "word/footer2.xml": footer("left"),
    }


def main() -> None:
    """Write both templates."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in STYLES:
        with zipfile.ZipFile(FOLDER / f"bulletin_{language}.docx", "w") as archive:
            for name, text in parts(language).items():
                entry = zipfile.ZipInfo(name, TIME)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                archive.writestr(entry, text.encode("utf-8"))


if __name__ == "__main__":
    main()
