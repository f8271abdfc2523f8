package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drop-in is judged by what the partition becomes with it. */
class SetupDropInTest {
  private static final Isolation OWN_IDS = new Isolation.UserNamespace();
  private static final Isolation PLAIN = new Isolation.Plain(List.of("cgroup v1", "Podman 4.3.1"));
  private static final Layout ODD =
      new Layout("/opt/q-m_1", "/opt/q-m_1/tree.d", "/data/etc", "/data/var", "radio");

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void theRealQuadlet() throws Exception {
    root = Machines.withQuadlet(folder);
  }

  @Test
  void aMachineThatCanDoEverythingNeedsNothingSaidOtherwise() {
    assertThat(
            SetupDropIn.text(Layout.DEFAULT, OWN_IDS, Machine.Labels.KNOWN, UnitLines.NONE).lines())
        .filteredOn(line -> !line.isEmpty() && !line.startsWith("#"))
        .containsExactly("[Container]", "HostName=qm");
  }

  @Test
  void anotherLayoutIsWhatThePartitionBecomesInBothIsolations() throws Exception {
    for (var isolation : List.of(OWN_IDS, PLAIN)) {
      var spec = with(ODD, isolation, Machine.Labels.UNUSED);

      assertThat(spec.layout()).isEqualTo(ODD);
      assertThat(spec.hasUserNamespace()).isEqualTo(isolation.equals(OWN_IDS));
      assertThat(String.join(" ", spec.service("podman").command("ExecStart")))
          .contains("/opt/q-m_1/tree.d" + (isolation.equals(OWN_IDS) ? ":idmap" : " "))
          .contains("/data/var/tmp:/var/tmp")
          .doesNotContain("/etc/qm:", "/var/qm:", "/usr/lib/qm/");
    }
  }

  @Test
  void closedTreesAreMountedFromTheirPlacesAndKeepTheirNames() throws Exception {
    var closed =
        new Layout(
            "/usr/lib/qm",
            "/usr/lib/qm/rootfs",
            "/etc/qm.private/tree",
            "/var/qm.private/tree",
            "qm");
    for (var isolation : List.of(OWN_IDS, PLAIN)) {
      var spec = with(closed, isolation, Machine.Labels.UNUSED);

      assertThat(spec.layout()).isEqualTo(Layout.DEFAULT);
      assertThat(String.join(" ", spec.service("podman").command("ExecStart")))
          .contains("/etc/qm.private/tree:/etc", "/var/qm.private/tree/tmp:/var/tmp")
          .doesNotContain("/etc/qm:", "/var/qm:");
    }
  }

  @Test
  void withoutMappedIdsNothingAsksForThem() throws Exception {
    var spec = with(Layout.DEFAULT, PLAIN, Machine.Labels.UNUSED);

    assertThat(spec.hasUserNamespace()).isFalse();
    assertThat(String.join(" ", spec.service("podman").command("ExecStart")))
        .doesNotContain("idmap", "uidmap", "gidmap");
    assertThat(SetupDropIn.text(Layout.DEFAULT, PLAIN, Machine.Labels.UNUSED, UnitLines.NONE))
        .contains("# - cgroup v1\n# - Podman 4.3.1\n");
  }

  @Test
  void aPolicyThatKnowsNoQmTypeIsNotAskedForOne() throws Exception {
    assertThat(with(Layout.DEFAULT, OWN_IDS, Machine.Labels.UNKNOWN).labels()).isEmpty();
    assertThat(with(Layout.DEFAULT, OWN_IDS, Machine.Labels.LOADABLE).labels()).hasSize(3);
  }

  @Test
  void withoutAMarkOfTheKernelsNobodyAsksForOne() throws Exception {
    Machines.dropIn(
        root,
        "00-setup.conf",
        SetupDropIn.text(
            Layout.DEFAULT,
            PLAIN,
            Machine.Labels.UNUSED,
            new UnitLines(false, Optional.empty(), List.of(), Optional.empty())));

    var limits = PartitionSpec.require(root).limits();

    assertThat(limits.memoryHigh()).isEmpty();
    assertThat(limits.memoryMax()).isPresent();
    assertThat(with(Layout.DEFAULT, OWN_IDS, Machine.Labels.KNOWN).limits().memoryHigh())
        .isPresent();
  }

  @Test
  void fileSystemsOfItsOwnAreMountedBeforeTheServiceStarts() throws Exception {
    Machines.dropIn(
        root,
        "00-setup.conf",
        SetupDropIn.text(
            Layout.DEFAULT,
            OWN_IDS,
            Machine.Labels.UNUSED,
            new UnitLines(
                true,
                Optional.empty(),
                List.of("/var/qm.private", "/etc/qm.private"),
                Optional.empty())));

    assertThat(PartitionSpec.require(root).service("podman").unit().text())
        .contains("RequiresMountsFor=/var/qm.private /etc/qm.private\n");
  }

  @Test
  void aUsersDropInWinsOverTheMachines() throws Exception {
    Machines.dropIn(root, "10-mine.conf", "[Container]\nHostName=mine\n");

    assertThat(with(ODD, OWN_IDS, Machine.Labels.KNOWN).layout().hostname()).isEqualTo("mine");
  }

  private PartitionSpec with(Layout layout, Isolation isolation, Machine.Labels labels)
      throws Exception {
    Machines.dropIn(
        root, "00-setup.conf", SetupDropIn.text(layout, isolation, labels, UnitLines.NONE));
    return PartitionSpec.require(root);
  }
}
