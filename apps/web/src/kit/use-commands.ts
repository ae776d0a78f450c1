import { languageNames, languages } from '@latchkey/domain/language';
import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Command } from './commands.ts';
import { accountPagesFor, operatorPages, personPages, type MenuPage } from './pages.ts';
import { schemeIcons, schemes } from './Preferences.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { profileName, useAccount, useMe } from './session.ts';
import { useSignOut } from './sign-out.ts';
import { useChooseLanguage } from './use-choose-language.ts';

/** Everything the search of everything offers to who is signed in, where they are; users are searched by the server. */
export function useCommands(): Command[] {
  const pages = usePageCommands();
  const profiles = useProfileCommands();
  const settings = useSettingCommands();
  return useMemo(() => [...pages, ...profiles, ...settings], [pages, profiles, settings]);
}

function usePageCommands(): Command[] {
  const say = useSay();
  const navigate = useNavigate();
  const accountId = useAccountId();
  const permissions = useAccount()?.my.permissions;
  const isOperator = useMe()?.is_operator ?? false;
  const leave = useSignOut();
  return useMemo(() => {
    const params = { accountId: accountId ?? '' };
    const own =
      accountId === undefined ? personPages : [...accountPagesFor(permissions ?? []), ...personPages.slice(1)];
    const pageCommand = ({ to, label, icon }: MenuPage, hint?: string): Command => {
      return { id: to, group: 'pages', label: say(label), icon, hint, act: () => void navigate({ to, params }) };
    };
    const mayInvite = accountId !== undefined && permissions?.includes('users.manage');
    const invite: Command = {
      id: 'invite',
      group: 'acts',
      label: say('palette.act.invite'),
      icon: 'invite',
      act: () => void navigate({ to: '/a/$accountId/users/invite', params }),
    };
    const signOut: Command = {
      id: 'sign-out',
      group: 'acts',
      label: say('kit.menu.sign-out'),
      icon: 'sign-out',
      act: () => void leave(),
    };
    return [
      // The page to invite on is the act below.
      ...own.filter(({ to }) => to !== '/a/$accountId/users/invite').map((page) => pageCommand(page)),
      ...(isOperator ? operatorPages.slice(1).map((page) => pageCommand(page, say('kit.nav.operator'))) : []),
      ...(mayInvite ? [invite] : []),
      signOut,
    ];
  }, [say, navigate, accountId, permissions, isOperator, leave]);
}

function useProfileCommands(): Command[] {
  const say = useSay();
  const navigate = useNavigate();
  const accountId = useAccountId();
  const profiles = useMe()?.profiles;
  return useMemo(
    () =>
      (profiles ?? [])
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
        words: [say('kit.language'), language],
        act: () => choose(language),
      })),
      ...schemes.map((scheme): Command => ({
        id: `scheme-${scheme}`,
        group: 'scheme',
        label: say(`kit.scheme.${scheme}`),
        icon: schemeIcons[scheme],
        words: [say('kit.scheme'), ...say('palette.scheme.words').split(', ')],
        act: () => setColorScheme(scheme),
      })),
    ],
    [say, choose, setColorScheme],
  );
}
