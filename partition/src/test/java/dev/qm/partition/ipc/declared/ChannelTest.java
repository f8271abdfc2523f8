package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Standing;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code qm ipc new} and {@code qm ipc remove} on a machine image in a folder. */
class ChannelTest {
  private static final SystemTree SYSTEM = new SystemTree(Machines.SYSTEM);
  private static final ChannelName RADIO = new ChannelName("radio");
  private static final String UNITS = "/etc/qm/containers/systemd/";
  private static final String DROP_IN = "/etc/containers/systemd/qm.container.d/50-ipc.conf";

  @TempDir Path folder;

  private Root root;

  /** What a killed process does not get to. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void aMachine() throws IOException {
    root = machine("machine");
  }

  private Root machine(String name) throws IOException {
    var machine = Machines.withQuadlet(Files.createDirectories(folder.resolve(name)));
    Files.createDirectories(machine.at("/etc/qm"));
    Files.createDirectories(machine.at("/usr/lib/qm/rootfs"));
    Machines.write(machine, "/usr/share/qm/seccomp.json", "{}");
    // the lock's folder stays
    Files.createDirectories(machine.at("/var/lib/qm"));
    Files.createFile(
        machine.at("/var/lib/qm/lock"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return machine;
  }

  @Test
  void aChannelBetweenTheSidesIsThePromisedFiles() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);

    assertThat(text("/etc/systemd/system/radio.socket"))
        .contains("\nListenStream=%t/ipc/radio/radio.sock\n")
        .contains("\nSocketMode=0600\n", "\nDirectoryMode=0755\n", "\nRemoveOnStop=yes\n")
        .contains("\nService=radio-server.service\n", "\nFileDescriptorName=radio\n")
        .contains("\nBefore=qm.service\n", "\nWantedBy=sockets.target\n");
    assertThat(text("/etc/containers/systemd/radio-server.container"))
        .contains("\nRequires=radio.socket\n", "\nAfter=radio.socket\n")
        .contains("\nImage=localhost/qm-ipc-demo\n", "\nExec=server\n", "\nNotify=true\n")
        .contains("\nSecurityLabelType=ipc_t\n", "\nSecurityLabelLevel=s0\n")
        .contains("\nOOMScoreAdjust=-", "\nType=notify\n", "\nNetwork=none\n")
        .doesNotContain("[Install]\n", "@");
    assertThat(text(UNITS + "radio-client.container"))
        .contains("\nSecurityLabelType=qm_container_ipc_t\n", "\nExec=client\n")
        .contains("\nVolume=/run/ipc/radio:/run/ipc/radio\n", "\nWantedBy=multi-user.target\n")
        .contains("\nEnvironment=QM_IPC_SOCKET=/run/ipc/radio/radio.sock\n")
        .doesNotContain("@");
    assertThat(text(DROP_IN)).contains("\nVolume=/run/ipc:/run/ipc:ro,idmap\n");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeThatThePartitionPutsInAFoldersPlaceIsNotWaitedFor() throws Exception {
    for (var place : List.of("", "/systemd", "/systemd/radio-client.container")) {
      var pipe = root.at("/etc/qm/containers" + place);
      Files.createDirectories(pipe.resolveSibling(""));
      Command.of("mkfifo", pipe.toString()).require();

      assertThatThrownBy(() -> make(ChannelKind.ASIL_QM, RADIO)).isInstanceOf(HostException.class);
      // what cannot be read is no channel, and no reason to stop
      assertThat(DeclaredChannels.read(spec()).channels()).isEmpty();

      Files.delete(pipe);
    }
    make(ChannelKind.ASIL_QM, RADIO);
  }

  @Test
  void withTheHostsUserIdsNothingIsMapped() throws Exception {
    Machines.dropIn(root, "00-setup.conf", "[Container]\nUIDMap=\nGIDMap=\n");

    make(ChannelKind.ASIL_QM, RADIO);

    assertThat(text(DROP_IN)).contains("\nVolume=/run/ipc:/run/ipc:ro\n").doesNotContain("idmap");
  }

  @Test
  void aProgramOfOnesOwnGetsNoArguments() throws Exception {
    var request =
        new NewChannel.Request(
            RADIO,
            ChannelKind.ASIL_QM,
            Optional.of(new ImageName("quay.io/car/radio:1")),
            Optional.empty(),
            Edits.KEPT);
    NewChannel.make(spec(), SYSTEM, request, Changes.UNTOLD);

    assertThat(text("/etc/containers/systemd/radio-server.container"))
        .contains("\nImage=quay.io/car/radio:1\n")
        .doesNotContain("Exec=", "Pull=", "demo");
    assertThat(text(UNITS + "radio-client.container")).contains("\nExec=client\n");

    // what is not said stays
    assertThat(make(ChannelKind.ASIL_QM, RADIO).isDone()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void whatIsWrittenHasNoFinding(ChannelKind kind) throws Exception {
    make(kind, RADIO);

    for (var units : List.of("/etc/containers/systemd", "/etc/qm/containers/systemd")) {
      var reading = QuadletReader.read(root.directory(), List.of(root.at(units)));
      assertThat(Check.run(reading, Settings.rooted(root.directory()))).as(units).isEmpty();
    }
    assertThat(
            Check.run(
                QuadletReader.read(
                    root.directory(),
                    List.of(
                        root.at("/etc/containers/systemd"),
                        root.at("/usr/share/containers/systemd"))),
                Settings.rooted(root.directory())))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void everySettingHasItsReasonAboveIt(ChannelKind kind) throws Exception {
    for (var planned : make(kind, RADIO).files()) {
      assertThat(planned.file().text()).startsWith("# ");
      assertThat(planned.file().text().lines().filter(line -> line.strip().startsWith("#")).count())
          .as(planned.file().path())
          .isGreaterThan(2);
      assertThat(planned.file().text().lines().mapToInt(String::length).max().orElse(0))
          .isLessThan(130);
    }
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void aSecondCallChangesNothingAndRemovalLeavesNoTrace(ChannelKind kind) throws Exception {
    var before = listing(root);
    make(kind, RADIO);
    var made = listing(root);

    assertThat(make(kind, RADIO).isDone()).isTrue();
    assertThat(listing(root)).isEqualTo(made);

    assertThat(remove(RADIO).orElseThrow().kept()).isEmpty();
    assertThat(listing(root)).isEqualTo(before);
    assertThat(remove(RADIO)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void whoeverIsKilledCanGoOnOrGoBack(ChannelKind kind) throws Exception {
    var before = listing(root);
    make(kind, RADIO);
    var whole = listing(root);
    for (var moment = 0; ; moment++) {
      var goesOn = machine("on" + moment);
      root = goesOn;
      if (!killedAt(
          moment, changes -> NewChannel.make(spec(), SYSTEM, request(kind, RADIO), changes))) {
        assertThat(moment).as("changes").isGreaterThan(4);
        break;
      }
      make(kind, RADIO);
      assertThat(listing(root)).as("made on from " + moment).isEqualTo(whole);

      root = machine("back" + moment);
      killedAt(moment, changes -> NewChannel.make(spec(), SYSTEM, request(kind, RADIO), changes));
      remove(RADIO);
      assertThat(listing(root)).as("taken back from " + moment).isEqualTo(before);
    }
  }

  @Test
  void aReplacementThatIsKilledLeavesNothingThatLooksEdited() throws Exception {
    var other =
        new NewChannel.Request(
            RADIO,
            ChannelKind.ASIL_QM,
            Optional.of(new ImageName("quay.io/car/radio:2")),
            Optional.of(new ImageName("quay.io/car/dash:2")),
            Edits.KEPT);
    for (var moment = 0; ; moment++) {
      root = machine("replaced" + moment);
      make(ChannelKind.ASIL_QM, RADIO);
      if (!killedAt(moment, changes -> NewChannel.make(spec(), SYSTEM, other, changes))) {
        assertThat(moment).as("kills").isGreaterThan(3);
        break;
      }
      assertThat(make(ChannelKind.ASIL_QM, RADIO).files())
          .extracting(planned -> planned.placement().standing())
          .doesNotContain(Standing.EDITED, Standing.FOREIGN);
      assertThat(remove(RADIO).orElseThrow().kept()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void aRemovalThatIsKilledIsEndedByTheNext(ChannelKind kind) throws Exception {
    var before = listing(root);
    for (var moment = 0; ; moment++) {
      make(kind, RADIO);
      var finished =
          !killedAt(
              moment,
              changes -> ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, changes));
      remove(RADIO);
      assertThat(listing(root)).as("killed at " + moment).isEqualTo(before);
      if (finished) {
        assertThat(moment).as("kills").isGreaterThan(4);
        break;
      }
    }
  }

  @Test
  void aFileOfSomebodyElseStaysAndNothingIsWritten() throws Exception {
    Machines.write(root, UNITS + "radio-client.container", "[Container]\nImage=mine\n");
    var before = listing(root);

    assertThatThrownBy(() -> make(ChannelKind.ASIL_QM, RADIO))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(root.at(UNITS + "radio-client.container") + " was not made by");
    assertThat(listing(root)).isEqualTo(before);

    make(
        new NewChannel.Request(
            RADIO, ChannelKind.ASIL_QM, Optional.empty(), Optional.empty(), Edits.GIVEN_UP));
    assertThat(text(UNITS + "radio-client.container")).contains("qm_container_ipc_t");
  }

  @Test
  void aRemovalKeepsAnEditUnlessForced() throws Exception {
    var before = listing(root);
    make(ChannelKind.ASIL_QM, RADIO);
    var client = root.at(UNITS + "radio-client.container");
    Files.writeString(client, Files.readString(client) + "# mine\n");

    assertThat(remove(RADIO).orElseThrow().kept())
        .containsExactly(UNITS + "radio-client.container");
    assertThat(client).content().endsWith("# mine\n");
    assertThat(root.at(DROP_IN)).doesNotExist();

    ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.GIVEN_UP, Changes.UNTOLD);
    assertThat(listing(root)).isEqualTo(before);
  }

  @Test
  void theSharedDropInGoesWithTheLastChannelThatNeedsIt() throws Exception {
    var speed = new ChannelName("speed");
    make(ChannelKind.ASIL_QM, RADIO);
    make(ChannelKind.ASIL_QM, speed);
    make(ChannelKind.QM_QM, new ChannelName("chat"));

    remove(RADIO);
    assertThat(root.at(DROP_IN)).exists();
    remove(speed);
    assertThat(root.at(DROP_IN)).doesNotExist();
    assertThat(root.at(UNITS + "chat.volume")).exists();
  }

  @Test
  void removalTakesTheLinkAwayThatSwitchedTheSocketOn() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);
    var link = root.at("/etc/systemd/system/sockets.target.wants/radio.socket");
    Files.createDirectories(link.resolveSibling(".").normalize());
    Files.createSymbolicLink(link, Path.of("/etc/systemd/system/radio.socket"));

    remove(RADIO);

    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void aPlantedLinkLeadsNowhere() throws Exception {
    var target = Files.createDirectories(root.at("/etc/victim/systemd"));
    Files.createSymbolicLink(root.at("/etc/qm/containers"), Path.of("../victim"));
    var before = listing(root);

    assertThatThrownBy(() -> make(ChannelKind.ASIL_QM, RADIO))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("links are not followed");
    assertThat(target).isEmptyDirectory();
    assertThat(listing(root)).isEqualTo(before);
  }

  @Test
  void aLinkThatIsPlantedMeanwhileLeadsNowhereEither() throws Exception {
    var target = Files.createDirectories(root.at("/etc/victim/systemd"));

    assertThatThrownBy(() ->
            NewChannel.make(
                spec(),
                SYSTEM,
                request(ChannelKind.ASIL_QM, RADIO),
                change -> {
                  if (change instanceof Changes.Change.Written(var path)
                      && path.startsWith("/etc/qm/")) {
                    plant();
                  }
                }))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("links are not followed");
    assertThat(target).isEmptyDirectory();
  }

  private void plant() {
    try {
      Files.move(root.at("/etc/qm/containers"), root.at("/etc/qm/moved"));
      Files.createSymbolicLink(root.at("/etc/qm/containers"), root.at("/etc/victim"));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void removalFollowsNoPlantedLinkAndGoesOn() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);
    var client = Files.readAllBytes(root.at(UNITS + "radio-client.container"));
    Files.createDirectories(root.at("/etc/victim/systemd"));
    var victim = Files.write(root.at("/etc/victim/systemd/radio-client.container"), client);
    plant();

    var changes = new ArrayList<Changes.Change>();
    ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, changes::add);

    assertThat(victim).exists();
    assertThat(changes).contains(new Changes.Change.Barred(UNITS + "radio-client.container"));
    assertThat(root.at("/etc/systemd/system/radio.socket")).doesNotExist();
    assertThat(new ChannelRecords(root).find(RADIO).orElseThrow().files())
        .as("what a later removal has to look at again")
        .isNotEmpty()
        .allMatch(file -> file.path().startsWith("/etc/qm/"));

    Files.delete(root.at("/etc/qm/containers"));
    Files.move(root.at("/etc/qm/moved"), root.at("/etc/qm/containers"));
    ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, Changes.UNTOLD);

    assertThat(root.at(UNITS + "radio-client.container")).doesNotExist();
    assertThat(new ChannelRecords(root).find(RADIO)).isEmpty();
  }

  @Test
  void ofWhatGoesWithThePartitionNothingStaysOnRecord() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);
    plant();

    ChannelRemoval.withPartition(root, "/etc/qm", RADIO);

    assertThat(root.at("/etc/systemd/system/radio.socket")).doesNotExist();
    assertThat(new ChannelRecords(root).find(RADIO)).isEmpty();
  }

  /** Its own files cannot be told from gone ones then. */
  @Test
  void aFailureThatIsNoBarEndsTheRemovalAndForgetsNothing() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);
    var records = new ChannelRecords(root);
    var record = records.find(RADIO).orElseThrow();
    var unreadable = "/etc/qm/" + "x".repeat(300) + "/radio-client.container";
    var files = new ArrayList<>(record.files());
    files.add(new ChannelRecord.Made(unreadable, ChannelFile.Sharing.OWN, List.of("0".repeat(64))));
    records.write(record.with(record.folders(), files));

    assertThatThrownBy(
            () -> ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, Changes.UNTOLD))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("the name is too long");
    assertThat(records.find(RADIO).orElseThrow().files()).isEqualTo(files);
    assertThat(root.at("/etc/systemd/system/radio.socket")).exists();
  }

  /** Only root inside can make a file so, and chattr(1) needs a file system that knows it. */
  @Test
  void removalGoesOnPastALeftoverThatCannotGoAndNamesIt() throws Exception {
    make(ChannelKind.ASIL_QM, RADIO);
    var name = UNITS + ".radio-client.container.qm-new-0123456789abcdef";
    var leftover = Machines.write(root, name, "half");
    assumeTrue(attribute("+i", leftover), "chattr +i does not work here");
    var changes = new ArrayList<Changes.Change>();
    try {
      ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, changes::add);
    } finally {
      attribute("-i", leftover);
    }

    assertThat(changes).contains(new Changes.Change.Left(name));
    assertThat(root.at(UNITS + "radio-client.container")).doesNotExist();
    assertThat(new ChannelRecords(root).find(RADIO)).isEmpty();
  }

  private static boolean attribute(String what, Path file) throws HostException {
    return Command.find("chattr").isPresent()
        && Command.of("chattr", what, file.toString()).run().ok();
  }

  @Test
  void aLinkInPlaceOfAFileIsSomebodyElsesFile() throws Exception {
    var victim = Machines.write(root, "/etc/victim", "mine\n");
    Files.createDirectories(root.at(UNITS));
    Files.createSymbolicLink(root.at(UNITS + "radio-client.container"), victim);

    assertThatThrownBy(() -> make(ChannelKind.ASIL_QM, RADIO)).hasMessageContaining("not made by");
    make(
        new NewChannel.Request(
            RADIO, ChannelKind.ASIL_QM, Optional.empty(), Optional.empty(), Edits.GIVEN_UP));
    assertThat(victim).hasContent("mine\n");
    assertThat(root.at(UNITS + "radio-client.container")).isRegularFile();
  }

  @Test
  void namesThatOthersHaveAreRefused() throws Exception {
    Machines.write(root, "/usr/lib/systemd/system/radio.socket", "[Socket]\n");
    Machines.write(
        root,
        "/usr/share/containers/systemd/tuner.container",
        "[Container]\nImage=a\nContainerName=speed-server\n");
    Machines.write(root, "/usr/lib/qm/rootfs/usr/lib/systemd/system/dash-client.service", "");
    Machines.write(
        root,
        "/usr/lib/qm/rootfs/usr/share/containers/systemd/x.container",
        "[Container]\nImage=a\nServiceName=map-client\n");

    for (var taken : List.of("radio", "speed", "dash", "map", "qm")) {
      assertThatThrownBy(() -> make(ChannelKind.ASIL_QM, new ChannelName(taken)))
          .as(taken)
          .isInstanceOf(HostException.class)
          .hasMessageContaining(taken);
    }
    assertThat(root.at(DROP_IN)).doesNotExist();
    make(ChannelKind.QM_QM, RADIO);
    assertThatThrownBy(() -> make(ChannelKind.QM_QM_POD, RADIO))
        .hasMessageContaining("there is a channel radio already");
  }

  @Test
  void noTwoPairsHaveALevelAndNoneThatAnotherUnitHas() throws Exception {
    var free = make(ChannelKind.QM_QM, RADIO).record().level().orElseThrow();
    remove(RADIO);
    Machines.write(
        root,
        UNITS + "other.container.d/10.conf",
        "[Container]\nSecurityLabelLevel=" + free + "\n");
    Machines.write(root, UNITS + "other.container", "[Container]\nImage=localhost/other\n");

    var second = make(ChannelKind.QM_QM, RADIO).record().level().orElseThrow();
    assertThat(second).isNotEqualTo(free);
    remove(RADIO);
    Machines.write(
        root,
        "/usr/lib/qm/rootfs/usr/share/containers/systemd/pod.kube",
        "[Kube]\nYaml=pod.yaml\n");
    Machines.write(
        root,
        "/usr/lib/qm/rootfs/usr/share/containers/systemd/pod.yaml",
        "      level: \"" + second + "\"\n");

    assertThat(make(ChannelKind.QM_QM_KUBE, RADIO).record().level().orElseThrow())
        .isNotIn(free, second);
  }

  private NewChannel make(ChannelKind kind, ChannelName name) throws HostException {
    return make(request(kind, name));
  }

  private NewChannel make(NewChannel.Request request) throws HostException {
    return NewChannel.make(spec(), SYSTEM, request, Changes.UNTOLD);
  }

  private static NewChannel.Request request(ChannelKind kind, ChannelName name) {
    return new NewChannel.Request(name, kind, Optional.empty(), Optional.empty(), Edits.KEPT);
  }

  private Optional<ChannelRemoval> remove(ChannelName name) throws HostException {
    return ChannelRemoval.carryOut(root, "/etc/qm", name, Edits.KEPT, Changes.UNTOLD);
  }

  private PartitionSpec spec() throws HostException {
    return PartitionSpec.require(root);
  }

  private String text(String path) throws IOException {
    return Files.readString(root.at(path));
  }

  /** Something that changes the disk. */
  private interface Work {
    void run(Changes changes) throws HostException;
  }

  /** Whether the work came as far as its change number {@code moment}, and was killed there. */
  private static boolean killedAt(int moment, Work work) throws HostException {
    var left = new int[] {moment};
    try {
      work.run(change -> {
        if (left[0]-- == 0) {
          throw new Killed();
        }
      });
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  private static SortedMap<String, String> listing(Root root) throws IOException {
    var listing = new TreeMap<String, String>();
    try (var walk = Files.walk(root.directory())) {
      for (var path : walk.toList()) {
        var name = root.directory().relativize(path).toString();
        listing.put(
            name,
            Files.isSymbolicLink(path)
                ? "-> " + Files.readSymbolicLink(path)
                : Files.isDirectory(path)
                    ? "folder " + Files.getPosixFilePermissions(path)
                    : Files.getPosixFilePermissions(path)
                        + " "
                        + Files.readString(path, StandardCharsets.UTF_8));
      }
    }
    return listing;
  }
}
