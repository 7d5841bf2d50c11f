// What follows from what is typed, beside the preview: a question, parts that have no effect, hints, counts.
export function follow(form, drawn) {
  for (const said of document.querySelectorAll(`#changed, #${form.id} :is(.hint[id], .counter)`)) {
    const text = drawn.getElementById(said.id)?.textContent ?? "";
    if (text && text !== said.textContent || said.id === "changed") said.textContent = text;
  }
  for (const fold of form.querySelectorAll(".fold")) {
    const { className, open } = drawn.getElementById(fold.id);
    if (fold.className !== className) Object.assign(fold, { className, open });
  }
  const [asked, asks] = [form, drawn.getElementById(form.id)].map((of) => of?.querySelector("[data-question]"));
  if (asked?.textContent === asks?.textContent) return;
  asked?.remove();
  if (!asks) return;
  const { name } = asks.previousElementSibling.querySelector("[name]");
  form.querySelector(`[name="${name}"]`).closest(".field").after(asks);
}
