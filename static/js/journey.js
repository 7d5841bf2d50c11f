// For users' pages, which all work without it.
import { sendOnce } from "./once.js";
import { submitAtOnce } from "./submit.js";

sendOnce(document.querySelectorAll("[data-once]"));
submitAtOnce(document.querySelector("[data-submit]"));
document.querySelector("[data-focus]")?.focus();
