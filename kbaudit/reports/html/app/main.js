// Begins: unpacks the data, fills the tables, and shows what the address names.

function failed(error) {
  const notice = document.getElementById("failed");
  notice.textContent = typeof DecompressionStream === "undefined"
    ? "This browser is too old to unpack the lists of this page (it has no DecompressionStream). Everything is in findings.json and documents.jsonl, beside it."
    : `The lists of this page can't be shown: ${error}. Was the file cut off? Everything is in findings.json and documents.jsonl, beside it.`;
  notice.hidden = false;
}

function documentView(data) {
  const { documents } = data;
  const status = { serve: 0, demote: 1, exclude: 2, skipped: 3 };
  return new View("documents", {
    count: data.documentCount,
    text: (row) => [documents.uri[row], documents.title[row], data.word("owner", row), data.person(data.word("owner", row)), data.word("set", row), documents.codes[row].join(" "), documents.why[row]].join(" "),
    sort: { by: "", down: false },
    columns: [
      { name: "document", label: "Document", value: (row) => documents.uri[row], written: [["Path", (row) => documents.uri[row]], ["Title", (row) => documents.title[row]]],
        cell: (row) => [h("span", { class: "title" }, data.title(row)), " ", h("span", { class: "path" }, documents.uri[row])] },
      { name: "status", label: "Status", value: (row) => status[documents.status[row]], down: true, written: [["Status", (row) => documents.status[row]]], cell: (row) => badge(documents.status[row]) },
      { name: "reasons", label: "Reasons", value: (row) => documents.codes[row].join(" ") || documents.why[row], written: [["Reasons", (row) => [...documents.codes[row], documents.why[row]].filter(Boolean).join(" ")]],
        cell: (row) => [documents.codes[row].join(" "), " ", documents.why[row]] },
      { name: "date", label: "Effective date", value: (row) => documents.date[row], down: true, written: [["Effective date", (row) => documents.date[row]], ["Date from", (row) => data.word("from", row)]],
        cell: (row) => (documents.date[row] ? [h("time", null, documents.date[row]), " ", h("span", { class: "from" }, data.word("from", row))] : h("span", { class: "quiet" }, documents.status[row] === "skipped" ? "" : "unknown")) },
      { name: "owner", label: "Owner", value: (row) => data.word("owner", row), cell: (row) => (data.word("owner", row) ? data.person(data.word("owner", row)) : "") || h("span", { class: "quiet" }, documents.status[row] === "skipped" ? "" : "nobody") },
      { name: "set", label: "Set", value: (row) => data.word("set", row), cell: (row) => data.word("set", row) },
      { name: "ends", label: "Served until", value: (row) => documents.ends[row] || "9999", written: [["Served until", (row) => documents.ends[row]]], cell: (row) => h("time", null, documents.ends[row]) },
      { name: "kind", label: "Kind", hidden: true, value: (row) => data.word("kind", row), cell: (row) => data.word("kind", row) },
      { name: "language", label: "Language", hidden: true, value: (row) => data.word("language", row), cell: (row) => data.word("language", row) },
      { name: "age", label: "Age in days", hidden: true, number: true, down: true, value: (row) => data.age(row), written: [["Age in days", (row) => (data.age(row) < 0 ? "" : data.age(row))]], cell: (row) => (data.age(row) < 0 ? "" : data.age(row).toLocaleString("en")) },
      { name: "found", label: "Findings", hidden: true, number: true, down: true, value: (row) => (data.findingsOf.get(row) || []).length, cell: (row) => (data.findingsOf.get(row) || []).length },
    ],
    facets: [
      { name: "status", label: "Status", of: (row) => documents.status[row], order: ["serve", "demote", "exclude", "skipped"] },
      { name: "check", label: "Check", none: "no finding", of: (row) => [...new Set((data.findingsOf.get(row) || [-1]).map((one) => (one < 0 ? "" : data.code(one))))] },
      { name: "set", label: "Set", none: "no set", of: (row) => data.word("set", row) },
      { name: "owner", label: "Owner", none: "nobody", of: (row) => data.word("owner", row), named: (owner) => data.person(owner) },
      { name: "folder", label: "Folder", of: (row) => data.folder(row) },
      { name: "age", label: "Age", of: (row) => ageWords(data.age(row)), order: [...AGES.map(([, words]) => words), "no date"] },
      { name: "kind", label: "Kind", none: "not read", of: (row) => data.word("kind", row) },
    ],
  });
}

