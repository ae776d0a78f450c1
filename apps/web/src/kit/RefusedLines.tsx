import type { ReactNode } from 'react';
import type { RefusedLine } from './bulk-lines.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Row, Stack, Text } from './Layout.tsx';
import css from './RefusedLines.module.css';
import { sentenceOf, useSay } from './sentence.ts';

type LinesProps<T> = {
  /** What the lines are about: "User". */
  what: string;
  lines: readonly RefusedLine<T>[];
  nameOf: (item: T) => string;
};

/** Before an act: those that will stay as they are, each with the reason. */
export function KeptLines<T>(props: LinesProps<T>) {
  const say = useSay();
  const label = say('kit.bulk.kept', { count: props.lines.length });
  return (
    <Stack gap="tight">
      <Text>{label}</Text>
      <RefusedLines label={label} {...props} />
    </Stack>
  );
}

/** Where an act can be done to nothing that was chosen: why not. */
export function NothingDialog<T>({ onClose, ...rest }: LinesProps<T> & { onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog opened title={say('kit.bulk.nothing')} onClose={onClose}>
      <Stack>
        {rest.lines.length > 0 ? <KeptLines {...rest} /> : null}
        <CloseRow onClose={onClose} />
      </Stack>
    </Dialog>
  );
}

type RefusedProps<T> = LinesProps<T> & { onClose: () => void; children?: ReactNode };

/** Tells after an act where nothing was changed, and why; below it, what can be done about it. */
export function RefusedDialog<T>({ onClose, children, ...rest }: RefusedProps<T>) {
  const say = useSay();
  const label = say('kit.bulk.left', { count: rest.lines.length });
  return (
    <Dialog opened title={say('kit.bulk.report')} onClose={onClose}>
      <Stack>
        <Text>{label}</Text>
        <RefusedLines label={label} {...rest} />
        {children}
        <CloseRow onClose={onClose} />
      </Stack>
    </Dialog>
  );
}

function CloseRow({ onClose }: { onClose: () => void }) {
  const say = useSay();
  return (
    <Row justify="end">
      <Button onClick={onClose}>{say('kit.close')}</Button>
    </Row>
  );
}

/** The lines of an act that were refused, each with its reason. */
function RefusedLines<T>({ label, what, lines, nameOf }: LinesProps<T> & { label: string }) {
  const say = useSay();
  return (
    <div className={css.lines}>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{what}</th>
            <th scope="col">{say('kit.bulk.why')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ item, refusal }, index) => (
            <tr key={index}>
              <td>{nameOf(item)}</td>
              <td>{sentenceOf(say, refusal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
