// Copies a text to the clipboard and says so.
export function copyButtons(buttons) {
  if (!navigator.clipboard) return;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  if (buttons.length > 0) document.querySelector("main").append(status);
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.classList.add("copied");
        status.textContent = "Copied";
      } catch {
        status.textContent = "The browser did not allow copying";
      }
      setTimeout(() => {
        button.classList.remove("copied");
        status.textContent = "";
      }, 2000);
    });
  }
}
