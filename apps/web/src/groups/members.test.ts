import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenAmong, nameOf, pickOf } from './members.ts';

const ada = { id: '1', name: 'Ada', email: 'ada@acme.test' };
const invited = { id: '2', name: '', email: 'grace@acme.test' };

test('who has no name yet is called by their address, once', () => {
  assert.equal(nameOf(ada), 'Ada');
  assert.equal(nameOf(invited), 'grace@acme.test');
  assert.deepEqual(pickOf(ada), { id: '1', label: 'Ada', hint: 'ada@acme.test' });
  assert.deepEqual(pickOf(invited), { id: '2', label: 'grace@acme.test' });
});

test('who was picked stays picked, whatever is searched next', () => {
  const [one, two] = [pickOf(ada), pickOf(invited)];
  assert.deepEqual(chosenAmong([two], [one], ['1', '2']), [one, two]);
  assert.deepEqual(chosenAmong([two], [one, two], ['2']), [two]);
});
