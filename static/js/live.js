// Keeps what the server works out beside a form up to date while the form is typed into.
import { follow } from "./follow.js";
import { replace } from "./replace.js";

const PAUSE = 300;

export function liveForm(form) {
  if (!form) return;
  const refreshButton = document.querySelector(`[data-refresh="preview"][form="${form.id}"]`);
  const status = document.getElementById("preview-status");
  let timer;
  let request;
  let moves = Promise.resolve();
  let moving = 0;

  // The same page again, as the button would have it.
  const ask = (intent, signal) => {
    const typed = new URLSearchParams(new FormData(form));
    if (refreshButton.formMethod === "get") return fetch(`${refreshButton.formAction}?${typed}`, { signal });
    typed.set("intent", intent);
    return fetch(form.action, { method: "POST", body: typed, signal });
  };

  const refresh = async (ids, intent) => {
    clearTimeout(timer);
    request?.abort();
    request = new AbortController();
    try {
      const answer = await ask(intent, request.signal);
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ids) replace(document.getElementById(id), page.getElementById(id));
      follow(form, page);
      status.textContent = page.getElementById(status.id).textContent;
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
