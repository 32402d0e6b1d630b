// The timeline: one lane a side of the claimants, bars for ranges that fade where imprecise; dragging keeps a span.
const NS = "http://www.w3.org/2000/svg";
const views = new WeakMap();
const DAY = 86400000;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = { root: parentElement.querySelector(".rp-timeline") };
    views.set(parentElement, view);
    view.watch = new ResizeObserver(() => view.width !== view.root.clientWidth && draw(view));
    view.watch.observe(view.root);
  }
  view.tell = (name, value) => setTriggerValue(name, value);
  view.data = data;
  view.root.dataset.stamp = data.stamp;
  draw(view);
  return () => { view.watch.disconnect(); clearInterval(view.playing); views.delete(parentElement); };
}

function make(tag, attributes, parent) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
}

const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const said = (day) => { const d = new Date(day * DAY); return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`; };

function draw(view) {
  const { root, data } = view;
  const width = (view.width = root.clientWidth);
  root.replaceChildren();
  if (!data.lanes.length || width < 50) { root.textContent = data.words.empty; return; }
  const left = Math.min(150, width * 0.22), right = 10, top = 18;
  const heights = data.lanes.map((lane) => Math.max(18, lane.rows * 6 + 7));
  const height = top + heights.reduce((a, b) => a + b, 0) + 4;
  const svg = make("svg", { width, height, role: "img", "aria-label": data.words.label }, root);
  const span = data.last - data.first + 1;
  const x = (day) => left + ((day - data.first) / span) * (width - left - right);
  const day = (px) => Math.max(data.first, Math.min(data.last, Math.floor(data.first + ((px - left) / (width - left - right)) * span)));
  ticks(svg, data, x, height, width - left - right);
  const defs = make("defs", {}, svg);
  const dark = data.dark;
  let y = top;
  data.lanes.forEach((lane, number) => {
    const ink = `var(--lane-${number})`;
    root.style.setProperty(`--lane-${number}`, `light-dark(${lane.light}, ${lane.dark})`);
    make("line", { x1: 0, x2: width, y1: y, y2: y, class: "rule" }, svg);
    const name = make("text", { x: 2, y: y + heights[number] / 2 + 4, class: "lane" }, svg);
    name.textContent = lane.name;
    const title = make("title", {}, name);
    title.textContent = `${lane.name}: ${lane.claims}`;
    fades(defs, number, ink);
    if (lane.bars) for (const bar of lane.bars) bars(svg, view, lane, bar, number, ink, x, y + 4);
    else histogram(svg, view, lane, ink, x, y + 3, heights[number] - 5);
    y += heights[number];
  });
  if (data.from !== null || data.to !== null) {
    const a = x(Math.max(data.first, data.from ?? data.first)), b = x(Math.min(data.last, data.to ?? data.last) + 1);
    make("rect", { x: left, y: top, width: Math.max(0, a - left), height: height - top, class: "out" }, svg);
    make("rect", { x: b, y: top, width: Math.max(0, width - right - b), height: height - top, class: "out" }, svg);
  }
  brush(svg, view, day, x, left, top, height);
  player(view);
}

// Steps a window of days through the time shown, by setting the same filter as a drag would.
function player(view) {
  const { root, data } = view;
  const button = document.createElement("button");
  button.className = "play";
  button.textContent = view.playing ? "❚❚" : "▶";
  button.title = data.words.play;
  button.setAttribute("aria-label", data.words.play);
  button.onclick = () => {
    if (view.playing) { clearInterval(view.playing); view.playing = null; draw(view); return; }
    const span = data.last - data.first;
    const wide = data.from !== null && data.to !== null ? data.to - data.from : Math.max(1, Math.round(span / 14));
    let at = data.from !== null && data.from + wide < data.last ? data.from : data.first;
    const tick = () => {
      if (at > view.limit) { clearInterval(view.playing); view.playing = null; draw(view); return; }
      view.tell("brush", `${iso(at)},${iso(at + wide)}`);
      at += Math.max(1, Math.round(wide / 2));
    };
    view.limit = data.last;
    view.playing = setInterval(tick, 1400);
    tick();
  };
  root.append(button);
}

function fades(defs, number, ink) {
  for (const [kind, stops] of Object.entries({ l: [[0, 0.05], [0.45, 1]], r: [[0.55, 1], [1, 0.05]], b: [[0, 0.05], [0.4, 0.9], [0.6, 0.9], [1, 0.05]] })) {
    const gradient = make("linearGradient", { id: `fade-${number}-${kind}` }, defs);
    for (const [offset, opacity] of stops) { const stop = make("stop", { offset, "stop-opacity": opacity }, gradient); stop.style.stopColor = ink; }
  }
}

function bars(svg, view, lane, bar, number, ink, x, y) {
  const a = x(bar.a), b = Math.max(x(bar.b + 1), a + 5);
  const mark = make("rect", { x: a, y: y + bar.row * 6, width: b - a, height: 4.4, rx: 1.5, class: "bar " + bar.mode, tabindex: -1 }, svg);
  mark.style.fill = bar.fade ? `url(#fade-${number}-${bar.fade})` : ink;
  mark.style.stroke = ink;
  if (view.data.chosen === bar.id) mark.classList.add("chosen");
  make("title", {}, mark).textContent = bar.tip;
  mark.addEventListener("pointerdown", (event) => event.stopPropagation());
  mark.addEventListener("click", () => view.tell("pick", bar.id));
}

function histogram(svg, view, lane, ink, x, y, height) {
  const most = Math.max(...lane.counts);
  lane.counts.forEach((count, i) => {
    if (!count) return;
    const a = x(view.data.first + i * view.data.bin), b = x(view.data.first + (i + 1) * view.data.bin);
    const tall = Math.max(1.5, (Math.sqrt(count) / Math.sqrt(most)) * height);
    const mark = make("rect", { x: a, y: y + height - tall, width: Math.max(1, b - a - 0.5), height: tall, class: "bin" }, svg);
    mark.style.fill = ink;
    make("title", {}, mark).textContent = `${said(view.data.first + i * view.data.bin)}: ${count.toLocaleString("en")}`;
  });
}

function ticks(svg, data, x, height, room) {
  const span = data.last - data.first + 1;
  const pixels = room / span;
  const steps = [1, 2, 7, 14];
  const step = steps.find((s) => s * pixels > 62);
  const put = (day, text) => {
    make("line", { x1: x(day), x2: x(day), y1: 13, y2: height, class: "tick" }, svg);
    make("text", { x: x(day) + 3, y: 11, class: "tick" }, svg).textContent = text;
  };
  if (step) {
    for (let d = data.first; d <= data.last; d += step) put(d, said(d).replace(/ \d{4}$/, d === data.first || said(d).startsWith("1 Jan") ? "$&" : ""));
    return;
  }
  const months = [1, 2, 3, 6, 12, 24, 60, 120].find((m) => m * 30.4 * pixels > 62) ?? 240;
  const start = new Date(data.first * DAY);
  const per = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth() + 1) / months) * months;
  for (let m = per; ; m += months) {
    const day = Date.UTC(Math.floor(m / 12), m % 12, 1) / DAY;
    if (day > data.last) break;
    put(day, months >= 12 ? String(Math.floor(m / 12)) : `${MONTHS[m % 12]} ${Math.floor(m / 12)}`);
  }
}

function brush(svg, view, day, x, left, top, height) {
  let from = null, box = null;
  const where = (event) => event.clientX - svg.getBoundingClientRect().left;
  svg.addEventListener("pointerdown", (event) => {
    if (where(event) < left) return;
    from = where(event);
    box = make("rect", { x: from, y: top, width: 0, height: height - top, class: "brush" }, svg);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const now = Math.max(left, where(event));
    box.setAttribute("x", Math.min(from, now));
    box.setAttribute("width", Math.abs(now - from));
  });
  svg.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const now = Math.max(left, where(event)), start = from;
    from = null;
    box.remove();
    if (Math.abs(now - start) < 4) return;
    view.tell("brush", `${iso(day(Math.min(start, now)))},${iso(day(Math.max(start, now)))}`);
  });
}
