// The list is the page that works without any of this, shown above the one that is read.
export async function list() {
  if (document.querySelector("dialog[open]")) return;
  const answer = await fetch("/keys").catch(() => undefined);
  if (!answer?.ok) return location.assign("/keys");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.append(page.querySelector('link[href*="/keys.css"]'), page.querySelector("#keys"));
  const close = dialog.querySelector(".close");
  close.hidden = false;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}
