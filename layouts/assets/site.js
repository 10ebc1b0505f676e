// What a page can do better with a script than without. Everything here adds;
// with scripts off nothing is missing that a reader needs.
//
// The script runs before the page is drawn, so that a page in 长者模式 never
// flashes in small type; what needs the page's elements waits for them.
(function () {
  "use strict";

  // ---- What a reader has chosen: 长者模式 and the size of type ----

  var root = document.documentElement;
  var LARGEST = 3;

  // Storage is forbidden here and there; the choice then holds for the page.
  function stored(name) {
    try { return localStorage.getItem("gongkai." + name); } catch (e) { return null; }
  }
  function store(name, value) {
    try {
      if (value) localStorage.setItem("gongkai." + name, value);
      else localStorage.removeItem("gongkai." + name);
    } catch (e) { /* not remembered */ }
  }

  function elder() { return root.classList.contains("elder"); }
  function setElder(on) { root.classList.toggle("elder", on); }
  function size() { return +root.getAttribute("data-size") || 0; }
  function setSize(n) {
    if (n) root.setAttribute("data-size", n);
    else root.removeAttribute("data-size");
  }

  // ---- The screen in the village hall ----

  // A page that was opened with ?kiosk, or by one that was, gets a script and
  // a style sheet more.
  function kiosk() {
    var version = "";
    try { version = sessionStorage.getItem("gongkai.kiosk") || ""; } catch (e) { /* the address tells */ }
    if (!version && !/[?&]kiosk\b/.test(location.search) || !document.currentScript) return;
    root.classList.add("kiosk");
    var base = document.currentScript.src.replace(/site\.js.*$/, "kiosk");
    var style = document.createElement("link"), script = document.createElement("script");
    style.rel = "stylesheet";
    style.href = base + ".css" + version;
    script.src = base + ".js" + version;
    document.head.append(style, script);
  }
  kiosk();

  setElder(stored("elder") === "1");
  setSize(Math.min(LARGEST, Math.max(0, Math.floor(+stored("size")) || 0)));

  function aids() {
    var group = document.querySelector(".aids");
    if (!group) return;
    var button = {};
    group.querySelectorAll("button").forEach(function (b) { button[b.value] = b; });
    function show() {
      button.elder.textContent = elder() ? "退出长者模式" : "长者模式";
      button.smaller.disabled = size() === 0;
      button.larger.disabled = size() === LARGEST;
    }
    button.elder.addEventListener("click", function () {
      setElder(!elder());
      store("elder", elder() ? "1" : "");
      show();
    });
    [["smaller", -1], ["larger", 1]].forEach(function (step) {
      button[step[0]].addEventListener("click", function () {
        setSize(size() + step[1]);
        store("size", size() ? String(size()) : "");
        show();
      });
    });
    show();
    group.hidden = false;
    speech(button.speak);
  }

  // ---- Reading aloud, where the browser has a Chinese voice ----

  // A voice may fall silent in a long text, so it is given sentences.
  function sentences(text) {
    return (text.match(/[^。！？；\n]+[。！？；]?/g) || []).map(function (s) { return s.trim(); }).filter(Boolean);
  }

  // What is read: the title and the text, not the lists around them.
  function readable() {
    var parts = Array.from(document.querySelectorAll("main h1, main .lapsed, main .period-box, main .prose"));
    if (!document.querySelector("main .prose")) parts = [document.querySelector("main")];
    return parts.map(function (e) { return e.innerText; }).join("\n");
  }

  function speech(button) {
    var synth = window.speechSynthesis;
    if (!synth || !window.SpeechSynthesisUtterance) return;
    var voice = null, waiting = 0;
    function look() {
      voice = synth.getVoices().filter(function (v) { return /^(zh|cmn)/i.test(v.lang); })[0] || null;
      button.hidden = !voice;
    }
    function stop() {
      waiting = 0;
      synth.cancel();
      button.textContent = "朗读";
    }
    function start() {
      var all = sentences(readable());
      waiting = all.length;
      all.forEach(function (sentence) {
        var u = new SpeechSynthesisUtterance(sentence);
        u.voice = voice;
        u.lang = voice.lang;
        u.rate = elder() ? 0.85 : 1;
        u.onend = function () { if (waiting && --waiting === 0) stop(); };
        synth.speak(u);
      });
      if (waiting) button.textContent = "停止朗读";
    }
    button.addEventListener("click", function () { if (waiting) stop(); else start(); });
    window.addEventListener("pagehide", stop);
    if (synth.addEventListener) synth.addEventListener("voiceschanged", look);
    look();
  }

  // ---- What needs a script is shown by one ----

  function scripted() {
    document.querySelectorAll(".print, .needs-script").forEach(function (e) { e.hidden = false; });
    document.querySelectorAll("button.print").forEach(function (button) {
      button.addEventListener("click", function () { window.print(); });
    });
  }

  // ---- Statutory tables ----

  // On a phone the style sheet unfolds them. Browsers that forget what a table
  // is when its display changes are told again.
  var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  function tables() {
    document.querySelectorAll("table.statutory").forEach(function (table) {
      [table].concat(Array.from(table.querySelectorAll("thead, tbody, tr, th, td"))).forEach(function (part) {
        part.setAttribute("role", roles[part.tagName] || (/^row/.test(part.scope) ? "rowheader" : "columnheader"));
      });
    });
  }

  // ---- 公示期 ----

  // Whether one runs depends on the day of reading, which the built page can't
  // know. Days are whole days of the site's calendar, wherever the reader's clock
  // stands, and are counted in UTC, where every day is as long as the next.
  function day(text) {
    var parts = text.split("-");
    return Date.UTC(+parts[0], parts[1] - 1, +parts[2]);
  }
  // today is the date in the site's time zone, 2024-03-01; that of Beijing where
  // the browser doesn't know the zone.
  function today() {
    var parts = {};
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: root.getAttribute("data-zone") || "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" })
        .formatToParts(new Date()).forEach(function (part) { parts[part.type] = part.value; });
      return [parts.year, parts.month, parts.day].join("-");
    } catch (e) {
      return new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
    }
  }
  window.gongkaiToday = today;
  function say(period, words, state) {
    var note = document.createElement("span");
    note.className = "period-state";
    note.textContent = words;
    period.classList.add(state);
    period.append(" ", note);
  }
  function periods() {
    var now = day(today());
    document.querySelectorAll(".period[data-to]").forEach(function (period) {
      if (!period.dataset.from || !period.dataset.to) return;
      var left = Math.round((day(period.dataset.to) - now) / 86400000);
      if (now < day(period.dataset.from)) say(period, "未开始", "coming");
      else if (left < 0) say(period, "已结束", "over");
      else say(period, left === 0 ? "今天截止" : "公示中，还剩 " + left + " 天", "running");
    });
  }

  // ---- Links to sites that aren't a government's ask first ----

  function leaving() {
    var dialog = null;
    function add(parent, name, className, text) {
      var e = document.createElement(name);
      if (className) e.className = className;
      if (text) e.textContent = text;
      return parent.appendChild(e);
    }
    function make() {
      dialog = document.createElement("dialog");
      dialog.className = "leaving";
      dialog.setAttribute("aria-labelledby", "leaving-title");
      add(dialog, "h2", "", "即将离开本网站").id = "leaving-title";
      add(dialog, "p", "", "您要访问的不是政府网站，内容由该网站负责：");
      dialog.address = add(dialog, "p", "address");
      var buttons = add(dialog, "p", "dialog-buttons");
      var stay = add(buttons, "button", "", "留在本网站");
      stay.type = "button";
      dialog.go = add(buttons, "a", "button", "继续访问");
      dialog.go.rel = "noopener";
      [stay, dialog.go].forEach(function (e) { e.addEventListener("click", function () { dialog.close(); }); });
      document.body.appendChild(dialog);
    }
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a.outside");
      if (!link || event.defaultPrevented || !window.HTMLDialogElement) return;
      event.preventDefault();
      if (!dialog) make();
      dialog.address.textContent = link.href;
      dialog.go.href = link.href;
      dialog.showModal();
    });
  }

  function ready() {
    aids();
    scripted();
    tables();
    periods();
    leaving();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
