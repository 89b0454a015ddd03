"""读不出的文件: why a file is refused whole, and what to do about it."""

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text


def refused(code: str, zh: str, en: str) -> Refused:
    return Refused(Refusal(f"columns.{code}", Text(zh=zh, en=en)))


def empty(name: str) -> Refused:
    return refused("empty", f"文件 {name} 是空的。请检查后重新提交。", f"{name} is empty. Check it and send it again.")


def encoding_unknown(name: str) -> Refused:
    return refused(
        "encoding",
        f"文件 {name} 既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 后重新提交。",
        f"{name} is neither UTF-8 nor GB18030. Save it as UTF-8 and send it again.",
    )


def torn(name: str) -> Refused:
    return refused(
        "torn",
        f"文件 {name} 不完整：在一行中间断开，或引号没有闭合。请重新导出或上传。",
        f"{name} is incomplete: it breaks off within a row, or a quote is never closed. Export or upload it again.",
    )


def unreadable(name: str, error: Exception) -> Refused:
    # Only the sort of the error: its own words may quote cells.
    kind = type(error).__name__
    return refused(
        "unreadable",
        f"文件 {name} 读不出来（{kind}）。请另存为 CSV 或 XLSX 后重新提交。",
        f"{name} cannot be read ({kind}). Save it as CSV or XLSX and send it again.",
    )


def too_large(name: str) -> Refused:
    return refused(
        "workbook_too_large",
        f"工作簿 {name} 太大，要整份读进内存。请另存为 CSV 或 Parquet 后提交，或拆成几个文件。",
        f"The workbook {name} is too large: it has to be read whole. Save it as CSV or Parquet, or send it in several files.",
    )
