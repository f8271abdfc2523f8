package dev.qm.bluechi.relay;

import dev.qm.bluechi.trust.Accepted;
import dev.qm.bluechi.trust.Identity;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who this side is and whom it accepts, as the files say it now: they are read again when they have
 * changed, so that nothing has to be restarted after a rotation.
 */
final class Credentials {
  /** An authority's end is a matter of time, without a change of a file. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final TrustFolder folder;
  private final String name;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Read read = Read.NOTHING;

  Credentials(TrustFolder folder, String name, InstantSource clock) {
    this.folder = folder;
    this.name = name;
    this.clock = clock;
  }

  /** What TLS needs, and who is accepted. */
  record Current(SSLContext context, Accepted accepted, Identity identity) {}

  private record Read(List<FileStamp> stamps, Instant at, List<Current> current) {
    private static final Read NOTHING = new Read(List.of(), Instant.EPOCH, List.of());
  }

  /**
   * What counts now.
   *
   * @throws HostException when a file is missing or wrong: then nobody is let in
   */
  Current now() throws HostException {
    lock.lock();
    try {
      var now = clock.instant();
      var stamps =
          List.of(
              FileStamp.of(folder.identity(name)),
              FileStamp.of(folder.trusted()),
              FileStamp.of(folder.withdrawn()));
      if (read.current().isEmpty()
          || !read.stamps().equals(stamps)
          || Duration.between(read.at(), now).abs().compareTo(LONGEST) > 0) {
        // nothing that was read before is used if this fails
        read = Read.NOTHING;
        read = new Read(stamps, now, List.of(make(now)));
      }
      return read.current().getFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Whom this side accepts, as of now. */
  Accepted accepted() throws HostException {
    return now().accepted();
  }

  Instant moment() {
    return clock.instant();
  }

  private Current make(Instant now) throws HostException {
    var identity = Identity.read(folder.identity(name));
    var certificate = identity.certificate();
    if (!certificate.name().equals(name)) {
      throw new HostException(
          folder.identity(name) + ": it is the certificate of " + certificate.name(),
          "it should be that of " + name,
          "`qm bluechi trust new " + name + "`");
    }
    var accepted = folder.accepted();
    if (accepted.at(now).isEmpty()) {
      throw new HostException(
          folder.trusted() + ": nobody in it counts now",
          "an authority has expired or was withdrawn, or the clock is wrong",
          "`qm bluechi trust list` shows them");
    }
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      // it stays in memory
      keys.setKeyEntry(
          name, identity.key(), new char[0], new Certificate[] {certificate.certificate()});
      var own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, new char[0]);
      var others = TrustManagerFactory.getInstance("PKIX");
      others.init(accepted.anchors(now));
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      return new Current(context, accepted, identity);
    } catch (GeneralSecurityException | IOException failure) {
      throw new HostException(
          "TLS cannot be used as " + name, String.valueOf(failure.getMessage()));
    }
  }
}
