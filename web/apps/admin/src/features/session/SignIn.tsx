import { ApiError } from '@lingqu/api';
import { type SubmitEvent, useEffect, useState } from 'react';
import { Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button, Field } from '@/shared/ui';

import { Door, Fault } from './Door';
import { useSignIn } from './useSignIn';
import { sessionWords } from './words';

/** Seconds still to wait after a 429. */
function useWaitSeconds(error: Error | null): number {
  const [wait, setWait] = useState<{ error: Error | null; left: number }>({ error: null, left: 0 });
  if (error !== wait.error) {
    const after = error instanceof ApiError ? Number(error.data.retry_after_seconds ?? 0) : 0;
    setWait({ error, left: Math.ceil(after) });
  }
  const waiting = wait.left > 0;
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = window.setInterval(
      () => setWait((now) => ({ ...now, left: Math.max(0, now.left - 1) })),
      1000,
    );
    return () => window.clearInterval(timer);
  }, [waiting]);
  return wait.left;
}

export function SignIn() {
  const { t } = useWords(sessionWords);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const signIn = useSignIn();
  const wait = useWaitSeconds(signIn.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name !== '' && password !== '') signIn.mutate({ name, password });
  };
  return (
    <Door title={t('signIn')} text={t('signInText')}>
      <form onSubmit={submit} noValidate>
        <Field label={t('name')} fault={tried && name === '' ? t('needName') : ''}>
          <Input
            size="large"
            value={name}
            onChange={setName}
            autocomplete="username"
            autofocus
            placeholder=""
          />
        </Field>
        <Field label={t('password')} fault={tried && password === '' ? t('needPassword') : ''}>
          <Input
            size="large"
            type="password"
            value={password}
            onChange={setPassword}
            autocomplete="current-password"
            placeholder=""
          />
        </Field>
        <Fault error={signIn.error} />
        <Button type="submit" size="large" block loading={signIn.isPending} disabled={wait > 0}>
          {wait > 0 ? t('wait', { seconds: wait }) : t('signIn')}
        </Button>
      </form>
    </Door>
  );
}
