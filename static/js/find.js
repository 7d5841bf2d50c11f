// The page that finds anything, as a dialog. It is loaded when it is opened first, so that pages stay light.
import { combobox } from "./combobox.js";

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// The field is no search field, which Escape would empty before it closes the dialog.
export function dialogOf(link) {
  const { pathname, searchParams } = new URL(link.href);
  const kept = [...searchParams].map(([name, value]) => element("input", { type: "hidden", name, value }));
  const input = element("input", { type: "text", name: "search", id: "find-field", maxLength: 200, enterKeyHint: "go", placeholder: "A client, a setting, a user, a page…" });
  const label = element("label", { className: "visually-hidden", htmlFor: input.id, textContent: "Find" });
  const form = element("form", { action: pathname, className: "search" }, label, link.querySelector("svg").cloneNode(true), input, ...kept);
  const list = element("ul", { id: "find-list", className: "found", hidden: true });
  const said = element("p", { className: "quiet said", role: "status" });
  const dialog = element("dialog", { className: "finder" }, form, list, said);
  dialog.setAttribute("aria-label", "Find");
  dialog.setAttribute("closedby", "any");
  document.body.append(dialog);
  combobox(form, input, list, said, () => dialog.close());
  return dialog;
}
