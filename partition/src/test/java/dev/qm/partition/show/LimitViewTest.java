package dev.qm.partition.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.LiveLimit;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code qm show limits} says of a limit is what {@code qm verify} says of it. */
class LimitViewTest {
  @TempDir private Path folder;

  @Test
  void aBoundOfGroupsIsOneOnlyWhereTheyHaveAMemoryController() throws Exception {
    write("unified/qm/cgroup.max.descendants", "8192");
    var unified = folder.resolve("unified");

    var beside =
        groups(
            new Cgroups.Hybrid(
                Map.of("memory", folder.resolve("memory")), Map.of(), unified, Set.of()));
    var alone = groups(new Cgroups.V2(unified, Set.of("memory")));

    assertThat(beside.standing()).isEqualTo(LiveLimit.Standing.UNKNOWN);
    assertThat(beside.remark()).contains("cgroup v1", "bounds no groups");
    assertThat(alone.standing()).isEqualTo(LiveLimit.Standing.SAME);
  }

  @Test
  void aWeightThatNoDiskGoesBySaysSo() throws Exception {
    var cgroups = new Cgroups.V2(folder.resolve("sys/fs/cgroup"), Set.of("io"));
    write("sys/block/vda/queue/scheduler", "[mq-deadline] bfq none");

    assertThat(weight(cgroups).standing()).isEqualTo(LiveLimit.Standing.SAME);
    assertThat(weight(cgroups).remark()).contains("no disk here is served by weights");

    write("sys/fs/cgroup/io.cost.qos", "254:0 enable=1 ctrl=auto");
    assertThat(weight(cgroups).remark()).isEmpty();
    write("sys/fs/cgroup/io.cost.qos", "254:0 enable=0 ctrl=auto");
    assertThat(weight(cgroups).remark()).isNotEmpty();
    write("sys/block/vda/queue/scheduler", "mq-deadline [bfq] none");
    assertThat(weight(cgroups).remark()).isEmpty();
  }

  private LiveLimit weight(Cgroups cgroups) {
    var held = new LiveLimit.Held(Path.of("/sys/fs/cgroup/qm/io.weight"), "50");
    var limit = LiveLimit.exact("IOWeight", "50", Optional.empty(), "50", held);
    return LimitView.weighed(List.of(limit), new Root(folder), cgroups).getFirst();
  }

  private static LiveLimit groups(Cgroups cgroups) throws Exception {
    var unit =
        UnitFile.parse(
            Path.of("/qm.container"), "[Service]\nEnvironment=A=b QM_CONTROL_GROUPS=8192\n");
    var found = new ArrayList<LiveLimit>();
    LimitView.groups(unit, CgroupTree.of(cgroups, "qm"), found);
    return found.getFirst();
  }

  private void write(String name, String text) throws Exception {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
