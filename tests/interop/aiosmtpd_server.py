"""aiosmtpd on 127.0.25.15 for tests/interop/run: STARTTLS on ports 25 and 587, implicit TLS on 465. On 127.0.25.19 it is
careless: it takes nothing before TLS on port 25, logins before TLS on 587, any recipient, and tells who its users are.

The only argument is the directory of the suite, where it finds certificate and passwords and puts the
messages, with nothing added and lines that end in LF, into the mailboxes.
"""

import asyncio
import pathlib
import ssl
import sys
import uuid

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

directory = pathlib.Path(sys.argv[1])
ADDRESS = "127.0.25.15"
CARELESS = "127.0.25.19"
MAILBOXES = {"ann@example.test": "ann", "bob@example.test": "bob", "jürgen@example.test": "juergen"}
PASSWORDS = {f"{user}@example.test": (directory / f"{user}.password").read_bytes() for user in ("ann", "bob")}


class Mailboxes:
    """What is refused here is refused by the other servers too."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address == "refused@sender.test":
            return "550 5.7.1 This sender is not welcome"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "greylisted@example.test":
            return "451 4.7.1 Greylisted, please try again in 5 minutes"
        if not address.endswith("@example.test"):
            return "550 5.7.1 Relaying denied"
        if address not in MAILBOXES:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            mailbox = directory / "mail" / MAILBOXES[address] / "new"
            mailbox.mkdir(parents=True, exist_ok=True)
            name = uuid.uuid4().hex
            (directory / name).write_bytes(envelope.content.replace(b"\r\n", b"\n"))
            (directory / name).rename(mailbox / name)
        return "250 2.0.0 Message accepted"


class Careless:
    """Takes everything and keeps nothing."""

    async def handle_VRFY(self, server, session, envelope, address):
        user = MAILBOXES.get(address) or MAILBOXES.get(f"{address}@example.test")
        return f"250 2.1.5 {user} <{user}@example.test>" if user else "550 5.1.1 No such mailbox"

    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Message accepted"


def authenticate(server, session, envelope, mechanism, login):
    known = isinstance(login, LoginPassword) and PASSWORDS.get(login.login.decode()) == login.password
    return AuthResult(success=known, handled=False)


def protocol(context, implicit):
    """Under implicit TLS aiosmtpd does not know that it is encrypted, and would never offer AUTH."""
    return SMTP(
        Mailboxes(),
        hostname="aiosmtpd.example.test",
        data_size_limit=26214400,
        enable_SMTPUTF8=True,
        tls_context=None if implicit else context,
        authenticator=authenticate,
        auth_require_tls=not implicit,
    )


def careless(context, **more):
    return SMTP(
        Careless(),
        hostname="careless-aiosmtpd.example.test",
        tls_context=context,
        authenticator=authenticate,
        auth_require_tls=False,
        **more,
    )


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(directory / "ca" / "aiosmtpd.public.pem", directory / "ca" / "aiosmtpd.key")
    loop = asyncio.get_running_loop()
    for port in (25, 587):
        await loop.create_server(lambda: protocol(context, False), ADDRESS, port)
    await loop.create_server(lambda: protocol(context, True), ADDRESS, 465, ssl=context)
    await loop.create_server(lambda: careless(context, require_starttls=True), CARELESS, 25)
    await loop.create_server(lambda: careless(context), CARELESS, 587)
    await asyncio.Event().wait()


asyncio.run(main())
