// One finding: what it is, the proof, what to do, and the documents side by side where it is about two.

function FindingPage({ data, row }) {
  const detail = useDetail(data.details.finding, row);
  const { findings, documents } = data;
  const at = findings.place[row];
  const others = findings.affects[row].filter((one) => one !== at);
  if (!detail) { return h(Wait); }
  return h(Fragment, null,
    h("p", { class: "head" }, badge(SEVERITIES[findings.severity[row]]), " ", findings.status[row] === "new" ? null : badge(findings.status[row]), " ",
      h("span", { class: "quiet" }, [findings.status[row] === "waived" ? "no effect while it is waived" : detail.consequence, findings.since[row] && `since ${findings.since[row]}`, `run ${data.run.slice(0, 12)}`].filter(Boolean).join(" · "))),
    h("p", { class: "where" }, at < 0 ? h("span", { class: "path" }, data.place(row)) : h("a", { class: "path", href: to("document", documents.uri[at]) }, documents.uri[at]),
      detail.passage ? h("span", { class: "quiet" }, ` under ${detail.passage}`) : null),
    at < 0 ? null : h("p", { class: "quiet" }, [data.title(at), data.word("owner", at) ? data.person(data.word("owner", at)) : "no owner", data.word("set", at)].filter(Boolean).join(" · ")),
    h("p", { class: "message" }, findings.message[row]),
    detail.waived ? h("p", { class: "quiet" }, detail.waived) : null,
    detail.remedy && findings.status[row] !== "waived" ? h("p", { class: "remedy" }, h("b", null, "To do"), " ", detail.remedy) : null,
    (detail.pairs || []).map((pair) => h(Sides, { data, pair })),
    detail.pairs_left ? h("p", { class: "quiet" }, `and ${counted(detail.pairs_left, "more pair")}, in relations.jsonl`) : null,
    detail.evidence ? h(Fragment, null, h("h3", null, "Evidence"), h("dl", { class: "evidence" }, detail.evidence.map(([label, value, document, folder]) => h("div", null,
      h("dt", null, label), h("dd", null, value, " ", document >= 0 ? h("a", { class: "path", href: to("document", documents.uri[document]) }, documents.uri[document]) : folder ? h("span", { class: "path" }, folder) : null))))) : null,
    others.length ? h(Fragment, null, h("h3", null, at < 0 ? `The ${counted(others.length, "document")}` : `Also concerned: ${counted(others.length, "document")}`), h(Documents, { data, rows: others })) : null,
    h("p", { class: "aside" }, h("code", null, `kbaudit explain ${data.code(row)}`), " shows why this harms retrieval, with an example."));
}

/** A list of documents, a part at a time. */
function Documents({ data, rows }) {
  const [most, setMost] = useState(50);
  const all = usePrinting();
  return h(Fragment, null,
    h("ul", { class: "places" }, rows.slice(0, all ? PRINTED : most).map((at) => h("li", { key: at }, h("a", { class: "path", href: to("document", data.documents.uri[at]) }, data.documents.uri[at]), " ", badge(data.documents.status[at])))),
    rows.length > most ? h("button", { type: "button", class: "plain", onClick: () => setMost(most + 500) }, `Show ${Math.min(500, rows.length - most).toLocaleString("en")} more of ${rows.length.toLocaleString("en")}`) : null,
    all && rows.length > PRINTED ? h("p", { class: "aside" }, `and ${(rows.length - PRINTED).toLocaleString("en")} more, in findings.json`) : null);
}

/** The details of a row, null until they are unpacked. */
function useDetail(details, row) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let wanted = true;
    details.of(row).then((detail) => { if (wanted) { setFound({ row, detail }); } }, failed);
    return () => { wanted = false; };
  }, [details, row]);
  return found && found.row === row ? found.detail : null;
}

const Wait = () => h("p", { class: "quiet", role: "status" }, "Unpacking …");
