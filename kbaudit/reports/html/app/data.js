// The data of the page: islands of base64, unpacked when they are needed.

const { Fragment, h, options, render, useEffect, useLayoutEffect, useMemo, useRef, useState } = vendor;

const SEVERITIES = ["note", "warning", "error"];
const DAY = 86400000;

/** The value that an island holds. Its text stays: a page that is saved from a browser keeps its data. */
async function unpack(id) {
  const element = document.getElementById(id);
  const packed = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Details by row, in blocks: one is unpacked when the first of its rows is asked for. */
class Details {
  constructor(name, size) {
    this.name = name;
    this.size = size;
    this.blocks = new Map();
  }

  async of(row) {
    const block = Math.floor(row / this.size);
    if (!this.blocks.has(block)) {
      this.blocks.set(block, unpack(`${this.name}-${block}`));
    }
    return (await this.blocks.get(block))[row % this.size];
  }
}

/** The register, the findings and the families by row; what one of them is, without what only opening it shows. */
class Data {
  constructor(facts) {
    const { words, columns } = facts.register;
    this.day = facts.day;
    this.today = Date.parse(facts.day);
    this.run = facts.run;
    this.words = words;
    this.people = new Map(Object.entries(facts.people));
    this.documents = columns;
    this.findings = facts.findings;
    this.families = facts.families;
    this.details = { finding: new Details("finding", facts.block), document: new Details("document", facts.block) };
    this.documentCount = columns.uri ? columns.uri.length : 0;
    this.findingCount = facts.findings.code.length;
    this.rowOf = new Map((columns.uri || []).map((uri, row) => [uri, row]));
    this.findingOf = new Map(facts.findings.print.map((print, row) => [print, row]));
    this.findingsOf = this.#byDocument();
    this.familyOf = new Map();
    this.families.forEach((family, row) => family.members.forEach(([at]) => this.familyOf.set(at, row)));
  }

  #byDocument() {
    const found = new Map();
    this.findings.affects.forEach((documents, row) => {
      for (const at of documents) {
        if (found.has(at)) { found.get(at).push(row); } else { found.set(at, [row]); }
      }
    });
    return found;
  }

  /** A recurring text of a document: its set, owner, kind, language, or where its date is from. */
  word(name, at) { return this.words[name][this.documents[name][at]]; }

  /** An owner as people call them, with their mail where it is known. */
  person(owner) { return this.people.get(owner) || owner || "nobody"; }

  /** The source and the top-level folder that a document lies in: `handbook/hr/`. */
  folder(at) {
    const parts = this.documents.uri[at].split("/");
    return `${parts.slice(0, parts.length > 2 ? 2 : 1).join("/")}/`;
  }

  /** A document's title, else the last part of its uri. */
  title(at) { return this.documents.title[at] || this.documents.uri[at].split("/").pop(); }

  /** Days from a document's effective date to the day of the audit; -1 where it has none. */
  age(at) {
    const day = this.documents.date[at];
    return day ? Math.max(0, Math.round((this.today - Date.parse(day)) / DAY)) : -1;
  }

  code(row) { return this.findings.codes[this.findings.code[row]][0]; }

  check(row) { return this.findings.codes[this.findings.code[row]].join(" "); }

  /** What a finding is filed under: a document's uri, or a folder. */
  place(row) {
    const at = this.findings.place[row];
    return at < 0 ? this.findings.folder[row] : this.documents.uri[at];
  }

  /** A word of the documents that a finding concerns, each once. */
  wordsOf(name, row) {
    return [...new Set(this.findings.affects[row].map((at) => this.word(name, at)))];
  }
}

const greatest = (numbers, least) => numbers.reduce((most, one) => (one > most ? one : most), least);
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
const AGES = [[182, "under 6 months"], [365, "6 to 12 months"], [730, "1 to 2 years"], [1095, "2 to 3 years"], [1e9, "over 3 years"]];
const ageWords = (days) => (days < 0 ? "no date" : AGES.find(([most]) => days <= most)[1]);
const badge = (word, label) => h("span", { class: `badge ${word}` }, label || word);
