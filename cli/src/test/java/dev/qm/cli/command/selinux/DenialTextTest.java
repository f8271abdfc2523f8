package dev.qm.cli.command.selinux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.terminal.Terminal;
import dev.qm.host.Untrusted;
import dev.qm.host.selinux.AuditLog;
import dev.qm.host.selinux.Denial;
import dev.qm.partition.selinux.ExplainedDenial;
import dev.qm.partition.selinux.Invariant;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DenialTextTest {
  @Test
  void aForbiddenDenialNamesTheInvariantAndTheChannel() {
    assertThat(text("sh".getBytes(StandardCharsets.UTF_8)))
        .contains(
            "sh (process 7) was denied write on the file sh",
            "qm_t, the partition",
            "shadow_t, a type of the host's policy",
            "(allow qm_t shadow_t (file (write)))",
            "no, the invariant 'files' forbids it: QM never writes",
            "a changed program");
  }

  @Property
  void whatQmChoseReachesTheTerminalHarmless(@ForAll byte[] name) {
    assertThat(text(name).chars())
        .allMatch(c -> c == '\n' || (c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0)));
  }

  private static String text(byte[] name) {
    var denial =
        new Denial(
            Optional.empty(),
            List.of("write"),
            OptionalInt.of(7),
            Optional.of(Untrusted.of(name)),
            Optional.of(Untrusted.of(name)),
            "system_u:system_r:qm_t:s0",
            "system_u:object_r:shadow_t:s0",
            "file",
            false);
    var invariant = new Invariant("files", "QM never writes", "a changed program", 1, List.of());
    var explained =
        new ExplainedDenial(
            denial,
            1,
            Optional.empty(),
            Optional.of("the partition"),
            Optional.empty(),
            Optional.empty(),
            "(allow qm_t shadow_t (file (write)))",
            new ExplainedDenial.Forbidden(List.of(invariant)));
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new DenialText(out, Terminal.NONE)
        .print(new AuditLog(List.of(denial), "the log", true), List.of(explained));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
