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

const forms = { exact, brief, clock: (at, now) => (at <= now && now - at < recent ? ago(at, now) : clock.format(at)) };

function tellTimes() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-form]")) {
    const at = new Date(element.dateTime);
    const words = forms[element.dataset.form](at, now);
    if (element.textContent !== words) element.textContent = words;
    element.title = exact(at);
  }
}

tellTimes();
setInterval(tellTimes, minute);

// A picture that could not be had comes as a single pixel, as do the pixels that count readers: their place closes.
// One that is higher than wide is shown whole.
function settle(image) {
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
