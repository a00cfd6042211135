import type { Customer } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';
import { Ago, Avatar, Panel, StateTag, Tags, text } from '@/shared/ui';

import css from './Customer.module.css';
import { Glance } from './Glance';
import { detailWords } from './words/detail';

/** WeCom's numbers; 0 is unknown. */
const GENDERS: Partial<Record<number, 'male' | 'female'>> = { 1: 'male', 2: 'female' };

/** Who this is, at a glance. */
export function Portrait({ customer }: { customer: Customer }) {
  const { t } = useWords(detailWords);
  const reason = useReason();
  const name = customer.name ?? t('anonymous', { id: String(customer.customer_id) });
  const kind = t(customer.type === 1 ? 'wechat' : 'corp');
  const known = GENDERS[customer.gender];
  const gender = known === undefined ? '' : ` · ${t(known)}`;
  return (
    <Panel>
      <div className={css.portrait}>
        <Avatar name={name} url={customer.avatar_url} seed={customer.customer_id} size={56} />
        <div>
          <b className={css.name}>{name}</b>
          <span className={text.quiet}>{kind + gender}</span>
        </div>
        <StateTag tone={customer.live ? 'good' : 'muted'}>{t(customer.live ? 'live' : 'lost')}</StateTag>
      </div>
      <Tags tags={customer.tags} />
      <Glance customerId={customer.customer_id} />
      <dl className={css.facts}>
        {customer.corp_name !== null && <Fact name={t('corpName')} value={customer.corp_name} />}
        <Fact name={t('externalUserid')} value={<code>{customer.external_userid}</code>} />
        <Fact
          name={t('unionid')}
          value={
            customer.unionid === null ? (
              <span className={text.quiet}>{t('noUnionid')}</span>
            ) : (
              <code>{customer.unionid}</code>
            )
          }
        />
        <Fact
          name={t('lastRead')}
          value={customer.last_read_at === null ? t('neverRead') : <Ago at={customer.last_read_at} />}
        />
      </dl>
      {customer.unreadable_reason !== null && (
        <p className={css.warning}>{t('unreadable', { reason: reason(customer.unreadable_reason) })}</p>
      )}
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
