// Keeps what the server works out beside a form up to date while the form is typed into.
const PAUSE = 300;

export function liveForm(form) {
  if (!form) return;
  const refreshButton = document.querySelector(`[data-refresh="preview"][form="${form.id}"]`);
  let timer;
  let request;
  let moves = Promise.resolve();
  let moving = 0;

  const refresh = async (ids, intent) => {
    clearTimeout(timer);
    request?.abort();
    request = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("intent", intent);
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: request.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ids) replace(document.getElementById(id), page.getElementById(id));
    } catch (error) {
      if (error.name === "AbortError") return;
      // Without an answer the button is the way to one, and to its explanation.
      refreshButton.hidden = false;
    }
  };

  const previewSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (moving > 0 ? previewSoon() : refresh(["preview"], "preview")), PAUSE);
  };

  refreshButton.hidden = true;
  form.addEventListener("input", previewSoon);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.refresh || !refreshButton.hidden) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    moving += 1;
    moves = moves.then(() => refresh(button.dataset.refresh.split(" "), button.value)).finally(() => { moving -= 1; });
  });
}

// What was chosen while the answer was under way is kept, and so is the focus.
function replace(part, answer) {
  const focused = document.activeElement?.id ?? "";
  const chosen = [...part.querySelectorAll("select")].map(({ id, value }) => [id, value]);
  part.replaceChildren(...answer.childNodes);
  for (const [id, value] of chosen) document.getElementById(id).value = value;
  if (document.activeElement?.id === focused) return;
  // At an end of the list there is only the way back.
  const other = focused.startsWith("up-") ? focused.replace("up-", "down-") : focused.replace("down-", "up-");
  (document.getElementById(focused) ?? document.getElementById(other))?.focus();
}
