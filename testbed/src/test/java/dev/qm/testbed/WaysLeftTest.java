package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code qm verify} says of the partition that setup makes, with all walls that there are: on
 * a machine as a distribution ships it, and on one that docs/verify.md has been followed on.
 */
@InVm(Phase.PREPARATION)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WaysLeftTest {
  /** What is the machine's to give, not the partition's: docs/verify.md has the mends. */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "etc-inodes",
          "io-max",
          "io-weight-effective",
          "kernel-preemption",
          "namespace-counts",
          "neighbour-table",
          "selinux-enforcing",
          "source-addresses",
          "tcp-pool",
          "udp-pool",
          "var-inodes");

  /** The lines of docs/verify.md; the file system of /etc is one that somebody made. */
  private static final String PREPARED =
      """
      cat >/etc/sysctl.d/60-beside-qm.conf <<'SETTINGS'
      net.ipv4.conf.*.rp_filter = 1
      net.ipv4.neigh.default.gc_thresh3 = 131072
      net.ipv4.neigh.default.gc_thresh2 = 65536
      net.ipv6.neigh.default.gc_thresh3 = 131072
      net.ipv6.neigh.default.gc_thresh2 = 65536
      net.ipv4.tcp_mem = 800000 900000 1000000
      net.ipv4.udp_mem = 800000 900000 1000000
      SETTINGS
      /usr/lib/systemd/systemd-sysctl
      sed -i s/^SELINUX=.*/SELINUX=enforcing/ /etc/selinux/config
      echo full >/sys/kernel/debug/sched/preempt
      modprobe bfq
      echo bfq >/sys/block/vda/queue/scheduler
      printf '[Service]\\nTasksMax=40%%\\n' >/etc/containers/systemd/qm.container.d/50-tasks.conf
      qm down
      truncate -s 700M /opt/etc.img
      mkfs.ext4 -q /opt/etc.img
      mkdir -p /mnt/etc
      mount -o loop /opt/etc.img /mnt/etc
      rmdir /mnt/etc/lost+found
      cp -a /etc/qm.private/. /mnt/etc/
      chown --reference=/etc/qm.private /mnt/etc
      chmod --reference=/etc/qm.private /mnt/etc
      chcon --reference=/etc/qm.private /mnt/etc
      umount /mnt/etc
      mount -o loop,nosuid,nodev /opt/etc.img /etc/qm.private
      qm setup --var-size 700M
      qm up
      """;

  @Test
  @Order(1)
  void onAMachineAsItIsOnlyWhatTheMachineHasToGiveFails(Partition partition) {
    Result verify = partition.qm("verify");

    assertThat(failing(verify)).as(verify::toString).isEqualTo(OF_THE_MACHINE);
  }

  @Test
  @Order(2)
  void onAPreparedMachineNothingFailsAndNothingIsAccepted(Partition partition) {
    Result prepared = partition.vm().shell(PREPARED);
    assertThat(prepared.exitCode()).as(() -> prepared + partition.journal()).isZero();

    Result verify = partition.qm("verify");

    assertThat(verify.exitCode()).as(verify::toString).isZero();
    assertThat(failing(verify)).isEmpty();
    assertThat(partition.qm("verify", "--all").stdout()).doesNotContain("; accepted by ");
  }

  private static List<String> failing(Result verify) {
    return verify
        .stdout()
        .lines()
        .filter(line -> line.contains(" error: ") && line.endsWith("]"))
        .map(line -> line.substring(line.lastIndexOf('[') + 1, line.length() - 1))
        .distinct()
        .sorted()
        .toList();
  }
}
