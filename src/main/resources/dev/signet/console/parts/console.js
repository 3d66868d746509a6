// Conveniences for browsers with JavaScript. Every page works without it.
(() => {
  "use strict";

  const prepare = (root) => {
    for (const button of root.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
    }
    if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      for (const form of root.querySelectorAll("form[data-passkey]")) {
        form.hidden = false;
      }
    }
  };

  // Copies the text that a button names, and announces it to screen readers.
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
      // No permission for the clipboard: the text is selected, so that one key copies it.
      getSelection().selectAllChildren(source);
      label.textContent = "Selected";
    }
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // Asks the browser for a passkey, and sends its response with the form. Challenge, user and credential ids are base64url,
  // as PublicKeyCredential's own JSON has them (https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON).
  const requestPasskey = ({ passkey, challenge, host, user, name, exclude }) => passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON({
        challenge,
        rp: { id: host, name: "Signet" },
        user: { id: user, name, displayName: name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
        excludeCredentials: exclude.split(" ").filter((id) => id).map((id) => ({ type: "public-key", id })),
      }) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({
        challenge, rpId: host, userVerification: "required",
      }) });

  const messageOf = (error) => ({
    NotAllowedError: "No passkey was used: the request was cancelled or timed out, or there is no passkey for this site here.",
    InvalidStateError: "This device already has a passkey of yours.",
    SecurityError: "Passkeys only work at the server's configured address. Open the console there.",
  })[error.name] ?? "The browser could not do this: " + error.message;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const message = form.querySelector("[data-error]");
    message.textContent = "";
    try {
      form.elements.response.value = JSON.stringify(await requestPasskey(form.dataset));
      form.submit();
    } catch (error) {
      message.textContent = messageOf(error);
    }
  });

  // A double click does not send a form twice.
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

  // Buttons that allow something do nothing for half a second after the page appears or gets the focus: a click that was
  // meant for a window in front of it must not decide.
  const delay = () => {
    for (const button of document.querySelectorAll("form[data-delayed] button")) {
      button.disabled = true;
      setTimeout(() => { button.disabled = false; }, 500);
    }
  };
  document.addEventListener("DOMContentLoaded", delay);
  document.addEventListener("visibilitychange", delay);
  window.addEventListener("focus", delay);

  // Escape closes an open menu.
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
