// From the search field, Down goes to the first result; Down and Up go from one result to another, and from the first back.
export default function walkResults([results]) {
  const search = document.querySelector("[data-search]");
  const links = [...results.querySelectorAll("tbody th a, .found a")];
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
