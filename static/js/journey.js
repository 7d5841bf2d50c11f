// For users' pages, which all work without it.
import { sendOnce } from "./forms.js";
import { submitAtOnce } from "./submit.js";

sendOnce(document.querySelectorAll("[data-once]"));
submitAtOnce(document.querySelector("[data-submit]"));
document.querySelector("[data-focus]")?.focus();

// A browser may keep a page for its Back button. What is asked may be something else by now.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && document.querySelector("form[data-once]") && location.pathname.startsWith("/journey"))
    location.replace(location.pathname + location.search);
});
