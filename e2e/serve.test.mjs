// The live preview in a real browser: every kind of file is saved, broken and
// mended, and each time the right page is there by itself.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary, launch, now, picture, root, violations } from './kit.mjs';

const site = mkdtempSync(join(tmpdir(), 'gongkai-serve-'));
cpSync(join(root, 'content'), join(site, 'content'), { recursive: true });
const notice = 'disclosure/notices/2026-05-20-1';
const noticeFile = `content/${notice}.md`;
const front = '+++\ntitle = "预览中的通知"\ndate = 2026-05-20\n+++\n\n';

let browser;
let preview;
let page;

/** Runs the preview until it says where it is. */
async function serve(...flags) {
  const child = spawn(binary(), ['serve', '--site', site, '--now', now, '--port', '0', '--color', 'never', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const base = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      said += data;
      const found = /http:\/\/[^/]+\//.exec(said);
      if (found) resolve(found[0]);
    });
    child.on('exit', () => reject(new Error(`serve ended: ${said}`)));
  });
  return { base, stop: () => new Promise((resolve) => { child.on('exit', resolve); child.kill('SIGINT'); }) };
}

const read = (name) => readFileSync(join(site, name), 'utf8');
function write(name, text) {
  mkdirSync(dirname(join(site, name)), { recursive: true });
  writeFileSync(join(site, name), text);
}

/** Waits until something holds on the open page, which nobody loads again. (waitForFunction needs eval, which the page's policy forbids.) */
async function until(holds, argument, on = page) {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => { setTimeout(resolve, 25); })) {
    if (await on.evaluate(holds, argument).catch(() => false)) return; // the page may be on its way to another
  }
  assert.fail(`waited in vain for ${holds} with ${argument} on ${on.url()}: ${await on.title()}`);
}
const shows = (text, on = page) => until((wanted) => document.querySelector('main')?.innerText.includes(wanted), text, on);
/** Waits for a text in the overlay. */
const tells = (text, on = page) => on.locator('gongkai-preview').getByText(text).first().waitFor({ timeout: 10_000 });
const tab = (start, on = page) => until((wanted) => document.title.startsWith(wanted), start, on);
const panel = (on = page) => on.locator('gongkai-preview .panel');

before(async () => {
  write(noticeFile, front + '第一稿。\n');
  browser = await launch();
  preview = await serve();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.faults = [];
  page.on('console', (message) => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('pageerror', (error) => page.faults.push(error.message));
});
after(async () => {
  await browser?.close();
  await preview?.stop();
  rmSync(site, { recursive: true, force: true });
});

test('a notice: saved, broken, mended', async () => {
  await page.goto(`${preview.base}${notice}.html`);
  await shows('第一稿。');
  await tab('● ');
  write(noticeFile, front + '第二稿。\n');
  await shows('第二稿。');

  write(noticeFile, front.replace('date =', 'date ＝') + '第三稿。\n');
  await tells(`${noticeFile}:3:`);
  await tab('✗ ');
  await shows('第二稿。'); // the last good page, under what is wrong
  await panel().waitFor({ state: 'visible' });
  await page.locator('gongkai-banner').getByText('下面是上一次能显示的样子').waitFor();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: picture(`serve/broken-${width}.png`) });
  }
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'hidden' });

  write(noticeFile, front + '第四稿。\n');
  await shows('第四稿。');
  await tab('● ');
  await panel().waitFor({ state: 'hidden' });
  assert.deepEqual(page.faults, []);
});

test('a page that never could be made appears by itself', async () => {
  const other = notice.replace(/1$/, '2');
  write(`content/${other}.md`, '+++\ntitle = "没有写完\n+++\n');
  await page.goto(`${preview.base}${other}.html`);
  await tells(`content/${other}.md:2:`);
  page.faults = []; // the 404
  write(`content/${other}.md`, front + '终于好了。\n');
  await shows('终于好了。');
  rmSync(join(site, `content/${other}.md`));
  await shows('没有找到这个页面');
  page.faults = [];
});

test('the figures of a year: saved, broken, mended', async () => {
  const file = 'content/report/2023.toml';
  const figures = read(file);
  await page.goto(`${preview.base}report/2023.html`);
  await tab('');
  const changed = figures.replace(/^(licences\s*=\s*)\S+/m, '$17654');
  assert.notEqual(changed, figures);
  write(file, changed);
  await until(() => [...document.querySelectorAll('td')].some((cell) => cell.innerText.trim() === '7654'));
  write(file, figures.replace(/^(licences\s*=\s*)\S+/m, '$1"许多"'));
  await tells(`${file}:`);
  await tab('✗ ');
  write(file, figures);
  await tab('● ');
  await until(() => ![...document.querySelectorAll('td')].some((cell) => cell.innerText.trim() === '7654'));
});

test('a layout: saved, broken, mended', async () => {
  await page.goto(`${preview.base}${notice}.html`);
  await tab('● ');
  const layout = readFileSync(join(root, 'layouts/notice.html'), 'utf8');
  write('layouts/notice.html', layout.replace('<div class="prose">', '<p>本站的样子</p>\n<div class="prose">'));
  await shows('本站的样子');
  write('layouts/notice.html', layout.replace('{{.Body}}', '{{.Bodi}}'));
  await tells('Bodi');
  await shows('本站的样子');
  write('layouts/notice.html', layout);
  await until(() => !document.querySelector('main').innerText.includes('本站的样子'));
  await tab('● ');
});

