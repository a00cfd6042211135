/** Customers, channels, broadcasts and what is sent. */

// ---- customers

export interface TagName {
  tag_id: number;
  name: string;
}
export interface CustomerFilter {
  query?: string;
  tag_id?: number[];
  tag_match?: 'any' | 'all' | 'none';
  staff_id?: number;
  department_id?: number;
  channel_id?: number;
  relation?: 'live' | 'lost' | 'any';
  added_from?: string;
  added_to?: string;
}
export interface CustomerRow {
  customer_id: number;
  name: string | null;
  avatar_url: string | null;
  gender: 0 | 1 | 2;
  type: 1 | 2;
  tags: TagName[];
  staff: { staff_id: number; name: string; shop_name: string | null }[];
  staff_count: number;
  channel: null | { channel_id: number; name: string };
  added_at: string | null;
  live: boolean;
}
export interface Relation {
  staff_id: number;
  staff_name: string;
  shop_name: string | null;
  remark: string | null;
  description: string | null;
  phones: string[];
  state: string | null;
  channel: null | { channel_id: number; name: string };
  add_way: number;
  added_at: string;
  deleted_at: string | null;
  deleted_by: null | 'customer' | 'staff' | 'transfer';
  tags: { tag_id: number; name: string; status: 'granted' | 'pending' | 'withdrawing' }[];
}
export type AttributeType = 'string' | 'number' | 'boolean' | 'date' | 'set';
export interface AttributeKind {
  key: string;
  label: string;
  type: AttributeType;
}
export interface Customer extends CustomerRow {
  external_userid: string;
  unionid: string | null;
  corp_name: string | null;
  relations: Relation[];
  attributes: (AttributeKind & { value: unknown })[];
  last_read_at: string | null;
  unreadable_reason: string | null;
}
export type DeliveryState =
  | 'planned'
  | 'claimed'
  | 'handed_over'
  | 'delivered'
  | 'failed'
  | 'expired'
  | 'cancelled'
  | 'skipped'
  | 'unknown';
export interface Delivery {
  delivery_id: number;
  channel: 'welcome' | 'broadcast';
  state: DeliveryState;
  reason: string | null;
  customer: { customer_id: number; name: string | null };
  staff: { staff_id: number; name: string };
  broadcast: null | { broadcast_id: number; name: string };
  planned_at: string;
  handed_over_at: string | null;
  settled_at: string | null;
  text: string | null;
  seconds_to_send: number | null;
}

// ---- channels

export type ChannelStatus = 'preparing' | 'live' | 'expired' | 'archived' | 'failed';
export interface ChannelRow {
  channel_id: number;
  name: string;
  state: string;
  status: ChannelStatus;
  status_reason: string | null;
  cost_fen: number;
  staff_count: number;
  expires_at: string | null;
  added: number;
  added_today: number;
  greeted_in_time_permille: number | null;
  cost_per_add_fen: number | null;
  created_at: string;
}
export type Attachment =
  | { kind: 'image'; blob_key: string }
  | { kind: 'link'; title: string; url: string; desc: string | null; pic_url: string | null }
  | { kind: 'miniprogram'; title: string; appid: string; page: string; blob_key: string };
export interface Welcome {
  hours: null | { weekdays: number[]; from: string; to: string };
  text: string;
  fallback_text: string | null;
  attachments: Attachment[];
}
export interface ChannelDraft {
  name: string;
  cost_fen: number;
  staff_ids: number[];
  department_ids: number[];
  skip_verify: boolean;
  expires_at: string | null;
  fallback_staff_ids: number[];
  tag_ids: number[];
  remark_template: string | null;
  welcome: Welcome[];
}
export interface Channel extends ChannelRow, ChannelDraft {
  config_id: string | null;
  qr_url: string | null;
}
export interface WelcomePreview {
  rendered: string;
  fallback: string;
  problems: { place: string; message: string }[];
}
export interface ReportRow {
  adds_new: number;
  adds_returning: number;
  adds_half: number;
  deleted_by_customer_24h: number;
  deleted_by_customer_7d: number;
  deleted_by_staff_24h: number;
  deleted_by_staff_7d: number;
  greetings_due: number;
  greetings_in_time: number;
  cost_fen: number | null;
  cost_per_add_fen: number | null;
}
export interface ChannelReport {
  totals: ReportRow;
  by_day: ({ day: string } & ReportRow)[];
  by_shop: ({ department_id: number | null; name: string } & ReportRow)[];
  by_staff: ({ staff_id: number; name: string } & ReportRow)[];
  not_known: string[];
}
export interface AllChannelsReport extends ChannelReport {
  by_channel: ({ channel_id: number; name: string } & ReportRow)[];
}
export interface Blob {
  blob_key: string;
  kind: 'image';
  width: number;
  height: number;
  bytes: number;
  url: string;
}

// ---- broadcasts

export type BroadcastState = 'draft' | 'planning' | 'handing_over' | 'waiting' | 'done' | 'cancelled';
export type TagMatch = 'any' | 'all';
export type TaskState = 'open' | 'confirmed' | 'expired' | 'cancelled';
export interface BroadcastCounts {
  planned: number;
  handed_over: number;
  delivered: number;
  failed: number;
  expired: number;
  cancelled: number;
  skipped: number;
  unknown: number;
  total: number;
}
export interface BroadcastRow {
  broadcast_id: number;
  name: string;
  state: BroadcastState;
  created_at: string;
  created_by: string | null;
  tag_match: TagMatch;
  tags: TagName[];
  counts: BroadcastCounts;
  tasks: Record<TaskState, number>;
}
export interface Broadcast extends BroadcastRow {
  text: string;
  attachments: Attachment[];
  skips: { reason: string; count: number }[];
  handed_over_at: string | null;
}
export interface BroadcastDraft {
  name: string;
  tag_ids: number[];
  tag_match: TagMatch;
  text: string;
  attachments: Attachment[];
}
export interface AudiencePreview {
  customers: number;
  staff: number;
  sample: { customer_id: number; name: string | null }[];
  skipped: { reason: string; count: number }[];
}
export interface Task {
  task_id: number;
  staff: { staff_id: number; name: string; shop_name: string | null };
  state: TaskState;
  customers: number;
  delivered: number;
  failed: number;
  opened_at: string;
  confirmed_at: string | null;
  reminders: number;
}
