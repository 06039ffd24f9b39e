"""What offices and their systems write: each label as the id it should be read as, whole families of labels, and what
must not be guessed. A mapping file answers for the rest.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from casework.backlog import by_column, by_row, evaluate, read_register
from casework.backlog.by_row import Question
from casework.backlog.cells import outcome_id
from casework.backlog.headings import match_headings, word
from casework.backlog.mapping import read_mapping, words_of
from casework.backlog.understood import understood
from casework.backlog.vocabulary import meaning
from casework.case import Settings
from casework.cli.app import app
from casework.errors import DefinitionError

ON = date(2026, 11, 20)

PRINTED = {
    "heading": {
        "申请时间": "submitted_on",
        "回复时间": "replied_on",
        "申请单编号": "case_id",
        "类型": "",
        "申请人": "applicant",
        "申请部门": "unit",
        "提交时间": "submitted_on",
        "发布状态": "",
        "征询第三方": "",
        "是否超时": "",
        "是否暂缓": "",
        "受理时间": "received_on|registered_on",
        "回复方式": "outcome",
        "查询码": "",
        "转办单位": "unit",
        "流水号": "case_id",
        "受理流水号": "case_id",
        "申请人类别": "applicant_type",
        "申请人姓名": "applicant",
        "企业名称": "applicant",
        "信息名称": "subject",
        "所需信息内容描述": "subject",
        "受理方式": "channel",
        "申请类别": "channel",
        "受理部门": "unit",
        "转办部门": "unit",
        "办理期限": "",
        "答复日期": "replied_on",
        "处理方式": "outcome",
        "结束时间": "replied_on",
        "获取信息的方式": "",
        "备注": "",
        "申请编号": "case_id",
        "身份证号": "",
        "联系电话": "",
        "申请内容": "subject",
        "用途说明": "",
        "获取方式": "",
        "状态": "",
        "答复期限": "",
    },
    "outcome": {
        "尚未办理": "",
        "同意公开": "granted",
        "同意部分公开": "partially_granted",
        "告知作出更改补充": "correction",
        "告知通过其他途径办理": "?",
        "申请信息不存在": "not_held",
        "非本部门掌握": "not_held|not_ours",
        "申请内容不明确": "still_unclear?",
        "不予公开": "unclear",
        "已主动公开": "granted_already_public",
        "信息不存在": "not_held",
        "申请信息不明确": "still_unclear?",
        "全部公开": "granted",
        "部分公开": "partially_granted",
        "非本单位公开信息": "not_ours",
        "非本单位信息": "not_ours",
        "予以公开": "granted",
        "非《规定》所指政府信息": "not_government_information",
        "免予公开范围1": "unclear",
        "其它原因": "other_other",
        "（一）予以公开": "granted",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "partially_granted",
        "1.属于国家秘密": "refused_state_secret",
        "2.其他法律行政法规禁止公开": "refused_law_prohibits",
        "3.危及“三安全一稳定”": "refused_three_safety_one_stability",
        "4.保护第三方合法权益": "refused_third_party",
        "5.属于三类内部事务信息": "refused_internal_affairs",
        "6.属于四类过程性信息": "refused_process_info",
        "7.属于行政执法案卷": "refused_enforcement_file",
        "8.属于行政查询事项": "refused_admin_query",
        "1.本机关不掌握相关政府信息": "not_held",
        "2.没有现成信息需要另行制作": "needs_creation",
        "3.补正后申请内容仍不明确": "still_unclear",
        "1.信访举报投诉类申请": "petition",
        "2.重复申请": "repeat",
        "3.要求提供公开出版物": "publication",
        "4.无正当理由大量反复申请": "excessive",
        "5.要求行政机关确认或重新出具已获取信息": "confirm_reissue",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "other_correction_overdue",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "other_fee_overdue",
        "3.其他": "other_other",
    },
    "channel": {
        "现场登记": "in_person",
        "现场申请": "in_person",
        "网上申请": "online",
        "E-mail申请": "online",
        "信函申请": "signed_mail|ordinary_mail",
        "信函": "signed_mail",
        "电报申请": "?",
        "传真申请": "fax",
        "其它": "?",
        "当面申请": "in_person",
        "电子邮件申请": "online",
        "其他形式申请": "?",
    },
    "applicant_type": {
        "公民": "natural_person",
        "法人/其他组织": "?",
        "自然人": "natural_person",
        "商业企业": "commercial_enterprise",
        "科研机构": "research_body",
        "社会公益组织": "social_welfare_body",
        "法律服务机构": "legal_service_body",
        "其他": "other_organisation",
    },
    "reply_method": {
        "邮寄": "post",
        "快递": "courier",
        "电子邮件": "electronic",
        "传真": "electronic?",
        "自行领取": "direct",
        "当场阅读抄录": "direct",
        "当场答复": "direct",
    },
    "reconsideration_result": {
        "结果维持": "upheld",
        "结果纠正": "corrected",
        "其他结果": "other",
        "尚未审结": "pending",
    },
}
"""Labels printed by content systems of portals, request portals, statistics forms of cities and the official form of 2021.

