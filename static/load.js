// Brings a part's scripts and styles once a page: Streamlit sends these few lines with every update, not all of them.
const place = location.pathname.endsWith("/") ? location.pathname : location.pathname + "/";
const bring = async (path) => {
  const answer = await fetch(new URL("app/static/" + path, location.origin + place));
  if (!answer.ok) throw new Error(`${path} is not there`);
  return answer.text();
};
const parts = (window.__reportedParts ??= {});
const part = (parts["NAME"] ??= Promise.all([Promise.all(SCRIPTS.map(bring)), Promise.all(STYLES.map(bring))]).then(async ([scripts, styles]) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.join("\n"));
  const address = URL.createObjectURL(new Blob([scripts.join("\n")], { type: "text/javascript" }));
  return { sheet, mount: (await import(address)).default };
}));

export default function (component) {
  const root = component.parentElement;
  let gone = false, stop = null;
  part.then(({ sheet, mount }) => {
    if (gone) return;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    stop = mount(component);
  }).catch((cause) => { delete parts["NAME"]; console.warn("NAME", cause); });
  return () => { gone = true; stop?.(); };
}
