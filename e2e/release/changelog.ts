/** CHANGELOG.md, in the form of Keep a Changelog: releases as headings of the second level, the latest first. */
const UNRELEASED = "## Unreleased\n";
const RELEASE = /^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$/m;

/** Undefined when nothing was released yet. */
export const latestRelease = (changelog: string): string | undefined => RELEASE.exec(changelog)?.[1];

/** What was not released becomes a release of this day (`2026-11-24`). @throws RangeError when there is nothing */
export function cutRelease(changelog: string, version: string, day: string): string {
  const at = changelog.indexOf(UNRELEASED);
  const rest = changelog.slice(at + UNRELEASED.length);
  const entries = rest.split(/^## /m)[0] ?? "";
  if (at < 0 || !/^- /m.test(entries))
    throw new RangeError("CHANGELOG.md has nothing under Unreleased to release");
  return `${changelog.slice(0, at)}${UNRELEASED}\n## ${version} - ${day}\n${rest}`;
}

/** What is said of one release. @throws RangeError when it is not there */
export function notesOf(changelog: string, version: string): string {
  const section = changelog.split(/^## /m).find((candidate) => candidate.startsWith(`${version} - `));
  if (section === undefined) throw new RangeError(`CHANGELOG.md has no release ${version}`);
  return `${section.slice(section.indexOf("\n")).trim()}\n`;
}
