// Live line charts. The numbers come from the chart's own table; uPlot draws them; the look comes from the stylesheet.
/* global uPlot */

const root = document.documentElement;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const number = (text) => (text === undefined || text === "" ? null : Number(text));

const probe = document.createElement("i");
probe.hidden = true;
document.body.append(probe);
function color(token) {
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}
function faded(rgb, share) {
  return rgb.startsWith("rgb(") ? rgb.replace("rgb(", "rgba(").replace(")", `, ${share})`) : rgb;
}

function read(figure) {
  const table = figure.querySelector("table[data-numbers]");
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const numeric = figure.dataset.x === "number";
  return {
    numeric,
    labels: rows.map((row) => row.cells[0].textContent),
    x: rows.map((row, place) => (numeric ? Number(row.cells[0].dataset.v) : place)),
    open: rows.findIndex((row) => row.hasAttribute("data-open")),
    marks: rows.flatMap((row, place) => (row.cells[0].dataset.mark ? [{ place, label: row.cells[0].dataset.mark }] : [])),
    series: heads.map((head, place) => {
      const cells = rows.map((row) => row.cells[place + 1]);
      return {
        label: head.firstChild.textContent.trim(),
        color: head.dataset.color,
        dashed: head.hasAttribute("data-dashed"),
        values: cells.map((cell) => number(cell.dataset.v)),
        low: cells.map((cell) => number(cell.dataset.low)),
        high: cells.map((cell) => number(cell.dataset.high)),
        text: cells.map((cell) => cell.dataset.text),
        range: cells.map((cell) => cell.dataset.range),
        banded: cells.some((cell) => cell.dataset.low),
      };
    }),
  };
}

function axisFormat(figure) {
  const { unit, currency } = figure.dataset;
  const locale = root.dataset.locale || root.lang;
  if (unit === "money") {
    const style = new Intl.NumberFormat(locale, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 });
    return (value) => style.format(value);
  }
  const percent = unit === "percent" || unit === "points";
  const style = new Intl.NumberFormat(locale, { notation: percent || unit === "days" ? "standard" : "compact", maximumFractionDigits: 2 });
  return (value) => style.format(value) + (percent ? "\u00a0%" : "");
}

function hatch(context) {
  const tile = document.createElement("canvas");
  const size = 8 * devicePixelRatio;
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  pen.strokeStyle = color("--hatch");
  pen.lineWidth = 2 * devicePixelRatio;
  pen.beginPath();
  for (const shift of [-size, 0, size]) { pen.moveTo(shift, size); pen.lineTo(shift + size, 0); }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

// the ground: hatched open periods below everything, marks above the grid
function ground(data) {
  return {
    hooks: {
      drawAxes: [(u) => {
        const { ctx, bbox } = u;
        ctx.save();
        if (data.open >= 0) {
          const half = data.numeric ? 0 : 0.5;
          const from = Math.max(u.valToPos(data.x[data.open] - half, "x", true), bbox.left);
          ctx.fillStyle = hatch(ctx);
          ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from, bbox.height);
        }
        ctx.strokeStyle = color("--ink-faint");
        ctx.fillStyle = color("--ink-soft");
        ctx.font = `${11 * devicePixelRatio}px Inter, sans-serif`;
        ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
        data.marks.forEach((mark, count) => {
          const at = u.valToPos(data.x[mark.place], "x", true);
          ctx.beginPath();
          ctx.moveTo(at, bbox.top);
          ctx.lineTo(at, bbox.top + bbox.height);
          ctx.stroke();
          const right = at > bbox.left + bbox.width * 0.7;
          ctx.textAlign = right ? "right" : "left";
          ctx.fillText(mark.label, at + (right ? -5 : 5) * devicePixelRatio, bbox.top + (10 + 14 * (count % 3)) * devicePixelRatio);
        });
        ctx.restore();
      }],
    },
  };
}

function tooltip(data) {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "status");
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  return {
    hooks: {
      init: [(u) => u.over.append(tip)],
      setCursor: [(u) => {
        const place = u.cursor.idx;
        const on = place !== null && place !== undefined && u.cursor.left >= 0;
        tip.classList.toggle("is-on", on);
        if (!on) return;
        tip.replaceChildren(line("strong", data.labels[place]));
        if (data.open >= 0 && place >= data.open) tip.append(line("em", document.querySelector("#dialog-words")?.dataset.open ?? ""));
        data.series.forEach((series) => {
          if (!series.text[place]) return;
          const row = document.createElement("div");
          const key = document.createElement("i");
          key.className = `key-s${series.color}`;
          row.append(key, line("span", series.label), line("b", series.text[place]));
          if (series.range[place]) row.append(line("small", series.range[place]));
          tip.append(row);
        });
        const at = u.valToPos(data.x[place], "x");
        const room = u.over.clientWidth;
        const left = at + 14 + tip.offsetWidth > room ? at - 14 - tip.offsetWidth : at + 14;
        tip.style.left = `${Math.max(left, 0)}px`;
        tip.style.top = "8px";
      }],
    },
  };
}

function stack(series) {
  const shoulder = series[0].values.map(() => 0);
  return series.map((one) => one.values.map((value, place) => (shoulder[place] += value ?? 0)));
}

