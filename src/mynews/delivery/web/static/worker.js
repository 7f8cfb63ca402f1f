// Pages without a network. The server puts a line above this: `shell`, with the version of all style and script and
// the addresses of what every page needs.
//
// What is kept lies on a shelf, a cache that bears one reader's name. Each page that comes says whose it is; there is
// never a shelf of anybody else, and none at all once somebody logs in or out. The network is always asked first.

const second = 1000;
const shellName = `mynews-shell-${shell.version}`;
const shelves = "mynews-shelf-";
const lists = ["/", "/saved"];
const kept = /^\/$|^\/saved$|^\/(?:story|article)\/\d+$/;
const leaving = /^\/(?:login|logout|invitation)(?:\/|$)/;
const most = { pages: 80, others: 40, bytes: 8e6, pictures: 150, pictureBytes: 20e6 };
const fresh = { list: 2 * 60 * second, page: 60 * 60 * second };
const patience = 5 * second; // a network that answers no sooner is as good as none, where something is kept
let cleared = Promise.resolve();
let departures = 0;
let gathering;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(shellName).then((cache) => cache.addAll(shell.needs)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("mynews-shell-") && name !== shellName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (leaving.test(url.pathname)) {
    departures += 1;
    cleared = clear();
    event.waitUntil(cleared);
    if (url.pathname === "/logout") event.waitUntil(tellNoMore());
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(event, url));
  } else if (request.method === "GET" && /^\/(?:static|picture)\//.test(url.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await find(url)) ?? Response.error()));
  }
});

// A page that was just shown for the first time, before there was a worker.
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(again("/"));
});

async function page(event, url) {
  const [asked, before] = [fetch(event.request), departures];
  event.waitUntil(asked.then((answer) => before === departures && take(url, answer.clone())).catch(() => {}));
  const waited = new Promise((done) => setTimeout(done, patience)).then(() => find(url));
  const first = await Promise.race([asked.catch(() => undefined), waited]);
  return first ?? asked.catch(async () => (await find(url)) ?? (await caches.match("/offline")) ?? Response.error());
}

// What is kept of an address. A story stands under its number, whatever is asked of it; style and script are those of
// the newest version, for pages of any.
async function find(url) {
  await cleared;
  const options = { ignoreSearch: /^\/(?:story|article|static)\//.test(url.pathname) };
  return caches.match(url, options);
}

async function clear(but) {
  const names = (await caches.keys()).filter((name) => name.startsWith(shelves) && name !== but);
  await Promise.all(names.map((name) => caches.delete(name)));
  if (but && names.length) await tellNoMore();
}

// Alerts are one reader's, so they end where the browser becomes another's. The server hears of it with the next one.
async function tellNoMore() {
  const made = await self.registration.pushManager?.getSubscription();
  await made?.unsubscribe();
}

// A page came: it goes on the shelf of its reader, if it is one to keep, and if it does not answer a form.
async function take(url, answer) {
  const reader = answer.headers.get("mynews-shelf");
  if (!reader) return;
  await clear(shelves + reader);
  if (!answer.ok || answer.redirected || url.search || !kept.test(url.pathname)) return;
  const shelf = await caches.open(shelves + reader);
  await shelf.put(url.pathname, answer);
  if (lists.includes(url.pathname) && !navigator.connection?.saveData) {
    gathering ??= gather(shelf, reader).finally(() => { gathering = undefined; });
    await gathering;
  }
}

async function again(path) {
  const before = departures;
  const answer = await fetch(path).catch(() => undefined);
  if (answer && before === departures) await take(new URL(path, location.origin), answer).catch(() => {});
}

// The edition and what is saved are fetched one by one, as far as there is room; what is on the shelf already is left.
async function gather(shelf, reader) {
  const texts = [];
  let room = most.bytes;
  const read = async (path, lasts) => {
    const there = await shelf.match(path);
    if (there && Date.now() - Date.parse(there.headers.get("date")) < lasts) return there.text();
    const answer = await fetch(path);
    if (answer.headers.get("mynews-shelf") !== reader) throw new Error("another reader came");
    if (!answer.ok || answer.redirected) return "";
    const copy = answer.clone();
    const text = await answer.text();
    room -= text.length;
    if (room > 0) await shelf.put(path, copy);
    return text;
  };
  const wanted = new Set(lists);
  const follow = async (paths, lasts) => {
    for (const path of paths) {
      if (room < 0 || wanted.size >= most.pages) break;
      wanted.add(path);
      texts.push(await read(path, lasts));
    }
  };
  await follow(lists, fresh.list);
  await follow(new Set(texts.flatMap((text) => found(text, /href="(\/(?:story|article)\/\d+)"/g))), fresh.page);
  const leads = texts.slice(lists.length).flatMap((text) => found(text, /href="(\/article\/\d+)"/g).slice(0, 1));
  await follow(new Set(leads.filter((path) => !wanted.has(path))), fresh.page);
  const pictures = new Set(texts.flatMap((text) => found(text, /src="(\/picture\/[^"]+)"/g)).slice(0, most.pictures));
  await gatherPictures(shelf, pictures);
  await tidy(shelf, wanted, pictures);
}

const found = (text, what) => [...text.matchAll(what)].map(([, address]) => address.replaceAll("&amp;", "&"));

async function gatherPictures(shelf, pictures) {
  let room = most.pictureBytes;
  for (const address of pictures) {
    const there = await shelf.match(address);
    const answer = there ?? (await fetch(address));
    if (!answer.ok) continue;
    const copy = there ? undefined : answer.clone();
    room -= (await answer.blob()).size;
    if (room < 0) return;
    if (copy) await shelf.put(address, copy);
  }
}

// Beside what is wanted the pages stay that were read last.
async function tidy(shelf, wanted, pictures) {
  const others = [];
  for (const request of await shelf.keys()) {
    const { pathname, search } = new URL(request.url);
    if (wanted.has(pathname) || pictures.has(pathname + search)) continue;
    if (search) await shelf.delete(request);
    else others.push(request);
  }
  for (const request of others.slice(0, -most.others)) await shelf.delete(request);
}

// News while no page is open: what services/sending/push.py sends.
self.addEventListener("push", (event) => {
  const { title, text, url, id } = event.data.json();
  const options = { body: text, tag: id, data: { url }, icon: shell.icon, badge: shell.icon };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.url));
});

// A notification leads to these pages and nowhere else, in a window that is open already if there is one.
async function show(address) {
  const there = new URL(address || "/", location.origin);
  const to = new URL(there.pathname + there.search, location.origin).href;
  const [open] = await self.clients.matchAll({ type: "window" });
  if (!open) return self.clients.openWindow(to);
  await open.focus();
  return open.navigate(to);
}
