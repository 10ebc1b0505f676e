// The board: five lines at a time, turned by themselves, first what is on
// public notice (公示) today, then the newest. The same five lines show what the
// pinyin pad finds. Whatever can be opened in the upper half of the screen can
// be opened by its number in the lower half, which everyone reaches.
(function () {
  "use strict";

  var kiosk = window.gongkaiKiosk;
  if (!kiosk || kiosk.board) return;

  var ROWS = 5;
  var TURN = 13; // seconds a page stays
  var REST = 60; // seconds without a touch after which the pages turn again
  var AFRESH = 600; // seconds after which an untouched board is loaded again: new notices, a new day
  var SHIFTS = 5; // places between which the frame moves, against burn-in
  var WORDS = 3; // words offered for a search of the full text
  var MOST = 200; // titles that are listed

  function by(id) { return document.getElementById(id); }

  var pages = [], at = 0, turns = 0, turned = Date.now(), born = Date.now(), paused = false, lastTouch = 0;

  // ---- Pages of lines ----

  function cut(heading, items, note) {
    var cuts = [];
    for (var i = 0; i < items.length; i += ROWS) {
      cuts.push({ heading: heading, items: items.slice(i, i + ROWS), note: note });
    }
    return cuts;
  }

  function address(item) { return item.querySelector("a").href; }

  // boardPages sorts the plain lists of the page: site.js has said which 公示期 run.
  function boardPages() {
    var seen = {};
    function fresh(item) {
      var known = seen[address(item)];
      seen[address(item)] = true;
      return !known;
    }
    function all(selector) { return Array.from(document.querySelectorAll(selector)); }
    var running = all("#kiosk-periods .items > li").filter(function (item) {
      return item.querySelector(".period.running") && fresh(item);
    });
    return cut("正在公示", running).concat(cut("最新公开", all("#kiosk-latest .items > li").filter(fresh)));
  }

  function show() {
    var page = pages[at] || { heading: "", items: [] };
    by("kiosk-heading").textContent = page.heading;
    by("kiosk-count").textContent = pages.length > 1 ? "第 " + (at + 1) + " 页，共 " + pages.length + " 页" : "";
    by("kiosk-rows").replaceChildren.apply(by("kiosk-rows"), page.items.map(function (item) {
      var copy = item.cloneNode(true), state = copy.querySelector(".period-state");
      if (state) copy.insertBefore(state, copy.firstChild);
      return copy;
    }));
    by("kiosk-keys").querySelectorAll("button").forEach(function (key) {
      var item = page.items[+key.value];
      if (/^\d$/.test(key.value)) {
        key.disabled = !item;
        if (item) key.setAttribute("aria-label", "第" + key.textContent + "条：" + item.querySelector("a").textContent);
        else key.removeAttribute("aria-label");
      } else if (key.value === "pause") {
        key.textContent = paused ? "继续" : "暂停";
        key.hidden = finding();
      } else {
        key.disabled = pages.length < 2;
      }
    });
  }

  function turn(step) {
    at = pages.length ? (at + step + pages.length) % pages.length : 0;
    turned = Date.now();
    turns++;
    document.documentElement.setAttribute("data-shift", turns % SHIFTS);
    show();
  }

  function press(event) {
    var key = event.target.closest("button");
    if (!key) return;
    if (key.value === "back") turn(-1);
    else if (key.value === "on") turn(1);
    else if (key.value === "pause") { paused = !paused; show(); }
    else kiosk.go(address(pages[at].items[+key.value]));
  }

  function tick() {
    var now = Date.now();
    if (finding() || document.querySelector("dialog[open]")) return;
    if (paused && now - lastTouch >= REST * 1000) { paused = false; show(); }
    if (!paused && pages.length > 1 && now - turned >= TURN * 1000) turn(1);
    if (kiosk.untouched() && now - born >= AFRESH * 1000) afresh(now);
  }

  // The board is loaded again only when it is still there to be loaded: a
  // failed load would leave the browser's own page. A style sheet is the probe.
  function afresh(now) {
    born = now;
    var probe = document.createElement("link");
    probe.rel = "stylesheet";
    probe.href = kiosk.site + "assets/kiosk.css?t=" + now;
    probe.onload = function () { location.reload(); };
    probe.onerror = function () { probe.remove(); };
    document.head.appendChild(probe);
  }

  // ---- Titles by the initials of their pinyin ----

  var titles = [], masks = null, query = "", loading = false;

  function bit(letter) { return 1 << (letter.charCodeAt(0) - 97); }

  window.gongkaiTitles = function (list) { titles = titles.concat(list); };

  // The initials of a character are a number, a bit a letter: 行 is h and x.
  window.gongkaiPinyin = function (first, further) {
    masks = new Uint32Array(0x10000);
    for (var i = 0; i < first.length; i++) {
      if (first[i] !== "-") masks[0x4e00 + i] = bit(first[i]);
    }
    Object.keys(further).forEach(function (letters) {
      var more = Array.from(letters).reduce(function (m, l) { return m | bit(l); }, 0);
      Array.from(further[letters]).forEach(function (c) { masks[c.charCodeAt(0)] |= more; });
    });
    for (i = 0; i < 26; i++) masks[0x61 + i] = masks[0x41 + i] = masks[0xff41 + i] = masks[0xff21 + i] = 1 << i;
    masks[0x3007] = bit("l");
  };

  // keyed tells whether a character can be typed at all: others are passed over.
  function keyed(code) { return masks[code] !== 0 || (code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19); }

  function typed(code, key) {
    if (key >= "0" && key <= "9") return code === key.charCodeAt(0) || code === key.charCodeAt(0) + 0xfee0;
    return (masks[code] & bit(key)) !== 0;
  }

  // place is from where to where a title has the keys, or null.
  function place(title, keys) {
    for (var from = 0; from < title.length; from++) {
      var n = 0, i = from;
      if (!typed(title.charCodeAt(from), keys[0])) continue;
      for (; i < title.length && n < keys.length; i++) {
        var code = title.charCodeAt(i);
        if (!keyed(code)) continue;
        if (!typed(code, keys[n])) break;
        n++;
      }
      if (n === keys.length) return [from, i];
    }
    return null;
  }

  function line(title) {
    var item = kiosk.add(null, "li"), link = kiosk.add(item, "a", "", title[0]);
    link.href = kiosk.site + title[1].split("/").map(encodeURIComponent).join("/");
    if (title[2]) kiosk.add(kiosk.add(item, "span", "item-facts"), "time", "", title[2]);
    return item;
  }

  function find() {
    by("kiosk-query").textContent = query.toUpperCase() || "　";
    var hits = [], words = {}, found = 0;
    if (query && masks) {
      titles.forEach(function (title) {
        var span = place(title[0], query);
        if (!span) return;
        found++;
        if (hits.length < MOST) hits.push(line(title));
        var word = title[0].slice(span[0], span[1]);
        words[word] = (words[word] || 0) + 1;
      });
    }
    pages = cut("找到的标题", hits);
    if (!pages.length) pages = [{ heading: query ? "没有找到" : "按拼音首字母查找", items: [] }];
    at = 0;
    by("kiosk-hint").textContent = !query ? "依次按标题中几个字的拼音首字母，如“公示”按 G S。"
      : !found ? "没有这样的标题，请退格或清空再试。" : "找到 " + found + " 条" + (found > MOST ? "，列出最新的 " + MOST + " 条，请再按几个字母。" : "。");
    offer(words);
    show();
  }

  // The words that the keys may stand for are searched in the full text.
  function offer(words) {
    var list = by("kiosk-words"), search = by("kiosk-board").getAttribute("data-search");
    list.textContent = "";
    if (!search || query.length < 2) return;
    Object.keys(words).sort(function (a, b) { return words[b] - words[a] || (a < b ? -1 : 1); }).slice(0, WORDS).forEach(function (word) {
      kiosk.add(list, "button", "", "全文检索“" + word + "”").addEventListener("click", function () {
        kiosk.go(search + "?q=" + encodeURIComponent(word));
      });
    });
  }

  function type(event) {
    var key = event.target.closest("button");
    if (!key) return;
    if (key.value === "delete") query = query.slice(0, -1);
    else if (key.value === "clear") query = "";
    else query += key.value;
    query = query.slice(0, 20);
    history.replaceState(null, "", location.pathname + "#find=" + query);
    find();
  }

  function load(done) {
    if (loading) return done();
    loading = true;
    var board = by("kiosk-board"), scripts = board.getAttribute("data-titles").trim().split(" ");
    kiosk.run(board.getAttribute("data-initials"), function next() {
      var script = scripts.shift();
      if (script) kiosk.run(script, next);
      else done();
    });
  }

  // The address says whether the board or the pad is shown, so that 返回 on a
  // page that was found leads back to what had been typed.
  function finding() { return /^#find/.test(location.hash); }

  function mode() {
    by("kiosk-find").hidden = !finding();
    document.querySelector(".kiosk-entries").hidden = finding();
    if (finding()) {
      query = (/^#find=([a-z0-9]+)$/.exec(location.hash) || ["", ""])[1];
      find();
      load(find);
    } else {
      pages = boardPages();
      at = 0;
      turned = Date.now();
      show();
    }
  }

  kiosk.board = function () {
    var now = new Date(window.gongkaiToday() + "T00:00:00Z");
    by("kiosk-today").textContent = now.getUTCFullYear() + "年" + (now.getUTCMonth() + 1) + "月" + now.getUTCDate() + "日　星期" + "日一二三四五六"[now.getUTCDay()];
    document.querySelectorAll(".kiosk-list").forEach(function (list) { list.hidden = true; });
    by("kiosk-screen").hidden = false;
    by("kiosk-keys").addEventListener("click", press);
    by("kiosk-pad").addEventListener("click", type);
    // A touch stops the pages, so that nothing slips away under a finger.
    ["pointerdown", "touchstart", "focusin"].forEach(function (name) {
      by("kiosk-board").addEventListener(name, function (event) {
        lastTouch = Date.now();
        if (paused || finding() || event.target.closest("[value=pause]")) return;
        paused = true;
        document.querySelector("#kiosk-keys [value=pause]").textContent = "继续";
      });
    });
    window.addEventListener("hashchange", mode);
    mode();
    setInterval(tick, 1000);
  };
})();
