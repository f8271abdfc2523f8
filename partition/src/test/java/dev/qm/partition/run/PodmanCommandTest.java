package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodmanCommandTest {
  private static final Cgroups LEGACY = new Cgroups.V1(Map.of(), Map.of());
  private static final Cgroups UNIFIED =
      new Cgroups.V2(Path.of("/sys/fs/cgroup"), Set.of("memory", "pids"));

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void theRealQuadlet() throws Exception {
    root = Machines.withQuadlet(folder);
  }

  @Test
  void whatOnlySystemdProvidesIsLeftOut() throws Exception {
    for (var cgroups : List.of(LEGACY, UNIFIED)) {
      assertThat(argv(cgroups))
          .doesNotContain("--rm", "-d", "--cgroups=split", "--sdnotify=conmon")
          .noneMatch(word -> word.startsWith("--cidfile"))
          .noneMatch(word -> word.contains("%N") || word.contains("%%"));
    }
  }

  @Test
  void whatSystemdWouldDoIsSaidToPodman() throws Exception {
    assertThat(argv(UNIFIED))
        .startsWith("podman", "--cgroup-manager=cgroupfs")
        .contains(
            "run",
            "--detach",
            "--cgroup-parent=/" + new Places(root).cgroup(),
            "--cgroupns=private",
            "--oom-score-adj=500",
            "--restart=always",
            "--ulimit=nofile=4096:4096");
  }

  @Test
  void theContainerItselfIsTheOneOfTheQuadlet() throws Exception {
    assertThat(String.join(" ", argv(UNIFIED)))
        .contains("--uidmap 0:1879048192:1000000")
        .contains("seccomp=" + folder + "/usr/share/qm/seccomp.json")
        .contains("label=type:qm_t")
        .contains("--rootfs " + folder + "/usr/lib/qm/rootfs:idmap /sbin/init")
        .contains("--read-only")
        .contains("sys_boot")
        .contains(folder + "/etc/qm:/etc:idmap");
  }

  @Test
  void onTheOldHierarchiesTheirMountsAreMadeWritableInsideBeforeInitStarts() throws Exception {
    var argv = argv(LEGACY);

    var rootfs = argv.indexOf("--rootfs");
    assertThat(argv.subList(rootfs + 2, rootfs + 4)).containsExactly("/bin/sh", "-c");
    assertThat(argv).endsWith("init", "/sbin/init").contains("--systemd=false");
    assertThat(argv(UNIFIED)).doesNotContain("/bin/sh", "--systemd=false");
  }

  @Test
  void whatIsInMemoryHasASizeAndIsMountedOnce() throws Exception {
    for (var cgroups : List.of(LEGACY, UNIFIED)) {
      var line = String.join(" ", argv(cgroups)) + " ";
      assertThat(line)
          .contains(
              "--tmpfs /run:rw,mode=755,size=10% ",
              "--tmpfs /run/lock:rw,mode=755,size=5m ",
              "--tmpfs /tmp:rw,mode=1777,size=20% ",
              "--tmpfs /var/log/journal:rw,size=5% ")
          .doesNotContain("--tmpfs=");
    }
  }

  @Test
  void whatSystemdNeedsInMemoryIsThereWhereADropInTakesItAway() throws Exception {
    Machines.dropIn(root, "10-mine.conf", "[Container]\nTmpfs=\nTmpfs=/tmp:size=1g\n");

    assertThat(argv(LEGACY))
        .contains("--tmpfs=/run:rw,nosuid,nodev,mode=755", "--tmpfs", "/tmp:size=1g")
        .noneMatch(word -> word.startsWith("--tmpfs=/tmp"));
  }

  @Test
  void aPartitionThatIsNotToRestartIsNotRestartedByPodman() throws Exception {
    Machines.dropIn(root, "10-once.conf", "[Service]\nRestart=no\n");

    assertThat(argv(UNIFIED)).noneMatch(word -> word.startsWith("--restart"));
  }

  @Test
  void everyCallOfTheSamePodmanHasStorageOfItsOwnBelowTheRoot() throws Exception {
    assertThat(PodmanCommand.podman(PartitionSpec.require(root)))
        .contains(
            "--root=" + folder + "/var/lib/qm/storage",
            "--runroot=" + folder + "/run/qm/storage",
            "--tmpdir=" + folder + "/run/qm/libpod");
  }

  private List<String> argv(Cgroups cgroups) throws Exception {
    return new PodmanCommand(PartitionSpec.require(root), cgroups).argv(500, "4096");
  }
}
