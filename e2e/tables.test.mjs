// The tables of a site that has lived a while: reports of several years on two
// forms, with a year missing, and a spreadsheet of many rows and merged cells
// in a notice. On every screen, printed, and in the dark.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { binary, build, launch, now, onDisk, open, picture, root, screens, sideways, violations } from './kit.mjs';

/** A zip whose members are stored as they are. */
function zip(members) {
  const files = [];
  const entries = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8); // the first of January 1980
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    files.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), data);
    entries.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(members).length, 8);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, directory, end]);
}

const ROWS = 60;

/** A workbook as offices make them: a title over all columns, a head of two rows, towns that reach over several rows. */
function workbook() {
  const rows = [];
  const merges = ['A1:E1', 'A2:A3', 'B2:B3', 'C2:D2', 'E2:E3'];
  const row = (...cells) => rows.push(`<row r="${rows.length + 1}">${cells.map((value, i) => value === '' ? '' : typeof value === 'number'
    ? `<c r="${'ABCDE'[i]}${rows.length + 1}"><v>${value}</v></c>`
    : `<c r="${'ABCDE'[i]}${rows.length + 1}" t="inlineStr"><is><t>${value}</t></is></c>`).join('')}</row>`);
  row('2023年示例项目资金安排表');
  row('乡镇', '项目', '资金（万元）', '', '备注');
  row('', '', '中央', '省级');
  for (let i = 0; i < ROWS; i += 3) {
    merges.push(`A${i + 4}:A${i + 6}`);
    for (let j = 0; j < 3; j++) row(j === 0 ? `示例乡${i / 3 + 1}` : '', `示例项目${i + j + 1}`, 10 + i, (i + j) / 2, j === 2 ? '续建' : '');
  }
  return zip({
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    'xl/workbook.xml': '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="安排表" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows.join('')}</sheetData><mergeCells>${merges.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells></worksheet>`,
  });
}

