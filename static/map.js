// The live map. It is given ids, numbers and gazetteer names only, and writes names with textContent.
const started = new WeakMap();
// Outlines are sent once: footprint id -> decoded rings, layer id -> parts. They outlive a change of view.
const kept = (window.__reportedKept ??= { shapes: new Map(), overlays: new Map() });
const selected = () => window.__reportedSelected ?? [];
const MODES = ["asserted", "hedged", "forecast", "negated", "hypothetical", "opinion"];

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = started.get(parentElement);
  if (!view) {
    view = { root: parentElement.querySelector(".rp-map"), host: parentElement };
    started.set(parentElement, view);
    view.ready = leaflet().then((L) => { if (!view.gone) begin(view, L, data); });
    view.stop = new AbortController();
    document.addEventListener("reported-selected", () => { if (view.drawn) redraw(view); }, { signal: view.stop.signal });
  }
  view.emit = (name, value) => setTriggerValue(name, value);
  view.scene = data;
  take(view, data);
  view.ready.then(() => { if (!view.gone && (view.root.dataset.drawn !== data.stamp || palette(view).dark !== view.colours?.dark)) redraw(view); }).catch((cause) => {
    view.root.querySelector(".rp-map-status").textContent = data.words.failed;
    console.warn("map", cause);
  });
  return () => {
    view.stop.abort();
    view.gone = true;
    clearTimeout(view.asking);
    view.watch?.disconnect();
    view.map?.remove();
    started.delete(parentElement);
  };
}

// Keeps what is new and asks once for what the server thinks is here and is not.
function take(view, data) {
  for (const [id, shape] of Object.entries(data.geometry)) if (!kept.shapes.has(id)) kept.shapes.set(id, decoded(shape));
  for (const layer of data.overlays ?? []) if (layer.parts) kept.overlays.set(layer.id, layer.parts);
  const lacking = data.marks.id.some((id, i) => data.marks.kind[i] === "a" && !kept.shapes.has(id)) || (data.overlays ?? []).some((layer) => !kept.overlays.has(layer.id));
  if (!lacking || view.missed === data.stamp) return;
  view.missed = data.stamp;
  view.emit("missing", `${Date.now()}`);
}

const here = (path) => {
  const base = location.pathname.endsWith("/") ? location.pathname : location.pathname + "/";
  return new URL("app/static/" + path, location.origin + base).href;
};

let loading = null;
function leaflet() {
  if (window.L?.version) return Promise.resolve(window.L);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here("vendor/leaflet/leaflet.js");
    script.onload = () => resolve(window.L);
    script.onerror = () => { loading = null; reject(new Error("Leaflet is not there")); };
    document.head.append(script);
  });
  return loading;
}