function plan(figure, data, width) {
  const columns = figure.dataset.chart === "columns";
  const stairs = figure.dataset.chart === "step";
  const stacked = figure.hasAttribute("data-stacked");
  const soft = color("--ink-soft");
  const tall = width < 480 ? 220 : 280;
  const drawn = [data.x];
  const series = [{}];
  const bands = [];
  const shape = columns ? uPlot.paths.bars({ size: [stacked || data.series.length === 1 ? 0.72 : 0.72 / data.series.length, 56], radius: 0.06 })
    : stairs ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear();
  const add = (values, look) => { drawn.push(values); series.push(look); return series.length - 1; };

  const order = data.series.map((one, place) => ({ one, place }));
  const tops = stacked ? stack(data.series) : null;
  if (stacked) order.reverse();
  for (const { one, place } of order) {
    const ink = color(`--series-${one.color}`);
    if (one.banded) {
      const quiet = { show: true, stroke: "transparent", width: 0, points: { show: false }, paths: shape };
      const upper = add(one.high, quiet);
      const lower = add(one.low, quiet);
      bands.push({ series: [upper, lower], fill: faded(ink, 0.16) });
    }
    const look = { label: one.label, stroke: ink, width: 2, paths: shape, points: { show: false } };
    if (columns) {
      const beside = stacked || data.series.length === 1 ? undefined : (place - (data.series.length - 1) / 2);
      if (beside !== undefined) look.paths = beside_bars(place, data.series.length);
      Object.assign(look, { fill: ink, width: 0 });
      add(stacked ? tops[place] : one.values, look);
      continue;
    }
    if (one.dashed) look.dash = [5, 4];
    if (data.open >= 0) {
      add(one.values.map((value, at) => (at < data.open ? value : null)), look);
      add(one.values.map((value, at) => (at >= data.open - 1 ? value : null)), { ...look, dash: [5, 4] });
    } else add(one.values, look);
  }
  const format = axisFormat(figure);
  const fromZero = figure.hasAttribute("data-from-zero") || columns;
  const font = "12px Inter, ui-sans-serif, system-ui, sans-serif";
  const longest = Math.max(...data.labels.map((label) => label.length));
  const slot = (width - 60) / Math.max(data.x.length, 1);
  const edge = data.numeric ? 14 : Math.max(8, longest * 3.4 - slot / 2);  // half of the last label hangs over
  return [{
    width, height: tall, padding: [12, edge, 0, 0], legend: { show: false },
    cursor: { points: { size: 7 }, drag: { x: !calm, y: false, setScale: true }, y: false },
    scales: {
      x: { time: false, range: (u, low, high) => (data.numeric ? [low, high] : [low - 0.5, high + 0.5]) },
      y: { range: (u, low, high) => uPlot.rangeNum(fromZero ? Math.min(low, 0) : low, high, { min: { pad: 0, soft: fromZero ? 0 : undefined, mode: fromZero ? 1 : 0 }, max: { pad: 0.08, mode: 0 } }) },
    },
    axes: [
      { stroke: soft, font, grid: { show: false }, ticks: { show: false }, gap: 8, size: 34,
        space: data.numeric ? 60 : longest * 6.8 + 16, incrs: data.numeric ? undefined : [1, 2, 3, 4, 6, 12, 24, 36, 48, 96, 200, 400],
        values: (u, splits) => splits.map((split) => (data.numeric ? new Intl.NumberFormat(root.dataset.locale).format(split) : data.labels[split] ?? "")) },
      { stroke: soft, font, gap: 8, ticks: { show: false }, grid: { stroke: color("--line"), width: 1 }, space: 44,
        values: (u, splits) => splits.map(format), size: (u, values) => 14 + Math.max(0, ...(values ?? [""]).map((value) => value.length)) * 6.9 },
    ],
    series, bands, plugins: [ground(data), tooltip(data)],
  }, drawn];
}

function beside_bars(place, count) {
  return (u, seriesIdx, idx0, idx1) => {
    const path = new Path2D();
    const xs = u.data[0];
    const ys = u.data[seriesIdx];
    const slot = Math.abs(u.valToPos(1, "x", true) - u.valToPos(0, "x", true));
    const wide = Math.min(slot * 0.72, 56 * devicePixelRatio) / count;
    const zero = u.valToPos(0, "y", true);
    for (let at = idx0; at <= idx1; at += 1) {
      if (ys[at] === null || ys[at] === undefined) continue;
      const top = u.valToPos(ys[at], "y", true);
      path.rect(u.valToPos(xs[at], "x", true) + (place - count / 2) * wide, Math.min(top, zero), Math.max(wide - 1, 1), Math.abs(zero - top));
    }
    return { fill: path, stroke: null, clip: null };
  };
}

function mount(figure) {
  const place = figure.querySelector("[data-live]");
  const data = read(figure);
  if (!data.x.length) return;
  let chart;
  const draw = () => {
    const width = place.parentElement.clientWidth - parseFloat(getComputedStyle(place.parentElement).paddingLeft) * 2;
    if (width < 40) return;
    chart?.destroy();
    chart = new uPlot(...plan(figure, data, Math.floor(width)), place);
    figure.classList.add("is-live");
  };
  draw();
  let waiting = 0;
  let before = place.parentElement.clientWidth;
  new ResizeObserver(() => {
    if (place.parentElement.clientWidth === before) return;
    before = place.parentElement.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  }).observe(place.parentElement);
  document.addEventListener("regulars:theme", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", figure.querySelector(".card-title").textContent);
  let at = -1;
  place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    at = Math.max(0, Math.min(data.x.length - 1, at < 0 ? (step > 0 ? 0 : data.x.length - 1) : at + step));
    chart.setCursor({ left: chart.valToPos(data.x[at], "x"), top: 10 });
  });
  place.addEventListener("focusout", () => { at = -1; chart.setCursor({ left: -10, top: -10 }); });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart] [data-show]");
  if (!button) return;
  const figure = button.closest("[data-chart]");
  figure.dataset.view = button.dataset.show;
  figure.querySelectorAll("[data-show]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
});

document.fonts.ready.then(() => document.querySelectorAll("[data-chart]").forEach(mount));
