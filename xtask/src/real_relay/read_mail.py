"""Reads every letter of a maildir with Python's parser, which knows nothing of Belfry, and prints what it found as JSON."""

import email
import email.policy
import json
import pathlib
import sys

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "X-Auto-Response-Suppress", "X-Belfry-Reason",
]


def read(path):
    raw = path.read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = list(message.walk())
    defects = [repr(defect) for part in parts for defect in part.defects]
    defects += [f"{name}: {defect!r}" for part in parts for name, value in part.items() for defect in value.defects]
    return {
        "headers": {name: [str(value) for value in message.get_all(name, [])] for name in HEADERS},
        "type": message.get_content_type(),
        "parts": [part.get_content_type() for part in parts if not part.is_multipart()],
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
        "defects": defects,
        "longest_line": max(len(line) for line in raw.splitlines()),
    }


letters = sorted(pathlib.Path(sys.argv[1]).glob("new/*"), key=lambda path: path.stat().st_mtime_ns)
json.dump([read(path) for path in letters], sys.stdout)
