package dev.qm.partition.ipc.declared;

import dev.qm.host.Untrusted;
import dev.qm.host.selinux.Denial;
import dev.qm.partition.Layout;
import dev.qm.partition.selinux.ExplainedDenial;
import java.util.List;

/** Which of SELinux's denials have to do with channels. */
public final class ChannelDenials {
  private static final List<String> TYPES = List.of("ipc_t", "ipc_bluechi_t", "ipc_var_run_t");

  private ChannelDenials() {}

  /** Those that a channel's end met, or whoever tried to be one. */
  public static List<ExplainedDenial> among(List<ExplainedDenial> denials) {
    return denials.stream().filter(one -> concernsChannels(one.last())).toList();
  }

  private static boolean concernsChannels(Denial denial) {
    return TYPES.contains(denial.sourceType())
        || TYPES.contains(denial.targetType())
        || denial.sourceType().endsWith("_container_ipc_t")
        || denial.permissions().contains("connectto")
        || (denial.objectClass().equals("sock_file") && denial.permissions().contains("write"))
        || denial.object().map(Untrusted::toString).filter(ChannelDenials::isDoor).isPresent();
  }

  private static boolean isDoor(String path) {
    return path.equals(Layout.IPC) || path.startsWith(Layout.IPC + "/");
  }
}
