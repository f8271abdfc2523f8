package dev.qm.cli.command.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.terminal.Terminal;
import dev.qm.host.Untrusted;
import dev.qm.partition.ipc.live.Connection;
import dev.qm.partition.ipc.live.Finding;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.ipc.live.Standing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTextTest {
  private static final String EVIL = "\u001b]0;owned\u0007\n\u202e";

  @Test
  void namesFromThePartitionCannotReachTheTerminal() throws IOException {
    for (var printed : List.of(text(live()), json(live()))) {
      assertThat(printed)
          .contains("owned")
          .doesNotContain("\u001b")
          .doesNotContain("\u0007")
          .doesNotContain("\u202e");
    }
  }

  @Test
  void findingsComeFirstAndWhoWaitsIsCounted() {
    assertThat(text(live())).startsWith("finding: ").containsPattern("1\\s+waiting");
  }

  private static LiveIpc live() {
    var evil = Untrusted.of(EVIL);
    var party =
        new Party(7, Side.QM, evil, Optional.of(evil), Optional.of(evil), Optional.of("a:b:c:d"));
    var connections = List.of(new Connection(List.of(party), List.of(party), false));
    var channel =
        new LiveChannel(
            LiveChannel.Kind.STREAM,
            evil,
            new Standing.Inside(),
            Optional.empty(),
            List.of(party),
            connections,
            Optional.empty());
    var finding = new Finding(EVIL, List.of(EVIL), EVIL, EVIL, Optional.empty());
    return new LiveIpc(
        LiveIpc.State.RUNNING,
        List.of(finding),
        List.of(channel),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(EVIL));
  }

  private static String text(LiveIpc live) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new LiveText(out, Terminal.NONE, LiveText.Shown.UNUSUAL).print(live);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String json(LiveIpc live) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      LiveJson.print(out, live);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
