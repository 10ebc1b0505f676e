// Narrows and sorts a page of the catalogue. Without it every line is there,
// the newest first.
(function () {
  "use strict";

  var form = document.querySelector("form.catalogue-filter");
  var table = document.querySelector(".catalogue-table");
  if (!form || !table) return;
  var body = table.tBodies[0];
  var count = form.querySelector(".catalogue-count");

  function cell(row, name) {
    var c = row.querySelector("." + name);
    return c ? c.textContent.trim() : "";
  }

  var rows = Array.from(body.rows).map(function (row, place) {
    return {
      row: row, place: place, subject: row.dataset.subject, validity: row.dataset.validity,
      index: cell(row, "index"), issued: cell(row, "issued"), name: cell(row, "name a"),
      words: row.textContent.toLowerCase(),
    };
  });

  // A choice is offered when the page has two of its kind.
  ["subject", "validity"].forEach(function (name) {
    var values = rows.map(function (r) { return r[name]; })
      .filter(function (v, i, all) { return v && all.indexOf(v) === i; })
      .sort(function (a, b) { return a.localeCompare(b, "zh"); });
    values.forEach(function (v) { form.elements[name].add(new Option(v, v)); });
    form.elements[name].parentNode.hidden = values.length < 2;
  });

  function by(name, down) {
    return function (a, b) {
      if (!a[name] !== !b[name]) return a[name] ? -1 : 1; // what has none comes last
      return (down ? -1 : 1) * a[name].localeCompare(b[name], "zh", { numeric: true }) || a.place - b.place;
    };
  }
  var orders = {
    "": function (a, b) { return a.place - b.place; },
    date: function (a, b) { return b.place - a.place; },
    issued: by("issued", true),
    index: by("index", false),
    name: by("name", false),
  };

  function update() {
    var words = form.elements.words.value.trim().toLowerCase().split(/\s+/);
    var shown = 0;
    rows.sort(orders[form.elements.order.value]).forEach(function (r) {
      var fits = ["subject", "validity"].every(function (name) {
        return !form.elements[name].value || form.elements[name].value === r[name];
      }) && words.every(function (w) { return r.words.indexOf(w) >= 0; });
      r.row.hidden = !fits;
      if (fits) shown++;
      body.appendChild(r.row);
    });
    count.textContent = shown === rows.length ? "共 " + shown + " 条" : "共 " + rows.length + " 条，符合条件的 " + shown + " 条";
  }

  var timer = 0;
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(update, 150);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    update();
  });
  form.hidden = false;
  update();
})();
