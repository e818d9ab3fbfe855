
"use strict";
(function () {
  var form = document.getElementById("filter");
  var words = document.getElementById("words");
  var status = document.getElementById("status");
  var shown = document.getElementById("shown");
  var rows = Array.prototype.slice.call(document.querySelectorAll("#rows tr[data-status]"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });

  function filter() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row, place) {
      var fits = (!status.value || row.dataset.status === status.value) &&
        wanted.every(function (word) { return texts[place].indexOf(word) >= 0; });
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + " of " + rows.length + " shown";
  }

  // A link into a closed group or to a filtered row has to arrive somewhere.
  function reveal() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    if (target.tagName === "DETAILS") { target.open = true; }
    if (target.hidden) { words.value = ""; status.value = ""; filter(); }
    target.scrollIntoView();
  }

  form.hidden = rows.length < 2;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  words.addEventListener("input", filter);
  status.addEventListener("change", filter);
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (group) { group.open = true; });
  });
  filter();
  reveal();
})();
