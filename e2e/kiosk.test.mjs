// The village hall's screen, driven by touch: the board turns, what is running
// comes first, titles are found by the initials of their pinyin, nothing leads
// out of the site, and whoever walks away leaves nothing behind.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build, files, launch, now, onDisk, open, picture, root, serve, sideways, violations } from './kit.mjs';

// The sample with a few notices of these days.
const site = mkdtempSync(join(tmpdir(), 'gongkai-kiosk-'));
cpSync(join(root, 'content'), join(site, 'content'), { recursive: true });
function notice(name, title, date, period, text = '示例文字。') {
  const file = join(site, 'content/disclosure/projects', `${name}.md`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `+++\ntitle = "${title}"\ndate = ${date}\nindex = "SL/2026-${String(100 + notice.count++).padStart(5, '0')}"\n${period ? `notice_period = { from = ${period[0]}, to = ${period[1]} }\n` : ''}+++\n\n${text}\n`);
}
notice.count = 1;
notice('later', '示例：关于拟实施通村道路养护项目的公示', '2026-05-28', ['2026-05-28', '2026-06-08']);
notice('bridge', '示例：桥溪镇公示低收入家庭认定结果', '2026-05-25', ['2026-05-25', '2026-06-03']);
notice('today', '示例：示例县行道树更换方案公示', '2026-05-22', ['2026-05-22', '2026-06-01']);
notice('over', '示例：已经结束的公示', '2026-05-30', ['2026-05-30', '2026-05-31']);
notice('newest', '示例：关于开展夏季安全检查的通知', '2026-05-31', null,
  '登录[其他网站](https://example.com/page)，或者写信到<office@example.com>，[打电话](tel:10000)。\n\n附件见[清单](list/list.csv)。');
mkdirSync(join(site, 'content/disclosure/projects/list'));
writeFileSync(join(site, 'content/disclosure/projects/list/list.csv'), '\ufeff名称,数量\n示例,1\n');
const dir = build(site);

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

const upright = { width: 1080, height: 1920 };
const lying = { width: 1920, height: 1080 };

/** A touched screen on which time stands still until the test lets it run. */
async function screen(address, viewport = upright) {
  const context = await browser.newContext({ viewport, hasTouch: true, timezoneId: 'Asia/Shanghai' });
  await context.clock.install({ time: new Date(now) });
  const requests = [];
  context.on('request', (request) => requests.push(request.url()));
  const { page, faults } = await open(context, address);
  return { context, page, faults, requests };
}

const texts = (page) => page.locator('#kiosk-rows a').allTextContents();
const onBoard = (page) => new URL(page.url()).pathname.endsWith('/kiosk/index.html');
const tap = (page, text) => page.locator('.kiosk-bar button', { hasText: text }).tap();
async function type(page, keys) {
  for (const key of keys) await page.locator(`#kiosk-pad [value="${key}"]`).tap();
}

/** What axe finds. On disk it tries to read the style sheets itself, which the policy forbids: that is no fault of the page. */
async function examine(page, faults) {
  const before = faults.length;
  const found = await violations(page);
  faults.length = before;
  return found;
}

/** Lets seconds go by, one after the other. */
async function wait(page, seconds) {
  for (let i = 0; i < seconds; i++) await page.clock.runFor(1000);
}

test('what is on public notice today comes first, the first to end at the top', async () => {
  const { context, page } = await screen(onDisk(dir) + 'kiosk/index.html');
  assert.equal(await page.locator('#kiosk-heading').textContent(), '正在公示');
  assert.deepEqual(await texts(page), ['示例：示例县行道树更换方案公示', '示例：桥溪镇公示低收入家庭认定结果', '示例：关于拟实施通村道路养护项目的公示']);
  assert.deepEqual(await page.locator('#kiosk-rows .period-state').allTextContents(), ['今天截止', '公示中，还剩 2 天', '公示中，还剩 7 天']);
  assert.match(await page.locator('.kiosk-facts').textContent(), /数据截至 2026-05-31/);
  await context.close();
});

