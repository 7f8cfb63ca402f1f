// Passkeys: asks the device, and brings its answer to the server. The buttons show only where browser and server can.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

async function send(form, action, fields = {}) {
  const body = new URLSearchParams({ ...Object.fromEntries(new FormData(form)), ...fields });
  const answer = await fetch(action, { method: "POST", body, headers: { accept: "application/json" } });
  const told = await answer.json().catch(() => ({ error: "This page is out of date. Reload it, and try again." }));
  if (!answer.ok) throw new Error(told.error ?? "That did not work. Reload the page, and try again.");
  return told;
}

const withIds = (some) => some?.map((each) => ({ ...each, id: bytes(each.id) }));

async function make({ options }) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { attestationObject, clientDataJSON } = made.response;
  return answerOf(made, {
    attestationObject: text(attestationObject),
    clientDataJSON: text(clientDataJSON),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function prove({ options }) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: withIds(options.allowCredentials),
  };
  const proof = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = proof.response;
  return answerOf(proof, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const answerOf = (credential, response) =>
  JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const problem = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const asked = await send(form, form.dataset.begin);
      const answer = await (form.dataset.passkey === "make" ? make(asked) : prove(asked));
      const { to } = await send(form, form.action, { state: asked.state, answer });
      location.assign(to);
    } catch (error) {
      // What the device says when its reader changed their mind is long and in the browser's own words.
      problem.textContent = error instanceof DOMException ? problem.dataset.device : error.message;
      problem.hidden = false;
    }
  });
}
