package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine without the authority needs, as one text to carry there: who it is, whom it
 * trusts, and what has been withdrawn. It has keys in it.
 *
 * @param identities may be none, where only the rest is to be brought up to date
 */
public record Bundle(List<Identity> identities, Accepted accepted) {
  /** The most characters of one. */
  public static final int LONGEST = 4 << 20;

  private static final String WITHDRAWN = "withdrawn ";

  public Bundle {
    identities = List.copyOf(identities);
  }

  /**
   * Reads one.
   *
   * @param place for messages
   * @throws HostException when it is none, or not of one piece
   */
  public static Bundle parse(String text, String place) throws HostException {
    var identities = new ArrayList<Identity>();
    var authorities = new ArrayList<X509Certificate>();
    var blocks = PemBlock.in(text, place);
    for (var i = 0; i < blocks.size(); i++) {
      var block = blocks.get(i);
      if (block.isKey() && i + 1 < blocks.size() && blocks.get(i + 1).isCertificate()) {
        identities.add(
            new Identity(block.key(place), NodeCertificate.of(blocks.get(++i).certificate(place))));
      } else if (block.isCertificate() && block.certificate(place).getBasicConstraints() >= 0) {
        authorities.add(block.certificate(place));
      } else {
        throw new HostException(
            place + ": there is a key without its certificate, or something else between",
            "it is not as `qm bluechi trust` exports it");
      }
    }
    if (authorities.isEmpty()) {
      throw new HostException(
          place + ": nobody is in it whose certificates would count",
          "it is not as `qm bluechi trust` exports it");
    }
    var bundle = new Bundle(identities, new Accepted(authorities, withdrawals(text, place)));
    bundle.requireWhole(place);
    return bundle;
  }

  /** Puts all of it down on a machine that has no authority. */
  public void land(TrustFolder folder) throws HostException {
    if (Authority.of(folder).isThere()) {
      throw new HostException(
          "nothing was imported: this machine has the authority itself",
          "what is trusted here is what it has signed",
          "import it on the machine that it is for");
    }
    folder.withdraw(accepted.withdrawn());
    folder.landAuthorities(accepted.authorities());
    for (var identity : identities) {
      folder.land(identity);
    }
  }

  /** As it is carried. */
  public String text() {
    var text =
        new StringBuilder("# For `qm bluechi trust import`. Who has the keys in it is the node.\n");
    for (var identity : identities) {
      text.append(identity.text());
    }
    text.append("# whose certificates count\n");
    for (var authority : accepted.authorities()) {
      text.append(PemBlock.of(authority));
    }
    for (var one : accepted.withdrawn()) {
      text.append(WITHDRAWN).append(one).append('\n');
    }
    return text.toString();
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "a bundle of " + identities;
  }

  private static List<Withdrawal> withdrawals(String text, String place) throws HostException {
    var all = new ArrayList<Withdrawal>();
    for (var line : text.lines().toList()) {
      if (line.startsWith(WITHDRAWN)) {
        all.add(Withdrawal.one(place, line.substring(WITHDRAWN.length())));
      }
    }
    return all;
  }

  private void requireWhole(String place) throws HostException {
    for (var identity : identities) {
      TrustFolder.requireName(identity.certificate().name());
      var refusal = accepted.refusal(identity.certificate().certificate(), Instant.now());
      if (refusal.isPresent()) {
        throw new HostException(
            place + ": the certificate of " + identity.certificate().name() + " does not count",
            "it " + refusal.get());
      }
      if (!isPair(identity)) {
        throw new HostException(
            place + ": the key of " + identity.certificate().name() + " is not the certificate's",
            "two of them were mixed up");
      }
    }
  }

  private static boolean isPair(Identity identity) {
    var words = identity.certificate().name().getBytes(StandardCharsets.UTF_8);
    try {
      var signing = Signature.getInstance("SHA256withECDSA");
      signing.initSign(identity.key());
      signing.update(words);
      var signed = signing.sign();
      var checking = Signature.getInstance("SHA256withECDSA");
      checking.initVerify(identity.certificate().certificate());
      checking.update(words);
      return checking.verify(signed);
    } catch (GeneralSecurityException wrong) {
      return false;
    }
  }
}
