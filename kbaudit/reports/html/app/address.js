// The fragment of the page's address: it says what is open and how the tables are filtered, so a link reopens the same view.

/** `#findings?check=KB104&q=refund` as {section, query}; `#document/kb/a.md` as {item, name}. */
function readAddress() {
  const said = location.hash.slice(1);
  const item = /^(document|finding|family|worklist)\/(.*)$/s.exec(said);
  if (item) { return { item: item[1], name: decoded(item[2]) }; }
  const [section, query] = said.split(/\?(.*)/s);
  return { section, query: new URLSearchParams(query || "") };
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

const to = (item, name) => `#${item}/${encodeURIComponent(name).replaceAll("%2F", "/")}`;

/** Writes the fragment without scrolling and without a new entry in the history. */
function replaceAddress(fragment) {
  try { history.replaceState(null, "", fragment); } catch { /* an address that may not be changed: the view works without */ }
}

function pushAddress(fragment) {
  try { history.pushState(null, "", fragment); } catch { /* as above */ }
}
