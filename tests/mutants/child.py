# SPDX-License-Identifier: Apache-2.0
"""A command that may take so long and no longer, with all that it started."""

import os
import signal
import subprocess


def run(command, seconds, **environment):
    """Exit code, None where it took longer, and what it said."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          start_new_session=True, env={**os.environ, **environment}) as child:
        try:
            said, _ = child.communicate(timeout=seconds)
            return child.returncode, said
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            if child.returncode is None:  # an interrupt, too
                os.killpg(child.pid, signal.SIGKILL)
