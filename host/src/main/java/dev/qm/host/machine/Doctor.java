package dev.qm.host.machine;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.machine.Diagnosis.Level;
import dev.qm.host.process.Command;
import dev.qm.host.selinux.OpenBoolean;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.host.selinux.SELinux;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges whether a machine can carry a partition, and says how to mend what it lacks. */
public final class Doctor {
  /** A rootfs of a small distribution with Podman is 300 MB; images come on top. */
  private static final long LEAST_DISK = 1L << 30;

  private static final long GOOD_DISK = 4L << 30;
  private static final long GOOD_MEMORY = 1L << 30;

  private final HostFacts facts;
  private final String marker;
  private final List<Diagnosis> findings = new ArrayList<>();

  private Doctor(HostFacts facts, String marker) {
    this.facts = facts;
    this.marker = marker;
  }

  /**
   * Everything worth saying about the machine, in the order in which a reader wants it.
   *
   * @param marker the type that QM's SELinux policy has in the version of this program only
   */
  public static List<Diagnosis> examine(HostFacts facts, String marker) {
    var doctor = new Doctor(facts, marker);
    if (HostFacts.isImage(facts.root())) {
      doctor.image();
      return List.copyOf(doctor.findings);
    }
    doctor.system();
    doctor.rights();
    doctor.init();
    doctor.cgroups();
    doctor.podman();
    doctor.network();
    doctor.kernel();
    doctor.userNamespace();
    doctor.selinux();
    doctor.room();
    return List.copyOf(doctor.findings);
  }

  /** What files tell; how the kernel will be is not known before it runs. */
  private void image() {
    say(
        "system",
        Level.INFO,
        "system",
        facts.release().prettyName()
            + ", files that nothing runs: what only a running machine can tell is left out");
    packages();
    podman();
    disk();
  }

  private void system() {
    var release = facts.release();
    say(
        "system",
        Level.INFO,
        "system",
        release.prettyName() + ", Linux " + facts.kernel().release());
    packages();
  }

  private void packages() {
    facts
        .packages()
        .ifPresentOrElse(
            packages -> say("packages", Level.OK, "package manager", packages.name()),
            () ->
                say(
                    "packages",
                    Level.WARN,
                    "package manager",
                    "neither apt nor dnf is here",
                    "install podman and crun by hand, and give `qm setup --from` a tarball or a"
                        + " folder"));
  }

  private void rights() {
    var have = facts.capabilities();
    if (!have.has("sys_admin")) {
      say(
          "rights",
          Level.FAIL,
          "rights",
          "this process may not mount or make namespaces (no sys_admin capability)",
          "run as root: `sudo qm ...`");
    } else if (!have.has("sys_resource")) {
      say(
          "rights",
          Level.WARN,
          "rights",
          "root without the sys_resource capability: OOM scores cannot be lowered and hard resource"
              + " limits cannot be raised; and the kernel keeps no lower bound of a score, so root in"
              + " the partition can lower its own to 0, the host's (qm status shows it)",
          "start this machine's container or sandbox with that capability, or live without");
    } else {
      say("rights", Level.OK, "rights", "root with all that is needed");
    }
  }

  private void init() {
    switch (facts.init()) {
      case Init.Systemd systemd ->
          say(
              "init",
              Level.OK,
              "init",
              "systemd" + (systemd.version() > 0 ? " " + systemd.version() : ""));
      case Init.Other other ->
          say(
              "init",
              Level.INFO,
              "init",
              other.name() + ", not systemd: qm starts and keeps the partition itself");
    }
  }

