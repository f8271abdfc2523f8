package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.parse.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps {@code qm bluechi agent} from its start. */
class AgentCommandTest {
  @TempDir private Path root;

  @Test
  void aWrongFileEndsItWithTheLine() throws Exception {
    BluechiCall.put(root, "etc/hostname", "host1\n");
    BluechiCall.put(
        root, "etc/bluechi/agent.conf.d/50-x.conf", "[bluechi-agent]\nHeartbeatInterval=2s\n");
    var call = BluechiCall.of(root, "agent");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .contains("50-x.conf:2:19: error: HeartbeatInterval=2s is no whole number");
    assertThat(call.out()).isEmpty();
  }

  @Test
  void aFileThatEndsTheReadingEndsItToo() throws Exception {
    BluechiCall.put(root, "etc/hostname", "host1\n");
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent\n");
    var call = BluechiCall.of(root, "agent");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("agent.conf:1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lost-after=5",
        "--when-lost=alone",
        "--controller=192.0.2.1",
        "--controller=",
        "--heartbeat=0",
        "--ready-after=soon"
      })
  void aLineThatCannotBeMeantIsRefused(String word) {
    assertThatThrownBy(() -> BluechiCall.of(root, "agent", word))
        .isInstanceOf(UsageException.class);
  }
}
