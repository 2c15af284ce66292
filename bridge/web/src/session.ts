/** Where the token is kept: in this tab, until it is closed. Never in the URL, never in a cookie. */
const KEY = "homesync.token";

export const storedToken = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

export const keepToken = (token: string): void => sessionStorage.setItem(KEY, token);

export const forgetToken = (): void => sessionStorage.removeItem(KEY);
