# SPDX-License-Identifier: BSD-3-Clause
"""terminal.py COLUMNS ROWS WHEN COMMAND...: run a command on a terminal of that size.

WHEN is `end`, or `interrupt`: then Ctrl-C is typed once the first picture is there. Prints
what the command wrote, raw; then its exit status as the last line.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

columns, rows, when = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[4], sys.argv[4:])

text = b""
typed = False
end = time.monotonic() + 60
while time.monotonic() < end:
    if not select.select([terminal], [], [], 0.2)[0]:
        continue
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    text += piece
    if when == "interrupt" and not typed and b"messages" in text:
        os.write(terminal, b"\x03")
        typed = True
else:
    os.kill(child, 9)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.stdout.buffer.write(text)
sys.stdout.buffer.write(b"\nstatus %d\n" % status)
