// What makes the page live: sends what people do to the workspace and puts the parts it redraws in place.

import { combobox, composer, filter } from "./combo.js";
import { morph } from "./morph.js";

const $ = (id) => document.getElementById(id);
const looking = { ...document.body.dataset };
const shownAt = {};
let queue = Promise.resolve();
let live;

// --- talking with the workspace ------------------------------------------------------------------------------------

export async function send(what, body = {}) {
  const isForm = body instanceof FormData;
  const who = { ...looking, panel: $("panel")?.hidden === false ? "1" : "" };
  if (isForm) Object.entries(who).forEach(([name, value]) => body.set(name, value));
  let answer;
  try {
    const response = await fetch(`/act/${what}`, {
      method: "POST",
      ...(isForm ? {} : { headers: { "content-type": "application/json" } }),
      body: isForm ? body : JSON.stringify({ ...who, ...body }),
    });
    answer = response.headers.get("content-type")?.includes("json") ? await response.json() : { words: await response.text() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    answer = { words: "The workspace does not answer. Is it still running?" };
  }
  if (answer.words) toast(answer.words);
  if (answer.parts) show(answer, true);
  return answer;
}

// One after the other, so that what was typed is there before the button that was pressed after it.
function act(what, body, source) {
  pending(source, 1);
  queue = queue.then(() => send(what, body)).finally(() => pending(source, -1));
  return queue;
}

function pending(element, more) {
  if (!element) return;
  const count = Number(element.dataset.pending ?? 0) + more;
  if (count) element.dataset.pending = count;
  else delete element.dataset.pending;
  if (count) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
}

function show({ revision, parts }, own = false) {
  for (const [name, html] of Object.entries(parts)) {
    if ((shownAt[name] ?? -1) > revision) continue;
    shownAt[name] = revision;
    if (name === "modal") showModal(html, own);
    else morph($(name), html, own);
    if (name === "log") keepAtEnd();
  }
}

function listen() {
  live?.close();
  live = new EventSource(`/live?${new URLSearchParams({ ...looking, panel: $("panel").hidden ? "" : "1" })}`);
  live.onmessage = (event) => show(JSON.parse(event.data));
  live.onopen = () => delete document.body.dataset.lost;
  live.onerror = () => (document.body.dataset.lost = "yes");
}

let isAtEnd = true;

function keepAtEnd() {
  if (isAtEnd && !$("log").classList.contains("home")) $("log").scrollTop = $("log").scrollHeight;
}

$("log")?.addEventListener("scroll", ({ target }) => {
  isAtEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
});
$("log")?.addEventListener("load", keepAtEnd, true); // pictures, which do not bubble

export function toast(words) {
  const shown = document.createElement("p");
  shown.textContent = words;
  $("toasts").append(shown);
  setTimeout(() => shown.remove(), 8000);
}

// --- modals ----------------------------------------------------------------------------------------------------------

function showModal(html, own) {
  const dialog = $("modal");
  const before = dialog.open && dialog.querySelector("form")?.id;
  morph(dialog, html, own);
  const now = dialog.querySelector("form")?.id;
  if (!now) return dialog.open && dialog.close();
  if (!dialog.open) dialog.showModal();
  const wrong = dialog.querySelector("[aria-invalid=true]");
  if (now !== before) (dialog.querySelector("[autofocus]") ?? dialog.querySelector(".blocks :is(input, textarea, select)"))?.focus();
  else if (wrong && !dialog.dataset.wrong) wrong.focus();
  dialog.dataset.wrong = wrong ? "yes" : "";
}

function confirmed(html) {
  const dialog = $("confirm");
  dialog.querySelector("form").innerHTML = html;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((decide) => dialog.addEventListener("close", () => decide(dialog.returnValue === "yes"), { once: true }));
}

const placeOf = (element) => ({
  where: element.closest("[data-where]").dataset.where,
  block: element.dataset.block,
  action: element.dataset.action,
});

async function use(element, what, more, undo) {
  if (element.dataset.confirm && !(await confirmed(element.dataset.confirm))) return undo?.();
  return act(what, { ...placeOf(element), ...more }, element);
}

// --- what people do --------------------------------------------------------------------------------------------------

const pressed = {
  press: (button) => {
    const { option, value } = button.dataset;
    use(button, "press", { ...(option === undefined ? {} : { option }), ...(value === undefined ? {} : { value }) });
  },
  back: () => act("back"),
  close: () => act("close"),
  dismiss: (button) => button.closest("dialog").close(),
  skip: (button) => send("skip", { hours: Number(button.dataset.hours) }),
  join: async (button) => goTo((await act("join", { channel: button.dataset.channel }, button)).go),
  shortcut: (button) => {
    const where = button.closest("[data-where]")?.dataset.where;
    act("shortcut", { callback_id: button.dataset.callback, where }, button);
  },
  change: async (button) => (await send("change", { [button.dataset.change]: button.dataset.to === "true" })).words || location.reload(),
  drawer: () => drawer(document.body.dataset.drawer !== "open"),
  panel: () => panel($("panel").hidden),
  people: async () => {
    $("people").innerHTML = await (await fetch(`/people?${new URLSearchParams(looking)}`)).text();
    $("people").showModal();
    $("people-search").focus();
  },
};

const goTo = (place) => place && location.assign(`/?${new URLSearchParams({ as: looking.as, in: place })}`);

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-do]");
  pressed[element?.dataset.do]?.(element);
  if (!element && document.body.dataset.drawer === "open" && !event.target.closest(".side")) drawer(false);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || (element && menu.contains(element))) menu.open = false;
  }
});

