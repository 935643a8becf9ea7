// Listboxes one types into: selects that are searched, the composer's commands, and lists that are filtered.

// A listbox below an input: arrow keys move, Enter and Tab pick, Escape closes.
class Listbox {
  constructor(input, list, pick) {
    Object.assign(this, { input, list, pick });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]:not([hidden])")];
  }

  get current() {
    return this.list.querySelector("[aria-selected=true]");
  }

  open() {
    this.list.hidden = this.options.length === 0 && !this.list.childElementCount;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(null);
  }

  mark(option) {
    this.current?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // Says whether the key was for the list.
  key(event) {
    const { options, current } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = options.indexOf(current) + step;
      this.mark(options.at(current ? next % options.length : step > 0 ? 0 : -1) ?? null);
    } else if (event.key === "Escape" && !this.list.hidden) this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !this.list.hidden && current) this.pick(current);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

// --- selects ---------------------------------------------------------------------------------------------------------

const listboxes = new WeakMap();

export function combobox(root, { suggest, choose }) {
  const boxOf = (target) => target.closest?.(".combo");

  const listboxOf = (box) => {
    if (!listboxes.has(box)) {
      const [input, list] = [box.querySelector("[role=combobox]"), box.querySelector("[role=listbox]")];
      listboxes.set(box, new Listbox(input, list, (option) => picked(box, option.dataset.value, option.dataset.label)));
    }
    return listboxes.get(box);
  };

  const chosen = (box) => JSON.parse(box.dataset.chosen);

  async function offer(box, typed) {
    const listbox = listboxOf(box);
    const least = Number(box.dataset.min);
    listbox.asked = typed;
    if (typed.length < least) {
      fill(box, [], `Type ${least === 1 ? "a letter" : `at least ${least} letters`} to search`);
      return listbox.open();
    }
    const { options = [] } = await suggest(box, typed);
    if (listbox.asked !== typed || listbox.input !== document.activeElement) return;
    fill(box, options.filter(({ value }) => !("many" in box.dataset && chosen(box).includes(value))), "Nothing found");
    listbox.open();
  }

  function fill(box, options, otherwise) {
    const listbox = listboxOf(box);
    const { list } = listbox;
    const marked = listbox.current?.dataset.value; // stays marked: Enter may follow before one sees that the list is new
    const items = options.map(({ value, label, more }, index) => {
      const item = document.createElement("li");
      Object.assign(item, { role: "option", id: `${list.id}-${index}`, textContent: label });
      item.setAttribute("aria-selected", "false");
      Object.assign(item.dataset, { value, label });
      if (more) item.append(Object.assign(document.createElement("small"), { textContent: more }));
      return item;
    });
    if (!items.length) {
      const none = Object.assign(document.createElement("li"), { role: "option", textContent: otherwise, className: "none" });
      none.setAttribute("aria-disabled", "true");
      none.hidden = false;
      items.push(none);
    }
    list.replaceChildren(...items);
    listbox.mark(items.find((item) => marked !== undefined && item.dataset.value === marked) ?? null);
  }

  async function picked(box, value, label) {
    if (value === undefined) return;
    const { input } = listboxOf(box);
    const isMany = "many" in box.dataset;
    listboxOf(box).close();
    input.value = isMany ? "" : label;
    input.setAttribute("value", isMany ? "" : label);
    await choose(box, isMany ? [...chosen(box), value] : [value]);
  }

  function removed(box, value) {
    const { input } = listboxOf(box);
    if (!("many" in box.dataset)) input.value = "";
    choose(box, chosen(box).filter((one) => value && one !== value));
    input.focus();
  }

  let waiting;
  root.addEventListener("input", ({ target }) => {
    const box = boxOf(target);
    if (!box) return;
    for (const option of listboxOf(box).list.children) {
      option.hidden = !option.textContent.toLowerCase().includes(target.value.trim().toLowerCase());
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(box, target.value.trim()), 120);
  });
  root.addEventListener("focusin", ({ target }) => {
    if (target.role === "combobox" && boxOf(target)) target.select();
  });
  root.addEventListener("focusout", ({ target }) => {
    const box = boxOf(target);
    if (!box || target.role !== "combobox") return;
    listboxOf(box).close();
    target.value = target.getAttribute("value") ?? "";
  });
  root.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box || event.target.role !== "combobox") return;
    const { input, list } = listboxOf(box);
    if (event.key === "ArrowDown" && list.hidden) offer(box, input.value === input.getAttribute("value") ? "" : input.value.trim());
    else if (event.key === "Backspace" && !input.value && "many" in box.dataset && chosen(box).length) removed(box, chosen(box).at(-1));
    else if (listboxOf(box).key(event)) return;
    else if (event.key === "Enter") event.preventDefault();
  });
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest(".combo [role=listbox]")) event.preventDefault();
  });
  root.addEventListener("click", ({ target }) => {
    const box = boxOf(target);
    if (!box) return;
    const remove = target.closest("[data-remove]");
    const option = target.closest("[role=option]");
    if (remove) removed(box, remove.dataset.remove);
    else if (option) picked(box, option.dataset.value, option.dataset.label);
    else if (target.role === "combobox" && listboxOf(box).list.hidden) offer(box, "");
  });
}

// --- the composer ----------------------------------------------------------------------------------------------------

export function composer(input, list) {
  if (!input) return;
  const listbox = new Listbox(input, list, (option) => {
    input.value = option.dataset.insert;
    listbox.close();
    input.focus();
  });
  input.addEventListener("input", () => {
    const typed = input.value.toLowerCase();
    for (const option of list.children) option.hidden = !option.dataset.insert.startsWith(typed) || option.dataset.insert.trim() === typed.trim();
    listbox.mark(null);
    if (typed.startsWith("/") && listbox.options.length) listbox.open();
    else listbox.close();
  });
  input.addEventListener("keydown", (event) => {
    if (!list.hidden) listbox.key(event);
  });
  input.addEventListener("blur", () => listbox.close());
  input.form.addEventListener("submit", () => listbox.close()); // what was sent needs no suggestions any more
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) listbox.pick(option);
  });
}

// --- filtered lists --------------------------------------------------------------------------------------------------

export function filter(input) {
  const list = document.getElementById(input.dataset.filter);
  const words = input.value.toLowerCase().split(/\s+/);
  for (const item of list.children) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
  list.nextElementSibling.hidden = [...list.children].some((item) => !item.hidden);
}
