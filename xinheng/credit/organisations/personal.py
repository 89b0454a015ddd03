"""人名保护: which names of businesses may be the bare name of a person: of sole proprietors, codes of 92, and of those
whose former number does not say what they are.

When in doubt a name counts as a person's: masking a business costs a look-up, showing a person cannot be undone.
"""

import polars as pl

# Words of an enterprise that no given name ends in; any of them makes a name a business.
_BUSINESS = (
    "公司|中心|合作社|商行|车行|银行|药行|门市|超市|商场|市场|饭店|酒店|宾馆|饭馆|餐馆|茶馆|会所|工作室|诊所|维修|服务|"
    "经营|加工|经销|批发|零售|销售|租赁|养殖|种植|运输|餐饮|美容|美发|理发|网吧|作坊|摊|商贸|贸易|百货|水果|蔬菜|"
    "[店厂部铺馆场站]$|店[（(]|厂[（(]|部[（(]"
)
# Words that do end given names (王志行, 李满园): a business only in names too long for a person's.
_ALSO_IN_NAMES = "[行园堂城社坊院室屋吧会团队所居阁轩庄园]$"

_AROUND = r"[（(]?(?:个体工商户|个体户|个体|户主|业主|经营者)[)）]?[:：]?"
_PLACE = r"^.*(?:省|自治区|市|县|区|镇|乡|街道|村)"
_NO_HAN = r"[^\p{Han}·•]"


LENGTH = 18  # of a 统一社会信用代码; a shorter code is a former number, which sole proprietors had as well


def may_be_personal(name: pl.Expr, code: pl.Expr) -> pl.Expr:
    """Whether the name of what is, or may be, a sole proprietor is, or may be, that of a person."""
    bare = name.str.replace_all(_AROUND, "").str.replace_all(_NO_HAN, "")
    without_place = bare.str.replace(_PLACE, "")
    is_short = (without_place.str.len_chars() <= 4) | bare.str.contains("[·•]")
    is_business = bare.str.contains(_BUSINESS) | (
        (bare.str.len_chars() > 4) & without_place.str.contains(_ALSO_IN_NAMES)
    )
    may_be_sole_proprietor = code.str.starts_with("92") | (code.str.len_chars() < LENGTH)
    return may_be_sole_proprietor & is_short & ~is_business


# Words for organisations of every kind; without a code and without one of these a row may be about a person. They are in
# the name of each of half a million registered organisations.
_FORMS = (
    "公司|厂|店|部|馆|中心|社|坊|院|校|学|所|站|会|场|局|委|办|铺|库|企业|集团|园|行|堂|队|矿|庄|吧|室|城|处|厅|政府|协|基地|"
    "超市|商号|酒|寺|庙|观|报|台|工程|合作|经营|服务|商|贸|药房|健身房|书房|茶房|洗衣房|大厦|大楼|茶楼|公寓|民宿|客栈|网咖|总汇|"
    "剧团|歌舞团|艺术团|旅游团|网点|[购经代]销点|码头|海关|监狱|小组|联盟|文化宫|少年宫|农家乐|驿站|门诊|口腔|苗圃|洗浴"
)
# A name as short as a person's holds such a word by chance (李学, 王会民). No registered organisation has a name so short.
_SHORTEST = 5
_SHORT_FORMS = f"{_BUSINESS}|[局院校所矿厅]$"

# The forms of legal persons, which no sole proprietor bears.
_LEGAL_PERSONS = (
    "公司|集团|合作社|联社|委员会|协会|联合会|基金会|研究院|研究所|事务所|设计院|银行|保险|支行|分行|学校|学院|大学|中学|小学|"
    "幼儿园|医院|卫生院|报社|杂志社|出版社|电视台|[储粮油水]备?库|政府|局|厅"
)
_AT_END = rf"(?:{_LEGAL_PERSONS})(?:.*(?:中心|[部处厂店所站行队场库社]))?(?:[（(][^（()）]*[)）])?$"
_SOLE = "个体|户主|业主"


def has_form_of_organisation(name: pl.Expr) -> pl.Expr:
    """Whether a name holds a word for an organisation."""
    is_long = name.str.len_chars() >= _SHORTEST
    return name.str.contains(_FORMS) & (is_long | name.str.contains(_SHORT_FORMS))


def has_form_of_legal_person(name: pl.Expr) -> pl.Expr:
    """Whether a name is that of a company, an institution or the like, and so not of a sole proprietor."""
    return name.str.contains(_AT_END) & ~name.str.contains(_SOLE) & (name.str.len_chars() >= _SHORTEST)


def masked(name: str) -> str:
    """脱敏: 王小二 is shown as 王**, whatever its length."""
    return name[:1] + "**"
