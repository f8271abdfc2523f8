package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QM's own agent of BlueChi on its way into a partition and out of it, on a machine image. */
class OwnAgentTest {
  private static final String PROGRAMS = Layout.DEFAULT.programs();
  private static final String AGENT = PROGRAMS + "/bluechi-agent";

  @TempDir Path folder;
  private final Notebook notes = new Notebook();
  private Root root;
  private Path image;

  @BeforeEach
  void aMachineWithAPartition() throws Exception {
    root = new Root(folder.resolve("machine"));
    Files.createDirectories(root.at("/var/lib/qm"));
    Files.createDirectories(root.at("/etc/qm/systemd/system"));
    Machines.write(root, Layout.DEFAULT.rootfs() + "/etc/hostname", "qm\n");
    new Masks(site()).apply(notes);
    image = folder.resolve("image");
    image("one");
  }

  @AfterEach
  void clean() throws Exception {
    Command.of("chattr", "-R", "-f", "-i", root.directory().toString()).run();
    // JUnit would warn of each link that leads out of its folder
    Trees.remove(root.directory());
  }

  @Test
  void thePartitionGetsWhatTheAgentNeedsAndNoMore() throws Exception {
    assertThat(agent().place(notes)).isTrue();

    assertThat(names(root.at(AGENT)))
        .containsExactly(
            "bin",
            "bin/java",
            "bin/qm",
            "built",
            "conf",
            "conf/net.properties",
            "lib",
            "lib/modules",
            "lib/server",
            "lib/server/agent.jsa",
            "lib/server/libjvm.so",
            "release");
    assertThat(root.at(OwnAgent.DROP_IN))
        .content()
        .endsWith("[Container]\nVolume=" + PROGRAMS + ":/run/qm/programs:ro,nosuid,nodev\n");
    var units = root.at("/etc/qm/systemd/system");
    assertThat(Files.readSymbolicLink(units.resolve("multi-user.target.wants/" + OwnAgent.UNIT)))
        .isEqualTo(Path.of("../" + OwnAgent.UNIT));
    assertThat(units.resolve(OwnAgent.UNIT)).content().contains("ExecStart=/run/qm/programs/");
    assertThat(units.resolve("bluechi-proxy@.service")).exists();
    assertThat(root.at("/etc/qm/dbus-1/system.d/qm-bluechi-agent.conf")).exists();
  }

  @Test
  void aSecondCallChangesNothingAndANewBuildReplacesTheOldOne() throws Exception {
    agent().place(notes);
    assertThat(agent().place(notes)).isFalse();

    image("two");
    Files.delete(image.resolve("conf/net.properties"));
    assertThat(step().isDone()).isFalse();
    step().apply(notes);

    assertThat(step().isDone()).isTrue();
    assertThat(root.at(AGENT + "/bin/qm")).hasContent("#!two");
    assertThat(root.at(AGENT + "/conf/net.properties")).doesNotExist();
    assertNothingPasses();
  }

  @Test
  void whatWasBroughtIsTakenBackWithoutATrace() throws Exception {
    var before = names(root.directory());
    var marks = Ledger.read(root).marks();

    agent().place(notes);
    assertThat(agent().takeBack(notes)).isTrue();

    assertThat(names(root.directory())).isEqualTo(before);
    assertThat(Ledger.read(root).marks()).isEqualTo(marks);
    assertThat(agent().takeBack(notes)).isFalse();
    assertThat(notes.all).isEmpty();
  }

  @Test
  void aRemovalTakesItWithTheRestHoweverItIsSealed() throws Exception {
    agent().place(notes);

    Removal.plan(root, Removal.Keep.NOTHING).orElseThrow().run(notes);

    assertThat(root.at(PROGRAMS)).doesNotExist();
    assertThat(root.at(OwnAgent.DROP_IN)).doesNotExist();
    assertThat(Removal.plan(root, Removal.Keep.NOTHING)).isEmpty();
  }

