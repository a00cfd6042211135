import type { Department } from '@lingqu/api';

export interface Branch {
  department: Department;
  children: Branch[];
}

/** Departments as a forest. One whose parent is not visible to us stands at the top. */
export function growTree(departments: Department[]): Branch[] {
  const branches = new Map(
    departments.map((department) => [department.department_id, { department, children: [] }]),
  );
  const tops: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branches.get(branch.department.parent_id ?? Number.NaN);
    (parent?.children ?? tops).push(branch);
  }
  return tops;
}

/** How many shops a branch holds, itself included. */
export const shopsIn = (branch: Branch): number =>
  (branch.department.is_shop ? 1 : 0) + branch.children.reduce((sum, child) => sum + shopsIn(child), 0);
