// What keys do; the page /keys lists them and turns them off. None of them counts while something is typed, or together
// with Ctrl, Alt or the command key. A key presses what stands on the page: where there is no such button, it does nothing.
const stories = "main :is(.card, .place)";
const cards = () => [...document.querySelectorAll(stories)].filter((card) => !card.matches(".gone"));
const here = () => document.activeElement?.closest(stories) ?? undefined;
const patience = 1500;
let awaited; // until when the second key after g is awaited

function step(by) {
  const all = cards();
  if (!all.length) return press(by > 0 ? 'a[rel="next"]' : 'a[rel="prev"]', document);
  const order = [...document.querySelectorAll(stories)];
  const at = order.indexOf(here());
  const next = by > 0 ? all.find((card) => order.indexOf(card) > at) : all.findLast((card) => order.indexOf(card) < at);
  const to = next ?? (at < 0 ? all.at(-1) : undefined);
  if (!to) return by > 0 && press('.pager a[rel="next"]', document);
  to.querySelector(":is(h2, h3, h4) a").focus();
  to.scrollIntoView({ block: "nearest" });
}

function press(selector, scope = here() ?? document.querySelector("main")) {
  const found = [...scope.querySelectorAll(selector)].find((each) => each.checkVisibility());
  found?.click();
  return Boolean(found);
}

const open = () => here() && press(":is(h2, h3, h4) a");
const said = (kind) => `button:is([name="kind"][value="${kind}"], .say > [name="${kind}"], .keeps[name="${kind}"])`;
const go = { h: "/", l: "/latest", f: "/following", s: "/saved" };
const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => press('a[rel="next"]', document),
  p: () => press('a[rel="prev"]', document),
  o: open,
  v: () => press("a.original"),
  s: () => press(`${said("save")}, ${said("unsave")}`),
  m: () => press(`${said("read")}, ${said("unread")}`),
  h: () => press(said("hide")),
  "+": () => press(said("more")),
  "-": () => press(said("less")),
  "/": () => document.querySelector("#seek")?.focus(),
  g: () => { awaited = Date.now() + patience; },
  "?": () => import("./keylist.js").then(({ list }) => list(), () => location.assign("/keys")),
};

const isTyped = (element) =>
  element.isContentEditable ||
  element.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"])');

document.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  if (event.defaultPrevented || event.isComposing || ctrlKey || altKey || metaKey || !(target instanceof Element)) return;
  if (isTyped(target)) {
    if (key === "Escape" && target.id === "seek") target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const where = awaited > Date.now() ? go[key] : undefined;
  awaited = undefined;
  if (where) location.assign(where);
  else if (Object.hasOwn(keys, key)) keys[key]();
  else return;
  event.preventDefault();
});
