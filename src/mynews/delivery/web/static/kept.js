// Without a network: what this browser kept to read.
const list = document.querySelector("#kept");

async function pages() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("mynews-shelf-")) continue;
    const shelf = await caches.open(name);
    for (const { url } of await shelf.keys()) {
      if (/^\/(?:story|article)\//.test(new URL(url).pathname)) found.push({ url, page: await shelf.match(url) });
    }
  }
  return found;
}

for (const { url, page } of self.caches ? await pages() : []) {
  const headline = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("h1");
  const link = document.createElement("a");
  link.href = new URL(url).pathname;
  link.dir = "auto";
  link.textContent = headline.textContent.trim();
  const line = document.createElement("li");
  line.append(link);
  list.append(line);
  list.parentElement.hidden = false;
}
