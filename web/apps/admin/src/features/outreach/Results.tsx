import type { Broadcast, Delivery, DeliveryState } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'tdesign-react';

import { DELIVERY_TONES, deliveryWords, useReason } from '@/shared/deliveries';
import { CustomerLink } from '@/shared/facts';
import { GroupchatLink } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, Empty, KeysetList, StateTag, text } from '@/shared/ui';

import css from './Broadcast.module.css';
import { useBroadcastDeliveries } from './useBroadcastDeliveries';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';
import { variantWords } from './words/variants';

const route = getRouteApi('/broadcasts/$broadcastId');

/** What became of the message, customer by customer or group by group. */
export function Results({ broadcast: { broadcast_id: id, groups, variants } }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { state, out } = route.useSearch();
  const keyset = useKeyset(`${state} ${out}`);
  const deliveries = useBroadcastDeliveries(id, { state, taken_out: out, cursor: keyset.cursor });
  const columns = useColumns({ intoGroups: groups !== null, severalContents: variants.length > 1 });
  return (
    <>
      <StateFilter chosen={out ? 'out' : (state ?? 'all')} />
      <KeysetList
        label={groups === null ? t('tab.deliveries') : ofGroups('results')}
        query={deliveries}
        keyset={keyset}
        columns={columns}
        rowKey={(row) => row.delivery_id}
        empty={
          <Empty
            title={t('noDeliveries')}
            text={groups === null ? t('noDeliveriesText') : ofGroups('noResultsText')}
          />
        }
      />
    </>
  );
}

function StateFilter({ chosen }: { chosen: DeliveryState | 'all' | 'out' }) {
  const { t } = useWords(broadcastWords);
  const { t: word } = useWords(deliveryWords);
  const navigate = route.useNavigate();
  const states = Object.keys(DELIVERY_TONES) as DeliveryState[];
  return (
    <div className={css.filter} role="group" aria-label={t('stateFilter')}>
      <Select
        value={chosen}
        options={[
          { value: 'all', label: t('allStates') },
          ...states.map((one) => ({ value: one, label: word(one) })),
          { value: 'out', label: t('takenOut') },
        ]}
        onChange={(next) =>
          void navigate({
            search: (previous) => ({
              ...previous,
              state: states.find((one) => one === next),
              out: next === 'out' ? true : undefined,
            }),
            replace: true,
          })
        }
      />
    </div>
  );
}

function recipientOf(row: Delivery) {
  if (row.customer !== null) return <CustomerLink {...row.customer} />;
  return row.groupchat !== null && <GroupchatLink {...row.groupchat} />;
}

interface Told {
  intoGroups: boolean;
  severalContents: boolean;
}

function useColumns({ intoGroups, severalContents }: Told): Column<Delivery>[] {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { t: variant } = useWords(variantWords);
  const { t: word } = useWords(deliveryWords);
  const reason = useReason();
  return [
    { key: 'recipient', title: intoGroups ? ofGroups('groups') : t('customer'), cell: recipientOf },
    { key: 'sender', title: intoGroups ? ofGroups('owners') : t('sender'), cell: (row) => row.staff?.name },
    ...(severalContents
      ? [{ key: 'variant', title: variant('variant'), width: 80, cell: (row: Delivery) => row.variant }]
      : []),
    {
      key: 'state',
      title: t('result'),
      width: 160,
      cell: (row) => <StateTag tone={DELIVERY_TONES[row.state]}>{word(row.state)}</StateTag>,
    },
    {
      key: 'reason',
      title: t('reason'),
      cell: (row) =>
        row.taken_out !== null && row.state === 'delivered'
          ? t('hadLeft', { reason: reason(row.taken_out) })
          : row.reason !== null && reason(row.reason),
    },
    {
      key: 'settled',
      title: t('settledAt'),
      width: 144,
      cell: (row) =>
        row.settled_at === null ? (
          <span className={text.quiet}>{t('notYet')}</span>
        ) : (
          <Ago at={row.settled_at} />
        ),
    },
  ];
}
