package dev.qm.host;

import static dev.qm.host.CommandTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InspectTest {
  private static final String INSPECT =
      """
      [{"Id": "abc", "Created": "2026-01-01T00:00:00Z", "Args": ["/sbin/init"],
        "State": {"OciVersion": "1.0", "Status": "running", "Running": true, "OOMKilled": false,
          "Pid": 4711, "ExitCode": 0, "StartedAt": "2026-01-01T00:00:01Z",
          "CgroupPath": "/qm/libpod-abc", "Health": {"Status": "bad", "Log": [{"Pid": 1}]}},
        "ImageName": "", "Name": "qm", "Mounts": [{"Name": "not me", "Type": "bind"}],
        "HostConfig": {"Name": "nor me", "Pid": 9}}]
      """;

  private static final String PS =
      """
      [{"AutoRemove": false, "Command": ["sleep", "9"], "ExitCode": 0, "Id": "f00",
        "Image": "localhost/app:1", "Labels": null, "Names": ["app", "other"], "Pid": 12,
        "Mounts": [], "State": "running", "StartedAt": 1767225600},
       {"Id": "f01", "Names": ["done"], "Pid": 0, "State": "exited", "ExitCode": 137}]
      """;

  @Test
  void inspectGivesTheStateOfAContainer() throws HostException {
    assertThat(Inspect.containers(INSPECT))
        .containsExactly(
            new ContainerState(
                "abc",
                "qm",
                "",
                "running",
                4711,
                0,
                false,
                "2026-01-01T00:00:01Z",
                "/qm/libpod-abc"));
  }

  @Test
  void psListsContainersByTheirFirstName() throws HostException {
    var containers = Inspect.containers(PS);

    assertThat(containers).extracting(ContainerState::name).containsExactly("app", "done");
    assertThat(containers).extracting(ContainerState::pid).containsExactly(12, 0);
    assertThat(containers).extracting(ContainerState::isRunning).containsExactly(true, false);
    assertThat(containers.getLast().exitCode()).isEqualTo(137);
    assertThat(containers.getFirst().image()).isEqualTo("localhost/app:1");
  }

  @Test
  void noContainersIsAnEmptyList() throws HostException {
    assertThat(Inspect.containers("[]")).isEmpty();
    assertThat(Inspect.containers("[]\n")).isEmpty();
  }

  @Test
  void aHostileNameReachesNoTerminal() throws HostException {
    var containers = Inspect.containers("[{\"Name\": \"a\\u001b]0;x\\u0007\\nb\"}]");

    assertThat(containers.getFirst().name()).isEqualTo("a\\x1b]0;x\\x07\\x0ab");
  }

  @Test
  void anAnswerBeyondAllMeasureIsRefused() {
    var deep = "[{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]";
    var wide = "[" + "{},".repeat(20_000) + "{}]";

    assertThat(failureOf(() -> Inspect.containers(deep))).hasMessageContaining("nesting");
    assertThat(failureOf(() -> Inspect.containers(wide))).hasMessageContaining("10000 containers");
    assertThat(failureOf(() -> Inspect.containers("[{\"a\":\"" + "x".repeat(5_000_000) + "\"}]")))
        .hasMessageContaining("cannot understand Podman");
  }

  @Test
  void anAnswerCutAnywhereIsAnErrorInWords() {
    for (var end = 0; end < INSPECT.stripTrailing().length(); end++) {
      var cut = INSPECT.substring(0, end);

      assertThat(failureOf(() -> Inspect.containers(cut))).as(cut).isNotNull();
    }
  }

  @Property
  void noAnswerIsTooOdd(@ForAll String text) {
    for (var answer : new String[] {text, "[" + text, "[{" + text + "}]", "[{\"Pid\":" + text}) {
      try {
        assertThat(Inspect.containers(answer)).isNotNull();
      } catch (HostException refused) {
        assertThat(refused.what()).isEqualTo("cannot understand Podman");
      }
    }
  }
}
