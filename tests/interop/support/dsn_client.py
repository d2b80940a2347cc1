"""Sends mails with the parameters of RFC 3461 by Python's smtplib: dsn_client.py PORT JSON."""
import json
import smtplib
import sys
from email.message import EmailMessage

for mail in json.loads(sys.argv[2]):
    message = EmailMessage()
    message["From"] = "PLC <plc@plant.example>"
    message["To"] = "on call <oncall@sms.example>"
    message["Subject"] = mail["subject"]
    message["Message-ID"] = mail["id"]
    message.set_content(mail["text"])
    with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
        server.ehlo()
        assert server.has_extn("dsn")
        server.send_message(
            message,
            "plc@plant.example",
            [mail["to"]],
            mail_options=mail["mail"],
            rcpt_options=mail["rcpt"],
        )
