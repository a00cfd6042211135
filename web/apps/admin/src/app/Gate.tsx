import { Navigate, Outlet, useLocation } from '@tanstack/react-router';

import { FirstRun, SignIn } from '@/features/session';
import { useWords } from '@/shared/i18n';
import { useMay, useSession, useSessionQuery } from '@/shared/session';
import { Empty, Failure, Waiting } from '@/shared/ui';

import css from './Gate.module.css';
import { Shell } from './Shell';
import { appWords } from './words';

/** Who are you, and is there a corp: decided before any page. The address stays, so a link works after signing in. */
export function Gate() {
  const session = useSessionQuery();
  if (session.data === undefined) {
    return (
      <div className={css.alone}>
        {session.error === null ? (
          <Waiting rows={4} />
        ) : (
          <Failure error={session.error} retry={() => void session.refetch()} />
        )}
      </div>
    );
  }
  switch (session.data.state) {
    case 'first_run':
      return <FirstRun />;
    case 'signed_out':
      return <SignIn />;
    case 'signed_in':
      return (
        <Shell>
          <CorpGate />
        </Shell>
      );
  }
}

const WITHOUT_CORP = ['/connect', '/doctor'];

function CorpGate() {
  const { corp } = useSession();
  const mayConnect = useMay('connect');
  const { pathname } = useLocation();
  const { t } = useWords(appWords);
  if (corp !== null || WITHOUT_CORP.includes(pathname)) return <Outlet />;
  if (mayConnect) return <Navigate to="/connect" />;
  return <Empty title={t('noCorp')} text={t('noCorpText')} />;
}
