package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.campaign.UntimedJury;
import dev.qm.cli.frame.QmVersion;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.host.file.Bounded;
import dev.qm.host.machine.Memory;
import dev.qm.host.process.Command;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.AsilCpus;
import dev.qm.partition.setup.IoMax;
import dev.qm.partition.setup.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a campaign runs on, for whoever compares two. */
final class MachineFacts {
  private static final String PROCESSOR = "processor";
  private static final String EMULATED = "emulated (QEMU without KVM)";

  private MachineFacts() {}

  static Map<String, String> of(PartitionSpec spec) throws HostException {
    var facts = new LinkedHashMap<String, String>();
    facts.put("qm", QmVersion.ofQm().number());
    facts.put("kernel", line("/proc/sys/kernel/osrelease"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put(
        "processors of the safety side's own",
        AsilCpus.recorded(Ledger.read(Root.HOST)).map(NumberList::toString).orElse("none"));
    facts.put(
        "maximum of the partition's disk", IoMax.recorded(Ledger.read(Root.HOST)).orElse("none"));
    facts.put(PROCESSOR, processor());
    facts.put("memory", (Memory.probe(Root.HOST).total() >> 20) + " MiB");
    facts.put(
        "cgroups",
        switch (Cgroups.probe(Root.HOST)) {
          case Cgroups.V2 _ -> "v2";
          case Cgroups.V1 _ -> "v1";
          case Cgroups.Hybrid _ -> "hybrid";
        });
    facts.put("isolation", spec.hasUserNamespace() ? "user namespace" : "plain");
    facts.put(
        "SELinux",
        switch (SELinux.probe(Root.HOST)) {
          case SELinux.Absent _ -> "absent";
          case SELinux.Enforcing _ -> "enforcing";
          default -> "permissive";
        });
    facts.put("runner", Runner.of(spec).name());
    return facts;
  }

  /** Whether times mean nothing on the machine with these facts. */
  static boolean isEmulated(Map<String, String> facts) {
    return EMULATED.equals(facts.get(PROCESSOR));
  }

  /** What the probes could not have: with what it means that no time counts, where none does. */
  static List<String> withTimes(Map<String, String> facts, List<String> notAllowed) {
    if (!isEmulated(facts)) {
      return notAllowed;
    }
    var all = new ArrayList<String>();
    all.add(UntimedJury.MEANING);
    all.addAll(notAllowed);
    return all;
  }

  /** systemd-detect-virt(1): {@code qemu} is QEMU that emulates, with KVM it says {@code kvm}. */
  private static String processor() throws HostException {
    if (Command.find("systemd-detect-virt").isPresent()) {
      var word = Command.of("systemd-detect-virt", "--vm").run().output().strip();
      return word.equals("qemu") ? EMULATED : word.isEmpty() || word.equals("none") ? "bare" : word;
    }
    return "not known";
  }

  private static String line(String file) {
    return Bounded.textIfAny(Root.HOST.at(file)).orElse("not known").strip();
  }
}
