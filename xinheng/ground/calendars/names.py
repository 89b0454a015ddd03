"""日别名称: how a day is called in explanations. Notices print names in many forms; people say one."""

from xinheng.ground.text import Text

WORKDAY = Text(zh="工作日", en="working day")
WEEKEND = Text(zh="周末", en="weekend")
MAKE_UP = Text(zh="调休上班", en="make-up working day")
WEEK_LAW = "国务院关于职工工作时间的规定 第七条"

_HOLIDAYS = {
    "元旦": Text(zh="元旦假期", en="New Year holiday"),
    "春节": Text(zh="春节假期", en="Spring Festival holiday"),
    "清明节": Text(zh="清明假期", en="Qingming holiday"),
    "“五一”": Text(zh="劳动节假期", en="Labour Day holiday"),
    "“五一”国际劳动节": Text(zh="劳动节假期", en="Labour Day holiday"),
    "劳动节": Text(zh="劳动节假期", en="Labour Day holiday"),
    "端午节": Text(zh="端午假期", en="Dragon Boat holiday"),
    "中秋节": Text(zh="中秋假期", en="Mid-Autumn holiday"),
    "“十一”": Text(zh="国庆假期", en="National Day holiday"),
    "国庆节": Text(zh="国庆假期", en="National Day holiday"),
    "国庆节、中秋节": Text(zh="国庆中秋假期", en="National Day and Mid-Autumn holiday"),
    "中秋节、国庆节": Text(zh="中秋国庆假期", en="Mid-Autumn and National Day holiday"),
}


def holiday(name: str) -> Text:
    """The usual name of a holiday; one that no earlier notice named keeps its Chinese name in both languages."""
    return _HOLIDAYS.get(name) or Text(zh=f"{name}假期", en=f"holiday ({name})")
