// The preview's part in an open page: it holds the event stream, loads the
// page again when the server says that it has changed, and shows what is wrong
// with the site. Nothing here is part of a published site.
//
// Every word from the server is set as text, never as markup: a title or a
// line of a file may say anything.
(function () {
  'use strict';
  var data = document.currentScript.dataset;
  var words = {
    zh: {
      name: '预览', close: '关闭（Esc）', copy: '复制', copied: '已复制', clean: '已保存，没有问题',
      errors: '处错误', warnings: '处警告', hidden: '篇未公开', findings: '正式生成时会拦下的问题', noted: '提醒（不妨碍生成）',
      withheld: '公众看不到的内容', hint: '提示', basis: '依据', related: '相关',
      more: '还有 {n} 处没有列出，运行 gongkai check 看全部', moreHidden: '还有 {n} 篇没有列出，运行 gongkai check 看全部',
      last: '这一页的文件现在有错误，下面是上一次能显示的样子。', saved: '已保存：', lost: '预览已停止，重新运行 gongkai serve 后会自动连上',
      why: '公众看不到这一页：', notice: '预览说明', waiting: '这一篇还不能公开：', waits: '篇等待审核', reviews: '等待审核的内容（审齐以前，正式生成会被拦下）', failure: '网站生成不了', nothing: '没有发现问题，所有内容都会公开。', open: '预览：'
    },
    en: {
      name: 'Preview', close: 'Close (Esc)', copy: 'Copy', copied: 'Copied', clean: 'Saved, no problems',
      errors: 'errors', warnings: 'warnings', hidden: 'hidden', findings: 'What stops a release', noted: 'To be noted (stops nothing)',
      withheld: 'What the public does not see', hint: 'hint', basis: 'basis', related: 'see',
      more: '{n} more are not listed; gongkai check shows all', moreHidden: '{n} more are not listed; gongkai check shows all',
      last: 'The file of this page has a mistake just now. This is the last good page.', saved: 'Saved: ', lost: 'The preview has ended. The page connects again when gongkai serve runs.',
      why: 'The public does not see this page: ', notice: 'Note of the preview', waiting: 'This page can not go public yet: ', waits: 'to be approved', reviews: 'To be approved (a release waits for it)', failure: 'The site can not be made', nothing: 'No problems, and nothing is hidden.', open: 'Preview: '
    }
  }[data.lang] || {};

  // Memory that outlives a reload of this tab, where the browser allows it.
  function remember(key, value) { try { sessionStorage.setItem('gongkai.' + key, JSON.stringify(value)); } catch (e) { /* none */ } }
  function recall(key) { try { return JSON.parse(sessionStorage.getItem('gongkai.' + key)); } catch (e) { return null; } }

  // ── The page itself ──────────────────────────────────────────────────────

  var place = recall('place');
  function putBack() {
    if (place && place.page === data.page) window.scrollTo(place.x, place.y);
  }
  if (place && place.page === data.page) {
    if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
    putBack();
    // Pictures that come late move the page: once more when all are there.
    window.addEventListener('load', function () { putBack(); place = null; remember('place', null); });
  }

  var leaving = false;
  function reload() {
    if (leaving) return;
    leaving = true;
    remember('place', { page: data.page, x: window.scrollX, y: window.scrollY });
    location.reload();
  }

  // swap loads the page's style sheets again; the old ones stay until then.
  function swap(number) {
    Array.prototype.forEach.call(document.querySelectorAll('link[rel="stylesheet"]'), function (old) {
      var address = new URL(old.href, location.href);
      if (address.origin !== location.origin) return;
      address.searchParams.set('v', 'p' + number);
      var fresh = old.cloneNode();
      fresh.href = address.href;
      fresh.onload = fresh.onerror = function () { old.remove(); };
      old.parentNode.insertBefore(fresh, old.nextSibling);
    });
  }

  // ── The overlay ──────────────────────────────────────────────────────────

  function make(name, properties, children) {
    var element = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) {
      if (key === 'is') element.dataset.is = properties.is;
      else if (key in element) element[key] = properties[key];
      else element.setAttribute(key, properties[key]);
    });
    (children || []).forEach(function (child) {
      if (child) element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    });
    return element;
  }

  var host = document.createElement('gongkai-preview');
  host.setAttribute('role', 'complementary');
  host.setAttribute('aria-label', words.name);
  var root = host.attachShadow({ mode: 'open' });
  var panel = make('section', { className: 'panel', hidden: true, tabIndex: -1, role: 'dialog', 'aria-labelledby': 'title' });
  var news = make('p', { className: 'news', hidden: true, role: 'status' });
  var state = make('button', { type: 'button', className: 'state', 'aria-expanded': 'false', 'aria-controls': 'panel' });
  panel.id = 'panel';
  root.appendChild(make('link', { rel: 'stylesheet', href: '/_gongkai/overlay.css' }));
  root.appendChild(panel);
  root.appendChild(make('div', { className: 'bar' }, [news, state]));

  function show(open, focus) {
    panel.hidden = !open;
    state.setAttribute('aria-expanded', String(open));
    remember('open', open);
    if (focus) (open ? panel : state).focus();
  }
  function dismiss(focus) {
    remember('closed', last && last.alarm);
    show(false, focus);
  }
  state.addEventListener('click', function () { if (panel.hidden) show(true, true); else dismiss(true); });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || panel.hidden) return;
    dismiss(root.activeElement !== null);
  });

  function copy(text, button) {
    var done = function () {
      button.textContent = words.copied;
      setTimeout(function () { button.textContent = words.copy; }, 1500);
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(done, function () { byHand(text, done); });
    } else {
      byHand(text, done);
    }
  }
  function byHand(text, done) {
    var field = make('textarea', { value: text });
    root.appendChild(field);
    field.select();
    if (document.execCommand('copy')) done();
    field.remove();
  }

  function where(text) {
    var button = make('button', { type: 'button', 'aria-label': words.copy + ' ' + text }, [words.copy]);
    button.addEventListener('click', function () { copy(text, button); });
    return make('p', { className: 'place' }, [make('code', {}, [text]), button]);
  }

  function link(page, text) {
    return make('a', { href: '/' + page.address.split('/').map(encodeURIComponent).join('/') }, [text]);
  }

  function finding(f) {
    var quoted = f.quote[0] + f.quote[1] + f.quote[2];
    var notes = f.related.map(function (r) { return [words.related, r.place + '   ' + r.message]; });
    if (f.hint) notes.push([words.hint, f.hint]);
    if (f.basis) notes.push([words.basis, f.basis]);
    return make('li', {}, [
      f.page && f.page.address ? make('p', {}, [link(f.page, f.page.title)]) : null,
      make('p', {}, [make('span', { className: 'word', is: f.severity }, [f.word + '[' + f.code + ']']), ' ' + f.message]),
      f.place ? where(f.place) : null,
      quoted ? make('pre', { tabIndex: 0 }, [
        make('span', { className: 'line' }, [f.line + ' │ ']), f.quote[0], make('mark', {}, [f.quote[1] || ' ']), f.quote[2],
        f.label ? make('span', { className: 'label' }, ['  ← ' + f.label]) : null
      ]) : null,
      notes.length ? make('dl', {}, notes.reduce(function (all, note) {
        return all.concat(make('dt', {}, [note[0]]), make('dd', {}, [note[1]]));
      }, [])) : null
    ]);
  }

  function section(title, items) {
    return items.length ? make('div', {}, [make('h3', {}, [title]), make('ol', {}, items)]) : null;
  }

  function hidden(w) {
    var title = w.title || w.file;
    var name = w.address ? link(w, title) : title;
    return make('li', {}, [make('p', {}, [name]), make('p', {}, [make('code', {}, [w.file]), ' ' + w.why])]);
  }

  function summary(m) {
    var parts = [];
    if (m.failure) parts.push(words.failure);
    if (m.errors) parts.push(m.errors + ' ' + words.errors);
    if (m.warnings) parts.push(m.warnings + ' ' + words.warnings);
    if (!parts.length) parts.push(words.clean);
    if (m.waits) parts.push(m.waits + ' ' + words.waits);
    if (m.hidden) parts.push(m.hidden + ' ' + words.hidden);
    return parts.join(' · ');
  }

  function draw(m) {
    var is = m.errors || m.failure ? 'error' : m.warnings ? 'warning' : 'clean';
    state.dataset.is = is;
    state.textContent = (is === 'error' ? '✗ ' : '● ') + summary(m);
    state.setAttribute('aria-label', words.open + summary(m));
    var stops = m.findings.filter(function (f) { return f.severity === 'error'; });
    var rest = m.findings.filter(function (f) { return f.severity !== 'error'; });
    var close = make('button', { type: 'button' }, [words.close]);
    close.addEventListener('click', function () { dismiss(true); });
    panel.textContent = '';
    panel.appendChild(make('div', { className: 'head' }, [make('h2', { id: 'title' }, [summary(m)]), close]));
    panel.appendChild(make('div', { className: 'body' }, [
      m.last ? make('p', { className: 'word', is: 'error' }, [words.last]) : null,
      m.why ? make('p', { className: 'word', is: 'warning' }, [words.why + m.why]) : null,
      m.waiting ? make('p', { className: 'word', is: 'warning' }, [words.waiting + m.waiting]) : null,
      m.failure ? make('div', {}, [make('h3', {}, [words.failure]), make('p', { className: 'failure' }, [m.failure])]) : null,
      section(words.findings, stops.map(finding)),
      section(words.noted, rest.map(finding)),
      m.more ? make('p', {}, [words.more.replace('{n}', m.more)]) : null,
      section(words.reviews, m.reviews.map(finding)),
      m.waits > m.reviews.length ? make('p', {}, [words.moreHidden.replace('{n}', m.waits - m.reviews.length)]) : null,
      section(words.withheld, m.withheld.map(hidden)),
      m.hidden > m.withheld.length ? make('p', {}, [words.moreHidden.replace('{n}', m.hidden - m.withheld.length)]) : null,
      !m.failure && !m.findings.length && !m.hidden && !m.waits ? make('p', {}, [words.nothing]) : null
    ]));
    if (!host.isConnected) document.body.appendChild(host);
    warn(m.last ? words.last : m.waiting ? words.waiting + m.waiting : '');
  }

  // The banner stands above the page and moves it down: what the page shows is
  // not what the public will see. The page itself says so of a draft.
  var banner = document.createElement('gongkai-banner');
  banner.setAttribute('role', 'region');
  banner.setAttribute('aria-label', words.notice);
  banner.attachShadow({ mode: 'open' });
  banner.shadowRoot.appendChild(make('link', { rel: 'stylesheet', href: '/_gongkai/overlay.css' }));
  var warning = make('p', { className: 'banner' });
  banner.shadowRoot.appendChild(warning);
  function warn(text) {
    warning.textContent = text;
    if (!text) banner.remove();
    else if (!banner.isConnected) document.body.insertBefore(banner, document.body.firstChild);
  }

  // The tab says how the site is, for who works in the editor beside it.
  var title = document.title;
  function mark(sign) { document.title = sign + title; }

  // ── What the server tells ────────────────────────────────────────────────

  var last = null;
  var seen = data.seen;

  function say(children) {
    news.textContent = '';
    children.forEach(function (child) { news.appendChild(typeof child === 'string' ? document.createTextNode(child) : child); });
    news.hidden = !children.length;
  }

  function offer(saved) {
    var others = saved.filter(function (page) { return page.address !== data.page; });
    var here = others.length < saved.length;
    if (!saved.length || here) return;
    if ('navigate' in data && others.length === 1) {
      leaving = true;
      location.href = '/' + others[0].address.split('/').map(encodeURIComponent).join('/');
      return;
    }
    var parts = [words.saved];
    others.forEach(function (page, i) {
      if (i) parts.push('、');
      parts.push(link(page, page.title + ' →'));
    });
    say(parts);
  }

  function onState(event) {
    var m = JSON.parse(event.data);
    var first = last === null;
    last = m;
    var saved = first ? recall('saved') || [] : m.saved; // of before the page was loaded again
    remember('saved', null);
    if (saved.length) offer(saved);
    if (leaving) return;
    if (m.reload) { remember('saved', m.saved); reload(); return; }
    if (m.styles) swap(m.number);
    seen = m.seen;
    draw(m);
    mark(m.failure ? '✗ ' : m.errors ? '✗ ' + m.errors + ' ' : '● ');
    // A new mistake opens the panel. Closed, it stays closed until the next
    // one; it closes by itself when all is mended.
    if (m.alarm && recall('closed') !== m.alarm) {
      remember('alarm', m.alarm);
      show(true);
    } else if (!m.alarm && recall('alarm')) {
      remember('alarm', 0);
      show(false);
    } else if (first && recall('open')) {
      show(true);
    }
  }

  // ── The stream ───────────────────────────────────────────────────────────

  var stream = null;
  function connect() {
    if (stream || leaving) return;
    stream = new EventSource('/_gongkai/events?token=' + data.token + '&page=' + encodeURIComponent(data.page) + '&seen=' + seen);
    stream.addEventListener('state', onState);
    stream.addEventListener('crowded', hush);
    stream.addEventListener('end', lost);
    stream.onopen = function () { if (news.dataset.lost) { delete news.dataset.lost; say([]); } };
    stream.onerror = lost;
  }
  function hush() {
    if (stream) stream.close();
    stream = null;
  }
  // lost waits for the preview to be there again. A new run has a new token,
  // which only a new page carries.
  function lost() {
    hush();
    if (leaving) return;
    mark('○ ');
    news.dataset.lost = 'yes';
    say([words.lost]);
    if (!host.isConnected) document.body.appendChild(host);
    setTimeout(function again() {
      fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(reload, function () { setTimeout(again, 1000); });
    }, 500);
  }
  document.addEventListener('visibilitychange', function () { if (!document.hidden && !news.dataset.lost) connect(); });
  window.addEventListener('pageshow', function (event) { if (event.persisted) reload(); });
  window.addEventListener('pagehide', hush);
  connect();
})();
