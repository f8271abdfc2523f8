package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.parse.UsageException;
import dev.qm.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigureCommandTest {
  private static final String AGENT = "etc/bluechi/agent.conf.d/10-qm.conf";
  private static final String CONTROLLER = "etc/bluechi/controller.conf.d/10-qm.conf";
  private static final String INSIDE = "etc/qm/bluechi/agent.conf";

  @TempDir Path root;

  @BeforeEach
  void aMachine() throws Exception {
    BluechiCall.machine(root);
    BluechiCall.controller(root);
  }

  @Test
  void bothSidesFindAControllerElsewhere() throws Exception {
    assumeRoot();

    var call = BluechiCall.of(root, "configure", "--controller", "192.0.2.1");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("wrote " + root.resolve(AGENT) + "\n", "wrote " + root.resolve(INSIDE) + "\n")
        .containsSubsequence(
            "qm bluechi configure --here --nodes host1,qm.host1 ",
            "on 192.0.2.1",
            "systemctl reload dbus ",
            "systemctl restart bluechi-agent.service ",
            "qm exec -- systemctl restart bluechi-agent.service ",
            "qm bluechi check ")
        .doesNotContain("TCP port", "install");
    assertThat(text(AGENT)).contains("\nNodeName=host1\nControllerHost=192.0.2.1\n");
    assertThat(text(INSIDE)).contains("\nNodeName=qm.host1\nControllerHost=192.0.2.1\n");
    assertThat(root.resolve(CONTROLLER)).doesNotExist();
    assertThat(BluechiCall.of(root, "check").out()).isEqualTo("no problem in 5 files\n");
  }

  @Test
  void aControllerHereLetsBothNodesInAndThoseThatAreNamed() throws Exception {
    assumeRoot();
    BluechiCall.put(
        root,
        "etc/bluechi/controller.conf",
        "[bluechi-controller]\nAllowedNodeNames=old\nControllerPort=900\n");

    var call = BluechiCall.of(root, "configure", "--here", "--nodes", "ecu2,qm.ecu2");

    assertThat(call.out()).contains("TCP port 900").contains("restart bluechi-controller.service");
    assertThat(text(CONTROLLER))
        .contains("[node host1]", "[node qm.host1]", "[node ecu2]", "[node qm.ecu2]")
        .doesNotContain("\nAllowedNodeNames=");
    assertThat(text(AGENT)).contains("ControllerHost=127.0.0.1\nControllerPort=900\n");
    assertThat(text(INSIDE)).contains("ControllerHost=host.containers.internal\n");
    assertThat(BluechiCall.of(root, "check").out()).startsWith("no problem in ");

    BluechiCall.of(root, "configure", "--nodes", "ecu3");
    assertThat(text(CONTROLLER)).contains("[node ecu2]", "[node ecu3]");
    assertThat(BluechiCall.of(root, "check", "--json").out())
        .containsSubsequence("\"old\"", "\"host1\"", "\"qm.host1\"", "\"ecu2\"", "\"ecu3\"");
  }

  @Test
  void aSecondCallChangesNothing() throws Exception {
    assumeRoot();
    BluechiCall.of(root, "configure", "--here", "--port", "900", "--name", "front");
    var before = all();

    assertThat(BluechiCall.of(root, "configure", "--here").out())
        .startsWith("All of it is there already; nothing to do.\n");
    assertThat(BluechiCall.of(root, "configure").out())
        .startsWith("All of it is there already; nothing to do.\n");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void anotherControllerTakesThePlaceOfTheFirst() throws Exception {
    assumeRoot();
    BluechiCall.put(
        root,
        "etc/bluechi/agent.conf",
        "[bluechi-agent]\nNodeName=mine\nControllerAddress=tcp:host=192.0.2.7,port=1\n");
    BluechiCall.of(root, "configure", "--controller", "192.0.2.1");
    BluechiCall.of(root, "configure", "--controller", "ecu9.example", "--port=850");

    assertThat(text(AGENT))
        .contains("NodeName=mine\n", "ControllerAddress=\nControllerHost=ecu9.example\n", "=850\n")
        .doesNotContain("192.0.2.1");
    assertThat(BluechiCall.of(root, "check", "--json").out())
        .contains("\"tcp:host=ecu9.example,port=850\"")
        .doesNotContain("192.0.2");
  }

  @Test
  void theFirstOfSeveralControllersIsTriedFirst() throws Exception {
    assumeRoot();
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerPort=850\n");

    var call = BluechiCall.of(root, "configure", "--controller", "192.0.2.1,192.0.2.2");

    var address = "\nControllerAddress=tcp:host=192.0.2.1,port=850;tcp:host=192.0.2.2,port=850\n";
    assertThat(text(AGENT)).contains(address).doesNotContain("ControllerHost=19");
    assertThat(text(INSIDE)).contains(address);
    assertThat(call.out()).contains("on 192.0.2.1:", "on 192.0.2.2:");
    assertThat(BluechiCall.of(root, "check").out())
        .contains("note: the agent goes on to the next controller only where one refuses");

    BluechiCall.of(root, "configure");
    assertThat(text(AGENT)).contains(address);
    BluechiCall.of(root, "configure", "--controller", "192.0.2.3");
    assertThat(text(AGENT)).contains("ControllerHost=192.0.2.3\n").doesNotContain("Address");
  }

  @Test
  void namesThatAreTooLongForALineOfBluechisAreRefused() {
    var name = "n".repeat(200) + ".example";

    assertThatThrownBy(() ->
            BluechiCall.of(
                root, "configure", "--controller", "a." + name + ",b." + name + ",c." + name))
        .isInstanceOfSatisfying(
            UsageException.class, usage -> assertThat(usage.what()).contains("too long"));
    assertThatThrownBy(() -> BluechiCall.of(root, "configure", "--controller", name + "." + name))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void whatFilesSayAlreadyIsKeptWithoutAWord() throws Exception {
    assumeRoot();
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerHost=192.0.2.7\n");

    BluechiCall.of(root, "configure");

    assertThat(text(AGENT)).contains("NodeName=host1\n").doesNotContain("Controller");
    assertThat(text(INSIDE)).contains("ControllerHost=192.0.2.7\n", "NodeName=qm.host1\n");
  }

  @Test
  void aFileThatYouChangedStaysAndTheNewOneLandsBesideIt() throws Exception {
    assumeRoot();
    BluechiCall.of(root, "configure", "--controller", "192.0.2.1");
    var mine = text(AGENT) + "LogLevel=DEBUG\n";
    Files.writeString(root.resolve(AGENT), mine);

    var call = BluechiCall.of(root, "configure", "--controller", "192.0.2.2");

    assertThat(call.err()).contains("note: kept your " + root.resolve(AGENT));
    assertThat(text(AGENT)).isEqualTo(mine);
    assertThat(text(AGENT + ".qm-new")).contains("ControllerHost=192.0.2.2\n");
    assertThat(text(INSIDE)).contains("ControllerHost=192.0.2.1\n", "LogLevel=DEBUG\n");

    assertThat(BluechiCall.of(root, "configure", "--undo").out())
        .contains("kept your changed " + root.resolve(AGENT));
    assertThat(text(AGENT)).isEqualTo(mine);
  }

  @Test
  void aFileThatSomebodyElseMadeKeepsAllFromBeingWritten() throws Exception {
    assumeRoot();
    BluechiCall.put(root, CONTROLLER, "[node other]\nAllowed=true\n");
    var before = all();

    assertThatThrownBy(() -> BluechiCall.of(root, "configure", "--here"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(CONTROLLER);
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void aProgramWithoutItsPackagesFileGetsOne() throws Exception {
    assumeRoot();
    var vendor = root.resolve("usr/share/bluechi-agent/config/agent.conf");
    Files.delete(vendor);

    BluechiCall.of(root, "configure", "--controller", "192.0.2.1");

    assertThat(vendor).content().endsWith("\n[bluechi-agent]\n");
    assertThat(BluechiCall.of(root, "check").status()).isZero();
    BluechiCall.of(root, "configure", "--undo");
    assertThat(vendor).doesNotExist();
    assertThat(root.resolve(AGENT)).doesNotExist();
  }

  @Test
  void whatIsNotInstalledIsNamed() throws Exception {
    assumeRoot();
    Files.delete(root.resolve("usr/lib/systemd/system/bluechi-agent.service"));
    Files.delete(root.resolve("usr/lib/qm/rootfs/usr/lib/systemd/system/bluechi-agent.service"));

    var call = BluechiCall.of(root, "configure", "--here");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("  install bluechi-agent ", "  qm install bluechi-agent ")
        .doesNotContain("bluechi-controller  ");
    assertThat(text(AGENT)).contains("NodeName=host1");
  }

  @Test
  void whereBluechisProgramsAreNotInstalledAndCannotBeQmsOwnAreNamed() throws Exception {
    assumeRoot();
    for (var program : List.of("agent", "controller")) {
      Files.deleteIfExists(root.resolve("usr/lib/systemd/system/bluechi-" + program + ".service"));
      BluechiCall.put(
          root, "usr/lib/systemd/system/qm-bluechi-" + program + ".service", "[Service]\n");
    }

    assertThat(BluechiCall.of(root, "configure", "--here").out())
        .containsSubsequence(
            "systemctl enable qm-bluechi-controller.service ",
            "QM's own, for want of BlueChi's",
            "systemctl restart qm-bluechi-controller.service ",
            "systemctl restart qm-bluechi-agent.service ")
        .doesNotContain("install ");
  }

  @Test
  void qmsOwnAgentInsideNeedsNoPackageAndIsSwitchedOnAlready() throws Exception {
    assumeRoot();
    Files.delete(root.resolve("usr/lib/qm/rootfs/usr/lib/systemd/system/bluechi-agent.service"));
    switchOn("etc/qm", "qm-bluechi-agent.service");

    var call = BluechiCall.of(root, "configure", "--controller", "192.0.2.1");

    assertThat(call.out())
        .containsSubsequence("restart bluechi-agent.service", "qm up ", "QM's own agent")
        .doesNotContain("install", "qm exec");
    assertThat(BluechiCall.of(root, "check").out()).isEqualTo("no problem in 5 files\n");

    BluechiCall.put(root, INSIDE, "[bluechi-agent]\nNodeName=qm.old\nControllerHost=192.0.2.1\n");
    assertThat(BluechiCall.of(root, "check").out())
        .contains("qm exec -- systemctl restart qm-bluechi-agent.service");
  }

  @Test
  void withoutALinkedImageThePackageIsAskedFor() throws Exception {
    assumeRoot();
    Files.delete(root.resolve("usr/lib/qm/rootfs/usr/lib/systemd/system/bluechi-agent.service"));

    assertThat(BluechiCall.of(root, "configure", "--controller", "192.0.2.1").out())
        .contains("qm install bluechi-agent ");
    assertThat(root.resolve("usr/lib/qm/rootfs.programs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"etc, systemctl disable --now", "etc/qm, qm exec -- systemctl disable --now"})
  void twoAgentsOfOneSideAreFound(String etc, String mend) throws Exception {
    assumeRoot();
    BluechiCall.of(root, "configure", "--controller", "192.0.2.1");
    switchOn(etc, "bluechi-agent.service");
    assertThat(BluechiCall.of(root, "check").out()).isEqualTo("no problem in 5 files\n");

    switchOn(etc, "qm-bluechi-agent.service");

    var found = BluechiCall.of(root, "check", "--json");
    assertThat(found.status()).isEqualTo(1);
    assertThat(found.out()).containsOnlyOnce("bluechi-two").contains(mend + " qm-bluechi-agent");
  }

  private void switchOn(String etc, String unit) throws Exception {
    var wants = root.resolve(etc + "/systemd/system/multi-user.target.wants");
    Files.createDirectories(wants);
    Files.createSymbolicLink(wants.resolve(unit), Path.of("../" + unit));
  }

  @Test
  void aDryRunPrintsBothSidesAndWritesNothing() throws Exception {
    var before = all();

    var call = BluechiCall.of(root, "configure", "--here", "--dry-run");

    assertThat(call.out())
        .containsSubsequence(
            "==> " + root.resolve(AGENT) + " (new)\n",
            "\nControllerHost=127.0.0.1\n",
            "==> " + root.resolve(CONTROLLER) + " (new)\n",
            "[node qm.host1]\nAllowed=true\n",
            "==> " + root.resolve(INSIDE) + " (as each start",
            "\nNodeName=qm.host1\nControllerHost=host.containers.internal\n",
            "Nothing was written.\n");
    assertThat(all()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "'', nothing says where the controller is",
    "--here --controller 192.0.2.1, do not go together",
    "--controller localhost, --here",
    "--controller 127.0.0.1, --here",
    "--controller tcp:host=x, --controller cannot be",
    "'--controller a;b', --controller cannot be",
    "--controller abc:842, --controller cannot be",
    "'--controller 192.0.2.1,', --controller cannot be",
    "'--controller 192.0.2.1,192.0.2.1', twice",
    "'--controller 192.0.2.1,127.0.0.1', --here",
    "--controller 192.0.2.1 --nodes ecu2, --nodes is for the controller",
    "--here --port 70000, --port cannot be",
    "--here --name qm.front, is a partition's",
    "--here --name a_b, has an underscore",
    "'--here --nodes a/b', has a slash",
    "--here --name a-name-that-is-too-long-for-a-section-of-the-file, is longer than",
  })
  void whatCannotBeMeantIsRefused(String words, String why) throws Exception {
    var before = all();

    assertThatThrownBy(() ->
            BluechiCall.of(root, "configure", words.isEmpty() ? new String[0] : words.split(" ")))
        .isInstanceOfSatisfying(
            UsageException.class,
            usage -> assertThat(usage.what() + " " + usage.suggestion().orElse("")).contains(why));
    assertThat(all()).isEqualTo(before);
  }

  private String text(String path) throws Exception {
    return Files.readString(root.resolve(path));
  }

  /** Every file of the machine, with its content. */
  private Map<String, String> all() throws Exception {
    var all = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(root.resolve("var/lib/qm"))) {
          all.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return all;
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }
}
