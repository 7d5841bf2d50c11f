// A search field whose results come as one types: Up and Down choose one, Enter goes there, or to the first.
const PAUSE = 40;

export function combobox(form, input, list, said, close) {
  let asked, pause, chosen;
  let shown = "";
  const options = () => [...list.querySelectorAll("a")];
  const choose = (option) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen?.id ?? "");
  };
  const show = (page) => {
    choose(undefined);
    list.replaceChildren(...(page.querySelector("[data-found]")?.children ?? []));
    for (const [place, option] of options().entries()) {
      const attributes = { role: "option", id: `${list.id}-${place}`, tabindex: "-1", "aria-selected": "false" };
      for (const [name, value] of Object.entries(attributes)) option.setAttribute(name, value);
      option.parentElement.setAttribute("role", "presentation");
    }
    list.hidden = options().length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = (page.querySelector("[data-results] [role=status]") ?? page.querySelector("h1"))?.textContent ?? "";
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const wanted = input.value;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      shown = wanted;
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = "The server cannot be reached.";
    }
  };
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" })) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Results");
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) choose(all.at((all.indexOf(chosen) + step + (chosen || step > 0 ? 0 : 1)) % all.length));
    const goes = event.key === "Enter" && !event.isComposing && shown === input.value && (chosen ?? all[0]);
    if (goes) close();
    if (goes) goes.click();
    if (step || goes) event.preventDefault();
  });
  list.addEventListener("click", close);
}
