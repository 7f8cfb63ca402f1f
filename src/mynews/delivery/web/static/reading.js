// The letters of an article change as they are chosen; this browser is told to remember it.
const article = document.querySelector(".article");
const form = document.querySelector(".letters form");

form.addEventListener("change", ({ target }) => {
  article.dataset[target.name] = target.value;
  fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(new FormData(form)) })
    .catch(() => {}); // it stays so on this page, and the button below asks again
});
