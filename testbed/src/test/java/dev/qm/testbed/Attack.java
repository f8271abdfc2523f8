package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Attacks on the host from a partition whose integrator was careless, and whose attackers wait for
 * words. Compares what is dear to the host with how it was.
 */
final class Attack {

  /**
   * A folder of a container of the host, leaked as /mnt: everyone may write there as far as the
   * modes go. With the label of the host's configuration or data it could not even be mounted.
   */
  static final String HOST_FILES = "/srv/asil";

  /** The socket of a container of the host, leaked as /run/asil.socket. */
  static final String HOST_SOCKET = "/run/asil/socket";

  /** The attackers' program; the path is the same on the host but for the partition's /var. */
  private static final String PROGRAM = "attack/attacker.pl";

  private static final String[] NESTED = {
    "podman",
    "run",
    "--rm",
    "-i",
    "--replace",
    "--name=attacker",
    "--privileged",
    "--pid=host",
    "--network=host",
    "--volume=/usr:/usr:ro",
    "--volume=/var/attack:/var/attack",
    "localhost/tiny",
    "/usr/bin/perl",
    "/var/" + PROGRAM
  };

  /** The partition's /var on the host: its label may not read the link at /var/qm. */
  private static final String TREE = "/var/qm.private/tree/";

  /** What an attack might change on the host. */
  private static final String HOST =
      """
      echo "boot $(</proc/sys/kernel/random/boot_id)"
      echo "enforcing $(</sys/fs/selinux/enforce)"
      echo "policy $(od -An -tu4 /sys/fs/selinux/status)"
      for file in kernel/{sysrq,core_pattern,modprobe,hostname,randomize_va_space,ctrl-alt-del} \\
        vm/{swappiness,overcommit_memory,panic_on_oom} fs/{file-max,suid_dumpable}; do
        echo "$file $(</proc/sys/$file)"
      done
      while read -r name _; do echo "module $name"; done </proc/modules
      while read -r _ where type options _; do
        echo "mount $where $type $options"
      done </proc/self/mounts
      while read -r key value; do [ "$key" != btime ] || echo "clock $value"; done </proc/stat
      for file in memory.max memory.high memory.swap.max pids.max cpu.idle cpu.weight io.weight \\
          cgroup.max.descendants cgroup.max.depth; do
        echo "$file $(</sys/fs/cgroup/qm.service/$file)"
      done
      echo "files" /srv/asil/* "$(</srv/asil/settings)" /run/asil/* /dev/*
      echo "processes" /proc/"$1"/comm
      """;

  private final Vm vm;
  private final AuditLog log;
  private final String hostProcess;
  private final String refused;
  private final Map<Attacker, Conversation> attackers = new EnumMap<>(Attacker.class);
  private final String untouched;

  private Attack(Partition partition, String hostProcess, String refused) {
    this.vm = partition.vm();
    this.hostProcess = hostProcess;
    this.refused = refused;
    partition.vm().write(TREE + PROGRAM, program());
    // a copy: a program that runs from the rootfs would keep its mount busy
    vm.shell("cp /usr/bin/perl %1$s/perl; restorecon %1$s/perl".formatted(TREE + "attack")).out();
    attackers.put(Attacker.ROOT_INSIDE, partition.converse("perl", "/var/" + PROGRAM));
    attackers.put(Attacker.PRIVILEGED_CONTAINER, partition.converse(NESTED));
    attackers.put(
        Attacker.LABEL_ONLY,
        vm.converse(
            "env",
            "LC_ALL=C",
            "runcon",
            "system_u:system_r:qm_t:s0",
            TREE + "attack/perl",
            TREE + PROGRAM));
    for (Conversation each : attackers.values()) {
      assertThat(each.ask("read\t/proc/self/attr/current")).contains(":qm_t:s0");
    }
    this.log = AuditLog.fromNow(vm);
    this.untouched = host();
  }

  /** Brings up what is attacked, and the attackers. */
  static Attack on(Partition partition) {
    Vm vm = partition.vm();
    String process =
        vm.shell(
                """
                echo 300000 >/proc/sys/kernel/ns_last_pid
                systemd-run -q --unit=asil-application sleep infinity
                systemctl show -P MainPID asil-application
                """)
            .out();
    String refused =
        vm.run(
                "python3",
                "-c",
                """
                import json
                for rule in json.load(open("/usr/share/qm/seccomp.json"))["syscalls"]:
                    if rule["action"] == "SCMP_ACT_ERRNO" and not (
                        rule.get("args") or rule.get("includes") or rule.get("excludes")):
                        print(*rule["names"])
                """)
            .out();
    return new Attack(partition, process, refused);
  }

