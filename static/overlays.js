// What a reader lays under or over the claims: layers that people bring, tiles from a server they name, unit symbols.
const DASHES = [null, "9 5", "2 4", "12 4 2 4"];

function overlays(view) {
  const { L, scene } = view;
  const group = view.layers.overlays;
  group.clearLayers();
  (scene.overlays ?? []).forEach((layer, number) => {
    const parts = kept.overlays.get(layer.id) ?? [];
    const ink = view.colours.ink;
    for (const part of parts) {
      const line = { renderer: view.overlaySvg, pane: "overlays", color: ink, weight: 1.8, opacity: 0.9, dashArray: DASHES[number % DASHES.length], className: "rp-overlay" };
      let drawn = null;
      if (part.points) drawn = L.featureGroup(part.points.map((at) => L.circleMarker(at, { ...line, radius: 3, dashArray: null, fillColor: ink, fillOpacity: 0.8 })));
      else if (part.line) {
        const rings = part.parts.map(unpacked);
        group.addLayer(L.polyline(rings, { ...line, color: view.colours.paper, weight: 5, opacity: 0.7, dashArray: null, className: "", interactive: false }));
        drawn = L.polyline(rings, line);
      } else drawn = L.polygon(part.parts.map((polygon) => polygon.map(unpacked)), { ...line, fillColor: ink, fillOpacity: 0.07 });
      drawn.bindTooltip(() => words("div", [["b", part.name || layer.said], ["span", scene.words.overlay.replace("{layer}", layer.said)]]), { sticky: true, className: "rp-tip" });
      group.addLayer(drawn);
    }
  });
}

function words(tag, lines) {
  const box = document.createElement(tag);
  for (const [kind, text] of lines) { const line = document.createElement(kind); line.textContent = text; box.append(line); }
  return box;
}

function tiles(view) {
  const { L, map, scene } = view;
  const wanted = scene.tiles?.url ?? "";
  if (view.tilesUrl === wanted) return;
  view.tilesUrl = wanted;
  view.tileLayer?.remove();
  view.tileLayer = null;
  const status = view.root.querySelector(".rp-map-status");
  status.textContent = "";
  map.getPane("base").style.display = wanted ? "none" : "";
  if (!wanted || new URL(wanted).hostname !== scene.tiles.host || new URL(wanted).protocol !== "https:") return;
  const credit = document.createElement("span");
  credit.textContent = scene.tiles.credit;
  view.tileLayer = L.tileLayer(wanted, { pane: "tiles", maxZoom: 13, attribution: credit.innerHTML, referrerPolicy: "no-referrer", className: "rp-tile" });
  view.tileLayer.once("tileerror", () => { status.textContent = scene.words.no_tiles; map.getPane("base").style.display = ""; });
  view.tileLayer.addTo(map);
}

let armoury = null;
function symbolLibrary() {
  if (window.ms) return Promise.resolve(window.ms);
  armoury ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here("vendor/milsymbol/milsymbol.js");
    script.onload = () => resolve(window.ms);
    script.onerror = () => { armoury = null; reject(new Error("the symbols are not there")); };
    document.head.append(script);
  });
  return armoury;
}

function symbols(view) {
  const { L, scene } = view;
  const group = view.layers.symbols;
  group.clearLayers();
  if (!scene.symbols?.length) return;
  symbolLibrary().then((ms) => {
    if (view.gone || view.scene !== scene) return;
    const stacked = new Map();
    for (const unit of scene.symbols) {
      const side = scene.sides[unit.side];
      const ink = view.colours.dark ? side.dark : side.light;
      const mark = new ms.Symbol(unit.code, { size: 24, monoColor: ink, strokeWidth: 7 });
      const height = stacked.get(unit.spot) ?? 0;
      stacked.set(unit.spot, height + 1);
      const size = mark.getSize();
      const holder = document.createElement("div");
      holder.innerHTML = mark.asSVG(); // drawn by the library from digits and our own colour, nothing else
      const icon = L.divIcon({ html: holder, className: "rp-symbol", iconSize: [size.width, size.height], iconAnchor: [size.width / 2, size.height + 14 + height * 26] });
      const marker = L.marker([unit.lat, unit.lon], { icon, pane: "labels", keyboard: true, title: "", alt: "" });
      const said = scene.words.symbol.replace("{side}", side.name).replace("{place}", unit.place).replace("{claims}", unit.claims);
      marker.bindTooltip(() => words("div", [["b", said]]), { className: "rp-tip", direction: "top" });
      marker.on("click", () => view.measuring || view.emit("pick", unit.spot));
      group.addLayer(marker);
      button(marker.getElement(), said, () => view.emit("pick", unit.spot));
    }
    view.root.dataset.symbols = scene.symbols.length;
  }).catch(() => { view.root.querySelector(".rp-map-status").textContent = scene.words.no_symbols; });
}

function button(element, said, act) {
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", said);
  element.setAttribute("tabindex", "0");
  element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
}
