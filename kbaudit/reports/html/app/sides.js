// Two documents side by side: what each is, and the sentences in which they differ, word by word.

function Sides({ data, pair }) {
  return h("div", { class: "sides" },
    h(Side, { data, at: pair.a, letter: "A", age: pair.newer ? "older" : "" }),
    h(Side, { data, at: pair.b, letter: "B", age: pair.newer ? "newer" : "" }),
    h("p", { class: "across quiet" }, [pair.why, pair.alike && `Similarity (Jaccard) ${pair.alike}.`].filter(Boolean).join(" ")),
    pair.contrasts.map((contrast) => h(Contrast, { contrast, replaced: pair.replaced })),
    pair.left ? h("p", { class: "across quiet" }, `and ${counted(pair.left, "more difference")}, in relations.jsonl`) : null,
    h(Reworded, { pair }));
}

function Side({ data, at, letter, age }) {
  const { uri, title, date } = data.documents;
  const from = data.word("from", at);
  return h("div", { class: "side" },
    h("p", { class: "which" }, h("b", null, letter), " ", age ? [badge(age === "newer" ? "current" : "old", age), " "] : null,
      h("a", { class: "path", href: to("document", uri[at]) }, uri[at]), " ", badge(data.documents.status[at])),
    title[at] ? h("p", { class: "title" }, title[at]) : null,
    h("p", { class: "quiet" }, date[at] ? [h("time", null, date[at]), from ? ` (${from})` : ""] : "no date", " · ", data.word("owner", at) ? data.person(data.word("owner", at)) : "no owner"));
}

function Contrast({ contrast, replaced }) {
  return h(Fragment, null,
    h("p", { class: "across kind" }, contrast.values.map(([kind, a, b]) => h("span", { class: "change" },
      h("b", null, kind), " ", h("span", { class: "value" }, a || "nothing"), replaced ? " → " : " ≠ ", h("span", { class: "value" }, b || "nothing"), " "))),
    h("blockquote", null, h("b", { class: "letter" }, "A"), " ", pieces(contrast.a, replaced ? "del" : "em")),
    h("blockquote", null, h("b", { class: "letter" }, "B"), " ", pieces(contrast.b, replaced ? "ins" : "em")));
}

function Reworded({ pair }) {
  const { reworded = [], more = 0, only_a: onlyA = 0, only_b: onlyB = 0 } = pair;
  if (!reworded.length && !more && !onlyA && !onlyB) { return null; }
  return h(Fragment, null,
    reworded.length ? h("p", { class: "across kind" }, h("b", null, "reworded")) : null,
    reworded.map(([a, b]) => h(Fragment, null,
      h("blockquote", null, h("b", { class: "letter" }, "A"), " ", pieces(a, pair.replaced ? "del" : "em")),
      h("blockquote", null, h("b", { class: "letter" }, "B"), " ", pieces(b, pair.replaced ? "ins" : "em")))),
    more ? h("p", { class: "across quiet" }, `and ${counted(more, "more sentence")} that differ in less`) : null,
    onlyA || onlyB ? h("p", { class: "across quiet" }, `Sentences without a counterpart: ${onlyA.toLocaleString("en")} in A, ${onlyB.toLocaleString("en")} in B.`) : null);
}

/** A sentence in pieces: 1 marks what the other side hasn't got, 2 the value that differs. */
function pieces(some, tag) {
  return some.map(([text, marks]) => {
    const value = marks & 2 ? h("mark", null, text) : text;
    return marks & 1 ? h(tag, null, value) : value;
  });
}
