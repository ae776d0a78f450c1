import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrolLines } from './enrol-lines.ts';

const URL = 'https://latchkey.example';
const SUM = 'ab'.repeat(32);
const files = ['linux-x64', 'darwin-arm64', 'win32-x64', 'node'].map((platform) => ({
  platform,
  file: `latchkey-agent-${platform}`,
  sha256: SUM,
}));

test('C1: each platform has its one line, which compares what came with its SHA-256 before anything runs', () => {
  const lines = enrolLines({ pin: null, files }, URL, 'AAAA-BBBB');
  assert.deepEqual(
    lines.map(({ system }) => system),
    ['linux', 'macos', 'windows', 'node'],
  );
  for (const { system, line } of lines) {
    assert.ok(line.includes(`enrol ${URL} AAAA-BBBB`), line);
    if (system !== 'node') assert.ok(line.indexOf(SUM) < line.indexOf('enrol '), line);
  }
});

test('with Node one line is enough', () => {
  const [line] = enrolLines({ pin: null, files: [] }, URL, 'C');
  assert.equal(line?.line, `npx --yes ${URL}/agent/latchkey-agent.tgz enrol ${URL} C`);
});

test('where the server made its certificate itself, the download and the agent trust its key and no other', () => {
  const lines = enrolLines({ pin: 'PIN=', files }, URL, 'C');
  assert.ok(lines.every(({ line }) => line.includes('--pinnedpubkey "sha256//PIN="') && line.includes('--pin PIN=')));
  assert.deepEqual(
    lines.map(({ system }) => system),
    ['linux', 'macos', 'windows', 'node'],
  );
});
