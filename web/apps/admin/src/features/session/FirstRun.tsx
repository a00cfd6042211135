import { ApiError } from '@lingqu/api';
import { type SubmitEvent, useState } from 'react';
import { Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button, Field } from '@/shared/ui';

import { Door, Fault } from './Door';
import { useCreateOwner } from './useCreateOwner';
import { sessionWords } from './words';

/** Until the server says otherwise (`session.weak_password` carries its own). */
const MIN_PASSWORD = 10;

export function FirstRun() {
  const { t } = useWords(sessionWords);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const create = useCreateOwner();
  const refused = create.error instanceof ApiError && create.error.code === 'session.weak_password';
  const min = refused ? Number((create.error as ApiError).data.min_length ?? MIN_PASSWORD) : MIN_PASSWORD;
  const left = min - Array.from(password).length;
  const faults = {
    name: name === '' ? t('needName') : '',
    password: left > 0 ? t('short', { min, left }) : '',
    again: again === password ? '' : t('differs'),
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).every((fault) => fault === '')) create.mutate({ name, password });
  };
  return (
    <Door title={t('firstRun')} text={t('firstRunText')}>
      <form onSubmit={submit} noValidate>
        <Field label={t('name')} fault={tried ? faults.name : ''}>
          <Input
            size="large"
            value={name}
            onChange={setName}
            autocomplete="username"
            autofocus
            placeholder=""
          />
        </Field>
        <Field label={t('password')} fault={tried || password !== '' ? faults.password : ''}>
          <Input
            size="large"
            type="password"
            value={password}
            onChange={setPassword}
            autocomplete="new-password"
            placeholder=""
          />
        </Field>
        <Field label={t('again')} fault={tried || again !== '' ? faults.again : ''}>
          <Input
            size="large"
            type="password"
            value={again}
            onChange={setAgain}
            autocomplete="new-password"
            placeholder=""
          />
        </Field>
        <Fault error={create.error} />
        <Button type="submit" size="large" block loading={create.isPending}>
          {t('create')}
        </Button>
      </form>
    </Door>
  );
}