"a|b" is one of the two; "x?" probably x; "?" no id of ours; "" a column or a word that says nothing to us; `unclear` a
refusal without its ground. 信函申请 is one or the other: one form means a signed letter by it, another portal any letter.
"""
WORDS = [(key, text, ids) for key, listed in PRINTED.items() if key != "heading" for text, ids in listed.items()]


def read_as(key, text):
    found = meaning(key, text)
    return "|".join(found.ids) + ("" if found.sure else "?")


@pytest.mark.parametrize(("key", "text", "ids"), WORDS)
def test_every_printed_word_is_read(key, text, ids):
    assert read_as(key, text) == ("" if ids == "?" else ids)


@pytest.mark.parametrize(("text", "key"), PRINTED["heading"].items())
def test_every_printed_heading_is_read(text, key):
    found, warnings = match_headings([text], {})
    if "|" in key:  # which of the two, the other columns tell; it is said
        assert list(found) == [key.split("|")[0]]
        assert any("may be" in said for said in warnings)
        beside, _ = match_headings([text, "提交时间"], {})
        assert beside == {"submitted_on": 1, key.split("|")[1]: 0}
    else:
        assert list(found) == ([key] if key else [])


FAMILIES = {
    "outcome": {
        "granted": "全部公开 同意提供 准予公开 ①予以公开 （1）予以公开 一、予以公开 决定予以公开 公开信息",
        "partially_granted": "部分予以公开 准予部分公开 同意部分公开信息 部分公开部分不予公开 2.部分公开 （二）部分公开（区分处理的）",
        "granted_already_public": "属于主动公开信息 属主动公开范围 告知获取方式和途径 已主动公开信息",
        "refused_state_secret": "涉及国家秘密 不予公开（国家秘密） 属于国家秘密，不予公开 不予公开：属于国家秘密 “国家秘密”",
        "refused_law_prohibits": "法律、法规禁止公开 法律、行政法规规定禁止公开 属于法律法规禁止公开的信息",
        "refused_three_safety_one_stability": "危及“三安全一稳定”信息 危及国家安全、公共安全、经济安全、社会稳定",
        "refused_third_party": "涉及商业秘密 个人隐私 损害第三方合法权益 不予公开（商业秘密）",
        "refused_internal_affairs": "内部管理信息 属于内部事务信息 5、内部事务",
        "refused_process_info": "属于过程性信息 过程性信息不予公开 讨论记录、过程稿",
        "refused_enforcement_file": "行政执法案卷信息",
        "refused_admin_query": "属于行政查询事项信息",
        "not_held": "政府信息不存在 申请公开的信息不存在 本单位未制作 未制作、未获取 经检索未查询到相关信息 本行政机关不掌握 （一）不掌握相关信息",
        "not_ours": "不属于本行政机关公开 非本部门职责范围 非本级政府信息 不属于本单位负责公开的信息 告知不属于本机关公开范围",
        "not_held|not_ours": "非本单位掌握 不属于本机关掌握 非本局制作或保存 不是本机关掌握的信息",
        "needs_creation": "需要另行制作 没有现成信息 需加工、汇总 须另行加工分析",
        "still_unclear": "经补正后仍不明确 补正后内容仍不明确",
        "still_unclear?": "申请内容不明确 申请事项不明确 内容描述不清",
        "petition": "属于信访事项 举报投诉 信访、举报、投诉类申请",
        "repeat": "属于重复申请 重复提交申请 重复申请不予处理 不予重复处理 2.重复申请",
        "publication": "要求提供公开出版物类申请 提供政府公报、报刊、书籍",
        "excessive": "大量、反复申请 反复、大量提出申请",
        "confirm_reissue": "要求确认或者重新出具已获取信息",
        "not_government_information": "不属于《条例》所称政府信息 非条例规定的政府信息 不构成政府信息",
        "other_correction_overdue": "逾期未补正 未按期补正 申请人逾期不补正 无正当理由逾期不补正",
        "other_fee_overdue": "逾期未缴纳费用 未按期缴费 申请人逾期不缴纳信息处理费",
        "other_other": "其它 其他情形 其它方式处理 撤回申请 申请人主动撤回 终止办理",
        "correction": "补正告知 告知补正 要求申请人补充",
        "unclear": "不予公开 不公开 免予公开 不同意公开 不予提供 国家秘密、过程性信息",
        "": "依申请公开 不予部分公开 不属于国家秘密 不涉及第三方权益 不属于政府信息公开范围 已公开 按程序办理 转办 看情况 2024 申请",
    },
    "channel": {
        "in_person": "当面递交 现场提交 窗口申请 上门递交 亲自递交",
        "online": "网站提交 电子邮箱 E-mail 通过网络平台提交 政务服务网 微信公众号 在线申请 政府门户网站",
        "signed_mail": "EMS邮寄 邮寄申请 挂号信函 特快专递 邮政快递 顺丰快递 书面邮寄",
        "ordinary_mail": "普通信函 平邮 邮寄（平信）",
        "signed_mail|ordinary_mail": "信函申请 来信 信件",
        "fax": "传真件 传真提交",
        "oral": "口头申请 口头提出",
        "": "电报 其他 邮件 书面申请 电话 其他形式申请",
    },
    "reply_method": {
        "direct": "自取 当面领取 现场领取 窗口领取 当场查阅 当面交付 自行领取",
        "post": "邮寄送达 EMS邮寄 挂号邮寄 邮政寄送",
        "courier": "邮政快递 顺丰快递 特快专递送达",
        "electronic": "通过电子邮件发送 网上答复 短信 电子邮箱",
        "electronic?": "传真送达",
        "entrusted": "委托送达 委托他人代收",
        "": "公告送达 留置送达 其他",
    },
    "applicant_type": {
        "natural_person": "公民个人 自然人（公民） 居民",
        "commercial_enterprise": "有限公司 企业法人 公司",
        "research_body": "科研院所 研究机构",
        "legal_service_body": "律师事务所 法律服务所",
        "social_welfare_body": "公益组织",
        "other_organisation": "其它组织 其他",
        "": "法人 法人/其他组织 外星人",
    },
    "reconsideration_result": {
        "upheld": "予以维持 维持原答复",
        "corrected": "撤销 确认违法 责令重新答复",
        "pending": "未审结 审理中",
        "other": "其它 终止 不予受理",
        "": "调解",
    },
    "third_party_opinion": {
        "consents": "书面同意 无异议 同意提供",
        "consents_in_part": "同意部分公开 部分同意公开",
        "objects": "不同意提供 反对公开",
        "": "未表态",
    },
}  # fmt: skip
"""Nobody's list: words made up in the manner of the printed ones."""
VARIANTS = [
    (key, text, ids)
    for key, listed in FAMILIES.items()
    for ids, texts in listed.items()
    for text in texts.split(" ")
    if text
]


