"""差错说明: what every rule code of a receipt says: those of validation, and those that only show once a row is held against
what is known."""

from xinheng.credit.submissions import faults
from xinheng.credit.submissions.matching import OTHER_PROVIDER, TWICE
from xinheng.credit.submissions.subjects import (
    CODE_OF_SEVERAL,
    NAME_OF_ANOTHER,
    NAME_OF_SEVERAL,
    SET_ASIDE,
    UNKNOWN_FAILING,
    UNKNOWN_NAME,
)
from xinheng.credit.submissions.withdrawals import CONTRADICTED, NOT_OWN, UNKNOWN
from xinheng.ground.text import Text

KEPT_OUT = "submissions.kept_out"

OF_MATCHING = {
    UNKNOWN_FAILING: Text(
        zh="代码校验位不符，也没有主体登记过这个代码。请核对证照后改正。",
        en="The check character of the code is wrong, and no organisation has this code. Check it against the licence.",
    ),
    UNKNOWN_NAME: Text(
        zh="没有代码，也没有这个名称的主体。请补填统一社会信用代码。",
        en="There is no code, and no organisation of this name. Add the unified social credit code.",
    ),
    SET_ASIDE: Text(
        zh="审核员此前决定不采用这一代码与名称的组合。如有新的依据，请联系信用办。",
        en="A reviewer decided earlier that this code and name mean nobody. With new evidence turn to the credit office.",
    ),
    KEPT_OUT: Text(
        zh="按本省规定，适用简易程序作出的处罚不纳入信用记录，不予归集。不必再报。",
        en="By the province's regulation a penalty by simple procedure is kept out of the file and is not collected. "
        "It need not be sent again.",
    ),
    UNKNOWN: Text(
        zh="要撤销的记录不存在。请核对文书号、决定机关和相对人名称。",
        en="There is no record to withdraw. Check document number, deciding authority and party name.",
    ),
    NOT_OWN: Text(
        zh="只能撤销本部门报送的记录。请联系原报送部门。",
        en="Only the authority that provided a record withdraws it. Turn to that authority.",
    ),
    CONTRADICTED: Text(
        zh="同一文件中既报送又撤销这条记录，撤销未执行。请只保留一行后重新提交。",
        en="The file reports this record and withdraws it as well; it was not withdrawn. Keep one of the rows and send it again.",
    ),
}  # fmt: skip
# Why a row waits for a person.
OF_REVIEW = {
    TWICE: Text(
        zh="同一文件中这条记录出现多次而内容不同。请确认以哪一行为准。",
        en="The file holds this record more than once with different contents. Decide which row is right.",
    ),
    OTHER_PROVIDER: Text(
        zh="这条记录由另一部门报送过，内容不同。请确认以哪一部门为准。",
        en="Another authority provided this record with a different content. Decide which of them is right.",
    ),
    NAME_OF_ANOTHER: Text(
        zh="代码与名称指向不同的主体。请确认是哪一个。",
        en="The code leads to one organisation and the name to another. Decide which is meant.",
    ),
    NAME_OF_SEVERAL: Text(
        zh="不止一个主体使用这个名称。请确认是哪一个。",
        en="Several organisations have this name. Decide which is meant.",
    ),
    CODE_OF_SEVERAL: Text(
        zh="这个代码指向不止一个主体。请确认是哪一个。",
        en="The code leads to several organisations. Decide which is meant.",
    ),
}


def sentence_of(rule: str, article: str | None = None) -> Text:
    """The sentence of a rule code, with the article that it rests on, where the place's own law gives one."""
    said = OF_MATCHING.get(rule) or OF_REVIEW.get(rule) or faults.SENTENCES[rule]
    return Text(zh=f"{said.zh}依据：{article}。", en=f"{said.en} Basis: {article}.") if article else said
