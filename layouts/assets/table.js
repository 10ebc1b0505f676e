// Finds rows in a long table. Without it the table is whole.
(function () {
  "use strict";

  // On a phone the style sheet makes cards of rows. Browsers that forget what a
  // table is when its display changes are told again.
  var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  document.querySelectorAll(".embed.wide table").forEach(function (table) {
    [table].concat(Array.from(table.querySelectorAll("thead, tbody, tr, th, td"))).forEach(function (part) {
      part.setAttribute("role", roles[part.tagName] || (/^row/.test(part.scope) ? "rowheader" : "columnheader"));
    });
  });

  // Width and case are of no account: １２ finds 12, ａ finds A.
  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  document.querySelectorAll(".table-filter").forEach(function (filter) {
    var rows = Array.from(filter.parentNode.querySelectorAll("tbody tr"));
    // A row under a merged cell says what that cell says.
    var over = [];
    var texts = rows.map(function (row) {
      over = over.filter(function (above) { return above.left-- > 0; });
      var text = over.map(function (above) { return above.text; }).join("");
      Array.from(row.cells).forEach(function (cell) {
        if (cell.rowSpan > 1) over.push({ left: cell.rowSpan - 1, text: cell.textContent });
      });
      return plain(text + row.textContent);
    });
    var merged = rows.some(function (row) {
      return Array.from(row.cells).some(function (cell) { return cell.rowSpan > 1; });
    });
    var input = filter.querySelector("input");
    var output = filter.querySelector("output");
    var timer;
    function show() {
      var words = input.value.split(/\s+/).map(plain).filter(Boolean);
      var found = 0;
      var hits = texts.map(function (text) {
        return words.every(function (word) { return text.indexOf(word) >= 0; });
      });
      // Rows that a merged cell joins stay together, or its columns would shift.
      if (merged && words.length) {
        for (var i = 0; i < rows.length;) {
          var end = i + 1;
          for (var j = i; j < end && j < rows.length; j++) {
            Array.from(rows[j].cells).forEach(function (cell) { end = Math.max(end, j + cell.rowSpan); });
          }
          end = Math.min(end, rows.length);
          var hit = hits.slice(i, end).some(Boolean);
          for (; i < end; i++) hits[i] = hit;
        }
      }
      rows.forEach(function (row, i) {
        row.hidden = !hits[i];
        if (hits[i]) found++;
      });
      output.textContent = words.length ? (found ? "找到 " + found + " 行" : "没有找到，换个词试试") : "";
    }
    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(show, 150);
    });
    filter.hidden = false;
  });
})();
