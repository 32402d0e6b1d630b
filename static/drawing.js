
// Pointing at the map: a shape drawn by its corners for the filter, one point for a correction, and the outline of
// what the filter keeps. Part of map.js; clicks are taken before Leaflet and the marks see them.
const MOST_CORNERS = 40;

function pointing(view) {
  const signal = view.stop.signal;
  document.addEventListener("reported-pointing", () => point(view), { signal });
  document.addEventListener("reported-region", () => outline(view), { signal });
  document.addEventListener("reported-go", () => go(view), { signal });
  point(view);
  outline(view);
  go(view);
}

// A kept view was opened: the map goes to its window.
function go(view) {
  const at = (window.__reportedGo ?? "").split(",").map(Number);
  window.__reportedGo = "";
  if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]) <= 85) view.map.setView([at[0], at[1]], at[2]);
}

function takeClicks(view, act) {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  let from = [0, 0];
  view.canvas.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; }, options);
  for (const kind of ["click", "dblclick"]) view.canvas.addEventListener(kind, (event) => {
    if (event.target.closest?.(".leaflet-control")) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) < 5) act(view.map.mouseEventToLatLng(event), kind);
  }, options);
  view.canvas.classList.add("pointing");
  view.canvas.style.cursor = "crosshair";
  return () => { stop.abort(); view.canvas.classList.remove("pointing"); view.canvas.style.cursor = ""; };
}

const degrees = (where) => `${where.lat.toFixed(4)},${(((where.lng + 540) % 360) - 180).toFixed(4)}`;

function point(view) {
  view.endPoint?.();
  view.endPoint = null;
  if (!window.__reportedPointing) return;
  const end = takeClicks(view, (where) => view.emit("point", degrees(where)));
  view.endPoint = end;
}

function shape(view, button) {
  const { L, map } = view;
  if (view.endShape) { view.endShape(); return; }
  const group = L.layerGroup().addTo(map);
  const corners = [];
  const look = { color: view.colours.ink, weight: 2, dashArray: "4 4", interactive: false };
  const close = () => {
    const told = corners.map(degrees).join(";");
    view.endShape();
    if (corners.length > 2) view.emit("shape", told);
  };
  const ended = takeClicks(view, (where, kind) => {
    const near = corners.length > 2 && map.latLngToContainerPoint(where).distanceTo(map.latLngToContainerPoint(corners[0])) < 12;
    if (kind === "dblclick" || near) { close(); return; }
    corners.push(where);
    if (corners.length >= MOST_CORNERS) { close(); return; }
    group.clearLayers();
    L.polygon(corners, { ...look, fillOpacity: 0.08 }).addTo(group);
    corners.forEach((corner) => L.circleMarker(corner, { ...look, radius: 4, dashArray: null, fillOpacity: 1 }).addTo(group));
    tell(view, view.scene.words.shape_more);
  });
  const keys = new AbortController();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopImmediatePropagation(); view.endShape(); }
    if (event.key === "Enter" && corners.length > 2) { event.preventDefault(); close(); }
  }, { capture: true, signal: keys.signal });
  map.doubleClickZoom.disable();
  button.classList.add("on");
  tell(view, view.scene.words.shape_begin);
  view.endShape = () => {
    view.endShape = null;
    ended();
    keys.abort();
    group.remove();
    map.doubleClickZoom.enable();
    button.classList.remove("on");
    tell(view, "");
  };
}

function tell(view, words) {
  view.root.querySelector(".rp-map-status").textContent = words;
}

function outline(view) {
  view.kept?.remove();
  view.kept = null;
  const corners = window.__reportedRegion;
  if (!corners?.length || !view.map) return;
  const look = { color: view.colours?.ink ?? "#445", weight: 1.5, dashArray: "2 5", fill: false, interactive: false, className: "rp-kept" };
  view.kept = view.L.polygon(corners, look).addTo(view.map);
}
