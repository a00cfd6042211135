import { Link } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Ago } from '@/shared/ui';

import css from './Life.module.css';
import type { CustomerTab } from './search';
import { useBelongings } from './useBelongings';
import { usePurchases } from './usePurchases';
import { glanceWords } from './words/glance';

const FEW = 3;

/** What they bought and where they belong, in two lines that lead to the whole; silent while unknown. */
export function Glance({ customerId }: { customerId: number }) {
  return (
    <div className={css.glance}>
      <Bought customerId={customerId} />
      <Belongs customerId={customerId} />
    </div>
  );
}

function Bought({ customerId }: { customerId: number }) {
  const { t } = useWords(glanceWords);
  const { fen } = useFormat();
  const { data, error } = usePurchases(customerId);
  const last = data?.last_paid_at ?? null;
  return (
    <Tile customerId={customerId} tab="orders" name={t('spent')}>
      {data !== undefined && <b>{data.orders === 0 ? t('nothing') : fen(data.net_fen)}</b>}
      {data !== undefined && last !== null && (
        <small>
          {t('orders', { count: data.orders })} <Ago at={last} />
        </small>
      )}
      {error !== null && <small>{t('failed')}</small>}
    </Tile>
  );
}

function Belongs({ customerId }: { customerId: number }) {
  const { t } = useWords(glanceWords);
  const { data, error } = useBelongings(customerId);
  const names = data?.items.map((one) => one.name) ?? [];
  return (
    <Tile customerId={customerId} tab="segments" name={t('segments')}>
      {data !== undefined && <b>{t('count', { count: names.length })}</b>}
      {names.length > 0 && <small title={names.join(' · ')}>{names.slice(0, FEW).join(' · ')}</small>}
      {error !== null && <small>{t('failed')}</small>}
    </Tile>
  );
}

interface TileProps {
  customerId: number;
  tab: CustomerTab;
  name: string;
  children: React.ReactNode;
}

function Tile({ customerId, tab, name, children }: TileProps) {
  return (
    <Link to="/customers/$customerId" params={{ customerId }} search={{ tab }} className={css.tile}>
      <span>{name}</span>
      {children}
    </Link>
  );
}
