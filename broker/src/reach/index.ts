/** How a client reaches a broker: address, safety of the way, credentials. The same for every program of ours. */
export { BACKEND_USERNAME } from "../acl/usernames.ts";
export { type AccessRequest, type BrokerAccess, resolveAccess } from "./access.ts";
export { type BrokerAddress, isLoopback, parseBrokerUrl, type Scheme } from "./address.ts";
export type { ClientCertificate } from "./client-certificate.ts";
export { ReachError } from "./error.ts";
export { type Login, Logins, readLogins } from "./logins.ts";
export { PASSWORD_VARIABLE, readPassword } from "./password.ts";
export { Secret } from "./secret.ts";
