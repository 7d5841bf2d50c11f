// A menu of which several values can be chosen is open again on the page that a choice leads to.
const KEY = "chosen-of-several";

export default function keepOpen(menus) {
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
