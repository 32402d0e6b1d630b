// Chips of the active filters, copy link, light and dark, the keys of the page, and what is selected (told to the map).
const listening = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".rp-bar");
  const tell = (name, value) => setTriggerValue(name, String(value));
  if (data.part === "chips") { chips(root, data, tell); return; }
  acts(root, data);
  window.__reportedSelected = data.selected;
  document.dispatchEvent(new CustomEvent("reported-selected"));
  window.__reportedPointing = data.pointing;
  document.dispatchEvent(new CustomEvent("reported-pointing"));
  window.__reportedRegion = data.kept;
  document.dispatchEvent(new CustomEvent("reported-region"));
  if (data.go.length && data.go[1] !== window.__reportedGone) {
    window.__reportedGone = data.go[1];
    window.__reportedGo = data.go[0];
    document.dispatchEvent(new CustomEvent("reported-go"));
  }
  remember(data.person, tell);
  toCitation(data.claim);
  listening.get(parentElement)?.abort();
  const stop = new AbortController();
  listening.set(parentElement, stop);
  document.addEventListener("keydown", (event) => keys(event, data, tell), { signal: stop.signal });
  return () => stop.abort();
}

function chips(root, data, tell) {
  const left = document.createElement("div");
  left.className = "chips";
  for (const chip of data.chips) {
    const button = part("button", "chip", "");
    button.append(part("span", "what", chip.condition), part("span", "value", chip.value), part("span", "x", "×"));
    button.title = data.words.remove;
    button.setAttribute("aria-label", `${data.words.remove} ${chip.condition} ${chip.value}`);
    button.onclick = () => tell("remove", chip.name);
    left.append(button);
  }
  if (data.chips.length) left.append(action(data.words.reset, () => tell("reset", Date.now())));
  if (data.undo) left.append(action(data.words.undo, () => tell("undo", Date.now())));
  root.replaceChildren(left);
}

function acts(root, data) {
  const right = document.createElement("div");
  right.className = "acts";
  const copy = action(data.words.copy, async () => {
    try { await navigator.clipboard.writeText(location.href); } catch {
      const field = Object.assign(document.createElement("textarea"), { value: location.href });
      document.body.append(field); field.select(); document.execCommand("copy"); field.remove();
    }
    copy.textContent = data.words.copied;
    setTimeout(() => { copy.textContent = data.words.copy; }, 1600);
  });
  right.append(copy, action(data.words.theme, theme));
  root.replaceChildren(right);
}

function part(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function action(text, act) {
  const button = part("button", "act", text);
  button.onclick = act;
  return button;
}

function theme() {
  const style = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body);
  const [r, g, b] = style.backgroundColor.match(/\d+/g).map(Number);
  const next = r + g + b > 380 ? "Dark" : "Light";
  const name = Object.keys(localStorage).find((key) => key.startsWith("stActiveTheme-")) ?? `stActiveTheme-${location.pathname}-v2`;
  localStorage.setItem(name, JSON.stringify({ name: next }));
  location.reload();
}

// The reader's name outlives the visit in this browser; it is offered once and never again after it was cleared.
let offered = false;
function remember(name, tell) {
  const kept = "reported-positions.person";
  try {
    if (name) localStorage.setItem(kept, name);
    else if (!offered && localStorage.getItem(kept)) tell("person", localStorage.getItem(kept));
    else if (offered) localStorage.removeItem(kept);
  } catch { /* a browser that keeps nothing asks again */ }
  offered = true;
}

function keys(event, data, tell) {
  const at = event.composedPath()[0];
  const typing = at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-testid=stSidebar] input[type=text]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (data.keys.includes(event.key)) {
    event.preventDefault();
    tell("key_pressed", `${event.key} ${Date.now()}`);
  }
}

let scrolled = "";
function toCitation(claim) {
  if (!claim || claim === scrolled) return;
  let tries = 0;
  const look = () => {
    const text = document.querySelector(`[data-claim="${CSS.escape(claim)}"] .rp-whole`);
    const first = text?.querySelector(".rp-cite-first");
    if (first) { text.scrollTop = first.offsetTop - text.offsetTop - 60; scrolled = claim; } else if (tries++ < 40) setTimeout(look, 60);
  };
  look();
}
