// The graph of a case: laid out from left (what explains) to right (what it explains), grown only where it is asked to.
import dagre from "./vendor/dagre.js";
import { select, zoom, zoomIdentity } from "./vendor/zoom.js";
import { choose, clear, onChoice } from "./panel.js";
import { points } from "./points.js";

const data = JSON.parse(document.getElementById("network")?.textContent || "null");
if (data) start();

function start() {
  const words = JSON.parse(document.getElementById("words").textContent);
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.getElementById("drawing"), scene = document.getElementById("scene");
  const edgeLayer = document.getElementById("edges"), nodeLayer = document.getElementById("nodes");
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const pen = document.createElement("canvas").getContext("2d");
  const drawn = new Map();
  let shown = new Set(data.first), chosen = null;

  const kinds = () => new Set([...document.querySelectorAll('input[name="kind"]:checked')].map((box) => box.value));
  const near = (id) => data.edges.filter((e) => e.source === id || e.target === id).map((e) => (e.source === id ? e.target : e.source));
  const width = (text, font) => { pen.font = font; return pen.measureText(text).width; };
  const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
  const make = (name, attributes, parent, text) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent?.append(element);
    return element;
  };

  for (const node of data.nodes) {
    node.name = short(node.label, 34);
    node.small = short(node.said, 38);
    node.width = Math.max(width(node.name, '600 15px "Source Sans 3", sans-serif'), width(node.small, '13px "Source Sans 3", sans-serif')) + 34;
    node.height = node.small ? 48 : 34;
  }

  function element(node) {
    const known = drawn.get(node.id);
    if (known) return known;
    const link = make("a", { class: `point node ${node.kind} ${node.states.join(" ")}`, href: `#${node.statements[0]}`, tabindex: "-1" }, nodeLayer);
    link.dataset.statements = node.statements.join(" ");
    link.dataset.id = node.id;
    link.setAttribute("aria-label", [node.label, node.said].filter(Boolean).join(", "));
    make("title", {}, link, [node.label, node.said].filter(Boolean).join(", "));
    make("rect", { class: "hit-area box", x: -node.width / 2, y: -node.height / 2, width: node.width, height: node.height, rx: 9 }, link);
    make("rect", { class: "edge-bar", x: -node.width / 2, y: -node.height / 2 + 6, width: 4, height: node.height - 12, rx: 2 }, link);
    make("text", { class: "name", x: -node.width / 2 + 16, y: node.small ? -3 : 5 }, link, node.name);
    if (node.small) make("text", { class: "small", x: -node.width / 2 + 16, y: 15 }, link, node.small);
    const more = make("g", { class: "more", transform: `translate(${node.width / 2} ${-node.height / 2})` }, link);
    make("circle", { r: 10 }, more);
    make("text", { y: 4 }, more);
    drawn.set(node.id, link);
    return link;
  }

  function draw(refit = true) {
    const wanted = kinds();
    const visible = [...shown].map((id) => byId.get(id)).filter((node) => node && wanted.has(node.kind));
    const there = new Set(visible.map((node) => node.id));
    const edges = data.edges.filter((e) => there.has(e.source) && there.has(e.target));
    const graph = new dagre.graphlib.Graph({ multigraph: true });
    graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 112, marginx: 20, marginy: 20 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const node of visible) graph.setNode(node.id, { width: node.width, height: node.height });
    for (const edge of edges) graph.setEdge(edge.source, edge.target, {}, edge.kind);
    dagre.layout(graph);

    for (const [id, link] of drawn) if (!there.has(id)) { link.remove(); drawn.delete(id); }
    for (const node of visible) {
      const link = element(node), place = graph.node(node.id);
      link.style.transform = `translate(${place.x}px, ${place.y}px)`;
      link.dataset.x = place.x;
      const hidden = new Set(near(node.id).filter((id) => !there.has(id))).size;
      const more = link.querySelector(".more");
      more.style.display = hidden ? "" : "none";
      more.querySelector("text").textContent = `+${hidden}`;
      const said = [node.label, node.said].filter(Boolean).join(", ");
      link.setAttribute("aria-label", hidden ? `${said} – ${words[hidden === 1 ? "more" : "more.many"].replace("{n}", hidden)}` : said);
    }
    edgeLayer.replaceChildren();
    for (const edge of edges) {
      const line = graph.edge(edge.source, edge.target, edge.kind).points;
      const path = make("path", { class: `link ${edge.kind}`, d: curve(line), "marker-end": "url(#tip)" }, edgeLayer);
      path.dataset.from = path.dataset.to = edge.statements.join(" ");
      const middle = line[Math.floor(line.length / 2)];
      const label = make("text", { class: "link-name", x: middle.x, y: middle.y - 5 }, edgeLayer, words.edges[edge.kind]);
      label.dataset.from = label.dataset.to = edge.statements.join(" ");
    }
    const count = document.getElementById("count");
    count.textContent = count.dataset[visible.length === 1 ? "one" : "many"].replace("{n}", visible.length);
    size = { width: graph.graph().width || 1, height: graph.graph().height || 1 };
    if (refit) fit();
    if (!nodeLayer.querySelector('[tabindex="0"]')) nodeLayer.firstElementChild?.setAttribute("tabindex", "0");
  }

  function curve(line) {
    const [first, ...rest] = line;
    let d = `M${first.x} ${first.y}`;
    for (let i = 0; i < rest.length; i++) {
      const from = i ? rest[i - 1] : first, to = rest[i], bend = (to.x - from.x) / 2;
      d += `C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
    }
    return d;
  }

  let size = { width: 1, height: 1 };
  const zooming = zoom().scaleExtent([0.15, 3]).on("zoom", (event) => scene.setAttribute("transform", event.transform));
  select(svg).call(zooming).on("dblclick.zoom", null);
  function fit() {
    const box = svg.getBoundingClientRect();
    const scale = Math.min(1.15, box.width / size.width, box.height / size.height);
    select(svg).call(zooming.transform, zoomIdentity.translate((box.width - size.width * scale) / 2, (box.height - size.height * scale) / 2).scale(scale));
  }

  function expand(id) {
    for (const other of near(id)) shown.add(other);
    draw();
    drawn.get(id)?.focus({ preventScroll: true });
  }

  points(svg);
  onChoice((ids) => {
    chosen = ids.length ? data.nodes.find((node) => node.statements.includes(ids[0]))?.id || null : null;
    document.getElementById("expand").disabled = !chosen || near(chosen).every((id) => shown.has(id));
    document.getElementById("hide").disabled = !chosen;
  });
  svg.addEventListener("dblclick", (event) => { const link = event.target.closest("a.node"); if (link) expand(link.dataset.id); });
  svg.addEventListener("click", (event) => { const more = event.target.closest(".more"); if (more) { event.preventDefault(); event.stopPropagation(); expand(more.closest("a").dataset.id); } }, true);
  svg.addEventListener("keydown", (event) => { const link = document.activeElement.closest?.("a.node"); if (link && event.key === "+") { event.preventDefault(); expand(link.dataset.id); } });
  const on = (id, act) => document.getElementById(id).addEventListener("click", act);
  on("expand", () => { if (chosen) { expand(chosen); document.getElementById("expand").disabled = true; } });
  on("hide", () => { if (chosen) { shown.delete(chosen); clear(); draw(); } });
  on("everything", () => { shown = new Set(data.nodes.filter((node) => near(node.id).length).map((node) => node.id)); draw(); });
  on("reset", () => { shown = new Set(data.first); clear(); draw(); });
  on("zoom-in", () => select(svg).call(zooming.scaleBy, 1.3));
  on("zoom-out", () => select(svg).call(zooming.scaleBy, 1 / 1.3));
  on("fit", fit);
  for (const box of document.querySelectorAll('input[name="kind"]')) box.addEventListener("change", () => draw());
  new ResizeObserver(fit).observe(svg);
  document.fonts.ready.then(() => draw());
}
