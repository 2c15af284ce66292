"""
Gives the firmware its version from git: the last tag `vX.Y.Z` (before the first one, that of the packages), the commit
as the build, and its time.
"""

import json
import subprocess
import time

Import("env")  # noqa: F821 - provided by PlatformIO


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


tag = git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
if tag:
    version = tag[1:]
else:
    with open(f"{env['PROJECT_DIR']}/package.json", encoding="utf-8") as manifest:  # noqa: F821
        version = json.load(manifest)["version"]
build = git("describe", "--always", "--dirty", "--exclude", "*") or "unknown"
# Of the commit, so that the same sources give the same image: it can only be earlier than the truth, and a node
# that SNTP does not reach takes it for no more (docs/board-timing.md).
build_time = git("log", "-1", "--format=%ct") or str(int(time.time()))
env.Append(  # noqa: F821
    CPPDEFINES=[
        ("HOMESYNC_VERSION", env.StringifyMacro(version)),  # noqa: F821
        ("HOMESYNC_BUILD", env.StringifyMacro(build)),  # noqa: F821
        ("HOMESYNC_BUILD_TIME", build_time),
        ("HOMESYNC_TARGET", env.StringifyMacro(env["BOARD"])),  # noqa: F821
    ]
)
