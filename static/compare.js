// The comparison: for each question a row an utterance: a bar on one scale whose open ends fade, or the sign of a
// denial or of a claim without a number; a click reads the claim.
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
  if (question.silence) part("p", "silence", question.silence, box);
  for (const answer of question.answers) box.append(row(answer, chosen, pick));
  if (!question.scale.length) return box;
  const scale = part("div", "answer scale", "", box);
  part("span", "claimant", question.logarithmic, scale);
  const track = part("span", "track", "", scale);
  for (const tick of question.scale) part("span", "tick", tick.words, track).style.left = `${tick.at * 100}%`;
  part("span", "words", "", scale);
  return box;
}

function row(answer, chosen, pick) {
  const line = part("button", `answer ${answer.mark}${answer.id === chosen ? " chosen" : ""}`, "");
  line.title = answer.note;
  line.onclick = () => pick(answer.id);
  line.style.setProperty("--ink", `light-dark(${answer.light}, ${answer.dark})`);
  const who = part("span", "claimant", answer.claimant, line);
  if (answer.printed) part("small", "", answer.printed, who);
  const track = part("span", "track", "", line);
  if (answer.mark === "bar") {
    const bar = part("i", `bar ${answer.mode} open${answer.opens}`, "", track);
    bar.style.left = `${answer.low * 100}%`;
    bar.style.width = `${Math.max(0.6, (answer.high - answer.low) * 100)}%`;
  } else {
    part("i", "sign", answer.sign, track);
  }
  part("span", "words", answer.words, line);
  return line;
}
