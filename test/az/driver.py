"""Runs az commands in one process: a line of JSON in for each, a line of JSON out.

In:  {"line": "backup vault list", "env": {}}        Out: {"exitCode": 0, "stdout": "...", "stderr": "..."}

az's code is untouched; starting it anew for each command would cost a second of processor time. Where az waits (for an
operation, for a job) the calendar of the served mock moves on by that time instead, so that waits take no time and az sees
what it would see in Azure.
"""

import io
import json
import os
import shlex
import sys
import time
import traceback
import urllib.request

CONTROL_URL = os.environ["AZBK_CONTROL_URL"]
# No proxy: the variables of this process lead nowhere on purpose. The authority comes from SSL_CERT_FILE.
CONTROL = urllib.request.build_opener(urllib.request.ProxyHandler({}))

really_sleep = time.sleep


def sleep(seconds):
    """az's main thread looks often whether its poller is done: that is no wait for Azure."""
    if sys._getframe(1).f_globals["__name__"] == "azure.cli.core.commands":
        really_sleep(min(seconds, 0.01))
    else:
        body = json.dumps({"ms": seconds * 1000}).encode()
        CONTROL.open(urllib.request.Request(CONTROL_URL + "/advance", data=body)).read()


def run(line, env):
    from azure.cli.core import get_default_cli

    arguments = shlex.split(line)
    sys.argv = ["az", *arguments]
    before = dict(os.environ)
    os.environ.update(env)
    try:
        return get_default_cli().invoke(arguments, out_file=sys.stdout)
    except SystemExit as end:
        return end.code or 0
    except BaseException:  # What az does not catch ends in a traceback there too.
        traceback.print_exc()
        return 1
    finally:
        os.environ.clear()
        os.environ.update(before)


def main():
    time.sleep = sleep
    requests, replies = sys.stdin, sys.stdout
    sys.stdin = open(os.devnull)
    # az's log handlers keep the stream they find first: the same two for all commands.
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    for request in requests:
        for stream in (sys.stdout, sys.stderr):
            stream.seek(0)
            stream.truncate()
        exit_code = run(**json.loads(request))
        reply = {"exitCode": exit_code, "stdout": sys.stdout.getvalue(), "stderr": sys.stderr.getvalue()}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


main()
