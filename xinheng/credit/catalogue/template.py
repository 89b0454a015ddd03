"""填报模板: the workbook of a record type in one layout, made from its catalogue text: what is filled in is understood again.

Columns about people are left out, whatever the layout says: nobody is asked for what is dropped unread.
"""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xinheng.credit.catalogue.headers import OPERATION, OPERATION_REASON, folded
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldEntry, FieldKind, When
from xinheng.ground.disclosure import Level
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

NOTES, CODES = "填报说明", "代码表"  # sheets that reading sets aside (`columns.reading.ASIDE`)
ROWS = 20_000  # rows that have drop-downs; more rows are taken all the same
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # the same text gives the same bytes
LONGEST_LIST = 255  # characters of a drop-down that Excel keeps beside the cells
WITHDRAW = "撤销"

KIND_WORDS = {
    FieldKind.TEXT: "文字",
    FieldKind.NAME: "名称",
    FieldKind.CODE: "统一社会信用代码",
    FieldKind.FORMER_CODE: "旧证照号码",
    FieldKind.DOCUMENT_NUMBER: "文书号",
    FieldKind.DATE: "日期（2026-11-21）",
    FieldKind.AMOUNT: "金额",
    FieldKind.NUMBER: "整数",
    FieldKind.CHOICE: "选一项",
    FieldKind.CHOICES: "可选几项，用分号连接",
    FieldKind.FLAG: "是或否",
}
LEVEL_WORDS = {Level.PUBLIC: "社会公开", Level.GOVERNMENT: "政务共享", Level.AUTHORISED: "授权查询"}


def layout_of(record_type: RecordType, asked: str | None) -> str:
    """The layout asked for, else the first. Raises `Refused` `catalogue.unknown_layout`."""
    if asked is None:
        return next(iter(record_type.layouts))
    if asked not in record_type.layouts:
        known = tuple(record_type.layouts)
        sentence = Text(
            zh=f"“{record_type.entry.title.zh}”没有版式“{asked}”。可选：{'、'.join(known)}。",
            en=f'{record_type.entry.title.en} has no layout "{asked}". There are: {", ".join(known)}.',
        )
        raise Refused(Refusal("catalogue.unknown_layout", sentence))
    return asked


def columns_of(record_type: RecordType, layout: str) -> Mapping[str, str]:
    """The columns of a template: the header to print for each field that is kept, in the order of the layout."""
    own: dict[str, str] = {}
    for header, code in record_type.layouts[layout].headers.items():
        if not header.isascii():  # XK_XMMC says nothing to a person
            own.setdefault(code, header)
    kept = [code for code in record_type.layouts[layout].columns if code in record_type.kept_fields]
    return {code: _header(record_type.fields[code], own.get(code)) for code in kept}


def _header(field: FieldEntry, own: str | None) -> str:
    """The layout's own header, unless the field's says more: 行政相对人代码_2(工商注册号) than 代码_2."""
    if field.headers and (own is None or folded(own) in folded(field.headers[0])):
        return field.headers[0]
    return own or field.title.zh


def template(record_type: RecordType, layout: str) -> bytes:
    """填报模板 as XLSX: header with notes, drop-downs and checks; a sheet that explains every column; the code sets."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": record_type.entry.title.zh, "created": NO_MOMENT})
        looks = {
            "head": workbook.add_format(
                {"bold": True, "bg_color": "#E9EEF4", "bottom": 1, "text_wrap": True, "valign": "top"}
            ),
            "required": workbook.add_format(
                {
                    "bold": True,
                    "bg_color": "#1B3A5C",
                    "font_color": "#FFFFFF",
                    "bottom": 1,
                    "text_wrap": True,
                    "valign": "top",
                }
            ),
            "text": workbook.add_format({"num_format": "@"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "note": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "title": workbook.add_format({"bold": True, "font_size": 14}),
        }
        sheet = workbook.add_worksheet(record_type.entry.title.zh[:31])
        notes = workbook.add_worksheet(NOTES)
        lists = _CodeLists(workbook.add_worksheet(CODES))
        columns = columns_of(record_type, layout)
        sheet.freeze_panes(1, 1)
        for position, (code, header) in enumerate(columns.items()):
            _column(sheet, position, header, record_type.fields[code], lists, looks)
        _operation_columns(sheet, len(columns), looks)
        _notes(notes, record_type, layout, columns, looks)
        sheet.activate()
    return file.getvalue()


# ---- the sheet to fill in -------------------------------------------------------------------------------------------


class _CodeLists:
    """代码表: the sheet that holds the code sets too long for a drop-down's own 255 characters."""

    def __init__(self, sheet: Worksheet):
        self.sheet, self.used = sheet, 0
        sheet.hide()

    def source_of(self, words: list[str]) -> list[str] | str:
        if len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words):
            return words
        column, self.used = self.used, self.used + 1
        self.sheet.write_column(0, column, words)
        name = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
        return f"='{CODES}'!{name}$1:{name}${len(words)}"


def _column(
    sheet: Worksheet, position: int, header: str, field: FieldEntry, lists: _CodeLists, looks: Mapping[str, Format]
) -> None:
    is_required = field.required is True
    sheet.write_string(
        0, position, f"{header}*" if is_required else header, looks["required" if is_required else "head"]
    )
    if note := _note(field):
        sheet.write_comment(0, position, note, {"x_scale": 2, "y_scale": 1.5, "font_size": 9})
    width = 12 if field.kind in (FieldKind.DATE, FieldKind.AMOUNT, FieldKind.FLAG) else 22
    # Codes and numbers are text, or a spreadsheet would round their last digits away.
    look = (
        None
        if field.kind in (FieldKind.AMOUNT, FieldKind.NUMBER)
        else looks["date" if field.kind is FieldKind.DATE else "text"]
    )
    sheet.set_column(position, position, width, look)
    if check := _check(field, lists):
        sheet.data_validation(1, position, ROWS, position, check)


