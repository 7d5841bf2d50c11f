// Puts a button beside each code that copies it to the clipboard and says so. In a table it says of which row.
const ICON = new URL("../icons/sprite.svg#copy", import.meta.url);
const SVG = "http://www.w3.org/2000/svg";

export default function copyButtons(places) {
  if (!navigator.clipboard) return;
  const status = hidden("p", "");
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);
  for (const place of places) {
    for (const code of place.querySelectorAll("code")) {
      const name = code.closest("tr")?.querySelector("th a").textContent ?? "";
      const block = code.closest("pre");
      if (!block) code.title = code.textContent;
      const button = copyButton(code.textContent, `${place.dataset.copy} ${name}`.trim(), status);
      if (block) [button.className, button.lastChild.className] = ["copy labelled", ""];
      (block ?? code).after(button);
    }
  }
}

function copyButton(text, label, status) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.append(icon(), hidden("span", label));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
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
  return button;
}

function icon() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", ICON);
  return svg;
}

function hidden(tag, text) {
  const element = document.createElement(tag);
  element.className = "visually-hidden";
  element.textContent = text;
  return element;
}
