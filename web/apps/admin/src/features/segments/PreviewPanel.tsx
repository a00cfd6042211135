import { Alert } from 'tdesign-react';

import { CustomerLink } from '@/shared/facts';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure, Panel } from '@/shared/ui';

import css from './Builder.module.css';
import { faultOf, type usePreview } from './usePreview';
import { editorWords } from './words/editor';

/** What the definition says, how many fit, and some of them; the last answer stays grey while a newer one is asked. */
export function PreviewPanel({ preview }: { preview: ReturnType<typeof usePreview> }) {
  const { t } = useWords(editorWords);
  const { empty, data, error, refetch } = preview;
  const fault = faultOf(error);
  const old = preview.typing || preview.isFetching || preview.isPlaceholderData || fault !== null;
  if (empty) {
    return (
      <Panel title={t('size')}>
        <p className={css.quiet}>{t('startHint')}</p>
      </Panel>
    );
  }
  return (
    <div className={css.preview} aria-live="polite" aria-busy={old && fault === null}>
      {fault !== null && <Alert theme="warning" message={t('faulty')} />}
      {error !== null && fault === null && data === undefined ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        (fault === null || data !== undefined) && <Found data={data} old={old} />
      )}
    </div>
  );
}

function Found({ data, old }: { data: ReturnType<typeof usePreview>['data']; old: boolean }) {
  const { t } = useWords(editorWords);
  const { number } = useFormat();
  if (data === undefined) {
    return (
      <Panel title={t('size')}>
        <p className={css.quiet}>{t('counting')}</p>
      </Panel>
    );
  }
  const hidden = data.sample.length > 0 && data.sample.every((one) => one.name === null);
  return (
    <>
      <Panel title={t('size')}>
        {data.count === null ? (
          <Alert
            theme="warning"
            title={t('historyDown')}
            message={t('historyDownText', { count: data.waiting.length })}
          />
        ) : (
          <p className={css.size} data-old={old}>
            {number(data.count)} <small>{t('people')}</small>
          </p>
        )}
        <p className={css.quiet}>{old ? t('stale') : t('took', { seconds: data.seconds.toFixed(2) })}</p>
      </Panel>
      <Panel title={t('sentence')}>
        <p className={css.sentence}>{data.sentence}</p>
      </Panel>
      {data.count !== null && (
        <Panel title={t('sample')}>
          {data.count === 0 && <p className={css.quiet}>{t('nobody')}</p>}
          {hidden && <p className={css.quiet}>{t('hidden')}</p>}
          <ul className={css.sample} data-old={old}>
            {data.sample.map(({ customer_id, name }) => (
              <li key={customer_id}>
                <CustomerLink
                  customer_id={customer_id}
                  name={name ?? t('customerNumber', { id: customer_id })}
                />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
