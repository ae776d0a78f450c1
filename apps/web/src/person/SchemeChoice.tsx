import { useMantineColorScheme } from '@mantine/core';
import { Icon } from '../kit/Icon.tsx';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { schemeIcons, schemes } from '../kit/Preferences.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './Person.module.css';

/** Light, dark or as the system: remembered in this browser. */
export function SchemeChoice() {
  const say = useSay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card title={say('kit.scheme')}>
      <Stack gap="tight">
        <Text dim>{say('person.scheme.text')}</Text>
        <div className={css.schemes} role="radiogroup" aria-label={say('kit.scheme')}>
          {schemes.map((scheme) => (
            <label key={scheme} className={css.scheme}>
              <input
                type="radio"
                name="scheme"
                checked={scheme === colorScheme}
                onChange={() => setColorScheme(scheme)}
              />
              <Icon name={schemeIcons[scheme]} size={17} />
              {say(`kit.scheme.${scheme}`)}
            </label>
          ))}
        </div>
      </Stack>
    </Card>
  );
}
