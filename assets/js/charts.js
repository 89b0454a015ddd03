// Charts are drawn from the tables that stand beneath them, so that both say the same; without this the table is all there is.
// `{% chart %}` of templatetags/charts.py says what each attribute means.
"use strict";

const root = document.documentElement;
const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const rem = () => parseFloat(getComputedStyle(root).fontSize);
const words = (cell) => (cell.dataset.short ?? cell.textContent).trim();
const figures = (cell) => {
  const figure = parseFloat(cell?.dataset.value ?? cell?.textContent.replaceAll(",", ""));
  return Number.isNaN(figure) ? null : figure;
};

// A series is a column of the table (its head carries data-series), or a row of it when the chart reads across.
const readDown = (table, names, most) => {
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const columns = names.map((name) => heads.findIndex((head) => head.dataset.series === name));
  let rows = [...table.tBodies[0].rows].filter((row) => figures(row.cells[columns[0]]) !== null);
  if (most) rows = rows.sort((one, other) => figures(one.cells[columns[0]]) - figures(other.cells[columns[0]])).slice(0, most);
  return {
    categories: rows.map((row) => words(row.cells[0])),
    series: columns.map((at) => ({ name: words(heads[at]), look: heads[at].dataset.look, data: rows.map((row) => figures(row.cells[at])) })),
  };
};

const readAcross = (table, names) => {
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const columns = heads.flatMap((head, at) => ("category" in head.dataset ? [at] : []));
  const rows = names.map((name) => table.querySelector(`tr[data-series="${name}"]`)).filter(Boolean);
  return {
    categories: columns.map((at) => words(heads[at])),
    series: rows.map((row) => ({ name: words(row.cells[0]), look: row.dataset.look, data: columns.map((at) => figures(row.cells[at])) })),
  };
};

const LOOKS = [
  { colour: "--blue", symbol: "circle", line: "solid" },
  { colour: "--chart-second", symbol: "diamond", line: "dashed" },
  { colour: "--chart-third", symbol: "triangle", line: "dotted" },
];

const series = ({ name, look, data }, at, kind, unit) => {
  const { colour: token, symbol, line } = LOOKS[at % LOOKS.length];
  const shade = colour(look === "overdue" ? "--seal" : token);
  // A bar that is too short for its figure has it behind its end, not over the name before it.
  const short = Math.max(...data) / 12;
  const beyond = (value) => ({ value, label: { position: "right", color: colour("--ink") } });
  return {
    name, symbol,
    data: kind === "rows" ? data.map((value) => (value !== null && value < short ? beyond(value) : value)) : data,
    type: kind === "lines" ? "line" : "bar",
    symbolSize: 8, showAllSymbol: true, connectNulls: false,
    barMaxWidth: 1.4 * rem(), barGap: "10%",
    itemStyle: { color: shade }, lineStyle: { color: shade, type: line, width: 2 },
    label: { show: kind === "rows", position: "insideRight", color: at ? colour("--ink") : "#fff", formatter: ({ value }) => (value === null || value === undefined ? "" : value + unit) },
  };
};

const option = (figure, { categories, series: read }) => {
  const { chart: kind, unit = "" } = figure.dataset;
  const size = 0.875 * rem();
  const text = { color: colour("--ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size };
  const width = Math.min(12 * rem(), 0.4 * figure.clientWidth);
  const names = {
    type: "category", data: categories, inverse: kind === "rows", axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line-field") } },
    axisLabel: kind === "rows" ? { ...text, width, overflow: "break", interval: 0 } : { ...text, hideOverlap: true },
  };
  const values = {
    type: "value", max: unit === "%" ? 100 : null, minInterval: unit === "%" ? 0 : 1,
    // Bars begin at nothing, or their lengths would lie; lines of shares begin just below the lowest.
    min: unit === "%" && kind === "lines" ? ({ min }) => Math.max(0, Math.floor(min / 10) * 10 - 10) : 0,
    splitLine: { lineStyle: { color: colour("--line") } }, axisLabel: { ...text, formatter: `{value}${unit}`, hideOverlap: true },
  };
  return {
    animation: false, textStyle: text,
    aria: { enabled: true, label: { enabled: false }, decal: { show: read.length > 1 && kind !== "lines" } },
    grid: { left: 0, right: 1.5 * rem(), top: read.length > 1 ? 2.75 * rem() : rem(), bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: read.length > 1, left: 0, top: 0, textStyle: text, selectedMode: false, itemWidth: 2 * rem(), itemHeight: size },
    // Its default is HTML with styles of its own, which the security policy forbids.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, textStyle: text, confine: true, valueFormatter: (value) => (value === null ? "—" : `${value.toLocaleString("en")}${unit}`) },
    xAxis: kind === "rows" ? values : names,
    yAxis: kind === "rows" ? names : values,
    series: read.map((each, at) => series(each, at, kind, unit)),
  };
};

const draw = (figure) => {
  const { chart: kind, table: id, series: names, across, most } = figure.dataset;
  const table = document.getElementById(id);
  const read = across === undefined ? readDown(table, names.split(" "), Number(most)) : readAcross(table, names.split(" "));
  if (!read.categories.length) return;
  figure.hidden = false;
  const canvas = figure.querySelector(".canvas");
  const thickness = 1.1 + 1.3 * read.series.length;
  canvas.style.height = `${kind === "rows" ? 4 + thickness * read.categories.length : 18}rem`;
  const chart = echarts.init(canvas, null, { renderer: "canvas", devicePixelRatio: Math.max(2, devicePixelRatio) });
  chart.setOption(option(figure, read));
  new ResizeObserver(() => { chart.resize(); chart.setOption(option(figure, read)); }).observe(figure);
  addEventListener("beforeprint", () => chart.resize({ width: 640 })); // what fits between the margins of A4
  addEventListener("afterprint", () => chart.resize());
};

for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
