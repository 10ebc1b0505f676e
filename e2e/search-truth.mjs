// What a search should find: the texts of a built site, read from its pages,
// and a search through them that knows no index.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { files, root } from './kit.mjs';

const window = {};
runInContext(readFileSync(join(root, 'layouts/assets/search.js'), 'utf8'), createContext({ window, document: { getElementById: () => null } }));
const { normalise, find, termsOf } = window.gongkaiSearch.parts;

const plain = (html) => html.replace(/<sup[^>]*>.*?<\/sup>/g, '').replace(/<[^>]+>/g, (tag) => (/^<\/?(a|em|strong|del|code)\b/.test(tag) ? '' : '\n'))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#34;|&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');

/** Title, numbers and text of every page with a text, as its HTML has them. */
export function texts(dir) {
  const documents = [];
  for (const path of files(dir, '.html')) {
    if (!/^(guide|rules|disclosure|report|request)\//.test(path) || /^(rules|disclosure|report)(\/[^/]+)?\/index(-\d+)?\.html$/.test(path)) continue;
    const html = readFileSync(join(dir, path), 'utf8');
    const body = html.match(/<div class="prose">(.*?)<\/div>\s*(<section|<aside|<nav|<\/article)/s);
    if (!body) continue;
    const metadata = [...html.matchAll(/<dt>(索引号|发文字号)<\/dt>\s*<dd>(.*?)<\/dd>/gs)].map((m) => plain(m[2]).trim());
    const parts = [plain(html.match(/<h1>(.*?)<\/h1>/s)[1]), ...metadata, plain(body[1])];
    documents.push({ address: path, parts, normal: parts.map((p) => normalise(p.replace(/\s*\n\s*/g, '\n')).text) });
  }
  return documents;
}

/** The addresses of the documents that hold every term, by looking through all of them. */
export function grep(documents, query) {
  const terms = termsOf(query);
  return documents.filter((d) => terms.every((t) => d.normal.some((part) => find(part, t) >= 0))).map((d) => d.address).sort();
}

/** Phrases as people ask for them, drawn from the texts in a fixed order: two
 *  to eight characters, numbers of documents, two words at once, and some that
 *  are nowhere. */
export function phrases(documents, n) {
  let seed = 7;
  const random = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * below); };
  const found = [];
  const piece = () => {
    for (;;) {
      const { parts } = documents[random(documents.length)];
      const text = Array.from(parts.at(-1).replace(/\s+/g, ''));
      const length = 2 + random(7);
      if (text.length <= length) continue;
      const from = random(text.length - length);
      const cut = text.slice(from, from + length).join('');
      if (/^[\u4e00-\u9fff，。；]*[\u4e00-\u9fff]{2}[\u4e00-\u9fff，。；]*$/.test(cut)) return cut;
    }
  };
  while (found.length < n) {
    switch (found.length % 6) {
      case 0: found.push(documents[random(documents.length)].parts.find((p) => /^\d{9}\//.test(p)) ?? piece()); break; // 索引号
      case 1: found.push(documents[random(documents.length)].parts.find((p) => /〔\d+〕/.test(p)) ?? piece()); break; // 发文字号
      case 2: found.push(`${piece()} ${piece()}`); break;
      case 3: found.push(piece() + '囎'); break; // nowhere
      default: found.push(piece());
    }
  }
  return found;
}
