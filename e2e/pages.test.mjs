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
