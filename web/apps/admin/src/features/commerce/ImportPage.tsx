import { ApiError, type Import } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Empty, LinkButton, Page, Panel, Resource, StateTag } from '@/shared/ui';

import { Checked } from './Checked';
import { Done } from './Done';
import css from './Import.module.css';
import { Mapping } from './Mapping';
import { Moving } from './Moving';
import { STEP_OF, TONES } from './states';
import { Steps } from './Steps';
import { useCancel, useImport } from './useImports';
import { importWords } from './words/imports';

const route = getRouteApi('/imports/$importId');

/** One import at whichever step it stands. */
export default function ImportPage() {
  const { t } = useWords(importWords);
  const { importId } = route.useParams();
  const mayOperate = useMay('operate');
  const found = useImport(importId);
  const one = found.data;
  const back = (
    <Link to="/imports" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = one !== undefined && (
    <>
      <StateTag tone={TONES[one.state]}>{t(one.state)}</StateTag>
      {mayOperate && CANCELLABLE.has(one.state) && <Cancel importId={importId} />}
    </>
  );
  return (
    <Page
      title={one?.name ?? t('title')}
      purpose={one === undefined ? undefined : t(one.kind)}
      back={back}
      aside={aside}
    >
      <Resource query={found}>
        {(now) => (
          <>
            <Steps at={STEP_OF[now.state]} />
            <Step found={now} />
          </>
        )}
      </Resource>
    </Page>
  );
}

/** As the server answers a file that cannot be taken. */
const UNREADABLE = 422;
const CANCELLABLE = new Set<Import['state']>(['opening', 'draft', 'checking', 'checked']);

function Step({ found }: { found: Import }) {
  switch (found.state) {
    case 'opening':
    case 'checking':
    case 'publishing':
      return <Moving found={found} />;
    case 'draft':
      return <Mapping found={found} />;
    case 'checked':
      return <Checked found={found} />;
    case 'published':
      return <Done found={found} />;
    case 'failed':
    case 'cancelled':
      return <Ended found={found} />;
  }
}

function Ended({ found }: { found: Import }) {
  const { t } = useWords(importWords);
  const tell = useTold();
  const again = (
    <LinkButton to="/imports/new" search={{ kind: found.kind }}>
      {t('anotherFile')}
    </LinkButton>
  );
  if (found.error === null) {
    return (
      <Panel>
        <Empty title={t('cancelled')} text={t('cancelledText')} act={again} />
      </Panel>
    );
  }
  const told = tell(new ApiError(UNREADABLE, found.error.code, '', found.error.data));
  return (
    <Panel>
      <Empty title={told.title || t('failedTitle')} text={told.mend} act={again} />
    </Panel>
  );
}

function Cancel({ importId }: { importId: number }) {
  const { t } = useWords(importWords);
  const said = useSaid();
  const cancel = useCancel(importId);
  const [asking, setAsking] = useState(false);
  const confirm = () =>
    cancel.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        said.done(t('cancelled_done'));
      },
      onError: said.failed,
    });
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t('cancel')}
      </Button>
      <Dialog
        header={t('cancelTitle')}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
        confirmBtn={{ content: t('cancel'), theme: 'danger', loading: cancel.isPending }}
        cancelBtn={t('keep')}
      >
        {t('cancelText')}
      </Dialog>
    </>
  );
}
