"""差错措辞: what is said of each fault of a pack, and the remedy; one table, so that the sentences can be read through.

Braces are filled by whoever found the fault; `{name}` is always the last key, `{value}` what stands there.
"""

from collections.abc import Iterable

from xinheng.ground.text import Text


def _fault(what_zh: str, remedy_zh: str, what_en: str, remedy_en: str) -> tuple[Text, Text]:
    return Text(zh=what_zh, en=what_en), Text(zh=remedy_zh, en=remedy_en)


WORDING = {
    # ---- a file as a whole ----
    "policies.misplaced_file": _fault(
        "这不是政策文件应在的位置。",
        "政策文件为 nation/*.yaml、provinces/<省>/*.yaml、cities/<市县>/*.yaml；请改名或移走。",
        "This is no place for a policy file.",
        "Policy files are nation/*.yaml, provinces/<id>/*.yaml, cities/<id>/*.yaml: rename it or move it away.",
    ),
    "policies.not_text": _fault(
        "文件不是 UTF-8 编码。", "请另存为 UTF-8。", "The file is not UTF-8.", "Save it as UTF-8."
    ),
    "policies.not_yaml": _fault(
        "不是合法的 YAML（{problem}）。",
        "请检查这一行和上一行的缩进、引号和冒号后的空格。",
        "This is not YAML ({problem}).",
        "Check indentation, quotes and the blank after a colon, here and on the line above.",
    ),
    "policies.not_a_pack": _fault(
        "文件为空，或不以“键: 值”开始。",
        "第一行请写 pack: {pack}。",
        "The file is empty or does not begin with `key: value`.",
        "Begin it with pack: {pack}.",
    ),
    "policies.key_twice": _fault(
        "键“{name}”已写在第 {first} 行。",
        "请合并为一处；否则后写的会悄悄盖掉先写的。",
        'The key "{name}" is already on line {first}.',
        "Join the two: otherwise the later would silently win.",
    ),
    # ---- the form of a value ----
    "policies.unknown_key": _fault(
        "不认识键“{name}”。", "此处可写：{known}。", 'The key "{name}" is not known here.', "Known here: {known}."
    ),
    "policies.missing_key": _fault(
        "缺少必填项“{name}”。",
        "请在此处补写“{name}: …”。",
        '"{name}" is required and missing.',
        'Add "{name}: …" here.',
    ),
    "policies.unknown_choice": _fault(
        "“{name}”不能是“{value}”。", "可选：{known}。", '"{name}" cannot be "{value}".', "Choose from: {known}."
    ),
    "policies.wrong_type": _fault(
        "“{name}”的值“{value}”不合要求。",
        "应为{expected}。",
        '"{name}" cannot hold "{value}".',
        "Expected: {expected}.",
    ),
    # ---- heads, chapters, sources ----
    "policies.pack_twice": _fault(
        "政策包“{value}”另有一个同名的文件夹：{first}。",
        "政策包的名称在各级之间也不得重复；请给其中一个改名。",
        'The pack "{value}" has another folder of the same name: {first}.',
        "Names of packs are unique across levels too: rename one.",
    ),
    "policies.no_head": _fault(
        "政策包“{value}”没有首部。",
        "请在其中一个文件（惯例为 pack.yaml）写明 level、name、parent 和 sources。",
        'The pack "{value}" has no head.',
        "Write level, name, parent and sources in one of its files (by custom pack.yaml).",
    ),
    "policies.two_heads": _fault(
        "这个政策包已在 {first} 有首部。",
        "level、name、parent 只写在一个文件里。",
        "This pack already has its head in {first}.",
        "Keep level, name and parent in one file.",
    ),
    "policies.wrong_folder": _fault(
        "文件在“{folder}”的文件夹里，却写着属于“{value}”。",
        "请写 pack: {folder}，或移动文件。",
        'The file lies in the folder of "{folder}" and says that it belongs to "{value}".',
        "Write pack: {folder}, or move the file.",
    ),
    "policies.wrong_level": _fault(
        "此文件夹的层级是 {level}，文件写的是 {value}。",
        "国家在 nation/，省在 provinces/，市县在 cities/；请改 level 或移动文件夹。",
        "This folder is of level {level}; the file says {value}.",
        "nation/, provinces/ and cities/ each hold one level: change level, or move the folder.",
    ),
    "policies.chapters_elsewhere": _fault(
        "章名只由国家一级规定。",
        "请移到 nation/pack.yaml。",
        "Chapters are named by the nation's pack only.",
        "Move them to nation/pack.yaml.",
    ),
    "policies.unknown_parent": _fault(
        "没有层级为 {level} 的上级政策包“{value}”。",
        "可选：{known}。",
        'There is no parent pack "{value}" of level {level}.',
        "Choose from: {known}.",
    ),
    "policies.no_parent_above": _fault(
        "国家一级没有上级。", "请删去 parent。", "The nation has no parent.", "Remove parent."
    ),
    "policies.missing_chapter": _fault(
        "没有名为“{chapter}”的章。",
        "请在 nation/pack.yaml 的 chapters 写明“{chapter}”的中英文章名，或改用已有的章：{known}。",
        'There is no chapter "{chapter}".',
        'Title "{chapter}" under chapters in nation/pack.yaml, or use one that exists: {known}.',
    ),
    "policies.source_twice": _fault(
        "依据“{name}”已在 {first} 写过。",
        "请只留一处。",
        'The source "{name}" is already in {first}.',
        "Keep one of them.",
    ),
    "policies.source_reserved": _fault(
        "“configured”是系统自有的依据，不能另写。",
        "请删去；取值直接写 source: configured。",
        '"configured" is built in and cannot be written.',
        "Remove it; a value simply says source: configured.",
    ),
    "policies.source_undated": _fault(
        "依据“{source}”没有写 {date}，无法判断哪一天有效。",
        "请写 {date}；已失效而不知何时失效的，写 status: unknown。",
        'The source "{source}" has no {date}: nobody can tell on which day it holds.',
        "Write {date}; if a text has lapsed and it is not known when, write status: unknown.",
    ),
    "policies.ends_before_start": _fault(
        "最后一日 {value} 早于第一日 {first}。",
        "请核对两个日期。",
        "The last day {value} is before the first, {first}.",
        "Check both dates.",
    ),
    # ---- definitions ----
    "policies.half_defined": _fault(
        "“{name}”的定义不全，缺 {missing}。",
        "请补全；如只是修改上级已定义的项，请只写 values。",
        'The definition of "{name}" lacks {missing}.',
        "Complete it; to amend what a higher level defines, write values only.",
    ),
    "policies.never_defined": _fault(
        "“{name}”有取值，但本级和上级都没有给它定义。",
        "请在首次规定它的一级写明 {missing}。",
        '"{name}" is given values, and neither this level nor one above defines it.',
        "Define it where it first stands: {missing}.",
    ),
    "policies.defined_twice": _fault(
        "“{name}”已在 {first} 定义。",
        "一项只定义一次：修改取值时只写 values；另有所指时请换一个键。",
        '"{name}" is already defined at {first}.',
        "A key is defined once: to amend it write values only; for another thing choose another key.",
    ),
    "policies.entry_twice": _fault(
        "本政策包已在 {first} 写过“{name}”。",
        "一个政策包里一个键只写一处；请把取值并到一起。",
        'This pack already has "{name}" at {first}.',
        "A pack writes each key in one place: join the values there.",
    ),
    "policies.wrong_direction": _fault(
        "“{value}”对这一种取值没有意义。",
        "可选：{known}。",
        '"{value}" means nothing for values of this kind.',
        "Choose from: {known}.",
    ),
    # ---- values ----
    "policies.no_unit": _fault(
        "期限“{value}”没有单位。",
        "请写 unit，可选：{known}。",
        'The term "{value}" has no unit.',
        "Write unit, one of: {known}.",
    ),
    "policies.day_without_month": _fault(
        "只有按月计算、至少一个月的期限才能定在某日。",
        "请写 unit: month 和 value: 1（次月），或删去 day_of_month。",
        "Only a term of one month or more can fall on a day of the month.",
        "Write unit: month and value: 1 (the next month), or remove day_of_month.",
    ),
    "policies.wrong_kind": _fault(
        "此参数的种类是 {kind}，“{value}”不是。",
        "请写{expected}。",
        'This parameter is of kind {kind}; "{value}" is not.',
        "Write {expected}.",
    ),
    "policies.code_without_words": _fault(
        "“{key}”的代码 {value} 没有中英文说法。",
        "请在该参数定义的 words 下写明每个代码的中文（zh）和英文（en）。",
        'The codes {value} of "{key}" have no words.',
        "Give each code its words, zh and en, under words where the parameter is defined.",
    ),
    "policies.overlap": _fault(
        "同一级的两个取值在 {value} 重叠：前一个自 {first} 起{until_zh}。",
        "请改日期；后一个取值的 from 会自动结束前一个，until 可以不写。",
        "Two values of this level overlap on {value}: the earlier runs from {first}{until_en}.",
        "Change a date; the from of a later value ends the earlier by itself, until may be left out.",
    ),
    "policies.units_differ": _fault(
        "{here}与 {where} 的{above}单位不同，无法比较。",
        "同一项在各级须用同一单位；确是两回事的，请另设一个键。",
        "{here} cannot be compared with {above} at {where}.",
        "All levels of a key use one unit; if the two are different things, give one a key of its own.",
    ),
    "policies.beyond_bounds": _fault(
        "配置值“{value}”不合 {where} 的要求：{bounds}。",
        "配置值须在上级所定范围之内；请改值，或写明允许它的依据。",
        'The configured value "{value}" breaks the bounds at {where}: {bounds}.',
        "Keep it inside them, or cite the text that allows it.",
    ),
    "policies.configured_claims_text": _fault(
        "配置值没有文件依据，却标为“{value}”。",
        "请写明 source 和 article；没有依据的，写 verified: configured。",
        'A configured value rests on no text, and is marked "{value}".',
        "Cite source and article; where there is none, write verified: configured.",
    ),
    "policies.text_marked_configured": _fault(
        "有依据的取值标成了“configured”。",
        "请标明核实程度（V、VX、clause 等），或写 source: configured。",
        "A value with a source is marked configured.",
        "Mark how it was seen (V, VX, clause …), or write source: configured.",
    ),
    # ---- citations ----
    "policies.unknown_source": _fault(
        "“{pack}”没有依据“{value}”。",
        "请在“{pack}”的 sources 写明它；没有依据的取值写 source: configured。",
        '"{pack}" has no source "{value}".',
        'List it under sources of "{pack}"; a value without a text says source: configured.',
    ),
    "policies.source_of_other_level": _fault(
        "依据“{value}”属于“{owner}”，不属于“{pack}”。",
        "上级文件的规定应写在它那一级的政策包里。",
        'The source "{value}" belongs to "{owner}", not to "{pack}".',
        "What a higher text says is written in the pack of its own level.",
    ),
    "policies.before_source": _fault(
        "取值自 {value} 起，而所依“{source}”{begins} 才施行。",
        "请改 from，或引用当时有效的依据。",
        'The value begins on {value}, and its source "{source}" only on {begins}.',
        "Change from, or cite the text that was in force then.",
    ),
    "policies.unknown_clause": _fault(
        "没有条款“{value}”。",
        "条款编号见 docs/clauses.csv。",
        'There is no clause "{value}".',
        "Clause ids are in docs/clauses.csv.",
    ),
    "policies.declined_clause": _fault(
        "条款 {value} 针对自然人，本系统不做。",
        "请删去此条款，以及只为它而设的取值。",
        "Clause {value} is about natural persons and is not built.",
        "Remove it, and any value that stands only for it.",
    ),
    "policies.clause_twice": _fault(
        "条款 {value} 已用于 {first}。",
        "一个条款只对应一项，才查得出由哪一项落实；请只留一处。",
        "Clause {value} already stands on {first}.",
        "A clause stands on one item, so that it is plain what carries it out: keep one.",
    ),
    # ---- lists ----
    "policies.unknown_rule": _fault(
        "没有期限规则“{value}”。",
        "请在 rules 里定义它，或写 null。",
        'There is no rule "{value}".',
        "Define it under rules, or write null.",
    ),
    "policies.internal_public": _fault(
        "内部清单不得公开。",
        "请写 public: false，或改 standing。",
        "An internal list is not published.",
        "Write public: false, or change standing.",
    ),
    "policies.list_without_law": _fault(
        "名单的依据是“{kind}”，不能设立名单（国办发〔2020〕49号）。",
        "依据的种类须为 {known} 之一；没有的，写 standing: historic（或 internal），或写成 catalogue_list。",
        'The basis of the list is "{kind}", which cannot found a list (国办发〔2020〕49号).',
        "It must be one of: {known}; without one write standing: historic (or internal), or make it a catalogue_list.",
    ),
}

