// The search script folds, hashes and counts as the index was built: both are
// held to the same vectors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { root } from './kit.mjs';

const vectors = JSON.parse(readFileSync(join(root, 'internal/search/testdata/vectors.json'), 'utf8'));
const window = {};
runInContext(readFileSync(join(root, 'layouts/assets/search.js'), 'utf8'), createContext({ window, document: { getElementById: () => null } }));
const { normalise, hash, postings, keysOf, termsOf, find } = window.gongkaiSearch.parts;
const plain = (value) => JSON.parse(JSON.stringify(value));

test('search.js agrees with the index on every vector', () => {
  for (const [text, want] of vectors.normalise) assert.equal(normalise(text).text, want, JSON.stringify(text));
  for (const [key, want] of vectors.hash) assert.equal(hash(key), want, key);
  for (const [want, text] of vectors.postings) assert.deepEqual(plain(postings(text)), want, text);
  for (const [term, want] of vectors.keys) assert.deepEqual(plain(keysOf(term)), want, term);
});

test('a document number is found without its brackets', () => {
  assert.deepEqual(plain(termsOf('示政办2023 12号')), ['示政办(2023)12号']);
  assert.deepEqual(plain(termsOf('  公示　名单 ')), ['公示', '名单']);
});

test('a run of letters and digits is found by its beginning, a single one whole', () => {
  assert.equal(find('20230601', '2023', 0), 0);
  assert.equal(find('12023', '2023', 0), -1);
  assert.equal(find('第12号', '第1', 0), -1);
  assert.equal(find('第1号', '第1', 0), 0);
});
