"""A server on this machine with certificates of its own, for tests of the port that asks the network."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "keys.college.example.edu"
Answer = Callable[[ssl.SSLSocket, bytes], None]

_BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_END = dt.datetime(2049, 1, 1, tzinfo=dt.UTC)


@cache
def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
    made = _builder(name, name, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return made.add_extension(_usage(signs=True), critical=True).sign(key, hashes.SHA256()), key


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, end: dt.datetime = _END
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(end)
    )


def server_context(folder: Path, name: str, end: dt.datetime = _END) -> ssl.SSLContext:
    """Return how a server proves to be ``name`` until ``end``."""
    root, signer = authority()
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    made = _builder(subject, root.subject, key, end).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
    )
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    file = folder / f"{name}-{end.year}.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(
        made.sign(signer, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def client_context() -> ssl.SSLContext:
    """Return how a client checks certificates: by our authority only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=authority()[0].public_bytes(serialization.Encoding.PEM).decode())
    return context


class Server:
    """Answers each connection by a function, and keeps what was asked."""

    def __init__(self, context: ssl.SSLContext, answer: Answer) -> None:
        self.requests: list[bytes] = []
        self._context, self._answer = context, answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), plain:
                plain.settimeout(5)
                with self._context.wrap_socket(plain, server_side=True) as channel:
                    request = channel.recv(65_536)
                    self.requests.append(request)
                    self._answer(channel, request)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@contextlib.contextmanager
def serving(context: ssl.SSLContext, answer: Answer) -> Iterator[Server]:
    server = Server(context, answer)
    try:
        yield server
    finally:
        server.close()


def whole(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    """Return what answers with one body, always."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return lambda channel, _: channel.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
