// Enhancements only: every page works without them. Each is bound by a data attribute.
import { copyButtons } from "./copy.js";
import { liveForm } from "./live.js";
import { rowLists } from "./rows.js";
import { keepInAddress, sendOnce, unsavedGuard } from "./forms.js";
import { keepOpen, walkResults } from "./results.js";
import { shortcuts } from "./shortcuts.js";
import { themeSwitch } from "./theme.js";

copyButtons(document.querySelectorAll("[data-copy]"));
keepInAddress(document.querySelector("[data-keep]"));
keepOpen(document.querySelectorAll("[data-several]"));
themeSwitch(document.querySelector(".theme-switch"));
rowLists(document.querySelectorAll("[data-rows]"));
liveForm(document.querySelector("[data-live]"));
unsavedGuard(document.querySelector("[data-guard]"));
sendOnce(document.querySelectorAll("[data-once]"));
shortcuts(document.querySelector("[data-search]"), document.querySelectorAll("[data-dropdown]"), document.querySelector("[data-fold]"));
walkResults(document.querySelector("[data-search]"), document.querySelector("[data-results]"));
document.querySelector("[data-focus]")?.focus();
