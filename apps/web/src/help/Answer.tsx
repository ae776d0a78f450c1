import type { HelpAnswer } from '@latchkey/messages/help';
import css from './Help.module.css';
import { marksOf } from './marks.ts';

/** An answer of the help: paragraphs and lists. */
export function Answer({ answer }: { answer: HelpAnswer }) {
  return answer.map((part) =>
    typeof part === 'string' ? (
      <p key={part}>
        <Marked text={part} />
      </p>
    ) : (
      <ul key={part.join('')} className={css.points}>
        {part.map((point) => (
          <li key={point}>
            <Marked text={point} />
          </li>
        ))}
      </ul>
    ),
  );
}

function Marked({ text }: { text: string }) {
  return marksOf(text).map(({ kind, text: part }, at) => {
    const key = `${at} ${part}`;
    if (kind === 'word') return <strong key={key}>{part}</strong>;
    if (kind === 'typed') return <code key={key}>{part}</code>;
    return part;
  });
}
