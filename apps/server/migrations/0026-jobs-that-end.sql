-- Jobs that somebody started and that go on without them are among what an act takes from them (P9).
create or replace view consequence with (security_invoker = true) as
SELECT m.account_id,
    'profile'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    m.sort_name AS label
   FROM member m
  WHERE m.status = 'active'::text
UNION ALL
 SELECT m.account_id,
    'role'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    m.role AS label
   FROM member m
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text])) AND m.role <> 'member'::text
UNION ALL
 SELECT i.account_id,
    'invitation'::text AS kind,
    party.member_id,
    i.id AS subject_id,
    m.sort_name AS label
   FROM invitation i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id
     CROSS JOIN LATERAL ( VALUES (i.member_id), (i.invited_by)) party(member_id)
  WHERE i.ending IS NULL
UNION ALL
 SELECT t.account_id,
    'token'::text AS kind,
    t.member_id,
    t.id AS subject_id,
    t.name AS label
   FROM api_token t
  WHERE t.ended_at IS NULL
UNION ALL
 SELECT h.account_id,
    'handover'::text AS kind,
    h.to_member AS member_id,
    h.id AS subject_id,
    m.sort_name AS label
   FROM handover h
     JOIN member m ON m.account_id = h.account_id AND m.id = h.to_member
  WHERE h.ending IS NULL
UNION ALL
 SELECT r.account_id,
    'computer'::text AS kind,
    r.member_id,
    r.computer_id AS subject_id,
    c.name AS label
   FROM reach r
     JOIN computer c ON c.account_id = r.account_id AND c.id = r.computer_id
UNION ALL
 SELECT c.account_id,
    'owned-computer'::text AS kind,
    c.owner_id AS member_id,
    c.id AS subject_id,
    c.name AS label
   FROM computer c
  WHERE c.owner_id IS NOT NULL
UNION ALL
 SELECT e.account_id,
    'code'::text AS kind,
    e.made_by AS member_id,
    e.id AS subject_id,
    COALESCE(o.sort_name, c.name, g.name, ''::text) AS label
   FROM enrolment_code e
     LEFT JOIN member o ON o.account_id = e.account_id AND o.id = e.owner_id
     LEFT JOIN computer c ON c.account_id = e.account_id AND c.id = e.computer_id
     LEFT JOIN computer_group g ON g.account_id = e.account_id AND g.id = e.group_id
  WHERE e.ending IS NULL AND e.expires_at > now()
UNION ALL
 SELECT e.account_id,
    'code'::text AS kind,
    e.owner_id AS member_id,
    e.id AS subject_id,
    o.sort_name AS label
   FROM enrolment_code e
     JOIN member o ON o.account_id = e.account_id AND o.id = e.owner_id
  WHERE e.ending IS NULL AND e.expires_at > now() AND e.owner_id <> e.made_by
UNION ALL
 SELECT s.account_id,
    'session'::text AS kind,
    s.member_id,
    s.id AS subject_id,
    c.name AS label
   FROM session s
     JOIN computer c ON c.account_id = s.account_id AND c.id = s.computer_id
  WHERE s.state <> 'ended'::text AND (EXISTS ( SELECT
           FROM reach r
          WHERE r.account_id = s.account_id AND r.member_id = s.member_id AND r.computer_id = s.computer_id))
UNION ALL
-- The ways of extra_power, each with its members: joined to these as a whole, what is asked of ten thousand is a hundred million pairs to a
-- planner who knows nothing of the tables yet, as after a great import.
 SELECT m.account_id,
    'permission'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    p.permission AS label
   FROM member m
     JOIN custom_role_permission p ON p.account_id = m.account_id AND p.role_id = m.role_id
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text]))
UNION ALL
 SELECT p.account_id,
    'permission'::text AS kind,
    p.member_id,
    p.member_id AS subject_id,
    p.permission AS label
   FROM member_permission p
     JOIN member m ON m.account_id = p.account_id AND m.id = p.member_id
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text]))
UNION ALL
 SELECT i.account_id,
    'permission'::text AS kind,
    i.member_id,
    i.member_id AS subject_id,
    p.permission AS label
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_permission p ON p.account_id = up.account_id AND p.group_id = up.above_id
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text]))
UNION ALL
 SELECT b.account_id,
    'job'::text AS kind,
    b.member_id,
    b.id AS subject_id,
    b.act AS label
   FROM batch b
  WHERE b.state = 'running'::text;

-- Of the jobs of a hundred thousand members only those under way are asked for.
create index batch_running_by_member on batch (account_id, member_id) where state = 'running';
