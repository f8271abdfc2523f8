package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EngineConfTest {
  private static final String VENDORS = "/usr/share/containers/containers.conf";
  private static final String ADMINS = "/etc/containers/containers.conf";
  private static final String ROOTS = "/root/.config/containers/containers.conf";

  private final Map<String, String> files = new TreeMap<>();
  private final List<String> gaps = new ArrayList<>();

  private EngineConfTest with(String file, String text) {
    files.put(file, text);
    return this;
  }

  private EngineConf read(EngineConf.Asked asked) {
    return EngineConf.read(
        new EngineConf.Disk() {
          @Override
          public Optional<String> text(String file) {
            return Optional.ofNullable(files.get(file));
          }

          @Override
          public List<String> parts(String folder) {
            return files.keySet().stream()
                .filter(it -> it.startsWith(folder + "/"))
                .map(it -> it.substring(folder.length() + 1))
                .toList();
          }

          @Override
          public Path named(String file) {
            return Path.of(file);
          }
        },
        asked,
        gaps);
  }

  private EngineConf read() {
    return read(
        new EngineConf.Asked(
            Optional.empty(),
            Optional.of("/root/.config/containers/"),
            List.of(),
            Optional.empty()));
  }

  private static Optional<String> pid(ContainersConf conf) {
    return conf.last("containers", "pidns").map(Entry::value);
  }

  private static String pidns(String value) {
    return "[containers]\npidns = \"" + value + "\"\n";
  }

  @Test
  void before6LaterFilesWin() {
    var conf =
        with(VENDORS, pidns("a")).with(ADMINS, pidns("b")).with(ADMINS + ".d/1.conf", pidns("c"));

    assertThat(pid(conf.read().before6())).contains("c");
    assertThat(pid(conf.with(ROOTS, pidns("d")).read().before6())).contains("d");
    assertThat(pid(conf.with(ROOTS + ".d/0.conf", pidns("e")).read().before6())).contains("e");
  }

  @Test
  void from6OnOneMainFileCountsAndPartsOfAllByTheirNames() {
    var conf = with(VENDORS, pidns("a")).with(ADMINS, "[containers]\nnetns = \"host\"\n");

    assertThat(pid(conf.read().from6())).isEmpty();
    assertThat(pid(conf.read().before6())).contains("a");
    with(VENDORS + ".d/9.conf", pidns("b")).with(ADMINS + ".d/1.conf", pidns("c"));
    assertThat(pid(conf.read().from6())).contains("b");
    assertThat(pid(conf.read().before6())).contains("c");
    with("/etc/containers/containers.rootful.conf.d/9.conf", pidns("d"));
    assertThat(pid(conf.read().from6())).contains("d");
  }

  @Test
  void aNamedFileStandsForAllOthersAndAnotherHasTheLastWord() {
    with(ADMINS, pidns("a")).with("/mine", pidns("b")).with("/last", pidns("c"));
    with("/etc/containers/containers.conf.modules/m.conf", pidns("m"));

    assertThat(pid(read(asked(Optional.of("/mine"), List.of(), Optional.empty())).before6()))
        .contains("b");
    assertThat(pid(read(asked(Optional.empty(), List.of("m.conf"), Optional.empty())).from6()))
        .contains("m");
    assertThat(
            pid(read(asked(Optional.of("/mine"), List.of("m.conf"), Optional.of("/last"))).from6()))
        .contains("c");
    assertThat(gaps).isEmpty();
  }

  @Test
  void aNamedFileThatIsNotThereIsSaid() {
    read(asked(Optional.of("/gone"), List.of("gone", "../out"), Optional.of("/gone-too")));

    assertThat(String.join("\n", gaps))
        .contains("/gone is named", "modules/gone is named", "../out", "/gone-too is named");
  }

  private static EngineConf.Asked asked(
      Optional<String> alone, List<String> modules, Optional<String> last) {
    return new EngineConf.Asked(alone, Optional.empty(), modules, last);
  }

  @Test
  void aListReplacesUntilOneAppendsAndFromThenOnAllDo() {
    with(VENDORS, "containers.env = [\"1\"]")
        .with(ADMINS, "containers.env = [\"2\"]")
        .with(ADMINS + ".d/3.conf", "containers.env = [\"3\", {append=true}]")
        .with(ADMINS + ".d/4.conf", "containers.env = [\"4\"]");

    assertThat(env()).containsExactly("2", "3", "4");
    with(ADMINS + ".d/5.conf", "containers.env = [\"5\", {append=false}]");
    assertThat(env()).containsExactly("5");
    with(ADMINS + ".d/6.conf", "containers.env = []");
    assertThat(read().before6().list("containers", "env")).contains(List.of());
    assertThat(read().before6().list("containers", "volumes")).isEmpty();
  }

  private List<String> env() {
    return read().before6().all("containers", "env").stream().map(Entry::value).toList();
  }

  @Test
  void podmansWordsAreTheSameInCapitalsAndNamesAreNot() {
    with(ADMINS, "[ENGINE]\nRuntimes.crun = [\"/a\"]\n[engine.runtimes]\nCRUN = [\"/b\"]\n");

    assertThat(read().before6().all("engine", "runtimes", "crun"))
        .extracting(Entry::value)
        .containsExactly("/a");
  }

  @Test
  void aNameWithADotInItIsNoTable() {
    with(ADMINS, "containers.pidns = \"host\"\n[\"containers.pidns\"]\n\"containers.pidns\" = 1\n");

    assertThat(pid(read().before6())).contains("host");
  }

  @Test
  void numbersAreReadAsTomlHasThem() {
    with(ADMINS, "[containers]\noom_score_adj = -1_000\npids_limit = 0x10\numask = \"22\"");

    assertThat(read().before6().last("containers", "oom_score_adj").map(Entry::value))
        .contains("-1000");
    assertThat(read().before6().last("containers", "pids_limit").map(Entry::value)).contains("16");
  }

  @Test
  void whatCannotBeReadIsSaid() {
    with(ADMINS, "[containers]\nvolumes = [\"/a:/a\"\npidns = \"host\"");

    read();
    assertThat(gaps).singleElement().asString().contains(ADMINS, "cannot be understood");
  }
}
