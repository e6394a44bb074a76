// The desk's own liveliness: appearance, menus, search palette, tables, filters, dialogs, drop zones.
// Every page reads without it.

const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const store = {
  get(key) { try { return localStorage.getItem(`regulars.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`regulars.${key}`, value); } catch { /* closed */ } },
};

// ---- appearance
function markTheme() {
  const now = root.dataset.theme || "auto";
  all("[data-theme-choice] button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === now)));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice] button");
  if (!button) return;
  if (button.value === "auto") delete root.dataset.theme; else root.dataset.theme = button.value;
  store.set("theme", button.value);
  markTheme();
  document.dispatchEvent(new CustomEvent("regulars:theme"));
});
markTheme();

// ---- menus close when something else is wanted
document.addEventListener("click", (event) => {
  all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  all("details[data-menu][open]").forEach((menu) => { menu.open = false; one("summary", menu)?.focus(); });
});

// ---- search palette
const palette = one("#palette");
if (palette) {
  const input = one("input", palette);
  const hits = one("#palette-hits");
  let asked = "";
  let timer = 0;
  let running;

  const options = () => all('[role="option"]', hits);
  const select = (index) => {
    const found = options();
    found.forEach((hit, place) => {
      hit.setAttribute("aria-selected", String(place === index));
      hit.id = `hit-${place}`;
    });
    if (!found[index]) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", found[index].id);
    found[index].scrollIntoView({ block: "nearest" });
  };
  const selected = () => options().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

  const ask = async () => {
    const words = input.value.trim();
    if (words === asked && hits.childElementCount) return;
    asked = words;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${palette.dataset.src}?q=${encodeURIComponent(words)}`, {
        headers: { "HX-Request": "true" }, signal: running.signal, credentials: "same-origin",
      });
      if (!answer.ok || answer.status === 204) return;
      hits.innerHTML = await answer.text();
      select(0);
    } catch (error) { if (error.name !== "AbortError") throw error; }
  };
  const openPalette = (words = "") => {
    if (palette.open) return;
    palette.showModal();
    input.value = words;
    input.focus();
    asked = "\u0000";
    ask();
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  palette.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (count) select((selected() + step + count) % count);
    } else if (event.key === "Escape") {
      event.preventDefault();  // a search field would only empty itself
      palette.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      options()[Math.max(selected(), 0)]?.click();
    }
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  const box = one("[data-palette-open]");
  box?.addEventListener("click", () => openPalette());
  box?.addEventListener("input", () => { openPalette(box.value); box.value = ""; });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      event.preventDefault();
      openPalette();
    }
  });
}

// ---- tables
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, summary") || getSelection()?.toString()) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("th button[data-sort]");
  if (!button) return;
  const head = button.closest("th");
  const table = head.closest("table");
  const place = [...head.parentElement.children].indexOf(head);
  const numeric = head.classList.contains("is-num");
  const before = head.getAttribute("aria-sort");
  const down = before ? before === "ascending" : numeric || head.classList.contains("is-end");
  all("th", head.parentElement).forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  all("th button[data-sort] use", head.parentElement).forEach((use) => {
    const sprite = use.getAttribute("href").split("#")[0];
    const mine = head.contains(use);
    use.setAttribute("href", `${sprite}#${mine ? (down ? "arrow-down" : "arrow-up") : "chevrons-up-down"}`);
  });
  const value = (row) => row.children[place]?.dataset.v ?? "";
  const compare = (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === "" || y === "") return (x === "") - (y === "");
    const order = numeric ? Number(x) - Number(y) : x.localeCompare(y, root.lang);
    return down ? -order : order;
  };
  const body = table.tBodies[0];
  body.append(...[...body.rows].sort(compare));
});

// the head of a table that fits stays below the top bar; one that does not scrolls in its own box
const fitting = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  target.toggleAttribute("data-fits", target.firstElementChild.offsetWidth <= target.clientWidth);
}));
all(".table-card > .table-scroll").forEach((scroll) => fitting.observe(scroll));

function showColumns(menu) {
  const table = one(`[data-table="${menu.dataset.columnsOf}"]`);
  if (!table) return;
  all("input", menu).forEach((box) => {
    all(`[data-col="${box.value}"]`, table).forEach((cell) => cell.toggleAttribute("data-hidden-column", !box.checked));
  });
}
all("[data-columns-of]").forEach((menu) => {
  const key = `columns.${menu.dataset.columnsOf}`;
  const kept = store.get(key)?.split(" ");
  if (kept) {
    all("input", menu).forEach((box) => { box.checked = kept.includes(box.value); });
    showColumns(menu);
  }
  menu.addEventListener("change", () => {
    store.set(key, all("input:checked", menu).map((box) => box.value).join(" "));
    showColumns(menu);
  });
});

// ---- filters send themselves, and leave empty fields out of the address
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.type !== "search") form.requestSubmit();
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  all("input, select", event.target).forEach((input) => { if (!input.value) input.disabled = true; });
});
addEventListener("pageshow", () => all("form[data-filters] :disabled").forEach((input) => { input.disabled = false; }));

// ---- ask before doing what cannot be taken back
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button || button.dataset.confirmed) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const text = document.createElement("p");
  text.textContent = button.dataset.confirm;
  const title = document.createElement("h2");
  title.textContent = button.textContent.trim();
  const row = document.createElement("div");
  row.className = "dialog-actions";
  const words = one("#dialog-words")?.dataset ?? {};
  const no = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: words.cancel ?? "Cancel" });
  const yes = Object.assign(document.createElement("button"), { className: "button button-primary", type: "button", textContent: title.textContent });
  if (button.classList.contains("button-danger")) yes.classList.add("button-danger");
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    button.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" }));
    dialog.close();
    button.dataset.confirmed = "1";
    button.form.requestSubmit(button);
  });
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  row.append(no, yes);
  dialog.append(title, text, row);
  document.body.append(dialog);
  dialog.showModal();
});

// ---- copy a permalink
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-link]");
  if (!button) return;
  const address = new URL(button.dataset.copyLink, location.href).href;
  try { await navigator.clipboard.writeText(address); } catch { location.hash = button.dataset.copyLink; }
  toast(one("#dialog-words")?.dataset.copied ?? "Link copied");
});

export function toast(words) {
  const place = one("#toasts");
  if (!place) return;
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = words;
  place.append(note);
  setTimeout(() => note.remove(), 4000);
}

// ---- nothing is sent twice, and a failed part says so
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.closest("[hx-post]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}));
document.addEventListener("htmx:responseError", () => toast(one("#dialog-words")?.dataset.failed ?? ""));
document.addEventListener("htmx:sendError", () => toast(one("#dialog-words")?.dataset.failed ?? ""));

// ---- drop zones
all("[data-drop]").forEach((zone) => {
  const input = one('input[type="file"]', zone);
  const names = one("[data-drop-names]", zone);
  const name = () => { names.textContent = [...input.files].map((file) => file.name).join(", "); };
  input.addEventListener("change", () => { name(); if (zone.dataset.drop === "send") input.form.requestSubmit(); });
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// ---- fields say what is wrong as you leave them
document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!input.matches?.(".field input, .field select, .field textarea") || !input.value) return;
  input.setAttribute("aria-invalid", String(!input.checkValidity()));
});

// ---- an opened sheet closes when a page of it is taken
one("#rail")?.addEventListener("click", (event) => {
  if (event.target.closest("a") && event.currentTarget.matches(":popover-open")) event.currentTarget.hidePopover();
});
