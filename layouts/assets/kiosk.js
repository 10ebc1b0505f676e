// The screen in the village hall: the board (kiosk/index.html) and every page
// of the site that is opened from it with ?kiosk. People touch it, share it
// and walk away. So nothing leads out of the site, every page has a bar at the
// bottom that leads back to the board, and after a while nobody's page is
// left: the screen asks, forgets and shows the board again.
(function () {
  "use strict";

  if (window.gongkaiKiosk) return;

  var IDLE = 75; // seconds without a touch, then it asks
  var ASK = 10; // seconds in which to answer
  var own = document.currentScript.src;
  var site = own.replace(/assets\/kiosk\.js([?#].*)?$/, "");
  var board = site + "kiosk/index.html";
  var root = document.documentElement;
  root.classList.add("kiosk");

  // Pages that forget the ?kiosk of their address are told by this, and in which
  // version they load this script and its style: the board knows.
  try {
    if (location.href.indexOf(board) === 0 || !sessionStorage.getItem("gongkai.kiosk")) {
      var style = document.querySelector('link[href*="kiosk.css"]');
      sessionStorage.setItem("gongkai.kiosk", "?v=" + [own, style ? style.href : ""].map(function (u) { return u.replace(/^[^?]*(\?v=)?/, ""); }).join("."));
    }
  } catch (e) { /* the address tells most of them */ }

  // ---- Addresses ----

  // within is the address of a page of this site as the kiosk opens it; "" for
  // everything else: other sites, files, telephone numbers. The site's front
  // page is the board.
  function within(address) {
    var u;
    try { u = new URL(address, location.href); } catch (e) { return ""; }
    if (u.href.indexOf(site) !== 0 || !/\.html$/.test(u.pathname)) return "";
    var bare = u.href.replace(/[?#].*$/, "");
    if (bare === site + "index.html") return board;
    if (bare !== board && !/[?&]kiosk\b/.test(u.search)) u.search += (u.search ? "&" : "?") + "kiosk";
    return u.href;
  }

  // home is the address under which the public has a page: that of the site on
  // the network when it has one.
  function home(address) {
    var canonical = document.querySelector('link[rel="canonical"]');
    var here = location.href.replace(/[?#].*$/, "");
    if (canonical && here.indexOf(site) === 0) {
      var path = here.slice(site.length), base = canonical.href;
      if (base.slice(-path.length) === path) base = base.slice(0, -path.length);
      if (address.indexOf(site) === 0) return base + address.slice(site.length).replace(/[?&]kiosk\b/, "");
    }
    return /^(file|about|blob|data):/.test(address) ? "" : address;
  }

  function go(address) {
    var to = within(address);
    if (to) location.href = to;
    else card(address);
  }

  ["pushState", "replaceState"].forEach(function (name) {
    var real = history[name];
    history[name] = function (state, title, url) {
      return real.call(history, state, title, url === undefined || url === null ? url : within(url) || url);
    };
  });

  // ---- Small tools ----

  function add(parent, name, className, text) {
    var e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    if (name === "button") e.type = "button";
    return parent ? parent.appendChild(e) : e;
  }

  // run runs a script of the site once, then calls back.
  var running = {};
  function run(address, done) {
    if (!running[address]) {
      running[address] = new Promise(function (resolve) {
        var script = document.createElement("script");
        script.src = address;
        script.onload = script.onerror = resolve;
        document.head.appendChild(script);
      });
    }
    running[address].then(done);
  }

  function dialog(name, title) {
    var d = add(document.body, "dialog", "kiosk-dialog " + name);
    var heading = add(d, "h2", "", title);
    heading.id = name + "-title";
    d.setAttribute("aria-labelledby", heading.id);
    return d;
  }

  function open(d) {
    if (d.open) return;
    if (d.showModal) d.showModal();
    else d.setAttribute("open", "");
  }

  function close(d) {
    if (!d.open) return;
    if (d.close) d.close();
    else d.removeAttribute("open");
  }

  // ---- What would lead out is shown instead: the address, and its QR code ----

  var shown = null;

  function kindOf(address) {
    if (/^tel:/i.test(address)) return ["电话", "用手机扫码可以拨打。"];
    if (/^mailto:/i.test(address)) return ["电子邮箱", "用手机扫码可以写信。"];
    if (address.indexOf(site) === 0) return ["附件", "用手机扫码可以查看和下载。"];
    return ["其他网站", "这台查询机不打开其他网站，用手机扫码可以查看。"];
  }

  function card(address, title, hint) {
    var kind = kindOf(address), outer = home(address);
    if (!shown) {
      shown = dialog("kiosk-card");
      shown.code = add(shown, "div", "kiosk-qr");
      shown.address = add(shown, "p", "address");
      shown.hint = add(shown, "p");
      add(shown, "button", "", "关闭").addEventListener("click", function () { close(shown); });
    }
    shown.querySelector("h2").textContent = title || kind[0];
    shown.address.textContent = outer ? outer.replace(/^(tel|mailto):/i, "") : decodeURI(address.replace(site, ""));
    shown.hint.textContent = outer ? hint || kind[1] : "这台查询机不打开附件，需要时请向工作人员索取。";
    shown.code.textContent = "";
    if (outer) {
      run(site + "assets/kiosk-qr.js", function () {
        if (window.gongkaiQR) shown.code.innerHTML = window.gongkaiQR(outer);
      });
    }
    open(shown);
  }

  // Links that lead out become buttons; the click of any other link is looked
  // at as well, for scripts add some later.
  function disarm() {
    document.querySelectorAll("a[href], area[href]").forEach(function (a) {
      var address = new URL(a.getAttribute("href"), document.baseURI).href;
      a.removeAttribute("target");
      if (within(address) || !(a instanceof HTMLAnchorElement)) return;
      var button = add(null, "button", "kiosk-outside " + a.className);
      while (a.firstChild) button.appendChild(a.firstChild);
      button.addEventListener("click", function () { card(address); });
      a.parentNode.replaceChild(button, a);
    });
    // There is no keyboard: what would be typed is found on the pad, but for
    // the rows of a table, which the pad doesn't know.
    document.querySelectorAll(".table-filter").forEach(function (filter) { filter.remove(); });
    document.querySelectorAll("input").forEach(function (input) {
      if (!/^(search|text|email|tel|url|number|date)$/.test(input.type)) return;
      input.readOnly = true;
      input.placeholder = "点这里按拼音查找";
      input.addEventListener("click", function () { go(board + "#find"); });
    });
  }

  document.addEventListener("click", function (event) {
    var a = event.target.closest && event.target.closest("a[href], area[href]");
    if (!a) return;
    event.preventDefault();
    go(new URL(a.getAttribute("href"), document.baseURI).href);
  }, true);
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!within(form.action)) { event.preventDefault(); return; }
    if (form.elements.kiosk) return;
    var mark = add(form, "input");
    mark.type = "hidden";
    mark.name = "kiosk";
  }, true);

  function stop(event) { event.preventDefault(); }
  ["auxclick", "contextmenu", "dragstart", "drop", "gesturestart", "copy"].forEach(function (name) {
    document.addEventListener(name, stop, true);
  });
  document.addEventListener("wheel", function (event) { if (event.ctrlKey) stop(event); }, { passive: false });
  document.addEventListener("touchmove", function (event) { if (event.touches.length > 1) stop(event); }, { passive: false });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(F\d+|ContextMenu|BrowserHome|BrowserSearch)$/.test(event.key)) stop(event);
  }, true);
  window.print = function () {};
  window.open = function (address) { if (address) go(address); return null; };

  // ---- The bar ----

  // A page that has nothing behind it goes to the board instead.
  function back() {
    var late = setTimeout(function () { location.href = board; }, 500);
    window.addEventListener("pagehide", function () { clearTimeout(late); }, { once: true });
    window.addEventListener("popstate", function () { clearTimeout(late); }, { once: true });
    history.back();
  }

  function bar(onBoard) {
    var nav = add(document.body, "nav", "kiosk-bar");
    nav.setAttribute("aria-label", "查询机");
    function button(text, act) { add(nav, "button", "", text).addEventListener("click", act); }
    if (!onBoard) button("返回", back);
    button("首页", function () { if (onBoard) reset(); else location.href = board; });
    button("拼音查找", function () { location.href = board + "#find"; });
    if (document.querySelector('link[rel="canonical"]')) {
      button("扫码带走", function () { card(onBoard ? site + "index.html" : location.href.replace(/#.*$/, ""), "在手机上看这一页", "用手机扫码可以查看这一页。"); });
    }
    var aids = document.querySelector(".aids");
    if (aids) nav.appendChild(aids);
  }

  // ---- Nobody there any more ----

  var last = Date.now(), touched = false, asking = null, until = 0;

  function touch() {
    last = Date.now();
    touched = true;
  }

  function reset() {
    try {
      [localStorage, sessionStorage].forEach(function (storage) {
        Object.keys(storage).forEach(function (key) { if (/^gongkai\./.test(key)) storage.removeItem(key); });
      });
    } catch (e) { /* nothing was kept */ }
    document.querySelectorAll("form").forEach(function (form) { form.reset(); });
    location.replace(board);
  }

  function ask() {
    if (!asking) {
      asking = dialog("kiosk-asking", "还在看吗？");
      asking.left = add(asking, "p");
      var stay = add(asking, "button", "", "继续看");
      stay.addEventListener("click", function () { close(asking); });
      add(asking, "button", "", "回到首页").addEventListener("click", reset);
      asking.addEventListener("close", touch);
    }
    until = Date.now() + ASK * 1000;
    open(asking);
  }

  function tick() {
    var now = Date.now();
    if (asking && asking.open) {
      var left = Math.ceil((until - now) / 1000);
      asking.left.textContent = Math.max(0, left) + " 秒后回到首页。";
      if (left <= 0) reset();
    } else if ((touched || !window.gongkaiKiosk.onBoard) && now - last >= IDLE * 1000) {
      ask();
      asking.left.textContent = ASK + " 秒后回到首页。";
    }
  }

  ["pointerdown", "touchstart", "keydown", "wheel"].forEach(function (name) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  });
  window.addEventListener("pageshow", function () { last = Date.now(); });
  setInterval(tick, 1000);

  window.gongkaiKiosk = {
    site: site, go: go, run: run, add: add, onBoard: false,
    untouched: function () { return !touched; },
  };

  function ready() {
    var api = window.gongkaiKiosk;
    api.onBoard = !!document.getElementById("kiosk-board");
    if (api.onBoard) root.classList.add("kiosk-board");
    disarm();
    bar(api.onBoard);
    if (api.onBoard && api.board) api.board();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
