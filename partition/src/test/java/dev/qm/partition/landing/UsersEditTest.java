package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.ChannelKind;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.ipc.declared.ImageName;
import dev.qm.partition.ipc.declared.NewChannel;
import dev.qm.partition.setup.Ledger;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Removal;
import dev.qm.partition.setup.SystemTree;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One policy for all who land files: a user's edit is never lost, and its place is told. */
class UsersEditTest {
  private static final ChannelName RADIO = new ChannelName("radio");

  @TempDir Path folder;
  private Root root;

  /** What a killed process does not get to. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Who lands files. */
  enum User {
    SETUP("/etc/qm/containers/containers.conf") {
      @Override
      List<String> land(Root root, String version, Changes changes) throws HostException {
        var files = List.of(NewFile.of(path(), version), NewFile.of(path() + "2", version));
        var landing = new Landing(Disk.of(root), Ledger.read(root), changes);
        return sentences(root, landing.land(landing.look(files, Edits.KEPT)));
      }

      @Override
      List<String> takeBack(Root root, Changes changes) throws HostException {
        var notes = new ArrayList<String>();
        var removal = Removal.plan(root, Removal.Keep.NOTHING);
        if (removal.isPresent()) {
          removal
              .get()
              .run(
                  new Notes() {
                    @Override
                    public void note(String text) {
                      notes.add(text);
                    }

                    @Override
                    public void progress(String text) {}
                  });
        }
        return notes;
      }
    },
    CHANNEL("/etc/qm/containers/systemd/radio-client.container") {
      @Override
      List<String> land(Root root, String version, Changes changes) throws HostException {
        var request =
            new NewChannel.Request(
                RADIO,
                ChannelKind.ASIL_QM,
                Optional.empty(),
                Optional.of(new ImageName("localhost/dash:" + version)),
                Edits.KEPT);
        var spec = PartitionSpec.require(root);
        return sentences(
            root, NewChannel.make(spec, new SystemTree(Machines.SYSTEM), request, changes).kept());
      }

      @Override
      List<String> takeBack(Root root, Changes changes) throws HostException {
        return ChannelRemoval.carryOut(root, "/etc/qm", RADIO, Edits.KEPT, changes)
            .map(removal -> removal.kept().stream().map(path -> root.at(path).toString()).toList())
            .orElse(List.of());
      }
    },
    ADD_ON("/usr/share/containers/systemd/qm.container.d/60-radio.conf") {
      @Override
      List<String> land(Root root, String version, Changes changes) throws HostException {
        return install(LandedRecords.addons(root, changes), root, version);
      }

      @Override
      List<String> takeBack(Root root, Changes changes) throws HostException {
        return remove(LandedRecords.addons(root, changes), root);
      }
    },
    DEMO("/etc/qm/containers/systemd/demo.container") {
      @Override
      List<String> land(Root root, String version, Changes changes) throws HostException {
        return install(LandedRecords.demos(root, "/etc/qm", changes), root, version);
      }

      @Override
      List<String> takeBack(Root root, Changes changes) throws HostException {
        return remove(LandedRecords.demos(root, "/etc/qm", changes), root);
      }
    },
    OOM_SCORE("/etc/systemd/system/radio.service.d/50-qm-oom.conf") {
      @Override
      List<String> land(Root root, String version, Changes changes) throws HostException {
        return install(LandedRecords.scores(root, "/etc/qm", changes), root, version);
      }

      @Override
      List<String> takeBack(Root root, Changes changes) throws HostException {
        return remove(LandedRecords.scores(root, "/etc/qm", changes), root);
      }
    };

    private final String path;

    User(String path) {
      this.path = path;
    }

    /** One of the files that land. */
    String path() {
      return path;
    }

    /** Lands a version; what the user would be told of. */
    abstract List<String> land(Root root, String version, Changes changes) throws HostException;

    /** Takes all back; what the user would be told of. */
    abstract List<String> takeBack(Root root, Changes changes) throws HostException;

    List<String> install(LandedRecords records, Root root, String version) throws HostException {
      var files = List.of(NewFile.of(path(), version), NewFile.of(path() + "2", version));
      return sentences(root, records.install("radio", files));
    }

    static List<String> remove(LandedRecords records, Root root) throws HostException {
      return records.isInstalled("radio")
          ? records.remove("radio").stream().map(path -> root.at(path).toString()).toList()
          : List.of();
    }

    static List<String> sentences(Root root, List<Kept> kept) {
      return kept.stream().map(file -> file.sentence(root)).toList();
    }
  }

  @BeforeEach
  void aMachine() throws IOException {
    root = machine("machine");
  }

  @AfterEach
  void clean() throws Exception {
    Trees.remove(folder.resolve("machine"));
  }

