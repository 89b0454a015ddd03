"""差错措辞: what is said of each fault of a catalogue text, and the remedy. Braces are filled by whoever found the fault."""

from xinheng.ground.text import Text


def _fault(what_zh: str, remedy_zh: str, what_en: str, remedy_en: str) -> tuple[Text, Text]:
    return Text(zh=what_zh, en=what_en), Text(zh=remedy_zh, en=remedy_en)


WORDING = {
    # ---- a text as a whole ----
    "catalogue.misplaced": _fault(
        "这不是目录文本应在的位置。",
        "目录文本为 catalogue/<层级>/<类型>.yaml，如 catalogue/nation/penalty.yaml。",
        "This is no place for a text of the catalogue.",
        "Texts are catalogue/<place>/<type>.yaml, such as catalogue/nation/penalty.yaml.",
    ),
    "catalogue.not_a_type": _fault(
        "文本为空，或不以“键: 值”开始。",
        "第一行请写 type: {type}。",
        "The text is empty or does not begin with `key: value`.",
        "Begin it with type: {type}.",
    ),
    "catalogue.other_name": _fault(
        "文件名与“{name}: {value}”不一致。",
        "应为“{expected}”；请改键或改文件名。",
        'The path and "{name}: {value}" disagree.',
        'Expected "{expected}": change the key or move the file.',
    ),
    "catalogue.type_twice": _fault(
        "类型“{value}”已在 {first} 定义。",
        "一地和它的上级对同一类型只写一份；下级要加字段，请另立类型。",
        'The type "{value}" is already defined in {first}.',
        "A place and those above it define a type once.",
    ),
    "catalogue.nothing_supplemented": _fault(
        "上级目录中没有类型“{value}”可以补充。",
        "补充只能加在上级的类型之上；请核对类型，或把它写成完整的类型。",
        'No level above has a type "{value}" to add to.',
        "Check the code, or write a whole type.",
    ),
    "catalogue.supplement_changes": _fault(
        "“{name}”在上级文本中已有，补充不能改动。",
        "请换一个名称，只写本地增加的内容。",
        '"{name}" is in the text of the level above, which a supplement cannot change.',
        "Take another name, and write only what the place adds.",
    ),
    "catalogue.supplement_public": _fault(
        "本地补充的依据不是法律、法规或者党中央、国务院文件，这一字段不能向社会公开。",
        "请写 level: government。",
        "No law or regulation founds this supplement, so its fields cannot be public.",
        "Write level: government.",
    ),
    # ---- basis ----
    "catalogue.unfounded_silent": _fault(
        "没有目录依据，又没有写明为何停用。",
        "请补写 items，或在 disabled 写明停用的理由。",
        "Nothing founds this type, and nothing says why it is disabled.",
        "Add its items, or say in `disabled` why it is not collected.",
    ),
    "catalogue.unknown_source": _fault(
        "{place} 及其上级的政策包没有依据“{value}”。",
        "请先在政策包的 sources 写明这份文件，或改用已有的依据。",
        'Neither the pack of {place} nor one above it knows the source "{value}".',
        "Add it to the sources of a pack first, or cite one that is there.",
    ),
    "catalogue.unknown_category": _fault(
        "信息类别“{value}”不在可以归集的类别中。",
        "可选：{known}。",
        'The category "{value}" is none of those that may be collected.',
        "Choose from: {known}.",
    ),
    "catalogue.unknown_rule": _fault(
        "政策包中没有“{value}”。",
        "请填已有的键。",
        'The packs have no "{value}".',
        "Name a key that is there.",
    ),
    # ---- fields ----
    "catalogue.unknown_field": _fault(
        "没有字段“{value}”。",
        "请在 fields 中定义它，或改正字段代码。",
        'There is no field "{value}".',
        "Define it under fields, or mend the code.",
    ),
    "catalogue.no_identity": _fault(
        "没有身份字段，无法判断两行是否同一件事。",
        "请在 identity 中至少写一个字段。",
        "Without identity fields nobody can tell whether two rows are one act.",
        "Name at least one field.",
    ),
    "catalogue.identity_dropped": _fault(
        "身份字段“{value}”关于个人，读到即弃，不能用来识别记录。",
        "请换用保留的字段。",
        'The identity field "{value}" is about a person and never kept.',
        "Use fields that are kept.",
    ),
    "catalogue.personal_exposed": _fault(
        "个人信息字段不得有“{name}”。",
        "请删去：这一列读到即弃。",
        'A personal field cannot have "{name}".',
        "Leave it out: the column is dropped unread.",
    ),
    "catalogue.envelope_twice": _fault(
        "封套“{value}”已由字段“{first}”占用。",
        "一个封套列只对应一个字段。",
        'The envelope column "{value}" is taken by the field "{first}".',
        "Map each once.",
    ),
    "catalogue.envelope_kind": _fault(
        "封套“{value}”不能由这种类型的字段填写。",
        "字段类型应为：{known}。",
        'The envelope column "{value}" does not take a field of this kind.',
        "The field's kind must be one of: {known}.",
    ),
    "catalogue.envelope_codes": _fault(
        "封套“{envelope}”没有代码“{value}”。",
        "可用代码：{known}。",
        'The envelope column "{envelope}" has no code "{value}".',
        "Use: {known}.",
    ),
    "catalogue.envelope_missing": _fault(
        "没有字段对应封套“{value}”。",
        "每个类型都要能说明主体和日期；请给一个字段写上 envelope。",
        'No field is mapped to the envelope column "{value}".',
        "Every type says who and when: give a field this envelope.",
    ),
    "catalogue.choices_missing": _fault(
        "选项字段没有代码集。",
        "请写 choices。",
        "A field of choices has no code set.",
        "Write its choices.",
    ),
    "catalogue.choices_elsewhere": _fault(
        "只有 choice、choices 字段才有代码集。",
        "请删去 choices 和 open_choices，或改字段类型。",
        "Only fields of kind choice or choices have a code set.",
        "Leave out choices and open_choices, or change the kind.",
    ),
    "catalogue.choice_ambiguous": _fault(
        "“{value}”同时表示“{first}”和“{second}”。",
        "同一写法只能属于一个代码。",
        '"{value}" means both "{first}" and "{second}".',
        "A writing belongs to one code only.",
    ),
    "catalogue.no_other": _fault(
        "开放代码集没有代码 other。",
        "请加 other，集外的写法记在它旁边。",
        "An open code set has no code `other`.",
        "Add it: words outside the set are kept beside it.",
    ),
    "catalogue.bits": _fault(
        "对应 act_kinds 的代码集每项都要有各不相同的 bit。",
        "请补写或改正 bit。",
        "Each code of a field mapped to act_kinds has a bit of its own.",
        "Add the bits or mend them.",
    ),
    "catalogue.summary_free_text": _fault(
        "自由文本不能列入摘要：它在脱敏确认前不公开。",
        "请去掉 summary 或 free_text。",
        "Free text cannot be in the summary: it is not public until it is masked and confirmed.",
        "Leave out summary or free_text.",
    ),
    "catalogue.unit": _fault(
        "“{name}”只属于金额字段，且金额字段必须写明单位（元、万元、亿元）。",
        "请补写或删去 unit。",
        "An amount says its unit (元, 万元, 亿元), and nothing else has one.",
        "Add the unit or leave it out.",
    ),
    "catalogue.unknown_code": _fault(
        "字段“{field}”没有代码“{value}”。",
        "可用代码：{known}。",
        'The field "{field}" has no code "{value}".',
        "Use: {known}.",
    ),
    # ---- layouts ----
    "catalogue.no_layout": _fault(
        "没有版式。", "请在 layouts 中至少写一种。", "There is no layout.", "Write one at least."
    ),
    "catalogue.column_twice": _fault(
        "这一列在版式中出现两次。",
        "请删去一个。",
        "The column stands twice in this layout.",
        "Leave one out.",
    ),
    "catalogue.column_lost": _fault(
        "没有一种版式含有这个字段。",
        "请把它列入某个版式的 columns，或删去字段。",
        "No layout has this field.",
        "Add it to the columns of one, or leave the field out.",
    ),
    "catalogue.header_ambiguous": _fault(
        "列名“{value}”在版式“{layout}”中同时表示“{first}”和“{second}”。",
        "请在该版式的 headers 中写明它的含义。",
        'In the layout "{layout}" the header "{value}" means both "{first}" and "{second}".',
        "Say in the layout's own headers what it means.",
    ),
}