def _check(field: FieldEntry, lists: _CodeLists) -> dict | None:
    """What the spreadsheet itself looks after. It warns where people may be right: 罚款壹万元整 is an amount too."""
    warning = {"error_type": "warning", "error_title": "请核对"}
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            words = [choice.zh for choice in field.choices.values()]
            is_open = field.open_choices or field.kind is FieldKind.CHOICES
            kind = {"error_type": "information" if is_open else "stop", "error_title": "请从列表中选择"}
            return {"validate": "list", "source": lists.source_of(words), **kind}
        case FieldKind.FLAG:
            return {"validate": "list", "source": ["是", "否"]}
        case FieldKind.DATE:
            bounds = {"minimum": FIRST_DAY, "maximum": LAST_DAY}
            return {
                "validate": "date",
                "criteria": "between",
                **bounds,
                **warning,
                "error_message": "请填日期，如 2026-11-21。",
            }
        case FieldKind.AMOUNT:
            message = f"请填数字，单位为{field.unit}。"
            return {"validate": "decimal", "criteria": ">=", "value": 0, **warning, "error_message": message}
        case FieldKind.NUMBER:
            return {"validate": "integer", "criteria": ">=", "value": 0, **warning, "error_message": "请填整数。"}
        case FieldKind.CODE:
            message = "统一社会信用代码为18位。"
            return {
                "validate": "length",
                "criteria": "between",
                "minimum": 8,
                "maximum": 20,
                **warning,
                "error_message": message,
            }
        case _:
            message = f"最长{field.longest}字。"
            return {"validate": "length", "criteria": "<=", "value": field.longest, **warning, "error_message": message}


def _operation_columns(sheet: Worksheet, position: int, looks: Mapping[str, Format]) -> None:
    """操作: empty to report, 撤销 with a reason to withdraw what was reported."""
    sheet.write_string(0, position, OPERATION[0], looks["head"])
    sheet.write_comment(0, position, "一般留空。要撤销已报送的一条记录，选“撤销”，并在下一列写明理由。")
    sheet.data_validation(1, position, ROWS, position, {"validate": "list", "source": [WITHDRAW]})
    sheet.write_string(0, position + 1, OPERATION_REASON[0], looks["head"])
    sheet.set_column(position, position + 1, 14, looks["text"])


def _note(field: FieldEntry) -> str:
    lines = [
        field.help and field.help.zh,
        f"单位：{field.unit}" if field.unit else None,
        f"示例：{field.example}" if field.example else None,
    ]
    return "\n".join(line for line in lines if line)


# ---- the sheet that explains ----------------------------------------------------------------------------------------

NOTE_HEAD = ("列名", "必填", "填法", "最长（字）", "可选值", "示例", "公开属性", "说明")


def _notes(
    sheet: Worksheet, record_type: RecordType, layout: str, columns: Mapping[str, str], looks: Mapping[str, Format]
) -> None:
    entry = record_type.entry
    sheet.write_string(0, 0, f"{entry.title.zh}　{record_type.layouts[layout].title.zh}　{NOTES}", looks["title"])
    lines = [
        f"归集依据：{record_type.source.title.zh if record_type.source else '无'}{record_type.item.article or '' if record_type.item else ''}",
        "带 * 的列必填。列的次序可以改变，没有内容的列可以删去，列名不要改。",
        "只报组织（企业、个体工商户、社会组织、机关事业单位）。关于自然人的行整行退回，内容不保留；模板不含法定代表人和证件号码各列。",
        f"目录文本校验值：{record_type.sha256[:16]}",
    ]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    head = len(lines) + 2
    sheet.write_row(head, 0, NOTE_HEAD, looks["head"])
    for row, (code, header) in enumerate(columns.items(), start=head + 1):
        sheet.write_row(row, 0, _explained(header, record_type, code), looks["note"])
    for position, width in enumerate((30, 16, 22, 10, 44, 26, 10, 50)):
        sheet.set_column(position, position, width)


def _explained(header: str, record_type: RecordType, code: str) -> tuple:
    field = record_type.fields[code]
    level = record_type.levels()[code]
    return (
        header,
        required_in_words(field, record_type).zh,
        KIND_WORDS[field.kind] + (f"，单位{field.unit}" if field.unit else ""),
        field.longest if field.kind in (FieldKind.TEXT, FieldKind.NAME, FieldKind.DOCUMENT_NUMBER) else "",
        "；".join(choice.zh for choice in field.choices.values()),
        field.example or "",
        LEVEL_WORDS[level] + ("（脱敏并确认后公开）" if field.free_text and field.level is Level.PUBLIC else ""),
        field.help.zh if field.help else "",
    )


def required_in_words(field: FieldEntry, record_type: RecordType) -> Text:
    """何时必填 in words."""
    if not isinstance(field.required, When):
        return Text(zh="必填", en="required") if field.required else Text(zh="选填", en="optional")
    other = record_type.fields[field.required.field]
    if not (field.required.has or field.required.lacks):
        return Text(zh=f"填了“{other.title.zh}”时必填", en=f"required with {other.title.en}")
    zh, en = [], []
    for codes, has_zh, has_en in ((field.required.has, "含", "has"), (field.required.lacks, "不含", "lacks")):
        if codes:
            zh.append(f"{has_zh}{'、'.join(other.choices[code].zh for code in codes)}")
            en.append(f"{has_en} {', '.join(other.choices[code].en for code in codes)}")
    return Text(zh=f"“{other.title.zh}”{'且'.join(zh)}时必填", en=f"required where {other.title.en} {' and '.join(en)}")
