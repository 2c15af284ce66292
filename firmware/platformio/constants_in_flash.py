"""
Leaves the core's constants in the flash. The Arduino core puts whatever is constant into RAM, as the processor reads
the flash by whole words only; of the portable core that is 8 KB, a tenth of the RAM, which no attribute can move, as
most of it is text in the midst of code. So its sections are renamed once it is compiled, to those that the linker
script leaves in the flash, and the Arduino core's handler of the exception (NON32XFER_HANDLER) reads the single bytes:
some microseconds each, of which a message takes about a hundred.
"""

Import("env")  # noqa: F821 - provided by PlatformIO

RENAME = "xtensa-lx106-elf-objcopy --prefix-alloc-sections=.irom0.text $TARGET"


def leave_in_flash(env, node):
    return env.Object(node, CXXCOM=[env["CXXCOM"], RENAME])


env.Append(CPPDEFINES=["NON32XFER_HANDLER"])  # noqa: F821
for library in ("core", "provisioning"):
    env.AddBuildMiddleware(leave_in_flash, f"*/lib/{library}/src/*.cpp")  # noqa: F821
