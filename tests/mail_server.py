"""A mail server for tests, that takes part in a real SMTP conversation."""

import socket
from email import message_from_bytes
from email.policy import default
from io import StringIO

from aiosmtpd.controller import Controller
from django.core.management import call_command


class MailServer:
    """Takes mail on a free port of this machine; `answers` are given before it does."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.letters, self.recipients, self.answers = [], [], []
        self.controller = None

    def start(self):
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, server_hostname="localhost"
        )
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 Taken"


def send_pending_mail():
    """Run the command, and return what it says."""
    printed = StringIO()
    call_command("send_pending_mail", stdout=printed)
    return printed.getvalue().strip()