// The exported page hands over the map that folium made, and the base map; the live page has neither.
function begin(view, L, data, made = null, ground0 = null) {
  const canvas = made ? made.getContainer() : view.root.querySelector(".rp-map-canvas");
  const map = made ?? L.map(canvas, {
    zoomControl: false, attributionControl: true, preferCanvas: true, minZoom: 2, maxZoom: 13, zoomSnap: 0.5,
    worldCopyJump: true, wheelPxPerZoomLevel: 90,
  });
  const alone = (view.alone = made !== null);
  Object.assign(view, { L, map, canvas, decoded: new Map(), measuring: null });
  L.control.zoom({ position: "topleft", zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out }).addTo(map);
  map.attributionControl.setPosition("bottomleft").setPrefix(false).addAttribution(data.words.credit);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  [["tiles", 190], ["base", 200], ["overlays", 380], ["areas", 400], ["moves", 440], ["dots", 450], ["names", 600], ["labels", 640]].forEach(([name, z]) => {
    map.createPane(name).style.zIndex = z;
  });
  map.getPane("base").style.pointerEvents = "none";
  map.getPane("names").style.pointerEvents = "none";
  view.baseCanvas = L.canvas({ pane: "base", padding: 0.4 });
  view.areaSvg = L.svg({ pane: "areas", padding: 0.6 });
  view.moveSvg = L.svg({ pane: "moves", padding: 0.6 });
  view.overlaySvg = L.svg({ pane: "overlays", padding: 0.6 });
  view.dotCanvas = L.canvas({ pane: "dots", padding: 0.3, tolerance: 4 });
  view.layers = Object.fromEntries(["overlays", "areas", "moves", "dots", "labels", "symbols", "names"].map((n) => [n, L.layerGroup().addTo(map)]));
  buttons(view, data);
  const at = alone ? [] : (new URLSearchParams(location.search).get("at") || "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]) <= 85) map.setView([at[0], at[1]], at[2]);
  else home(view, data.home);
  map.on("moveend", () => { if (view.drawn) { if (!alone) { remember(map); closer(view); } gather(view); } });
  map.on("zoomend", () => { if (view.drawn) moves(view); });
  canvas.addEventListener("keydown", (event) => { if (event.key === "Escape") { if (view.measuring) view.measuring.stop(); else view.emit("pick", ""); } });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", data.words.label);
  view.watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  view.watch.observe(canvas);
  if (alone) { view.base = ground0; ground(view); return; }
  pointing(view);
  fetch(here("basemap.geojson")).then((answer) => answer.json()).then((base) => { if (view.gone) return; view.base = base; ground(view); gather(view); })
    .catch(() => { view.root.querySelector(".rp-map-status").textContent = data.words.no_base; });
}

function home(view, box) {
  if (box) view.map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: [24, 24], maxZoom: 9, animate: false });
  else view.map.setView([30, 25], 3);
}

function remember(map) {
  const address = new URL(location.href);
  const centre = map.getCenter();
  address.searchParams.set("at", [centre.lat.toFixed(3), centre.lng.toFixed(3), map.getZoom()].join(","));
  history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
}

// Where some places had to be gathered, asks once for all of them in a window around what is looked at closely.
function closer(view) {
  const { map, scene } = view;
  if (!scene.partly || map.getZoom() < 6.5) return;
  const bounds = map.getBounds();
  if (view.window?.contains(bounds) && view.windowZoom > map.getZoom() - 2) return;
  clearTimeout(view.asking);
  view.asking = setTimeout(() => {
    view.window = bounds.pad(0.5);
    view.windowZoom = map.getZoom();
    view.emit("window", [view.window.getSouth(), view.window.getWest(), view.window.getNorth(), view.window.getEast()].map((d) => d.toFixed(2)).join(","));
  }, 250);
}

// ---------------------------------------------------------------------------------------------- ground

function palette(view) {
  const style = getComputedStyle(view.root);
  const [r, g, b] = (style.getPropertyValue("--st-background-color").match(/[0-9a-f]{2}/gi) || ["ff", "ff", "ff"]).map((h) => parseInt(h, 16));
  const dark = r * 0.3 + g * 0.59 + b * 0.11 < 110;
  view.root.classList.toggle("dark", dark);
  return dark
    ? { dark, sea: "#0b141c", land: "#1b262f", border0: "#566573", border1: "#33414c", river: "#1f3a4d", ink: "#e4eaee", paper: "#10171d" }
    : { dark, sea: "#dbe6ec", land: "#f8f7f4", border0: "#9a9d9f", border1: "#d5d3cd", river: "#bcd3df", ink: "#17222b", paper: "#ffffff" };
}