document.addEventListener("change", ({ target }) => {
  const element = target.closest("[data-do], [data-change], [data-fault]");
  if (element?.dataset.fault) return act("fault", { name: element.dataset.fault, on: element.checked }, element);
  if (element?.dataset.change) return send("change", { [element.dataset.change]: element.value }).then((answer) => answer.words || location.reload());
  const undo = () => (element.value = [...(element.options ?? [])].find((option) => option.defaultSelected)?.value ?? element.defaultValue);
  if (element?.dataset.do === "choose") use(element, "choose", { values: element.value ? [element.value] : [] }, undo);
  if (element?.dataset.do === "type") act("type", { ...placeOf(element), value: element.value });
  if (element?.dataset.do === "tick") {
    const ticked = [...element.querySelectorAll("input:checked")].map((box) => box.value);
    use(element, "choose", { values: ticked }, () => element.querySelectorAll("input").forEach((box) => (box.checked = box.defaultChecked)));
  }
  if (element?.dataset.do === "attach") {
    const form = new FormData();
    Object.entries(placeOf(element)).forEach(([name, value]) => form.set(name, value));
    for (const file of element.files) form.append("file", file);
    act("attach", form, element);
  }
});

let typing;
document.addEventListener("input", ({ target }) => {
  if (target.dataset.filter) filter(target);
  if (target.dataset.dispatch !== "character") return;
  clearTimeout(typing);
  typing = setTimeout(() => act("type", { ...placeOf(target), value: target.value, dispatch: true }), 300);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.do === "say") return say(form);
  const fields = [...form.querySelectorAll("[data-do=type]")].map((field) => ({ ...placeOf(field), value: field.value }));
  act("submit", { where: form.dataset.where, fields }, form.querySelector("[type=submit]"));
});

async function say(form) {
  const text = form.text.value;
  if (!text.trim()) return;
  form.text.value = "";
  const answer = await act("say", { text }, form.querySelector("[type=submit]"));
  if (answer.words && !answer.parts && !form.text.value) form.text.value = text;
  isAtEnd = true;
  keepAtEnd();
}

// --- keys ------------------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && target.dataset.dispatch === "enter" && target.nodeName === "INPUT") {
    event.preventDefault();
    act("type", { ...placeOf(target), value: target.value, dispatch: true });
  }
  const menu = target.closest("details.menu[open]");
  if (key === "Escape" && menu) {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (key === "Escape" && document.body.dataset.drawer === "open") drawer(false);
  if (key === "ArrowDown" || key === "ArrowUp") {
    const list = target.closest("[data-arrows]") ?? menu?.querySelector("[data-arrows]") ?? $(target.dataset.filter);
    const items = [...(list?.querySelectorAll("li:not([hidden]) > :is(a, button):first-child") ?? [])];
    if (!items.length) return;
    event.preventDefault();
    const step = key === "ArrowDown" ? 1 : -1;
    items.at((items.indexOf(target) + step + (items.includes(target) || step > 0 ? 0 : 1)) % items.length).focus();
  }
});

$("modal")?.addEventListener("cancel", (event) => {
  event.preventDefault();
  act("back");
});

// --- the frame -------------------------------------------------------------------------------------------------------

function drawer(open) {
  document.body.dataset.drawer = open ? "open" : "";
  document.querySelector("[data-do=drawer]").setAttribute("aria-expanded", String(open));
  if (open) $("side").querySelector("a").focus();
}

function panel(open) {
  $("panel").hidden = !open;
  document.querySelector(".panel-button").setAttribute("aria-expanded", String(open));
  sessionStorage.setItem("panel", open ? "open" : "");
  listen();
}

$("panel")?.addEventListener("toggle", async ({ target }) => {
  const json = target.querySelector("[data-load]");
  if (json && target.open) json.innerHTML = await (await fetch(json.dataset.load)).text();
}, true);

if ($("log")) {
  composer($("say"), $("commands"));
  combobox(document, { suggest: (box, typed) => send("suggest", { ...placeOf(box), typed }), choose: (box, values) => use(box, "choose", { values }) });
  $("panel").hidden = sessionStorage.getItem("panel") !== "open";
  document.querySelector(".panel-button").setAttribute("aria-expanded", String(!$("panel").hidden));
  if ($("modal").querySelector("form")) showModal($("modal").innerHTML);
  const fresh = $("new");
  isAtEnd = !fresh;
  fresh?.scrollIntoView({ block: "center" });
  keepAtEnd();
  listen();
}
