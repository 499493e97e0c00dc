// Narrows the list of findings. The page is whole without it: what it needs is hidden until it runs.
"use strict";

const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const inputs = ["search", "part", "severity", "rule"].map((id) => document.getElementById(id));
const rules = Array.from(document.querySelectorAll(".rule"), (element) => ({
  element,
  title: element.querySelector("h3").textContent,
  messages: Array.from(element.querySelectorAll(".message"), (message) => ({
    element: message,
    items: Array.from(message.querySelectorAll(".occurrences > li")),
    texts: null,
  })),
}));
const total = rules.flatMap((rule) => rule.messages).reduce((sum, message) => sum + message.items.length, 0);
const inWords = (number) => `${number.toLocaleString("en")} ${number === 1 ? "finding" : "findings"}`;
let waiting = 0;

function textsOf(rule, message) {
  // Read once, at the first search: thousands of findings are many texts.
  if (message.texts === null) {
    const common = `${rule.title} ${message.element.querySelector(".said").textContent}`.toLowerCase();
    message.texts = message.items.map((item) => `${common} ${item.textContent.toLowerCase()}`);
  }
  return message.texts;
}

function apply() {
  const [search, part, severity, name] = inputs.map((input) => input.value);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const narrowed = words.length > 0 || [part, severity, name].some(Boolean);
  let number = 0;
  for (const rule of rules) {
    const fits = (!part || rule.element.dataset.part === part) && (!name || rule.element.dataset.rule === name);
    let inRule = 0;
    for (const message of rule.messages) {
      let inMessage = 0;
      if (fits && (!severity || message.element.dataset.severity === severity)) {
        const texts = words.length ? textsOf(rule, message) : null;
        message.items.forEach((item, at) => {
          item.hidden = texts !== null && !words.every((word) => texts[at].includes(word));
          inMessage += item.hidden ? 0 : 1;
        });
      }
      message.element.hidden = inMessage === 0;
      inRule += inMessage;
    }
    rule.element.hidden = narrowed && inRule === 0;
    number += inRule;
  }
  shown.textContent = number === total ? `All ${inWords(total)} shown` : `${number.toLocaleString("en")} of ${inWords(total)} shown`;
}

function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    form.reset();
    target.scrollIntoView();
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(apply, 60);
});
form.addEventListener("reset", () => {
  for (const input of inputs) {
    input.value = "";
  }
  apply();
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", showTarget);

form.hidden = false;
apply();
showTarget();
