"""登记管理部门与机构类别: the first two characters of a 统一社会信用代码 (GB 32100-2015 and its extensions)."""

from dataclasses import dataclass

from xinheng.ground.text import Text


@dataclass(frozen=True)
class OrganisationKind:
    """机构类别: a kind of organisation, by a stable code and by the two characters that stand for it."""

    code: str
    prefix: str
    name: Text

    @property
    def authority(self) -> Text:
        """登记管理部门: the branch of government that registers this kind."""
        return AUTHORITIES[self.prefix[0]]


AUTHORITIES = {
    "1": Text(zh="机构编制部门", en="Staffing commission"),
    "2": Text(zh="外交部门", en="Foreign affairs"),
    "3": Text(zh="司法行政部门", en="Justice administration"),
    "4": Text(zh="文化部门", en="Culture"),
    "5": Text(zh="民政部门", en="Civil affairs"),
    "6": Text(zh="旅游部门", en="Tourism"),
    "7": Text(zh="宗教部门", en="Religious affairs"),
    "8": Text(zh="工会", en="Trade unions"),
    "9": Text(zh="市场监督管理部门", en="Market regulation"),
    "A": Text(
        zh="中央军委改革和编制办公室", en="Office for Reform and Organisational Structure, Central Military Commission"
    ),
    "N": Text(zh="农业部门", en="Agriculture"),
    "Y": Text(zh="其他部门", en="Other"),
}

# 登记管理部门, then 机构类别: prefix, stable code, Chinese, English.
_TABLE = (
    ("11", "government_body", "机关", "Government body"),
    ("12", "public_institution", "事业单位", "Public institution"),
    (
        "13",
        "mass_organisation",
        "群众团体（中央编办直接管理机构编制）",
        "Mass organisation under the central staffing office",
    ),
    ("19", "staffing_other", "机构编制部门登记的其他机构", "Other body registered by the staffing commission"),
    ("21", "foreign_news_agency", "外国常驻新闻机构", "Resident foreign news agency"),
    ("29", "foreign_affairs_other", "外交部门登记的其他机构", "Other body registered by foreign affairs"),
    ("31", "law_firm", "律师执业机构", "Law firm"),
    ("32", "notary_office", "公证处", "Notary office"),
    ("33", "grassroots_legal_service", "基层法律服务所", "Grass-roots legal service office"),
    ("34", "forensic_institution", "司法鉴定机构", "Forensic appraisal institution"),
    ("35", "arbitration_commission", "仲裁委员会", "Arbitration commission"),
    ("39", "justice_other", "司法行政部门登记的其他机构", "Other body registered by justice administration"),
    ("41", "foreign_cultural_centre", "外国在华文化中心", "Foreign cultural centre in China"),
    ("49", "culture_other", "文化部门登记的其他机构", "Other body registered by culture"),
    ("51", "social_organisation", "社会团体", "Social organisation"),
    ("52", "private_non_enterprise", "民办非企业单位", "Private non-enterprise unit"),
    ("53", "foundation", "基金会", "Foundation"),
    ("59", "civil_affairs_other", "民政部门登记的其他机构", "Other body registered by civil affairs"),
    ("61", "foreign_tourism_office", "外国旅游部门常驻代表机构", "Resident office of a foreign tourism authority"),
    (
        "62",
        "hk_macao_taiwan_tourism_office",
        "港澳台地区旅游部门常驻代表机构",
        "Tourism office of Hong Kong, Macao or Taiwan",
    ),
    ("69", "tourism_other", "旅游部门登记的其他机构", "Other body registered by tourism"),
    ("71", "religious_site", "宗教活动场所", "Religious site"),
    ("72", "religious_school", "宗教院校", "Religious school"),
    ("79", "religion_other", "宗教部门登记的其他机构", "Other body registered by religious affairs"),
    ("81", "grassroots_trade_union", "基层工会", "Grass-roots trade union"),
    ("89", "trade_union_other", "工会部门登记的其他机构", "Other body registered by trade unions"),
    ("91", "enterprise", "企业", "Enterprise"),
    ("92", "sole_proprietor", "个体工商户", "Sole proprietor (business)"),
    ("93", "farmers_cooperative", "农民专业合作社", "Farmers' specialised co-operative"),
    ("A1", "military_institution", "军队事业单位", "Military institution"),
    ("A9", "military_other", "军队编制部门登记的其他机构", "Other body registered by the military"),
    ("N1", "group_collective", "组级集体经济组织", "Collective economic organisation of a villagers' group"),
    ("N2", "village_collective", "村级集体经济组织", "Collective economic organisation of a village"),
    ("N3", "township_collective", "乡镇级集体经济组织", "Collective economic organisation of a township"),
    ("N9", "agriculture_other", "农业部门登记的其他机构", "Other body registered by agriculture"),
    ("Y1", "other_organisation", "其他机构", "Other body"),
)

KINDS = {prefix: OrganisationKind(code, prefix, Text(zh=zh, en=en)) for prefix, code, zh, en in _TABLE}
