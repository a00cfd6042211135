import type { ChannelRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { QrcodeIcon } from 'tdesign-icons-react';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Ago, Button, type Column, StateTag, text } from '@/shared/ui';

import { CHANNEL_TONES } from './states';
import { channelWords } from './words/list';

/** Columns of the channel list; `onCode` opens the code of a row. */
export function useChannelColumns(onCode: (row: ChannelRow) => void): Column<ChannelRow>[] {
  const { t } = useWords(channelWords);
  const { number, permille, fen } = useFormat();
  const reason = useReason();
  const quiet = (word: string) => <span className={text.quiet}>{word}</span>;
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/channels/$channelId" params={{ channelId: row.channel_id }}>
            {row.name}
          </Link>
          <small>{t('parameter', { state: row.state })}</small>
        </span>
      ),
    },
    {
      key: 'status',
      title: t('status'),
      width: 152,
      cell: (row) => (
        <span className={text.pair}>
          <span>
            <StateTag tone={CHANNEL_TONES[row.status]}>{t(row.status)}</StateTag>
          </span>
          {row.status_reason !== null && (
            <small title={reason(row.status_reason)}>{reason(row.status_reason)}</small>
          )}
        </span>
      ),
    },
    {
      key: 'staff',
      title: t('staff'),
      width: 96,
      numeric: true,
      cell: (row) => t('people', { count: row.staff_count }),
    },
    {
      key: 'today',
      title: t('addedToday'),
      width: 104,
      numeric: true,
      cell: (row) => number(row.added_today),
    },
    { key: 'added', title: t('added'), width: 104, numeric: true, cell: (row) => number(row.added) },
    {
      key: 'inTime',
      title: <span title={t('inTimeHelp')}>{t('inTime')}</span>,
      width: 104,
      numeric: true,
      cell: (row) =>
        row.greeted_in_time_permille === null ? quiet(t('none')) : permille(row.greeted_in_time_permille),
    },
    {
      key: 'cost',
      title: t('cost'),
      width: 112,
      numeric: true,
      cell: (row) =>
        row.cost_fen === 0
          ? quiet(t('noCost'))
          : row.cost_per_add_fen === null
            ? quiet(t('none'))
            : fen(row.cost_per_add_fen),
    },
    {
      key: 'expires',
      title: t('expires'),
      width: 112,
      cell: (row) => (row.expires_at === null ? quiet(t('never')) : <Ago at={row.expires_at} />),
    },
    {
      key: 'code',
      title: '',
      width: 72,
      cell: (row) => (
        <Button
          variant="text"
          shape="square"
          icon={<QrcodeIcon />}
          aria-label={`${t('code')} ${row.name}`}
          title={t('code')}
          onClick={() => onCode(row)}
        />
      ),
    },
  ];
}
