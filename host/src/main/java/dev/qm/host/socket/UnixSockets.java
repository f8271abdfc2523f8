package dev.qm.host.socket;

import dev.qm.host.HostException;
import dev.qm.host.call.SystemCalls;
import dev.qm.host.process.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All unix sockets of the machine, asked of the kernel itself: sock_diag(7). It answers for one
 * network namespace at a time, so the question is asked in each that a process is in.
 *
 * @param sockets in the order in which the kernel gave them
 * @param gaps what could not be seen, each a clause; a namespace that ended meanwhile is none
 */
public record UnixSockets(List<UnixSocket> sockets, List<String> gaps) {
  /** More sockets than this in one namespace are not read: somebody makes them to be in the way. */
  private static final int MOST = 200_000;

  private static final Path PROC = Path.of("/proc");

  public UnixSockets {
    sockets = List.copyOf(sockets);
    gaps = List.copyOf(gaps);
  }

  /**
   * Looks at the namespaces of these processes; needs root for those of others.
   *
   * @param pids all processes of the machine, or those that matter
   */
  public static UnixSockets of(List<Integer> pids) {
    var sockets = new ArrayList<UnixSocket>();
    var gaps = new ArrayList<String>();
    for (var namespace : namespaces(pids)) {
      try {
        if (!namespace.in(calls -> dump(calls, namespace.inode(), sockets))) {
          gaps.add("process " + namespace.member() + " has more than " + MOST + " unix sockets");
        }
      } catch (IOException failure) {
        // a namespace ends with its last process, and the sockets of it with it
        if (Namespace.Kind.NET.of(PROC, Integer.toString(namespace.member())).isPresent()) {
          gaps.add(
              "the unix sockets in the network namespace of process "
                  + namespace.member()
                  + ": "
                  + HostException.reason(failure));
        }
      }
    }
    return new UnixSockets(sockets, gaps);
  }

  private static List<Namespace> namespaces(List<Integer> pids) {
    Map<Long, Namespace> found = new LinkedHashMap<>();
    for (var pid : pids) {
      var inode = Namespace.Kind.NET.of(PROC, Integer.toString(pid));
      if (inode.isPresent()) {
        found.putIfAbsent(
            inode.getAsLong(), new Namespace(Namespace.Kind.NET, inode.getAsLong(), pid));
      }
    }
    return List.copyOf(found.values());
  }

  /** False when there are more than can be read. */
  private static boolean dump(SystemCalls calls, long network, List<UnixSocket> into)
      throws IOException {
    var socket =
        calls.socket(SystemCalls.AF_NETLINK, SystemCalls.SOCK_RAW, UnixDiagnosis.NETLINK_SOCK_DIAG);
    try {
      calls.send(socket, UnixDiagnosis.request());
      var most = into.size() + MOST;
      while (true) {
        var answer = UnixDiagnosis.read(calls.receive(socket), network);
        into.addAll(answer.sockets());
        if (answer.error() != 0) {
          throw new IOException("the kernel answers with error " + answer.error());
        }
        if (answer.isLast() || into.size() > most) {
          return answer.isLast();
        }
      }
    } finally {
      calls.close(socket);
    }
  }
}
