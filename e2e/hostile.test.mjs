// Notices that try to run a script, seen twice: with the page's policy taken
// away, so that nothing but our own HTML stands between the text and the
// browser, and with it, when it must not have to step in.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary, build, files, launch, now, serve } from './kit.mjs';

const run = 'window.ran=1'; // what every text below tries to do
const texts = [
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `<svg/onload=${run}>`,
  `<details open ontoggle=${run}>x</details>`,
  `[链接](javascript:${run})`,
  `[链接](JaVaScRiPt:${run})`,
  `[链接](java&#115;cript:${run})`,
  `[链接](&#x6A;avascript:${run})`,
  `[链接](java\tscript:${run})`,
  `[链接](<javascript:${run}>)`,
  `[链接](vbscript:${run})`,
  `[链接](data:text/html,<script>${run}</script>)`,
  `[链接](data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=)`,
  `[链接](https://example.com/"onmouseover="${run}"x=")`,
  `[链接](https://example.com/ "\\" onmouseover=\\"${run}\\"")`,
  `![图](x.png "\\" onerror=\\"${run}")`,
  `![" onerror="${run}](x.png)`,
  `![图](javascript:${run})`,
  `![图](data:image/svg+xml,<svg onload=${run}>)`,
  `<javascript:${run}>`,
  `<https://example.com/"onclick="${run}">`,
  `[x]: javascript:${run}\n\n[x]`,
  `\`<script>${run}</script>\``,
  `\`\`\`"><script>${run}</script>\n</pre><script>${run}</script>\n\`\`\``,
  `# <script>${run}</script> {onclick=${run}}`,
  `## 标题 {#x" onclick="${run}"}`,
  `| a<script>${run}</script> | b" onclick="${run} |\n| :- | -: |\n| <img src=x onerror=${run}> | javascript:${run} |`,
  `词\n: <script>${run}</script>`,
  `脚注[^1]\n\n[^1]: <img src=x onerror=${run}>`,
  `- [ ] <input autofocus onfocus=${run}>`,
  `&lt;script&gt;${run}&lt;/script&gt; &#60;script&#62;${run}&#60;/script&#62;`,
  `<!--><script>${run}</script>-->`,
  `</div></main><script>${run}</script>`,
  `{{ printf "<script>${run}</script>" }}`,
  `{{ requests.new.total }}<script>${run}</script>`,
  `\u2028<script>${run}</script>\u2029');${run}//`,
  `</script><script>${run}</script>`,
  `"]);${run}//`,
];
const titles = [
  `</title><script>${run}</script>`, `" onload="${run}`, `</script><script>${run}</script>`, `"]);${run};//`, `\\u003cscript>${run}`,
  `<img src=x onerror=${run}>`, `]]><script>${run}</script>`, '${' + run + '}', `'-${run}-'`,
];

