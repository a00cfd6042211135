/** Session, corps, flow, directory, dead letters. */

// ---- session

export type Role = 'owner' | 'admin' | 'operator' | 'analyst' | 'compliance' | 'shop_manager' | 'staff';
export interface Session {
  state: 'first_run' | 'signed_out' | 'signed_in';
  csrf_token: string;
  account: null | { id: number; name: string; role: Role };
  corp: null | { corp_id: number; corpid: string; name: string };
  clock: { now: string; rate: number };
  version: string;
}
export interface Credentials {
  name: string;
  password: string;
}

// ---- corps

export interface Corp {
  connected: boolean;
  corp_id?: number | null;
  corpid: string;
  name: string;
  agentid: number | null;
  callback_url: string | null;
  callback_token: string | null;
  callback_aes_key: string | null;
  callback_verified_at: string | null;
  last_callback_at: string | null;
  secret_set: boolean;
  quota_share_permille: number;
}
export interface CorpDraft {
  corpid: string;
  name: string;
  agentid: number;
  secret: string;
}
export type SyncStageName = 'departments' | 'staff' | 'tags' | 'customers';
export type SyncStageState = 'waiting' | 'running' | 'done' | 'failed';
export interface SyncStage {
  name: SyncStageName;
  state: SyncStageState;
  done: number;
  total: number | null;
}
export interface Sync {
  state: 'idle' | 'running' | 'done' | 'failed';
  started_at: string | null;
  finished_at: string | null;
  error: null | { code: string; message: string };
  stages: SyncStage[];
}
export type CheckId =
  | 'credentials'
  | 'visible_range'
  | 'trusted_ip'
  | 'callback'
  | 'console_welcome'
  | 'database'
  | 'search'
  | 'clock'
  | 'worker'
  | 'disk';
export type CheckState = 'ok' | 'warn' | 'fail' | 'unknown';
export interface Check {
  id: CheckId;
  state: CheckState;
  detail: string;
  data: Record<string, unknown>;
  mend: string | null;
}
export interface Doctor {
  checked_at: string;
  checks: Check[];
}

// ---- flow

export type FactKind =
  | 'relation.added'
  | 'relation.readded'
  | 'relation.half_added'
  | 'relation.deleted_by_customer'
  | 'relation.deleted_by_staff'
  | 'relation.edited'
  | 'tag.granted'
  | 'tag.withdrawn'
  | 'delivery.planned'
  | 'delivery.handed_over'
  | 'delivery.delivered'
  | 'delivery.failed'
  | 'delivery.expired'
  | 'delivery.unknown'
  | 'delivery.skipped'
  | 'task.opened'
  | 'task.confirmed'
  | 'task.expired'
  | 'task.cancelled'
  | 'customer.read'
  | 'customer.attribute_set';
export interface FlowFact {
  id: string;
  kind: FactKind;
  occurred_at: string;
  customer: null | { customer_id: number; name: string | null };
  staff: null | { staff_id: number; name: string };
  channel: null | { channel_id: number; name: string };
  detail: Record<string, unknown>;
}
export interface Flow {
  at: string;
  callbacks_today: number;
  added_today: number;
  greeted_today: number;
  greeted_in_time_permille: number | null;
  deleted_today: number;
  tagged_today: number;
  waiting: { inbox: number; greetings: number; jobs: number; dead: number };
  per_minute: { minute: string; callbacks: number; added: number; greeted: number }[];
  recent: FlowFact[];
  by_channel_today: { channel_id: number; name: string; added: number }[];
}

// ---- directory

export interface Department {
  department_id: number;
  parent_id: number | null;
  name: string;
  is_shop: boolean;
  staff_count: number;
}
export interface Staff {
  staff_id: number;
  userid: string;
  name: string;
  department_ids: number[];
  shop: null | { department_id: number; name: string };
  is_follow_user: boolean;
  active: boolean;
  customers: number;
}
export interface TagGroup {
  group_id: number;
  name: string;
  tags: { tag_id: number; name: string; ours: boolean; customers: number }[];
}

// ---- dead letters

export type DeadLetterKind = 'callback' | 'job';
export interface DeadLetter {
  dead_letter_id: string;
  kind: DeadLetterKind;
  name: string;
  reason: string;
  error: string | null;
  attempts: number;
  first_at: string;
  last_at: string;
  payload: string;
}
