package dev.qm.bluechi.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, from their making until they count no more. */
class AuthorityTest {
  private TrustFolder folder;
  private Authority authority;
  @TempDir private Path temp;

  @BeforeEach
  void open() throws Exception {
    folder = Fleet.own(temp.resolve("own"));
    authority = Authority.of(folder);
  }

  @Test
  void aCertificateIsBoundToOneNameAndOneRole() throws Exception {
    var node = Identity.read(folder.identity("qm.ecu1")).certificate();
    assertThat(node.name()).isEqualTo("qm.ecu1");
    assertThat(node.role()).isEqualTo(Role.NODE);
    assertThat(node.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=qm.ecu1");
    assertThat(node.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(Duration.between(Instant.now(), node.until()))
        .isBetween(Duration.ofDays(Fleet.DAYS - 1), Duration.ofDays(Fleet.DAYS));
    // clocks differ
    assertThat(node.from()).isBefore(Instant.now().minus(Duration.ofHours(23)));
    assertThat(Identity.read(folder.identity("controller")).certificate().role())
        .isEqualTo(Role.CONTROLLER);
  }

  @Test
  void keysCanBeReadByTheirOwnerOnlyAndNothingElseIsLeft() throws Exception {
    try (var files = Files.walk(folder.folder())) {
      for (var file : files.toList()) {
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        var isKey = Files.isRegularFile(file) && Files.readString(file).contains("PRIVATE KEY");
        if (isKey) {
          assertThat(mode).as(file.toString()).isEqualTo("rw-------");
        }
        assertThat(String.valueOf(file.getFileName())).doesNotStartWith(".");
      }
    }
    assertThat(Files.getPosixFilePermissions(folder.authority()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(folder.identities()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void theKeysOfOthersAreKeptNowhere() throws Exception {
    var identity = authority.sign("ecu3", Fleet.DAYS);
    var key = PemBlock.of(identity.key()).toString();
    try (var files = Files.walk(folder.folder())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
      }
    }
    assertThat(authority.signed().stream().filter(it -> it.certificate().name().equals("ecu3")))
        .singleElement()
        .satisfies(it -> assertThat(it.isHere()).isFalse());
    assertThat(identity.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aBundleMakesAnotherMachineWhatItIs() throws Exception {
    var bundle = authority.bundle(List.of(authority.sign("ecu3", Fleet.DAYS)));
    var other = new TrustFolder(temp.resolve("other/etc/bluechi"));
    Bundle.parse(bundle.text(), "bundle").land(other);

    assertThat(Identity.read(other.identity("ecu3")).certificate().name()).isEqualTo("ecu3");
    assertThat(other.accepted().authorities()).isEqualTo(folder.accepted().authorities());
    assertThat(Files.getPosixFilePermissions(other.identity("ecu3")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatWasWithdrawnStaysSoWhateverIsImportedLater() throws Exception {
    var other = new TrustFolder(temp.resolve("other"));
    var before = authority.bundle(List.of()).text();
    authority.withdraw(authority.counting("ecu2", Instant.now()), Instant.now());
    Bundle.parse(authority.bundle(List.of()).text(), "new").land(other);
    Bundle.parse(before, "old").land(other);
    assertThat(other.accepted().withdrawn())
        .singleElement()
        .matches(it -> it.name().equals("ecu2"));
  }

  @Test
  void aBundleThatDoesNotFitTogetherChangesNothing() throws Exception {
    var ecu1 = Identity.read(folder.identity("ecu1"));
    var ecu2 = Identity.read(folder.identity("ecu2"));
    var mixed = new Identity(ecu1.key(), ecu2.certificate());
    var foreign = Identity.read(Fleet.other(temp.resolve("foreign")).identity("ecu1"));
    for (var wrong : List.of(mixed, foreign)) {
      var text = authority.bundle(List.of(wrong)).text();
      assertThatThrownBy(() -> Bundle.parse(text, "bundle")).isInstanceOf(HostException.class);
    }
    var whole = authority.bundle(List.of(ecu1)).text();
    for (var cut = 10; cut < whole.length() - 80; cut += 97) {
      var text = whole.substring(0, cut);
      assertThatThrownBy(() -> Bundle.parse(text, "bundle")).isInstanceOf(HostException.class);
    }
  }

  @Test
  void theMachineWithTheAuthorityImportsNothing() throws Exception {
    var bundle = Authority.of(Fleet.other(temp.resolve("foreign"))).bundle(List.of());
    assertThatThrownBy(() -> bundle.land(folder))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("has the authority itself");
  }

  /** Killed between the new authority and the list of those that are trusted. */
  @Test
  void anExchangeThatWasKilledIsMendedByTheNextCall() throws Exception {
    var before = Files.readAllBytes(folder.trusted());
    authority.exchange(Duration.ofDays(7), Instant.now());
    Files.write(folder.trusted(), before);

    var identity = authority.sign("ecu3", Fleet.DAYS);
    assertThat(folder.accepted().refusal(identity.certificate().certificate(), Instant.now()))
        .isEmpty();
  }

  /** Killed between the end of the old authority and the new one. */
  @Test
  void anExchangeThatWasKilledBeforeTheNewAuthorityWasMadeIsDoneByTheNextCall() throws Exception {
    var old = folder.accepted().authorities().getFirst();
    var end = Instant.now().plus(Duration.ofDays(7));
    folder.withdraw(List.of(new Withdrawal(NodeCertificate.fingerprint(old), end, "x")));

    var later = Instant.now().plus(Duration.ofDays(8));
    var identity = authority.sign("ecu3", Fleet.DAYS);
    assertThat(folder.accepted().refusal(identity.certificate().certificate(), later)).isEmpty();
    assertThat(folder.accepted().authorities()).hasSize(2);
  }

  @Test
  void anExchangeThatWasKilledAndIsTypedAgainMakesOneAuthorityAndKeepsTheEarlierEnd()
      throws Exception {
    var old = folder.accepted().authorities().getFirst();
    var end = Instant.parse("2100-01-01T00:00:00Z");
    folder.withdraw(List.of(new Withdrawal(NodeCertificate.fingerprint(old), end, "x")));
    var before = Instant.parse("2101-01-01T00:00:00Z");
    assertThat(authority.exchange(Duration.between(Instant.now(), before), Instant.now()))
        .isEqualTo(end);
    assertThat(folder.accepted().authorities()).hasSize(2);
    assertThat(folder.accepted().withdrawn()).hasSize(1);
  }

  /** Killed between the list of what was signed and the key's file. */
  @Test
  void aKeyThatNeverLandedIsNotHere() throws Exception {
    assertThat(authority.isHere("ecu2", Instant.now())).isTrue();
    Files.delete(folder.identity("ecu2"));
    assertThat(authority.counting("ecu2", Instant.now())).hasSize(1);
    assertThat(authority.isHere("ecu2", Instant.now())).isFalse();
  }

  @Test
  void whatAKilledCallLeftOfItsWorkGoes() throws Exception {
    var left = Files.createDirectory(folder.authority().resolve(".work-1"));
    Files.writeString(left.resolve("store"), "a key");
    authority.sign("ecu3", Fleet.DAYS);
    assertThat(left).doesNotExist();
  }

  @Test
  void aWithdrawalIsNotPutOffByALaterOne() throws Exception {
    var now = Instant.now();
    var certificates = authority.counting("ecu2", now);
    assertThat(authority.withdraw(certificates, now)).hasSize(1);
    assertThat(authority.withdraw(certificates, now.plus(Duration.ofDays(9)))).isEmpty();
    assertThat(folder.accepted().withdrawn())
        .singleElement()
        .matches(it -> !it.from().isAfter(now));
    assertThat(authority.counting("ecu2", now)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage\n", "abc 2026-01-01T00:00:00Z x\n", "# fine\n\nx y z\n"})
  void aListOfWithdrawalsThatIsDamagedLetsNobodyIn(String text) throws Exception {
    Files.writeString(folder.withdrawn(), text);
    assertThatThrownBy(folder::accepted)
        .isInstanceOf(HostException.class)
        .hasMessageContaining("withdrawn:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a_b", "a b", "../x", "a/b", "-a", "a-", "a..b", ".a", "a,b", "é", "a\nb"})
  void namesThatNoCertificateCanHaveAreRefused(String name) {
    assertThatThrownBy(() -> authority.sign(name, 1)).isInstanceOf(HostException.class);
  }

  @Test
  void namesKeepTheSizeOfTheirLetters() throws Exception {
    assertThat(authority.sign("Ecu1", 1).certificate().name()).isEqualTo("Ecu1");
    assertThat(authority.counting("ecu1", Instant.now())).hasSize(1);
  }
}
