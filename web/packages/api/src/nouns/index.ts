/** The nouns of the HTTP contract. Instants are RFC 3339 UTC strings, money is integer fen. */
export type * from './engagement';
export type * from './platform';
