package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.view.Options.Option;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineDefaultsTest {
  private final List<String> gaps = new ArrayList<>();

  private static ContainersConf conf(String text) {
    return ContainersConf.parse(
        Path.of("/conf"), "[containers]\n" + text + "\n", new ArrayList<>());
  }

  private static Options asked(String... words) {
    var all = new ArrayList<Option>();
    for (var word : words) {
      var blank = word.indexOf(' ');
      all.add(new Option(word.substring(0, blank), word.substring(blank + 1), List.of()));
    }
    return new Options(all);
  }

  private List<String> of(EngineDefaults defaults, String before6, String from6) {
    return defaults.of(new EngineConf(conf(before6), Optional.of(conf(from6))), gaps).stream()
        .map(option -> option.name() + " " + option.value())
        .toList();
  }

  private List<String> of(Options asked, String text) {
    return of(new EngineDefaults(asked, Optional.empty()), text, text);
  }

  @Test
  void whereTheCommandLineIsSilentTheDefaultIsAnOptionOfIt() {
    assertThat(of(asked("pid "), "pidns='host'\nipcns='host'\nnetns='host'\nlabel=false"))
        .containsExactly("pid host", "ipc host", "network host", "security-opt label=disable");
    assertThat(of(asked("pid private", "network private"), "pidns='host'\nnetns='host'")).isEmpty();
    assertThat(of(asked("privileged false"), "privileged=true\nenv_host=true"))
        .containsExactly("env-host true");
    assertThat(of(asked("security-opt seccomp=/a"), "seccomp_profile='unconfined'")).isEmpty();
  }

  @Test
  void aMountAtATakenPlaceAndAValueOfATakenNameAreNone() {
    assertThat(
            of(
                asked("volume /mine:/a/", "sysctl net.a=1", "annotation a=1"),
                """
                volumes = ["/x:/a", "/y:/b/"]
                mounts = ["type=bind,src=/z,dst=/b/../a"]
                default_sysctls = ["net.a=2", "net.b=2"]
                annotations = ["a=2", "b=2"]
                """))
        .containsExactly("volume /y:/b/", "annotation b=2", "sysctl net.b=2");
  }

  @Test
  void anEmptyListOfCapabilitiesIsSomethingElseThanNone() {
    assertThat(of(asked(), "default_capabilities = []")).containsExactly("default-capabilities ");
    assertThat(of(asked(), "pidns = ''")).isEmpty();
  }

  @Test
  void theVariableSaysWhichUserNamespaceBeforeTheFile() {
    var entry = new Entry("Environment", "host", new Origin(Path.of("/unit"), 3));

    assertThat(of(new EngineDefaults(asked(), Optional.of(entry)), "userns='auto'", ""))
        .containsExactly("userns host");
  }

  @Test
  void whatOnlyOneOfTwoPodmansReadsIsSaidAndListsCountForBoth() {
    var defaults = new EngineDefaults(asked(), Optional.empty());

    assertThat(of(defaults, "pidns='host'\nvolumes=['/a:/a']", "volumes=['/b:/b']"))
        .containsExactly("volume /b:/b", "pid host", "volume /a:/a");
    assertThat(gaps)
        .containsExactly(
            "whether --pid=host of /conf:2 counts depends on whether Podman is older than 6");
  }
}
