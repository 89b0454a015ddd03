"""个人信息列: columns about people by their header; they are dropped unread, whatever file they come in.

Seats of business are among them, since for a sole proprietor that is where somebody lives.
"""

import re

_ABOUT_PEOPLE = re.compile(
    "法定代表|法人代表|法人姓名|法人证件|负责人|经营者|业主|户主|投资人|股东|高管|董事|监事|联系|联络|姓名|电话|手机|邮箱|邮件|"
    "身份证|证件|性别|出生|民族|住所|住址|地址|场所|执法人员|承办人|银行账|账号|"
    "legal|represent|operator|owner|phone|mobile|tel|mail|id_?card|id_?number|address|person",
    re.I,
)


def is_about_people(header: str) -> bool:
    return bool(_ABOUT_PEOPLE.search(header))