function ground(view) {
  const { L, map } = view;
  const c = view.colours ?? (view.colours = palette(view));
  view.canvas.style.background = c.sea;
  const style = (feature) => {
    const kind = feature.properties.kind;
    if (kind === "land") return { stroke: true, color: c.land, weight: 0.6, fillColor: c.land, fillOpacity: 1 };
    if (kind === "lake") return { stroke: false, fillColor: c.sea, fillOpacity: 1 };
    if (kind === "river") return { color: c.river, weight: 1 };
    if (kind === "border1") return { color: c.border1, weight: 0.8 };
    return { color: c.border0, weight: 1.1 };
  };
  view.baseLayer?.remove();
  view.baseLayer = L.geoJSON(view.base, {
    renderer: view.baseCanvas, pane: "base", interactive: false, style, smoothFactor: 1.2,
    filter: (feature) => feature.geometry && feature.geometry.type !== "Point",
  }).addTo(map);
  view.names = view.base.features.filter((f) => f.geometry?.type === "Point" && f.properties.name)
    .sort((a, b) => (a.properties.rank ?? 9) - (b.properties.rank ?? 9));
}

// ---------------------------------------------------------------------------------------------- marks

function unpacked(flat) {
  const points = [];
  let lat = 0, lon = 0;
  for (let i = 0; i < flat.length; i += 2) { lat += flat[i]; lon += flat[i + 1]; points.push([lat / 1000, lon / 1000]); }
  return points;
}

const decoded = (packed) => ({ line: packed.line, rings: packed.line ? packed.parts.map(unpacked) : packed.parts.map((polygon) => polygon.map(unpacked)) });

const decode = (scene, at) => kept.shapes.get(scene.marks.id[at]) ?? null;

function colour(view, scene, at) {
  const side = scene.sides[scene.marks.side[at]];
  return view.colours.dark ? side.dark : side.light;
}

const modes = (scene, at) => Object.fromEntries(MODES.map((mode, i) => [mode, scene.marks.modes[at * MODES.length + i]]));

function look(m) {
  const soft = m.hedged + m.hypothetical + m.opinion;
  return { solid: m.asserted > 0, hatch: soft > 0, dash: !m.asserted && !soft && m.forecast > 0, hollow: !m.asserted && !soft && !m.forecast };
}

const weightOf = (origins) => Math.min(0.5, 0.13 + 0.09 * Math.log2(1 + origins));

function redraw(view) {
  const fresh = palette(view);
  const themed = view.colours?.dark !== fresh.dark;
  view.colours = fresh;
  if (themed && view.base) ground(view);
  const scene = view.scene;
  view.stripes = new Map();
  tiles(view);
  overlays(view);
  areas(view, scene);
  view.drawn = true;
  moves(view);
  gather(view);
  symbols(view);
  legend(view, scene);
  view.root.dataset.drawn = scene.stamp;
}

function areas(view, scene) {
  const { L } = view;
  const group = view.layers.areas;
  group.clearLayers();
  const order = scene.marks.id.map((_, i) => i).filter((i) => scene.marks.kind[i] !== "p" && decode(scene, i));
  order.sort((a, b) => scene.marks.size[b] - scene.marks.size[a]);
  hatches(view, scene, order);
  for (const i of order) {
    const shape = decode(scene, i);
    const draw = (options) => (shape.line ? L.polyline(shape.rings, options) : L.polygon(shape.rings, options));
    const ink = colour(view, scene, i);
    const m = modes(scene, i);
    const how = look(m);
    const chosen = selected().includes(scene.marks.id[i]);
    const common = { renderer: view.areaSvg, pane: "areas", color: chosen ? view.colours.ink : ink, smoothFactor: scene.marks.size[i] < 1 ? 0.2 : 1 };
    const wide = scene.marks.prec[i] >= 6; // a whole country is a faint ground, so that what is narrower stays readable
    const opacity = weightOf(scene.marks.origins[i]) * (wide ? 0.16 : 1);
    const body = draw({
      ...common, weight: chosen ? 3.5 : shape.line ? 4 : how.hollow ? 1.8 : 1.4, opacity: wide ? 0.55 : shape.line ? 0.85 : 0.95,
      dashArray: how.dash ? "7 6" : null, fill: !shape.line,
      fillColor: how.solid || !how.hatch ? ink : `url(#hatch-${wide ? "wide-" : ""}${scene.marks.side[i]})`,
      fillOpacity: how.solid ? opacity : how.hatch ? (wide ? 0.35 : 0.8) : 0.03, className: "rp-area" + (chosen ? " chosen" : ""),
    });
    body.on("click", (event) => { if (view.measuring) return; L.DomEvent.stopPropagation(event); view.emit("pick", scene.marks.id[i]); });
    body.bindTooltip(() => tip(scene, i), { sticky: true, className: "rp-tip", direction: "top", offset: [0, -6] });
    group.addLayer(body);
    if (how.solid && how.hatch && !shape.line) {
      group.addLayer(draw({ ...common, stroke: false, interactive: false, fillColor: `url(#hatch-${wide ? `wide-${scene.marks.side[i]}` : "paper"})`, fillOpacity: wide ? 0.3 : 0.55 }));
    }
  }
}

