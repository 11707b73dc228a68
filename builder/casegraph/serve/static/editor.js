// The SPARQL editor: CodeMirror over the plain text field, and the answer as a table.
import { EditorState, EditorView, HighlightStyle, StreamLanguage, bracketMatching, defaultKeymap, drawSelection, highlightActiveLine, history, historyKeymap, keymap, lineNumbers, sparql, syntaxHighlighting, tags } from "./vendor/codemirror.js";

const field = document.getElementById("query"), form = document.getElementById("ask"), answer = document.getElementById("answer");
const prefixes = Object.entries(JSON.parse(document.getElementById("prefixes").textContent));

// In a shadow root the editor's styles are adopted style sheets, which the content security policy lets through.
const root = document.getElementById("editor").attachShadow({ mode: "open" });
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--procedure)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--observation)" },
  { tag: [tags.string, tags.number], color: "var(--treatment)" },
  { tag: [tags.atom, tags.propertyName, tags.namespace], color: "var(--encounter)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);
const theme = EditorView.theme({
  "&": { fontSize: "15px", color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--strong-line)", borderRadius: ".4rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-scroller": { overflow: "auto", maxHeight: "60vh", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--found)" },
});
const view = new EditorView({
  root,
  parent: root,
  state: EditorState.create({
    doc: field.value,
    extensions: [
      lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), StreamLanguage.define(sparql), syntaxHighlighting(colours), theme,
      EditorView.contentAttributes.of({ "aria-label": document.querySelector('label[for="query"]').textContent, role: "textbox" }),
      keymap.of([{ key: "Mod-Enter", run: () => { form.requestSubmit(); return true; } }, ...defaultKeymap, ...historyKeymap]),
    ],
  }),
});
field.hidden = true;

const take = document.querySelector(".from");
take.querySelector("button").hidden = true;
take.querySelector("select").addEventListener("change", () => take.requestSubmit());

const make = (name, text, parent, attributes = {}) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
};
const short = (iri) => { const found = prefixes.find(([, space]) => iri.startsWith(space)); return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri; };

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = (field.value = view.state.doc.toString());
  const wait = setTimeout(() => answer.replaceChildren(make("p", answer.dataset.wait)), 300);
  const headers = { Accept: "application/sparql-results+json, text/turtle;q=0.8, */*;q=0.1" };
  try {
    const long = query.length > 5000;
    const asked = new URLSearchParams({ query });
    const response = await (long ? fetch("/sparql", { method: "POST", body: asked, headers }) : fetch(`/sparql?${asked}`, { headers }));
    const body = await response.text();
    clearTimeout(wait);
    if (!response.ok) answer.replaceChildren(make("p", body.trim(), null, { class: "error", role: "alert", lang: "en" }));
    else if ((response.headers.get("content-type") || "").includes("json")) table(JSON.parse(body));
    else answer.replaceChildren(make("pre", body));
  } catch (error) {
    clearTimeout(wait);
    answer.replaceChildren(make("p", String(error), null, { class: "error", role: "alert" }));
  }
});

function table(found) {
  answer.replaceChildren();
  if (found.boolean !== undefined) { make("h2", found.boolean ? answer.dataset.yes : answer.dataset.no, answer); return; }
  const names = found.head.vars, rows = found.results.bindings;
  const head = make("div", undefined, answer, { class: "result-head" });
  make("h2", (rows.length === 1 ? answer.dataset.rows : answer.dataset.rowsMany).replace("{n}", rows.length), head);
  const save = make("button", answer.dataset.csv, head, { type: "button" });
  save.addEventListener("click", () => {
    const cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [names, ...rows.map((row) => names.map((name) => row[name]?.value ?? ""))].map((line) => line.map(cell).join(","));
    const address = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    make("a", undefined, null, { href: address, download: "answer.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  const box = make("div", undefined, answer, { class: "table-wrap framed plain", tabindex: "0", role: "region", "aria-label": answer.dataset.label });
  const grid = make("table", undefined, box);
  const top = make("tr", undefined, make("thead", undefined, grid));
  for (const name of names) make("th", name, top, { scope: "col" });
  const body = make("tbody", undefined, grid);
  for (const row of rows.slice(0, 1000)) {
    const line = make("tr", undefined, body);
    for (const name of names) {
      const term = row[name], cell = make("td", undefined, line);
      if (!term) continue;
      const graph = term.type === "uri" && /^urn:casegraph:case:([^#]+)(?:#(.*))?$/.exec(term.value);
      if (graph) make("a", decodeURIComponent(term.value.slice(19)), cell, { href: `/case/${graph[1]}${graph[2] ? `#${graph[2]}` : ""}` });
      else if (term.type === "uri") make("code", short(term.value), cell, { title: term.value });
      else cell.textContent = term.value;
    }
  }
}
