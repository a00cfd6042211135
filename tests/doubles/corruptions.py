"""Damage to our rows of every kind that a sweep can find, with the kind of drift that it is counted as."""

from __future__ import annotations

from lingqu.infra.database import UnitOfWork

CORRUPTIONS = {
    "missing": (
        "relations",
        """
        WITH gone AS (DELETE FROM follow_relation WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1),
             spells AS (DELETE FROM relation_spell WHERE (customer_id, staff_id) IN (SELECT * FROM victim))
        SELECT count(*) FROM gone
        """,
    ),
    "ended here only": (
        "relations",
        """
        WITH hit AS (
          UPDATE follow_relation SET deleted_at = added_at + interval '1 minute', deleted_by = 'staff'
          WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1
        ), spells AS (
          UPDATE relation_spell SET ended_at = began_at + interval '1 minute', ended_by = 'staff'
          WHERE (customer_id, staff_id) IN (SELECT * FROM victim)
        ) SELECT count(*) FROM hit
        """,
    ),
    "otherwise": (
        "relations",
        """
        WITH hit AS (UPDATE follow_relation SET add_way = 99, description = '错'
                     WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "torn": (
        "relations",
        """
        WITH hit AS (UPDATE follow_relation SET half = true, deleted_at = added_at
                     WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "remark": (
        "remarks",
        """
        WITH hit AS (UPDATE follow_relation SET remark = '错的备注'
                     WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "mark missing": (
        "marks",
        """
        WITH hit AS (DELETE FROM relation_tag WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "mark surplus": (
        "marks",
        """
        WITH hit AS (
          INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
          SELECT lingqu_corp(), v.customer_id, v.staff_id, t.tag_id, 'granted', 'wecom', '2026-01-01T00:00:00Z'
          FROM victim v, corp_tag t WHERE NOT EXISTS (
            SELECT 1 FROM relation_tag r WHERE (r.customer_id, r.staff_id) = (v.customer_id, v.staff_id)
                                           AND r.tag_id = t.tag_id)
          AND t.tag_id IN (SELECT min(tag_id) FROM corp_tag)
          RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "person": (
        "people",
        """
        WITH hit AS (UPDATE customer SET name = '错', gender = 7
                     WHERE customer_id IN (SELECT customer_id FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "staff": (
        "staff",
        """
        WITH hit AS (UPDATE staff SET name = '错' WHERE staff_id IN (SELECT DISTINCT staff_id FROM victim) RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "staff gone here only": (
        "staff",
        """
        WITH hit AS (UPDATE staff SET left_at = '2026-01-01T00:00:00Z'
                     WHERE staff_id IN (SELECT DISTINCT staff_id FROM victim) AND name <> '错' RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "tag": (
        "tags",
        """
        WITH hit AS (UPDATE corp_tag SET name = name || '错' WHERE tag_id % 2 = 0 RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "department": (
        "departments",
        """
        WITH hit AS (UPDATE department SET name = name || '错' WHERE department_id > 1 RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "ended by a transfer here only": (
        "relations",
        """
        WITH hit AS (
          UPDATE follow_relation SET deleted_at = added_at + interval '1 minute', deleted_by = 'transfer'
          WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1
        ), spells AS (
          UPDATE relation_spell SET ended_at = began_at + interval '1 minute', ended_by = 'transfer'
          WHERE (customer_id, staff_id) IN (SELECT * FROM victim)
        ) SELECT count(*) FROM hit
        """,
    ),
    "torn by whom": (
        "relations",
        """
        WITH hit AS (UPDATE follow_relation SET deleted_by = 'staff'
                     WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "phone": (
        "phones",
        """
        WITH hit AS (DELETE FROM relation_phone WHERE (customer_id, staff_id) IN (SELECT * FROM victim) RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "picture": (
        "people",
        """
        WITH hit AS (UPDATE customer SET avatar_url = 'https://img.example/wrong.jpg', type = 2
                     WHERE customer_id IN (SELECT customer_id FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "staff moved": (
        "staff",
        """
        WITH hit AS (
          UPDATE staff_department SET department_id = 1, is_leader = NOT is_leader
          WHERE staff_id IN (SELECT staff_id FROM staff WHERE staff_id IN (SELECT staff_id FROM victim)
                                                          AND name <> '错' AND left_at IS NULL)
          RETURNING staff_id
        ) SELECT count(DISTINCT staff_id) FROM hit
        """,
    ),
    "no customer contact here only": (
        "staff",
        """
        WITH hit AS (UPDATE staff SET is_follow_user = false
                     WHERE staff_id IN (SELECT staff_id FROM victim) RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "tag gone here only": (
        "tags",
        """
        WITH hit AS (UPDATE corp_tag SET deleted_at = '2026-01-01T00:00:00Z' WHERE tag_id % 2 = 1 RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
    "tag group": (
        "tags",
        """
        WITH hit AS (UPDATE tag_group SET name = name || '错', sort = sort + 1 RETURNING 1) SELECT count(*) FROM hit
        """,
    ),
    "department gone here only": (
        "departments",
        """
        WITH hit AS (UPDATE department SET gone_at = '2026-01-01T00:00:00Z' WHERE department_id = 1 RETURNING 1)
        SELECT count(*) FROM hit
        """,
    ),
}

SURPLUS = """
    WITH made AS (
      INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
      SELECT lingqu_corp(), c.customer_id, s.staff_id, '2025-12-01T00:00:00Z'
      FROM (SELECT customer_id FROM customer WHERE customer_id % 21 <> 0 ORDER BY customer_id LIMIT 120) c,
           LATERAL (SELECT staff_id FROM staff s WHERE s.is_follow_user AND NOT EXISTS (
                      SELECT 1 FROM follow_relation f WHERE (f.customer_id, f.staff_id) = (c.customer_id, s.staff_id))
                    ORDER BY staff_id LIMIT 1) s
      RETURNING customer_id, staff_id, added_at
    ), spells AS (
      INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning)
      SELECT lingqu_corp(), customer_id, staff_id, added_at, added_at, true FROM made
    ) SELECT count(*) FROM made
"""


async def corrupt(unit: UnitOfWork) -> dict[str, int]:
    """Damage rows of every kind, each kind on relations of its own; return how many per kind of drift."""
    damaged: dict[str, int] = {}
    for number, (kind, sql) in enumerate(CORRUPTIONS.values()):
        victim = f"""
            WITH victim AS (
              SELECT customer_id, staff_id FROM follow_relation
              WHERE corp_id = lingqu_corp() AND deleted_at IS NULL AND added_at < '2026-03-01T00:00:00Z'
                AND customer_id % {len(CORRUPTIONS)} = {number}
            ),
            """
        damaged[kind] = damaged.get(kind, 0) + await unit.fetch_value(victim + sql.strip().removeprefix("WITH"))
    damaged["relations"] += await unit.fetch_value(SURPLUS)
    return damaged