@pytest.mark.parametrize(("key", "text", "ids"), VARIANTS)
def test_words_of_the_same_families(key, text, ids):
    assert read_as(key, text) == ids


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("申请流水号", "case_id"), ("办件编号", "case_id"), ("承办处室", "unit"), ("主办单位", "unit"), ("答复日", "replied_on"),
        ("实际答复日期", "replied_on"), ("办理完毕时间", "replied_on"), ("接收申请时间", "received_on"), ("申请收到时间", "received_on"),
        ("申请提交时间", "submitted_on"), ("答复书送达时间", "reply_signed_on"), ("答复寄出日", "reply_posted_on"),
        ("答复期限", ""), ("办理期限", ""), ("答复编号", ""), ("联系单位", ""), ("申请人电话", ""), ("是否延期", ""), ("状态", ""),
    ],
)  # fmt: skip
def test_headings_of_the_same_families(text, key):
    assert list(match_headings([text], {})[0]) == ([key] if key else [])


def test_a_part_is_never_the_whole():
    """No word with 部分, 不 or 除外 in it is a grant of everything."""
    for text in (
        "部分公开",
        "同意公开（部分）",
        "同意公开部分内容",
        "予以公开（个人信息除外）",
        "不同意公开",
        "部分不予公开",
        "同意公开，部分信息不予公开",
    ):
        assert outcome_id(text) != "granted", text