EXPECTED = {
    "string_type": Text(zh="文字（数字请加引号）", en="words (quote a number)"),
    "int_type": Text(zh="整数，不加引号", en="a whole number, without quotes"),
    "int_from_float": Text(zh="整数", en="a whole number"),
    "greater_than_equal": Text(zh="不小于零的整数", en="a whole number from zero up"),
    "less_than_equal": Text(zh="1至31", en="1 to 31"),
    "bool_type": Text(zh=" true 或 false", en="true or false"),
    "date_type": Text(zh="日期，如 2016-03-01", en="a date such as 2016-03-01"),
    "tuple_type": Text(zh="列表，如 [a, b]", en="a list such as [a, b]"),
    "dict_type": Text(zh="一组“键: 值”", en="a group of `key: value`"),
    "model_type": Text(zh="一组“键: 值”", en="a group of `key: value`"),
    "scalar": Text(
        zh="整数、加引号的小数、文字、日期或代码列表",
        en="a whole number, a quoted decimal, words, a date or a list of codes",
    ),
    "bilingual": Text(zh="中英文两种文字", en="words in both languages"),
    "string_pattern_mismatch": Text(
        zh="小写英文标识，如 publicity.permit_penalty.department（行政区划代码为六位数字）",
        en="a lower-case identifier such as publicity.permit_penalty.department (a region is six digits)",
    ),
}


def listed(words: Iterable[str]) -> Text:
    """Several words as each language joins them."""
    words = list(words)
    return Text(zh="、".join(words), en=", ".join(words))


def filled(text: Text, words: dict[str, object]) -> Text:
    """The sentence with its braces filled; a word that is itself bilingual goes into each language."""
    return Text(
        zh=text.zh.format_map({name: word.zh if isinstance(word, Text) else word for name, word in words.items()}),
        en=text.en.format_map({name: word.en if isinstance(word, Text) else word for name, word in words.items()}),
    )
