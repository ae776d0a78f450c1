import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '@latchkey/domain/language';
import { mailProblems } from '@latchkey/domain/mail';
import { speakerOf } from '@latchkey/messages/format';
import { mailSentence, problemOf } from '../../src/kit/problem.ts';

for (const language of languages) {
  test(`I12: every problem of a mail has a sentence of its own (${language})`, async () => {
    const say = await speakerOf(language);
    const sentences = mailProblems.map((problem) => mailSentence(say, { problem, quote: null }));
    assert.equal(new Set(sentences).size, mailProblems.length);
    for (const sentence of sentences) assert.match(sentence, /\.$|….$/u);
  });

  test(`I12: what the mail server said stands behind it as a quote, whatever is in it (${language})`, async () => {
    const say = await speakerOf(language);
    const quote = '550 5.1.1 <{ada}@example.test> doesn’t exist';
    const sentence = mailSentence(say, { problem: 'recipient_refused', quote });
    assert.ok(sentence.startsWith(mailSentence(say, { problem: 'recipient_refused', quote: null })));
    assert.match(sentence.slice(sentence.indexOf(quote) - 2), /^\s?[“„«‘]\s?550.*exist\s?[”“»’]$/u);
  });
}

test('U4: a refused mail server is told in the language asked for, its facts beside it', async () => {
  const refusal = { code: 'mail-server-refused', problem: 'nobody_there', quote: null } as const;
  const { body } = await problemOf(refusal, 'de');
  assert.partialDeepStrictEqual(body, {
    title: 'Der Mailserver kann nicht verwendet werden. Unter Adresse und Port des Mailservers antwortet nichts.',
    problem: 'nobody_there',
    quote: null,
  });
});
