// Keeps what is typed into a form in the page's address, so that a reload and a bookmark keep it too.
export function keepInAddress(form) {
  form?.addEventListener("input", () => {
    const typed = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", `${location.pathname}?${typed}`);
  });
}
