export { DepartmentSelect, ManyDepartmentsSelect } from './DepartmentSelect';
export { ManyStaffSelect, StaffSelect } from './StaffSelect';
export { useAllStaff } from './useAllStaff';
export { useDepartments } from './useDepartments';
