// The comparison: for each question a bar a claimant on one scale; open ends fade; a click reads the claim.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".rp-compare");
  root.replaceChildren(...data.questions.map((question) => ask(question, data.chosen, (id) => setTriggerValue("pick", id))));
}

function part(tag, name, text, parent) {
  const element = document.createElement(tag);
  element.className = name;
  if (text) element.textContent = text;
  parent?.append(element);
  return element;
}

function ask(question, chosen, pick) {
  const box = part("section", "question", "");
  part("h4", "", question.title, box);
  const line = part("p", "", question.envelope + " ", box);
  if (question.contested) part("b", "contested", question.contested, line);
  for (const answer of question.answers) {
    const row = part("button", "answer" + (answer.id === chosen ? " chosen" : ""), "", box);
    row.title = answer.note;
    row.onclick = () => pick(answer.id);
    row.style.setProperty("--ink", `light-dark(${answer.light}, ${answer.dark})`);
    part("span", "claimant", answer.claimant, row);
    const bar = part("i", `bar ${answer.mode} open${answer.opens}`, "", part("span", "track", "", row));
    bar.style.left = `${answer.low * 100}%`;
    bar.style.width = `${Math.max(0.6, (answer.high - answer.low) * 100)}%`;
    part("span", "words", answer.words, row);
  }
  const scale = part("div", "answer scale", "", box);
  part("span", "claimant", question.logarithmic, scale);
  const track = part("span", "track", "", scale);
  for (const tick of question.scale) part("span", "tick", tick.words, track).style.left = `${tick.at * 100}%`;
  part("span", "words", "", scale);
  return box;
}
