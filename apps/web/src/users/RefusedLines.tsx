import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import type { RefusedLine } from './lines.ts';
import { nameOf, type User } from './list.ts';
import css from './Users.module.css';

/** The lines of an act that were refused, each with its reason. */
export function RefusedLines({ label, lines }: { label: string; lines: readonly RefusedLine<User>[] }) {
  const say = useSay();
  return (
    <div className={css.lines}>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{say('users.report.user')}</th>
            <th scope="col">{say('users.report.why')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ item, refusal }) => (
            <tr key={item.id}>
              <td>{nameOf(item)}</td>
              <td>{sentenceOf(say, refusal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Tells after an act on whom nothing was changed, and why. */
export function RefusedDialog({ lines, onClose }: { lines: readonly RefusedLine<User>[]; onClose: () => void }) {
  const say = useSay();
  const label = say('users.report.left', { count: lines.length });
  return (
    <Dialog opened title={say('users.report.title')} onClose={onClose}>
      <Stack>
        <Text>{label}</Text>
        <RefusedLines label={label} lines={lines} />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
