// One document: its status and why, what would change it, its claims, family, kept-out passages, findings and history.

function DocumentPage({ data, row }) {
  const detail = useDetail(data.details.document, row);
  if (!detail) { return h(Wait); }
  const { documents } = data;
  if (documents.status[row] === "skipped") { return h(SkippedFile, { data, row, detail }); }
  const found = data.findingsOf.get(row) || [];
  const family = data.familyOf.get(row);
  return h(Fragment, null,
    h("p", { class: "path" }, documents.uri[row]),
    h("p", { class: "head" }, badge(documents.status[row]), " ", h("span", null, reasons(data, row)), (detail.moments || []).map((words) => h("span", { class: "quiet" }, ` · ${words}`))),
    detail.todo ? h(Fragment, null, h("h3", null, "What would make it servable"), h("ul", { class: "todo" }, detail.todo.map(([code, remedy]) => h("li", null, h("b", null, code), " ", remedy)))) : null,
    h("h3", null, found.length ? counted(found.length, "finding") : "No finding"),
    h("ul", { class: "found" }, found.map((one) => h("li", null, badge(SEVERITIES[data.findings.severity[one]]), " ",
      h("a", { href: to("finding", data.findings.print[one]) }, h("b", null, data.code(one)), ` ${data.check(one).split(" ").slice(1).join(" ")}`), " ",
      data.findings.status[one] === "new" ? null : badge(data.findings.status[one]), " ", data.findings.message[one],
      data.findings.effect[one].startsWith("would") ? h("span", { class: "quiet" }, ` (its document set only simulates: it ${data.findings.effect[one]} this document)`) : null))),
    h("h3", null, "Claims, and which of them won"),
    h(Claims, { data, row, detail }),
    family === undefined ? null : h(Fragment, null, h("h3", null, "Family"), h(FamilyPage, { data, row: family, here: row })),
    detail.ties ? h(Ties, { data, ties: detail.ties }) : null,
    detail.kept_out ? h(KeptOut, { passages: detail.kept_out }) : null,
    h(History, { detail }),
    h("h3", null, "Identity"),
    h("dl", { class: "evidence" }, [["SHA-256", h("code", null, detail.sha256)], ["Size", `${counted(detail.size || 0, "byte")}, ${counted(detail.words || 0, "word")}, ${counted(detail.passages || 0, "passage")}`],
      ["Kind", documents.kind[row] >= 0 ? data.word("kind", row) : ""], ["Language", data.word("language", row) || "unknown"], ["Document set", data.word("set", row) || "none"],
      ["Audience", detail.audience], ["Release", detail.release], ["Confidence in the text", [detail.confidence, ...(detail.doubts || [])].join("; ")]]
      .filter(([, value]) => value).map(([label, value]) => h("div", null, h("dt", null, label), h("dd", null, value)))));
}

/** `KB103 superseded-version, KB203 expired`; what withholds it where no finding does. */
function reasons(data, row) {
  const names = new Map(data.findings.codes);
  const said = data.documents.codes[row].map((code) => `${code} ${names.get(code) || ""}`.trim());
  return [...said, data.documents.why[row]].filter(Boolean).join(", ") || "nothing keeps it back";
}

function Claims({ data, row, detail }) {
  const [owner, from] = detail.owner || ["", ""];
  const lost = (losers) => losers.map(([value, where]) => h("span", { class: "lost from" }, `not ${value}, ${where}`));
  const rows = (detail.dates || []).map(([label, day, where, losers]) => [label, day || "unknown", where, losers]);
  if (!rows.some(([label]) => label === "Effective")) { rows.unshift(["Effective", "unknown", "", []]); }
  const said = [owner || "nobody", detail.mail && detail.mail !== owner ? detail.mail : "", detail.standing === "active" ? "" : detail.standing].filter(Boolean).join(", ");
  return h("dl", { class: "evidence" },
    h("div", null, h("dt", null, "Owner"), h("dd", null, said, from ? h("span", { class: "from" }, from) : null,
      owner || !detail.suggested ? null : h("span", { class: "from" }, `changed most by ${detail.suggested}: a suggestion`), lost(detail.owners_lost || []))),
    rows.map(([label, day, where, losers]) => h("div", null, h("dt", null, label), h("dd", null, h("time", null, day), where ? h("span", { class: "from" }, where) : null, lost(losers)))));
}

/** Copies, near duplicates, parts, translations and documents of the same form. */
function Ties({ data, ties }) {
  return ties.map(([title, some, left]) => h(Fragment, null, h("h3", null, title),
    h("ul", { class: "places" }, some.map(([how, at, alike]) => h("li", null, `${how} `, h("a", { class: "path", href: to("document", data.documents.uri[at]) }, data.documents.uri[at]), " ", badge(data.documents.status[at]),
      alike ? h("span", { class: "quiet" }, ` ${alike}`) : null))),
    left ? h("p", { class: "quiet" }, `and ${left.toLocaleString("en")} more, in relations.jsonl`) : null));
}

function KeptOut({ passages }) {
  return h(Fragment, null, h("h3", null, `${counted(passages.length, "passage")} kept out`),
    h("ul", null, passages.slice(0, 100).map(([start, end, codes]) => h("li", null, `characters ${start.toLocaleString("en")} to ${end.toLocaleString("en")}: ${codes.join(", ")}`))),
    passages.length > 100 ? h("p", { class: "quiet" }, `and ${counted(passages.length - 100, "more passage")}, in stamps.jsonl`) : null);
}

function History({ detail }) {
  if (!detail.since && !detail.history && !detail.gone) { return null; }
  return h(Fragment, null, h("h3", null, "Over the audits"),
    h("ul", { class: "history" },
      detail.since ? h("li", null, `in the corpus since the audit of ${detail.since}`) : null,
      (detail.history || []).map(([day, status], at) => h("li", null, h("time", null, day), at ? " became " : " was found to be ", badge(status))),
      (detail.gone || []).map(([code, name, message, first, last]) => h("li", null, h("b", null, code), ` ${name}, ${first === last ? `told on ${first}` : `told from ${first} to ${last}`}, not found any more: ${message}`))));
}

function SkippedFile({ data, row, detail }) {
  return h(Fragment, null,
    h("p", { class: "path" }, data.documents.uri[row]),
    h("p", { class: "head" }, badge("skipped"), " ", h("span", null, `not a document: ${data.documents.why[row]}`)),
    detail.skipped ? h("p", null, detail.skipped) : null,
    detail.remedy ? h("p", { class: "remedy" }, h("b", null, "To do"), " ", `${detail.remedy[0].toUpperCase()}${detail.remedy.slice(1)}.`) : null,
    h("ul", { class: "found" }, (data.findingsOf.get(row) || []).map((one) => h("li", null, badge(SEVERITIES[data.findings.severity[one]]), " ",
      h("a", { href: to("finding", data.findings.print[one]) }, data.check(one)), " ", data.findings.message[one]))));
}
