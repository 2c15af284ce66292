/** How a client reaches a broker: address, safety of the way, credentials. The same for every program of ours. */
export { type AccessRequest, type BrokerAccess, resolveAccess } from "./access.ts";
export { type BrokerAddress, isLoopback, parseBrokerUrl, type Scheme } from "./address.ts";
export type { ClientCertificate } from "./client-certificate.ts";
export { ReachError } from "./error.ts";
export { PASSWORD_VARIABLE, readPassword } from "./password.ts";
export { Secret } from "./secret.ts";
