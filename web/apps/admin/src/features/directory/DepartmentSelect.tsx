import { useMemo } from 'react';
import { TreeSelect } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { type Branch, growTree } from './tree';
import { useDepartments } from './useDepartments';
import { directoryWords } from './words';

interface Node {
  value: number;
  label: string;
  children?: Node[];
}

const nodeOf = ({ department, children }: Branch): Node => ({
  value: department.department_id,
  label: department.name,
  ...(children.length > 0 && { children: children.map(nodeOf) }),
});

function useNodes(): Node[] {
  const departments = useDepartments().data?.items;
  return useMemo(() => growTree(departments ?? []).map(nodeOf), [departments]);
}

interface OneDepartmentProps {
  value: number | undefined;
  onChange: (departmentId: number | undefined) => void;
}

/** Choose one department (with all below it), or none. */
export function DepartmentSelect({ value, onChange }: OneDepartmentProps) {
  const { t } = useWords(directoryWords);
  return (
    <TreeSelect
      filterable
      clearable
      data={useNodes()}
      value={value ?? ''}
      placeholder={t('pickShop')}
      treeProps={{ expandLevel: 1 }}
      onChange={(chosen) => onChange(typeof chosen === 'number' ? chosen : undefined)}
    />
  );
}

interface ManyDepartmentsProps {
  value: number[];
  /** What none chosen means, where that is more than that nothing is chosen. */
  placeholder?: string;
  onChange: (departmentIds: number[]) => void;
}

/** Choose any number of departments. */
export function ManyDepartmentsSelect({ value, placeholder, onChange }: ManyDepartmentsProps) {
  const { t } = useWords(directoryWords);
  return (
    <TreeSelect
      multiple
      filterable
      clearable
      data={useNodes()}
      value={value}
      placeholder={placeholder ?? t('pickDepartment')}
      treeProps={{ expandLevel: 1, checkStrictly: true }}
      onChange={(chosen) => onChange((chosen as number[]).map(Number))}
    />
  );
}
