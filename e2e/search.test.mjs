// The search, used as people use it: from the box of any page, by typing, with
// an input method, with filters and keys alone; from disk and from a host. And
// whether it finds all and nothing else, with grep as the truth.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build, launch, onDisk, open, root, serve, violations, withoutScripts } from './kit.mjs';
import { grep, phrases, texts } from './search-truth.mjs';

const dir = build();
let browser;
let host;

before(async () => {
  browser = await launch();
  host = await serve(dir);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

const status = (page) => page.locator('#search-status');
const titles = (page) => page.locator('#search-results h2 a');

/** Waits until the page has answered what is asked for now. */
async function answered(page, words) {
  await page.waitForFunction((w) => document.getElementById('search-status').textContent.includes(w), words);
}

for (const from of ['host', 'disk']) {
  test(`from the box of a notice to the notice that was sought, from ${from}`, async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const base = from === 'host' ? host.base : onDisk(dir);
    const { page, faults } = await open(context, base + 'disclosure/projects/acceptance.html');
    await page.locator('.search-box input').pressSequentially('部门预算');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\/index\.html\?q=/);
    await answered(page, '共找到');
    assert.match(await titles(page).first().textContent(), /2023年部门预算/);
    assert.equal(await page.locator('#search-results mark').first().textContent(), '部门预算');
    assert.equal(await page.locator('input[name=q]').inputValue(), '部门预算');
    assert.deepEqual([...faults, ...await violations(page)], []);
    await titles(page).first().click();
    assert.match(await page.locator('h1').textContent(), /2023年部门预算/);
    await context.close();
  });
}

test('results follow the typing, and the address follows the results', async () => {
  const { page, faults } = await open(browser, onDisk(dir) + 'search/index.html');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  await page.keyboard.type('公示');
  await answered(page, '共找到');
  assert.match(decodeURIComponent(page.url()), /\?q=公示$/);
  // Titles come first, the newest of them at the top.
  const found = await titles(page).allTextContents();
  const last = found.findLastIndex((t) => t.includes('公示'));
  assert.ok(last >= 1 && found.slice(0, last + 1).every((t) => t.includes('公示')), found.join('\n'));
  const dates = (await page.locator('.result').allTextContents()).slice(0, last + 1).map((t) => t.match(/\d{4}-\d\d-\d\d$/)[0]);
  assert.deepEqual(dates, [...dates].sort().reverse());
  // An address that was kept finds the same again.
  const again = (await open(browser, page.url())).page;
  await answered(again, '共找到');
  assert.deepEqual(await titles(again).allTextContents(), found);
  assert.deepEqual(faults, []);
  await page.close();
  await again.close();
});

test('an input method is left to compose in peace', async () => {
  const { page } = await open(browser, onDisk(dir) + 'search/index.html');
  const client = await page.context().newCDPSession(page);
  await page.locator('input[name=q]').focus();
  for (const letters of ['y', 'yu', 'yu s', 'yu suan']) {
    await client.send('Input.imeSetComposition', { text: letters, selectionStart: letters.length, selectionEnd: letters.length });
  }
  await page.waitForTimeout(500);
  assert.equal(await status(page).textContent(), '');
  await client.send('Input.insertText', { text: '预算' });
  await answered(page, '共找到');
  assert.ok(await titles(page).count() > 0);
  await page.close();
});

test('filters narrow a search, and list by themselves', async () => {
  const { page } = await open(browser, onDisk(dir) + 'search/index.html?q=' + encodeURIComponent('项目'));
  await answered(page, '找到 ');
  const all = await titles(page).count();
  await page.locator('select[name=column]').selectOption({ label: '财政资金' });
  await page.waitForFunction((n) => document.querySelectorAll('.result').length < n, all);
  const facts = await page.locator('.result-facts span:first-child').allTextContents();
  assert.ok(facts.length > 0 && facts.every((f) => f === '财政资金'), facts.join());
  await page.locator('input[name=q]').fill('');
  await page.waitForFunction(() => !location.search.includes('q='));
  await page.waitForFunction(() => document.querySelectorAll('.result').length === 4);
  await page.locator('select[name=column]').selectOption('');
  await page.locator('select[name=validity]').selectOption('废止');
  await page.waitForFunction(() => document.querySelectorAll('.result').length === document.querySelectorAll('.result .flag').length);
  await page.close();
});

test('the catalogue asks the search', async () => {
  const { page } = await open(browser, onDisk(dir) + 'catalogue/index.html');
  await page.locator('select[name=year]').selectOption('2023');
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await page.waitForURL(/search/);
  await answered(page, '31 条');
  await page.close();
});

test('nothing found says what to do next', async () => {
  const { page } = await open(browser, onDisk(dir) + 'search/index.html?q=' + encodeURIComponent('预算') + '&year=2024');
  await answered(page, '没有找到「预算」');
  assert.ok(await page.locator('#search-help').isVisible());
  assert.ok(await page.locator('#search-help a').isVisible());
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: '在全部栏目、全部年份中检索' }).click();
  await answered(page, '共找到');
  assert.ok(!await page.locator('#search-help').isVisible());
  await page.close();
});

test('a single character is answered from titles; markup is text; keys walk the results', async () => {
  const { page } = await open(browser, onDisk(dir) + 'search/index.html?q=' + encodeURIComponent('算'));
  await answered(page, '共找到');
  for (const title of await titles(page).allTextContents()) assert.match(title, /算/);
  await page.locator('input[name=q]').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), await titles(page).first().textContent());
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  await page.locator('input[name=q]').fill('<img src=x onerror=alert(1)>');
  await answered(page, '没有找到「<img src=x onerror=alert(1)>」');
  assert.equal(await page.locator('img').count(), 0);
  await page.close();
});

test('without scripts the catalogue is shown instead', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await open(context, onDisk(dir) + 'search/index.html');
  assert.ok(!await page.locator('#search-form').isVisible());
  assert.match(await page.locator('main').innerText(), /政府信息公开目录/);
  await context.close();
  const silent = await withoutScripts(browser, {});
  assert.deepEqual(await violations((await open(silent, onDisk(dir) + 'search/index.html')).page), []);
  await silent.close();
});

test('2,000 notices: all that grep finds, and nothing else', { timeout: 300_000 }, async () => {
  const site = mkdtempSync(join(tmpdir(), 'gongkai-corpus-'));
  execFileSync('go', ['run', './bench', '-corpus', site, '-n', '2000'], { cwd: root, stdio: 'inherit' });
  const out = build(site);
  const documents = texts(out);
  assert.ok(documents.length >= 2000);
  const { page, faults } = await open(browser, onDisk(out) + 'search/index.html');
  const wrong = [];
  for (const phrase of phrases(documents, 60)) {
    const want = grep(documents, phrase);
    const got = await page.evaluate(async (q) => {
      const search = new globalThis.gongkaiSearch.Search(q, {});
      await search.ready();
      const addresses = [];
      while (search.queue.length) addresses.push(...(await search.more()).map((hit) => hit.document.address));
      return addresses.sort();
    }, phrase);
    if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${phrase}: ${got.length} found, ${want.length} by grep`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(faults, []);
  // More than a page of results come a page at a time.
  await page.locator('input[name=q]').fill('通知');
  await answered(page, '还有更多');
  assert.equal(await titles(page).count(), 10);
  await page.locator('#search-more').click();
  await page.waitForFunction(() => document.querySelectorAll('.result').length === 20);
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelectorAll('.result a')[10]), true);
  await page.close();
});
