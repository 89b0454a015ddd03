"""A small register for tests of pages: one organisation for each thing a page must be able to show. All made up."""

from tests.factories.organisations import load

BREWERY, BRANCH, HOTEL = "91321323MB0C05013Q", "91321323MB0C05021K", "91321323MB0C0503XB"
PERSON = "92321323MB0C050563"  # 王小二, a sole proprietor under a bare name
WRONGLY_ISSUED = "91321323MB0C05072X"  # U would be right
FORMER_NUMBER = "321323000012343"  # of the brewery
PENDING_NUMBER = "321323000099991"  # nobody has a code for it yet
UNKNOWN = "91321323MB0C050641"

HEADER = "统一社会信用代码,名称,曾用名,工商注册号,登记状态,行政区划代码,行业代码,成立日期,注册资本（万元）,隶属企业统一社会信用代码,变更日期,法定代表人"
ROWS = (
    f"{BREWERY},泗阳洋河酿酒有限公司,泗阳县酒厂,{FORMER_NUMBER},存续,321323,1512,1998-05-06,5000,,1998-05-06,张三",
    f"{BRANCH},泗阳洋河酿酒有限公司众兴分公司,,,存续,321323,1512,2006-03-01,,{BREWERY},2006-03-01,李四",
    f"{HOTEL},泗阳县悦来旅馆有限公司,,,注销,321323,6110,2001-09-09,10,,2001-09-09,",
    f"{PERSON},王小二,,,存续,321323,5211,2015-01-01,,,2015-01-01,王小二",
    f"{WRONGLY_ISSUED},泗阳县运河渔具有限公司,,,存续,321323,2449,2010-10-10,100,,2010-10-10,",
    ",泗阳县老字号酱园有限公司," + f",{PENDING_NUMBER},存续,321323,1469,1988-01-01,,,1988-01-01,",
    "不详,泗阳县无码商贸有限公司,,,存续,321323,,,,,,",
)
RENAMED = f"{HOTEL},泗阳县悦来大酒店有限公司,,,存续,321323,6110,2001-09-09,10,,2012-12-12,"


def small_register() -> dict:
    """Loads it, the hotel with a name and a state that it has no longer. Returns the receipt of the first load."""
    load(RENAMED.replace("2012-12-12", "2001-09-09"), header=HEADER)
    receipt = load(*(row for row in ROWS if not row.startswith(HOTEL)), header=HEADER)
    load(ROWS[2].replace("2001-09-09,10,,2001-09-09", "2001-09-09,10,,2020-02-02"), header=HEADER)
    return receipt


def contradictory() -> dict:
    """Loads a file in which one code stands with two names: a person must decide."""
    return load(f"{UNKNOWN},泗阳县众兴米业有限公司", f"{UNKNOWN},泗阳县众兴面业有限公司", name="twice.csv")
