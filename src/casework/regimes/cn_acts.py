"""The acts, interpretations and official letters that the Chinese regimes cite."""

from __future__ import annotations

from datetime import date

from casework.law import Act

ORDER_711 = Act("order_711", "《政府信息公开条例》（国务院令第711号）", "Order 711", date(2019, 5, 15))
ORDER_492 = Act(
    "order_492", "《政府信息公开条例》（国务院令第492号）", "Order 492", date(2008, 5, 1), date(2019, 5, 15)
)
FEE_MEASURE = Act(
    "guobanhan_2020_109",
    "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
    "Fee Measure 国办函〔2020〕109号",
    date(2021, 1, 1),
)
RECEIPT_LETTER = Act(
    "gbgkbh_2015_207", "国办公开办函〔2015〕207号", "letter 国办公开办函〔2015〕207号", date(2015, 1, 1)
)
SERVICE_LETTER = Act(
    "gbgkbh_2016_235", "国办公开办函〔2016〕235号", "letter 国办公开办函〔2016〕235号", date(2016, 12, 7)
)
RECONSIDERATION_LAW = Act(
    "reconsideration_2023", "《行政复议法》（2023年修订）", "Administrative Reconsideration Law", date(2024, 1, 1)
)
RECONSIDERATION_LAW_1999 = Act(
    "reconsideration_1999",
    "《行政复议法》（1999年）",
    "Administrative Reconsideration Law (1999)",
    date(1999, 10, 1),
    date(2024, 1, 1),
)
RECONSIDERATION_RULES = Act(
    "reconsideration_rules_2007",
    "《行政复议法实施条例》",
    "Implementing Rules of the Reconsideration Law",
    date(2007, 8, 1),
)
LITIGATION_LAW = Act("litigation_2014", "《行政诉讼法》", "Administrative Litigation Law", date(2015, 5, 1))
LITIGATION_LAW_1989 = Act(
    "litigation_1989",
    "《行政诉讼法》（1989年）",
    "Administrative Litigation Law (1989)",
    date(1990, 10, 1),
    date(2015, 5, 1),
)
INTERPRETATION_2000 = Act(
    "fashi_2000_8", "法释〔2000〕8号", "Interpretation 法释〔2000〕8号", date(2000, 3, 10), date(2018, 2, 8)
)
INTERPRETATION_2011 = Act(
    "fashi_2011_17", "法释〔2011〕17号", "Interpretation 法释〔2011〕17号", date(2011, 8, 13), date(2025, 6, 1)
)
INTERPRETATION_2015 = Act(
    "fashi_2015_9", "法释〔2015〕9号", "Interpretation 法释〔2015〕9号", date(2015, 5, 1), date(2018, 2, 8)
)
INTERPRETATION_2018 = Act("fashi_2018_1", "法释〔2018〕1号", "Interpretation 法释〔2018〕1号", date(2018, 2, 8))
INTERPRETATION_2025 = Act("fashi_2025_8", "法释〔2025〕8号", "Interpretation 法释〔2025〕8号", date(2025, 6, 1))
SECRETS_LAW = Act("secrets_2024", "《保守国家秘密法》（2024年修订）", "State Secrets Law (2024)", date(2024, 5, 1))
POSTAL_LAW = Act("postal_2009", "《邮政法》", "Postal Law", date(2009, 10, 1))
CIVIL_PROCEDURE_LAW = Act("civil_procedure_2023", "《民事诉讼法》", "Civil Procedure Law (2023)", date(2024, 1, 1))
CITY_RULES = Act("city_rules", "地方规定（内部审核制度）", "local rules on internal review")
OFFICE = Act("office", "内部制度", "office policy")
PRACTICE = Act("practice", "实务做法（无明文）", "practice (no text)")
ANALOGY = Act("analogy", "类推适用（无明文）", "by analogy (no text)")
EVIDENCE = Act("evidence", "证据与档案要求", "rules of evidence and records")
REPORT_FORM = Act(
    "gbgkbh_2021_30",
    "国办公开办函〔2021〕30号（年度报告格式）",
    "annual report form 国办公开办函〔2021〕30号",
    date(2021, 9, 26),
)