def one(sheet, **options):
    row = {"编号": "1", "收到日期": "2026-09-01", "答复日期": "2026-09-10"}
    (found,) = evaluate(read_register(sheet(row | options.pop("cells")), **options), ON).rows
    return found


def test_what_is_one_of_two_is_unclear_and_said(sheet):
    found = one(sheet, cells={"答复类型": "非本部门掌握"})
    assert (found.source.outcome, found.verdict) == ("unclear", "on_time")
    assert "not_held|not_ours" in found.why


def test_what_is_probable_is_taken_and_said(sheet):
    found = one(sheet, cells={"答复类型": "申请内容不明确"})
    assert found.source.outcome == "still_unclear"
    assert "is taken for still_unclear" in found.why


def test_a_letter_of_unknown_kind_is_received_when_it_came_unless_receipt_was_confirmed(sheet):
    """An ordinary letter counts from the confirmation, a signed one from its delivery: art. 31."""
    cells = {"收到日期": "", "申请方式": "信函申请", "来件日期": "2026-09-01"}
    assert one(sheet, cells=cells).clock.day_zero == date(2026, 9, 1)
    assert one(sheet, cells=cells | {"确认日期": "2026-09-03"}).clock.day_zero == date(2026, 9, 3)
    assert "receipt_day" in one(sheet, cells=cells).source.assumed


def test_a_correction_notice_is_no_reply(sheet):
    found = one(sheet, cells={"答复类型": "告知作出更改补充"})
    assert (found.source.outcome, found.state, found.source.assumed) == ("", "awaiting_correction", ("notice_day",))


# -- mapping files ----------------------------------------------------------------------------------------------------

MAPPING = """[columns]
replied_on = "回函"

[words.outcome]
"同意部分公开" = "partially_granted"
"看情况" = "granted"
"不好说" = ["not_held", "not_ours"]
"还早" = ""

[words.channel]
"信鸽" = "ordinary_mail"
"""


def test_a_mapping_file_maps_words(sheet, tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    rows = [{"编号": str(n), "收到日期": "2026-09-01", "申请方式": "信鸽", "回函": "2026-09-10", "答复类型": text}
            for n, text in enumerate(("看 情况", "不好说", "还早", "同意部分公开"))]  # fmt: skip
    cases = read_register(sheet(*rows), mapping=mapping).cases
    assert [case.outcome for case in cases] == ["granted", "unclear", "", "partially_granted"]
    assert {case.channel for case in cases} == {"ordinary_mail"}
    assert words_of(read_mapping(MAPPING))["outcome"]["不好说"] == "not_held|not_ours"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words = 1", "mapping.words: expected tables like"),
        ("[words]\noutcome = 1", "mapping.words.outcome: expected a table"),
        ("[words.outcom]\nx = 'granted'", "mapping.words.outcom: unknown key; did you mean outcome?"),
        ("[words.outcome]\nx = 'grantd'", "did you mean granted?"),
        ("[words.channel]\nx = 'granted'", "known are in_person"),
        ("[words.outcome]\nx = []", "expected an id"),
        ("[words.outcome]\nx = 3", "expected an id"),
        ("[words.outcome]\nx = ['granted', 3]", "expected an id"),
    ],
)
def test_a_bad_word_is_named_by_its_path(text, said):
    with pytest.raises(DefinitionError, match=said) as caught:
        read_mapping(text)
    assert len(caught.value.faults) == 1


ROWS = [
    {"编号": "1", "收到日期": "2026-09-01", "来文日": "x", "申请方式": "信鸽", "答复类型": "看情况"},
    {"编号": "2", "收到日期": "2026-09-01", "来文日": "x", "申请方式": "当面", "答复类型": "非本部门掌握"},
    {"编号": "3", "收到日期": "2026-09-01", "来文日": "x", "申请方式": "当面", "答复类型": "申请内容不明确"},
    {"编号": "4", "收到日期": "2026-09-01", "来文日": "x", "申请方式": "", "答复类型": "尚未办理"},
]


