// A table of any length: only the rows in view are in the page. Arrow keys move from row to row, Enter opens one.

const PRINTED = 2000;
const printing = { now: false, watchers: new Set() };

/** Whether the page is being printed; draws again when that changes. */
function usePrinting() {
  const [, redraw] = useState(0);
  useLayoutEffect(() => {
    const watch = () => redraw((times) => times + 1);
    printing.watchers.add(watch);
    return () => { printing.watchers.delete(watch); };
  }, []);
  return printing.now;
}

function Table({ label, columns, rows, sort, onSort, href, onOpen }) {
  const scroller = useRef(null);
  const virtual = useRef(null);
  const wanted = useRef(-1);
  const all = usePrinting();
  const [, redraw] = useState(0);
  const [active, setActive] = useState(0);
  if (virtual.current === null) {
    virtual.current = new vendor.Virtualizer({
      count: 0, getScrollElement: () => scroller.current, estimateSize: () => 64, overscan: 6,
      observeElementRect: vendor.observeElementRect, observeElementOffset: vendor.observeElementOffset,
      scrollToFn: vendor.elementScroll, onChange: () => {},
    });
  }
  const list = virtual.current;
  list.setOptions({
    ...list.options, count: rows.length, getItemKey: (index) => rows[index], onChange: () => redraw((times) => times + 1),
  });
  useLayoutEffect(() => list._didMount(), []);
  useLayoutEffect(() => list._willUpdate());
  useLayoutEffect(() => { setActive(0); if (scroller.current) { scroller.current.scrollTop = 0; } }, [rows]);
  useLayoutEffect(() => {
    const link = wanted.current >= 0 && scroller.current.querySelector(`[data-index="${wanted.current}"] a.open`);
    if (link) {
      wanted.current = -1;
      link.focus({ preventScroll: true });
      link.closest("tr").scrollIntoView({ block: "nearest" });  // below the headings, and within the window too
    }
  });

  const moved = (event) => {
    const page = Math.max(1, Math.floor(scroller.current.clientHeight / 64) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
    if (!(event.key in steps) || !event.target.closest("tr[data-index] a.open")) { return; }
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, active + steps[event.key]));
    wanted.current = next;
    setActive(next);
    list.scrollToIndex(next);
  };
  const items = all ? rows.slice(0, PRINTED).map((key, index) => ({ index, key })) : list.getVirtualItems();
  const before = all || !items.length ? 0 : items[0].start;
  const after = all || !items.length ? 0 : list.getTotalSize() - items[items.length - 1].end;
  // Its height doesn't wait for its rows: which rows are in view depends on it.
  const style = { minHeight: all ? "auto" : `min(75vh, ${64 * (rows.length + 1)}px)` };
  return h("div", { class: "rows", style, ref: scroller, role: "region", "aria-label": label, tabindex: 0, onKeyDown: moved },
    h("table", { role: "table", "aria-rowcount": rows.length + 1, class: "listing" },
      h("colgroup", null, columns.map((column) => h("col", { class: `col-${column.name}` }))),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row", "aria-rowindex": 1 }, columns.map((column) => heading(column, sort, onSort)))),
      h("tbody", { role: "rowgroup" },
        h(Gap, { height: before, span: columns.length }),
        items.map(({ index, key }) => h("tr", {
          key, role: "row", "data-index": index, "aria-rowindex": index + 2, ref: all ? null : list.measureElement,
          onClick: (event) => { if (!event.target.closest("a")) { onOpen(rows[index]); } },
        }, columns.map((column, place) => h(place ? "td" : "th", {
          ...(place ? { role: "cell" } : { role: "rowheader", scope: "row" }), class: column.number ? "number" : column.name,
        }, h("span", { class: "said", "aria-hidden": "true" }, column.label),
        place ? h("div", { class: "clip" }, column.cell(rows[index])) : h("a", {
          class: "open clip", href: href(rows[index]), tabindex: index === active ? 0 : -1, onFocus: () => setActive(index),
        }, column.cell(rows[index])))))),
        h(Gap, { height: after, span: columns.length }))),
    rows.length ? null : h("p", { class: "empty" }, "Nothing fits."),
    all && rows.length > PRINTED ? h("p", { class: "aside" }, `${(rows.length - PRINTED).toLocaleString("en")} more rows are not printed: filter the table, or export it as CSV.`) : null);
}

function Gap({ height, span }) {
  return height > 0 ? h("tr", { class: "gap", "aria-hidden": "true" }, h("td", { colSpan: span, style: { height: `${height}px` } })) : null;
}

function heading(column, sort, onSort) {
  const sorted = sort.by === column.name;
  const arrow = sorted ? (sort.down ? "▼" : "▲") : "";
  const said = [column.label, h("span", { class: "arrow", "aria-hidden": "true" }, arrow)];
  // On paper the headings stand again on each sheet; Chromium doesn't draw a button again.
  return h("th", { role: "columnheader", scope: "col", class: column.number ? "number" : null, "aria-sort": sorted ? (sort.down ? "descending" : "ascending") : "none" },
    printing.now ? h("span", { class: "sort" }, said)
      : h("button", { type: "button", class: "sort", onClick: () => onSort({ by: column.name, down: sorted ? !sort.down : Boolean(column.down) }) }, said));
}
