// The members of a family over time: a bar from the day each was effective to the day the next one took its place.

function Timeline({ data, family, here = -1 }) {
  const dated = family.members.map(([, , , from]) => Date.parse(from)).filter((moment) => !Number.isNaN(moment));
  const begin = Math.min(...dated);
  const end = Math.max(data.today, ...dated, begin + 30 * DAY);
  const place = (day) => ((Date.parse(day) - begin) / (end - begin)) * 100;
  return h("ol", { class: "timeline" }, family.members.map(([at, label, fate, from, until], row) => h("li", { class: row === family.current ? "current" : null },
    h("span", { class: "who" }, at === here ? h("b", { class: "path" }, data.documents.uri[at]) : h("a", { class: "path", href: to("document", data.documents.uri[at]) }, data.documents.uri[at]),
      " ", row === family.current ? badge("current") : null, " ", badge(data.documents.status[at])),
    h("span", { class: "quiet" }, [label, from ? `effective ${from}` : "no date", until ? `until ${until}` : "", row === family.current ? "" : fate].filter(Boolean).join(" · ")),
    from && dated.length ? h(Bar, { x: place(from), width: Math.max(0.8, (until ? place(until) : 100) - place(from)), current: row === family.current, open: !until, words: `${from} to ${until || data.day}` }) : null)),
  dated.length ? h("li", { class: "scale", "aria-hidden": "true" }, h("span", null, new Date(begin).toISOString().slice(0, 10)), h("span", null, new Date(end).toISOString().slice(0, 10))) : null);
}

function Bar({ x, width, current, words }) {
  const left = Math.min(99.2, Math.max(0, x));
  return h("svg", { class: "span", width: "100%", height: "12", role: "img", "aria-label": words },
    h("rect", { class: "rest", width: "100%", height: "4", y: "4" }),
    h("rect", { class: current ? "fill-serve" : "fill-old", x: `${left}%`, width: `${Math.min(width, 100 - left)}%`, height: "12", rx: "2" }));
}
