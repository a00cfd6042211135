"""Kinds of background work that customers does."""

JOB_READ = "customers.read"
"""Read one customer again; key: external_userid."""

JOB_READ_TAGS = "customers.read_tags"
"""Read the tag library again."""

JOB_SYNC_TAGS = "customers.sync_tags"
JOB_SYNC = "customers.sync"
"""The walk: the tag library, then every member's customers."""

JOB_PROJECT_TAGS = "customers.project_tags"
"""Bring our marks of one relation to WeCom; key: `<customer_id>:<staff_id>`."""

JOB_PROJECT_GRANTS = "customers.project_grants"
"""Bring the marks that grants gave or took to WeCom, a turn's worth at a time; key: `LIBRARY_KEY`."""

JOB_PROJECT_REMARK = "customers.project_remark"
"""Bring our remark of one relation to WeCom; key: `<customer_id>:<staff_id>`."""

JOB_JOIN = "customers.join"
"""Decide anew whom one identity joins; key: identity_id."""

GRANTS_PER_MINUTE = 2_000
"""The setting `grant_marks_per_minute`: a third of what a corp's calls of one API come to at the usual share, so that
marks made by hand and by channels find the rest of the bucket free; a million marks take eight hours."""

LIBRARY_KEY = "corp"
