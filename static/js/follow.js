// What follows from what is typed, beside the preview: a question, parts that have no effect, hints, counts.
export function follow(form, drawn) {
  for (const said of document.querySelectorAll(`#changed, #${form.id} :is(.hint[id], .counter)`)) {
    const now = drawn.getElementById(said.id);
    if (now && now.textContent !== said.textContent) said.textContent = now.textContent;
  }
  for (const fold of form.querySelectorAll(".fold")) {
    const { className, open } = drawn.getElementById(fold.id);
    if (fold.className !== className) Object.assign(fold, { className, open });
  }
  const [asked, asks] = [form, drawn.getElementById(form.id)].map((of) => of?.querySelector("[data-question]"));
  if (asked?.textContent !== asks?.textContent) ask(form, asked, asks);
}

// The answer to the same question is kept, and so is the focus; another question has not been answered.
function ask(form, asked, asks) {
  const [before, now] = [asked, asks].map((question) => question?.querySelector("input"));
  const isSame = before?.labels[0].textContent === asks?.querySelector("label").textContent;
  const hasFocus = asked?.contains(document.activeElement);
  asked?.remove();
  if (!asks) return;
  now.checked = isSame && before.checked;
  const { name } = asks.previousElementSibling.querySelector("[name]");
  form.querySelector(`[name="${name}"]`).closest(".field").after(asks);
  if (hasFocus) now.focus();
}
