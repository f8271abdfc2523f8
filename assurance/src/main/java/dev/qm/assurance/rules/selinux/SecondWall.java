package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.LiveProcess;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicySource;
import java.util.Optional;

/** Where SELinux can count at all, and the labels that the partition is started with. */
final class SecondWall {
  static final String CONFIG = "/etc/selinux/config";

  private SecondWall() {}

  /** Why a rule about labels has nothing to be about; nothing where it has. */
  static Optional<Verdict> missing(PartitionView view) {
    return view.machine().isRunning() && view.machine().selinux() instanceof SELinux.Absent
        ? Optional.of(
            new Verdict.NotApplicable(
                "SELinux is off on this machine, about which selinux-enforcing is"))
        : Optional.empty();
  }

  /** The last of the label's parts with this key: {@code type}, {@code level}, {@code filetype}. */
  static Optional<Option> part(PartitionView view, String key) {
    var found = Optional.<Option>empty();
    for (var option : view.partition().options().security("label")) {
      if (option.value().startsWith(key + ":")) {
        found = Optional.of(option);
      }
    }
    return found;
  }

  /** A drop-in that gives the label's part its value whatever lines of others say. */
  static Optional<Mend> mend(PartitionView view, Optional<Option> asked, String key, String value) {
    var isOfOwnKey =
        asked.isEmpty()
            || (!asked.get().causes().isEmpty()
                && asked.get().causes().getLast().key().equals(key));
    return isOfOwnKey
        ? Optional.of(Mend.ofPartition("Container", key, value))
        : WithoutOption.mend(view.partition(), asked.get());
  }

  /** A rule that one part of the label is as the policy needs it. */
  static void judge(
      Judgement judgement, PartitionView view, String part, String key, String wanted, String why) {
    var asked = part(view, part);
    if (asked.isEmpty()) {
      judgement.fault(
          Fault.of(why, Asked.not(view.partition(), "no " + key + "="))
              .with(mend(view, asked, key, wanted)));
    } else if (!asked.get().value().equals(part + ":" + wanted)) {
      judgement.fault(
          Fault.of(why, Asked.evidence(view.partition(), asked.get()))
              .with(mend(view, asked, key, wanted)));
    } else {
      judgement.holds(Asked.evidence(view.partition(), asked.get()));
    }
  }

  /** The policy that this machine was given; nothing where its text is not there. */
  static Optional<PolicySource> source(PartitionView view) {
    var spec = view.declared().spec();
    try {
      return Optional.of(
          PolicySource.read(
              spec.root().directory(), PolicyName.QM, PolicyPlaces.of(spec.layout())));
    } catch (HostException notThere) {
      return Optional.empty();
    }
  }

  /** The label of a process, as evidence. */
  static Evidence label(LiveProcess process) {
    return Evidence.process(process.pid(), process.name(), process.label().orElse("no label"));
  }
}
