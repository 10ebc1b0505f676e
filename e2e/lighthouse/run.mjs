// The scores of a notice, a list, the front page, the report and the search, as
// Lighthouse gives them to a phone: `npm run lighthouse`. It is no part of the
// tests: a busy machine makes a page slow. Three runs, the median is printed.

import { launch as chrome } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { build, serve } from '../kit.mjs';

const wanted = { accessibility: 100, 'best-practices': 100, performance: 99 };
const pages = {
  'front page': 'index.html',
  column: 'disclosure/projects/index.html',
  notice: 'disclosure/finance/2023-budget.html',
  'annual report': 'report/2023.html',
  catalogue: 'catalogue/index.html',
  search: 'search/index.html?q=%E9%A2%84%E7%AE%97',
};
const runs = +(process.argv[2] ?? 3);

const host = await serve(build());
const browser = await chrome({ chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
let short = 0;
console.log('| page | accessibility | best practices | performance |\n| --- | --- | --- | --- |');
for (const [name, path] of Object.entries(pages)) {
  const scores = { accessibility: [], 'best-practices': [], performance: [] };
  for (let i = 0; i < runs; i++) {
    const { lhr } = await lighthouse(host.base + path, { port: browser.port, logLevel: 'silent', output: 'json', onlyCategories: Object.keys(wanted) });
    for (const category of Object.keys(wanted)) {
      scores[category].push(Math.round(lhr.categories[category].score * 100));
      if (i) continue;
      const failed = lhr.categories[category].auditRefs.filter((a) => a.weight && lhr.audits[a.id].score !== null && lhr.audits[a.id].score < 0.9);
      for (const a of failed) console.error(`${name}: ${lhr.audits[a.id].title} ${lhr.audits[a.id].displayValue ?? ''}`);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const row = Object.keys(wanted).map((category) => median(scores[category]));
  Object.values(wanted).forEach((least, i) => { if (row[i] < least) short++; });
  console.log(`| ${name} | ${row.join(' | ')} |`);
}
await browser.kill();
await host.close();
process.exitCode = short ? 1 : 0;
