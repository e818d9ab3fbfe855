// On paper nobody can open a finding: what compares documents is printed side by side after the tables.

const COMPARING = new Set(["KB102", "KB103", "KB104", "KB106"]);
const SIDE_BY_SIDE = 150;

/** The findings that compare documents, with what opening each shows; unpacked ahead, since printing doesn't wait. */
async function comparisons(data) {
  const rows = Array.from({ length: data.findingCount }, (_, row) => row).filter((row) => COMPARING.has(data.code(row)));
  const found = await Promise.all(rows.slice(0, SIDE_BY_SIDE).map(async (row) => [row, await data.details.finding.of(row)]));
  return { found: found.filter(([, detail]) => detail.pairs), left: Math.max(0, rows.length - SIDE_BY_SIDE) };
}

function Appendix({ data, told }) {
  if (!usePrinting() || !told.found.length) { return null; }
  const shown = new Set(views.findings.rows);
  const found = told.found.filter(([row]) => shown.has(row));
  return h(Fragment, null,
    h("h2", null, "Side by side"),
    h("p", { class: "lead" }, "The findings of the table that compare documents: what the two say differently."),
    found.map(([row, detail]) => h("section", { class: "compared" },
      h("p", { class: "head" }, badge(SEVERITIES[data.findings.severity[row]]), " ", h("b", null, data.check(row)), " ", data.findings.message[row],
        data.findings.since[row] ? h("span", { class: "quiet" }, ` Since ${data.findings.since[row]}.`) : null),
      detail.waived ? h("p", { class: "quiet" }, detail.waived) : null,
      detail.pairs.map((pair) => h(Sides, { data, pair })),
      detail.pairs_left ? h("p", { class: "quiet" }, `and ${counted(detail.pairs_left, "more pair")}, in relations.jsonl`) : null)),
    told.left ? h("p", { class: "aside" }, `${told.left.toLocaleString("en")} more findings of these checks are not printed side by side: open them, or see relations.jsonl.`) : null);
}