def test_headings_and_words_understood_and_not(sheet, tmp_path):
    path, out = sheet(*ROWS), tmp_path / "mapping.toml"
    told = CliRunner().invoke(app, ["headings", str(path), "--out", str(out), "--json"])
    assert json.loads(told.stdout) == {
        "headings": {
            "编号": "case_id",
            "收到日期": "received_on",
            "来文日": None,
            "申请方式": "channel",
            "答复类型": "outcome",
        },
        "words": {
            "channel": {"信鸽": None, "当面": "in_person"},
            "outcome": {"看情况": None, "非本部门掌握": ["not_held", "not_ours"], "申请内容不明确": "still_unclear"},
        },
    }
    text = out.read_text(encoding="utf-8")
    assert '# ... = "来文日"' in text
    assert '# "看情况" = ...' in text
    before = [case.outcome for case in read_register(path).cases]
    assert [case.outcome for case in read_register(path, mapping=out).cases] == before
    filled = text.replace('# "看情况" = ...', '"看情况" = "granted"').replace('# "信鸽" = ...', '"信鸽" = "fax"')
    out.write_text(filled.replace("[columns]", '[columns]\narrived_on = "来文日"'), encoding="utf-8")
    again = understood(path, read_mapping(out.read_text(encoding="utf-8"))).as_json()
    assert again["headings"]["来文日"] == "arrived_on"
    assert (again["words"]["outcome"]["看情况"], again["words"]["channel"]["信鸽"]) == ("granted", "fax")


def test_a_file_nothing_of_which_is_known_still_gives_its_headings(tmp_path):
    path, out = tmp_path / "x.csv", tmp_path / "m.toml"
    path.write_text("某局,,\n甲号,乙日,丙\n1,2026-09-01,x\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["headings", str(path), "--out", str(out), "--json"])
    assert json.loads(told.stdout)["headings"] == {"甲号": None, "乙日": None, "丙": None}
    assert '# ... = "乙日"' in out.read_text(encoding="utf-8")


def test_odd_headings_and_words_survive_the_mapping_file(sheet, tmp_path):
    """Quotation marks, line breaks and backslashes are written so that the file is TOML."""
    rows = [{"编号": "1", "收到日期": "2026-09-01", 'a"b\nc': "1", "答复类型": 'x"\\y\nz'}]
    path, out = sheet(*rows), tmp_path / "m.toml"
    assert CliRunner().invoke(app, ["headings", str(path), "--out", str(out)]).exit_code == 0
    assert len(read_register(path, mapping=out).cases) == 1
    filled = (
        out.read_text(encoding="utf-8")
        .replace('# "x', '"x')
        .replace("= ...", '= "granted"')
        .replace("# [words", "[words")
    )
    assert words_of(read_mapping(filled.replace("# ... =", "# unit ="))) == {"outcome": {"xyz": "granted"}}


def test_words_of_before_are_read_as_before():
    assert word("outcome", "不予公开") is None
    assert (word("channel", "信函"), word("outcome", "予以公开")) == ("signed_mail", "granted")


@pytest.mark.parametrize("key", ["outcome", "channel", "reply_method", "applicant_type", "third_party_opinion"])
def test_every_word_is_read_alike_by_the_row_and_by_the_column(sheet, key):
    """Each word once without and once with days around it, so that rows alike are read as one."""
    words = [*dict.fromkeys(text for of, text, _ in (*WORDS, *VARIANTS) if of == key)]
    days = {"arrived_on": "2026-08-31", "third_party_sent_on": "2026-09-02", "third_party_returned_on": "2026-09-04"}
    rows = [
        {"case_id": f"A-{n}", "received_on": "2026-09-01", "replied_on": "2026-09-10", key: text}
        for n, text in enumerate(words)
    ]
    rows += [row | days | {"case_id": row["case_id"] + "x"} for row in rows]
    rows += [row | {"case_id": row["case_id"] + "y", "received_on": "", "confirmed_on": "2026-09-01"} for row in rows]
    path = sheet(*rows, headings=list(dict.fromkeys(key for row in rows for key in row)))
    row, column = (
        reader.answer(Question(path, ON, "zh", audit=Settings(), out=path.parent / reader.__name__))
        for reader in (by_row, by_column)
    )
    assert column.summary == row.summary
    assert list(column.remarks) == list(row.remarks)
    assert [each.read_bytes() for each in column.paths] == [each.read_bytes() for each in row.paths]
