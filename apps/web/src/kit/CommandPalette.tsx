import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Modal } from '@mantine/core';
import { useId } from 'react';
import css from './CommandPalette.module.css';
import type { CommandGroup } from './commands.ts';
import { CommandSections } from './CommandSections.tsx';
import { useFocusBack } from './focus-back.ts';
import { Icon } from './Icon.tsx';
import { Hidden } from './Layout.tsx';
import { useSay } from './sentence.ts';
import { usePalette } from './use-palette.ts';

/** The search of everything, or of all things of one kind. Arrows choose, Enter opens, Escape closes. */
export function CommandPalette({ only, onClose }: { only?: CommandGroup; onClose: () => void }) {
  const say = useSay();
  const id = useId();
  const palette = usePalette(onClose, only);
  const { query, asked, sections, count, marked, found } = palette;
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      size={620}
      yOffset="12dvh"
      padding={0}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': say('palette.title') } }}
      classNames={{ content: css.palette ?? '', inner: css.inner ?? '' }}
      transitionProps={{ duration: 90 }}
    >
      <div className={css.top}>
        <Icon name="search" size={19} />
        <input
          className={css.field}
          role="combobox"
          aria-label={say('palette.title')}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}list`}
          aria-activedescendant={marked === undefined ? undefined : id + marked.id}
          placeholder={say(only === 'profiles' ? 'kit.menu.find' : 'palette.placeholder')}
          value={query}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          ref={takeFocus}
          data-autofocus
          onChange={(event) => palette.type(event.currentTarget.value)}
          onKeyDown={palette.onKey}
        />
      </div>
      <div id={`${id}list`} className={css.list} role="listbox" aria-label={say('palette.title')}>
        <CommandSections {...{ id, sections, marked }} onMark={palette.mark} onPick={palette.pick} />
      </div>
      {found.note === undefined ? null : <p className={css.note}>{say(found.note)}</p>}
      {count === 0 && !found.isAsking ? (
        <p className={css.note}>{say('palette.none', { query: asked.trim() })}</p>
      ) : null}
      <Keys />
      <div role="status">
        <Hidden>{query === '' || found.isAsking ? null : say('palette.count', { count: count })}</Hidden>
      </div>
    </Modal>
  );
}

/** At once, so that what is typed right after the shortcut is not lost. */
function takeFocus(field: HTMLInputElement | null): void {
  field?.focus();
}

function Keys() {
  const say = useSay();
  return (
    <p className={css.keys} aria-hidden="true">
      <kbd>↑</kbd> <kbd>↓</kbd> {say('palette.keys.move')}
      <kbd>{say('palette.key.enter')}</kbd> {say('palette.keys.open')}
      <kbd>{say('palette.key.escape')}</kbd> {say('palette.keys.close')}
    </p>
  );
}
