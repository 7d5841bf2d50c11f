// Enhancements only: every page works without them. Each is bound by a data attribute.
import { copyButtons } from "./copy.js";
import { liveForm } from "./live.js";
import { rowLists } from "./rows.js";
import { keepInAddress, sendOnce, unsavedGuard } from "./forms.js";
import { keepOpen, walkResults } from "./results.js";
import { findAnything, shortcuts } from "./shortcuts.js";
import { themeSwitch } from "./theme.js";

copyButtons(document.querySelectorAll("[data-copy]"));
keepInAddress(document.querySelector("[data-keep]"));
keepOpen(document.querySelectorAll("[data-several]"));
themeSwitch(document.querySelector(".theme-switch"));
rowLists(document.querySelectorAll("[data-rows]"));
liveForm(document.querySelector("[data-live]"));
unsavedGuard(document.querySelector("[data-guard]"));
sendOnce(document.querySelectorAll("[data-once]"));
const search = document.querySelector("[data-search]");
const find = findAnything(document.querySelector("[data-find]"), search);
shortcuts(search, document.querySelectorAll("[data-dropdown]"), document.querySelector("[data-fold]"), find);
walkResults(search, document.querySelector("[data-results]"));
document.querySelector("[data-focus]")?.focus();
