package dev.qm.bluechi.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.connection.TcpProbes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a controller makes of its files. */
class ControllerSettingsTest {
  private static final Path MAIN = Path.of("/etc/bluechi/controller.conf");

  @Test
  void withoutAFileNobodyIsLetIn() {
    var settings = read(Optional.empty(), "").settings().orElseThrow();
    assertThat(settings.nodes()).isEmpty();
    assertThat(settings.port()).contains(842);
    assertThat(settings.isLocal()).isTrue();
    assertThat(settings.heartbeat()).isEmpty();
    assertThat(settings.nodeThreshold()).contains(Duration.ofSeconds(6));
    assertThat(settings.probes()).isEqualTo(new TcpProbes(1, 1, 6));
    assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void eachKeyCountsAndTheLaterFileWins() {
    var reading =
        read(
            Optional.empty(),
            """
            [bluechi-controller]
            AllowedNodeNames=alpha,
             beta
            ControllerPort=9842
            UseUDS=false
            HeartbeatInterval=2000
            NodeHeartbeatThreshold=0
            TCPKeepAliveTime=5
            TCPKeepAliveInterval=4
            TCPKeepAliveCount=3
            LogLevel=WARN
            LogIsQuiet=yes
            LogTarget=stderr
            """,
            """
            [bluechi-controller]
            LogLevel=ERROR
            [node gamma]
            Allowed=true
            AllowDependenciesOn=alpha,beta
            [node beta]
            RequiredSelinuxContext=bluechi_agent_t
            [node delta]
            AllowDependenciesOn=alpha
            """);
    var settings = reading.settings().orElseThrow();
    assertThat(settings.nodes())
        .containsExactly(
            Map.entry("alpha", NodeRules.NONE),
            Map.entry("beta", new NodeRules(Set.of(), Optional.of("bluechi_agent_t"))),
            Map.entry("gamma", new NodeRules(Set.of("alpha", "beta"), Optional.empty())));
    assertThat(settings.port()).contains(9842);
    assertThat(settings.isLocal()).isFalse();
    assertThat(settings.heartbeat()).contains(Duration.ofSeconds(2));
    assertThat(settings.nodeThreshold()).isEmpty();
    assertThat(settings.probes()).isEqualTo(new TcpProbes(5, 4, 3));
    assertThat(settings.logLevel()).isEqualTo(LogLevel.ERROR);
    assertThat(settings.isQuiet()).isTrue();
    assertThat(settings.logTarget()).isEqualTo("stderr");
    // delta's section counts for nothing, and that is said
    assertThat(reading.problems()).anyMatch(it -> it.rule().equals("bluechi-node-section"));
  }

  @Test
  void aPortThatIsSaidBesideTheFilesWinsUnlessTheySayThatThereIsNone() {
    var port = "[bluechi-controller]\nControllerPort=9842\n";
    assertThat(read(Optional.of(0), port).settings().orElseThrow().port()).contains(0);
    var none = "[bluechi-controller]\nUseTCP=no\n";
    assertThat(read(Optional.of(0), none).settings().orElseThrow().port()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[bluechi-controller]\nControllerPort=none\n",
        "[bluechi-controller]\nHeartbeatInterval=2s\n",
        "[bluechi-controller]\nTCPKeepAliveCount=1000\n",
        "[bluechi-controller\n",
        "[bluechi-controller]\nnothing\n",
      })
  void whatCannotBeMeantIsNotWorkedWith(String file) {
    var reading = read(Optional.empty(), file);
    assertThat(reading.settings()).isEmpty();
    assertThat(reading.problems()).isNotEmpty();
  }

  private static SettingsReading<ControllerSettings> read(Optional<Integer> port, String... files) {
    var all = new ArrayList<ConfFile>();
    for (var file : files) {
      all.add(
          ConfFile.parse(
              all.isEmpty() ? MAIN : Path.of(MAIN + ".d/" + all.size() + ".conf"),
              file.getBytes(StandardCharsets.UTF_8)));
    }
    var layers =
        new Layers(
            Program.CONTROLLER,
            Optional.empty(),
            Optional.of(all.getFirst()),
            all.subList(1, all.size()));
    return ControllerSettings.read(layers, MAIN, List.of(), port);
  }
}
