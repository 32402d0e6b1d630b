// A list of claims: side, claimant, what, when and the first words. Enter, click or arrows choose one.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".rp-claims");
  const rows = data.claims.map((claim) => row(claim, data.chosen === claim.id, () => setTriggerValue("pick", claim.id)));
  root.replaceChildren(...rows);
  root.setAttribute("role", "listbox");
  root.setAttribute("aria-label", data.label);
  root.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = rows[rows.indexOf(parentElement.activeElement ?? document.activeElement) + step];
    next?.focus();
  };
  rows.find((each) => each.classList.contains("chosen"))?.scrollIntoView({ block: "nearest" });
}

function row(claim, chosen, pick) {
  const button = document.createElement("button");
  button.className = "row" + (chosen ? " chosen" : "");
  button.setAttribute("role", "option");
  button.setAttribute("aria-selected", String(chosen));
  button.style.setProperty("--light", claim.light);
  button.style.setProperty("--dark", claim.dark);
  for (const [name, text] of [["who", claim.who], ["when", claim.when], ["mode", claim.mode], ["what", claim.what], ["quote", claim.quote]]) {
    if (!text) continue;
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    button.append(part);
  }
  button.onclick = pick;
  return button;
}
