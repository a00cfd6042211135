import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LogoutIcon, TranslateIcon } from 'tdesign-icons-react';
import { Tooltip } from 'tdesign-react';

import { answer, api, type Role } from '@lingqu/api';

import { useCorp } from '@/features/corps';
import { useServerNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';
import { type KeyOf, useLanguage, useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { sessionQuery, useSession } from '@/shared/session';
import { Avatar, Button, StateTag } from '@/shared/ui';

import css from './Shell.module.css';
import { appWords } from './words';

const ROLE_WORDS: Record<Role, Extract<KeyOf<typeof appWords>, `role${string}`>> = {
  owner: 'roleOwner',
  admin: 'roleAdmin',
  operator: 'roleOperator',
  analyst: 'roleAnalyst',
  compliance: 'roleCompliance',
  shop_manager: 'roleShopManager',
  staff: 'roleStaff',
};

export function Header() {
  const { t } = useWords(appWords);
  const { language, switchTo } = useLanguage();
  return (
    <header className={css.header}>
      <CorpState />
      <Clock />
      <Button
        variant="text"
        icon={<TranslateIcon />}
        onClick={() => switchTo(language === 'zh' ? 'en' : 'zh')}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
      >
        {t('switchLanguage')}
      </Button>
      <Account />
    </header>
  );
}

function CorpState() {
  const { t } = useWords(appWords);
  const session = useSession();
  const corp = useCorp().data;
  if (session.corp === null) {
    return (
      <div className={css.corp}>
        <StateTag tone="muted">{t('notConnected')}</StateTag>
      </div>
    );
  }
  const verified = corp?.callback_verified_at !== null;
  return (
    <div className={css.corp}>
      <span className={css.corpName}>{session.corp.name}</span>
      {corp !== undefined && (
        <Link to="/connect">
          <StateTag tone={verified ? 'good' : 'warn'}>
            {verified ? t('connected') : t('callbackWaits')}
          </StateTag>
        </Link>
      )}
    </div>
  );
}

function Clock() {
  const { t } = useWords(appWords);
  const { rate } = useSession().clock;
  const format = useFormat();
  const now = new Date(useServerNow()).toISOString();
  return (
    <div className={css.clock}>
      <time dateTime={now} title={t('clock')}>
        {format.instant(now)}
      </time>
      {rate !== 1 && (
        <Tooltip content={t('fast', { rate })}>
          <span className={css.rate}>{t('rate', { rate })}</span>
        </Tooltip>
      )}
    </div>
  );
}

function Account() {
  const { t } = useWords(appWords);
  const { account } = useSession();
  const cache = useQueryClient();
  const said = useSaid();
  const leave = useMutation({
    mutationFn: () => answer(api.DELETE('/api/session')),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
      cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
    onError: said.failed,
  });
  if (account === null) return null;
  return (
    <div className={css.account}>
      <Avatar name={account.name} seed={account.id} />
      <span className={css.who}>
        {account.name}
        <small>{t(ROLE_WORDS[account.role])}</small>
      </span>
      <Button
        variant="text"
        shape="square"
        icon={<LogoutIcon />}
        aria-label={t('signOut')}
        title={t('signOut')}
        loading={leave.isPending}
        onClick={() => leave.mutate()}
      />
    </div>
  );
}
