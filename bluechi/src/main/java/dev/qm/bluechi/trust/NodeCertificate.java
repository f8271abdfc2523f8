package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate that is bound to one name.
 *
 * @param certificate as it is on the wire
 * @param name the only name in it, a dNSName of the subject's alternative names
 * @param role what its owner may be
 */
public record NodeCertificate(X509Certificate certificate, String name, Role role) {
  /** The number of a dNSName among the alternative names: RFC 5280 section 4.2.1.6. */
  private static final Integer DNS_NAME = 2;

  /**
   * What a certificate says.
   *
   * @throws HostException when it names nobody, more than one, or is for neither or both roles
   */
  public static NodeCertificate of(X509Certificate certificate) throws HostException {
    var names = names(certificate);
    if (names.size() != 1) {
      throw new HostException(
          "a certificate does not say which node it is of",
          "it has "
              + names.size()
              + " names where it should have one dNSName ("
              + fingerprint(certificate)
              + ")");
    }
    return new NodeCertificate(certificate, names.getFirst(), role(certificate));
  }

  /** SHA-256 of the certificate, in hexadecimal digits. */
  public String fingerprint() {
    return fingerprint(certificate);
  }

  /** The first moment at which it counts. */
  public Instant from() {
    return certificate.getNotBefore().toInstant();
  }

  /** The last moment at which it counts. */
  public Instant until() {
    return certificate.getNotAfter().toInstant();
  }

  /** SHA-256 of any certificate, in hexadecimal digits. */
  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException never) {
      throw new IllegalStateException("Java has SHA-256, and a certificate its bytes", never);
    }
  }

  private static List<String> names(X509Certificate certificate) {
    var names = new ArrayList<String>();
    try {
      var all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (var one : all) {
          // another kind of name counts too, as one that should not be there
          names.add(DNS_NAME.equals(one.getFirst()) ? String.valueOf(one.get(1)) : "");
        }
      }
    } catch (CertificateParsingException none) {
      return List.of();
    }
    return names.contains("") ? List.of() : names;
  }

  private static Role role(X509Certificate certificate) throws HostException {
    try {
      var usages = certificate.getExtendedKeyUsage();
      if (usages != null && usages.size() == 1) {
        for (var role : Role.values()) {
          if (role.usage().equals(usages.getFirst())) {
            return role;
          }
        }
      }
    } catch (CertificateParsingException wrong) {
      // said below
    }
    throw new HostException(
        "a certificate is neither a node's nor a controller's",
        "its extended key usage is not one of clientAuth and serverAuth");
  }
}
