// What a page weighs over the wire before its own text: the HTML, every style
// sheet and script that it asks for, compressed as hosts do. The table is
// printed with `node --test weight.test.mjs`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from './kit.mjs';

const dir = build();
const limit = 15_000; // bytes

const size = (data) => gzipSync(data, { level: 6 }).length;

/** The compressed sizes of a page's parts. */
function weigh(path) {
  const html = readFileSync(join(dir, path), 'utf8');
  const bare = html.replace(/(<div class="prose">).*?(<\/div>\s*(<section|<aside|<nav|<\/article))/s, '$1$2');
  const linked = (pattern) => [...html.matchAll(pattern)].reduce((sum, m) => sum + size(readFileSync(join(dir, dirname(path), m[1].replace(/\?.*/, '')))), 0);
  const parts = { html: size(bare), css: linked(/<link rel="stylesheet"[^>]*href="([^"]+)"/g), js: linked(/<script[^>]*src="([^"]+)"/g) };
  return { ...parts, all: parts.html + parts.css + parts.js, text: size(html) - parts.html };
}

test('a notice weighs at most 15 kB before its own text', (t) => {
  const kB = (n) => (n / 1000).toFixed(1);
  t.diagnostic('| page | HTML | CSS | JS | together kB | its text kB |');
  for (const [kind, path] of Object.entries({
    notice: 'disclosure/finance/2023-budget.html', home: 'index.html', report: 'report/2023.html', search: 'search/index.html',
  })) {
    const w = weigh(path);
    t.diagnostic(`| ${kind} | ${kB(w.html)} | ${kB(w.css)} | ${kB(w.js)} | ${kB(w.all)} | ${kB(w.text)} |`);
    if (kind === 'notice') assert.ok(w.all <= limit, `${w.all} bytes`);
  }
});
