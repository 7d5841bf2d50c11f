// Keeps what is typed into a form in the page's address, so that a reload and a bookmark keep it too.
export function keepInAddress(form) {
  form?.addEventListener("input", () => {
    const typed = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", `${location.pathname}?${typed}`);
  });
}

// Asks before a page with unsaved changes is left.
export function unsavedGuard(form) {
  if (!form) return;
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  const saved = form.dataset.guard === "unsaved" ? null : typed();
  let saving = false;
  form.addEventListener("submit", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!saving && typed() !== saved) event.preventDefault();
    // Saving may be stopped; then the next way out asks again.
    saving = false;
  });
}

// Sends a form once: a second click, which would replace the page that the first one leads to, does nothing.
export function sendOnce(forms) {
  const sent = new Set();
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (sent.has(form)) event.preventDefault();
      sent.add(form);
    });
  }
  // A page that comes back by the Back button can be sent again.
  addEventListener("pageshow", () => sent.clear());
}