function findingView(data) {
  const { findings } = data;
  const names = new Map(findings.codes);
  const owners = (row) => { const some = data.wordsOf("owner", row); return some.length > 1 ? `${some.length.toLocaleString("en")} owners` : data.person(some[0]); };
  const statuses = { new: "open" };
  const effect = (row) => (findings.status[row] === "waived" ? "none, waived" : findings.effect[row]);
  const sets = (row) => data.wordsOf("set", row).filter(Boolean).join(", ");
  const oldest = (row) => greatest(findings.affects[row].map((at) => data.age(at)), -1);
  return new View("findings", {
    count: data.findingCount,
    text: (row) => [data.check(row), data.place(row), findings.place[row] < 0 ? "" : documents(row), findings.message[row], findings.said[row], data.wordsOf("owner", row).map((owner) => `${owner} ${data.person(owner)}`).join(" "), sets(row)].join(" "),
    sort: { by: "", down: false },
    columns: [
      { name: "check", label: "Check", value: (row) => data.code(row), written: [["Code", (row) => data.code(row)], ["Check", (row) => names.get(data.code(row))]],
        cell: (row) => [h("b", null, data.code(row)), ` ${names.get(data.code(row))}`] },
      { name: "severity", label: "Severity", down: true, value: (row) => findings.severity[row], written: [["Severity", (row) => SEVERITIES[findings.severity[row]]], ["Status", (row) => statuses[findings.status[row]] || findings.status[row]]],
        cell: (row) => [badge(SEVERITIES[findings.severity[row]]), " ", findings.status[row] === "new" ? null : badge(findings.status[row])] },
      { name: "place", label: "Document", value: (row) => data.place(row), cell: (row) => h("span", { class: "path" }, data.place(row)) },
      { name: "message", label: "What", value: (row) => findings.message[row], cell: (row) => findings.message[row] },
      { name: "effect", label: "Effect", value: effect, cell: effect },
      { name: "owner", label: "Owner", value: owners, cell: owners },
      { name: "documents", label: "Documents", number: true, down: true, value: (row) => findings.affects[row].length, cell: (row) => findings.affects[row].length.toLocaleString("en") },
      { name: "set", label: "Set", hidden: true, value: sets, cell: sets },
      { name: "since", label: "Since", hidden: true, value: (row) => findings.since[row] || data.day, cell: (row) => h("time", null, findings.since[row] || data.day) },
    ],
    facets: [
      { name: "check", label: "Check", of: (row) => data.code(row), named: (code) => `${code} ${names.get(code) || ""}` },
      { name: "severity", label: "Severity", of: (row) => SEVERITIES[findings.severity[row]], order: ["error", "warning", "note"] },
      { name: "status", label: "Status", of: (row) => findings.status[row], order: ["new", "known", "waived"], named: (word) => statuses[word] || word },
      { name: "effect", label: "Effect", of: effect },
      { name: "set", label: "Set", none: "no set", of: (row) => data.wordsOf("set", row) },
      { name: "owner", label: "Owner", none: "nobody", of: (row) => data.wordsOf("owner", row), named: (owner) => data.person(owner) },
      { name: "age", label: "Age of the document", of: (row) => ageWords(oldest(row)), order: [...AGES.map(([, words]) => words), "no date"] },
    ],
  });

  function documents(row) { return data.documents.title[findings.place[row]]; }
}

function familyView(data) {
  const { families } = data;
  const state = (row) => (families[row].current < 0 ? "no current member" : "has a current member");
  const current = (row) => (families[row].current < 0 ? "" : data.documents.uri[families[row].members[families[row].current][0]]);
  return new View("families", {
    count: families.length,
    text: (row) => [families[row].title, families[row].reason, ...families[row].members.map(([at, label]) => `${data.documents.uri[at]} ${label}`)].join(" "),
    sort: { by: "", down: false },
    columns: [
      { name: "family", label: "Family", value: (row) => families[row].title, cell: (row) => families[row].title || data.title(families[row].members[0][0]) },
      { name: "members", label: "Members", number: true, down: true, value: (row) => families[row].members.length, cell: (row) => families[row].members.length.toLocaleString("en") },
      { name: "current", label: "Current member", value: current, cell: (row) => (current(row) ? h("span", { class: "path" }, current(row)) : badge("error", "none")) },
      { name: "reason", label: "Order told by", value: (row) => families[row].reason, cell: (row) => families[row].reason },
    ],
    facets: [{ name: "state", label: "Current member", of: state }],
  });
}

function Dialog({ data, item }) {
  const dialog = useRef(null);
  const was = useRef(false);
  const shown = item && pageOf(data, item);
  useLayoutEffect(() => {
    if (shown && !dialog.current.open) { dialog.current.showModal(); }
    if (!shown && dialog.current.open) { dialog.current.close(); }
    if (shown) { dialog.current.querySelector(".sheet-body").scrollTop = 0; }
    // Another page in the same dialog is told by its heading; on opening, the browser focuses Close.
    if (shown && was.current) { dialog.current.querySelector("h2").focus(); }
    was.current = Boolean(shown);
  }, [item]);
  return h("dialog", { ref: dialog, class: "sheet", "aria-labelledby": "sheet-title", onClose: closed, onClick: (event) => { if (event.target === dialog.current) { dialog.current.close(); } } },
    shown ? h("article", null,
      h("header", { class: "bar-top" }, h("h2", { id: "sheet-title", tabindex: -1 }, shown.title),
        h("p", { class: "acts" }, shown.walk ? h(Walk, { data, ...shown.walk }) : null, h("button", { type: "button", class: "plain", onClick: () => dialog.current.close(), autofocus: true }, "Close"))),
      h("div", { class: "sheet-body", tabindex: 0, role: "region", "aria-labelledby": "sheet-title" }, shown.body)) : null);
}

