// Puts new HTML in place of old, keeping every element that stays: its focus, its scroll and what was typed in it.
// Elements are the same when their ids are, or, without ids, when they stand at the same place with the same name.
// An element with data-own belongs to the page's script and is left alone.

const KEPT = new Set(["open", "aria-expanded", "aria-activedescendant", "aria-busy", "data-pending"]);
let answered = 0;

// `own`: this is the answer to something done here, so one act of the element it was done with is told by now.
export function morph(target, html, own = false) {
  answered = own ? 1 : 0;
  const template = document.createElement("template");
  template.innerHTML = html;
  children(target, template.content);
}

function children(target, source) {
  const named = new Map([...target.children].filter((child) => child.id).map((child) => [child.id, child]));
  // What goes, goes first: else what stays would have to be moved past it, and lose its focus.
  const staying = new Set([...source.children].map((child) => child.id));
  for (const [id, child] of named) if (!staying.has(id)) child.remove();
  let at = target.firstChild;
  for (const fresh of [...source.childNodes]) {
    const old = fresh.id ? named.get(fresh.id) : at && !at.id && at.nodeName === fresh.nodeName ? at : null;
    if (!old || old.nodeName !== fresh.nodeName) {
      target.insertBefore(fresh, at);
      continue;
    }
    if (old === at) at = at.nextSibling;
    else target.insertBefore(old, at);
    if (fresh.nodeType === Node.ELEMENT_NODE) element(old, fresh);
    else if (old.data !== fresh.data) old.data = fresh.data;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function element(old, fresh) {
  if ("own" in old.dataset || (old.dataset.rev && old.dataset.rev === fresh.dataset.rev)) return;
  const typed = "value" in old && old.value !== (old.getAttribute("value") ?? old.textContent);
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !KEPT.has(name)) old.setAttribute(name, value);
  }
  if (old.nodeName === "INPUT") {
    // A tick or a choice is the workspace's once it has been told of it; words stay as they are being typed.
    // While a later tick in the same group is still on its way, the workspace does not know better.
    if (old.type === "checkbox" || old.type === "radio") {
      if (Number(old.closest("[data-pending]")?.dataset.pending ?? 0) <= answered) old.checked = fresh.checked;
    } else if (old.type !== "file" && !typed && old !== document.activeElement) old.value = fresh.value;
  }
  children(old, fresh);
  if (old.nodeName === "SELECT" && old !== document.activeElement) old.value = fresh.value;
}
