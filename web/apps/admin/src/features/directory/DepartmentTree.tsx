import type { Department } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { ChevronDownIcon, ChevronRightIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { StateTag } from '@/shared/ui';

import css from './Directory.module.css';
import { type Branch, growTree, shopsIn } from './tree';
import { directoryWords } from './words';

interface DepartmentTreeProps {
  departments: Department[];
  chosen: number | undefined;
  onChoose: (departmentId: number | undefined) => void;
}

/** The departments; choosing one narrows the staff beside it. */
export function DepartmentTree({ departments, chosen, onChoose }: DepartmentTreeProps) {
  const { t } = useWords(directoryWords);
  const tops = useMemo(() => growTree(departments), [departments]);
  return (
    <div className={css.tree}>
      <button
        type="button"
        className={css.branch}
        aria-pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      >
        {t('allStaff')}
      </button>
      <Branches branches={tops} depth={0} chosen={chosen} onChoose={onChoose} />
    </div>
  );
}

type BranchesProps = Omit<DepartmentTreeProps, 'departments'> & { branches: Branch[]; depth: number };

function Branches({ branches, depth, ...rest }: BranchesProps) {
  return (
    <ul>
      {branches.map((branch) => (
        <BranchLine key={branch.department.department_id} branch={branch} depth={depth} {...rest} />
      ))}
    </ul>
  );
}

type BranchLineProps = Omit<DepartmentTreeProps, 'departments'> & { branch: Branch; depth: number };

function BranchLine({ branch, depth, chosen, onChoose }: BranchLineProps) {
  const { t } = useWords(directoryWords);
  const [open, setOpen] = useState(depth < 1);
  const { department, children } = branch;
  const shops = shopsIn(branch);
  return (
    <li>
      <div className={css.line} style={{ paddingLeft: depth * 20 }}>
        {children.length > 0 ? (
          <button
            type="button"
            className={css.fold}
            aria-expanded={open}
            aria-label={t(open ? 'collapse' : 'expand', { name: department.name })}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDownIcon /> : <ChevronRightIcon />}
          </button>
        ) : (
          <span className={css.fold} />
        )}
        <button
          type="button"
          className={css.branch}
          aria-pressed={chosen === department.department_id}
          onClick={() => onChoose(department.department_id)}
        >
          <span className={css.name}>{department.name}</span>
          {department.is_shop ? (
            <StateTag tone="running">{t('shop')}</StateTag>
          ) : (
            shops > 0 && <span className={css.count}>{t('shops', { count: shops })}</span>
          )}
        </button>
      </div>
      {open && <Branches branches={children} depth={depth + 1} chosen={chosen} onChoose={onChoose} />}
    </li>
  );
}
