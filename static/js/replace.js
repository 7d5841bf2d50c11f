// Puts a part of an answer in the place of the same part of the page. What was chosen while the answer was under way is kept, and
// so is the focus.
export function replace(part, answer) {
  const focused = document.activeElement?.id ?? "";
  const chosen = [...part.querySelectorAll("select")].map(({ id, value }) => [id, value]);
  if (!redrawn(part, answer)) part.replaceChildren(...answer.childNodes);
  for (const [id, value] of chosen) document.getElementById(id).value = value;
  if (document.activeElement?.id === focused) return;
  // At an end of the list there is only the way back.
  const other = focused.startsWith("up-") ? focused.replace("up-", "down-") : focused.replace("down-", "up-");
  (document.getElementById(focused) ?? document.getElementById(other))?.focus();
}

// Where the answer has the same screens, each keeps its document, of which the body alone is replaced: a new one would be blank at first.
function redrawn(part, answer) {
  const [shown, drawn] = [part, answer].map((of) => [...of.querySelectorAll("iframe")]);
  const titles = (frames) => frames.map(({ title }) => title).join();
  if (shown.length === 0 || titles(shown) !== titles(drawn)) return false;
  for (const [at, frame] of shown.entries()) show(frame, drawn[at].srcdoc);
  part.lastElementChild.replaceWith(answer.lastElementChild);
  return true;
}

function show(frame, html) {
  const body = frame.contentDocument?.querySelector("body.journey");
  if (body) body.replaceWith(new DOMParser().parseFromString(html, "text/html").body);
  else frame.srcdoc = html;
}
