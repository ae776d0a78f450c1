import { languageNames, languages } from '@latchkey/domain/language';
import { useMantineColorScheme } from '@mantine/core';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import css from './Preferences.module.css';
import { asLanguage, useLanguage, useSay } from './sentence.ts';

/** Chooses the language before anybody is signed in (U4); `onChoose` hears that somebody did. */
export function LanguagePicker({ onChoose }: { onChoose?: () => void }) {
  const say = useSay();
  const { language, speak } = useLanguage();
  return (
    <label className={css.picker}>
      <Icon name="language" size={16} />
      <select
        className={css.select}
        aria-label={say('kit.language')}
        value={language}
        onChange={(event) => {
          onChoose?.();
          void speak(asLanguage(event.currentTarget.value));
        }}
      >
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {languageNames[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The three schemes in the order they follow one another. */
export const schemes = ['auto', 'light', 'dark'] as const;
export const schemeIcons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** Goes from one colour scheme to the next. */
export function SchemeButton() {
  const say = useSay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto';
  const now = say(`kit.scheme.${colorScheme}`);
  return (
    <IconButton
      icon={schemeIcons[colorScheme]}
      label={`${say('kit.scheme')}: ${now}`}
      onClick={() => setColorScheme(next)}
    />
  );
}
