// What a search costs a reader, measured in the browser from disk:
//
//   node search-figures.mjs [SITE [QUERIES]]
//
// SITE is a folder with a content/ (default: a corpus of 10,000 notices, made
// here). Each query runs in a page of its own, so that nothing of the index is
// at hand: its time is from asking to the first page of results.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, files, launch, onDisk, root } from './kit.mjs';
import { grep, phrases, texts } from './search-truth.mjs';

let [site, queries = 100] = process.argv.slice(2);
if (!site) {
  site = mkdtempSync(join(tmpdir(), 'gongkai-corpus-'));
  execFileSync('go', ['run', './bench', '-corpus', site, '-n', '10000'], { cwd: root, stdio: 'inherit' });
}
const out = build(site);
const documents = texts(out);
const index = files(join(out, 'search'), '.js');
const megabytes = index.reduce((sum, name) => sum + statSync(join(out, 'search', name)).size, 0) / 1e6;

const browser = await launch();
const cold = [];
const warm = [];
const bytes = [];
let wrong = 0;
for (const phrase of phrases(documents, +queries)) {
  const page = await browser.newPage();
  let size = 0;
  page.on('request', (request) => {
    if (/\/search\/.*\/[kt]\d+\.js/.test(request.url())) size += statSync(fileURLToPath(request.url().replace(/\?.*/, ''))).size;
  });
  await page.goto(onDisk(out) + 'search/index.html');
  const found = await page.evaluate(async (q) => {
    await globalThis.gongkaiSearch.manifest();
    const times = [];
    let search;
    let hits;
    for (let i = 0; i < 2; i++) {
      const start = performance.now();
      search = await new globalThis.gongkaiSearch.Search(q, {}).ready();
      hits = await search.more();
      times.push(performance.now() - start);
    }
    return { times, hits: hits.map((h) => h.document.address), more: search.queue.length > 0 };
  }, phrase);
  cold.push(found.times[0]);
  warm.push(found.times[1]);
  bytes.push(size);
  const want = grep(documents, phrase);
  if (found.more ? !found.hits.every((a) => want.includes(a)) : found.hits.length !== want.length) wrong++;
  await page.close();
}
await browser.close();

const at = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))];
const row = (what, list, digits, unit) => console.log(`| ${what} | ${at(list, 0.5).toFixed(digits)} ${unit} | ${at(list, 0.95).toFixed(digits)} ${unit} |`);
console.log(`${documents.length} texts, ${queries} queries; the index is ${index.length} files, ${megabytes.toFixed(0)} MB\n`);
console.log('| from disk | p50 | p95 |\n| --- | --- | --- |');
row('first query of a page', cold, 0, 'ms');
row('the same again', warm, 1, 'ms');
row('read for the first query', bytes.map((b) => b / 1000), 0, 'kB');
console.log(`\nwrong answers: ${wrong}`);
process.exitCode = wrong ? 1 : 0;
