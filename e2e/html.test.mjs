// Every built page is valid HTML by the Nu checker.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, here } from './kit.mjs';

test('vnu finds no error in any page', () => {
  const jar = join(here, 'node_modules/vnu-jar/build/dist/vnu.jar');
  const run = spawnSync('java', ['-jar', jar, '--format', 'json', '--skip-non-html', build()], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.error, undefined, 'java is needed');
  const { messages } = JSON.parse(run.stderr || run.stdout);
  // The checker knows no origin for a file, so it takes 'self' to forbid everything;
  // what the policy really forbids is seen in the browser.
  const errors = messages.filter((m) => !m.message.startsWith('Resource violates Content Security Policy'))
    .filter((m) => m.type !== 'info' || m.subType === 'warning')
    .map((m) => `${m.url.replace(/.*\/public\//, '')}:${m.lastLine}: ${m.message} … ${m.extract ?? ''}`);
  assert.deepEqual(errors, []);
});
