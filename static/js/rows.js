// Adds a row to a list and removes one without a way to the server and back, which is how it works without scripts.
export default function rowLists(lists) {
  for (const list of lists) {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      const rows = [...list.querySelectorAll(".entry")];
      if (button.hasAttribute("data-add")) add(rows.at(-1));
      else remove(rows, button.closest(".entry"));
      number(list);
    });
  }
}

function add(last) {
  const row = last.cloneNode(true);
  empty(row);
  last.after(row);
  row.querySelector("input").focus();
}

// The last row that is left is emptied, so that there is something to type into.
function remove(rows, row) {
  const at = rows.indexOf(row);
  if (rows.length === 1) empty(row);
  else row.remove();
  const next = rows[at + 1] ?? rows[at - 1] ?? row;
  next.querySelector("input").focus();
}

function empty(row) {
  row.classList.remove("has-error");
  row.querySelector(".field-error")?.remove();
  const input = row.querySelector("input");
  input.value = "";
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
}

function number(list) {
  const rows = [...list.querySelectorAll(".entry")];
  const numbered = /\d+(?=(-error)?$)/;
  for (const [at, row] of rows.entries()) {
    for (const part of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(numbered, at + 1));
      }
    }
    const button = row.querySelector("button");
    button.value = button.value.replace(numbered, at + 1);
    for (const label of row.querySelectorAll(".visually-hidden")) label.textContent = label.textContent.replace(numbered, at + 1);
  }
  list.querySelector("input[type=hidden]").value = rows.length;
  list.querySelector("[data-add]").hidden = rows.length >= list.dataset.most;
  list.dispatchEvent(new Event("input", { bubbles: true }));
}