const site = mkdtempSync(join(tmpdir(), 'gongkai-hostile-'));
function write(name, text) {
  const path = join(site, 'content', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
const quoted = (text) => `'''${text.replaceAll("'''", '')}'''`;
let serial = 0;
function notice(name, title, body, more = '') {
  write(name, `+++\ntitle = ${quoted(title)}\ndate = 2024-01-03\nindex = "000014349/2024-${String(++serial).padStart(5, '0')}"\n${more}+++\n\n${body}\n`);
}
write('site.toml', `title = ${quoted(`示例县统计局</title><script>${run}</script>`)}
base_url = "https://example.com/"
[agency]
name = ${quoted(`示例县统计局<script>${run}</script>`)}
short_name = ${quoted(`县统计局" onclick="${run}`)}
code = "00001434-9"
address = ${quoted(`<img src=x onerror=${run}>`)}
postcode = "000000"
hours = ${quoted(`javascript:${run}`)}
telephone = "0000-0000000"
host = "示例县统计局"
[identity]
site_id = "0000000001"
[index]
template = "{org}/{year}-{seq:05}"
[[column]]
path = "disclosure/notices"
name = ${quoted(`通知<script>${run}</script>`)}
description = ${quoted(`" onmouseover="${run}`)}
keywords = [${quoted(`"><script>${run}</script>`)}]
`);
write('guide/index.md', '+++\ntitle = "政府信息公开指南"\n+++\n本指南说明怎样获取本机关的政府信息。\n');
write('request/index.md', '+++\ntitle = "依申请公开"\n+++\n申请人可以当面、邮寄或者通过网络提出申请。\n');
texts.forEach((text, i) => notice(`disclosure/notices/text-${i}.md`, `示例：文字${i}`, text));
titles.forEach((title, i) => notice(`disclosure/notices/title-${i}.md`, title, title,
  `number = ${quoted(title)}\nsource = ${quoted(title)}\nauthor = ${quoted(title)}\nkeywords = [${quoted(title)}]\ndescription = ${quoted(title)}\n[extra]\nnote = ${quoted(title)}\n`));
notice('disclosure/notices/table/index.md', '示例：表格', '![清单](list.csv)\n\n[附件](list.csv)');
write('disclosure/notices/table/list.csv', `项目,"<script>${run}</script>"\n"<img src=x onerror=${run}>","javascript:${run}"\n"""><script>${run}</script>",=HYPERLINK(1)\n`);
notice('disclosure/notices/picture/index.md', '示例：图片', '![图](x.svg)');
write('disclosure/notices/picture/x.svg', `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${run}"><script>${run}</script></svg>`);

// What check refuses never comes out: it is taken away, the rest is built.
let refused = 0;
for (let round = 0; round < 5; round++) {
  let said = '';
  try {
    execFileSync(binary(), ['check', '--site', site, '--now', now, '--json'], { encoding: 'utf8' });
  } catch (e) {
    said = e.stdout;
  }
  const wrong = new Set(said.split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l)).filter((d) => d.severity === 'error').map((d) => d.file ?? d.path ?? d.place?.file));
  if (!wrong.size) break;
  for (const name of wrong) rmSync(join(site, name));
  refused += wrong.size;
}

let dir, browser, host;
before(async () => {
  dir = build(site);
  browser = await launch();
  host = await serve(dir);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

for (const policy of [false, true]) {
  test(`hostile notices run nothing with the policy ${policy ? 'on, and it has nothing to stop' : 'off'}`, async (t) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: !policy });
    await context.addInitScript(() => {
      window.stopped = [];
      document.addEventListener('securitypolicyviolation', (e) => window.stopped.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
    });
    const faults = [];
    const page = await context.newPage();
    page.on('dialog', (dialog) => { faults.push('a dialog'); dialog.dismiss(); });
    await page.route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    // 404.html links to the site's own address, which this host isn't.
    const pages = [...files(dir, '.html').filter((name) => name !== '404.html'), 'search/index.html?q=script', 'search/index.html?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.ran%3D1%3E', 'kiosk/index.html#find=s'];
    for (const path of pages) {
      await page.goto(host.base + path.split('/').map((p) => (p.includes('?') || p.includes('#') ? p : encodeURIComponent(p))).join('/'), { waitUntil: 'load' });
      if (path.includes('?q=')) await page.waitForFunction(() => /找/.test(document.getElementById('search-status').textContent));
      // Everything that a reader may set off: hovering, focusing, clicking.
      const found = await page.evaluate(() => {
        for (const e of document.querySelectorAll('main *')) {
          for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(name));
          for (const a of e.attributes) if (/^on/i.test(a.name)) return `an attribute ${a.name}: ${e.outerHTML}`;
          if (e.localName === 'script' && !e.src) return `a script: ${e.outerHTML}`;
          for (const name of ['href', 'src', 'action', 'formaction']) if (/^\s*(javascript|vbscript|data:text)/i.test(e[name] ?? '')) return `an address: ${e.outerHTML}`;
        }
        return '';
      });
      if (found) faults.push(`${path}: ${found}`);
      for (const link of await page.locator('main a[href]:not([href*=".html"]):not([href^="http"]):not([href*="/assets/"])').all()) {
        if (!/\.(csv|json|xlsx|xml|svg)$/.test(await link.getAttribute('href'))) await link.dispatchEvent('click').catch(() => {});
      }
      const [ran, stopped] = await page.evaluate(() => [window.ran, window.stopped]);
      if (ran) faults.push(`${path}: a script ran`);
      if (stopped?.length) faults.push(`${path}: the policy stopped ${stopped}`);
    }
    t.diagnostic(`${pages.length} pages, ${refused} files refused by check`);
    assert.ok(pages.length > 30);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
