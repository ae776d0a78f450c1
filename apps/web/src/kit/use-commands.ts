import { languageNames, languages } from '@latchkey/domain/language';
import type { MessageId } from '@latchkey/messages/catalogue';
import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Command } from './commands.ts';
import { mayDo } from './may.ts';
import { accountPagesFor, operatorPages, personPages, type MenuPage } from './pages.ts';
import { lastUsedFirst } from './profiles.ts';
import { schemeIcons, schemes } from './Preferences.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { profileName, useMe, useMine } from './session.ts';
import { useSignOut } from './sign-out.ts';
import { useChooseLanguage } from './use-choose-language.ts';
import { useHelpCommands } from './use-help-commands.ts';

/** Pages that are there for one act, which is what they are called here. */
const acts: Partial<Record<MenuPage['to'], MessageId>> = {
  '/a/$accountId/users/invite': 'palette.act.invite',
  '/operator/notices': 'palette.act.notice',
};

/** Stands in the menu of the person only. */
const myRequests: MenuPage = { to: '/a/$accountId/my-requests', label: 'kit.menu.requests', icon: 'mail' };

/** Everything the search of everything offers to who is signed in, where they are; computers, users and user groups are searched by the server. */
export function useCommands(isSearching: boolean): Command[] {
  const pages = usePageCommands();
  const profiles = useProfileCommands();
  const help = useHelpCommands(isSearching);
  const settings = useSettingCommands();
  return useMemo(() => [...pages, ...profiles, ...help, ...settings], [pages, profiles, help, settings]);
}

function usePageCommands(): Command[] {
  const say = useSay();
  const navigate = useNavigate();
  const accountId = useAccountId();
  const mine = useMine();
  const isOperator = useMe()?.is_operator ?? false;
  const leave = useSignOut();
  return useMemo(() => {
    const params = { accountId: accountId ?? '' };
    const own = accountId === undefined ? personPages : [...accountPagesFor(mine), myRequests, ...personPages.slice(1)];
    const pageCommand = ({ to, label, icon }: MenuPage, hint?: string): Command => {
      const name = say(label);
      const go = () => void navigate({ to, params });
      const act = acts[to];
      if (act === undefined) return { id: to, group: 'pages', label: name, icon, hint, act: go };
      return { id: to, group: 'acts', label: say(act), icon, words: [name], act: go };
    };
    const signOut: Command = {
      id: 'sign-out',
      group: 'acts',
      label: say('kit.menu.sign-out'),
      icon: 'sign-out',
      act: () => void leave(),
    };
    const making: Command = {
      id: 'new-group',
      group: 'acts',
      label: say('palette.act.new-group'),
      icon: 'plus',
      act: () => void navigate({ to: '/a/$accountId/groups', params, search: { new: true } }),
    };
    const mayMake = accountId !== undefined && mayDo(mine, 'groups.manage');
    const operating = isOperator
      ? operatorPages.slice(1).map((page) => pageCommand(page, say('kit.nav.operator')))
      : [];
    return [...own.map((page) => pageCommand(page)), ...operating, ...(mayMake ? [making] : []), signOut];
  }, [say, navigate, accountId, mine, isOperator, leave]);
}

function useProfileCommands(): Command[] {
  const say = useSay();
  const navigate = useNavigate();
  const accountId = useAccountId();
  const profiles = useMe()?.profiles;
  return useMemo(
    () =>
      lastUsedFirst(profiles ?? [])
        .filter((profile) => profile.account_id !== accountId)
        .map((profile) => ({
          id: profile.account_id,
          group: 'profiles',
          label: profileName(say, profile),
          icon: profile.role === 'holder' ? 'key' : 'users',
          words: [profile.company_name],
          act: () => void navigate({ to: '/a/$accountId', params: { accountId: profile.account_id } }),
        })),
    [say, navigate, accountId, profiles],
  );
}

function useSettingCommands(): Command[] {
  const say = useSay();
  const choose = useChooseLanguage();
  const { setColorScheme } = useMantineColorScheme();
  return useMemo(
    () => [
      ...languages.map((language): Command => ({
        id: `language-${language}`,
        group: 'language',
        label: languageNames[language],
        icon: 'language',
        words: [`${say('kit.language')} ${languageNames[language]}`, language],
        act: () => choose(language),
      })),
      ...schemes.map((scheme): Command => ({
        id: `scheme-${scheme}`,
        group: 'scheme',
        label: say(`kit.scheme.${scheme}`),
        icon: schemeIcons[scheme],
        words: [`${say('kit.scheme')} ${say(`kit.scheme.${scheme}`)}`, ...say('palette.scheme.words').split(', ')],
        act: () => setColorScheme(scheme),
      })),
    ],
    [say, choose, setColorScheme],
  );
}
