// What pages need beside HTML and htmx: dialogs on older browsers, a guard for unsaved forms, charts when there are any.
import { drawCharts, followTheme } from "./charts.js";

const wide = matchMedia("(min-width: 768px)");
const oldDetails = !CSS.supports("selector(::details-content)");
const oldCommands = !("commandForElement" in HTMLButtonElement.prototype);
const changed = new WeakSet();

// A browser that cannot show a closed menu on a wide screen by CSS alone gets it opened.
if (oldDetails && wide.matches) {
  document.querySelectorAll("[data-open-when-wide]").forEach((menu) => (menu.open = true));
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  // One menu at a time; a click elsewhere closes it.
  document.querySelectorAll("details.more[open], details.side-menu[open]").forEach((menu) => {
    if (!menu.contains(target) && !(oldDetails && wide.matches)) menu.open = false;
  });
  const button = target?.closest("button[commandfor]");
  if (!button || !oldCommands) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  else dialog.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.more[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// A guarded form warns before its page is left with changes that were not sent.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form));
  if (unsaved) event.preventDefault();
});

drawCharts();
followTheme();
document.addEventListener("htmx:after:swap", drawCharts);
