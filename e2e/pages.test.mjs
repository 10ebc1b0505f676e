// Every kind of page, on every screen, from a host and from disk, with scripts
// and without: nothing that axe objects to, nothing in the console, nothing
// that fails to load, nothing that scrolls sideways.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build, files, launch, onDisk, open, picture, screens, serve, sideways, violations, withoutScripts } from './kit.mjs';

const dir = build();
const own = 'https://gongkai.example/'; // the sample's base_url
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

// One page a template, found by what stands in the output.
const html = files(dir, '.html');
const kinds = {
  home: 'index.html',
  guide: 'guide/index.html',
  rules: 'rules/index.html',
  column: html.find((p) => /^disclosure\/[^/]+\/index\.html$/.test(p)),
  report: 'report/2023.html',
  reports: 'report/index.html',
  request: 'request/index.html',
  form: 'request/form.html',
  catalogue: 'catalogue/index.html',
  year: html.find((p) => /^catalogue\/\d+\/disclosure\//.test(p)),
  search: 'search/index.html',
  kiosk: 'kiosk/index.html',
  sitemap: 'sitemap.html',
  missing: '404.html',
  ...Object.fromEntries(html.filter((p) => /^disclosure\/[^/]+\/[^/]*\d[^/]*\.html$/.test(p)).slice(0, 3).map((p, i) => [`notice${i + 1}`, p])),
};

for (const screen of screens) {
  for (const from of ['host', 'disk']) {
    for (const scripts of [true, false]) {
      test(`pages at ${screen.name} from ${from} with scripts ${scripts ? 'on' : 'off'}`, async () => {
        const options = { viewport: screen, reducedMotion: 'reduce' };
        const context = scripts ? await browser.newContext(options) : await withoutScripts(browser, options);
        const base = from === 'host' ? host.base : onDisk(dir);
        const problems = [];
        // A host answers with 404.html at any depth: it links to the site's own address.
        await context.route(own + '**', (route) => route.fulfill({ path: join(dir, new URL(route.request().url()).pathname) }));
        for (const [kind, path] of Object.entries(kinds)) {
          const { page, faults } = await open(context, (kind === 'missing' ? own : base) + encodeURI(path));
          const found = [...faults, ...await violations(page)];
          const px = await sideways(page);
          if (px > 0) found.push(`scrolls ${px} px sideways`);
          problems.push(...found.map((f) => `${kind} (${path}): ${f}`));
          if (from === 'disk' && scripts) await page.screenshot({ path: picture(`${kind}-${screen.name}.png`), fullPage: true });
          await page.close();
        }
        await context.close();
        assert.deepEqual(problems, []);
      });
    }
  }
}

// 长者模式, the dark, both, and colours that the reader's system forces. The
// pages are as light as they are dark: nothing is left out, every text has its
// contrast, nothing scrolls sideways.
for (const [look, elder, options] of [
  ['elder', true, {}],
  ['dark', false, { colorScheme: 'dark' }],
  ['elder-dark', true, { colorScheme: 'dark' }],
  ['elder-largest', true, {}],
  ['forced-colors', false, { forcedColors: 'active', colorScheme: 'dark' }],
]) {
  test(`pages in another look: ${look}`, async () => {
    const problems = [];
    for (const screen of screens.slice(0, 2)) {
      const context = await browser.newContext({ viewport: screen, reducedMotion: 'reduce', ...options });
      await context.addInitScript(([on, size]) => {
        if (on) localStorage.setItem('gongkai.elder', '1');
        if (size) localStorage.setItem('gongkai.size', size);
      }, [elder, look === 'elder-largest' ? '3' : '']);
      for (const kind of ['home', 'column', 'notice1', 'report', 'form', 'year', 'search', 'kiosk']) {
        const { page, faults } = await open(context, onDisk(dir) + encodeURI(kinds[kind]) + (kind === 'search' ? '?q=%E9%A2%84%E7%AE%97' : ''));
        if (kind === 'search') await page.waitForFunction(() => document.querySelector('.result'));
        const found = [...faults, ...await violations(page)];
        const px = await sideways(page);
        if (px > 0) found.push(`scrolls ${px} px sideways`);
        problems.push(...found.map((f) => `${kind} at ${screen.name}: ${f}`));
        await page.screenshot({ path: picture(`${kind}-${screen.name}-${look}.png`), fullPage: true });
        await page.close();
      }
      await context.close();
    }
    assert.deepEqual(problems, []);
  });
}

test('长者模式 is one button, is remembered from page to page, and can be left', async () => {
  for (const base of [onDisk(dir), host.base]) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const { page, faults } = await open(context, base + kinds.home);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize));
    const before = await size();
    await page.getByRole('button', { name: '长者模式' }).click();
    assert.ok(await size() >= 24, 'the type is not large');
    await page.goto(base + encodeURI(kinds.notice1));
    assert.ok(await size() >= 20, 'forgotten on the next page');
    await page.getByRole('button', { name: '放大文字' }).click();
    await page.reload();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.size), '1');
    await page.getByRole('button', { name: '缩小文字' }).click();
    await page.getByRole('button', { name: '退出长者模式' }).click();
    await page.goto(base + kinds.home);
    assert.equal(await size(), before);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('reading aloud is offered where there is a Chinese voice, and stops when asked', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const said = [];
    globalThis.said = said;
    const voices = location.hash === '#mute' ? [] : [{ lang: 'en-US' }, { lang: 'zh-CN' }];
    Object.defineProperty(globalThis, 'speechSynthesis', {
      value: { getVoices: () => voices, speak: (u) => said.push(u.text), cancel: () => said.push('—') },
    });
    globalThis.SpeechSynthesisUtterance = function (text) { this.text = text; };
  });
  const { page } = await open(context, onDisk(dir) + encodeURI(kinds.notice1));
  await page.getByRole('button', { name: '朗读' }).click();
  await page.getByRole('button', { name: '停止朗读' }).click();
  const said = await page.evaluate(() => globalThis.said);
  assert.equal(said[0], await page.locator('h1').innerText());
  assert.ok(said.length > 3 && said.at(-1) === '—' && said.every((s) => s.length < 200));
  const { page: mute } = await open(context, onDisk(dir) + encodeURI(kinds.notice1) + '#mute');
  assert.equal(await mute.locator('button[value=speak]').isVisible(), false);
  await context.close();
});

