package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Who binds names to keys: a key that signs certificates, on one machine, and a copy of each
 * certificate that it has signed. Keys of others are not kept.
 *
 * <p>Each step is whole, and in an order in which a call that was killed is mended by the next: a
 * certificate is on its list before anybody can use it.
 */
public final class Authority {
  /** How long an authority lasts, in days. */
  public static final int DAYS = 3650;

  private static final String FILE = "authority.pem";

  private final TrustFolder folder;

  private Authority(TrustFolder folder) {
    this.folder = folder;
  }

  /** That of a machine, whether it has one or not. */
  public static Authority of(TrustFolder folder) {
    return new Authority(folder);
  }

  /**
   * A certificate that was signed here.
   *
   * @param isHere whether its key is on this machine too
   */
  public record Signed(NodeCertificate certificate, boolean isHere) {}

  /** Whether this machine has it. */
  public boolean isThere() {
    return Files.exists(file());
  }

  /** All that was signed, by name, the newest first. */
  public List<Signed> signed() throws HostException {
    var all = new ArrayList<Signed>();
    for (var file : TrustFolder.pems(signedFolder())) {
      all.add(signed(file));
    }
    all.sort(
        Comparator.comparing((Signed one) -> one.certificate().name())
            .thenComparing(one -> one.certificate().from(), Comparator.reverseOrder()));
    return all;
  }

  /** What was signed for a name and still counts at a moment, the newest first. */
  public List<NodeCertificate> counting(String name, Instant moment) throws HostException {
    if (!isThere()) {
      return List.of();
    }
    var accepted = folder.accepted();
    var counting = new ArrayList<NodeCertificate>();
    for (var one : signed()) {
      if (one.certificate().name().equals(name)
          && accepted.refusal(one.certificate().certificate(), moment).isEmpty()) {
        counting.add(one.certificate());
      }
    }
    return counting;
  }

  /** Whether a certificate of a name counts at a moment whose key is on this machine. */
  public boolean isHere(String name, Instant moment) throws HostException {
    return counting(name, moment).stream().anyMatch(this::isHere);
  }

  /**
   * Makes a key for a name and signs its certificate; the authority itself where there is none yet.
   * The key is nowhere but in what is returned.
   */
  public Identity sign(String name, int days) throws HostException {
    TrustFolder.requireName(name);
    var authority = authority();
    var role = name.equals(TrustFolder.CONTROLLER) ? Role.CONTROLLER : Role.NODE;
    var made = new KeyMaker(folder.authority()).signed(authority, name, role, days);
    var identity = new Identity(made.key(), NodeCertificate.of(made.certificate()));
    folder.makeSecret(signedFolder());
    AtomicFile.write(
        signedFolder().resolve(identity.certificate().fingerprint() + ".pem"),
        PemBlock.of(made.certificate()).toString(),
        TrustFolder.SECRET);
    return identity;
  }

  /** Puts an identity down on this machine. */
  public void keep(Identity identity) throws HostException {
    folder.land(identity);
  }

  /**
   * Lets certificates count until a moment only.
   *
   * @return those that had counted longer
   */
  public List<NodeCertificate> withdraw(List<NodeCertificate> certificates, Instant from)
      throws HostException {
    var moment = from.truncatedTo(ChronoUnit.SECONDS);
    var accepted = folder.accepted();
    var ended = new ArrayList<NodeCertificate>();
    for (var one : certificates) {
      var before = accepted.withdrawal(one.certificate());
      if (one.until().isAfter(moment)
          && (before.isEmpty() || before.get().from().isAfter(moment))) {
        ended.add(one);
      }
    }
    if (!ended.isEmpty()) {
      folder.withdraw(
          ended.stream().map(it -> new Withdrawal(it.fingerprint(), moment, it.name())).toList());
    }
    return ended;
  }

  /**
   * Makes another authority; what the one before has signed counts for a while yet.
   *
   * @return until when
   */
  public Instant exchange(Duration overlap, Instant now) throws HostException {
    var before = isThere() ? read() : authority();
    trust(before);
    var until = now.plus(overlap).truncatedTo(ChronoUnit.SECONDS);
    var subject = before.certificate().getSubjectX500Principal().getName();
    // one that has an end is exchanged by whoever needs it next: a call that is killed from here on
    // leaves no machine without one, and none whose end was forgotten
    folder.withdraw(
        List.of(
            new Withdrawal(
                NodeCertificate.fingerprint(before.certificate()),
                until,
                subject.replace(' ', '-'))));
    var _ = authority();
    return folder.accepted().withdrawal(before.certificate()).map(Withdrawal::from).orElse(until);
  }

  /** What another machine needs to be somebody, or to know who is. */
  public Bundle bundle(List<Identity> identities) throws HostException {
    return new Bundle(identities, folder.accepted());
  }

  private Signed signed(Path file) throws HostException {
    try {
      var blocks = PemBlock.in(TrustFolder.text(file), file.toString());
      if (blocks.size() != 1 || !blocks.getFirst().isCertificate()) {
        throw new HostException(file + ": it is not one certificate", "something changed it");
      }
      var certificate = NodeCertificate.of(blocks.getFirst().certificate(file.toString()));
      return new Signed(certificate, isHere(certificate));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  /** A file that is damaged counts as here: that is where another key is to be made. */
  private boolean isHere(NodeCertificate certificate) {
    var file = folder.identity(certificate.name());
    try {
      return Files.exists(file)
          && Identity.read(file).certificate().fingerprint().equals(certificate.fingerprint());
    } catch (HostException damaged) {
      return true;
    }
  }

  /**
   * The key and certificate that sign, which are made where there are none, and where those that
   * are there have an end that was set.
   */
  private KeyMaker.Made authority() throws HostException {
    if (!isThere()) {
      make();
    }
    var made = read();
    trust(made);
    if (folder.accepted().withdrawal(made.certificate()).isPresent()) {
      make();
      made = read();
      trust(made);
    }
    return made;
  }

  private KeyMaker.Made read() throws HostException {
    var place = file().toString();
    try {
      var blocks = PemBlock.in(TrustFolder.text(file()), place);
      if (blocks.size() != 2 || !blocks.get(0).isKey() || !blocks.get(1).isCertificate()) {
        throw new HostException(place + ": it is no key with its certificate", "it was changed");
      }
      return new KeyMaker.Made(blocks.get(0).key(place), blocks.get(1).certificate(place));
    } catch (IOException failure) {
      throw new HostException("cannot read " + place, failure);
    }
  }

  private void make() throws HostException {
    folder.makeSecret(folder.authority());
    var number = new byte[4];
    new SecureRandom().nextBytes(number);
    // each has a name of its own, by which a certificate says which one has signed it
    var made =
        new KeyMaker(folder.authority())
            .authority("qm bluechi authority " + HexFormat.of().formatHex(number), DAYS);
    AtomicFile.write(
        file(),
        PemBlock.of(made.key()).toString() + PemBlock.of(made.certificate()),
        TrustFolder.SECRET);
  }

  /** Trusts it on this machine, as a call that was killed may not have done. */
  private void trust(KeyMaker.Made made) throws HostException {
    if (!Files.exists(folder.trusted())) {
      folder.landAuthorities(List.of(made.certificate()));
      return;
    }
    var accepted = folder.accepted();
    if (!accepted.authorities().contains(made.certificate())) {
      var all = new ArrayList<>(accepted.at(Instant.now()));
      all.add(made.certificate());
      folder.landAuthorities(all);
    }
  }

  private Path file() {
    return folder.authority().resolve(FILE);
  }

  private Path signedFolder() {
    return folder.authority().resolve("signed");
  }
}
