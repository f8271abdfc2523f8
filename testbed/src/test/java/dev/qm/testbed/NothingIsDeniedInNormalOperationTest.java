package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The audit log knows of no denial that concerns QM: neither after {@code qm up}, nor after any
 * class of tests of normal operation, which all end with {@link #assertNothingWasDenied}.
 */
@InVm(Phase.LOOK_BACK)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NothingIsDeniedInNormalOperationTest {

  /** QM's types, Podman's that carry it, and the Java program that starts it. */
  private static final Pattern CONCERNED =
      Pattern.compile("(qm|ipc|podman|unconfined_java)_.*|java_exec_t");

  @Test
  @Order(1)
  void normalOperationIsNeverDenied(Partition partition) {
    assertNothingWasDenied(partition.vm());
  }

  /** Podman's own cleaning up comes late then, when the partition's /run is all that is left. */
  @Test
  @Order(2)
  void aNestedContainerThatRunsUntilTheRestartIsNeverDenied(Partition partition) {
    partition.shell("podman run --detach --name=late localhost/tiny /bin/sleep 1000").out();

    partition.qm("restart").out();

    assertNothingWasDenied(partition.vm());
  }

  /** The proof that the tests above could have failed. */
  @Test
  @Order(3)
  void aDenialWouldHaveBeenSeen(Partition partition) {
    Vm vm = partition.vm();
    AuditLog log = AuditLog.fromNow(vm);

    Result provoked =
        vm.run(
            "runcon",
            "system_u:system_r:qm_t:s0",
            "/usr/lib/qm/rootfs/usr/bin/busybox",
            "cat",
            "/etc/shadow");

    assertThat(provoked.exitCode()).isNotZero();
    assertThat(denials(log)).anyMatch(avc -> avc.rule().startsWith("qm_t -> shadow_t file"));
  }

  /** Since the machine was booted; and no record was lost. */
  static void assertNothingWasDenied(Vm vm) {
    assertThat(denials(AuditLog.whole(vm))).isEmpty();
    assertThat(vm.shell("auditctl -s | grep '^lost'").out()).isEqualTo("lost 0");
  }

  private static List<Avc> denials(AuditLog log) {
    return log.denials().stream()
        .filter(avc ->
            CONCERNED.matcher(avc.sourceType()).matches()
                || CONCERNED.matcher(avc.targetType()).matches())
        .toList();
  }
}
