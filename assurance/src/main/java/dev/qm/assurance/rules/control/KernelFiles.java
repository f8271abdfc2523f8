package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.List;
import java.util.Optional;

/**
 * A file system of the kernel's own, whose files act on the machine, and that the partition can
 * neither see nor mount. Whether a mount is allowed in a user namespace is a mark of the file
 * system: Linux, fs/super.c, mount_capable(), FS_USERNS_MOUNT. Seccomp sees no type of a mount.
 *
 * @param id its rule
 * @param type in mountinfo
 * @param place where the host has it
 * @param harm what could happen, one sentence
 * @param rationale what its files do
 * @param source where that stands
 * @param nature how it is kept away
 */
record KernelFiles(
    String id,
    String type,
    String place,
    String harm,
    String rationale,
    String source,
    Nature nature) {
  /** How a file system of the kernel's is kept away. */
  enum Nature {
    /** Every container has one, which has to be read-only. */
    SHOWN,
    /** None is there, and only the host's root may mount one. */
    HOST_ROOT,
    /** As before, and even an attempt that SELinux refuses acts on the host. */
    HOST_ROOT_WHATEVER_POLICY,
    /** One that is mounted in a user namespace is that namespace's own. */
    OF_NAMESPACE
  }

  Rule rule() {
    return Rule.named(id)
        .title("The partition cannot write to the kernel's " + words())
        .against(Interference.CONTROL)
        .harm(harm)
        .rationale(rationale)
        .sources(source, "mount(2), user_namespaces(7)")
        .how(
            """
            The user namespace, sys_admin, --privileged, unmasked paths and mounts of the effective podman run, and \
            SELinux; while it runs, the mounts that its PID 1 has.\
            """)
        .proves("Root inside can neither write to it where it is nor mount it anew.")
        .doesNotProve(
            "That the kernel checks every file of it; only that its own way in is closed.")
        .mend("give the partition a user namespace (`qm setup --isolation user-namespace`)")
        .check(this::check);
  }

  private String words() {
    return nature == Nature.SHOWN ? place : type;
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    bound(judgement, view);
    var walls = wall(view);
    var takenOff = takenOff(view);
    if (walls.isPresent()) {
      judgement.holds(walls.get());
    } else if (takenOff.isPresent()) {
      judgement.fault(
          Fault.of(
                  "root inside may write to " + words(),
                  Asked.evidence(view.partition(), takenOff.get()))
              .with(WithoutOption.mend(view.partition(), takenOff.get())));
    } else if (isUnknown(view)) {
      judgement.holds(Evidence.kernel("/proc/filesystems", "this kernel has no " + type));
    } else if (canMount(view)) {
      judgement.fault(
          Fault.of("root inside can mount " + type + " anew, to write to it", Walls.plain(view)));
    } else {
      judgement.holds(Evidence.missing(view.partition().quadlet().file(), "no sys_admin"));
    }
    view.live().ifPresent(live -> live(judgement, view, live, walls.isPresent()));
    return judgement.verdict("");
  }

  /** What a kernel without modules does not have, nobody mounts. */
  private boolean isUnknown(PartitionView view) {
    var known = view.machine().texts().at("/proc/filesystems");
    return known.isPresent()
        && view.machine().sysctl("kernel.modprobe").isEmpty()
        && !KernelText.of(known.get()).contains(type);
  }

  private static boolean canMount(PartitionView view) {
    return new Granted(view.partition().options()).of("sys_admin").isGiven();
  }

  /** A folder of the host's own that is handed in. */
  private void bound(Judgement judgement, PartitionView view) {
    for (var mount : view.partition().options().mounts()) {
      var source = Trees.path(mount.source());
      if (mount.isOfHost()
          && source.startsWith(place)
          && (nature != Nature.SHOWN || mount.isWritable())) {
        judgement.fault(
            Fault.of(
                    "the partition is given " + mount.source() + " of the host",
                    mount.causes().isEmpty()
                        ? Evidence.missing(view.partition().quadlet().file(), mount.source())
                        : Evidence.of(mount.causes().getLast()))
                .with(MountMend.without(view, mount)));
      }
    }
  }

  private Optional<Option> takenOff(PartitionView view) {
    if (nature != Nature.SHOWN) {
      return Optional.empty();
    }
    return Walls.privileged(view).or(() -> Unmasked.option(view, place));
  }

  private Optional<Evidence> wall(PartitionView view) {
    var ids = Walls.userNamespace(view);
    if (ids.isPresent()) {
      return ids.map(it ->
          new Evidence(
              it.place(),
              it.value() + ": " + words() + " belongs to the host's root, who is nobody there",
              it.origin()));
    }
    return nature == Nature.HOST_ROOT_WHATEVER_POLICY ? Optional.empty() : Walls.policy(view);
  }

  private void live(Judgement judgement, PartitionView view, Live live, boolean walled) {
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    var ownIds = live.hasOwn("user");
    if (ownIds.isEmpty()) {
      judgement.unknown("/proc/" + live.first().pid() + "/ns/user cannot be read");
      return;
    }
    for (var mount : live.mounts()) {
      // single nodes of devtmpfs are devices, which other rules are about
      var is =
          mount.type().equals(type)
              && (nature == Nature.SHOWN
                  ? mount.target().toString().equals(place) && !mount.isReadOnly()
                  : mount.root().toString().equals("/"));
      if (!is) {
        continue;
      }
      var evidence =
          Evidence.kernel(file, mount.target() + " " + String.join(",", mount.options()));
      if (ownIds.get()
          && nature != Nature.HOST_ROOT
          && nature != Nature.HOST_ROOT_WHATEVER_POLICY) {
        judgement.holds(evidence);
      } else {
        judgement.fault(
            Fault.of("the running partition has " + type + " at " + mount.target(), evidence));
        return;
      }
    }
    if (walled && !ownIds.get() && Walls.policy(view).isEmpty()) {
      judgement.fault(
          Fault.of(
              "the running partition has the host's user ids, and can mount " + type,
              Evidence.kernel("/proc/" + live.first().pid() + "/ns/user", "the host's")));
    } else {
      judgement.holds(Evidence.kernel(file, "no " + words() + " that it may write to"));
    }
  }

  /** All, a rule each. */
  static List<Rule> rules() {
    return List.of(
            new KernelFiles(
                "kernel-settings",
                "proc",
                "/proc/sys",
                "Root inside changes kernel.*, vm.* and fs.* of the machine, or has a program run on it.",
                """
                Most settings are the machine's. kernel.core_pattern, kernel.modprobe and kernel.poweroff_cmd name \
                programs that the kernel runs as root outside all namespaces. Podman mounts /proc/sys read-only; with \
                sys_admin root inside makes it writable again, or mounts a fresh proc.\
                """,
                "Linux, Documentation/admin-guide/sysctl/kernel.rst",
                Nature.SHOWN),
            new KernelFiles(
                "kernel-objects-sysfs",
                "sysfs",
                "/sys",
                "Root inside switches processors off, changes queues of disks and power states.",
                """
                Files of sysfs are switches of devices, buses and processors, uevent_helper names a program. Podman \
                mounts it read-only; a fresh one is writable.\
                """,
                "sysfs(5), Linux, Documentation/ABI",
                Nature.SHOWN),
            new KernelFiles(
                "kernel-devtmpfs",
                "devtmpfs",
                "/dev/does-not-exist",
                "The host's /dev becomes read-only, or its nodes are removed.",
                """
                There is one devtmpfs: who mounts it sees the host's nodes and changes its options. Even an attempt that \
                SELinux refuses was seen to turn the host's read-only.\
                """,
                "Linux, drivers/base/devtmpfs.c",
                Nature.HOST_ROOT_WHATEVER_POLICY),
            new KernelFiles(
                "kernel-debugfs",
                "debugfs",
                "/sys/kernel/debug",
                "Root inside uses switches of drivers that were made for debugging.",
                "What drivers put there has no rules, and may stop a device or the machine.",
                "Linux, Documentation/filesystems/debugfs.rst",
                Nature.HOST_ROOT),
            new KernelFiles(
                "kernel-tracefs",
                "tracefs",
                "/sys/kernel/tracing",
                "Software inside slows down all processors with traces, and reads what they do.",
                "A tracer on every function of the kernel costs each caller time.",
                "Linux, Documentation/trace/ftrace.rst",
                Nature.HOST_ROOT),
            new KernelFiles(
                "kernel-securityfs",
                "securityfs",
                "/sys/kernel/security",
                "Root inside loads rules of security modules, or locks the kernel down.",
                "Integrity measurement, AppArmor and lockdown are ruled from there.",
                "Linux, Documentation/admin-guide/LSM",
                Nature.HOST_ROOT),
            new KernelFiles(
                "kernel-pstore",
                "pstore",
                "/sys/fs/pstore",
                "Root inside reads and removes what the kernel kept of a crash.",
                "What a crash left for the next start lies there.",
                "Linux, Documentation/admin-guide/abi-testing.rst, pstore",
                Nature.HOST_ROOT),
            new KernelFiles(
                "kernel-efivarfs",
                "efivarfs",
                "/sys/firmware/efi/efivars",
                "Root inside removes variables that the firmware needs to start the machine.",
                "Its files are variables of the firmware.",
                "Linux, Documentation/filesystems/efivarfs.rst",
                Nature.HOST_ROOT),
            new KernelFiles(
                "kernel-bpffs",
                "bpf",
                "/sys/fs/bpf",
                "Root inside reads and replaces programs and maps that the host pinned.",
                """
                It holds programs and maps by name. One of a user namespace holds its own; without one, it is the \
                host's.\
                """,
                "Linux, kernel/bpf/inode.c",
                Nature.OF_NAMESPACE),
            new KernelFiles(
                "kernel-binfmt-misc",
                "binfmt_misc",
                "/proc/sys/fs/binfmt_misc",
                "The host runs a program of the partition's for files of a kind that root inside chose.",
                """
                An entry with flag F holds its interpreter open and is the machine's. Since Linux 6.7 a user namespace \
                has entries of its own.\
                """,
                "Linux, Documentation/admin-guide/binfmt-misc.rst",
                Nature.OF_NAMESPACE))
        .stream()
        .map(KernelFiles::rule)
        .toList();
  }
}
