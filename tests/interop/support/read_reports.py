"""Reads every mail of a Maildir by Python's email package and prints what stands in the reports as JSON.

Strict: a mail that is no well-formed multipart/report ends it with an error.
"""
import email
import email.policy
import json
import pathlib
import sys


def fields(message):
    return {name: str(value) for name, value in message.items()}


def report(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert not message.defects, message.defects
    assert message.get_content_type() == "multipart/report", message.get_content_type()
    assert message.get_param("report-type") == "delivery-status"
    parts = list(message.iter_parts())
    assert len(parts) == 3, [part.get_content_type() for part in parts]
    text, status, returned = parts
    for part in message.walk():
        assert not part.defects, part.defects
    assert text.get_content_type() == "text/plain"
    assert status.get_content_type() == "message/delivery-status"
    # One message for the fields of the mail, and one for those of each recipient.
    mail, *recipients = status.get_payload()
    if returned.get_content_type() == "message/rfc822":
        inner = returned.get_content()
        back = {"fields": fields(inner), "text": inner.get_content()}
    else:
        assert returned.get_content_type() == "text/rfc822-headers"
        inner = email.message_from_string(returned.get_content(), policy=email.policy.default)
        back = {"fields": fields(inner), "text": ""}
    return {
        "header": fields(message),
        "date": message["date"].datetime.timestamp(),
        "text": text.get_content(),
        "mail": fields(mail),
        "recipients": [fields(recipient) for recipient in recipients],
        "returned": {"type": returned.get_content_type(), **back},
    }


folder = pathlib.Path(sys.argv[1])
print(json.dumps([report(path) for path in sorted(folder.glob("new/*"))]))
