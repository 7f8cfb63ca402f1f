// What every page but the front page needs besides: mynews.js comes first.
import { kept, note, tellTheRest, token, turning, ways } from "./mynews.js";

const second = 1000;
const minute = 60 * second;
const reading = document.querySelector("[data-read]");

// A picture that could not be had comes as a single pixel, as do the pixels that count readers: their place closes where
// nobody looks yet. Nothing in sight moves; the next page knows, and leaves no room for it. One that is higher than wide
// is shown whole.
function settle(image) {
  if (image.naturalWidth > 2) {
    image.closest("figure .plate")?.classList.toggle("tall", image.naturalHeight > image.naturalWidth);
    return;
  }
  const place = image.closest("figure") ?? image.closest(".plate") ?? image;
  if (image.closest(".slate, .front") || place.getBoundingClientRect().top < innerHeight) return;
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

// The page of a story or an article tells that it was opened, and how long it was in sight.
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
      const unread = reading.querySelector('button[value="read"]');
      if (unread) turning(unread);
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

if (token && reading) read();

// Names are followed where they stand.
function following(button) {
  const back = () => {
    button.classList.toggle("followed");
    for (const each of button.querySelectorAll(":scope > span")) each.hidden = !each.hidden;
  };
  back();
  const heard = ({ undo }) => {
    if (undo.action === "/follow") button.removeAttribute("formaction");
    else button.setAttribute("formaction", undo.action);
  };
  return { back, heard };
}

ways.push({ within: ".name", show: following });
