package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.ChannelRecords;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.setup.Ledger;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Removal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What earlier versions recorded is updated and taken back: their records stand here as written.
 */
class OldInstallationTest {
  private static final String OLD = "old";
  private static final String DIGEST = Sha256.of(OLD.getBytes(StandardCharsets.UTF_8));
  private static final String OTHER = Sha256.of(new byte[0]);

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachine() throws Exception {
    root = new Root(folder);
    Files.createDirectories(root.at("/etc/qm"));
    Files.createDirectories(root.at("/usr"));
    Files.createDirectories(root.at("/opt"));
  }

  @Test
  void theLedger() throws Exception {
    Machines.write(
        root,
        "/var/lib/qm/ledger",
        "# qm ledger 1: what `qm setup` made here and `qm remove` removes\n"
            + "directory\t/var/lib/qm\n"
            + "directory\t/etc/conf\n"
            + ("file\t/etc/conf/a\\cb\t" + OTHER + "," + DIGEST + "\n")
            + "link\t/etc/conf/link\t../a\n"
            + "finished\tcopy-etc\n");
    Machines.write(root, "/etc/conf/a,b", OLD);
    Files.createSymbolicLink(root.at("/etc/conf/link"), Path.of("../a"));

    var landing = new Landing(Disk.of(root), Ledger.read(root), Changes.UNTOLD);
    assertThat(landing.land(NewFile.of("/etc/conf/a,b", "new"))).isEmpty();
    assertThat(root.at("/etc/conf/a,b")).hasContent("new");
    Removal.plan(root, Removal.Keep.NOTHING).orElseThrow().run(new Untold());

    assertThat(root.at("/etc")).isDirectoryNotContaining("glob:**/conf");
    assertThat(root.at("/var/lib")).isEmptyDirectory();
  }

  @Test
  void theRecordOfAChannel() throws Exception {
    Machines.write(
        root,
        "/var/lib/qm/ipc/radio",
        "# Written by `qm ipc new`: what it made for this channel, with the SHA-256 of each.\n"
            + "# `qm ipc remove radio` takes it back, and nothing else.\n"
            + "kind asil-qm\n"
            + "server localhost/qm-ipc-demo\n"
            + "client localhost/qm-ipc-demo\n"
            + "folder /etc/systemd\n"
            + ("own " + OTHER + "," + DIGEST + " /etc/systemd/radio.socket\n")
            + ("shared " + DIGEST + " /etc/qm/50-ipc.conf\n"));
    Machines.write(root, "/etc/systemd/radio.socket", OLD);
    Machines.write(root, "/etc/qm/50-ipc.conf", OLD);

    assertThat(new ChannelRecords(root).all()).hasSize(1);
    var removal =
        ChannelRemoval.carryOut(
            root, "/etc/qm", new ChannelName("radio"), Edits.KEPT, Changes.UNTOLD);

    assertThat(removal.map(ChannelRemoval::kept)).isEqualTo(Optional.of(List.of()));
    assertThat(root.at("/etc/qm")).isEmptyDirectory();
    assertThat(root.at("/etc/systemd")).doesNotExist();
    assertThat(root.at("/var/lib/qm/ipc")).doesNotExist();
  }

  @Test
  void theRecordsOfAnAddOnAndOfADemo() throws Exception {
    for (var kind : List.of("addons", "demos")) {
      var path = kind.equals("addons") ? "/usr/radio/x" : "/etc/qm/radio/x";
      Machines.write(
          root,
          "/var/lib/qm/" + kind + "/radio",
          "# Written by `qm addon`: what it landed, with the SHA-256 of each.\n"
              + "# `qm addon remove radio` takes it back.\n"
              + ("folder " + Disk.parent(path) + "\n")
              + ("file " + DIGEST + " " + path + "\n"));
      Machines.write(root, path, OLD);
      var records =
          kind.equals("addons") ? LandedRecords.addons(root) : LandedRecords.demos(root, "/etc/qm");

      assertThat(records.install("radio", List.of(NewFile.of(path, "new")))).isEmpty();
      assertThat(root.at(path)).hasContent("new");
      assertThat(records.remove("radio")).isEmpty();

      assertThat(root.at(Disk.parent(path))).doesNotExist();
      assertThat(root.at("/var/lib/qm/" + kind)).doesNotExist();
    }
  }

  private static final class Untold implements Notes {
    @Override
    public void note(String text) {
      throw new AssertionError(text);
    }

    @Override
    public void progress(String text) {}
  }
}
