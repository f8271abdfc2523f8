package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rules.storage.Ground;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;

/** What runs has the mounts, the users and the label that files ask for. */
final class RunningOptions {
  static final Rule RULE =
      Rule.named("running-options")
          .title("The running partition has the mounts, user ids and label that its files ask for")
          .against(Interference.CONTROL)
          .harm("What was reviewed is not what runs.")
          .rationale(
              """
              Files are read at the start; who started the partition otherwise, or changed a file since, runs something \
              else. Limits are compared by the rules that are about them.\
              """)
          .sources("podman-run(1)", "proc_pid_mountinfo(5)", "user_namespaces(7)")
          .how(
              "Each --volume and --mount against /proc/PID/mountinfo of PID 1: file system, folder, read-only; the user"
                  + " namespace; with SELinux the type of its label.")
          .proves("These options of the start are those of the files.")
          .doesNotProve("Anything about what root inside has mounted since.")
          .mend("`qm restart`")
          .check(RunningOptions::check);

  private RunningOptions() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotApplicable("the partition does not run, or was not looked at");
    }
    var judgement = new Judgement();
    var live = view.live().get();
    for (var option : view.partition().options().mounts()) {
      if (option.isOfHost() && !option.causes().isEmpty() && !option.options().contains("O")) {
        mount(judgement, view, live, option);
      }
    }
    users(judgement, view, live);
    label(judgement, view, live);
    return judgement.verdict("");
  }

  private static void mount(
      Judgement judgement, PartitionView view, Live live, MountOption option) {
    var written = Evidence.of(option.causes().getLast());
    var place = "/proc/" + live.first().pid() + "/mountinfo";
    var there = new ArrayList<Mount>();
    for (var mount : live.mounts()) {
      if (mount.target().toString().equals(option.target())) {
        there.add(mount);
      }
    }
    if (there.isEmpty()) {
      judgement.fault(
          Fault.of(
              "nothing is mounted at " + option.target() + " in the running partition", written));
      return;
    }
    var ground = Ground.of(view, Ground.named(view, option.source()));
    if (ground.isEmpty()) {
      judgement.unknown("the file system of " + option.source() + " cannot be looked at");
      return;
    }
    for (var mount : there) {
      if (ground.get().isShownBy(mount)) {
        if (!option.isWritable() && !mount.isReadOnly()) {
          judgement.fault(
              Fault.of(
                  option.target() + " is writable in the running partition",
                  written,
                  Evidence.kernel(place, mount.options().toString())));
        } else {
          judgement.holds(Evidence.kernel(place, mount.root() + " at " + mount.target()));
        }
        return;
      }
    }
    judgement.fault(
        Fault.of(
            option.target() + " of the running partition shows another folder",
            written,
            Evidence.kernel(place, there.getLast().source() + " " + there.getLast().root())));
  }

  private static void users(Judgement judgement, PartitionView view, Live live) {
    var own = live.hasOwn("user");
    var asked = view.declared().spec().hasUserNamespace();
    var evidence =
        Evidence.kernel(
            "/proc/" + live.first().pid() + "/ns/user",
            "user:[" + live.first().namespaces().get("user") + "]");
    if (own.isEmpty()) {
      judgement.unknown(evidence.place() + " cannot be read");
    } else if (own.get() != asked) {
      judgement.fault(
          Fault.of(
              asked
                  ? "files ask for a user namespace, and the running partition has the host's"
                  : "the running partition has a user namespace that files do not ask for",
              evidence));
    } else {
      judgement.holds(evidence);
    }
  }

  private static void label(Judgement judgement, PartitionView view, Live live) {
    if (view.machine().selinux() instanceof SELinux.Absent) {
      return;
    }
    for (var option : view.partition().options().security("label")) {
      if (option.value().startsWith("type:")) {
        var type = option.value().substring("type:".length());
        var label = live.first().label().orElse("none");
        var evidence = Evidence.kernel("/proc/" + live.first().pid() + "/attr/current", label);
        if (label.contains(":" + type + ":")) {
          judgement.holds(evidence);
        } else {
          judgement.fault(Fault.of("the running partition is not of the type " + type, evidence));
        }
      }
    }
  }
}