/** A finished report: the skeleton of a year, filled in. */
function report(site, year, requests) {
  execFileSync(binary(), ['new', 'report', String(year), '--site', site, '--now', now], { stdio: 'ignore' });
  const path = join(site, 'content/report', String(year));
  const figures = readFileSync(`${path}.toml`, 'utf8')
    .replace(/^procurement_unit.*\n/m, '')
    .replaceAll('""', '0')
    .replace(/^(new .*?= \[)0/m, `$1${requests}`)
    .replace(/^(outcome\.granted .*?= \[)0/m, `$1${requests}`)
    .replace(/^(carried_in .*?= \[)[^\]]*/m, '$10, 0, 0, 0, 0, 0')
    .replace(/^(licences .*?= (\[0, *0, *)?)0/m, `$1${requests * 10}`);
  writeFileSync(`${path}.toml`, figures);
  const prose = readFileSync(`${path}.md`, 'utf8').replace(/^draft.*\n/m, '').replace(/^date = .*$/m, `date = ${year + 1}-01-20`)
    .replace(/^> 填写提示.*\n/gm, `${year}年，本机关按照规定公开政府信息，办理申请，未收取信息处理费，工作中还存在更新不够及时的问题，已经改进。\n`)
    .replace(/^(### （.）)(.*)$/gm, `$1$2\n\n${year}年的$2工作按照要求完成。`);
  writeFileSync(`${path}.md`, prose);
}

const site = mkdtempSync(join(tmpdir(), 'gongkai-tables-'));
cpSync(join(root, 'content'), join(site, 'content'), { recursive: true });
const notice = join(site, 'content/disclosure/projects/plan');
mkdirSync(notice, { recursive: true });
writeFileSync(join(notice, 'index.md'), '+++\ntitle = "示例：资金安排"\ndate = 2026-05-30\nindex = "SL/2026-00200"\n+++\n\n![资金安排表](plan.xlsx)\n');
writeFileSync(join(notice, 'plan.xlsx'), workbook());

// A list of 5,000 households of towns in turn.
const LONG = 5000;
const list = join(site, 'content/disclosure/projects/list');
mkdirSync(list, { recursive: true });
writeFileSync(join(list, 'index.md'), '+++\ntitle = "示例：发放名单"\ndate = 2026-05-30\nindex = "SL/2026-00201"\n+++\n\n![名单](list.csv)\n');
writeFileSync(join(list, 'list.csv'), '\ufeff序号,乡镇,村,项目,金额（元）,备注\n'
  + Array.from({ length: LONG }, (_, i) => `${i + 1},示例乡${i % 16},示例村${i % 97},示例项目,${i * 37 % 1000},\n`).join(''));

let browser, dir;
before(async () => {
  for (const [year, requests] of [[2019, 12], [2020, 30], [2022, 21]]) report(site, year, requests);
  dir = build(site);
  browser = await launch();
});
after(async () => { await browser?.close(); });

const pages = { trends: 'report/trends.html', series: 'report/index.html', form2019: 'report/2019.html', spreadsheet: 'disclosure/projects/plan/index.html' };

for (const screen of screens) {
  test(`tables at ${screen.name}`, async () => {
    const problems = [];
    for (const dark of [false, true]) {
      const context = await browser.newContext({ viewport: screen, reducedMotion: 'reduce', colorScheme: dark ? 'dark' : 'light' });
      for (const [kind, path] of Object.entries(pages)) {
        const { page, faults } = await open(context, onDisk(dir) + path);
        const found = [...faults, ...await violations(page)];
        const px = await sideways(page);
        if (px > 0) found.push(`scrolls ${px} px sideways`);
        problems.push(...found.map((f) => `${kind}${dark ? ', dark' : ''}: ${f}`));
        await page.screenshot({ path: picture(`tables-${kind}-${screen.name}${dark ? '-dark' : ''}.png`), fullPage: kind !== 'spreadsheet' });
        await page.close();
      }
      await context.close();
    }
    assert.deepEqual(problems, []);
  });
}

test('the trends name the missing year, break where the form changed, and print', async () => {
  const page = await browser.newPage();
  await page.goto(onDisk(dir) + pages.trends);
  const charts = page.locator('section.trend');
  assert.ok(await charts.count() >= 10);
  const first = charts.first();
  assert.deepEqual(await first.locator('tbody th').allTextContents(), ['2019年', '2020年', '2021年', '2022年', '2023年']);
  assert.match(await first.locator('tbody tr').nth(2).textContent(), /没有报告/);
  assert.match(await first.locator('svg desc').textContent(), /2021年没有报告/);
  assert.equal(await first.locator('svg line.break').count(), 1);
  await page.pdf({ path: picture('tables-trends-print.pdf'), format: 'A4' });
  // No picture is cut by a page: each can be kept whole.
  await page.emulateMedia({ media: 'print' });
  assert.equal(await first.evaluate((e) => getComputedStyle(e).breakInside), 'avoid');
  await page.close();
});

test('the spreadsheet keeps its merged cells, is looked through, and prints', async () => {
  const page = await browser.newPage();
  await page.goto(onDisk(dir) + pages.spreadsheet);
  const table = page.locator('table', { hasText: '示例项目1' });
  assert.equal(await table.locator('tbody tr').count(), ROWS);
  assert.equal(await table.locator('thead tr').count(), 2);
  assert.equal(await table.locator('thead th[colspan="2"]').textContent(), '资金（万元）');
  assert.equal(await table.locator('tbody [rowspan="3"]').count(), ROWS / 3);
  const box = page.getByRole('searchbox').or(page.locator('input[type=search]')).last();
  await box.fill('示例项目59');
  await page.waitForFunction(() => [...document.querySelectorAll('tbody tr')].filter((r) => r.checkVisibility()).length <= 3);
  assert.match(await table.locator('tbody tr:visible').allTextContents().then((all) => all.join()), /示例项目59/);
  await box.fill('');
  await page.pdf({ path: picture('tables-spreadsheet-print.pdf'), format: 'A4' });
  await page.close();
});

// How long it takes depends on the machine; what the browser is spared doesn't:
// rows that stay are not touched, and on a phone those out of sight not laid out.
test('5,000 rows are looked through, touching only those that come or go', async () => {
  for (const width of [1280, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 844 } });
    await page.goto(onDisk(dir) + 'disclosure/projects/list/index.html');
    assert.equal(await page.locator('.embed tbody tr').count(), LONG);
    assert.equal(await sideways(page), 0);
    const shown = () => page.locator('.embed tbody tr:not([hidden])').count();
    const output = page.locator('.table-filter output');
    await page.evaluate(() => {
      new MutationObserver((records) => { globalThis.touched += records.length; })
        .observe(document.querySelector('.embed tbody'), { attributes: true, childList: true, subtree: true });
    });
    const ask = async (words, answer) => {
      await page.evaluate(() => { globalThis.touched = 0; });
      await page.locator('.table-filter input').fill(words);
      await output.filter({ hasText: answer }).waitFor({ state: 'attached' });
      return page.evaluate(() => globalThis.touched);
    };
    assert.equal(await ask('示例乡7', /^找到 313 行$/), LONG - 313);
    assert.equal(await shown(), 313);
    assert.ok(await ask('示例乡7 示例村7', /^找到 \d\d? 行$/) < 313);
    const last = page.locator('.embed tbody tr').last();
    await ask('', /^$/);
    assert.equal(await shown(), LONG);
    const far = await last.evaluate((row) => getComputedStyle(row).contentVisibility);
    assert.equal(far, width < 700 ? 'auto' : 'visible');
    await page.close();
  }
  const page = await browser.newPage({ hasTouch: true });
  await page.goto(onDisk(dir) + 'disclosure/projects/list/index.html?kiosk');
  await page.locator('.kiosk-bar').waitFor();
  assert.equal(await page.locator('.table-filter').count(), 0, 'the kiosk offers a box to type in, and has no keyboard');
  await page.close();
});