function hatches(view, scene, order) {
  if (!order.length) return;
  if (!view.areaSvg._container) view.areaSvg.addTo(view.map);
  const svg = view.areaSvg._container;
  svg.querySelector("defs")?.remove();
  const ns = "http://www.w3.org/2000/svg";
  const defs = document.createElementNS(ns, "defs");
  for (const side of ["paper", ...new Set(order.map((i) => scene.marks.side[i]))]) {
    const ink = side === "paper" ? view.colours.paper : view.colours.dark ? scene.sides[side].dark : scene.sides[side].light;
    for (const [id, size, width] of [[`hatch-${side}`, 8, 2.6], [`hatch-wide-${side}`, 22, 1.3]]) {
      const pattern = document.createElementNS(ns, "pattern");
      for (const [name, value] of Object.entries({ id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) pattern.setAttribute(name, value);
      const line = document.createElementNS(ns, "rect");
      for (const [name, value] of Object.entries({ width, height: size, fill: ink })) line.setAttribute(name, value);
      pattern.append(line);
      defs.append(pattern);
    }
  }
  svg.prepend(defs);
}

function stripe(view, ink) {
  if (!view.stripes.has(ink)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 5;
    const pen = tile.getContext("2d");
    pen.fillStyle = view.colours.paper;
    pen.fillRect(0, 0, 5, 5);
    pen.strokeStyle = ink;
    pen.lineWidth = 1.6;
    pen.beginPath();
    for (const shift of [-5, 0, 5]) { pen.moveTo(shift - 1, 6); pen.lineTo(shift + 6, -1); }
    pen.stroke();
    view.stripes.set(ink, pen.createPattern(tile, "repeat"));
  }
  return view.stripes.get(ink);
}

function counted(scene, claims, origins, outlets, mentions, several = false) {
  const least = (number) => (several ? "≥ " : "") + number; // of several places, those of the one with most
  const printed = mentions ? ` · ${scene.words.printed.replace("{outlets}", least(outlets)).replace("{mentions}", least(mentions))}` : "";
  return scene.words.counts.replace("{claims}", claims).replace("{origins}", least(origins)) + printed;
}

function tip(scene, at) {
  const box = document.createElement("div");
  const name = document.createElement("b");
  name.textContent = scene.marks.name[at];
  const counts = document.createElement("span");
  const m = modes(scene, at);
  counts.textContent = `${counted(scene, scene.marks.claims[at], scene.marks.origins[at], scene.marks.outlets[at], scene.marks.mentions[at], scene.marks.gathered[at] > 1)} — ` +
    MODES.filter((mode) => m[mode]).map((mode) => `${m[mode]} ${scene.words.modes[mode]}`).join(", ");
  const precision = document.createElement("span");
  precision.textContent = scene.words.precision[scene.marks.prec[at]] ?? "";
  box.append(name, counts, precision);
  const byHand = scene.corrected?.[scene.marks.id[at]];
  if (byHand) {
    const hand = document.createElement("span");
    hand.textContent = "✎ " + scene.words.corrected.replace("{claims}", byHand);
    box.append(hand);
  }
  return box;
}

// ---------------------------------------------------------------------------------------------- movements

function moves(view) {
  const { L, map, scene } = view;
  const group = view.layers.moves;
  group.clearLayers();
  for (const move of scene.moves) {
    const from = map.latLngToLayerPoint([move.from[0], move.from[1]]);
    const to = map.latLngToLayerPoint([move.to[0], move.to[1]]);
    const length = from.distanceTo(to);
    if (length < 18) continue;
    const side = scene.sides[move.side];
    const ink = view.colours.dark ? side.dark : side.light;
    const bend = L.point((from.x + to.x) / 2 - (to.y - from.y) * 0.16, (from.y + to.y) / 2 + (to.x - from.x) * 0.16);
    const curve = [];
    for (let t = 0; t <= 1.0001; t += 1 / 24) {
      curve.push(L.point((1 - t) ** 2 * from.x + 2 * t * (1 - t) * bend.x + t * t * to.x, (1 - t) ** 2 * from.y + 2 * t * (1 - t) * bend.y + t * t * to.y));
    }
    const angle = Math.atan2(to.y - bend.y, to.x - bend.x);
    const wing = (turn) => L.point(to.x - 13 * Math.cos(angle + turn), to.y - 13 * Math.sin(angle + turn));
    const back = (points) => points.map((point) => map.layerPointToLatLng(point));
    const style = { renderer: view.moveSvg, pane: "moves", color: ink };
    const dashed = move.mode === "forecast" || move.mode === "hypothetical";
    const line = L.polyline(back(curve), { ...style, weight: 1.6 + Math.min(3, move.origins * 0.7), dashArray: dashed ? "7 6" : move.mode === "hedged" ? "2 5" : null, opacity: 0.95, smoothFactor: 0 });
    const hit = L.polyline(back(curve), { ...style, weight: 14, opacity: 0 });
    const head = L.polygon(back([to, wing(0.42), wing(-0.42)]), { ...style, weight: 1, fillColor: ink, fillOpacity: dashed ? 0.25 : 1 });
    const pick = () => { if (!view.measuring) view.emit("pick", move.id); };
    for (const part of [line, hit, head]) { part.on("click", pick); group.addLayer(part); }
    const path = hit.getElement();
    if (path) button(path, `${move.name}: ${counted(scene, move.claims, move.origins, move.outlets, move.mentions)}`, pick);
    hit.bindTooltip(() => { const text = document.createElement("div"); const b = document.createElement("b"); b.textContent = move.name; const s = document.createElement("span"); s.textContent = counted(scene, move.claims, move.origins, move.outlets, move.mentions); text.append(b, s); return text; }, { sticky: true, className: "rp-tip" });
  }
}

// ---------------------------------------------------------------------------------------------- points, labels, names

function gather(view) {
  if (!view.drawn) return;
  const { L, map, scene } = view;
  const bounds = map.getBounds().pad(0.15);
  const { dots, labels, names } = view.layers;
  const held = (view.host?.activeElement ?? document.activeElement)?.dataset?.spot; // keeps the keyboard where it is
  dots.clearLayers();
  labels.clearLayers();
  names.clearLayers();
  const marks = scene.marks;
  const near = new Map();
  const groups = [];
  let outside = 0;
  for (let i = 0; i < marks.id.length; i++) {
    const inside = bounds.contains([marks.lat[i], marks.lon[i]]);
    if (!inside) outside++;
    if (marks.kind[i] !== "p" || !inside) continue;
    const p = map.latLngToLayerPoint([marks.lat[i], marks.lon[i]]);
    const cx = Math.floor(p.x / 30), cy = Math.floor(p.y / 30);
    let home = null;
    for (let x = cx - 1; x <= cx + 1 && !home; x++) for (let y = cy - 1; y <= cy + 1 && !home; y++) {
      const other = near.get(`${x},${y}`)?.find((g) => g.p.distanceTo(p) < 26);
      if (other) home = other;
    }
    if (home) { home.members.push(i); home.claims += marks.claims[i]; continue; }
    const group = { p, at: i, members: [i], claims: marks.claims[i] };
    groups.push(group);
    const key = `${cx},${cy}`;
    near.has(key) ? near.get(key).push(group) : near.set(key, [group]);
  }
  const taken = [];
  const wanted = [];
  for (const group of groups) { dot(view, group); wanted.push({ at: group.at, p: group.p, group, rank: group.claims + (selected().includes(marks.id[group.at]) ? 1e9 : 0), offset: 10 }); }
  for (let i = 0; i < marks.id.length; i++) {
    if (marks.kind[i] === "p" || !bounds.contains([marks.lat[i], marks.lon[i]])) continue;
    const room = marks.prec[i] >= 6 && map.getZoom() > 6 ? 0.2 : 1;
    wanted.push({ at: i, p: map.latLngToLayerPoint([marks.lat[i], marks.lon[i]]), rank: (selected().includes(marks.id[i]) ? 1e9 : 0) + marks.claims[i] * 3 * room, offset: 0 });
  }
  wanted.sort((a, b) => b.rank - a.rank);
  let shown = 0;
  for (const want of wanted) {
    if (shown >= 70) break;
    const text = marks.name[want.at] + (want.group?.members.length > 1 ? ` +${want.group.members.length - 1}` : "");
    const wide = text.length * 6.6 + String(want.group?.claims ?? marks.claims[want.at]).length * 7 + 26;
    const box = want.offset ? [want.p.x + want.offset, want.p.y - 11, want.p.x + want.offset + wide, want.p.y + 11] : [want.p.x - wide / 2, want.p.y - 11, want.p.x + wide / 2, want.p.y + 11];
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
    taken.push(box);
    shown++;
    label(view, want, text, wide);
  }
  base(view, bounds, taken);
  if (held) labels.eachLayer((marker) => { if (marker.getElement()?.dataset.spot === held) marker.getElement().focus({ preventScroll: true }); });
  const status = view.root.querySelector(".rp-map-outside");
  const all = marks.id.length;
  status.hidden = !(outside && outside === all);
  view.root.querySelector(".rp-map-empty").hidden = all > 0 || scene.moves.length > 0;
}

function dot(view, group) {
  const { L, map, scene } = view;
  const marks = scene.marks, i = group.at;
  const ink = colour(view, scene, i);
  const how = look(modes(scene, i));
  const many = group.members.length > 1;
  const chosen = group.members.some((k) => selected().includes(marks.id[k]));
  const size = Math.min(15, 4.5 + 1.5 * Math.log2(1 + marks.origins[i]) + (many ? 2 : 0));
  const where = [marks.lat[i], marks.lon[i]];
  const reach = marks.radius[i] * 1000;
  const metres = 40075016 * Math.cos((marks.lat[i] * Math.PI) / 180) / 2 ** (map.getZoom() + 8);
  if (!many && reach / metres > size + 3) {
    view.layers.dots.addLayer(L.circle(where, { radius: reach, renderer: view.dotCanvas, pane: "dots", interactive: false, color: ink, weight: 1, opacity: 0.6, dashArray: "1 4", fillColor: ink, fillOpacity: 0.07 }));
  }
  const mark = L.circleMarker(where, {
    renderer: view.dotCanvas, pane: "dots", radius: size, color: chosen ? view.colours.ink : how.solid ? view.colours.paper : ink, weight: chosen ? 3 : 1.6,
    dashArray: how.dash ? "3 3" : null, fillColor: how.solid ? ink : how.hatch ? stripe(view, ink) : view.colours.paper, fillOpacity: how.solid ? 0.92 : how.hatch ? 1 : 0.55,
  });
  mark.on("click", () => choose(view, group));
  mark.bindTooltip(() => tip(scene, i), { className: "rp-tip", direction: "top", offset: [0, -8] });
  view.layers.dots.addLayer(mark);
  if (many) view.layers.dots.addLayer(L.circleMarker(where, { renderer: view.dotCanvas, pane: "dots", radius: size + 3.5, color: ink, weight: 1.2, fill: false, interactive: false }));
}

function choose(view, group) {
  if (view.measuring) return;
  const marks = view.scene.marks;
  if (group.members.length > 1 && view.map.getZoom() < 12) {
    view.map.fitBounds(group.members.map((k) => [marks.lat[k], marks.lon[k]]), { padding: [60, 60], maxZoom: Math.min(12, view.map.getZoom() + 3) });
  } else view.emit("pick", marks.id[group.at]);
}

function label(view, want, text, wide) {
  const { L, scene } = view;
  const marks = scene.marks;
  const pill = document.createElement("div");
  pill.className = "rp-label" + (selected().includes(marks.id[want.at]) ? " chosen" : "") + (want.offset ? " beside" : "");
  const name = document.createElement("span");
  name.textContent = scene.corrected?.[marks.id[want.at]] ? `${text} ✎` : text;
  const count = document.createElement("b");
  count.textContent = want.group?.claims ?? marks.claims[want.at];
  const bar = document.createElement("i");
  const shares = scene.marks.shares[want.at];
  for (let k = 0; k < shares.length; k += 2) {
    const part = document.createElement("u");
    part.style.flexGrow = shares[k + 1];
    part.style.background = view.colours.dark ? scene.sides[shares[k]].dark : scene.sides[shares[k]].light;
    bar.append(part);
  }
  pill.append(name, count, bar);
  const icon = L.divIcon({ html: pill, className: "rp-label-holder", iconSize: [wide, 22], iconAnchor: want.offset ? [-want.offset, 11] : [wide / 2, 11] });
  const marker = L.marker([marks.lat[want.at], marks.lon[want.at]], { icon, pane: "labels", keyboard: true, riseOnHover: true, title: "", alt: "" });
  const open = () => (want.group ? choose(view, want.group) : view.measuring || view.emit("pick", marks.id[want.at]));
  marker.on("click", open);
  view.layers.labels.addLayer(marker);
  const element = marker.getElement();
  element.dataset.spot = marks.id[want.at];
  element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } });
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", scene.words.open.replace("{place}", text).replace("{claims}", count.textContent));
}

