// Finds rows in a long table. Without it the table is whole.
(function () {
  "use strict";

  // On a phone the style sheet makes cards of rows. Browsers that forget what a
  // table is when its display changes are told again.
  var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  var narrow = window.matchMedia("screen and (max-width: 43.75rem)");
  function tell() {
    if (!narrow.matches || !roles) return;
    document.querySelectorAll(".embed.wide table").forEach(function (table) {
      [table].concat(Array.from(table.querySelectorAll("thead, tbody, tr, th, td"))).forEach(function (part) {
        part.setAttribute("role", roles[part.tagName] || (/^row/.test(part.scope) ? "rowheader" : "columnheader"));
      });
    });
    roles = null;
  }
  tell();
  if (narrow.addEventListener) narrow.addEventListener("change", tell);

  // Width and case are of no account: １２ finds 12, ａ finds A.
  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  // A table of thousands of rows: what a row says is worked out once, while
  // nobody waits, and a filter touches only the rows that come or go, all at
  // once, for the browser lays the table out anew each time.

  function later(work) {
    if (window.requestIdleCallback) requestIdleCallback(work, { timeout: 500 });
    else setTimeout(work, 0);
  }

  // read gives what each row says. A row under a merged cell says what that
  // cell says; rows that a merged cell joins are one group.
  function read(rows) {
    var over = [], end = 0, group = -1;
    return rows.map(function (row, i) {
      if (i >= end) group++;
      over = over.filter(function (above) { return above.left-- > 0; });
      var text = over.map(function (above) { return above.text; }).join("");
      for (var cell = row.firstElementChild; cell; cell = cell.nextElementSibling) {
        if (cell.rowSpan < 2) continue;
        over.push({ left: cell.rowSpan - 1, text: cell.textContent });
        end = Math.max(end, i + cell.rowSpan);
      }
      return { row: row, text: plain(text + row.textContent), group: group, shown: true };
    });
  }

  document.querySelectorAll(".table-filter").forEach(function (filter) {
    var rows = Array.from(filter.parentNode.querySelectorAll("tbody tr"));
    var input = filter.querySelector("input");
    var output = filter.querySelector("output");
    var said = null, timer;
    function show() {
      said = said || read(rows);
      var words = input.value.split(/\s+/).map(plain).filter(Boolean);
      var hits = {}, changed = [], found = 0;
      said.forEach(function (r) {
        if (words.every(function (word) { return r.text.indexOf(word) >= 0; })) hits[r.group] = true;
      });
      said.forEach(function (r) {
        if (hits[r.group]) found++;
        if (r.shown !== !!hits[r.group]) changed.push(r);
      });
      output.textContent = words.length ? (found ? "找到 " + found + " 行" : "没有找到，换个词试试") : "";
      changed.forEach(function (r) {
        r.shown = !r.shown;
        r.row.hidden = !r.shown;
      });
    }
    later(function () { said = said || read(rows); });
    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(show, 150);
    });
    filter.hidden = false;
  });
})();