  private void cgroups() {
    switch (facts.cgroups()) {
      case Cgroups.V2 v2 -> say("cgroups", Level.OK, "control groups", "v2 at " + v2.mount());
      case Cgroups.Hybrid hybrid ->
          say(
              "cgroups",
              Level.WARN,
              "control groups",
              "hybrid: v1 controllers, and v2 at " + hybrid.cgroup2() + " without them",
              "limits hold on the parent group; for memory.high and better weights boot with"
                  + " systemd.unified_cgroup_hierarchy=1");
      case Cgroups.V1 v1 when v1.hierarchies().isEmpty() ->
          say(
              "cgroups",
              Level.FAIL,
              "control groups",
              "none is mounted",
              "mount them: `mount -t cgroup2 none /sys/fs/cgroup`");
      case Cgroups.V1 v1 ->
          say(
              "cgroups",
              Level.WARN,
              "control groups",
              "v1 only",
              "limits hold on the parent group; for memory.high and better weights boot with"
                  + " systemd.unified_cgroup_hierarchy=1");
    }
    var have = facts.cgroups().controllers();
    var missing = new ArrayList<String>();
    for (var needed : List.of("cpu", "memory", "pids")) {
      if (!have.contains(needed)) {
        missing.add(needed);
      }
    }
    if (missing.isEmpty()) {
      say("controllers", Level.OK, "controllers", String.join(" ", have));
    } else {
      say(
          "controllers",
          Level.FAIL,
          "controllers",
          "missing: " + String.join(" ", missing) + "; without them the partition has no limit",
          "enable them on the kernel's command line (cgroup_enable=memory) or in its configuration");
    }
  }

  private void podman() {
    var podman = facts.podman();
    if (podman.isEmpty()) {
      say("podman", Level.FAIL, "Podman", "not installed, or it does not start", install("podman"));
    } else {
      say("podman", Level.OK, "Podman", podman.get().version() + " at " + podman.get().binary());
      say(
          "quadlet",
          podman.get().hasQuadlet() ? Level.OK : Level.INFO,
          "Quadlet",
          podman.get().hasQuadlet()
              ? "comes with this Podman"
              : "came with Podman 4.4; qm compiles the unit itself");
    }
    facts
        .runtime()
        .ifPresentOrElse(
            crun -> say("crun", Level.OK, "crun", crun.version() + " at " + crun.binary()),
            () -> say("crun", Level.FAIL, "crun", "not installed", install("crun")));
  }

  private void network() {
    if (!facts.root().isHost() || facts.podman().isEmpty()) {
      return;
    }
    // netavark 1.x calls iptables, later ones nft; which one this Podman takes shows when it starts
    var tool = Command.find("nft").or(() -> Command.find("iptables"));
    tool.ifPresentOrElse(
        path -> say("network", Level.OK, "network", "rules are set with " + path),
        () ->
            say(
                "network",
                Level.WARN,
                "network",
                "neither nft nor iptables is here: a private network cannot reach the outside",
                install("iptables")));
  }

  private void kernel() {
    var kernel = facts.kernel();
    feature("overlay", kernel.overlay(), "overlay file system", "load it: `modprobe overlay`");
    feature(
        "seccomp",
        kernel.seccomp(),
        "system call filter (seccomp)",
        "use a kernel built with CONFIG_SECCOMP_FILTER");
    feature("fuse", kernel.fuse(), "/dev/fuse", "load it: `modprobe fuse`");
    lookUps(kernel);
  }

  /** What keeps the host's hands inside the partition's trees: decision 0019. */
  private void lookUps(Kernel kernel) {
    var what = "look-ups in hostile trees";
    if (!kernel.version().isAtLeast(5, 6)) {
      say(
          "kernel.openat2",
          Level.FAIL,
          what,
          "Linux " + kernel.release() + " has no openat2(2): qm touches nothing of a partition",
          "boot Linux 5.6 or later");
    } else if (!(facts.selinux() instanceof SELinux.Absent) && !kernel.version().isAtLeast(5, 10)) {
      say(
          "kernel.openat2",
          Level.WARN,
          what,
          "Linux "
              + kernel.release()
              + " has no mounts without links: whoever owns the partition's files can misdirect"
              + " restorecon while they are labelled",
          "boot Linux 5.10 or later, or run `qm setup` only while the partition is down");
    } else {
      say("kernel.openat2", Level.OK, what, "kept inside by the kernel");
    }
  }

  private void feature(String id, boolean there, String what, String mend) {
    if (there) {
      say("kernel." + id, Level.OK, what, "there");
    } else {
      say("kernel." + id, Level.WARN, what, "not there", mend);
    }
  }

