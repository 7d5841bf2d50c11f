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
