// What makes pages handier where there is JavaScript. Every page works without it.
(() => {
  "use strict";

  const prepare = (root) => {
    for (const button of root.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
    }
    if (window.PublicKeyCredential) {
      for (const form of root.querySelectorAll("form[data-passkey]")) {
        form.hidden = false;
      }
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

  // Asks the browser for a passkey, and sends what it says with the form.
  const text = (value) => new TextEncoder().encode(value);
  const encoded = (buffer) => buffer
    ? btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
    : undefined;
  const decoded = (value) => Uint8Array.from(
    atob(value.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

  const asked = ({ passkey, challenge, host, user, name, exclude }) => passkey === "create"
    ? navigator.credentials.create({ publicKey: {
        challenge: text(challenge),
        rp: { id: host, name: "Signet" },
        user: { id: text(user), name, displayName: name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
        excludeCredentials: exclude.split(" ").filter((id) => id)
          .map((id) => ({ type: "public-key", id: decoded(id) })),
      } })
    : navigator.credentials.get({ publicKey: {
        challenge: text(challenge), rpId: host, userVerification: "required",
      } });

  const told = (credential) => JSON.stringify({
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: encoded(credential.response.clientDataJSON),
      attestationObject: encoded(credential.response.attestationObject),
      transports: credential.response.getTransports?.(),
      authenticatorData: credential.response.signature
        ? encoded(credential.response.authenticatorData) : undefined,
      signature: encoded(credential.response.signature),
      userHandle: encoded(credential.response.userHandle),
    },
  });

  const why = (error) => ({
    NotAllowedError: "Nothing came of it: it was cancelled, took too long, or there is no such passkey here.",
    InvalidStateError: "This device has a passkey of yours already.",
    SecurityError: "Passkeys work at the server's own address only. Open the console there.",
  })[error.name] ?? "The browser could not do this: " + error.message;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = form.querySelector("[data-said]");
    said.textContent = "";
    try {
      form.elements.response.value = told(await asked(form.dataset));
      form.submit();
    } catch (error) {
      said.textContent = why(error);
    }
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
