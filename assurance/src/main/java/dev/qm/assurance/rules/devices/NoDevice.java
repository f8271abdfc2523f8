package dev.qm.assurance.rules.devices;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.LiveNodes;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.file.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Devices of one kind that the partition has not, unless an installed add-on declares them.
 *
 * @param id without {@code device-}
 * @param words the devices in a sentence
 * @param harm what could happen, one sentence
 * @param rationale what they do
 * @param source where that stands
 * @param paths beginnings of their names below /dev
 * @param numbers theirs, where they are the same on every machine
 * @param declaring whether an add-on may give them
 */
record NoDevice(
    String id,
    Interference interference,
    String words,
    String harm,
    String rationale,
    String source,
    List<String> paths,
    List<Numbers> numbers,
    Declaring declaring) {
  /** What the word of an installed add-on counts. */
  enum Declaring {
    /** Such a device is for the software in a partition. */
    COUNTS,
    /** Whoever has it rules the machine, or its time. */
    NEVER
  }

  Rule rule() {
    return Rule.named("device-" + id)
        .title("The partition has no access to " + words)
        .against(interference)
        .harm(harm)
        .rationale(rationale)
        .sources(source, "Linux, Documentation/admin-guide/devices.txt")
        .how(
            """
            AddDevice=, --device, --device-cgroup-rule and --privileged of the effective podman run; while it runs, the \
            nodes in its /dev, and on cgroup v1 the list of devices of the group above its own. Drop-ins below /usr are \
            what installed add-ons declare.\
            """)
        .proves(
            declaring == Declaring.NEVER
                ? "The partition is given no such device."
                : "The partition is given no such device beside those of installed add-ons.")
        .doesNotProve(
            "On cgroup v2 what the list of devices says: it is a program in the kernel that cannot"
                + " be read.")
        .mend("take the device away, then `qm restart`")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    Walls.privileged(view).ifPresent(option -> privileged(judgement, view, option));
    var declared = false;
    for (var asked : AskedDevice.of(view)) {
      if (!holds(asked)) {
        continue;
      }
      if (asked.isDeclared() && declaring == Declaring.COUNTS) {
        declared = true;
        judgement.holds(asked.evidence());
      } else {
        judgement.fault(
            Fault.of("the partition is given " + asked.what(), asked.evidence())
                .with(WithoutOption.mend(view.partition(), asked.option())));
      }
    }
    if (id.equals("console")) {
      made(judgement, view);
    }
    judgement.holds(
        Evidence.missing(view.partition().quadlet().file(), "no other line asks for one"));
    if (!declared && view.live().isPresent()) {
      live(judgement, view, view.live().get());
    }
    return judgement.verdict("");
  }

  private void privileged(Judgement judgement, PartitionView view, Option option) {
    judgement.fault(
        Fault.of(
                "the partition is privileged, which gives it all devices",
                Asked.evidence(view.partition(), option))
            .with(WithoutOption.mend(view.partition(), option)));
  }

  /** The runtime's list of devices opens the host's console for whoever can make its node. */
  private static void made(Judgement judgement, PartitionView view) {
    if (Walls.userNamespace(view).isEmpty()
        && Walls.policy(view).isEmpty()
        && new Granted(view.partition().options()).of("mknod").isGiven()) {
      judgement.fault(
          Fault.of(
              "root inside can make a node of the host's console, 5:1, and open it",
              Walls.plain(view)));
    }
  }

  boolean holds(AskedDevice asked) {
    if (!asked.isPath()) {
      return numbers.stream().anyMatch(it -> it.isOpenedBy(asked.what()));
    }
    for (var path : paths) {
      // what it names, or a folder that holds some
      if (asked.what().startsWith(path) || path.startsWith(asked.what() + "/")) {
        return true;
      }
    }
    return false;
  }

  private void live(Judgement judgement, PartitionView view, Live live) {
    if (!(live.cgroups() instanceof Cgroups.V2)) {
      list(judgement, view, live);
      return;
    }
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    var seen = new ArrayList<String>();
    for (var mount : live.mounts()) {
      var name = node(mount);
      // over a file of the kernel's, /dev/null hides it
      if (name.isPresent()
          && mount.target().startsWith("/dev")
          && paths.stream().anyMatch(name.get()::startsWith)) {
        seen.add(name.get());
        judgement.fault(
            Fault.of(
                "the running partition has " + name.get(),
                Evidence.kernel(file, mount.target().toString())));
      }
    }
    for (var node : LiveNodes.of(view.machine().kernelRoot(), live.first().pid())) {
      if (is(node) && !seen.contains(node.path())) {
        judgement.fault(
            Fault.of(
                "the running partition has a node of " + node.device(),
                Evidence.kernel(
                    "/proc/" + live.first().pid() + "/root" + node.path(), node.device())));
      }
    }
    judgement.holds(Evidence.kernel("/proc/" + live.first().pid() + "/root/dev", "no such node"));
  }

  private boolean is(DeviceNode node) {
    return paths.stream().anyMatch(node.path()::startsWith)
        || numbers.stream().anyMatch(it -> it.hold(node));
  }

  /** The host's node that a mount of devtmpfs shows. */
  private static Optional<String> node(Mount mount) {
    return mount.type().equals("devtmpfs") && !mount.root().toString().equals("/")
        ? Optional.of("/dev" + mount.root())
        : Optional.empty();
  }

  private void list(Judgement judgement, PartitionView view, Live live) {
    var file = live.file("devices", "devices.list", "devices.list").toString();
    var text = live.value("devices", "devices.list", "devices.list");
    if (text.isEmpty()) {
      judgement.unknown(file + " cannot be read");
      return;
    }
    for (var line : KernelText.lines(text.get())) {
      if (numbers.stream().anyMatch(it -> it.isOpenedBy(line)) && !isWalled(view, line)) {
        judgement.fault(
            Fault.of(
                "the list of devices of the running partition opens " + words,
                Evidence.kernel(file, line)));
        return;
      }
    }
    judgement.holds(Evidence.kernel(file, "opens none"));
  }

  /** The runtime opens 5:* for all containers; who can make no node of it has none. */
  private boolean isWalled(PartitionView view, String line) {
    return id.equals("console")
        && !line.startsWith("a")
        && (Walls.policy(view).isPresent()
            || view.live()
                .filter(
                    it -> Walls.ofHostIds(it).stream().noneMatch(p -> p.bounding().has("mknod")))
                .isPresent());
  }
}
