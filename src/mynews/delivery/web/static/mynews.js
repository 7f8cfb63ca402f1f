// Makes pages smoother; each of them works without it.

// Times in the reader's own zone, and still true when a page has been open for a while.
const minute = 60_000;
const recent = 12 * 60 * minute;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" });
const wholeDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

const exact = (at) => `${weekday.format(at)}, ${wholeDay.format(at)}, ${clock.format(at)}`;

function ago(at, now) {
  const minutes = Math.floor((now - at) / minute);
  if (minutes < 1) return "Just now";
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

function brief(at, now) {
  if (at <= now && now - at < recent) return ago(at, now);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight) return clock.format(at);
  if (at >= new Date(midnight - 12 * 60 * minute).setHours(0, 0, 0, 0)) return `Yesterday, ${clock.format(at)}`;
  const format = at.getFullYear() === now.getFullYear() ? day : dayOfYear;
  return `${format.format(at)}, ${clock.format(at)}`;
}

const forms = {
  exact,
  brief,
  hour: (at) => clock.format(at),
  clock: (at, now) => (at <= now && now - at < recent ? ago(at, now) : clock.format(at)),
};

function tellTimes() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-form], .slate time")) {
    const at = new Date(element.dateTime);
    const words = forms[element.dataset.form ?? "brief"](at, now);
    if (element.textContent !== words) element.textContent = words;
    element.title = exact(at);
  }
}

if (document.documentElement.lang === "en") {
  tellTimes(); // other languages keep the words that the server found
  setInterval(tellTimes, minute);
}

// What was seen, opened and read is told to this server, and to nobody else: it teaches the next edition.
export const token = document.querySelector('main input[name="token"]')?.value;
const slate = document.querySelector("[data-edition]");
const second = 1000;
const untold = [];
let telling;

// A browser may be set to keep nothing, and then says so by throwing.
export const kept = (() => {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
})();

// What nobody heard yet outlives the page, and goes with a later one of the same reader. Its id lets it count once.
const shelf = `mynews-untold-${document.documentElement.dataset.shelf}`;
const shelved = () => JSON.parse(kept?.getItem(shelf) ?? "[]");

function shelve(signals) {
  try {
    kept?.setItem(shelf, JSON.stringify(signals.slice(-400)));
  } catch {} // no room: it goes with this page or not at all
}

function unshelve(told) {
  const ids = new Set(told.map(({ id }) => id));
  shelve(shelved().filter(({ id }) => !ids.has(id)));
}

export function note(signal) {
  const whole = { at: new Date().toISOString(), ...signal };
  untold.push(whole);
  shelve([...shelved(), whole]);
  telling ??= setTimeout(tell, 2 * second);
}

const packed = (signals) => JSON.stringify({ token, signals });

async function tell(signals = untold.splice(0, 100)) {
  telling = undefined;
  if (!signals.length) return;
  const sent = { method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body: packed(signals) };
  const answer = await fetch("/signals", sent).catch(() => undefined);
  if (!answer || answer.status >= 500) {
    untold.unshift(...signals);
    telling ??= setTimeout(tell, 30 * second);
  } else if (answer.status === 404 && signals.length > 1) {
    for (const each of signals) await tell([each]); // one of the stories is gone; the others count
  } else if (![401, 403].includes(answer.status)) {
    unshelve(signals); // heard, or nothing that anybody would hear; where only this page is out of date, another tells
  }
}

// What is left when a page goes away.
export function tellTheRest() {
  if (untold.length) navigator.sendBeacon("/signals", new Blob([packed(untold.splice(0))], { type: "application/json" }));
}

addEventListener("pagehide", tellTheRest);
if (token && shelved().length) {
  untold.push(...shelved());
  telling = setTimeout(tell, 2 * second);
}
addEventListener("online", () => tell());

// A story is seen when half of it was on the screen for a second.
function watch() {
  const edition = Number(slate.dataset.edition);
  const today = new Date().toISOString().slice(0, 10);
  const waiting = new Map();
  const seen = (card) => {
    if (document.visibilityState !== "visible") return;
    watcher.unobserve(card);
    const story = Number(card.dataset.story);
    note({ id: `seen:${story}:${today}`, kind: "seen", story, edition, place: Number(card.dataset.place) });
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(waiting.get(target));
        if (intersectionRatio >= 0.5) waiting.set(target, setTimeout(seen, second, target));
      }
    },
    { threshold: 0.5 },
  );
  for (const card of slate.querySelectorAll("[data-story]")) watcher.observe(card);
}

// The page that opens says that it was opened; from here it only learns in which place its link stood.
function remember({ target }) {
  const card = target.closest("[data-story]");
  if (!card || !target.closest("a")) return;
  const { story, place } = card.dataset;
  kept?.setItem("mynews-from", JSON.stringify({ story, place, edition: slate.dataset.edition, at: Date.now() }));
}

if (token && slate) {
  watch();
  for (const kind of ["click", "auxclick"]) slate.addEventListener(kind, remember);
}

// A story in brief comes with one button, for the page has a budget; it gets the others of the first story.
const others = [...(slate?.querySelector(".say")?.children ?? [])].slice(1);
for (const one of slate?.querySelectorAll(".say > :only-child") ?? []) {
  one.after(...others.map((each) => Object.assign(each.cloneNode(true), { value: one.value })));
}

