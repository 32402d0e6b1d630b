#!/bin/sh
# The steps of the Containerfile where no engine runs: a clean folder and environment from the lock, and the page in it.
# Prints how long the install took and how much memory the started page uses. Usage: deploy/clean_root.sh FOLDER
set -eu
root=$1
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$root/app"
python3 -m venv "$root/venv"
began=$(date +%s)
"$root/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.txt"
echo "installed from the lock in $(( $(date +%s) - began )) s"
for part in dashboard.py pyproject.toml .streamlit panels geo data static; do cp -R "$here/$part" "$root/app/"; done
cd "$root/app"
GEO_STORE="$root/store.db" OPENBLAS_NUM_THREADS=1 env -u PYTHONPATH "$root/venv/bin/python" -m streamlit run dashboard.py \
    --server.headless true --server.address 127.0.0.1 --server.port "${PORT:-8599}" > "$root/log" 2>&1 &
page=$!
trap 'kill $page' EXIT
tries=0
until "$root/venv/bin/python" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:${PORT:-8599}/_stcore/health')" 2> /dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 120 ] || { echo "the page did not come up:"; tail -20 "$root/log"; exit 1; }
    sleep 0.5
done
echo "healthy"
"$root/venv/bin/python" - "ws://127.0.0.1:${PORT:-8599}/_stcore/stream" << 'VIEW'
import asyncio, sys
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

async def view(address):
    """What a browser asks for first, by Streamlit's own protocol, until the page is whole."""
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        await socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(await asyncio.wait_for(socket.recv(), 120))
            assert told.delta.new_element.WhichOneof("type") != "exception", told
            if told.WhichOneof("type") == "script_finished":
                return

asyncio.run(view(sys.argv[1]))
VIEW
echo "first view shown; peak of the page's process: $(grep VmHWM /proc/$page/status | tr -s ' \t' ' ')"
