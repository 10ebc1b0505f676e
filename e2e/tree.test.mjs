// What a screen reader is told of tables: the browser's own accessibility tree,
// in which every number must be a cell of a row and under headers that name its
// column. The dump is kept beside the pictures.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { build, launch, onDisk, picture } from './kit.mjs';

const dir = build();
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** The tables of a page as the accessibility tree has them: rows of cells with role, name and headers. */
async function tables(page, selector) {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  await session.send('DOM.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1 });
  const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector });
  const found = [];
  for (const nodeId of nodeIds) {
    const { node } = await session.send('DOM.describeNode', { nodeId });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', { backendNodeId: node.backendNodeId, fetchRelatives: false });
    const table = nodes[0];
    const rows = [];
    const walk = async (id, row) => {
      const { nodes: children } = await session.send('Accessibility.getChildAXNodes', { id });
      for (const child of children) {
        const role = child.role?.value;
        if (role === 'row') { rows.push([]); await walk(child.nodeId, rows.at(-1)); }
        else if (/^(cell|gridcell|rowheader|columnheader)$/.test(role) && row) row.push({ role, name: (child.name?.value || '').trim(), dom: child.backendDOMNodeId });
        else if (role !== 'StaticText' && role !== 'InlineTextBox') await walk(child.nodeId, row);
      }
    };
    await walk(table.nodeId, null);
    found.push({ role: table.role?.value, name: table.name?.value ?? '', rows });
  }
  return found;
}

const screens = [{ width: 390, height: 844 }, { width: 1280, height: 900 }, { width: 1080, height: 1920 }];

for (const viewport of screens) {
  test(`every number of the statutory tables names its row and its columns, at ${viewport.width}`, async () => {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.goto(onDisk(dir) + 'report/2023.html');
    // The headers that the page itself gives a cell, by the element that has them.
    const told = await page.evaluate(() => Array.from(document.querySelectorAll('table.statutory'), (table) => Array.from(table.querySelectorAll('td'), (cell) => {
      const heads = (cell.getAttribute('headers') ?? '').split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));
      return { text: cell.textContent.trim(), line: cell.parentNode.rowIndex, row: heads.filter((h) => /^row/.test(h?.scope)).length, column: heads.filter((h) => /^col/.test(h?.scope)).length, lost: heads.filter((h) => !h).length };
    })));
    assert.equal(told.length, 3);
    for (const cells of told) {
      assert.ok(cells.length > 5);
      // 复议诉讼 has one line of numbers, and no name for it.
      const lines = new Set(cells.map((c) => c.line)).size;
      assert.deepEqual(cells.filter((c) => c.lost || !c.column || (!c.row && lines > 1)), [], 'a number without its row or column');
    }
    const seen = await tables(page, 'table.statutory');
    assert.equal(seen.length, 3);
    seen.forEach((table, i) => {
      assert.equal(table.role, 'table');
      assert.ok(table.name, 'a table without a name');
      const cells = table.rows.flat().filter((c) => c.role === 'cell' || c.role === 'gridcell');
      assert.deepEqual(cells.map((c) => c.name), told[i].map((c) => c.text), `${table.name}: the tree has other numbers than the page`);
      for (const row of table.rows) {
        if (row.some((c) => c.role === 'cell' || c.role === 'gridcell')) continue;
        assert.ok(row.every((c) => /header/.test(c.role)));
      }
      assert.ok(table.rows.flat().some((c) => c.role === 'columnheader') && table.rows.flat().some((c) => c.role === 'rowheader' || c.role === 'columnheader'));
    });
    writeFileSync(picture(`tree-statutory-${viewport.width}.txt`), seen.map((t) => `${t.role} ${t.name}\n${t.rows.map((r) => r.map((c) => `${c.role} ${c.name}`).join(' | ')).join('\n')}\n`).join('\n'));
    await context.close();
  });

  test(`every value of a wide table of a file names its row and its column, at ${viewport.width}`, async () => {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.goto(onDisk(dir) + 'disclosure/projects/2023-plan/index.html');
    const [table] = await tables(page, '.embed.wide table');
    assert.equal(table.role, 'table');
    assert.ok(table.name);
    const [head, ...body] = table.rows.filter((row) => row.length);
    assert.ok(head.every((c) => c.role === 'columnheader' && c.name), JSON.stringify(head));
    const values = body.filter((row) => row.some((c) => /cell$/.test(c.role)));
    assert.ok(values.length >= 3);
    for (const row of values) {
      assert.ok(row.some((c) => c.role === 'rowheader') || /cell$/.test(row[0].role), `no name of the row: ${JSON.stringify(row)}`);
    }
    writeFileSync(picture(`tree-wide-${viewport.width}.txt`), table.rows.map((r) => r.map((c) => `${c.role} ${c.name}`).join(' | ')).join('\n') + '\n');
    await context.close();
  });
}