function base(view, bounds, taken) {
  if (!view.names) return;
  const { L, map } = view;
  const zoom = map.getZoom();
  let shown = 0;
  const drawnNames = new Set(view.scene.marks.name);
  for (const feature of view.names) {
    if (shown > 60) break;
    const { kind, name, rank = 3 } = feature.properties;
    const wide = kind !== "city";
    if (kind === "region_name" && drawnNames.has(name)) continue;
    if (kind === "country" ? zoom > 6.5 || rank > zoom - 0.5 : kind === "region_name" ? zoom > 8 || zoom < 5 : kind === "city" && rank > zoom - 2) continue;
    const [lon, lat] = feature.geometry.coordinates;
    if (!bounds.contains([lat, lon])) continue;
    const p = map.latLngToLayerPoint([lat, lon]);
    const half = name.length * (wide ? 4.4 : 3);
    const box = wide ? [p.x - half, p.y - 8, p.x + half, p.y + 8] : [p.x - 4, p.y - 8, p.x + half * 2 + 8, p.y + 8];
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
    taken.push(box);
    shown++;
    const text = document.createElement("span");
    text.textContent = name;
    view.layers.names.addLayer(L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ html: text, className: "rp-name " + kind, iconSize: null, iconAnchor: wide ? [half, 8] : [4, 8] }) }));
  }
}

