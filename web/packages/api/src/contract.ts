/**
 * The HTTP contract, written by hand in the shape openapi-typescript emits, until `schema.ts` is generated
 * from the server's OpenAPI. Only `paths` is read from here (by `index.ts`).
 */
import type * as T from './nouns';

interface Problem {
  code: string;
  message: string;
  data: Record<string, unknown>;
  place: string | null;
}
interface Content<Body> {
  content: { 'application/json': Body };
}
interface Parameters<Path, Query> {
  path?: Path;
  query?: Query;
  header?: never;
  cookie?: never;
}
interface Read<Answer, Path = never, Query = never> {
  parameters: [Path] extends [never] ? Parameters<never, Query> : Parameters<Path, Query> & { path: Path };
  responses: { 200: Content<Answer>; default: Content<Problem> };
}
interface Write<Answer, Body = never, Path = never> {
  parameters: [Path] extends [never] ? Parameters<never, never> : Parameters<Path, never> & { path: Path };
  requestBody?: [Body] extends [never] ? never : Content<Body>;
  responses: { 200: Content<Answer>; default: Content<Problem> };
}
interface Items<Item> {
  items: Item[];
}
interface Listed<Item> extends Items<Item> {
  next_cursor: string | null;
  total: number | null;
}
interface Paging {
  cursor?: string;
  limit?: number;
}
interface Between {
  from?: string;
  to?: string;
}
interface Id {
  id: number;
}

export interface paths {
  '/api/session': {
    get: Read<T.Session>;
    post: Write<T.Session, T.Credentials>;
    delete: Write<null>;
  };
  '/api/session/owner': { post: Write<T.Session, T.Credentials> };
  '/api/corp': { get: Read<T.Corp>; post: Write<T.Corp, T.CorpDraft> };
  '/api/corp/sync': { get: Read<T.Sync>; post: Write<T.Sync> };
  '/api/doctor': { get: Read<T.Doctor> };
  '/api/flow': { get: Read<T.Flow> };
  '/api/departments': { get: Read<Items<T.Department>> };
  '/api/departments/{department_id}/shop': {
    put: Write<T.Department, { is_shop: boolean }, { department_id: number }>;
  };
  '/api/staff': {
    get: Read<Listed<T.Staff>, never, Paging & { query?: string; department_id?: number; active?: boolean }>;
  };
  '/api/tags': {
    get: Read<Items<T.TagGroup>>;
    post: Write<Items<T.TagGroup>, { group_name: string; names: string[] }>;
  };
  '/api/customers': { get: Read<Listed<T.CustomerRow>, never, Paging & T.CustomerFilter> };
  '/api/customers/{id}': { get: Read<T.Customer, Id> };
  '/api/customers/{id}/timeline': { get: Read<Listed<T.FlowFact>, Id, Paging> };
  '/api/customers/{id}/deliveries': { get: Read<Listed<T.Delivery>, Id, Paging> };
  '/api/customers/{id}/tags': {
    post: Write<T.Customer, { staff_id: number; grant: number[]; withdraw: number[] }, Id>;
  };
  '/api/customers/{id}/attributes/{key}': {
    put: Write<T.Customer, { value: unknown }, Id & { key: string }>;
  };
  '/api/customers/{id}/remark': { put: Write<T.Customer, { staff_id: number; remark: string }, Id> };
  '/api/attributes': {
    get: Read<Items<T.AttributeKind>>;
    post: Write<T.AttributeKind, T.AttributeKind>;
  };
  '/api/channels': {
    get: Read<Listed<T.ChannelRow>, never, Paging & { archived?: boolean }>;
    post: Write<T.Channel, T.ChannelDraft>;
  };
  '/api/channels/{id}': {
    get: Read<T.Channel, Id>;
    patch: Write<T.Channel, Partial<T.ChannelDraft>, Id>;
  };
  '/api/channels/{id}/archive': { post: Write<T.Channel, never, Id> };
  '/api/channels/preview': {
    post: Write<T.WelcomePreview, { text: string; fallback_text: string | null }>;
  };
  '/api/channels/{id}/report': { get: Read<T.ChannelReport, Id, Between> };
  '/api/report/channels': { get: Read<T.AllChannelsReport, never, Between> };
  '/api/broadcasts': {
    get: Read<Listed<T.BroadcastRow>, never, Paging>;
    post: Write<T.Broadcast, T.BroadcastDraft>;
  };
  '/api/broadcasts/preview': {
    post: Write<T.AudiencePreview, { tag_ids: number[]; tag_match: T.TagMatch }>;
  };
  '/api/broadcasts/{id}': { get: Read<T.Broadcast, Id> };
  '/api/broadcasts/{id}/send': { post: Write<T.Broadcast, never, Id> };
  '/api/broadcasts/{id}/cancel': { post: Write<T.Broadcast, never, Id> };
  '/api/broadcasts/{id}/remind': { post: Write<T.Broadcast, never, Id> };
  '/api/broadcasts/{id}/tasks': { get: Read<Listed<T.Task>, Id, Paging> };
  '/api/broadcasts/{id}/deliveries': {
    get: Read<Listed<T.Delivery>, Id, Paging & { state?: T.DeliveryState }>;
  };
  '/api/dead-letters': {
    get: Read<Listed<T.DeadLetter>, never, Paging & { kind?: T.DeadLetterKind }>;
  };
  '/api/dead-letters/{id}/replay': { post: Write<null, never, { id: string }> };
  '/api/dead-letters/replay': {
    post: Write<{ replayed: number }, { kind?: T.DeadLetterKind; name?: string }>;
  };
  '/api/dead-letters/{id}': { delete: Write<null, never, { id: string }> };
}
