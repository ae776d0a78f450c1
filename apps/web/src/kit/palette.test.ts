import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, dark, light, pairs, variablesOf } from './palette.ts';

test('every text and every shape keeps its contrast in the light scheme', () => {
  assert.deepEqual(faultsOf(light), []);
});

test('every text and every shape keeps its contrast in the dark scheme', () => {
  assert.deepEqual(faultsOf(dark), []);
});

test('black on white has the greatest contrast there is', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#777777'), 1);
});

test('colours are handed to the style sheets as custom properties', () => {
  assert.equal(variablesOf(light)['--lk-brand-soft'], light['brand-soft']);
});

function faultsOf(palette: typeof light): string[] {
  return pairs
    .map(({ over, on, least }) => ({ over, on, least, has: contrast(palette[over], palette[on]) }))
    .filter(({ has, least }) => has < least)
    .map(({ over, on, least, has }) => `${over} on ${on}: ${has.toFixed(2)} < ${least}`);
}
