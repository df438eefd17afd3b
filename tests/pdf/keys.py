"""Throw-away keys with their certificates, to sign with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from gridperf.report.signing.signatures import Key, Trust, load_key, load_trust

__all__ = ["PASSPHRASE", "key", "throw_away", "trust"]

PASSPHRASE = "correct horse"


def throw_away(folder: Path, name: str, file: str, *, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None) -> Path:
    """Write a throw-away key with its certificate, and the certificate alone; return the key's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2026, 1, 1))
        .not_valid_after(dt.datetime(2027, 12, 31))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=issuer is None, encipher_only=False, decipher_only=False, **usage),
            critical=True,
        )
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / f"{file}.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, locked))
    path.with_suffix(".crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


def key(keys: Path, name: str) -> Key:
    """Return the key *name* of the folder."""
    return load_key(keys / f"{name}.p12", PASSPHRASE)


def trust(keys: Path, *names: str) -> Trust | None:
    """Return the certificates *names* of the folder, to trust."""
    return load_trust([keys / f"{name}.crt" for name in names])
