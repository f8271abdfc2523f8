package dev.qm.host.selinux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Denials from the logs of the audit daemon, the kernel and the journal. */
class AvcLineTest {
  private static final String FIELDS =
      "avc:  denied  { read write } for  pid=123 comm=\"sh\" name=\"shadow\" dev=\"vda\" ino=12"
          + " scontext=system_u:system_r:qm_container_t:s0:c1,c2"
          + " tcontext=system_u:object_r:shadow_t:s0 tclass=file permissive=0";

  @Test
  void aLineOfTheAuditDaemonIsRead() {
    var denial = parse("type=AVC msg=audit(1700000000.123:456): " + FIELDS).orElseThrow();

    assertThat(denial.time()).contains(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(denial.permissions()).containsExactly("read", "write");
    assertThat(denial.pid()).hasValue(123);
    assertThat(denial.program()).contains(Untrusted.of("sh"));
    assertThat(denial.object()).contains(Untrusted.of("shadow"));
    assertThat(denial.sourceType()).isEqualTo("qm_container_t");
    assertThat(denial.targetType()).isEqualTo("shadow_t");
    assertThat(denial.objectClass()).isEqualTo("file");
    assertThat(denial.permissive()).isFalse();
  }

  @Test
  void linesOfTheKernelAndTheJournalAreRead() {
    var kernel = parse("[  12.5] audit: type=1400 audit(1700000000.5:9): " + FIELDS).orElseThrow();
    assertThat(kernel.time()).contains(Instant.ofEpochMilli(1_700_000_000_500L));

    var journal = parse("1700000000.123456 host audit[123]: AVC " + FIELDS).orElseThrow();
    assertThat(journal.time()).contains(Instant.ofEpochMilli(1_700_000_000_123L));

    assertThat(parse("AVC " + FIELDS).orElseThrow().time()).isEmpty();
  }

  @Test
  void aMessageOfAProgramIsRead() {
    var denial =
        parse(
                "type=USER_AVC msg=audit(1700000000.1:2): pid=400 uid=0 msg='avc:  denied  {"
                    + " send_msg } for  scontext=a:b:qm_t:s0 tcontext=a:b:init_t:s0 tclass=dbus"
                    + " permissive=1'")
            .orElseThrow();

    assertThat(denial.objectClass()).isEqualTo("dbus");
    assertThat(denial.permissive()).isTrue();
  }

  @Test
  void aNameInHexadecimalIsDecodedAndShownHarmless() {
    var denial =
        parse(FIELDS.replace("comm=\"sh\"", "comm=1B5B326A206122").replace("\"shadow\"", "(null)"))
            .orElseThrow();

    assertThat(denial.program()).map(Untrusted::toString).contains("\\x1b[2j a\"");
    assertThat(denial.object()).isEmpty();
  }

  @Test
  void aNameCannotPretendToBeAField() {
    // the kernel puts a name with a blank or a quote into hexadecimal, so quotes end where they end
    var denial = parse(FIELDS.replace("\"sh\"", "\"scontext=a:b:init_t:s0\"")).orElseThrow();

    assertThat(denial.sourceType()).isEqualTo("qm_container_t");
  }

  @Test
  void otherLinesAreNone() {
    assertThat(parse("")).isEmpty();
    assertThat(parse("type=SYSCALL msg=audit(1.2:3): arch=c000003e")).isEmpty();
    assertThat(parse(FIELDS.replace("denied", "granted"))).isEmpty();
    assertThat(parse(FIELDS.replace("tclass=file", ""))).isEmpty();
    assertThat(parse("avc:  denied  { read")).isEmpty();
  }

  @Test
  void theLogIsReadFromItsEndAndOnlyWhatIsRecent() {
    var log = new StringBuilder();
    for (var i = 0; i < 10; i++) {
      log.append("type=AVC msg=audit(170000000").append(i).append(".0:1): ").append(FIELDS);
      log.append("\n");
    }

    var since = Optional.of(Instant.ofEpochSecond(1_700_000_007));

    assertThat(AuditLog.parse(bytes(log.toString()), since)).hasSize(3);
    assertThat(AuditLog.parse(bytes(log.toString()), Optional.empty())).hasSize(10);
  }

  @Property
  void anyBytesAreReadWithoutHarm(@ForAll byte[] bytes, @ForAll byte[] between) {
    var front = bytes(FIELDS.substring(0, 60));
    var line = new byte[front.length + bytes.length + between.length];
    System.arraycopy(front, 0, line, 0, front.length);
    System.arraycopy(bytes, 0, line, front.length, bytes.length);
    System.arraycopy(between, 0, line, front.length + bytes.length, between.length);

    harmless(AvcLine.parse(bytes));
    harmless(AvcLine.parse(line));
    AuditLog.parse(line, Optional.empty()).forEach(denial -> harmless(Optional.of(denial)));
  }

  @Property
  void whatAProcessNamesItselfComesBackAsItWas(@ForAll byte[] name) {
    var end = name.length;
    while (end > 0 && name[end - 1] == 0) {
      end--;
    }
    var hex = HexFormat.of().formatHex(name).toUpperCase(Locale.ROOT);

    var denial = parse(FIELDS.replace("\"sh\"", hex)).orElseThrow();

    if (name.length > 0) {
      assertThat(denial.program().orElseThrow().bytes())
          .isEqualTo(java.util.Arrays.copyOf(name, end));
    }
    assertThat(denial.sourceType()).isEqualTo("qm_container_t");
  }

  @Test
  void aLogOfNothingButOneSignIsReadInTime() {
    for (var sign : new String[] {"\"", "=", " ", "{", "}", "(", "avc:  denied  {", "\n"}) {
      AuditLog.parse(bytes(sign.repeat(1 << 20)), Optional.empty());
    }
  }

  private static void harmless(Optional<Denial> found) {
    found.ifPresent(denial -> {
      for (var text :
          new String[] {
            denial.source(), denial.target(), denial.objectClass(), denial.permissions().toString()
          }) {
        assertThat(text.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      }
    });
  }

  private static Optional<Denial> parse(String line) {
    return AvcLine.parse(bytes(line));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
