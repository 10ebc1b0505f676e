// The browser test kit: builds the sample site once, serves it from a
// sub-directory over http, and opens pages in Debian's Chromium in every way
// that the public does: from disk or from a host, with scripts or without,
// on a phone, a desk or the village hall's screen.

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const artefacts = join(here, 'artefacts');

/** The day on which the tests look at the site. */
export const now = '2026-06-01T09:00:00+08:00';

/** The widths tested: a phone, a desk, the kiosk. */
export const screens = [
  { name: '390', width: 390, height: 844 },
  { name: '1280', width: 1280, height: 900 },
  { name: '1080x1920', width: 1080, height: 1920 },
];

const axe = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** The path of the binary: GONGKAI, where `npm test` puts it, or one that is built now. */
export function binary() {
  binary.path ??= process.env.GONGKAI ? resolve(process.env.GONGKAI) : (() => {
    const path = join(mkdtempSync(join(tmpdir(), 'gongkai-bin-')), 'gongkai');
    execFileSync('go', ['build', '-o', path, './cmd/gongkai'], { cwd: root, env: { ...process.env, CGO_ENABLED: '0' }, stdio: 'inherit' });
    return path;
  })();
  return binary.path;
}

/** Builds the site in a folder (default: the sample) into a new folder, and returns that. */
export function build(site = root, ...flags) {
  const out = join(mkdtempSync(join(tmpdir(), 'gongkai-e2e-')), 'public');
  execFileSync(binary(), ['build', '--site', site, '--out', out, '--now', now, ...flags], { stdio: ['ignore', 'inherit', 'inherit'] });
  return out;
}

/** Every file below a folder whose name ends in ext, relative, with slashes. */
export function files(dir, ext) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ext))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml', '.json': 'application/json', '.csv': 'text/csv; charset=utf-8',
};

/** Serves a folder below /gov/xxgk/, as a county portal would; everything else is 404. */
export async function serve(dir) {
  const prefix = '/gov/xxgk/';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.startsWith(prefix) && join(dir, path.slice(prefix.length));
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** The address of the folder when it is opened from disk. */
export const onDisk = (dir) => pathToFileURL(dir).href + '/';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Opens a page and collects everything that went wrong on it. */
export async function open(context, address) {
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`request failed: ${request.url()}`));
  page.on('response', (response) => { if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`); });
  await page.goto(address, { waitUntil: 'load' });
  return { page, faults };
}

/** How far the page can be scrolled sideways, in pixels: 0 on a good page. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A context without the page's own scripts, in which axe still runs: with scripts switched off it can't. */
export async function withoutScripts(browser, options) {
  const context = await browser.newContext(options);
  await context.route(/\.js(\?|$)/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
  return context;
}

/** What axe finds: one line a violation, with the first element that has it. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then((result) => result.violations.map((v) => `${v.id}: ${v.help} ×${v.nodes.length}: ${v.nodes[0].html} ${v.nodes[0].any.map((c) => c.message).join('; ')}`)));
  return found;
}

/** Where a run leaves its pictures. */
export function picture(name) {
  const path = join(artefacts, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
