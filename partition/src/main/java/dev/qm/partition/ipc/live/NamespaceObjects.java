package dev.qm.partition.ipc.live;

import dev.qm.host.process.IpcNamespace;
import dev.qm.host.socket.MeetingFile;
import java.util.List;

/**
 * The System V objects and POSIX message queues of one IPC namespace on the QM side.
 *
 * @param member a process in it
 * @param isHosts true when it is the host's own namespace
 */
public record NamespaceObjects(
    Party member, boolean isHosts, List<IpcNamespace.Item> items, List<MeetingFile> queues) {
  public NamespaceObjects {
    items = List.copyOf(items);
    queues = List.copyOf(queues);
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return items.isEmpty() && queues.isEmpty();
  }
}
