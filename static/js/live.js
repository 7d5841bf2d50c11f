// Keeps what the server works out beside a form up to date while the form is typed into.
const PAUSE = 300;

export function liveForm(form) {
  if (!form) return;
  const refreshButton = document.querySelector(`[data-refresh="preview"][form="${form.id}"]`);
  let timer;
  let request;

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
      for (const id of ids) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
    } catch (error) {
      if (error.name === "AbortError") return;
      // Without an answer the button is the way to one, and to its explanation.
      refreshButton.hidden = false;
    }
  };

  let moving = false;

  refreshButton.hidden = true;
  form.addEventListener("input", () => {
    if (moving) return;
    clearTimeout(timer);
    timer = setTimeout(() => refresh(["preview"], "preview"), PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.dataset.refresh || !refreshButton.hidden) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (moving) return;
    moving = true;
    await refresh(button.dataset.refresh.split(" "), button.value);
    moving = false;
    // At an end of the list there is only the way back.
    const other = button.id.startsWith("up-") ? button.id.replace("up-", "down-") : button.id.replace("down-", "up-");
    (document.getElementById(button.id) ?? document.getElementById(other))?.focus();
  });
}
