// Sends a form that has nothing to fill in as soon as its page is there. A page that comes back by the Back button waits for its button.
export function submitAtOnce(form) {
  const [visit] = performance.getEntriesByType("navigation");
  if (form && visit?.type !== "back_forward") form.requestSubmit();
}
