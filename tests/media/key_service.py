"""A key service as the command sees it: one question on stdin, one answer on stdout. Misbehaves when told to."""

import hashlib
import json
import sys
import time
from base64 import b64decode, b64encode


def mask(key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(key, hashlib.sha256(b"not a cipher, only a stand-in").digest(), strict=True))


behaviour = sys.argv[1] if len(sys.argv) > 1 else "well"
if behaviour == "silent":
    time.sleep(30)
if behaviour == "failing":
    sys.exit("this may hold a secret")
if behaviour == "babbling":
    print("certainly!")
    sys.exit()
question = json.load(sys.stdin)
if behaviour == "empty":
    answer = {}
elif question["action"] == "wrap":
    answer = {"key_id": "aula/1", "wrapped": b64encode(mask(b64decode(question["key"]))).decode()}
else:
    answer = {"key": b64encode(mask(b64decode(question["wrapped"]))).decode()}
print(json.dumps(answer))
