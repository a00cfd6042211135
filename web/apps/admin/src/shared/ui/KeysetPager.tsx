import { ChevronLeftIcon, ChevronRightIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import type { Keyset } from '@/shared/query';

import { Button } from './Button';
import css from './KeysetPager.module.css';
import { uiWords } from './words';

interface KeysetPagerProps {
  keyset: Keyset;
  nextCursor: string | null;
  /** How many in all, where the server knows. */
  total: number | null;
}

/** Foot of a keyset list, the same on every page; none when there is but one page of unknown size. */
export function KeysetPager({ keyset, nextCursor, total }: KeysetPagerProps) {
  const { t } = useWords(uiWords);
  const alone = keyset.previous === null && nextCursor === null;
  if (alone && total === null) return null;
  return (
    <nav className={css.pager} aria-label={t('page', { page: keyset.page })}>
      <span className={css.total}>{total !== null && t('total', { total })}</span>
      {!alone && (
        <>
          <Button
            variant="text"
            icon={<ChevronLeftIcon />}
            disabled={keyset.previous === null}
            onClick={() => keyset.previous?.()}
          >
            {t('previous')}
          </Button>
          <span className={css.page}>{t('page', { page: keyset.page })}</span>
          <Button
            variant="text"
            suffix={<ChevronRightIcon />}
            disabled={nextCursor === null}
            onClick={() => {
              if (nextCursor !== null) keyset.next(nextCursor);
            }}
          >
            {t('next')}
          </Button>
        </>
      )}
    </nav>
  );
}
