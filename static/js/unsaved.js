// Asks before a page with unsaved changes is left.
export function unsavedGuard(form) {
  if (!form) return;
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  const saved = form.dataset.guard === "unsaved" ? null : typed();
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && typed() !== saved) event.preventDefault();
  });
}
