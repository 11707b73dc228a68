// Forms: suggestions for concepts, and the parameters of the chosen question.
let number = 0;

class Combo {
  constructor(box) {
    this.input = box.querySelector("input");
    this.kind = box.dataset.kind;
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = `options-${++number}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", box.dataset.suggestions);
    box.append(this.list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 120); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("li");
      if (option) { event.preventDefault(); this.take(option); }
    });
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < 2) { this.close(); return; }
    const found = await (await fetch(`/concepts?q=${encodeURIComponent(text)}&kind=${this.kind}`)).json();
    if (this.input.value.trim() !== text || document.activeElement !== this.input) return;
    this.list.replaceChildren(...found.map((concept, place) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.className = concept.kind === "observable" ? "observation" : concept.kind;
      option.setAttribute("role", "option");
      option.dataset.value = concept.label;
      option.dataset.name = concept.name;
      const label = document.createElement("span"), other = document.createElement("span");
      label.textContent = concept.label;
      other.textContent = concept.other === concept.label ? "" : concept.other;
      other.className = "other";
      option.append(label, other);
      return option;
    }));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.at = -1;
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); return; }
    if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) { event.preventDefault(); this.take(options[this.at]); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.list.hidden || !options.length) return;
    event.preventDefault();
    this.at = (this.at + step + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    this.input.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.input.value = option.dataset.value;
    this.close();
    this.input.focus();
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const box of document.querySelectorAll(".combo")) new Combo(box);

const question = document.getElementById("question");
if (question) question.addEventListener("change", () => {
  for (const field of document.querySelectorAll("[data-question]")) field.hidden = field.dataset.question !== question.value;
});
