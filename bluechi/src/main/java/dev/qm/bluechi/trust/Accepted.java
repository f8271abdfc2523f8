package dev.qm.bluechi.trust;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which certificates count.
 *
 * @param authorities who may have signed them; more than one while keys are exchanged
 * @param withdrawn those that do not count any more, an authority's own too
 */
public record Accepted(List<X509Certificate> authorities, List<Withdrawal> withdrawn) {
  public Accepted {
    authorities = List.copyOf(authorities);
    withdrawn = List.copyOf(withdrawn);
  }

  /** The authorities that count at a moment. */
  public List<X509Certificate> at(Instant moment) {
    var counting = new ArrayList<X509Certificate>();
    for (var authority : authorities) {
      if (why(authority, moment).isEmpty()) {
        counting.add(authority);
      }
    }
    return counting;
  }

  /** The authorities that count at a moment, for {@link javax.net.ssl.TrustManagerFactory}. */
  public KeyStore anchors(Instant moment) throws GeneralSecurityException, java.io.IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (var authority : at(moment)) {
      store.setCertificateEntry(NodeCertificate.fingerprint(authority), authority);
    }
    return store;
  }

  /**
   * Why a certificate does not count at a moment, as words after "the certificate"; nothing where
   * it does. TLS looks at it once, when a connection begins; this is for those that go on.
   */
  public Optional<String> refusal(X509Certificate certificate, Instant moment) {
    var own = why(certificate, moment);
    if (own.isPresent()) {
      return own;
    }
    for (var authority : at(moment)) {
      if (isSignedBy(certificate, authority)) {
        return Optional.empty();
      }
    }
    return Optional.of("is signed by nobody who is trusted here");
  }

  /** The withdrawal of a certificate, if there is one; the earliest counts. */
  public Optional<Withdrawal> withdrawal(X509Certificate certificate) {
    var fingerprint = NodeCertificate.fingerprint(certificate);
    return withdrawn.stream()
        .filter(it -> it.fingerprint().equals(fingerprint))
        .min((a, b) -> a.from().compareTo(b.from()));
  }

  private Optional<String> why(X509Certificate certificate, Instant moment) {
    if (moment.isAfter(certificate.getNotAfter().toInstant())) {
      return Optional.of("has expired on " + certificate.getNotAfter().toInstant());
    }
    if (moment.isBefore(certificate.getNotBefore().toInstant())) {
      return Optional.of(
          "counts from "
              + certificate.getNotBefore().toInstant()
              + " only; the clock here says "
              + moment);
    }
    return withdrawal(certificate)
        .filter(it -> it.isAt(moment))
        .map(it -> "was withdrawn on " + it.from());
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }
}
