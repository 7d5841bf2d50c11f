// Enhancements only: every page works without them. Each is bound by a data attribute.
import { liveForm } from "./live.js";
import { keepInAddress, sendOnce, unsavedGuard } from "./forms.js";
import { findAnything, shortcuts } from "./shortcuts.js";
import { themeSwitch } from "./theme.js";

// What few pages have is fetched by those alone.
const where = (selector, module) => {
  const found = document.querySelectorAll(selector);
  if (found.length > 0) import(module).then((fetched) => fetched.default(found));
};

where("[data-copy]", "./copy.js");
where("[data-rows]", "./rows.js");
where("[data-results]", "./results.js");
where("[data-several]", "./several.js");
keepInAddress(document.querySelector("[data-keep]"));
themeSwitch(document.querySelector(".theme-switch"));
liveForm(document.querySelector("[data-live]"));
unsavedGuard(document.querySelector("[data-guard]"));
sendOnce(document.querySelectorAll("[data-once]"));
const search = document.querySelector("[data-search]");
const find = findAnything(document.querySelector("[data-find]"), search);
shortcuts(search, document.querySelectorAll("[data-dropdown]"), document.querySelector("[data-fold]"), find);
document.querySelector("[data-focus]")?.focus();
