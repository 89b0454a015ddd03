"""图表: a chart drawn from the table that stands beneath it. `{% load charts %}`"""

from django import template

from xinheng.credit.submissions.supervision.quality import Share

register = template.Library()


@register.inclusion_tag("design/components/chart.html")
def chart(table: str, kind: str, series: str, label: str, **how) -> dict:
    """图表: `{% chart table="league" kind="rows" series="timeliness compliance" label=words unit="%" %}`.

    `table` is the id of a table on the page. Without JavaScript, on paper without it, and to a screen reader the table is
    the chart. `kind`: bars (upright), rows (lying) or lines. `series`: the `data-series` of the heads of its columns; with
    `across=True` those of rows, and the heads with `data-category` are the categories. A cell may say its figure in
    `data-value` where its text is more than that, and a name its short form in `data-short`; a cell without a figure is a
    gap. `unit` stands behind figures; with "%" the scale ends at 100. `most` keeps that many rows, those with the lowest
    figures of the first series. `data-look="overdue"` at a head makes its series vermilion.
    """
    return {"table": table, "kind": kind, "series": series, "label": label, **how}


@register.inclusion_tag("design/components/chart_scripts.html")
def chart_scripts() -> dict:
    """What draws charts, for the block `scripts` of pages that have one; no other page loads it."""
    return {}


@register.filter
def percent(share: Share) -> str:
    """比率: 98.76%, or — where there is nothing to take a share of."""
    return f"{share.percent:.2f}%" if share.is_known else "—"
