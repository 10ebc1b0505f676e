// Full-text search from a folder of scripts: on a host or from disk, with no
// fetch. The index is described in internal/search; the folding of characters
// and the hash are the same here, held to the same test vectors.
//
// A query is parted into terms at its spaces. Each term gives keys; the shards
// that hold them are loaded as scripts, which call gongkaiSearch(name, data);
// the documents that have every key are candidates, titles first, the newest
// first. Only what the text itself confirms is shown, a page at a time. Filters
// are keys as well: without a query they list all that they let through.

(function () {
  'use strict';

  var PAGE = 10; // results shown at a time
  var CHECKS = 30; // candidates whose text is looked at for one page, if there is a hit among them
  var FEW = 4; // documents of a segment that are sooner looked at than narrowed down
  var AROUND = 36; // characters of a snippet before the hit

  // ---- Characters (as internal/search/normalise.go) ----

  var MARK = 0, HAN = 1, WORD = 2;

  function classOf(c) {
    if (c >= 0x3400 && c <= 0x9fff) return HAN; // most of a text
    if ((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39)) return WORD;
    if (c < 0xc0) return MARK;
    if ((c <= 0x24f && c !== 0xd7 && c !== 0xf7) || (c >= 0x370 && c <= 0x52f) || (c >= 0x3041 && c <= 0x30ff)) return WORD;
    if ((c >= 0xe000 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff) || c === 0x3007) return HAN;
    return MARK;
  }

  var SPACE = 0x20, NOTHING = -1;
  var folded = {}; // by code point: what it is searched as
  function folding(characters, to) {
    Array.from(characters).forEach(function (c) { folded[c.codePointAt(0)] = to; });
  }
  folding('[{〔【〖﹝﹙', 0x28);
  folding(']}〕】〗﹞﹚', 0x29);
  folding('“”「」『』', 0x22);
  folding('‘’', 0x27);
  folding('‐‑‒–—―−', 0x2d);
  folding('\t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f\u3000', SPACE);
  folding('\u00ad\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069', NOTHING);

  function fold(c) {
    if (c >= 0x3400 && c <= 0x9fff) return c;
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
    if (c >= 0x41 && c <= 0x5a) return c + 0x20;
    var to = folded[c];
    return to === undefined ? c : to;
  }

  // normalise gives the text as it is searched, and for each unit of it the
  // place in the original.
  function normalise(text) {
    var n = 0, space = false, last = MARK;
    var units = new Uint16Array(2 * text.length), at = new Uint32Array(2 * text.length + 1);
    function put(unit, from) {
      units[n] = unit;
      at[n++] = from;
    }
    for (var i = 0; i < text.length; i++) {
      var from = i, c = text.charCodeAt(i);
      if (c >= 0xd800 && c <= 0xdbff) {
        c = text.codePointAt(i);
        if (c > 0xffff) i++;
      }
      var to = fold(c);
      if (to === NOTHING) continue;
      if (to === SPACE) {
        space = true;
        continue;
      }
      var here = classOf(to);
      if (space && last === WORD && here === WORD) put(SPACE, from);
      space = false;
      last = here;
      if (to > 0xffff) {
        put(text.charCodeAt(from), from);
        put(text.charCodeAt(i), from);
      } else {
        put(to, from);
      }
    }
    at[n] = text.length;
    var normal = '';
    for (var part = 0; part < n; part += 4096) normal += String.fromCharCode.apply(null, units.subarray(part, Math.min(n, part + 4096)));
    return { text: normal, at: at };
  }

  // ---- Keys ----

  var LONGEST = 8, LONGEST_FIRST = 10, SHORTEST_SECOND = 4;

  function digit(c) { return c >= '0' && c <= '9'; }

  // keysOf is the keys that a text with this term has.
  function keysOf(term) {
    var chars = Array.from(term), keys = [];
    var classes = chars.map(function (c) { return classOf(c.codePointAt(0)); });
    function end(i) {
      while (classes[i] === WORD) i++;
      return i;
    }
    for (var i = 0; i < chars.length; i++) {
      var here = classes[i], next = classes[i + 1] || MARK;
      if (here === MARK) continue;
      if (next !== MARK && (here === HAN || next === HAN)) keys.push(chars[i] + chars[i + 1]);
      if (here !== WORD || classes[i - 1] === WORD) continue;
      var n = end(i), second = n + 1, to = end(second);
      keys.push(chars.slice(i, Math.min(n, i + LONGEST)).join(''));
      // Numbers that a mark joins, as in internal/search/index.go. At the end
      // of a term the second one may go on.
      if (n - i > LONGEST_FIRST || to === second || !digit(chars[i]) || !digit(chars[second]) || ')/-.'.indexOf(chars[n]) < 0) continue;
      var both = chars.slice(i, Math.min(to, second + LONGEST)).join('');
      if (to < chars.length && to - second <= LONGEST) keys.push(both + '$');
      else if (to - second >= SHORTEST_SECOND) keys.push(both);
    }
    return keys.filter(function (k, i) { return keys.indexOf(k) === i; });
  }

  // A document number is often typed without its brackets.
  function bracketed(term) {
    return term.replace(/([^\x00-\x7f])((?:19|20)\d\d)[- ](\d{1,5}号?)/g, '$1($2)$3');
  }

  function termsOf(query) {
    var typed = bracketed(query.trim().replace(/[\s\u3000]+/g, ' '));
    return typed.split(' ').map(function (t) { return normalise(t).text; }).filter(Boolean);
  }

  // find is where a term stands in a normalised text, or -1: a run of letters
  // or digits is found by its beginning, a single one only whole.
  function find(text, term, from) {
    var chars = Array.from(term);
    var first = classOf(chars[0].codePointAt(0)) === WORD;
    var end = chars.length - 1;
    var alone = classOf(chars[end].codePointAt(0)) === WORD && (end === 0 || classOf(chars[end - 1].codePointAt(0)) !== WORD);
    for (var i = text.indexOf(term, from || 0); i >= 0; i = text.indexOf(term, i + 1)) {
      if (first && i > 0 && classOf(text.charCodeAt(i - 1)) === WORD) continue;
      var after = text.charCodeAt(i + term.length);
      if (alone && after && classOf(after) === WORD) continue;
      return i;
    }
    return -1;
  }

  function hash(key) {
    var h = 2166136261;
    for (var i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 16777619);
    return (h ^ (h >>> 15)) >>> 0;
  }

  var digits = new Uint8Array(128); // by character; those that go on count from 45
  Array.from('!#$%&\'()*+,-./0123456789;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{}~><').forEach(function (c, i) { digits[c.charCodeAt(0)] = i; });

  // postings is the numbers written from a place of a text up to the next |.
  function postings(text, from) {
    var numbers = [], last = -1, value = 0, weight = 1;
    for (var i = from || 0; i < text.length; i++) {
      var c = text.charCodeAt(i);
      if (c === 0x7c) break;
      var d = digits[c];
      if (d >= 45) {
        value += d * weight;
        weight *= 45;
      } else {
        last += value + d * weight + 1;
        numbers.push(last);
        value = 0;
        weight = 1;
      }
    }
    return numbers;
  }

  function both(a, b) {
    var out = [];
    for (var i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) { out.push(a[i]); i++; j++; } else if (a[i] < b[j]) i++; else j++;
    }
    return out;
  }

  // ---- Shards ----

  var shards = {}; // by name: a promise of its data
  var arrived = {};

  function receive(name, data) { arrived[name] = data; }

  // load runs a script, which hands over the data of that name.
  function load(name, address) {
    if (!shards[name]) {
      shards[name] = new Promise(function (resolve, reject) {
        var script = document.createElement('script');
        script.src = receive.folder + address;
        script.onload = function () {
          script.remove();
          resolve(arrived[name]);
          delete arrived[name];
        };
        script.onerror = function () {
          delete shards[name];
          script.remove();
          reject(new Error(name));
        };
        document.head.appendChild(script);
      });
    }
    return shards[name];
  }

  function manifest() {
    return load('segments', receive.index);
  }

  // shard is a file of a segment. The version in its address keeps a browser
  // from pairing it with those of another build.
  function shard(segment, file) {
    var name = segment.name + '/' + file + '.js';
    return load(name, name + '?v=' + segment.version);
  }

  // documentsWith is the numbers of the documents of a segment that have a key.
  // A title's key stands in the shard of the key itself.
  function documentsWith(segment, key) {
    var bare = key[0] === '^' ? key.slice(1) : key;
    return shard(segment, 'k' + hash(bare) % segment.keys).then(function (text) {
      var i = text.indexOf('|' + key + ':');
      return i < 0 ? [] : postings(text, i + key.length + 2);
    });
  }

  function allOf(segment, keys) {
    return Promise.all(keys.map(function (k) { return documentsWith(segment, k); })).then(function (lists) {
      lists.sort(function (a, b) { return a.length - b.length; });
      return lists.reduce(both);
    });
  }

  // spread puts the keys in the order in which they tell most: joined numbers,
  // long ones, then pairs far from each other, for neighbours often come
  // together.
  function spread(keys) {
    function weight(k) { return /\d[)\/.-]\d/.test(k) ? 2 : k.length > 2 ? 1 : 0; }
    return keys.map(function (k, i) { return { key: k, weight: weight(k), at: i % 3 ? keys.length + i : i }; })
      .sort(function (a, b) { return b.weight - a.weight || a.at - b.at; })
      .map(function (k) { return k.key; });
  }

  // narrow loads a key after the other until few documents are left: each key
  // is a shard to read, and the texts tell the rest. The keys of titles stand
  // in the same shards.
  function narrow(segment, keys, titlesOnly, allowed) {
    var order = spread(keys), titles = allowed, texts = allowed;
    function step(i) {
      if (i === order.length || (i && (titlesOnly ? titles : texts).length <= FEW)) {
        return [titles, titlesOnly ? [] : texts];
      }
      return Promise.all([documentsWith(segment, '^' + order[i]), documentsWith(segment, order[i])]).then(function (found) {
        titles = titles ? both(titles, found[0]) : found[0];
        texts = texts ? both(texts, found[1]) : found[1];
        return step(i + 1);
      });
    }
    return Promise.resolve(step(0));
  }

  // candidates is, for one segment, the documents that may have every term:
  // first those whose title may, the newest first.
  function candidates(segment, terms, filters) {
    var keys = [].concat.apply([], terms.map(keysOf));
    var single = terms.filter(function (t) { return Array.from(t).length === 1 && classOf(t.codePointAt(0)) === HAN; });
    var limit = filters.map(function (f) { return '#' + f; });
    var entry = function (n) { return { segment: segment, number: n }; };
    if (!terms.length) {
      return allOf(segment, limit.length ? limit : ['#all']).then(function (all) {
        return { titles: all.reverse().map(entry), texts: [] };
      });
    }
    // A single character is answered from titles; punctuation alone from nowhere.
    if (!keys.length && !single.length) return Promise.resolve({ titles: [], texts: [] });
    return (limit.length ? allOf(segment, limit) : Promise.resolve(null)).then(function (allowed) {
      return narrow(segment, keys.concat(single), single.length > 0, allowed);
    }).then(function (found) {
      var first = {};
      found[0].forEach(function (n) { first[n] = true; });
      return {
        titles: found[0].reverse().map(entry),
        texts: found[1].filter(function (n) { return !first[n]; }).reverse().map(entry),
      };
    });
  }

  function record(candidate) {
    var per = candidate.segment.texts;
    return shard(candidate.segment, 't' + Math.floor(candidate.number / per)).then(function (records) {
      var r = records[candidate.number % per];
      return { address: r[0], title: r[1], date: r[2], column: r[3], validity: r[4], number: r[5], index: r[6], files: r[7], body: r[8] };
    });
  }

  var fields = ['title', 'number', 'index', 'files', 'body'];

  // confirm tells where each term stands in a document: null when one doesn't.
  function confirm(document, terms) {
    var normals = {};
    fields.forEach(function (f) { normals[f] = normalise(document[f]); });
    var places = [];
    for (var t = 0; t < terms.length; t++) {
      var place = null;
      for (var f = 0; f < fields.length && !place; f++) {
        var i = find(normals[fields[f]].text, terms[t]);
        if (i >= 0) place = { field: fields[f], at: i };
      }
      if (!place) return null;
      places.push(place);
    }
    return { document: document, normals: normals, places: places };
  }

  // covers tells whether a segment may hold documents of a year: "2016-2019" does.
  function covers(segment, year) {
    var years = segment.name.match(/^(\d+)-?(\d*)/);
    return !!years && years[1] <= year && year <= (years[2] || years[1]);
  }

  // Search is one query: ready() finds the candidates, more() confirms the
  // next page of them.
  function Search(query, filters) {
    this.terms = termsOf(query);
    this.filters = filters || {};
    this.queue = [];
    this.found = 0;
  }

  Search.prototype.ready = function () {
    var self = this, filters = self.filters, limit = [];
    ['column', 'subject', 'validity'].forEach(function (name) {
      if (filters[name]) limit.push(name + '/' + filters[name]);
    });
    if (filters.year) limit.push('year/' + filters.year);
    self.asks = self.terms.length > 0 || limit.length > 0;
    if (!self.asks) return Promise.resolve(self);
    return manifest().then(function (m) {
      var chosen = m.segments.filter(function (s) { return !filters.year || covers(s, filters.year); });
      return Promise.all(chosen.map(function (s) { return candidates(s, self.terms, limit); }));
    }).then(function (parts) {
      var titles = [], texts = [];
      parts.forEach(function (p) { titles = titles.concat(p.titles); texts = texts.concat(p.texts); });
      self.queue = titles.concat(texts);
      return self;
    });
  };

  // more gives up to a page of confirmed hits.
  Search.prototype.more = function () {
    var self = this, hits = [], checked = 0;
    function step() {
      if (hits.length >= PAGE || !self.queue.length || (checked >= CHECKS && hits.length)) {
        self.found += hits.length;
        // A candidate may have been taken for one by its title too soon.
        var inTitle = function (h) { return h.places.every(function (p) { return p.field === 'title'; }); };
        return hits.filter(inTitle).concat(hits.filter(function (h) { return !inTitle(h); }));
      }
      // As many at a time as can still be shown: most candidates are hits.
      var some = self.queue.splice(0, PAGE - hits.length);
      checked += some.length;
      return Promise.all(some.map(record)).then(function (documents) {
        documents.forEach(function (d) {
          var hit = confirm(d, self.terms);
          if (hit) hits.push(hit);
        });
        return step();
      });
    }
    return Promise.resolve().then(step);
  };

  receive.folder = '';
  receive.index = 'segments.js';
  receive.Search = Search;
  receive.manifest = manifest;
  receive.parts = { normalise: normalise, keysOf: keysOf, termsOf: termsOf, find: find, hash: hash, postings: postings };
  window.gongkaiSearch = receive;

  // ---- The page ----

  var form = document.getElementById('search-form');
  if (!form) return;
  var results = document.getElementById('search-results');
  var status = document.getElementById('search-status');
  var more = document.getElementById('search-more');
  var help = document.getElementById('search-help');
  var unfilter = help.querySelector('.search-unfilter');
  var names = ['column', 'year', 'subject', 'validity'];
  var current = null, timer = 0, columns = {};

  function element(name, className, text) {
    var e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  // marked sets part of a text with every term in it marked.
  function marked(parent, text, terms) {
    var normal = normalise(text), spans = [];
    terms.forEach(function (t) {
      for (var i = find(normal.text, t); i >= 0; i = find(normal.text, t, i + t.length)) {
        var to = normal.at[i + t.length];
        while (/\s/.test(text[to - 1])) to--;
        spans.push([normal.at[i], to]);
      }
    });
    spans.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    var end = 0;
    spans.forEach(function (s) {
      if (s[0] < end) return;
      parent.appendChild(document.createTextNode(text.slice(end, s[0])));
      parent.appendChild(element('mark', '', text.slice(s[0], s[1])));
      end = s[1];
    });
    parent.appendChild(document.createTextNode(text.slice(end)));
    return parent;
  }

  function snippet(hit) {
    var place = hit.places.filter(function (p) { return p.field === 'body'; })[0];
    var body = hit.document.body;
    var at = place ? hit.normals.body.at[place.at] : 0;
    var from = Math.max(0, at - AROUND);
    var to = Math.min(body.length, from + 3 * AROUND);
    return (from > 0 ? '…' : '') + body.slice(from, to).replace(/\s+/g, ' ') + (to < body.length ? '…' : '');
  }

  // A hit in the name of an attachment is shown with that name.
  function hitFile(hit) {
    var terms = current.terms;
    if (!hit.places.some(function (p) { return p.field === 'files'; })) return '';
    return hit.document.files.split('\n').filter(function (f) {
      return terms.some(function (t) { return find(normalise(f).text, t) >= 0; });
    })[0] || '';
  }

  function show(hit) {
    var d = hit.document, item = element('li', 'result');
    var link = marked(element('a'), d.title, current.terms);
    link.href = '../' + d.address.split('/').map(encodeURIComponent).join('/');
    var heading = element('h2', 'result-title');
    heading.appendChild(link);
    if (d.validity && d.validity !== '有效') heading.append(' ', element('span', 'flag', d.validity));
    item.appendChild(heading);
    var text = snippet(hit);
    if (text) item.appendChild(marked(element('p', 'result-text'), text, current.terms));
    var file = hitFile(hit);
    if (file) item.appendChild(marked(element('p', 'result-file', '附件：'), file, current.terms));
    var facts = element('p', 'result-facts');
    [columns[d.column], d.number, d.date].filter(Boolean).forEach(function (f) {
      facts.appendChild(marked(element('span'), f, current.terms));
    });
    if (facts.firstChild) item.appendChild(facts);
    results.appendChild(item);
  }

  function filtered() { return names.some(value); }

  function say(found, done) {
    if (!current.asks) status.textContent = '';
    else if (!found && done) status.textContent = current.terms.length ? '没有找到「' + value('q').trim() + '」。' : '没有符合条件的信息。';
    else if (!current.terms.length) status.textContent = '共找到 ' + (found + current.queue.length) + ' 条。'; // nothing is left to confirm
    else status.textContent = (done ? '共找到 ' : '已找到 ') + found + ' 条' + (done ? '。' : '，还有更多。');
    help.hidden = !(current.asks && !found && done);
    unfilter.hidden = !(current.terms.length && filtered());
    more.hidden = done;
  }

  // next shows a page of hits; on request, the first new one gets the focus.
  function next(search, focus) {
    return search.more().then(function (hits) {
      if (search !== current) return;
      var first = results.children.length;
      hits.forEach(show);
      say(search.found, !search.queue.length);
      if (focus && results.children[first]) results.children[first].querySelector('a').focus();
    }).catch(failed(search));
  }

  function failed(search) {
    return function () {
      if (search === current) status.textContent = '检索数据没有读到，请刷新页面；还不行，请从目录查找。';
    };
  }

  function value(name) { return form.elements[name] ? form.elements[name].value : ''; }

  function run() {
    clearTimeout(timer);
    var filters = {}, query = value('q'), address = new URLSearchParams();
    if (query.trim()) address.set('q', query.trim());
    names.forEach(function (name) {
      filters[name] = value(name);
      if (filters[name]) address.set(name, filters[name]);
    });
    try { history.replaceState(null, '', address.toString() ? '?' + address : location.pathname); } catch (e) { /* some browsers forbid it on disk */ }
    var search = current = new Search(query, filters);
    search.ready().then(function () {
      if (search !== current) return;
      results.textContent = '';
      return next(search);
    }).catch(failed(search));
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(run, 200);
  }

  receive.index = form.getAttribute('data-index');
  form.hidden = false;
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    run();
  });
  // While an input method composes, the letters aren't yet what is asked for.
  var composing = false;
  form.elements.q.addEventListener('compositionstart', function () { composing = true; clearTimeout(timer); });
  form.elements.q.addEventListener('compositionend', function () { composing = false; soon(); });
  form.addEventListener('input', function () { if (!composing) soon(); });
  more.addEventListener('click', function () { next(current, true); });
  unfilter.firstChild.addEventListener('click', function () {
    names.forEach(function (name) { if (form.elements[name]) form.elements[name].value = ''; });
    form.elements.q.focus();
    run();
  });

  // The arrow keys walk through the results.
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' || event.isComposing) return;
    var links = Array.from(results.querySelectorAll('h2 a'));
    var at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== form.elements.q) return;
    var to = at + (event.key === 'ArrowDown' ? 1 : -1);
    if (to < 0) form.elements.q.focus(); else if (links[to]) links[to].focus();
    event.preventDefault();
  });

  // The address tells what to search for: from the box of another page, from
  // the catalogue, or from a link that someone kept.
  var asked = new URLSearchParams(location.search);
  names.concat('q').forEach(function (name) {
    if (asked.get(name) && form.elements[name]) form.elements[name].value = asked.get(name);
  });
  if (!value('q')) form.elements.q.focus();
  manifest().then(function (m) {
    m.columns.forEach(function (c) { columns[c[0]] = c[1]; });
    if (value('q').trim() || filtered()) run();
  }).catch(function () {
    status.textContent = '检索数据没有读到，请刷新页面；还不行，请从目录查找。';
  });
})();
