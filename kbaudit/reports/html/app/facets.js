// Facets: each narrows a table to the values that are ticked; beside a value stands how many rows it would leave.

const LISTED = 200;

function Facet({ facet, chosen, count, onChange }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const box = useRef(null);
  const close = (event) => {
    if (event.key === "Escape" && box.current.open) {
      event.stopPropagation();
      box.current.open = false;
      box.current.querySelector("summary").focus();
    }
  };
  useEffect(() => {
    const outside = (event) => {
      const around = event.type === "focusin" && event.target.contains(box.current);  // whoever presses a label gives it the focus
      if (box.current && !box.current.contains(event.target) && !around) { box.current.open = false; }
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => { document.removeEventListener("pointerdown", outside); document.removeEventListener("focusin", outside); };
  }, []);
  return h("details", { class: "facet", ref: box, onToggle: (event) => setOpen(event.currentTarget.open), onKeyDown: close },
    h("summary", null, facet.label, chosen.length ? h("span", { class: "picked" }, chosen.length) : null),
    open ? h("div", { class: "choices" }, h(Choices, { facet, chosen, count, typed, setTyped, onChange })) : null);
}

function Choices({ facet, chosen, count, typed, setTyped, onChange }) {
  const counts = count();
  const values = [...new Set([...counts.keys(), ...chosen])].sort(facet.order
    ? (a, b) => facet.order.indexOf(a) - facet.order.indexOf(b)
    : (a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || (a < b ? -1 : 1));
  const fitting = values.filter((value) => named(facet, value).toLowerCase().includes(typed.toLowerCase()));
  const flip = (value) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return h(Fragment, null,
    values.length > 12 ? h("input", {
      type: "search", "aria-label": `Find in ${facet.label}`, placeholder: "Find", value: typed, onInput: (event) => setTyped(event.currentTarget.value),
    }) : null,
    h("ul", { tabindex: values.length > 8 ? 0 : null, role: values.length > 8 ? "group" : null, "aria-label": values.length > 8 ? `Values of ${facet.label}` : null },
      fitting.slice(0, LISTED).map((value) => h("li", { key: value, role: values.length > 8 ? "none" : null }, h("label", null,
        h("input", { type: "checkbox", checked: chosen.includes(value), onChange: () => flip(value) }),
        h("span", { class: "name" }, named(facet, value)), h("span", { class: "many" }, (counts.get(value) || 0).toLocaleString("en")))))),
    fitting.length > LISTED ? h("p", { class: "quiet" }, `and ${(fitting.length - LISTED).toLocaleString("en")} more: type to find them`) : null);
}

/** A value as people read it. */
const named = (facet, value) => (facet.named ? facet.named(value) : value) || facet.none || "none";
