package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Containers inside the partition, by hand and by quadlet. */
@InVm(Phase.NORMAL_OPERATION)
class NestedContainersTest {

  @Test
  void aNestedContainerOfALocalImageHasANetworkAndALabelOfItsOwn(Partition partition) {
    String printed =
        partition
            .exec(
                "podman",
                "run",
                "--rm",
                "localhost/tiny",
                "/bin/sh",
                "-c",
                "ip -o -4 addr; cat /proc/self/attr/current")
            .out();

    assertThat(printed).contains("172.29.").contains(":qm_container_t:s0:c");
  }

  @Test
  void aQuadletInEtcQmIsAServiceThatDiesFirstAndAsAWhole(Partition partition) {
    partition.shell("systemctl daemon-reload; systemctl start app.service").out();

    assertThat(
            partition
                .qm(
                    "execin",
                    "app",
                    "--",
                    "cat",
                    "/proc/1/oom_score_adj",
                    "/proc/self/oom_score_adj")
                .out())
        .isEqualTo("750\n750");
    assertThat(
            partition
                .shell(
                    "cat /sys/fs/cgroup/system.slice/app.service/libpod-payload-*/memory.oom.group")
                .out())
        .isEqualTo("1");
    assertThat(partition.qm("execin", "app", "no-such-command").exitCode()).isEqualTo(127);
  }

  @Test
  void everyProcessHasTheLabelOfItsSide(Partition partition) {
    String labels =
        partition
            .vm()
            .shell(
                """
                cd /sys/fs/cgroup/qm.service
                for list in $(find . -name cgroup.procs); do
                  for pid in $(cat $list); do
                    echo "$list $(tr -d '\\0' </proc/$pid/attr/current) $(tr -d '\\0' </proc/$pid/comm)"
                  done
                done
                """)
            .out();

    assertThat(labels.lines())
        .isNotEmpty()
        .allSatisfy(line -> {
          if (line.startsWith("./runtime/")) {
            assertThat(line).contains(":podman_conmon_t:");
          } else if (line.contains("/app.service/libpod-payload-")) {
            assertThat(line).containsPattern(":qm_container_t:s0:c\\d+,c\\d+ ");
          } else {
            assertThat(line).contains(":qm_t:s0 ");
          }
        });
    assertThat(labels).contains(":qm_t:s0 systemd\n");
  }
}
