// The text of a case: a mark opens its card, arrows go from mark to mark, links are drawn as curves between marks.
import { choose, onChoice } from "./panel.js";

const text = document.getElementById("text");
const svg = document.getElementById("curves");
const marks = [...text.querySelectorAll("a.m")];
const links = JSON.parse(document.getElementById("links").textContent);
const marksOf = new Map();
for (const mark of marks) for (const id of mark.dataset.statements.split(" ")) marksOf.set(id, [...(marksOf.get(id) || []), mark]);
let chosen = [];

// Only one mark is a stop of the Tab key; the arrows reach the others.
function stop(mark) {
  for (const other of text.querySelectorAll('a.m[tabindex="0"]')) other.tabIndex = -1;
  mark.tabIndex = 0;
}
for (const mark of marks) mark.tabIndex = -1;
if (marks.length) marks[0].tabIndex = 0;

function open(mark) {
  stop(mark);
  choose(mark.dataset.statements.split(" "), mark);
  history.replaceState(null, "", mark.getAttribute("href"));
}

function openStatement(id, jump, focus) {
  const mark = (marksOf.get(id) || [])[0];
  if (mark) stop(mark);
  const card = choose([id], mark);
  history.replaceState(null, "", `#${id}`);
  if (mark && jump) mark.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  if (card && focus) card.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.classList.contains("skip")) return;
  if (link.classList.contains("m")) { event.preventDefault(); open(link); return; }
  const id = decodeURIComponent(link.hash.slice(1));
  const target = document.getElementById(id);
  if (!target) return;
  if (target.classList.contains("card")) { event.preventDefault(); openStatement(id, true, true); }
  else if (target.classList.contains("m")) { event.preventDefault(); stop(target); target.scrollIntoView({ block: "center" }); target.focus({ preventScroll: true }); }
});

text.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = marks.indexOf(document.activeElement);
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  let next = null;
  if (step) { for (let i = at + step; i >= 0 && i < marks.length && !next; i += step) if (!marks[i].classList.contains("off")) next = marks[i]; }
  else if (event.key === "Home") next = marks[0];
  else if (event.key === "End") next = marks[marks.length - 1];
  else return;
  event.preventDefault();
  if (next) { stop(next); next.focus(); }
});

onChoice((ids) => {
  chosen = ids;
  const near = new Set();
  for (const [from, to] of links) {
    if (ids.includes(from)) near.add(to);
    if (ids.includes(to)) near.add(from);
  }
  for (const mark of marks) {
    const own = mark.dataset.statements.split(" ");
    mark.classList.toggle("chosen", own.some((id) => ids.includes(id)));
    mark.classList.toggle("near", !mark.classList.contains("chosen") && own.some((id) => near.has(id)));
  }
  draw();
});

// Curves. Of several mentions the two that stand nearest to each other are joined.
function nearest(from, to) {
  let best = null;
  for (const a of marksOf.get(from) || []) for (const b of marksOf.get(to) || []) {
    const far = Math.abs(marks.indexOf(a) - marks.indexOf(b));
    if (a !== b && !a.classList.contains("off") && !b.classList.contains("off") && (!best || far < best[2])) best = [a, b, far];
  }
  return best;
}

function middle(mark, page, other) {
  const boxes = [...mark.getClientRects()];
  const box = other > mark.getBoundingClientRect().top ? boxes[boxes.length - 1] : boxes[0];
  return { x: box.left + box.width / 2 - page.left, top: box.top - page.top, bottom: box.bottom - page.top };
}

const NS = "http://www.w3.org/2000/svg";
function draw() {
  const page = svg.getBoundingClientRect();
  const wanted = new Set([...document.querySelectorAll('input[name="link"]:checked')].map((box) => box.value));
  svg.replaceChildren();
  const defs = svg.appendChild(document.createElementNS(NS, "defs"));
  defs.innerHTML = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 7.5 4 0 7.5z"/></marker>';
  for (const [from, to, kind] of links) {
    if (!wanted.has(kind)) continue;
    const pair = nearest(from, to);
    if (!pair) continue;
    const lit = chosen.includes(from) || chosen.includes(to);
    // The curve runs from what explains to what it explains: from the reason to the treatment, from the test to the finding.
    const [start, end] = [pair[1], pair[0]];
    const a = middle(start, page, end.getBoundingClientRect().top), b = middle(end, page, start.getBoundingClientRect().top);
    const path = document.createElementNS(NS, "path");
    let d;
    if (Math.abs(a.top - b.top) < 6) {
      const rise = Math.min(17, 7 + Math.abs(a.x - b.x) / 24);
      d = `M${a.x} ${a.top} C${a.x} ${a.top - rise} ${b.x} ${b.top - rise} ${b.x} ${b.top - 1}`;
    } else {
      const down = b.top > a.top;
      const y1 = down ? a.bottom : a.top, y2 = down ? b.top - 1 : b.bottom + 1;
      const bend = Math.min(60, Math.max(14, Math.abs(y2 - y1) / 2)) * (down ? 1 : -1);
      d = `M${a.x} ${y1} C${a.x} ${y1 + bend} ${b.x} ${y2 - bend} ${b.x} ${y2}`;
    }
    path.setAttribute("d", d);
    path.setAttribute("class", `${kind}${lit ? " lit" : chosen.length ? " dim" : ""}`);
    path.setAttribute("marker-end", "url(#tip)");
    path.dataset.from = from;
    path.dataset.to = to;
    svg.append(path);
  }
}

for (const box of document.querySelectorAll('input[name="link"]')) box.addEventListener("change", draw);
for (const box of document.querySelectorAll('input[name="kind"]')) box.addEventListener("change", () => {
  for (const mark of marks) if (mark.classList.contains(box.value)) mark.classList.toggle("off", !box.checked);
  draw();
});
new ResizeObserver(draw).observe(text);
document.fonts.ready.then(draw);

// What the address asks for; behind the load event, after which the browser no longer scrolls on its own.
function begin() {
  const panel = document.getElementById("panel");
  const first = document.getElementById(panel.dataset.chosen || decodeURIComponent(location.hash.slice(1)));
  const found = document.getElementById("found");
  if (first?.classList.contains("card")) openStatement(first.id, !found, false);
  else if (first?.classList.contains("m")) { open(first); first.scrollIntoView({ block: "center" }); }
  found?.scrollIntoView({ block: "center" });
}
draw();
if (document.readyState === "complete") begin();
else addEventListener("load", () => setTimeout(begin));
