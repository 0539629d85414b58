"""Encodings of texts: told from a few words, known by the names people give them, kept in batches of GDAL."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.importing.readers.encodings import codec, decode, detect

OFFICE = [
    "管段编号",
    "起点点号",
    "雨水管",
    "武汉市江汉区",
    "混凝土",
    "排污口名称",
    "责任主体",
    "东湖新技术开发区",
]


@pytest.mark.parametrize(
    ("encoding", "texts", "found"),
    [
        ("gb18030", OFFICE, "gb18030"),
        ("gbk", ["武昌区", "硚口区"], "gb18030"),
        ("utf-8", OFFICE, "utf-8"),
        ("big5", ["臺北市下水道", "雨水管線", "人孔編號"], "cp950"),
        ("cp1252", ["Égout séparatif", "Réseau unitaire", "Café", "Straße"], "cp1252"),
        ("shift_jis", ["下水道マンホール", "ひたちなか市"], "cp932"),
        ("cp1251", ["Ливневая канализация", "колодец", "выпуск"], "cp1251"),
        ("koi8-r", ["Ливневая канализация", "колодец", "выпуск"], "koi8-r"),
    ],
)
def test_an_encoding_is_told_from_a_few_words(encoding, texts, found):
    assert detect([text.encode(encoding) for text in texts]).name == found


def test_a_field_cut_off_inside_a_character_stays_readable():
    whole = "武汉市江汉区沿江大道排水泵站"
    for name in ("utf-8", "gb18030", "cp950"):
        try:
            raw = whole.encode(name)
        except UnicodeEncodeError:
            raw = "臺北市下水道工程處排水泵站".encode(name)
        cut = raw[:-1]
        found = detect([cut, *(text.encode(name, "ignore") for text in OFFICE)])
        assert found.name == name
        assert decode(cut, name) == raw.decode(name)[:-1]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("GBK", "gb18030"),
        ("936", "gb18030"),
        ("CP936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("Big-5", "cp950"),
        ("UTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("ISO-8859-1", "iso8859-1"),
        ("ANSI 1252", "cp1252"),
        ("koi8r", "koi8-r"),
        ("874", "cp874"),
        ("nonsense", ""),
        ("", ""),
        ("base64", ""),
    ],
)
def test_encodings_are_known_as_people_write_them(written, known):
    assert codec(written) == known


def test_batches_of_gdal_arrive_whole_whatever_shape_they_come_in():
    from outfall_tracer.importing.cleaning.distinct_cells import objects
    from outfall_tracer.importing.readers.arrays import NotUtf8, arrow_column, joined

    latin = [
        "雨水".encode("gbk").decode("latin-1").encode(),
        b"",
        "污".encode("gbk").decode("latin-1").encode(),
    ]
    assert arrow_column(np.array(latin), "gb18030").tolist() == ["雨水", "", "污"]
    assert arrow_column(objects([latin[0], None]), "gb18030").tolist() == ["雨水", None]
    masked = np.ma.MaskedArray(np.array(latin), [False, True, False])
    assert arrow_column(masked, "gb18030").tolist() == ["雨水", None, "污"]
    with pytest.raises(NotUtf8):
        arrow_column(np.array(["雨水".encode("gbk")]), "")
    times = np.array(["2024-05-06T00:00:00", "2024-05-06T07:08:09", "NaT"], dtype="datetime64[ms]")
    assert arrow_column(times, "").tolist() == ["2024-05-06", "2024-05-06T07:08:09", None]
    big = arrow_column(np.array([2**60 + 1, 5]), "")
    assert joined([arrow_column(np.array([1, 2]), ""), big]).tolist() == ["1", "2", str(2**60 + 1), "5"]
