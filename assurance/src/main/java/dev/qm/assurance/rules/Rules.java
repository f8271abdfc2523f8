package dev.qm.assurance.rules;

import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.addons.AddonRules;
import dev.qm.assurance.rules.agent.AgentRules;
import dev.qm.assurance.rules.asil.AsilRules;
import dev.qm.assurance.rules.calls.CallRules;
import dev.qm.assurance.rules.capabilities.CapabilityRules;
import dev.qm.assurance.rules.control.ControlRules;
import dev.qm.assurance.rules.devices.DeviceRules;
import dev.qm.assurance.rules.drift.DriftRules;
import dev.qm.assurance.rules.ipc.IpcRules;
import dev.qm.assurance.rules.kernel.KernelRules;
import dev.qm.assurance.rules.memory.MemoryRules;
import dev.qm.assurance.rules.nested.NestedRules;
import dev.qm.assurance.rules.network.NetworkRules;
import dev.qm.assurance.rules.selinux.SelinuxRules;
import dev.qm.assurance.rules.storage.StorageRules;
import dev.qm.assurance.rules.timing.TimingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All rules. */
public final class Rules {
  private Rules() {}

  /** Each once, in the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<Rule>();
    all.addAll(MemoryRules.all());
    all.addAll(TimingRules.all());
    all.addAll(KernelRules.all());
    all.addAll(ControlRules.all());
    all.addAll(StorageRules.all());
    all.addAll(NetworkRules.all());
    all.addAll(DriftRules.all());
    all.addAll(CapabilityRules.all());
    all.addAll(CallRules.all());
    all.addAll(DeviceRules.all());
    all.addAll(SelinuxRules.all());
    all.addAll(IpcRules.all());
    all.addAll(NestedRules.all());
    all.addAll(AddonRules.all());
    all.addAll(AgentRules.all());
    all.addAll(AsilRules.all());
    return List.copyOf(all);
  }

  /** Loads their classes in a thread of its own, while a command reads what they are to judge. */
  public static void prepare() {
    Thread.ofPlatform().daemon().start(Rules::all);
  }

  /** The rule of the name. */
  public static Optional<Rule> named(String id) {
    for (var rule : all()) {
      if (rule.id().equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