  /** The number of a process of the host that does safety work; none inside has the same. */
  String hostProcess() {
    return hostProcess;
  }

  /** One attempt by one attacker. */
  Attempt by(Attacker attacker, String... words) {
    Conversation conversation = attackers.get(attacker);
    log.denials();
    String answer = conversation.ask(String.join("\t", words));
    return new Attempt(attacker, List.of(words), answer, log.denials());
  }

  /** What both attackers inside may try in vain, and which wall it is that stops them. */
  void inside(Wall wall, String... words) {
    insideOnly(wall, words);
    if (wall instanceof Wall.Seccomp seccomp) {
      assertThat(by(Attacker.LABEL_ONLY, words).answer())
          .as("the kernel's own answer to %s", List.of(words))
          .isEqualTo(seccomp.kernels());
    }
  }

  /** The same where the call would do harm, should it reach the kernel. */
  void insideOnly(Wall wall, String... words) {
    assertStopped(by(Attacker.ROOT_INSIDE, words), wall);
    assertStopped(by(Attacker.PRIVILEGED_CONTAINER, words), wall);
  }

  /** What only root in the partition can try: its nested containers do not even get it. */
  void insidePartition(Wall wall, String... words) {
    assertStopped(by(Attacker.ROOT_INSIDE, words), wall);
  }

  /** What SELinux stops when nothing else does. */
  void byLabelOnly(Wall.Selinux wall, String... words) {
    assertStopped(by(Attacker.LABEL_ONLY, words), wall);
  }

  /** The host is as it was before the first attack. */
  void assertHostIsUntouched() {
    assertThat(host().lines()).isEqualTo(untouched.lines().toList());
  }

  private void assertStopped(Attempt attempt, Wall wall) {
    assertThat(attempt.succeeded()).as("success of " + attempt).isFalse();
    switch (wall) {
      case Wall.UserNamespace(var held) -> {
        assertAnswer(attempt, "EPERM", "EACCES");
        assertThat(held.isIn(status(attempt.attacker(), "CapEff"))).as("%s held", held).isTrue();
        assertThat(by(attempt.attacker(), "read", "/proc/self/uid_map").answer())
            .containsPattern(" 0 1879048192 +1000000");
      }
      case Wall.MissingCapability(var missing) -> {
        assertAnswer(attempt, "EPERM", "EACCES");
        assertThat(missing.isIn(status(attempt.attacker(), "CapBnd"))).as("%s", missing).isFalse();
      }
      case Wall.Seccomp(var answer, var kernels) -> {
        assertAnswer(attempt, answer);
        assertThat(status(attempt.attacker(), "Seccomp")).isEqualTo("2");
      }
      case Wall.SeccompRule(var call) -> {
        assertAnswer(attempt, "EPERM");
        assertThat(status(attempt.attacker(), "Seccomp")).isEqualTo("2");
        assertThat(refused.split("\\s+")).contains(call);
      }
      case Wall.Selinux(var target, var tclass, var permission) ->
          assertThat(attempt.denials())
              .as("denials of " + attempt)
              .anySatisfy(avc -> {
                assertThat(avc.sourceType()).isEqualTo("qm_t");
                assertThat(avc.targetType()).isEqualTo(target);
                assertThat(avc.tclass()).isEqualTo(tclass);
                assertThat(avc.permissions()).contains(permission);
              });
      case Wall.Cgroup() -> assertAnswer(attempt, "EPERM", "EACCES");
      case Wall.ReadOnlyMount() -> assertAnswer(attempt, "EROFS");
      case Wall.PidNamespace() -> assertAnswer(attempt, "ESRCH");
    }
  }

  /** Stopped by something that leaves no denial of SELinux. */
  private static void assertAnswer(Attempt attempt, String... answers) {
    assertThat(attempt.answer()).as("answer to " + attempt).isIn((Object[]) answers);
    assertThat(attempt.denials()).as("denials of " + attempt).isEmpty();
  }

  private String status(Attacker attacker, String field) {
    return by(attacker, "status", field).answer().replaceFirst("^done ", "");
  }

  private String host() {
    return vm.run("bash", "-eu", "-c", HOST, "bash", hostProcess).out();
  }

  private static String program() {
    try {
      return Files.readString(
          Path.of(System.getProperty("qm.testbed", "."), "attacks", "attacker.pl"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the attackers' program", e);
    }
  }
}
