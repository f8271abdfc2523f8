package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The VM is the kind of machine that QM is made for, and the harness tells the truth about it. */
@InVm(Phase.MACHINE)
class TestMachineTest {

  @Test
  void bootsToRunning(Vm vm) {
    Result state = vm.run("systemctl", "is-system-running");

    assertThat(state.stdout().strip())
        .as(() -> vm.run("systemctl", "--failed").stdout())
        .isEqualTo("running");
  }

  @Test
  void systemdIsNewEnoughForUserNamespacesOfServices(Vm vm) {
    assertThat(vm.run("systemctl", "--version").out()).startsWith("systemd 257");
  }

  @Test
  void hasOnlyTheUnifiedCgroupHierarchyWithTheControllersThatLimitsNeed(Vm vm) {
    assertThat(vm.run("stat", "-f", "-c", "%T", "/sys/fs/cgroup").out()).isEqualTo("cgroup2fs");
    assertThat(vm.run("cat", "/sys/fs/cgroup/cgroup.controllers").out().split(" "))
        .contains("cpu", "cpuset", "io", "memory", "pids");
  }

  @Test
  void podmanHasQuadlet(Vm vm) {
    assertThat(vm.run("podman", "--version").out()).startsWith("podman version 5.");
    assertThat(vm.run("test", "-x", "/usr/lib/systemd/system-generators/podman-system-generator"))
        .extracting(Result::exitCode)
        .isEqualTo(0);
  }

  @Test
  void selinuxIsEnforcingAndKnowsTheTypesOfQm(Vm vm) {
    assertThat(vm.run("getenforce").out()).isEqualTo("Enforcing");
    for (String type : new String[] {"qm_t", "qm_container_t"}) {
      assertThat(contextIsValid(vm, "system_u:system_r:" + type + ":s0")).as(type).isTrue();
    }
    for (String type : new String[] {"qm_file_t", "qm_container_file_t", "ipc_var_run_t"}) {
      assertThat(contextIsValid(vm, "system_u:object_r:" + type + ":s0")).as(type).isTrue();
    }
    assertThat(contextIsValid(vm, "system_u:system_r:no_such_t:s0")).isFalse();
  }

  @Test
  void hasNoNetworkButItsLoopback(Vm vm) {
    assertThat(vm.run("ls", "/sys/class/net").out()).isEqualTo("lo");
  }

  @Test
  void commandsAreListsOfWordsAndNothingInThemIsSpecial(Vm vm) {
    Result printed = vm.run("printf", "<%s>", "a b", "$HOME", "'", "\"\\", "", "ä\n");

    assertThat(printed.stdout()).isEqualTo("<a b><$HOME><'><\"\\><><ä\n>");
  }

  @Test
  void standardInputArrivesWholeAndEnds(Vm vm) {
    String input = "0123456789abcdef".repeat(64 * 1024);

    assertThat(vm.runWithInput(input, "wc", "-c").out()).isEqualTo("1048576");
  }

  @Test
  void outputAndErrorsStaySeparate(Vm vm) {
    Result result = vm.shell("echo out; echo err >&2; exit 3");

    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void exitCodesTellHowACommandEnded(Vm vm) {
    assertThat(vm.run("no-such-program").exitCode()).isEqualTo(127);
    assertThat(vm.shell("kill -TERM $$").exitCode()).isEqualTo(128 + 15);
    assertThat(vm.run(Duration.ofSeconds(1), "", "sleep", "1000").exitCode()).isEqualTo(124);
  }

  @Test
  void commandsRunSideBySide(Vm vm) throws InterruptedException {
    vm.run("mkfifo", "/run/meeting").out();
    // each end of a fifo waits for the other: one after the other would never end
    Thread writer = Thread.ofVirtual().start(() -> vm.run("sh", "-c", "echo hello >/run/meeting"));

    assertThat(vm.run("cat", "/run/meeting").out()).isEqualTo("hello");
    writer.join();
  }

  @Test
  void filesAreWrittenWithTheLabelsOfThePolicy(Vm vm) {
    vm.write("/etc/qm/containers/systemd/hello.container", "[Container]\n");

    assertThat(vm.run("cat", "/etc/qm/containers/systemd/hello.container").stdout())
        .isEqualTo("[Container]\n");
    assertThat(vm.run("stat", "-c", "%C", "/etc/qm/containers/systemd/hello.container").out())
        .endsWith(":object_r:qm_file_t:s0");
    // the partition's tests begin on a machine without one
    vm.run("rm", "-r", "/etc/qm").out();
  }

  /** The kernel's own answer: it refuses to take a context that the policy does not have. */
  private static boolean contextIsValid(Vm vm, String context) {
    return vm.runWithInput(context, "dd", "of=/sys/fs/selinux/context", "status=none").exitCode()
        == 0;
  }
}
