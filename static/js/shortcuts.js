// "/" goes to the search; Escape closes the open menu, and of those that lie over the page a click elsewhere does too.
export function shortcuts(search, dropdowns, fold) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const open of [...dropdowns, fold]) {
        if (!open?.open) continue;
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
    const typing = event.target.closest("input, textarea, select");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
  const closeOthers = (target) => {
    for (const open of dropdowns) if (!open.contains(target)) open.open = false;
  };
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
}
