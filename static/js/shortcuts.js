// "/" goes to the search, or opens that of everything where the page has none; Escape closes the open menu, and of those that lie over the page a click elsewhere does too.
export function shortcuts(search, dropdowns, fold, find) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const open of [...dropdowns, fold]) {
        if (!open?.open) continue;
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
    const typing = event.target.closest("input, textarea, select");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !(search || find)) return;
    event.preventDefault();
    if (!search) return find();
    search.focus();
    search.select();
  });
  const closeOthers = (target) => {
    for (const open of dropdowns) if (!open.contains(target)) open.open = false;
  };
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
}

// What opens the dialog that finds anything: the menu's link to the page, and Ctrl+K or Cmd+K. On the page itself that is its own field.
export function findAnything(link, field) {
  if (!link) return undefined;
  const isHere = new URL(link.href).pathname === location.pathname;
  let made;
  const open = async () => {
    let input = field;
    if (!isHere) {
      made ??= import("./find.js").then(({ dialogOf }) => dialogOf(link));
      // Of a build that has been replaced meanwhile nothing more can be fetched; the page is there.
      const dialog = await made.catch(() => undefined);
      if (!dialog) return location.assign(link.href);
      if (!dialog.open) dialog.showModal();
      input = dialog.querySelector("input");
    }
    input?.focus();
    input?.select();
  };
  if (/Mac|iPhone|iPad/.test(navigator.platform)) link.querySelector("kbd").textContent = "⌘ K";
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey || event.key?.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
  return open;
}
