import { Link, type LinkProps } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import {
  AdjustmentIcon,
  AssignmentIcon,
  CalendarIcon,
  ChartBarIcon,
  ViewListIcon,
  ChatBubbleSmileIcon,
  ChatDoubleIcon,
  DashboardIcon,
  ErrorCircleIcon,
  FilterIcon,
  FlagIcon,
  ImageIcon,
  LinkIcon,
  LoginIcon,
  QrcodeIcon,
  SecuredIcon,
  SendIcon,
  TagIcon,
  TaskIcon,
  TreeSquareDotIcon,
  UploadIcon,
  UserListIcon,
  UsergroupIcon,
} from 'tdesign-icons-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { useSession } from '@/shared/session';

import css from './Shell.module.css';
import { appWords } from './words';

interface Item {
  to: LinkProps['to'];
  word: Exclude<KeyOf<typeof appWords>, 'fast' | 'rate' | 'version'>;
  icon: ComponentType;
  /** Only the address itself is this item, not what lies below it. */
  exact?: boolean;
}

const GROUPS: { word: Item['word']; items: Item[] }[] = [
  { word: 'watch', items: [{ to: '/flow', word: 'flow', icon: DashboardIcon }] },
  {
    word: 'people',
    items: [
      { to: '/customers', word: 'customers', icon: UsergroupIcon },
      { to: '/groupchats', word: 'groupchats', icon: ChatDoubleIcon },
      { to: '/tags', word: 'tags', icon: TagIcon },
      { to: '/segments', word: 'segments', icon: FilterIcon },
      { to: '/lists', word: 'lists', icon: UserListIcon },
      { to: '/imports', word: 'imports', icon: UploadIcon },
    ],
  },
  {
    word: 'acquire',
    items: [
      { to: '/channels', word: 'channels', icon: QrcodeIcon },
      { to: '/group-welcomes', word: 'groupWelcomes', icon: ChatBubbleSmileIcon },
      { to: '/channel-report', word: 'channelReport', icon: ChartBarIcon },
    ],
  },
  {
    word: 'reach',
    items: [
      { to: '/calendar', word: 'calendar', icon: CalendarIcon },
      { to: '/programmes', word: 'programmes', icon: FlagIcon },
      { to: '/broadcasts', word: 'broadcasts', icon: SendIcon },
      { to: '/moments', word: 'moments', icon: ImageIcon },
      { to: '/deliveries', word: 'deliveries', icon: ViewListIcon },
      { to: '/sending-rules', word: 'sendingRules', icon: AdjustmentIcon },
      { to: '/work-orders', word: 'workOrders', icon: AssignmentIcon },
      { to: '/tasks', word: 'tasks', icon: TaskIcon },
    ],
  },
  {
    word: 'company',
    items: [
      { to: '/directory', word: 'directory', icon: TreeSquareDotIcon },
      { to: '/connect', word: 'connect', icon: LinkIcon },
      { to: '/event-door', word: 'eventDoor', icon: LoginIcon },
    ],
  },
  {
    word: 'system',
    items: [
      { to: '/doctor', word: 'doctor', icon: SecuredIcon },
      { to: '/dead-letters', word: 'deadLetters', icon: ErrorCircleIcon },
    ],
  },
];

export function Navigation() {
  const { t } = useWords(appWords);
  const { version } = useSession();
  return (
    <nav className={css.navigation} aria-label={t('navigation')}>
      <Link to="/flow" className={css.brand}>
        <img src="/mark.svg" alt="" />
        {t('product')}
      </Link>
      {GROUPS.map((group) => (
        <section key={group.word}>
          <h2 className={css.group}>{t(group.word)}</h2>
          <ul className={css.list}>
            {group.items.map(({ to, word, icon: Icon, exact = false }) => (
              <li key={word}>
                <Link to={to} className={css.item} activeOptions={{ exact, includeSearch: false }}>
                  <Icon />
                  {t(word)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <span className={css.version}>{t('version', { version })}</span>
    </nav>
  );
}
