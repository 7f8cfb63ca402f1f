// Lets this browser be told of news while no page is open. It asks for permission when its button is pressed, not before.
const here = document.querySelector("#here");
const trouble = here.querySelector(".trouble");
const [on, off] = ["on", "off"].map((way) => here.querySelector(`[data-push="${way}"]`));

function say(words) {
  trouble.textContent = words ?? "";
  trouble.hidden = !words;
}

function show(isTold) {
  here.querySelector(".unable").hidden = true;
  [on.hidden, off.hidden] = [isTold, !isTold];
}

async function send(form, fields) {
  const body = new URLSearchParams({ token: form.elements.token.value, ...fields });
  const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body });
  if (!answer.ok) throw new Error(answer.status);
}

async function subscribe(pushing) {
  await (await pushing.getSubscription())?.unsubscribe(); // it may be another reader's, or made for another key of ours
  const { key } = await (await fetch("/push/key")).json();
  const made = await pushing.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  await send(on, { endpoint, ...keys }).catch(async (error) => {
    await made.unsubscribe();
    throw error;
  });
}

async function unsubscribe(pushing) {
  const made = await pushing.getSubscription();
  if (!made) return;
  await send(off, { endpoint: made.endpoint });
  await made.unsubscribe();
}

async function act(event, pushing) {
  event.preventDefault();
  say();
  const wanted = event.target === on;
  if (wanted && (await Notification.requestPermission()) !== "granted") return say(here.dataset.refused);
  try {
    await (wanted ? subscribe : unsubscribe)(pushing);
    show(wanted);
  } catch {
    say(here.dataset.failed);
  }
}

if (navigator.serviceWorker && self.PushManager && self.Notification) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.getSubscription();
  show(Boolean(made) && JSON.parse(here.dataset.told).includes(made.endpoint));
  for (const form of [on, off]) form.addEventListener("submit", (event) => act(event, pushManager));
}
