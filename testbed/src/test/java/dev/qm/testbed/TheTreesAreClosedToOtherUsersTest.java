package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the partition leaves in its trees, with the setuid bit, is there for root alone. */
@InVm(Phase.NORMAL_OPERATION)
class TheTreesAreClosedToOtherUsersTest {
  private static final List<String> WAYS =
      List.of(
          "/etc/qm/left",
          "/var/qm/left",
          "/var/qm/tmp/left",
          "/var/qm.private/tree/left",
          "/usr/lib/qm/rootfs/bin/sh");

  @Test
  void noUserOfTheHostRunsAsRootWhatThePartitionLeaves(Partition partition) {
    partition
        .shell("for d in /etc /var /var/tmp; do cp /bin/sh $d/left; chmod 4755 $d/left; done")
        .out();

    for (String way : WAYS) {
      assertThat(partition.vm().run("test", "-x", way).exitCode()).as("for root: " + way).isZero();
      Result tried = asNobody(partition, "exec \"$0\" -pc \"id -u\"", way);
      assertThat(tried.stderr()).as("%s", tried).contains("Permission denied");
    }
    partition.shell("rm /etc/left /var/left /var/tmp/left").out();
  }

  @Test
  void whoHasTheNumberOfAUserInsideHasNoFileOfThatUser(Partition partition) {
    partition
        .shell("echo secret > /var/secret; chown 65534 /var/secret; chmod 600 /var/secret")
        .out();

    assertThat(asNobody(partition, "cat /var/qm/secret").stderr()).contains("Permission denied");
    partition.shell("rm /var/secret").out();
  }

  /** By a shell: setpriv(1) has its capabilities until it has become another program. */
  private static Result asNobody(Partition partition, String script, String... words) {
    List<String> argv =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    argv.addAll(List.of("sh", "-c", script));
    argv.addAll(List.of(words));
    return partition.vm().run(argv.toArray(String[]::new));
  }
}