  @Test
  void withTheDataItIsRememberedThatItWasChosen() throws Exception {
    agent().place(notes);

    Removal.plan(root, Removal.Keep.DATA).orElseThrow().run(notes);

    assertThat(root.at(PROGRAMS)).doesNotExist();
    assertThat(step().isDone()).as("a later setup brings it again").isFalse();
  }

  @Test
  void aSetupBringsItOnlyWhereItWasChosen() throws Exception {
    assertThat(step().isDone()).isTrue();
  }

  @Test
  void blueChisOwnTakesItsPlaceAtTheNextSetup() throws Exception {
    agent().place(notes);
    Machines.write(
        root, Layout.DEFAULT.rootfs() + "/usr/lib/systemd/system/bluechi-agent.service", "[Unit]");

    assertThat(step().isDone()).isFalse();
    assertThat(step().title()).contains("take QM's own");
    step().apply(notes);

    assertThat(step().isDone()).isTrue();
    assertThat(root.at(PROGRAMS)).doesNotExist();
    assertThat(root.at("/etc/qm/systemd/system/" + OwnAgent.UNIT)).doesNotExist();
  }

  @Test
  void aUsersUnitStaysAndIsNamed() throws Exception {
    agent().place(notes);
    Machines.write(root, "/etc/qm/systemd/system/" + OwnAgent.UNIT, "[Unit]\nDescription=mine\n");

    agent().takeBack(notes);

    assertThat(root.at("/etc/qm/systemd/system/" + OwnAgent.UNIT)).content().contains("mine");
    assertThat(notes.all).singleElement().asString().startsWith("kept ");
  }

  /** Each state in which a call that is killed can leave the trees. */
  @Test
  void aCallThatWasKilledIsMendedByTheNextOne() throws Exception {
    agent().place(notes);
    image("two");
    for (var killed : Killed.values()) {
      Command.of("chattr", "-R", "-f", "-i", root.at("/usr/lib/qm").toString()).run();
      leave(killed);

      assertThat(step().isDone()).as(killed.name()).isFalse();
      step().apply(notes);

      assertThat(root.at(AGENT + "/bin/qm")).as(killed.name()).hasContent("#!two");
      assertThat(step().isDone()).as(killed.name()).isTrue();
      assertNothingPasses();
      image("one");
      step().apply(notes);
      image("two");
    }
  }

  @Test
  void aRemovalMendsWhatAKilledCallLeftToo() throws Exception {
    for (var killed : Killed.values()) {
      agent().place(notes);
      Command.of("chattr", "-R", "-f", "-i", root.at("/usr/lib/qm").toString()).run();
      leave(killed);
      Command.of("chattr", "-R", "-f", "+i", root.at(PROGRAMS).toString()).run();

      assertThat(agent().takeBack(notes)).as(killed.name()).isTrue();

      assertThat(names(root.at("/usr/lib/qm")))
          .as(killed.name())
          .noneMatch(it -> it.contains("programs"));
    }
  }

  @Test
  void whatRootInsidePutsInItsPlaceLeadsNowhereOnTheHost() throws Exception {
    var theirs = Machines.write(root, "/srv/theirs/bin/qm", "the host's");
    agent().place(notes);
    Command.of("chattr", "-R", "-f", "-i", root.at("/usr/lib/qm").toString()).run();
    Trees.remove(root.at(AGENT));
    Files.createSymbolicLink(root.at(AGENT), root.at("/srv/theirs"));

    assertThat(step().isDone()).isFalse();
    step().apply(notes);

    assertThat(theirs).hasContent("the host's");
    assertThat(root.at(AGENT)).isDirectory().isNotEmptyDirectory();
    assertThat(Files.isSymbolicLink(root.at(AGENT))).isFalse();
    assertThat(root.at(AGENT + "/bin/qm")).hasContent("#!one");
  }

  @Test
  void aPipeInPlaceOfTheStampHoldsNothingUp() throws Exception {
    agent().place(notes);
    Command.of("chattr", "-R", "-f", "-i", root.at("/usr/lib/qm").toString()).run();
    Files.delete(root.at(AGENT + "/built"));
    Command.of("mkfifo", root.at(AGENT + "/built").toString()).require();

    assertThat(step().isDone()).isFalse();
    step().apply(notes);

    assertThat(step().isDone()).isTrue();
  }

