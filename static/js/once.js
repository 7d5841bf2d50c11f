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
