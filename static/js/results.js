// From the search field, Down goes to the first result; Down and Up go from one result to another, and from the first back.
export function walkResults(search, results) {
  const links = [...(results?.querySelectorAll("tbody th a, .found a") ?? [])];
  const stops = search ? [search, ...links] : links;
  for (const [place, stop] of stops.entries()) {
    stop.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = stops[place + step];
      if (!next || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      next.focus();
    });
  }
}

// A menu of which several values can be chosen is open again on the page that a choice leads to.
const KEY = "chosen-of-several";

export function keepOpen(menus) {
  for (const menu of menus) {
    const links = [...menu.querySelectorAll("a")];
    menu.addEventListener("click", (event) => {
      const chosen = links.indexOf(event.target.closest("a"));
      if (chosen > 0) sessionStorage.setItem(KEY, chosen);
    });
    const chosen = links[sessionStorage.getItem(KEY) ?? -1];
    sessionStorage.removeItem(KEY);
    if (!chosen) continue;
    menu.open = true;
    chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ block: "nearest" });
  }
}