// ---------------------------------------------------------------------------------------------- furniture

function buttons(view, data) {
  const { L, map } = view;
  const Tools = L.Control.extend({
    onAdd() {
      const bar = L.DomUtil.create("div", "leaflet-bar rp-tools");
      const add = (mark, title, act) => {
        const button = L.DomUtil.create("a", "", bar);
        Object.assign(button, { href: "#", title, textContent: mark });
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", title);
        L.DomEvent.disableClickPropagation(button);
        L.DomEvent.on(button, "click", (event) => { L.DomEvent.preventDefault(event); act(button); });
      };
      add("⌂", data.words.home, () => home(view, view.scene.home));
      add("⤢", data.words.everything, () => home(view, view.scene.everything));
      if (view.emit && !view.alone) add("▣", data.words.only_here, () => {
        const b = map.getBounds();
        view.emit("box", [b.getSouth(), Math.max(-180, b.getWest()), b.getNorth(), Math.min(180, b.getEast())].map((d) => d.toFixed(3)).join(","));
      });
      if (view.emit && !view.alone) add("⬠", data.words.draw_shape, (button) => shape(view, button));
      add("⟷", data.words.measure, (button) => measure(view, button));
      return bar;
    },
  });
  map.addControl(new Tools({ position: "topleft" }));
  view.root.querySelector(".rp-map-outside").onclick = () => home(view, view.scene.everything);
}