  @Test
  void aProgramThatIsNoLinkedImageCannotBeBrought() throws Exception {
    Files.delete(image.resolve("lib/server/agent.jsa"));

    assertThat(agent().isPossible()).isFalse();
  }

  /** When a call was killed. */
  private enum Killed {
    WHILE_IT_COPIED,
    BEFORE_THE_OLD_ONE_WENT,
    WITH_NEITHER_IN_PLACE,
    BEFORE_IT_WAS_SEALED
  }

  private void leave(Killed killed) throws Exception {
    var ledger = Ledger.read(root);
    ledger.add(new Mark.Finished("bluechi-agent=begun"));
    ledger.add(new Mark.Tree(PROGRAMS + ".partial"));
    ledger.add(new Mark.Tree(PROGRAMS + ".old"));
    switch (killed) {
      case WHILE_IT_COPIED -> Machines.write(root, PROGRAMS + ".partial/bin/java", "half");
      case BEFORE_THE_OLD_ONE_WENT -> {
        Machines.write(root, PROGRAMS + ".partial/bin/java", "whole");
        Command.of("chattr", "-R", "-f", "+i", root.at(PROGRAMS + ".partial/bin").toString()).run();
      }
      case WITH_NEITHER_IN_PLACE -> {
        Machines.write(root, PROGRAMS + ".partial/bin/java", "whole");
        Files.move(root.at(AGENT), root.at(PROGRAMS + ".old"));
      }
      case BEFORE_IT_WAS_SEALED -> Machines.write(root, PROGRAMS + ".old/bin/java", "old");
    }
  }

  private void assertNothingPasses() throws Exception {
    assertThat(root.at(PROGRAMS + ".partial")).doesNotExist();
    assertThat(root.at(PROGRAMS + ".old")).doesNotExist();
    assertThat(Ledger.read(root).marks())
        .doesNotContain(
            new Mark.Tree(PROGRAMS + ".partial"),
            new Mark.Tree(PROGRAMS + ".old"),
            new Mark.Finished("bluechi-agent=begun"));
  }

  private void image(String build) throws IOException {
    var files = new TreeMap<String, String>();
    files.put("bin/java", "java");
    files.put("bin/keytool", "not needed");
    files.put("bin/qm", "#!" + build);
    files.put("built", build);
    files.put("conf/net.properties", "");
    files.put("legal/java.base/LICENSE", "");
    files.put("lib/classlist", "");
    files.put("lib/modules", "");
    files.put("lib/qm/system/etc", "not needed");
    files.put("lib/server/agent.jsa", "");
    files.put("lib/server/classes.jsa", "not needed");
    files.put("lib/server/libjvm.so", "");
    files.put("release", "");
    for (var file : files.entrySet()) {
      var place = image.resolve(file.getKey());
      Files.createDirectories(image.resolve(file.getKey()).resolveSibling("."));
      Files.writeString(place, file.getValue());
    }
    assertThat(image.resolve("bin/qm").toFile().setExecutable(true)).isTrue();
  }

  private static List<String> names(Path tree) throws IOException {
    try (var walk = Files.walk(tree)) {
      return walk.filter(path -> !path.equals(tree))
          .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> tree.relativize(path).toString())
          .filter(name -> !name.equals("var/lib/qm/lock"))
          .sorted()
          .toList();
    }
  }

  private PartitionAgent agent() throws HostException {
    return PartitionAgent.of(root, Layout.DEFAULT, new SystemTree(Machines.SYSTEM), image);
  }

  private OwnAgent step() throws HostException {
    return new OwnAgent(site(), image);
  }

  private Site site() throws HostException {
    return new Site(
        root,
        Layout.DEFAULT,
        new Machine(root, Isolation.Wanted.AUTO),
        new SystemTree(Machines.SYSTEM),
        Ledger.read(root));
  }
}
