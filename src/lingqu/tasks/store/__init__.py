"""All SQL of tasks. Reads staff, departments, customers, relations and tags of the rows below; writes its own."""
