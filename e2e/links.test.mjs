// Every link of every built page leads to a file that is there, and every
// fragment to an element that has it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, files, launch, onDisk } from './kit.mjs';

const dir = build();
let browser;

before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test('every link is alive from disk', async () => {
  // Read as the browser reads HTML, without loading what the pages show.
  const page = await browser.newPage();
  const ids = new Map();
  const links = [];
  for (const path of files(dir, '.html')) {
    const address = onDisk(dir) + encodeURI(path);
    const found = await page.evaluate((html) => {
      const read = new DOMParser().parseFromString(html, 'text/html');
      return {
        ids: [...read.querySelectorAll('[id]')].map((e) => e.id),
        links: [...read.querySelectorAll('a[href], link[href], img[src], script[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')),
      };
    }, readFileSync(join(dir, path), 'utf8'));
    ids.set(fileURLToPath(address), new Set(found.ids));
    links.push(...found.links.map((written) => ({ path, written, resolved: new URL(written, address).href })));
  }
  assert.ok(links.length > 500, `only ${links.length} links found`);
  const dead = [];
  for (const { path, written, resolved } of links) {
    if (!resolved.startsWith('file:')) continue;
    if (written.startsWith('/')) { dead.push(`${path}: ${written} is rooted`); continue; }
    const url = new URL(resolved);
    const fragment = decodeURIComponent(url.hash.slice(1));
    url.hash = url.search = '';
    const file = fileURLToPath(url);
    if (!existsSync(file) || !statSync(file).isFile()) dead.push(`${path}: ${written}`);
    else if (fragment && !ids.get(file)?.has(fragment)) dead.push(`${path}: ${written} has no such place`);
  }
  assert.deepEqual(dead, []);
});
