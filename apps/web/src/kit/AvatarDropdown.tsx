import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { languageNames, languages } from '@latchkey/domain/language';
import { Menu, useMantineColorScheme } from '@mantine/core';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import {
  useEffect,
  useEffectEvent,
  type AnchorHTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react';
import css from './AvatarMenu.module.css';
import { Icon, type IconName } from './Icon.tsx';
import { loadPalette } from './LazyPalette.tsx';
import { MOST_IN_MENU, profilesInMenu } from './profiles.ts';
import { schemeIcons, schemes } from './Preferences.tsx';
import { asLanguage, useFormats, useLanguage, useSay } from './sentence.ts';
import { profileName, type Me } from './session.ts';
import { useSignOut } from './sign-out.ts';
import { useChooseLanguage } from './use-choose-language.ts';

type DropdownProps = {
  me: Me;
  accountId: string | undefined;
  opened: boolean;
  /** Called once, when the menu stands around its button. */
  onReady: () => void;
  onChange: (opened: boolean) => void;
  /** Searches all profiles by name, for who has more than the menu shows. */
  onFind: () => void;
  children: ReactElement;
};

/** The open menu of the person; loaded when somebody reaches for it. */
export function AvatarDropdown(props: DropdownProps) {
  const { me, accountId, opened, onReady, onChange, onFind, children } = props;
  const say = useSay();
  const ready = useEffectEvent(onReady);
  useEffect(() => ready(), []);
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      position="bottom-end"
      width={290}
      shadow="md"
      transitionProps={{ duration: 80 }}
      {...{ opened, onChange }}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Profiles me={me} accountId={accountId} onFind={onFind} />
        <Menu.Divider />
        <MenuLink to="/me" icon="person">
          {say('kit.menu.me')}
        </MenuLink>
        {accountId === undefined ? null : (
          <MenuLink to="/a/$accountId/sessions" params={{ accountId }} icon="connect">
            {say('kit.menu.sessions')}
          </MenuLink>
        )}
        {accountId === undefined ? null : (
          <MenuLink to="/a/$accountId/my-requests" params={{ accountId }} icon="mail">
            {say('kit.menu.requests')}
          </MenuLink>
        )}
        {me.is_operator ? (
          <MenuLink to="/operator" icon="server">
            {say('kit.menu.operator')}
          </MenuLink>
        ) : null}
        <HelpEntry accountId={accountId} />
        <LanguageEntries />
        <SchemeEntries />
        <Menu.Divider />
        <SignOutEntry />
      </Menu.Dropdown>
    </Menu>
  );
}

function Profiles({ me, accountId, onFind }: Pick<DropdownProps, 'me' | 'accountId' | 'onFind'>) {
  const say = useSay();
  const { number } = useFormats();
  if (me.profiles.length === 0) return null;
  return (
    <>
      <Menu.Label>{say('kit.menu.profiles')}</Menu.Label>
      {profilesInMenu(me.profiles, accountId).map((profile) => (
        <MenuLink
          key={profile.account_id}
          to="/a/$accountId"
          params={{ accountId: profile.account_id }}
          icon={profile.role === 'holder' ? 'key' : 'users'}
          isHere={profile.account_id === accountId}
        >
          {profileName(say, profile)}
        </MenuLink>
      ))}
      {me.profiles.length > MOST_IN_MENU ? (
        <Menu.Item
          leftSection={<Icon name="search" size={16} />}
          rightSection={<span className={css.count}>{number(me.profiles.length)}</span>}
          onPointerEnter={() => void loadPalette()}
          onClick={onFind}
        >
          {say('kit.menu.find')}
        </Menu.Item>
      ) : null}
    </>
  );
}

/** The help; within an account its menu stays. */
function HelpEntry({ accountId }: { accountId: string | undefined }) {
  const say = useSay();
  return accountId === undefined ? (
    <MenuLink to="/help" icon="help">
      {say('kit.menu.help')}
    </MenuLink>
  ) : (
    <MenuLink to="/a/$accountId/help" params={{ accountId }} icon="help">
      {say('kit.menu.help')}
    </MenuLink>
  );
}

function LanguageEntries() {
  const say = useSay();
  const { language } = useLanguage();
  const choose = useChooseLanguage();
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<Icon name="language" size={16} />}>{say('kit.language')}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        <Menu.RadioGroup value={language} onChange={(value) => choose(asLanguage(value))}>
          {languages.map((each) => (
            <Menu.RadioItem key={each} value={each} lang={each}>
              {languageNames[each]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

function SchemeEntries() {
  const say = useSay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<Icon name={schemeIcons[colorScheme]} size={16} />}>
          {say('kit.scheme')}
        </Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(schemes.find((scheme) => scheme === value) ?? 'auto')}
        >
          {schemes.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {say(`kit.scheme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

function SignOutEntry() {
  const say = useSay();
  const leave = useSignOut();
  return (
    <Menu.Item leftSection={<Icon name="sign-out" size={16} />} onClick={() => void leave()}>
      {say('kit.menu.sign-out')}
    </Menu.Item>
  );
}

type MenuAnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color'> & {
  icon: IconName;
  isHere?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
};

function MenuAnchor({ icon, isHere = false, ...rest }: MenuAnchorProps) {
  return (
    <Menu.Item
      component="a"
      {...rest}
      {...(isHere ? { 'aria-current': 'true' as const } : {})}
      leftSection={<Icon name={icon} size={16} />}
      rightSection={isHere ? <Icon name="check" size={16} /> : undefined}
    />
  );
}

const MenuLink: LinkComponent<typeof MenuAnchor> = createLink(MenuAnchor);
