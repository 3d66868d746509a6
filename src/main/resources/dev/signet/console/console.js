// What makes pages handier where there is JavaScript. Every page works without it.
(() => {
  "use strict";

  const prepare = (root) => {
    for (const button of root.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
    }
    for (const form of root.querySelectorAll("form[data-auto] button[type=submit]")) {
      form.hidden = true;
    }
  };

  // Copies what a button names, and says so where a screen reader hears it.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) {
      return;
    }
    const source = document.getElementById(button.dataset.copy);
    const label = button.firstChild;
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      label.textContent = "Copied";
    } catch {
      // No right to the clipboard: the text is marked, so that one key copies it.
      getSelection().selectAllChildren(source);
      label.textContent = "Marked";
    }
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // A form that was sent is not sent twice by a double click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post") {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, 5000);
    }
  });

  // Escape leaves an open menu.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.me[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
})();
