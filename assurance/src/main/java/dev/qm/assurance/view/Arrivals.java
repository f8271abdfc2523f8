package dev.qm.assurance.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes on their way into the partition. Who starts a command inside, such as {@code crun
 * exec}, enters the control group first, and takes on namespaces, capabilities and filter one after
 * the other. For these milliseconds walls seem to be missing, so whoever has just begun and looks
 * like that is looked at again.
 *
 * @param first the partition's PID 1
 * @param host the inode of each namespace of the host, by kind
 */
record Arrivals(LiveProcess first, Map<String, Long> host) {
  /** Looks at one process; then it is inside, has ended, or really has no wall. */
  private static final int LOOKS = 4;

  /** Between two looks: no event tells that a process has entered a namespace. */
  private static final long PAUSE = 50_000_000;

  /** In clock ticks of a hundredth of a second: who is older is not on the way any more. */
  private static final long YOUNG = 200;

  /** How a process is looked at again. */
  @FunctionalInterface
  interface Again {
    /** The process as it is now; nothing when it has ended, or left the partition. */
    Optional<LiveProcess> look(LiveProcess process);
  }

  /**
   * The processes when those on their way have arrived.
   *
   * @param now in clock ticks after boot
   */
  List<LiveProcess> settled(List<LiveProcess> seen, long now, Again again) {
    var settled = new ArrayList<>(seen);
    for (var look = 1;
        look < LOOKS && settled.stream().anyMatch(it -> isArriving(it, now));
        look++) {
      LockSupport.parkNanos(PAUSE);
      var next = new ArrayList<LiveProcess>();
      for (var process : settled) {
        if (isArriving(process, now)) {
          again
              .look(process)
              // another one may have got its number
              .filter(it -> it.info().startTicks() == process.info().startTicks())
              .ifPresent(next::add);
        } else {
          next.add(process);
        }
      }
      settled = next;
    }
    return settled;
  }

  private boolean isArriving(LiveProcess process, long now) {
    return process.pid() != first.pid()
        && now - process.info().startTicks() < YOUNG
        && (lacksNamespace(process) || lacksFilter(process) || isBehindNested(process));
  }

  /** Whether it is in a namespace of the host that the partition has one of its own of. */
  private boolean lacksNamespace(LiveProcess process) {
    for (var own : first.namespaces().entrySet()) {
      var hosts = host.get(own.getKey());
      if (hosts != null
          && !own.getValue().equals(hosts)
          && hosts.equals(process.namespaces().get(own.getKey()))) {
        return true;
      }
    }
    return false;
  }

  private boolean lacksFilter(LiveProcess process) {
    return first.seccomp() == 2 && process.seccomp() != 2;
  }

  /** Whether it is in a nested container's group, and still sees the partition's files. */
  private boolean isBehindNested(LiveProcess process) {
    var mounts = process.namespaces().get("mnt");
    return process.nested().isPresent()
        && mounts != null
        && mounts.equals(first.namespaces().get("mnt"));
  }
}
