// A table that can be searched, narrowed by facets, sorted, and taken away as CSV; its state stands in the address.

class View {
  constructor(name, { columns, facets, count, text, sort }) {
    Object.assign(this, { name, columns, facets, count, text, first: sort });
    this.texts = null;
    this.orders = new Map();
    this.rows = [];
    this.reset();
  }

  reset() {
    this.words = "";
    this.chosen = Object.fromEntries(this.facets.map((facet) => [facet.name, []]));
    this.sort = { ...this.first };
    this.shown = this.columns.filter((column) => !column.hidden).map((column) => column.name);
  }

  read(query) {
    this.reset();
    this.words = query.get("q") || "";
    for (const facet of this.facets) { this.chosen[facet.name] = query.getAll(facet.name); }
    const by = query.get("sort") || "";
    if (this.columns.some((column) => column.name === by.replace(/^-/, ""))) { this.sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") }; }
    const shown = (query.get("columns") || "").split(",").filter((name) => this.columns.some((column) => column.name === name));
    if (shown.length) { this.shown = shown; }
  }

  /** The fragment that `read` reads this view from. */
  get address() {
    const query = new URLSearchParams();
    if (this.words) { query.set("q", this.words); }
    for (const facet of this.facets) { this.chosen[facet.name].forEach((value) => query.append(facet.name, value)); }
    if (this.sort.by !== this.first.by || this.sort.down !== this.first.down) { query.set("sort", (this.sort.down ? "-" : "") + this.sort.by); }
    const usual = this.columns.filter((column) => !column.hidden).map((column) => column.name);
    if (usual.join() !== this.shown.join()) { query.set("columns", this.shown.join()); }
    return `#${this.name}${query.size ? `?${query}` : ""}`;
  }

  /** All rows in the order asked for; worked out once for each column. */
  #order() {
    const { by, down } = this.sort;
    const key = `${down ? "-" : ""}${by}`;
    if (!this.orders.has(key)) {
      const rows = Array.from({ length: this.count }, (_, row) => row);
      if (by) {
        const column = this.columns.find((one) => one.name === by);
        const values = rows.map((row) => { const value = column.value(row); return typeof value === "string" ? value.toLowerCase() : value; });
        const sign = down ? -1 : 1;
        rows.sort((a, b) => (values[a] < values[b] ? -sign : values[a] > values[b] ? sign : a - b));
      }
      this.orders.set(key, rows);
    }
    return this.orders.get(key);
  }

  #fits(except) {
    const wanted = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length && !this.texts) { this.texts = Array.from({ length: this.count }, (_, row) => this.text(row).toLowerCase()); }
    const narrowing = this.facets.filter((facet) => facet.name !== except && this.chosen[facet.name].length)
      .map((facet) => [facet.of, new Set(this.chosen[facet.name])]);
    return (row) => wanted.every((word) => this.texts[row].includes(word)) && narrowing.every(([of, some]) => {
      const value = of(row);
      return Array.isArray(value) ? value.some((one) => some.has(one)) : some.has(value);
    });
  }

  filter() {
    this.rows = this.#order().filter(this.#fits());
    return this.rows;
  }

  /** How many rows each value of a facet would leave, beside all the other filters. */
  counts(facet) {
    const counts = new Map();
    const fits = this.#fits(facet.name);
    for (let row = 0; row < this.count; row += 1) {
      if (fits(row)) {
        const value = facet.of(row);
        for (const one of Array.isArray(value) ? value : [value]) { counts.set(one, (counts.get(one) || 0) + 1); }
      }
    }
    return counts;
  }

  get narrowed() { return Boolean(this.words) || this.facets.some((facet) => this.chosen[facet.name].length); }
}

const views = Object.create(null);

function Explorer({ view, label, placeholder, href, open }) {
  const [state, setState] = useState(0);
  const rows = useMemo(() => view.filter(), [state]);
  view.redraw = () => { setState((times) => times + 1); };
  const changed = () => { replaceAddress(view.address); view.redraw(); };
  const columns = view.columns.filter((column) => view.shown.includes(column.name));
  return h(Fragment, null,
    h("form", { class: "tools", role: "search", "aria-label": label, onSubmit: (event) => event.preventDefault() },
      h("label", { class: "find" }, h("span", null, "Find"), h("input", {
        type: "search", value: view.words, placeholder, autocomplete: "off", spellcheck: false,
        onInput: (event) => { view.words = event.currentTarget.value; changed(); },
      })),
      view.facets.map((facet) => h(Facet, {
        key: facet.name, facet, chosen: view.chosen[facet.name], count: () => view.counts(facet),
        onChange: (chosen) => { view.chosen[facet.name] = chosen; changed(); },
      })),
      h(Facet, {
        key: "columns", facet: { name: "columns", label: "Columns", order: view.columns.map((column) => column.label), columns: true },
        chosen: columns.map((column) => column.label), count: () => new Map(view.columns.slice(1).map((column) => [column.label, view.count])),
        onChange: (chosen) => {
          view.shown = view.columns.filter((column, place) => place === 0 || chosen.includes(column.label)).map((column) => column.name);
          changed();
        },
      }),
      h("button", { type: "button", class: "plain", onClick: () => download(view, columns) }, "Export CSV"),
      h("output", { "aria-live": "polite" }, `${rows.length.toLocaleString("en")} of ${view.count.toLocaleString("en")} ${view.name}`)),
    view.narrowed ? h(Chips, { view, changed }) : null,
    h(Table, { label, columns, rows, sort: view.sort, onSort: (sort) => { view.sort = sort; changed(); }, href, onOpen: open }));
}

function Chips({ view, changed }) {
  const chips = view.facets.flatMap((facet) => view.chosen[facet.name].map((value) => ({ facet, value })));
  return h("p", { class: "chips" },
    chips.map(({ facet, value }) => h("button", {
      type: "button", class: "chip", key: `${facet.name} ${value}`, "aria-label": `Remove ${facet.label}: ${named(facet, value)}`,
      onClick: () => { view.chosen[facet.name] = view.chosen[facet.name].filter((one) => one !== value); changed(); },
    }, h("span", { class: "quiet" }, `${facet.label}:`), ` ${named(facet, value)} `, h("span", { "aria-hidden": "true" }, "×"))),
    h("button", { type: "button", class: "plain", onClick: () => { const { sort, shown } = view; view.reset(); Object.assign(view, { sort, shown }); changed(); } }, "Show all"));
}

/** A cell that no spreadsheet takes for a formula (OWASP, CSV injection), quoted where it has to be. */
function csvCell(value) {
  const text = String(value);
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function download(view, columns) {
  const all = columns.flatMap((column) => (column.written || [[column.label, column.value]]));
  const lines = [all.map(([label]) => label), ...view.rows.map((row) => all.map(([, value]) => value(row)))];
  const text = `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = `${view.name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
