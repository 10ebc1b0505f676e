// The pages for the staff: the report of an inspection and the record of
// releases. A leader reads the first in a minute, a clerk works through it on a
// phone, at a desk, in the dark and on paper.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { binary, launch, now, open, picture, root, sideways, violations } from './kit.mjs';

// The sample with what an inspection finds: a leaking list, links outside, a
// stale column, a wrong word, a page that nobody reviewed.
const site = mkdtempSync(join(tmpdir(), 'gongkai-inspection-'));
cpSync(join(root, 'content'), join(site, 'content'), { recursive: true });
const list = join(site, 'content/disclosure/projects/list');
mkdirSync(list, { recursive: true });
const rows = Array.from({ length: 300 }, (_, i) => `某某,1390000${String(i).padStart(4, '0')},截止目前`);
writeFileSync(join(list, 'index.md'), '+++\ntitle = "示例：补贴名单"\ndate = 2026-05-30\n+++\n见附件和[说明](https://www.example.com/a)。\n');
writeFileSync(join(list, '名单.csv'), `\ufeff姓名,手机,说明\n${rows.join('\n')}\n`);
writeFileSync(join(site, 'content/words.toml'), '[[word]]\nwrong = "截止目前"\nright = "截至目前"\n');

const report = join(site, '自查报告.html');
const calendar = join(site, '期限.ics');
const ledger = join(site, '发布记录.html');

/** Runs gongkai and returns what it prints, whatever it finds. */
function gongkai(...args) {
  try {
    return execFileSync(binary(), [...args, '--site', site, '--now', now, '--lang', 'zh'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return error.stdout;
  }
}

let browser;
let printed;

before(async () => {
  printed = gongkai('check', '--report', report, '--report', calendar);
  gongkai('approve', '--log', ledger);
  browser = await launch();
});
after(() => browser?.close());

for (const [name, file] of [['report', report], ['ledger', ledger]]) {
  for (const { width, colorScheme, media } of [
    { width: 390, colorScheme: 'light' }, { width: 1280, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' }, { width: 1280, colorScheme: 'dark' }, { width: 794, colorScheme: 'light', media: 'print' },
  ]) {
    test(`${name}: nothing in a reader's way at ${width}, ${media ?? colorScheme}`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const { page, faults } = await open(context, pathToFileURL(file).href);
      if (media) await page.emulateMedia({ media });
      assert.deepEqual(await violations(page), []);
      assert.equal(await sideways(page), 0);
      assert.deepEqual(faults, []);
      await page.screenshot({ path: picture(`${name}-${width}-${media ?? colorScheme}.png`), fullPage: true });
      await context.close();
    });
  }
}

test('the first screen says whether it can go out, what comes first and by when', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page } = await open(context, pathToFileURL(report).href);
  const verdict = page.locator('.verdict');
  assert.match(await verdict.textContent(), /有 300 处错误，改正以前不能发布/);
  for (const part of [verdict, page.getByRole('heading', { name: '先办这些' }), page.getByRole('heading', { name: '最近的期限' })]) {
    const box = await part.boundingBox();
    assert.ok(box.y < 900, 'below the first screen');
  }
  assert.match(await page.locator('ul').first().textContent(), /2026-\d\d-\d\d 星期.（(今天|还有 \d+ 天)）/);
  await context.close();
});

test('each way leads to its places, and no number is whole', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page } = await open(context, pathToFileURL(report).href);
  const ways = await page.locator('a[href^="#"]').evaluateAll((links) => links.map((a) => a.getAttribute('href').slice(1)));
  assert.ok(ways.length > 4);
  for (const way of ways) assert.equal(await page.locator(`[id="${way}"]`).count(), 1, way);
  const text = readFileSync(report, 'utf8');
  assert.doesNotMatch(text, /1390000\d{4}/);
  assert.match(text, /www\.example\.com/);
  const rest = page.locator('summary').first();
  assert.match(await rest.textContent(), /其余 280 处/);
  await rest.click();
  assert.ok(await page.getByText('第 301 行').isVisible());
  await context.close();
});

test('the terminal says once of a long list how long it is', () => {
  assert.match(printed, /这个文件里还有 297 处同样的问题，在第 5–301 行/);
  assert.equal(printed.split('[P004]').length - 1, 4);
});

test('the calendar has a day for each thing that falls due', () => {
  const text = readFileSync(calendar, 'utf8');
  assert.match(text, /^BEGIN:VCALENDAR\r\n/);
  assert.equal(text.match(/BEGIN:VEVENT/g).length, text.match(/END:VEVENT/g).length);
  assert.match(text, /SUMMARY:首页最迟在这一天更新/);
  assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75));
});