test('a style sheet is exchanged without loading the page again', async () => {
  await page.goto(`${preview.base}${notice}.html`);
  await tab('● ');
  const style = async (colour) => {
    write('layouts/assets/custom.css', `main { outline: 2px solid ${colour}; }\n`);
    await until((wanted) => getComputedStyle(document.querySelector('main')).outlineColor === wanted, colour);
  };
  await style('rgb(1, 2, 3)'); // an empty custom.css isn't linked: this one the page loads
  await page.evaluate(() => { globalThis.untouched = true; });
  await style('rgb(4, 5, 6)');
  await style('rgb(7, 8, 9)');
  assert.equal(await page.evaluate(() => globalThis.untouched), true, 'the page was loaded again');
  rmSync(join(site, 'layouts/assets/custom.css'));
  await until(() => getComputedStyle(document.querySelector('main')).outlineColor !== 'rgb(7, 8, 9)');
});

test('the settings: saved, broken, mended', async () => {
  const settings = read('content/site.toml');
  const title = /^title\s*=\s*"([^"]*)"/m.exec(settings)[1];
  write('content/site.toml', settings.replace(title, '改了名的网站'));
  await until(() => document.title.includes('改了名的网站'));
  write('content/site.toml', settings + '\n[[column');
  await tells('content/site.toml:');
  await shows('第四稿。');
  write('content/site.toml', settings);
  await until((t) => document.title.includes(t), title);
  await tab('● ');
});

test('a reload keeps the place on the page', async () => {
  const long = Array.from({ length: 120 }, (_, i) => `第${i}段。\n\n`).join('');
  write(noticeFile, front + long);
  await shows('第119段。');
  await page.evaluate(() => window.scrollTo({ top: 2000, behavior: 'instant' }));
  await until(() => Math.abs(window.scrollY - 2000) < 2);
  write(noticeFile, front + long + '末尾。\n');
  await shows('末尾。');
  await until(() => Math.abs(window.scrollY - 2000) < 2);
});

test('a save of another page is offered, and gone to when asked for', async () => {
  await page.goto(`${preview.base}guide/index.html`);
  await tab('● ');
  write(noticeFile, front + '在别处改的。\n');
  await tells('预览中的通知');
  await page.locator('gongkai-preview .news a').click();
  await shows('在别处改的。');

  const other = await serve('--navigate');
  const follower = await browser.newPage();
  await follower.goto(`${other.base}guide/index.html`);
  await tab('● ', follower);
  write(noticeFile, front + '自己过来了。\n');
  await shows('自己过来了。', follower);
  await follower.close();
  await other.stop();
});

test('drafts are shown, with the reason why the public does not see them', async () => {
  await shows('自己过来了。');
  write(noticeFile, front.replace('date', 'draft = true\ndate') + '草稿。\n');
  await page.getByText('草稿：公众看不到这个页面。').waitFor({ timeout: 10_000 });
  await page.locator('gongkai-preview .state').click();
  await tells('公众看不到这一页：草稿：写着 draft = true');
  await tells('公众看不到的内容');
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: picture(`serve/draft-${width}.png`) });
  }
  write(noticeFile, front + '公开了。\n');
  await shows('公开了。');
});

test('what is not approved yet is shown, with what it waits for', async () => {
  const settings = read('content/site.toml');
  write('content/site.toml', `${settings}\n[review]\nlevels = ["初审"]\nsince = 2026-05-01\n`);
  await page.locator('gongkai-banner').getByText('这一篇还不能公开：还没有经过「初审」').waitFor({ timeout: 10_000 });
  await tab('● '); // nobody's mistake
  if (!await panel().isVisible()) await page.locator('gongkai-preview .state').click();
  await tells('等待审核的内容');
  await tells('A001');
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: picture(`serve/waiting-${width}.png`) });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  }
  assert.deepEqual(await violations(page), []);
  execFileSync(binary(), ['approve', noticeFile, '--site', '.', '--as', '初审', '--by', '甲', '--now', now], { cwd: site });
  await page.locator('gongkai-banner').waitFor({ state: 'detached', timeout: 10_000 });
  rmSync(join(site, noticeFile.replace('.md', '.approval.toml')));
  write('content/site.toml', settings);
});

test('what a file says is text in the overlay, never markup', async () => {
  write(noticeFile, front + '[链接](<"><img src=x onerror=window.hurt=1>.md>)\n\n[x](javascript:window.hurt=1)\n');
  await tells('javascript:');
  assert.equal(await page.evaluate(() => globalThis.hurt), undefined);
  assert.equal(await page.locator('gongkai-preview img').count(), 0);
  assert.deepEqual(await violations(page), []);
  await page.locator('gongkai-preview .place button').first().focus();
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.querySelector('gongkai-preview').shadowRoot.activeElement?.className), 'state');
  write(noticeFile, front + '干净。\n');
  await tab('● ');
});

test('a page of an earlier run connects again', async () => {
  await preview.stop();
  await tab('○ ');
  appendFileSync(join(site, noticeFile), '重启以后。\n');
  const port = new URL(preview.base).port;
  preview = await serve('--port', port);
  await shows('重启以后。');
  await tab('● ');
});
