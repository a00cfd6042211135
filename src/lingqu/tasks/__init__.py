"""Tasks: work for a staff member, with a deadline and a proof; confirming a group send is one kind."""
