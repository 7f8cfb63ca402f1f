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

tellTimes();
setInterval(tellTimes, minute);

// A picture that could not be had comes as a single pixel, as do the pixels that count readers: their place closes.
// One that is higher than wide is shown whole.
function settle(image) {
  if (image.closest(".slate")) return; // its place is kept: nothing on the front page moves
  if (image.naturalWidth > 2) {
    image.closest("figure .plate")?.classList.toggle("tall", image.naturalHeight > image.naturalWidth);
    return;
  }
  const place = image.closest("figure") ?? image.closest(".plate") ?? image;
  if (place.matches("figure") && place.querySelector("figcaption")) {
    (image.closest(".plate") ?? image).hidden = true;
  } else {
    place.hidden = true;
    place.closest(".card")?.classList.remove("pictured");
  }
}

for (const image of document.querySelectorAll("main img")) {
  if (image.complete && image.naturalWidth) settle(image);
  else image.addEventListener("load", () => settle(image), { once: true });
}

// What was seen, opened and read is told to this server, and to nobody else: it teaches the next edition.
const token = document.querySelector('main input[name="token"]')?.value;
const slate = document.querySelector("[data-edition]");
const reading = document.querySelector("[data-read]");
const second = 1000;
const untold = [];
let telling;

function note(signal) {
  untold.push({ at: new Date().toISOString(), ...signal });
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
  }
}

// What is left when a page goes away.
function tellTheRest() {
  if (untold.length) navigator.sendBeacon("/signals", new Blob([packed(untold.splice(0))], { type: "application/json" }));
}

addEventListener("pagehide", tellTheRest);

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

// A browser may be set to keep nothing, and then says so by throwing.
const kept = (() => {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
})();

// The page that opens says that it was opened; from here it only learns in which place its link stood.
function remember({ target }) {
  const card = target.closest("[data-story]");
  if (!card || !target.closest("a")) return;
  const { story, place } = card.dataset;
  kept?.setItem("mynews-from", JSON.stringify({ story, place, edition: slate.dataset.edition, at: Date.now() }));
}

function cameFrom(story) {
  const from = JSON.parse(kept?.getItem("mynews-from") ?? "{}");
  if (from.story !== String(story) || Date.now() - from.at > minute) return {};
  return { edition: Number(from.edition), place: Number(from.place) };
}

function read() {
  const about = { story: Number(reading.dataset.read), article: Number(reading.dataset.article) || undefined };
  const enough = 60 * second;
  let [shown, since, gone] = [0, undefined, false];
  const pause = () => {
    if (since !== undefined) shown += performance.now() - since;
    since = undefined;
  };
  const resume = () => {
    if (document.visibilityState !== "visible") return;
    if (since === undefined && !shown) {
      // Once an hour: a story that goes on is opened anew, a page that is reloaded is not.
      const hour = new Date().toISOString().slice(0, 13);
      note({ id: `open:${about.story}:${hour}`, kind: "open", ...about, ...cameFrom(about.story) });
    }
    since ??= performance.now();
  };
  const dwelt = () => {
    pause();
    const seconds = Math.round(shown / second);
    if (!gone && shown) note({ id: `dwell:${about.story}:${Date.now()}`, kind: "dwell", ...about, seconds });
    gone = true;
  };
  // On a phone a page that was left may never hear of its end, so a long look is told when the page is hidden.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return resume();
    pause();
    if (shown >= enough) dwelt();
  });
  addEventListener("pagehide", () => {
    dwelt();
    tellTheRest();
  });
  // Who goes on to the original reads there, for nobody knows how long.
  reading.addEventListener("click", ({ target }) => { gone ||= Boolean(target.closest('a[rel~="noopener"]')); });
  resume();
}

if (token && slate) {
  watch();
  for (const kind of ["click", "auxclick"]) slate.addEventListener(kind, remember);
}
if (token && reading) read();

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

// What is said of a story stays where the reader is, with its undo.
function answered(card, { said, undo }, isGone) {
  const line = document.createElement("p");
  line.className = "said";
  line.lang = "en";
  line.setAttribute("role", "status");
  line.append(said);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Undo";
    button.addEventListener("click", async () => {
      if (!(await post(undo.action, new URLSearchParams({ token, ...undo.fields })))) return;
      line.remove();
      card.classList.remove("gone", "answered");
    });
    line.append(" ", button);
  }
  card.querySelector(".said")?.remove();
  (card.querySelector(".words") ?? card).append(line);
  card.classList.add(isGone ? "gone" : "answered");
}

async function post(action, body) {
  const answer = await fetch(action, { method: "POST", headers: { accept: "application/json" }, body }).catch(() => undefined);
  return answer?.ok ? answer.json() : undefined;
}

// What is either so or not turns at once, and turns back with a word where the server did not hear of it.
async function turn(event, form, button) {
  if ("plainly" in form.dataset) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  const flip = () => {
    [button.value, button.dataset.turn] = [button.dataset.turn, button.value];
    for (const words of button.querySelectorAll(":scope > span")) words.hidden = !words.hidden;
  };
  flip();
  if (await post(button.getAttribute("formaction"), body)) return;
  flip();
  form.dataset.plainly = ""; // the page that comes says what is wrong
  form.requestSubmit(button);
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const card = form.matches(".told, .slate") && (submitter ?? form).closest(".card, .place");
  if (submitter && "turn" in submitter.dataset) return turn(event, form, submitter);
  if (!card || !submitter || "plainly" in form.dataset) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (submitter.name) body.append(submitter.name, submitter.value);
  const answer = await post(submitter.getAttribute("formaction") ?? form.getAttribute("action"), body);
  if (answer && /^(un)?save$/.test(submitter.name)) {
    [submitter.name, submitter.textContent] = submitter.name === "save" ? ["unsave", "Saved"] : ["save", "Save"];
    return;
  }
  if (answer) return answered(card, answer, [submitter.name, submitter.value].includes("hide"));
  form.dataset.plainly = ""; // the page that comes says what is wrong
  form.requestSubmit(submitter);
});
