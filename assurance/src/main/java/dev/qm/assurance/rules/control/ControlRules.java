package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class ControlRules {
  private ControlRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all =
        new ArrayList<Rule>(
            List.of(
                OwnPidNamespace.RULE,
                OwnIpcNamespace.RULE,
                OwnUtsNamespace.RULE,
                OwnMountNamespace.RULE,
                OwnCgroupNamespace.RULE,
                OwnUserNamespace.RULE,
                OwnUserIds.RULE,
                NotPrivileged.RULE,
                ReadOnlyRoot.RULE,
                WritableMounts.RULE,
                MountPropagation.RULE,
                MaskedPaths.RULE,
                CgroupPlace.RULE,
                CgroupFiles.RULE,
                CorePattern.RULE,
                ModuleAutoload.RULE,
                KernelLog.RULE,
                OwnSysctls.RULE,
                OthersMounts.RULE,
                UsersQuadlets.RULE,
                OwnRootfs.RULE,
                OwnVolumes.RULE,
                EngineOptions.RULE,
                HostEngineDefaults.RULE,
                HostEnvironment.RULE,
                DefaultMounts.RULE,
                HostStorage.RULE,
                ServiceDropIns.RULE,
                LiteralOptions.RULE));
    all.addAll(HostSocket.rules());
    all.addAll(KernelFiles.rules());
    return List.copyOf(all);
  }
}