/** To the row before and after this one, as the table shows them. */
function Walk({ view, row, href }) {
  const rows = views[view].rows;
  const at = rows.indexOf(row);
  if (at < 0) { return null; }
  return h(Fragment, null,
    at > 0 ? h("a", { class: "plain", href: href(rows[at - 1]) }, "Previous") : null,
    h("span", { class: "quiet" }, `${(at + 1).toLocaleString("en")} of ${rows.length.toLocaleString("en")}`),
    at < rows.length - 1 ? h("a", { class: "plain", href: href(rows[at + 1]) }, "Next") : null);
}

function pageOf(data, { item, name }) {
  const missing = { title: "Not in this report", body: h("p", null, `This report has no ${item} ${name}.`) };
  if (item === "worklist") { return { title: `Worklist of ${data.person(name)}`, body: h(WorklistPage, { key: name, data, owner: name }) }; }
  if (item === "finding") {
    const row = data.findingOf.get(name);
    return row === undefined ? missing : { title: data.check(row), body: h(FindingPage, { key: row, data, row }), walk: { view: "findings", row, href: (one) => to("finding", data.findings.print[one]) } };
  }
  const row = data.rowOf.get(name);
  if (row === undefined) { return missing; }
  if (item === "family") {
    const family = data.familyOf.get(row);
    return family === undefined ? missing : { title: `Family: ${data.families[family].title || data.title(row)}`, body: h(FamilyPage, { key: family, data, row: family }) };
  }
  return { title: data.title(row), body: h(DocumentPage, { key: row, data, row }), walk: { view: "documents", row, href: (one) => to("document", data.documents.uri[one]) } };
}

let behind = "";
let shownItem = null;

/** The dialog was closed: the address says again what is behind it. */
function closed() {
  if (readAddress().item) { pushAddress(behind || "#main"); arrive({ closed: true }); }
}

let arrive = () => {};

function begin(data) {
  Object.assign(views, { findings: findingView(data), documents: documentView(data), families: familyView(data) });
  const hrefs = {
    findings: (row) => to("finding", data.findings.print[row]),
    documents: (row) => to("document", data.documents.uri[row]),
    families: (row) => to("family", data.documents.uri[data.families[row].members[0][0]]),
  };
  const address = readAddress();
  if (views[address.section]) { views[address.section].read(address.query); }
  const words = {
    findings: "check, path, title, owner, words of the finding", documents: "path, title, owner, set, code", families: "title or path",
  };
  for (const [name, view] of Object.entries(views)) {
    const open = (row) => { location.hash = hrefs[name](row); };
    render(h(Explorer, { view, label: name[0].toUpperCase() + name.slice(1), placeholder: words[name], href: hrefs[name], open }), document.getElementById(`${name}-view`));
  }
  comparisons(data).then((told) => render(h(Appendix, { data, told }), document.getElementById("appendix")), failed);
  const mount = document.getElementById("dialog");
  arrive = (event) => {
    const now = readAddress();
    if (!now.item) { behind = location.hash; } else if (!shownItem && event?.oldURL) { behind = new URL(event.oldURL).hash; }  // filtered since
    shownItem = now.item ? now : null;
    render(h(Dialog, { data, item: shownItem }), mount);
    if (!event?.closed && views[now.section] && location.hash.includes("?")) {
      if (location.hash !== views[now.section].address) {
        views[now.section].read(now.query);
        views[now.section].redraw();
      }
      document.getElementById(now.section).scrollIntoView();
    }
  };
  window.addEventListener("hashchange", arrive);
  arrive();
  if (!shownItem && address.section) { document.getElementById(address.section)?.scrollIntoView(); }
}

/** What prints is what the tables hold, not what is in view. */
function onPrint(now) {
  const later = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  printing.now = now;
  printing.watchers.forEach((watch) => watch());
  options.debounceRendering = later;
}

function whenPrinted() {
  document.querySelectorAll("details.behind").forEach((one) => { one.open = true; });
  document.querySelectorAll("textarea").forEach((one) => { one.style.height = `${one.scrollHeight + 4}px`; });  // all of its words
  onPrint(true);
}

window.addEventListener("beforeprint", whenPrinted);
window.addEventListener("afterprint", () => onPrint(false));

requestAnimationFrame(() => setTimeout(() => unpack("data").then((facts) => begin(new Data(facts))).then(() => { document.documentElement.dataset.ready = "yes"; }).catch(failed)));