  private void userNamespace() {
    var trees = List.of(Path.of("/usr/lib"), Path.of("/etc"), Path.of("/var"));
    var obstacles =
        UserNamespaces.obstacles(
            facts.kernel(),
            facts.cgroups(),
            facts.podman(),
            facts.runtime(),
            facts.mounts(),
            trees);
    if (obstacles.isEmpty()) {
      say("userns", Level.OK, "own user namespace", "kernel, Podman and crun can do it");
      return;
    }
    say(
        "userns",
        Level.WARN,
        "own user namespace",
        String.join("; ", obstacles),
        "boot with cgroup v2 only, and use Podman 4.5 or later. Until then root in the partition has"
            + " root's id on the host: only capabilities, seccomp, read-only mounts and SELinux keep"
            + " it from the host's mounts, kernel settings and cgroup v1 files");
  }

  private void selinux() {
    switch (facts.selinux()) {
      case SELinux.Absent absent ->
          say(
              "selinux",
              Level.WARN,
              "SELinux",
              "not in this kernel or switched off: the partition is held by namespaces,"
                  + " capabilities and seccomp only",
              "boot with SELinux where the distribution has it");
      case SELinux.Permissive permissive ->
          say(
              "selinux",
              Level.WARN,
              "SELinux",
              "permissive, policy " + permissive.policy() + ": denials are logged only",
              "`setenforce 1`, and SELINUX=enforcing in /etc/selinux/config");
      case SELinux.Enforcing enforcing ->
          say("selinux", Level.OK, "SELinux", "enforcing, policy " + enforcing.policy());
    }
    if (!(facts.selinux() instanceof SELinux.Absent)) {
      policy();
      booleans();
    }
  }

  private void booleans() {
    for (var open : OpenBoolean.in(new RunningPolicy(facts.root()))) {
      say(
          "selinux.boolean." + open.name(),
          open.weight() == OpenBoolean.Weight.INTERFERENCE ? Level.WARN : Level.INFO,
          "SELinux boolean " + open.name(),
          "on: " + open.opens(),
          open.mend());
    }
  }

  private void policy() {
    var what = "SELinux policy of QM";
    if (facts.selinux().knowsType(marker)) {
      say("selinux.policy", Level.OK, what, "loaded, as this qm brings it");
    } else if (facts.selinux().knowsType("qm_t")) {
      say(
          "selinux.policy",
          Level.WARN,
          what,
          "loaded, but not the one that this qm brings",
          "`qm selinux install`");
    } else if (PolicyStore.hasSemodule(facts.root())) {
      say("selinux.policy", Level.INFO, what, "not loaded; `qm setup` does it");
    } else {
      say(
          "selinux.policy",
          Level.WARN,
          what,
          "not loaded, and there is no semodule to do it: the partition runs without labels of its"
              + " own",
          "install the package policycoreutils");
    }
  }

  private void room() {
    disk();
    var total = facts.memory().total();
    var detail =
        total / (1 << 20) + " MiB, " + facts.memory().available() / (1 << 20) + " available";
    if (total < GOOD_MEMORY) {
      say("memory", Level.WARN, "memory", detail, "set a small MemoryMax= in a drop-in");
    } else {
      say("memory", Level.OK, "memory", detail);
    }
  }

  private void disk() {
    for (var path : List.of("/usr/lib", "/var")) {
      try {
        var free = HostFacts.freeDisk(facts.root().at(path));
        var detail = free / (1 << 20) + " MiB free at " + path;
        var mend = "free some space, or choose another place with --installdir";
        var level = free < LEAST_DISK ? Level.FAIL : free < GOOD_DISK ? Level.WARN : Level.OK;
        say("disk" + path.replace('/', '.'), level, "disk", detail, level == Level.OK ? "" : mend);
      } catch (HostException unknown) {
        say("disk" + path.replace('/', '.'), Level.WARN, "disk", unknown.getMessage());
      }
    }
  }

  private String install(String name) {
    return facts
        .packages()
        .map(packages -> "`" + packages.installCommand(List.of(name)) + "`")
        .orElse("install " + name);
  }

  private void say(String id, Level level, String what, String detail) {
    say(id, level, what, detail, "");
  }

  private void say(String id, Level level, String what, String detail, String mend) {
    findings.add(new Diagnosis(id, level, what, Untrusted.printable(detail), mend));
  }
}
