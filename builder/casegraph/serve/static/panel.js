// The side panel: shows the cards of the chosen statements; Escape closes it and gives the focus back.
const cards = document.getElementById("cards");
const overview = document.getElementById("overview");
const close = document.getElementById("close");
const panel = document.getElementById("panel");
const listeners = [];
let origin = null;

export function onChoice(listener) { listeners.push(listener); }

export function choose(ids, from = null) {
  for (const card of cards.querySelectorAll(".shown")) card.classList.remove("shown");
  const found = ids.map((id) => document.getElementById(id)).filter((card) => card && cards.contains(card));
  for (const card of found) card.classList.add("shown");
  const any = found.length > 0;
  overview.hidden = any;
  close.hidden = !any;
  panel.classList.toggle("open", any);
  panel.scrollTop = 0;
  if (from) origin = from;
  const shown = found.map((card) => card.id);
  for (const listener of listeners) listener(shown);
  return found[0] || null;
}

export function clear() {
  const back = origin;
  origin = null;
  choose([]);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  if (back && back.isConnected) back.focus({ preventScroll: true });
}

if (close) {
  close.addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !close.hidden && !event.defaultPrevented) { event.preventDefault(); clear(); }
  });
}
