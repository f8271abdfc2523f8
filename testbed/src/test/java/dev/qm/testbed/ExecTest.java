package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code qm exec}, {@code cp} and {@code logs}: in and out of the partition. */
@InVm(Phase.NORMAL_OPERATION)
class ExecTest {

  @Test
  void execHasTheWallsAndTheOomScoreOfThePartition(Partition partition) {
    String walls =
        "tr -d '\\0' <%1$s/attr/current; echo; cat %1$s/uid_map;"
            + " grep -E '^(Cap|Seccomp|NoNewPrivs)' %1$s/status";

    String printed =
        partition
            .shell(
                "systemctl is-system-running; cat /proc/self/oom_score_adj; "
                    + walls.formatted("/proc/self")
                    + "; echo ====; "
                    + walls.formatted("/proc/1"))
            .out();
    String process = printed.substring(0, printed.indexOf("===="));
    String init = printed.substring(printed.indexOf("====\n") + 5);

    assertThat(process).isEqualTo("running\n500\n" + init + "\n");
    assertThat(init)
        .contains(":qm_t:s0")
        .containsPattern("\\s0 1879048192\\s+1000000")
        .contains("CapBnd:\t000001fffebfffff", "Seccomp:\t2");
  }

  @Test
  void execPassesInputOutputAndExitCodesThrough(Partition partition) {
    Vm vm = partition.vm();
    assertThat(vm.runWithInput("word\n", "qm", "exec", "-i", "--", "cat").out()).isEqualTo("word");
    assertThat(vm.shell("qm exec -- true\necho 'not read'\n").out())
        .as("the rest of a script on standard input")
        .isEqualTo("not read");
    assertThat(partition.shell("echo bad >&2; exit 7"))
        .returns("bad\n", Result::stderr)
        .returns(7, Result::exitCode);
    assertThat(partition.exec("no-such-command").exitCode()).isEqualTo(127);
  }

  @Test
  void execWritesToAFileOfTheHostThatItsCallerOpened(Partition partition) {
    Vm vm = partition.vm();
    vm.shell("qm exec -- hostname >/root/hostname.out").out();

    assertThat(vm.run("cat", "/root/hostname.out").out()).isEqualTo("qm");
    assertThat(vm.run("stat", "-c", "%u", "/root/hostname.out").out()).isEqualTo("0");
  }

  /** Also where programs on the way change their SELinux domain. */
  @Test
  void aCommandEndsWithTheExecThatIsKilled(Partition partition) {
    Vm vm = partition.vm();

    Result killed =
        vm.shell(
            """
            qm exec -- sh -c 'trap "" TERM HUP; echo there; while :; do sleep 1; done' >/root/said &
            until grep -q there /root/said; do sleep 0.1; done
            pgrep -f '^sh -c trap .* TERM HU[P]; echo' >/dev/null
            kill -9 $!
            while pgrep -f '^sh -c trap .* TERM HU[P]; echo' >/dev/null; do sleep 0.1; done
            """);

    assertThat(killed.exitCode()).as("%s", killed).isZero();
  }

  /** What everybody knows from Podman; script(1) gives it a terminal. */
  @Test
  void podmansOwnExecHasATerminal(Partition partition) {
    Vm vm = partition.vm();

    Result exec =
        vm.run(
            "script",
            "-qec",
            "podman exec -it qm sh -c 'tty && stty size && echo there'",
            "/dev/null");

    assertThat(exec.exitCode()).as("%s", exec).isZero();
    assertThat(exec.stdout()).contains("/dev/pts/").contains("there");
  }

  @Test
  void filesAreCopiedBothWays(Partition partition) {
    partition.vm().write("/root/over", "over and back\n");

    partition.qm("cp", "/root/over", "qm:/run/copied").out();
    partition.qm("cp", "qm:/run/copied", "/root/back").out();

    assertThat(partition.vm().run("cat", "/root/back").out()).isEqualTo("over and back");
    assertThat(partition.exec("stat", "-c", "%u", "/run/copied").out()).isEqualTo("0");
  }

  @Test
  void logsShowThePartitionsJournalWithoutTerminalEscapes(Partition partition) {
    partition
        .shell("printf 'evil \\033]0;owned\\007' | systemd-cat -t evil; journalctl --sync")
        .out();

    assertThat(partition.qm("logs", "-n", "50").out()).contains("evil").doesNotContain("\u001b");
  }
}
