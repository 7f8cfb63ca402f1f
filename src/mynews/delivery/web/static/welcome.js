// What is found as one types or chooses, and the first edition as it grows. Both pages work without it.

async function refreshed(address, id, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById(id);
  if (now) document.getElementById(id).replaceWith(now);
}

const form = document.querySelector("form[data-live]");
if (form) {
  let waiting;
  let asking;
  const look = () => {
    asking?.abort();
    asking = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    refreshed(address, "found", asking.signal).catch(() => {});
  };
  const soon = ({ target }) => {
    if (target.type === "checkbox") return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  };
  form.addEventListener("input", soon);
}

const growing = document.getElementById("growing");
if (growing?.dataset.done === "no") {
  const events = new EventSource("/welcome/events");
  let shown = "";
  events.addEventListener("message", async ({ data }) => {
    if (JSON.parse(data).done) events.close();
    if (data === shown) return;
    shown = data;
    await refreshed(location.href, "growing").catch(() => {});
  });
}