function measure(view, tool) {
  const { L, map } = view;
  if (view.measuring) { view.measuring.stop(); return; }
  const group = L.layerGroup().addTo(map);
  const points = [];
  const click = (event) => {
    points.push(event.latlng);
    group.clearLayers();
    const line = L.polyline(points, { color: view.colours.ink, weight: 2, dashArray: "4 4", interactive: false }).addTo(group);
    let total = 0;
    for (let i = 1; i < points.length; i++) total += map.distance(points[i - 1], points[i]);
    if (points.length > 1) line.bindTooltip(`${(total / 1000).toFixed(total < 20000 ? 1 : 0)} km`, { permanent: true, className: "rp-tip", direction: "right" }).openTooltip(event.latlng);
  };
  const stop = () => {
    map.off("click", click);
    group.remove();
    view.measuring = null;
    tool.classList.remove("on");
    tool.setAttribute("aria-pressed", "false");
    view.canvas.classList.remove("measuring");
  };
  map.on("click", click);
  tool.classList.add("on");
  tool.setAttribute("aria-pressed", "true");
  view.canvas.classList.add("measuring");
  view.measuring = { stop };
}

function legend(view, scene) {
  const panel = view.root.querySelector(".rp-legend-body");
  panel.replaceChildren();
  for (const side of new Set(scene.marks.side.concat(scene.moves.map((m) => m.side)))) {
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    swatch.style.background = view.colours.dark ? scene.sides[side].dark : scene.sides[side].light;
    const text = document.createElement("span");
    text.textContent = scene.sides[side].name;
    row.className = "side";
    row.append(swatch, text);
    panel.append(row);
  }
  for (const [key, said] of scene.words.legend) {
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    swatch.className = "sample " + key;
    const text = document.createElement("span");
    text.textContent = said;
    row.append(swatch, text);
    panel.append(row);
  }
  (scene.overlays ?? []).forEach((layer, number) => {
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    swatch.className = `sample layer dash${number % DASHES.length}`;
    row.append(swatch, words("span", [["span", scene.words.overlay.replace("{layer}", layer.said)]]));
    panel.append(row);
  });
  if (scene.symbols?.length) panel.append(words("div", [["i", ""], ["span", scene.words.symbols_legend]]));
  if (scene.partly) panel.append(words("div", [["i", ""], ["span", scene.words.partly]]));
  view.root.querySelector(".rp-legend > summary").textContent = scene.words.legend_title;
  view.root.querySelector(".rp-map-empty").textContent = scene.words.empty;
  view.root.querySelector(".rp-map-outside").textContent = scene.words.outside;
}