test('a link to another site asks first', async () => {
  const context = await browser.newContext();
  await context.route('https://outside.example/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>there</title>' }));
  const { page, faults } = await open(context, onDisk(dir) + encodeURI(kinds.notice1));
  await page.evaluate(() => {
    document.querySelector('.prose').insertAdjacentHTML('beforeend', '<p><a class="outside" rel="noopener" href="https://outside.example/a">别处</a></p>');
  });
  await page.getByRole('link', { name: '别处' }).click();
  assert.match(await page.getByRole('dialog').innerText(), /https:\/\/outside\.example\/a/);
  assert.deepEqual([...faults, ...await violations(page)], []);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.getByRole('link', { name: '别处' }).click();
  await page.getByRole('link', { name: '继续访问' }).click();
  await page.waitForURL('https://outside.example/a');
  await context.close();
});

test('a page of the catalogue is narrowed and sorted', async () => {
  const { page, faults } = await open(browser, onDisk(dir) + 'catalogue/2023/disclosure/finance.html');
  const names = () => page.locator('.catalogue-table tbody tr:visible .name a').allTextContents();
  const all = await names();
  await page.locator('select[name=order]').selectOption('date');
  await page.waitForFunction((first) => document.querySelector('.name a').textContent !== first, all[0]);
  assert.deepEqual(await names(), [...all].reverse());
  await page.locator('input[name=words]').fill('决算');
  await page.waitForFunction(() => /符合条件的/.test(document.querySelector('.catalogue-count').textContent));
  assert.deepEqual(await names(), all.filter((n) => n.includes('决算')));
  assert.deepEqual(faults, []);
  await page.close();
});

test('pages load with scripts switched off', async () => {
  const problems = [];
  for (const screen of screens) {
    const context = await browser.newContext({ viewport: screen, javaScriptEnabled: false });
    for (const [kind, path] of Object.entries(kinds)) {
      if (kind === 'missing') continue;
      const { page, faults } = await open(context, onDisk(dir) + encodeURI(path));
      const px = await sideways(page);
      problems.push(...faults, ...(px > 0 ? [`${path} scrolls ${px} px sideways at ${screen.name}`] : []));
      await page.close();
    }
    await context.close();
  }
  assert.deepEqual(problems, []);
});

test('nothing scrolls sideways at 320 px, nor at 400 % zoom of 1280', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const problems = [];
  for (const path of Object.values(kinds)) {
    const { page } = await open(context, onDisk(dir) + encodeURI(path));
    const px = await sideways(page);
    if (px > 0) problems.push(`${path}: ${px} px`);
    await page.close();
  }
  await context.close();
  assert.deepEqual(problems, []);
});

test('the printed pages are A4 and the report keeps its tables whole', async () => {
  const context = await browser.newContext();
  for (const kind of ['report', 'form', 'notice1']) {
    const { page } = await open(context, onDisk(dir) + encodeURI(kinds[kind]));
    const pdf = await page.pdf({ path: picture(`${kind}-print.pdf`), preferCSSPageSize: true });
    assert.match(pdf.toString('latin1'), /MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.?\d*/, `${kind} is not A4`);
    await page.close();
  }
  await context.close();
});
