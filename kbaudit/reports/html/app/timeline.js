// The members of a family over time: a bar from the day each was effective to the day the next one took its place.

const MEMBERS = 60;

function Timeline({ data, family, here = -1 }) {
  const [most, setMost] = useState(MEMBERS);
  const all = usePrinting();
  const dated = family.members.map(([, , , from]) => Date.parse(from)).filter((moment) => !Number.isNaN(moment));
  const begin = -greatest(dated.map((moment) => -moment), -Infinity);
  const end = greatest(dated, Math.max(data.today, begin + 30 * DAY));
  const place = (day) => ((Date.parse(day) - begin) / (end - begin)) * 100;
  const members = family.members.map((member, row) => ({ member, row }));
  // Of a large family those around this document and the current one, the newest of the others first.
  const kept = all || members.length <= most ? members : members.filter(({ member, row }) => member[0] === here || row === family.current || row >= members.length - most);
  return h(Fragment, null,
    kept.length < members.length ? h("button", { type: "button", class: "plain", onClick: () => setMost(most + 500) }, `Show more: ${kept.length.toLocaleString("en")} of ${members.length.toLocaleString("en")} members are shown`) : null,
    h("ol", { class: "timeline" }, kept.map(({ member: [at, label, fate, from, until], row }) => h("li", { key: at, class: row === family.current ? "current" : null },
      h("span", { class: "who" }, h("span", { class: "title" }, data.title(at)), " ",
        at === here ? h("b", { class: "path" }, data.documents.uri[at]) : h("a", { class: "path", href: to("document", data.documents.uri[at]) }, data.documents.uri[at]),
        " ", row === family.current ? badge("current") : null, " ", badge(data.documents.status[at])),
      h("span", { class: "quiet" }, [label, from ? `effective ${from}` : "no date", until ? `until ${until}` : "", row === family.current ? "" : fate, data.person(data.word("owner", at))].filter(Boolean).join(" · ")),
      from && dated.length ? h(Bar, { x: place(from), width: Math.max(0.8, (until ? place(until) : 100) - place(from)), current: row === family.current, words: `${from} to ${until || data.day}` }) : null)),
    dated.length ? h("li", { class: "scale", "aria-hidden": "true" }, h("span", null, new Date(begin).toISOString().slice(0, 10)), h("span", null, new Date(end).toISOString().slice(0, 10))) : null));
}

function Bar({ x, width, current, words }) {
  const left = Math.min(99.2, Math.max(0, x));
  return h("svg", { class: "span", width: "100%", height: "12", role: "img", "aria-label": words },
    h("rect", { class: "rest", width: "100%", height: "4", y: "4" }),
    h("rect", { class: current ? "fill-serve" : "fill-old", x: `${left}%`, width: `${Math.min(width, 100 - left)}%`, height: "12", rx: "2" }));
}
