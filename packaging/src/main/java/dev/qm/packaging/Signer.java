package dev.qm.packaging;

import java.io.IOException;

/** Signs with somebody's OpenPGP key. */
public interface Signer {
  /** A detached signature, as OpenPGP packets: RFC 9580. */
  byte[] packets(byte[] data) throws IOException;

  /** A detached signature as text. */
  byte[] armored(byte[] data) throws IOException;

  /** The text with the signature below it: the cleartext signature framework of RFC 9580. */
  byte[] inline(byte[] text) throws IOException;

  /** The public key as text, for those who check. */
  byte[] publicKey() throws IOException;
}
