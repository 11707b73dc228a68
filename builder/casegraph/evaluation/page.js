"use strict";
const form = document.getElementById("filter");
const status = document.getElementById("shown");
const items = [...document.querySelectorAll("li[data-cause]")];
const words = new Map(items.map((item) => [item, plain(item.textContent)]));

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function filter() {
  const wanted = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
  const measure = form.elements.measure.value;
  const causes = new Set([...form.querySelectorAll("[name=cause]:checked")].map((box) => box.value));
  let shown = 0;
  for (const item of items) {
    const fits = (!measure || item.dataset.measure === measure) && causes.has(item.dataset.cause)
      && wanted.every((word) => words.get(item).includes(word));
    item.hidden = !fits;
    shown += fits;
  }
  for (const group of document.querySelectorAll("details, .of-measure")) {
    group.hidden = !group.querySelector("li[data-cause]:not([hidden])");
  }
  status.textContent = status.dataset.text.replace("{shown}", shown).replace("{all}", items.length);
}

for (const link of document.querySelectorAll("a[data-pick]")) {
  link.addEventListener("click", () => {
    form.elements.measure.value = link.dataset.pick;
    filter();
  });
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
