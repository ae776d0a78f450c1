import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { functionKey, keysOf, keysymOf, pasteKeys, sentKey, stepOut, typed } from './keys.ts';

describe('what is typed', () => {
  test('a character is called by Latin-1 where it stands there, and by Unicode where not (C4)', () => {
    assert.deepEqual(
      Array.from('aA~é ß€ł😀', keysymOf),
      [0x61, 0x41, 0x7e, 0xe9, 0x20, 0xdf, 0x1_00_20_ac, 0x1_00_01_42, 0x1_01_f6_00],
    );
    assert.deepEqual(Array.from('\n\t', keysymOf), [0xff_0d, 0xff_09]);
  });

  test('the keyboard of a phone says what the text is now: what is new is typed, what is gone deleted', () => {
    assert.deepEqual(typed('', 'hé'), [0x68, 0xe9]);
    assert.deepEqual(typed('teh', 'the'), [0xff_08, 0xff_08, 0x68, 0x65]);
    assert.deepEqual(typed('a😀', 'a'), [0xff_08]);
    assert.deepEqual(typed('same', 'same'), []);
  });

  test('a character is sent without its place, so that it arrives as typed whatever layout the computer has (C4)', () => {
    assert.deepEqual(sentKey(0x61, 'KeyQ', 'characters'), { keysym: 0x61, code: null });
    assert.deepEqual(sentKey(0x1_00_20_ac, 'KeyE', 'characters'), { keysym: 0x1_00_20_ac, code: null });
    assert.deepEqual(sentKey(0x61, 'KeyQ', 'places'), { keysym: 0x61, code: 'KeyQ' });
  });

  test('a key that makes no character keeps its place, and half a character is not sent', () => {
    assert.deepEqual(sentKey(0xff_e1, 'ShiftLeft', 'characters'), { keysym: 0xff_e1, code: 'ShiftLeft' });
    assert.deepEqual(sentKey(0xfe_03, 'AltRight', 'characters'), { keysym: 0xfe_03, code: 'AltRight' });
    assert.equal(sentKey(null, 'BracketLeft', 'characters'), undefined);
    assert.deepEqual(sentKey(null, 'BracketLeft', 'places'), { keysym: 0, code: 'BracketLeft' });
  });

  test('pasting presses Control, and leaves alone the one that somebody holds', () => {
    assert.deepEqual(
      pasteKeys(false).map(({ keysym }) => keysym),
      [0xff_e3, 0x76],
    );
    assert.deepEqual(pasteKeys(true), [{ keysym: 0x76, code: null }]);
  });

  test('function keys and combinations are the keys they are called by (C8)', () => {
    assert.deepEqual(functionKey(12), [{ keysym: 0xff_c9, code: 'F12' }]);
    assert.deepEqual(
      keysOf('ctrl-alt-del').map(({ code }) => code),
      ['ControlLeft', 'AltLeft', 'Delete'],
    );
  });
});

describe('the way out of the desktop', () => {
  test('Control, Alt and Shift alone, pressed in any order and let go, lead to the bar', () => {
    assert.equal(isOut('+Control +Alt +Shift -Alt'), true);
    assert.equal(isOut('+Shift +Control +Alt -Control'), true);
    assert.equal(isOut('+Shift +Control +Meta -Control'), true);
  });

  test('with another key among them, or with two of them, the keys belong to the computer', () => {
    assert.equal(isOut('+Control +Alt -Alt'), false);
    assert.equal(isOut('+Control +Alt +Shift +x -x -Shift'), false);
    assert.equal(isOut('+Control +Alt +Delete -Delete -Alt -Control'), false);
    assert.equal(isOut('+a -a +Control +Alt +Shift -Shift'), true);
  });
});

function isOut(keys: string): boolean {
  const held = new Set<string>();
  let isArmed = false;
  return keys.split(' ').some((each) => {
    const key = each.slice(1);
    const isDown = each.startsWith('+');
    if (isDown) held.add(key === 'Meta' ? 'Alt' : key);
    const isAll = ['Control', 'Alt', 'Shift'].every((one) => held.has(one));
    const step = stepOut(isArmed, { is: isDown ? 'down' : 'up', key, isAll });
    if (!isDown) held.delete(key);
    isArmed = step.isArmed;
    return step.isOut;
  });
}