  private Root machine(String name) throws IOException {
    var machine = Machines.withQuadlet(Files.createDirectories(folder.resolve(name)));
    for (var tree : List.of("/etc/qm", "/usr/lib/qm/rootfs", "/opt", "/var/lib/qm")) {
      Files.createDirectories(machine.at(tree));
    }
    // the lock's folder stays
    Machines.write(machine, "/var/lib/qm/other", "");
    Machines.write(machine, "/usr/share/qm/seccomp.json", "{}");
    return machine;
  }

  @ParameterizedTest
  @EnumSource(User.class)
  void anEditStaysTheNewContentLandsBesideItAndBothPlacesAreTold(User user) throws Exception {
    assertThat(user.land(root, "1", Changes.UNTOLD)).isEmpty();
    var file = root.at(user.path());
    var beside = file.resolveSibling(file.getFileName() + ".qm-new");
    Files.writeString(file, "mine");

    for (var version : List.of("2", "3")) {
      assertThat(user.land(root, version, Changes.UNTOLD))
          .containsExactly(
              "kept your " + file + "; what this version would put there is in " + beside);
      assertThat(file).hasContent("mine");
      assertThat(beside).content().contains(version);
    }
  }

  @ParameterizedTest
  @EnumSource(User.class)
  void whatTheUserMakesOfTheNewContentIsNotLostEither(User user) throws Exception {
    user.land(root, "1", Changes.UNTOLD);
    var file = root.at(user.path());
    var beside = file.resolveSibling(file.getFileName() + ".qm-new");
    Files.writeString(file, "mine");
    user.land(root, "2", Changes.UNTOLD);
    Files.writeString(beside, "half merged");

    assertThat(user.land(root, "3", Changes.UNTOLD))
        .singleElement()
        .asString()
        .contains("kept your " + file, beside.toString());
    assertThat(beside).hasContent("half merged");

    // and whoever takes the new content over has no edit any more
    Files.delete(beside);
    user.land(root, "3", Changes.UNTOLD);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(user.land(root, "3", Changes.UNTOLD)).isEmpty();
    assertThat(user.land(root, "4", Changes.UNTOLD)).isEmpty();
    assertThat(file).content().contains("4");
  }

  @ParameterizedTest
  @EnumSource(User.class)
  void anEditOutlivesTheRemovalAndItsPlaceIsTold(User user) throws Exception {
    user.land(root, "1", Changes.UNTOLD);
    var file = root.at(user.path());
    Files.writeString(file, "mine");
    user.land(root, "2", Changes.UNTOLD);

    assertThat(user.takeBack(root, Changes.UNTOLD))
        .singleElement()
        .asString()
        .contains(file.toString());

    assertThat(file).hasContent("mine");
    assertThat(file.resolveSibling(file.getFileName() + ".qm-new")).doesNotExist();
    assertThat(root.at(user.path() + "2")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(User.class)
  void whatSomebodyElseHasInThePlaceStays(User user) throws Exception {
    var file = Machines.write(root, user.path(), "theirs");

    try {
      assertThat(user.land(root, "1", Changes.UNTOLD))
          .singleElement()
          .asString()
          .contains(file.toString());
    } catch (HostException inTheWay) {
      assertThat(inTheWay).hasMessageContaining(file.toString());
    }
    user.takeBack(root, Changes.UNTOLD);

    assertThat(file).hasContent("theirs");
  }

  @ParameterizedTest
  @EnumSource(User.class)
  void anUpdateThatIsKilledAnywhereLeavesNothingThatLooksEdited(User user) throws Exception {
    var kills = 0;
    for (var moment = 0; ; moment++) {
      root = machine("update" + moment);
      var before = listing();
      user.land(root, "1", Changes.UNTOLD);
      var next = killedAt(moment);
      try {
        user.land(root, "2", next);
        break;
      } catch (Killed killed) {
        kills++;
      }
      if (moment % 2 == 0) {
        assertThat(user.land(root, "2", Changes.UNTOLD)).as("killed at %s", moment).isEmpty();
      }
      assertThat(user.takeBack(root, Changes.UNTOLD)).as("killed at %s", moment).isEmpty();
      assertThat(listing()).as("killed at %s", moment).isEqualTo(before);
    }
    assertThat(kills).isGreaterThan(user == User.CHANNEL ? 2 : 1);
  }

  private static Changes killedAt(int moment) {
    var left = new int[] {moment};
    return change -> {
      if (left[0]-- == 0) {
        throw new Killed();
      }
    };
  }

  private SortedMap<String, String> listing() throws IOException {
    var listing = new TreeMap<String, String>();
    try (var walk = Files.walk(root.directory())) {
      for (var path : walk.toList()) {
        var name = root.directory().relativize(path).toString();
        if (!name.equals("var/lib/qm/lock")) {
          listing.put(name, Files.isDirectory(path) ? "folder" : Files.readString(path));
        }
      }
    }
    return listing;
  }
}