test('the board turns by itself, stops under a finger, and moves its frame', async () => {
  const { context, page } = await screen(onDisk(dir) + 'kiosk/index.html');
  const shift = () => page.locator('html').getAttribute('data-shift');
  const first = await texts(page);
  await wait(page, 15);
  assert.equal(await page.locator('#kiosk-heading').textContent(), '最新公开');
  const second = await texts(page), before = await shift();
  assert.notDeepEqual(second, first);
  await wait(page, 14);
  assert.notDeepEqual(await texts(page), second);
  assert.notEqual(await shift(), before);
  const third = await texts(page);
  await page.locator('#kiosk-heading').tap();
  await wait(page, 40);
  assert.deepEqual(await texts(page), third, 'a touched board stands still');
  await context.close();
});

test('titles are found by the initials of any reading', async () => {
  for (const viewport of [upright, lying]) {
    const { context, page, faults } = await screen(onDisk(dir) + 'kiosk/index.html', viewport);
    await tap(page, '拼音查找');
    await type(page, 'qxzgs');
    assert.deepEqual(await texts(page), ['示例：桥溪镇公示低收入家庭认定结果']);
    assert.deepEqual(await examine(page, faults), []);
    await page.screenshot({ path: picture(`kiosk-find-${viewport.width}.png`) });
    for (const keys of ['hds', 'xds']) { // 行 is háng and xíng
      await page.locator('#kiosk-pad [value="clear"]').tap();
      await type(page, keys);
      assert.deepEqual(await texts(page), ['示例：示例县行道树更换方案公示'], keys);
    }
    await page.locator('#kiosk-pad [value="clear"]').tap();
    await type(page, '2023nd');
    assert.ok((await texts(page)).every((t) => t.includes('2023年度')), 'digits are typed as they are');
    // A page that was found leads back to what had been typed.
    await page.locator('#kiosk-keys [value="0"]').tap();
    await page.waitForURL(/\?kiosk/);
    await tap(page, '返回');
    await page.waitForURL(/kiosk\/index\.html#find=2023nd/);
    await page.locator('#kiosk-rows a').first().waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('the words that were meant are searched in the full text, without a keyboard', async () => {
  const { context, page, faults } = await screen(onDisk(dir) + 'kiosk/index.html#find');
  await type(page, 'zj');
  await page.locator('#kiosk-words button', { hasText: '资金' }).tap();
  await page.locator('.result').first().waitFor();
  assert.match(page.url(), /kiosk/);
  await page.locator('.result a').first().tap();
  await page.waitForURL(/\?kiosk/);
  assert.ok(await page.locator('.kiosk-bar').isVisible());
  assert.deepEqual(faults, []);
  await context.close();
});

test('what leads out is shown as an address and a code', async () => {
  for (const base of [onDisk(dir), host.base]) {
    const { context, page, faults, requests } = await screen(base + 'disclosure/projects/newest.html?kiosk');
    await page.locator('.kiosk-bar').waitFor();
    assert.equal(await page.locator('main a[href^="http"], a[href^="tel:"], a[href^="mailto:"], a[target]').count(), 0);
    for (const [text, address] of [['其他网站', 'https://example.com/page'], ['office@example.com', 'office@example.com'], ['打电话', '10000'], ['清单', 'https://gongkai.example/disclosure/projects/list/list.csv']]) {
      await page.locator('main button', { hasText: text }).first().tap();
      assert.equal(await page.locator('.kiosk-card .address').textContent(), address);
      await page.locator('.kiosk-card svg').waitFor();
      assert.deepEqual(await examine(page, faults), []);
      await page.locator('.kiosk-card button').tap();
    }
    assert.ok(requests.every((r) => r.startsWith(base)), 'a request left the site');
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("the browser's QR codes are the build's", async () => {
  const { context, page } = await screen(onDisk(dir) + 'kiosk/index.html');
  const shown = { 'https://gongkai.example/': readFileSync(join(dir, 'kiosk/index.html'), 'utf8') };
  for (const path of files(dir, '.html').filter((p) => p.startsWith('disclosure/')).slice(0, 12)) {
    shown['https://gongkai.example/' + path] = readFileSync(join(dir, path), 'utf8');
  }
  await page.addScriptTag({ url: onDisk(dir) + 'assets/kiosk-qr.js' });
  let compared = 0;
  for (const [address, html] of Object.entries(shown)) {
    const built = /<path stroke="#000" d="([^"]+)"/.exec(html)?.[1];
    if (!built) continue;
    compared++;
    assert.ok((await page.evaluate((a) => window.gongkaiQR(a), address)).includes(built), address);
  }
  assert.ok(compared > 5);
  for (const n of [14, 15, 62, 63, 122, 180, 213, 251]) assert.match(await page.evaluate((a) => window.gongkaiQR(a), 'x'.repeat(n)), /^<svg/);
  assert.equal(await page.evaluate((a) => window.gongkaiQR(a), 'x'.repeat(252)), '');
  await context.close();
});

test('nobody there: it asks, forgets and shows the board', async () => {
  for (const base of [onDisk(dir), host.base]) {
    const { context, page, faults } = await screen(base + 'kiosk/index.html');
    await page.locator('.kiosk-entries a').first().tap();
    await page.waitForURL(/\?kiosk/);
    await tap(page, '放大');
    assert.equal(await page.evaluate(() => localStorage.getItem('gongkai.size')), '1');
    await wait(page, 74);
    assert.equal(await page.locator('.kiosk-asking[open]').count(), 0);
    await wait(page, 3);
    assert.match(await page.locator('.kiosk-asking').textContent(), /还在看吗？/);
    assert.deepEqual(await examine(page, faults), []);
    await page.screenshot({ path: picture('kiosk-asking.png') });
    await page.locator('.kiosk-asking button', { hasText: '继续看' }).tap();
    await wait(page, 60);
    assert.equal(await page.locator('.kiosk-asking[open]').count(), 0, 'an answer counts as a touch');
    await wait(page, 17);
    assert.equal(await page.locator('.kiosk-asking[open]').count(), 1);
    await wait(page, 11);
    await page.waitForURL(/kiosk\/index\.html$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('gongkai.')).length), 0);
    assert.equal(await page.evaluate(() => scrollY), 0);
    // The pad is emptied as well.
    await tap(page, '拼音查找');
    await type(page, 'zj');
    await wait(page, 88);
    await page.waitForURL(/kiosk\/index\.html$/);
    await page.locator('#kiosk-heading', { hasText: '正在公示' }).waitFor();
    await wait(page, 90);
    assert.equal(await page.locator('.kiosk-asking[open]').count(), 0, 'an untouched board asks nobody');
    await context.close();
  }
});

/** The rectangles of what can be touched. */
const targets = (page, selector) => page.locator(selector).evaluateAll((all) => all
  .filter((e) => e.getClientRects().length && !e.disabled)
  .map((e) => ({ name: e.textContent.trim().slice(0, 12), ...e.getBoundingClientRect().toJSON() })));

test('targets are large, apart, and within reach', async () => {
  for (const viewport of [upright, lying]) {
    const { context, page, faults } = await screen(onDisk(dir) + 'kiosk/index.html', viewport);
    for (const [part, selector] of [['board', '#kiosk-keys button, .kiosk-entries a, .kiosk-bar button'], ['find', '#kiosk-keys button, #kiosk-pad button, #kiosk-words button, .kiosk-bar button']]) {
      if (part === 'find') {
        await tap(page, '拼音查找');
        await type(page, 'zj');
      }
      await page.screenshot({ path: picture(`kiosk-${part}-${viewport.width}.png`) });
      const found = await targets(page, selector);
      assert.ok(found.length > 10);
      for (const t of found) {
        assert.ok(t.width >= 64 && t.height >= 64, `${part}: ${t.name} is ${t.width} × ${t.height}`);
        assert.ok(t.top >= viewport.height / 2 - 1 && t.bottom <= viewport.height, `${part}: ${t.name} stands at ${t.top}–${t.bottom} of ${viewport.height}`);
        for (const other of found) {
          if (t === other) continue;
          const apart = Math.max(t.left - other.right, other.left - t.right, t.top - other.bottom, other.top - t.bottom);
          assert.ok(apart >= 15.5, `${part}: ${t.name} and ${other.name} are ${apart} px apart`);
        }
      }
      const small = await page.evaluate(() => Array.from(document.querySelectorAll('body *')).filter((e) => e.getClientRects().length && Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 22).map((e) => e.textContent.trim().slice(0, 20)));
      assert.deepEqual(small, [], `${part}: type below 22 px`);
      assert.deepEqual(await examine(page, faults), [], part);
      assert.equal(await sideways(page), 0);
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `${part}: the screen scrolls`);
    }
    await context.close();
  }
});

test('without scripts the board is a plain list', async () => {
  const context = await browser.newContext({ viewport: upright, javaScriptEnabled: false });
  const { page, faults } = await open(context, onDisk(dir) + 'kiosk/index.html');
  assert.ok(await page.locator('#kiosk-periods a').count() >= 3 && await page.locator('#kiosk-latest a').first().isVisible());
  assert.equal(await page.locator('#kiosk-screen').isVisible(), false);
  assert.deepEqual(faults, []);
  await context.close();
});

/** Numbers that look like chance and are the same in every run. */
function chance(seed) {
  return () => { // mulberry32
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

for (const [name, viewport, from] of [['upright from disk', upright, 'disk'], ['lying from a host', lying, 'host']]) {
  // Ten minutes of the two in every run, ten of each with `npm run walk`.
  const minutes = process.env.WALK ? 10 : 5;
  test(`${minutes} minutes of children's fingers, ${name}`, async () => {
    const base = from === 'disk' ? onDisk(dir) : host.base;
    const { context, page, faults, requests } = await screen(base + 'kiosk/index.html', viewport);
    const random = chance(viewport.width);
    context.on('page', () => faults.push('a window was opened'));
    page.on('download', () => faults.push('a download began'));
    const seen = new Set(), checked = new Set();
    for (let second = 0; second < minutes * 60;) {
      // A finger anywhere, or on something that can be touched.
      const spots = await page.evaluate(() => Array.from(document.querySelectorAll('a, button, input, select, summary')).map((e) => e.getBoundingClientRect()).filter((r) => r.width && r.top >= 0 && r.bottom <= innerHeight).map((r) => [r.left + r.width / 2, r.top + r.height / 2]));
      const [x, y] = random() < 0.7 && spots.length ? spots[Math.floor(random() * spots.length)] : [random() * viewport.width, random() * viewport.height];
      await page.touchscreen.tap(x, y);
      if (random() < 0.1) await page.mouse.wheel(0, 600);
      const pause = 1 + Math.floor(random() * 4);
      second += pause;
      await page.waitForLoadState('load');
      await page.clock.runFor(pause * 1000).catch(() => {}); // the page went on to another
      await page.waitForLoadState('load');
      const address = page.url();
      assert.ok(address.startsWith(base) && /\.html/.test(address), `left the site for ${address}`);
      const path = new URL(address).pathname;
      seen.add(path);
      await page.locator('.kiosk-bar').waitFor({ timeout: 5000 });
      const template = path.replace(/[^/]*\d[^/]*\.html$/, '*');
      if (!checked.has(template) && checked.size < 8) {
        checked.add(template);
        const problems = await examine(page, faults);
        faults.push(...problems.map((v) => `${path}: ${v}`));
        if (await sideways(page) > 0) faults.push(`${path} scrolls sideways`);
        await page.screenshot({ path: picture(`kiosk-walk-${viewport.width}-${checked.size}.png`) });
      }
    }
    assert.ok(seen.size > minutes / 2, `only ${seen.size} pages were seen`);
    assert.ok(requests.every((r) => r.startsWith(base)), `a request left the site: ${requests.find((r) => !r.startsWith(base))}`);
    assert.deepEqual([...new Set(faults)], []);
    await wait(page, 90);
    await page.waitForURL(/kiosk\/index\.html$/);
    assert.ok(onBoard(page));
    await context.close();
  });
}