// Why a story stands where it does is drawn out below it; without this script it is a page.
slate?.addEventListener("click", async (event) => {
  const why = event.target.closest(".why");
  if (!why || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const place = why.closest(".place");
  const there = place.querySelector(".drawn");
  why.setAttribute("aria-expanded", String(!there));
  if (there) return there.remove();
  const answer = await fetch(`${why.href}?drawn`).catch(() => undefined);
  if (!answer?.ok) return location.assign(why.href);
  place.insertAdjacentHTML("beforeend", await answer.text());
});

// What is said of a story shows at once, where the reader is; the server hears of it beside that. Where it does not,
// the page is as it was again, and says so. The words stand in the page.
const words = document.querySelector("main").dataset;

function aButton(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

function line(form, button, text) {
  const said = document.createElement("p");
  said.className = "said";
  said.lang = document.documentElement.lang;
  said.tabIndex = -1;
  said.setAttribute("role", "status");
  const at = button.closest(".words, .place");
  (at ?? form.parentElement).querySelector(":scope > .said")?.remove();
  if (at) at.append(said);
  else form.after(said);
  said.append(text);
  return said;
}

// Each way to show something gives how to go on when the server answered, and how to take it back.
function saying(form, button, text, kind) {
  const card = button.closest(".card, .place");
  const hadFocus = card?.contains(document.activeElement);
  const said = line(form, button, text);
  const back = () => {
    said.remove();
    card?.classList.remove("gone", "answered");
  };
  card?.classList.add(kind === "hide" ? "gone" : "answered");
  if (hadFocus) said.focus({ preventScroll: true });
  const heard = (answer) => {
    said.firstChild.data = answer.said;
    if (!answer.undo) return;
    const undo = async () => {
      if ((await post(answer.undo.action, new URLSearchParams({ token, ...answer.undo.fields }))).said) back();
    };
    said.append(" ", aButton(words.undo, undo));
  };
  return { back, heard };
}

export function turning(button) {
  const back = () => {
    if ("turn" in button.dataset) {
      [button.value, button.dataset.turn] = [button.dataset.turn, button.value];
      for (const each of button.querySelectorAll(":scope > span")) each.hidden = !each.hidden;
    } else {
      [button.name, button.textContent] = button.name === "save" ? ["unsave", words.kept] : ["save", words.keep];
    }
  };
  back();
  return { back, heard: () => {} };
}

export const ways = []; // what other pages show when something else is pressed

function showing(form, button) {
  const kind = button.name === "kind" ? button.value : form.matches(".slate, .marks") && !button.matches("[formaction]") && button.name;
  if ("turn" in button.dataset || kind === "save" || kind === "unsave") return turning(button);
  const way = ways.find(({ within }) => button.closest(within));
  if (way) return way.show(button);
  return ["more", "less", "hide"].includes(kind) ? saying(form, button, words[kind], kind) : undefined;
}

// What was answered; nothing in it where nobody heard, or where the page that comes says what is wrong.
async function post(action, body) {
  const answer = await fetch(action, { method: "POST", headers: { accept: "application/json" }, body }).catch(() => undefined);
  if (!answer) return { unheard: true };
  return answer.ok ? answer.json() : {};
}

// What a button says of a story, where the server cannot hear it now; nothing for what must be done there.
const byHand = ["more", "less", "hide", "save", "unsave"];

function signalOf(body) {
  const kind = byHand.find((each) => body.has(each)) ?? body.get("kind");
  if (!byHand.includes(kind)) return undefined;
  const number = (text) => (text ? Number(text) : undefined);
  const [story, place] = (body.get(kind) ?? `${body.get("story") ?? ""}-${body.get("place") ?? ""}`).split("-").map(number);
  if (!story) return undefined;
  const about = { story, place, article: number(body.get("article")), edition: number(body.get("edition")) };
  return { id: `${kind}:${story}:${Date.now()}`, kind, ...about };
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (!button || !form.matches(".told, .slate, .marks, .follows") || "plainly" in form.dataset) return;
  event.preventDefault();
  if (button.ariaBusy) return; // the first press is still on its way
  button.ariaBusy = "true";
  const body = new URLSearchParams(new FormData(form));
  if (button.name) body.append(button.name, button.value);
  const action = button.getAttribute("formaction") ?? form.getAttribute("action");
  const shown = showing(form, button);
  if (untold.length) await tell(); // in the order in which it was done
  const answer = await post(action, body);
  button.ariaBusy = null;
  const signal = answer.unheard && signalOf(body);
  if (signal) {
    note(signal);
    return shown?.heard({ said: words.later });
  }
  if (answer.said) return shown ? shown.heard(answer) : saying(form, button, answer.said).heard(answer);
  shown?.back();
  if (answer.unheard) return line(form, button, words.unheard).append(" ", aButton(words.again, () => form.requestSubmit(button)));
  form.dataset.plainly = "";
  form.requestSubmit(button);
});

// A browser keeps pages for the time without a network, and says so when there is none.
const outage = document.createElement("p");
outage.className = "offline";
outage.setAttribute("role", "status");
document.body.append(outage);

const tellOutage = () => { outage.textContent = navigator.onLine ? "" : words.offline; };
for (const kind of ["online", "offline"]) addEventListener(kind, tellOutage);
tellOutage();

const workers = navigator.serviceWorker; // none over plain http
if (workers) {
  workers.register("/worker.js").catch(() => {}); // a browser may be set to keep nothing
  if (!workers.controller) workers.ready.then(({ active }) => active.postMessage("keep"));
}
