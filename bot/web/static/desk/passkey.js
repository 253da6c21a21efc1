// Passkeys on pages that otherwise need no script: a button that asks the browser for one, and sends the form with it.
//
//   <form data-passkey="/where/to/ask"> … <button type="button" data-passkey-do="show" data-into="code" hidden>
//   data-passkey-do: "show" shows a passkey; "add" makes one, after one that is there was shown where the page wants that
//   data-into: the field that takes the answer        .passkey-not: said where this browser has none

const can = window.isSecureContext && "PublicKeyCredential" in window && Boolean(navigator.credentials);

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
};
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const asText = (buffer) => (buffer ? text(buffer) : undefined);

/** Return what a passkey answered, as JSON that the server reads. */
function written({ id, rawId, type, response }) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response;
  const fields = { clientDataJSON, attestationObject, authenticatorData, signature, userHandle };
  const said = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asText(value)]));
  return JSON.stringify({ id, rawId: text(rawId), type, response: said });
}

async function asked(where) {
  const answer = await fetch(where, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error("not asked");
  return answer.json();
}

/** Let the browser show a passkey; `question` is what the server asks. */
export async function show(question) {
  return written(await navigator.credentials.get({ publicKey: { ...question, challenge: bytes(question.challenge) } }));
}

async function add(question) {
  const known = question.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
  const user = { ...question.user, id: bytes(question.user.id) };
  const publicKey = { ...question, challenge: bytes(question.challenge), user, excludeCredentials: known };
  return written(await navigator.credentials.create({ publicKey }));
}

/** Ask the server, then the browser; returns what to send as the code of a login. */
export async function showAtLogin() {
  return show((await asked("/desk/passkey")).show);
}

export const canUsePasskeys = can;

async function pressed(button) {
  const form = button.form;
  const fault = form.querySelector(".passkey-fault");
  fault.hidden = true;
  // A code is not asked of whoever shows a passkey instead.
  const codes = [...form.querySelectorAll("[data-or-passkey]")];
  for (const field of codes) field.required = false;
  if (!form.reportValidity()) return;
  button.disabled = true;
  const sent = [];
  const into = (name, value) => {
    for (const other of form.querySelectorAll(`[name="${name}"]`)) other.disabled = true;
    sent.push(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  };
  try {
    const question = await asked(form.dataset.passkey);
    if (button.dataset.passkeyDo === "show") into(button.dataset.into, await show(question.show));
    else {
      if (question.prove && !codes.some((field) => field.value)) into("old", await show(question.show));
      into(button.dataset.into, await add(question.add));
    }
    form.append(...sent);
    form.submit();
  } catch {
    fault.hidden = false;
    for (const field of form.querySelectorAll(":disabled")) field.disabled = false;
  }
}

for (const button of document.querySelectorAll("[data-passkey-do]")) {
  button.hidden = !can;
  // A button that sends the form is pressed by Enter in a field as well.
  const [target, event] = button.type === "submit" ? [button.form, "submit"] : [button, "click"];
  target.addEventListener(event, (happened) => {
    happened.preventDefault();
    if (can) pressed(button);
  });
}
for (const element of document.querySelectorAll(".passkey-not")) element.hidden = can;
