/** The only source of randomness. Under simulation it counts from a seed. */
export interface Ids {
  /** A fresh RFC 4122 uuid, lower case. */
  uuid(): string;
}
