// What a page can do better with a script than without. Everything here adds;
// with scripts off nothing is missing that a reader needs.
(function () {
  "use strict";

  // Printing needs a script, so its button is shown by one.
  document.querySelectorAll("button.print").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // On a phone the style sheet unfolds the statutory tables. Browsers that
  // forget what a table is when its display changes are told again.
  var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  document.querySelectorAll("table.statutory").forEach(function (table) {
    [table].concat(Array.from(table.querySelectorAll("thead, tbody, tr, th, td"))).forEach(function (part) {
      part.setAttribute("role", roles[part.tagName] || (/^row/.test(part.scope) ? "rowheader" : "columnheader"));
    });
  });

  // Whether a 公示期 runs depends on the day of reading, which the built page
  // can't know. Both days are whole days of the reader's calendar.
  function day(text) {
    var parts = text.split("-");
    return new Date(+parts[0], parts[1] - 1, +parts[2]);
  }
  function say(period, words, state) {
    var note = document.createElement("span");
    note.className = "period-state";
    note.textContent = words;
    period.classList.add(state);
    period.append(" ", note);
  }
  document.querySelectorAll(".period[data-to]").forEach(function (period) {
    if (!period.dataset.from || !period.dataset.to) return;
    var now = new Date();
    var today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
    var left = Math.round((day(period.dataset.to) - today) / 86400000);
    if (today < day(period.dataset.from)) say(period, "未开始", "coming");
    else if (left < 0) say(period, "已结束", "over");
    else say(period, left === 0 ? "今天截止" : "公示中，还剩 " + left + " 天", "running");
  });
})();
