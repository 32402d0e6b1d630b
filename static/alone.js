
// The exported page: folium made the map, this draws the same scene into it.
window.reportedPositions = (map, scene, base) => {
  const root = document.querySelector(".rp-map");
  root.querySelector(".rp-map-canvas").append(map.getContainer());
  map.invalidateSize();
  const view = { root, scene };
  view.emit = (name, value) => {
    for (const row of document.querySelectorAll("tr[data-ground]")) row.classList.toggle("chosen", value && row.dataset.ground.split(" ").includes(value));
    document.querySelector("tr.chosen")?.scrollIntoView({ block: "nearest" });
  };
  take(view, scene);
  begin(view, window.L, scene, map, base);
  redraw(view);
};
