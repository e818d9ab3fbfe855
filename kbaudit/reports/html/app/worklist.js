// What one owner has to do: their documents, worst first, each with its findings and what mends them.

function WorklistPage({ data, owner }) {
  const [most, setMost] = useState(200);
  const [remedies, setRemedies] = useState(null);
  const all = usePrinting();
  const list = useMemo(() => worklist(data, owner), [owner]);
  const shown = all ? list.documents : list.documents.slice(0, most);
  useEffect(() => {
    const needed = [...new Set([...list.folders.map(([row]) => row), ...list.documents.flatMap(([, rows]) => rows)])];
    Promise.all(needed.map(async (row) => [row, (await data.details.finding.of(row)).remedy])).then((found) => setRemedies(new Map(found)), failed);
  }, [owner]);
  if (!remedies) { return h(Wait); }
  const since = (row) => (data.findings.since[row] ? ` Since ${data.findings.since[row]}.` : "");
  const said = (row) => h("li", null, badge(SEVERITIES[data.findings.severity[row]]), " ", h("a", { href: to("finding", data.findings.print[row]) }, data.check(row)), " ", data.findings.message[row], since(row),
    remedies.get(row) ? h("span", { class: "remedy" }, h("b", null, "To do"), " ", remedies.get(row)) : null);
  return h(Fragment, null,
    h("p", { class: "lead" }, `${counted(list.total, "document")} with something to do, as of ${data.day}; the worst first. `, h("button", { type: "button", class: "plain", onClick: () => print() }, "Print this worklist")),
    list.folders.length ? h(Fragment, null, h("h3", null, "Many at once"), h("ul", { class: "found" }, list.folders.map(([row, many]) => h(Fragment, null, said(row), h("li", { class: "quiet" }, `${data.place(row)}: ${counted(many, "document")} of this owner`))))) : null,
    h("ol", { class: "tasks" }, shown.map(([at, rows]) => h("li", { key: at, class: "task" },
      h("p", { class: "where" }, h("span", { class: "tick", "aria-hidden": "true" }), h("b", null, data.title(at)), " ", h("a", { class: "path", href: to("document", data.documents.uri[at]) }, data.documents.uri[at]), " ", badge(data.documents.status[at])),
      h("ul", { class: "found" }, rows.map(said))))),
    list.documents.length > most ? h("button", { type: "button", class: "plain", onClick: () => setMost(most + 1000) }, `Show more of ${list.documents.length.toLocaleString("en")}`) : null);
}

/** The owner's documents with their open findings, and the findings that are told by folder. */
function worklist(data, owner) {
  const documents = new Map();
  const folders = [];
  const all = new Set();
  data.findings.affects.forEach((affected, row) => {
    if (data.findings.status[row] === "waived") { return; }
    const own = affected.filter((at) => data.word("owner", at) === owner);
    own.forEach((at) => all.add(at));
    if (data.findings.place[row] < 0) {
      if (own.length) { folders.push([row, own.length]); }
    } else {
      for (const at of own) {
        if (documents.has(at)) { documents.get(at).push(row); } else { documents.set(at, [row]); }
      }
    }
  });
  const worst = (rows) => Math.max(...rows.map((row) => data.findings.severity[row]));
  const ordered = [...documents].sort(([a, one], [b, other]) => worst(other) - worst(one) || other.length - one.length || a - b);
  return { documents: ordered, folders, total: all.size };
}
