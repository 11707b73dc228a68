// Marks in a drawing: Tab reaches one of them, arrows go to the nearest in their direction, Enter or a click opens.
import { choose, onChoice } from "./panel.js";

export function points(svg) {
  const all = () => [...svg.querySelectorAll("a.point")];
  const middle = (mark) => { const box = mark.querySelector(".hit-area").getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
  const stop = (mark) => { for (const other of all()) other.setAttribute("tabindex", other === mark ? "0" : "-1"); };
  if (all().length) stop(all()[0]);

  const open = (mark) => { stop(mark); choose(mark.dataset.statements.split(" "), mark); };
  svg.addEventListener("click", (event) => {
    const mark = event.target.closest("a.point");
    if (!mark || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(mark);
  });
  svg.addEventListener("keydown", (event) => {
    const mark = document.activeElement.closest?.("a.point");
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!mark || !way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [x, y] = middle(mark);
    let best = null;
    for (const other of all()) {
      if (other === mark || other.getClientRects().length === 0) continue;
      const [dx, dy] = [middle(other)[0] - x, middle(other)[1] - y];
      const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along > 1 && (!best || along + 2.5 * across < best[1])) best = [other, along + 2.5 * across];
    }
    if (best) { stop(best[0]); best[0].focus(); }
  });
  onChoice((ids) => {
    for (const mark of all()) mark.classList.toggle("chosen", mark.dataset.statements.split(" ").some((id) => ids.includes(id)));
    for (const link of svg.querySelectorAll("[data-from]")) {
      const lit = link.dataset.from.split(" ").concat(link.dataset.to.split(" ")).some((id) => ids.includes(id));
      link.classList.toggle("lit", lit);
      link.classList.toggle("dim", ids.length > 0 && !lit);
    }
  });
}

// Links between cards stay on the page.
document.getElementById("cards")?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const card = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (card?.classList.contains("card")) { event.preventDefault(); choose([card.id])?.focus({ preventScroll: true }); }
});
