package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Something between two dashed lines, as keys and certificates stand in files: RFC 7468. Text
 * around the blocks says nothing.
 */
final class PemBlock {
  static final String KEY = "PRIVATE KEY";
  static final String CERTIFICATE = "CERTIFICATE";

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LINE = 64;

  private final String label;
  private final byte[] content;

  private PemBlock(String label, byte[] content) {
    this.label = label;
    this.content = content;
  }

  /**
   * All blocks of a text.
   *
   * @param place for messages
   */
  static List<PemBlock> in(String text, String place) throws HostException {
    var blocks = new ArrayList<PemBlock>();
    var label = "";
    var body = new StringBuilder();
    var number = 0;
    for (var line : text.lines().toList()) {
      number++;
      var word = line.strip();
      if (word.startsWith(BEGIN) && word.endsWith(DASHES)) {
        label = word.substring(BEGIN.length(), word.length() - DASHES.length());
        body.setLength(0);
      } else if (word.startsWith(END) && !label.isEmpty()) {
        try {
          blocks.add(new PemBlock(label, Base64.getDecoder().decode(body.toString())));
        } catch (IllegalArgumentException wrong) {
          throw new HostException(
              place + ":" + number + ": what ends here is damaged", "it is no base64 (RFC 7468)");
        }
        label = "";
      } else if (!label.isEmpty()) {
        body.append(word);
      }
    }
    if (!label.isEmpty()) {
      throw new HostException(place + ":" + number + ": it ends within a block", "a part is lost");
    }
    return blocks;
  }

  static PemBlock of(PrivateKey key) {
    return new PemBlock(KEY, key.getEncoded());
  }

  static PemBlock of(X509Certificate certificate) {
    try {
      return new PemBlock(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException never) {
      throw new IllegalStateException("a certificate that was read has its bytes", never);
    }
  }

  boolean isKey() {
    return label.equals(KEY);
  }

  boolean isCertificate() {
    return label.equals(CERTIFICATE);
  }

  /** The private key that it is, on an elliptic curve as all of qm's. */
  PrivateKey key(String place) throws HostException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content));
    } catch (GeneralSecurityException wrong) {
      // the reason may name a part of the key
      throw new HostException(
          place + ": a private key cannot be read", "it is no EC key (PKCS #8)");
    }
  }

  X509Certificate certificate(String place) throws HostException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    } catch (CertificateException wrong) {
      throw new HostException(
          place + ": a certificate cannot be read", String.valueOf(wrong.getMessage()));
    }
  }

  /** As it stands in files, with the end of the last line. */
  @Override
  public String toString() {
    var encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    return BEGIN
        + label
        + DASHES
        + "\n"
        + encoder.encodeToString(content)
        + "\n"
        + END
        + label
        + DASHES
        + "\n";
  }
}
