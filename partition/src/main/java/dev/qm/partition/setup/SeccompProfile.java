package dev.qm.partition.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The partition's system call filter: a container profile (the format of containers/common, {@code
 * seccomp.json}(5)) with the calls taken out that would let QM preempt the ASIL side, look into the
 * kernel, or change a file system that both share.
 */
final class SeccompProfile {
  /** What becomes of bpf(2), for which sys_admin suffices where there is no user namespace. */
  enum Bpf {
    /** Refused as a kernel would that leaves it to the host's root. */
    REFUSED,
    /**
     * Only what a nested runtime needs to give a container its list of devices on cgroup v2:
     * without, crun starts none, unless it has a user namespace. No program can be attached to the
     * kernel's functions, and no map be read.
     */
    FOR_DEVICE_LISTS
  }

  /**
   * Refused whatever their arguments: as if this kernel did not have them, so that programs fall
   * back to the older calls, whose arguments a filter can see. {@code sched_setattr} takes its
   * policy in memory, and the {@code fs*} calls their flags: neither can be filtered.
   */
  private static final Set<String> REMOVED =
      Set.of("sched_setattr", "fsopen", "fsconfig", "fsmount", "fspick");

  /**
   * Refused as forbidden: what acts on the whole machine and asks for no more than a capability,
   * which the partition has and which, without a user namespace of its own, counts on the host.
   * Modules and kexec replace the kernel, ports and the clock are the machine's; a file handle
   * opens files that no path of the partition leads to (open_by_handle_at(2)); fanotify can hold up
   * the host's own file accesses; swap, quotas and accounting belong to shared disks.
   */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "acct",
          "clock_settime",
          "clock_settime64",
          "create_module",
          "delete_module",
          "fanotify_init",
          "finit_module",
          "init_module",
          "ioperm",
          "iopl",
          "kexec_file_load",
          "kexec_load",
          "lookup_dcookie",
          "open_by_handle_at",
          "perf_event_open",
          "quotactl",
          "quotactl_fd",
          "settimeofday",
          "stime",
          "swapoff",
          "swapon");

  /** Calls that are allowed with some arguments only, so the general permission goes. */
  private static final Set<String> CONDITIONAL =
      Set.of("sched_setscheduler", "ioprio_set", "ioctl", "mount");

  /** {@code SCHED_OTHER}, {@code SCHED_BATCH} and {@code SCHED_IDLE} of sched(7). */
  private static final List<Integer> POLICIES = List.of(0, 3, 5);

  /** All of an {@code int} but {@code SCHED_RESET_ON_FORK}, which only ever takes rights away. */
  private static final long POLICY_BITS = 0xbfffffffL;

  /** The class of an I/O priority, ioprio_set(2), in all of an {@code int}. */
  private static final long IO_CLASS_BITS = 0xffffe000L;

  /** {@code IOPRIO_CLASS_NONE}, {@code _BE} and {@code _IDLE}; 1 is {@code _RT}. */
  private static final List<Long> IO_CLASSES = List.of(0L << 13, 2L << 13, 3L << 13);

  /**
   * {@code BPF_PROG_LOAD}, {@code OBJ_PIN}, {@code PROG_ATTACH}, {@code PROG_DETACH}, {@code
   * PROG_GET_FD_BY_ID} and {@code PROG_QUERY} of bpf(2).
   */
  private static final List<Integer> DEVICE_LIST_COMMANDS = List.of(5, 6, 8, 9, 13, 16);

  private static final long INT_BITS = 0xffffffffL;

  private static final long MS_REMOUNT = 0x20;
  private static final long MS_BIND = 0x1000;

  private SeccompProfile() {}

  /**
   * The partition's profile, made from {@code base}.
   *
   * @throws IOException when {@code base} is not such a profile
   */
  static String derive(String base, Bpf bpf) throws IOException {
    if (!(JsonTree.parse(base) instanceof JsonTree.Members profile)
        || !(profile.get("syscalls") instanceof JsonTree.Items(var rules))) {
      throw new IOException("it has no list \"syscalls\"");
    }
    if (!profile.get("defaultAction").equals(new JsonTree.Text("SCMP_ACT_ERRNO"))) {
      throw new IOException(
          "its defaultAction is not SCMP_ACT_ERRNO: it allows what it does not name");
    }
    var derived = new ArrayList<JsonTree>();
    for (var rule : rules) {
      withoutOurs(rule).ifPresent(derived::add);
    }
    derived.add(refused(REMOVED, 38)); // ENOSYS
    derived.add(refused(FORBIDDEN, 1)); // EPERM
    switch (bpf) {
      case REFUSED -> derived.add(refused(Set.of("bpf"), 1));
      case FOR_DEVICE_LISTS -> {
        for (var command : DEVICE_LIST_COMMANDS) {
          derived.add(allowed("bpf", 0, INT_BITS, command));
        }
      }
    }
    for (var policy : POLICIES) {
      derived.add(allowed("sched_setscheduler", 1, POLICY_BITS, policy));
    }
    for (var io : IO_CLASSES) {
      derived.add(allowed("ioprio_set", 2, IO_CLASS_BITS, io));
    }
    for (var block : RefusedRequests.others()) {
      derived.add(allowed("ioctl", 1, block.mask(), block.value()));
    }
    // a remount may change a mount point (MS_BIND), never the superblock behind it
    for (var flags : List.of(0L, MS_BIND, MS_BIND | MS_REMOUNT)) {
      derived.add(allowed("mount", 3, MS_BIND | MS_REMOUNT, flags));
    }
    var members = new LinkedHashMap<>(profile.members());
    members.put("syscalls", new JsonTree.Items(derived));
    return new JsonTree.Members(members).text();
  }

  private static java.util.Optional<JsonTree> withoutOurs(JsonTree rule) {
    if (!(rule instanceof JsonTree.Members(var members))) {
      return java.util.Optional.of(rule);
    }
    if (members.get("name") instanceof JsonTree.Text(var call) && isOurs(call)) {
      // the older form has one name a rule
      return java.util.Optional.empty();
    }
    if (!(members.get("names") instanceof JsonTree.Items(var names))) {
      return java.util.Optional.of(rule);
    }
    var kept = new ArrayList<JsonTree>();
    for (var name : names) {
      if (!(name instanceof JsonTree.Text(var call)) || !isOurs(call)) {
        kept.add(name);
      }
    }
    if (kept.isEmpty()) {
      return java.util.Optional.empty();
    }
    var copy = new LinkedHashMap<>(members);
    copy.put("names", new JsonTree.Items(kept));
    return java.util.Optional.of(new JsonTree.Members(copy));
  }

  private static boolean isOurs(String call) {
    return REMOVED.contains(call)
        || FORBIDDEN.contains(call)
        || CONDITIONAL.contains(call)
        || call.equals("bpf");
  }

  private static JsonTree refused(Set<String> calls, int errno) {
    var names = calls.stream().sorted().<JsonTree>map(JsonTree.Text::new).toList();
    var rule = rule(names, "SCMP_ACT_ERRNO");
    rule.put("errnoRet", JsonTree.Numeral.of(errno));
    return new JsonTree.Members(rule);
  }

  private static JsonTree allowed(String call, int argument, long mask, long value) {
    var condition = new LinkedHashMap<String, JsonTree>();
    condition.put("index", JsonTree.Numeral.of(argument));
    condition.put("value", JsonTree.Numeral.of(mask));
    condition.put("valueTwo", JsonTree.Numeral.of(value));
    condition.put("op", new JsonTree.Text("SCMP_CMP_MASKED_EQ"));
    var rule = rule(List.of(new JsonTree.Text(call)), "SCMP_ACT_ALLOW");
    rule.put("args", new JsonTree.Items(List.of(new JsonTree.Members(condition))));
    return new JsonTree.Members(rule);
  }

  private static Map<String, JsonTree> rule(List<JsonTree> names, String action) {
    var rule = new LinkedHashMap<String, JsonTree>();
    rule.put("names", new JsonTree.Items(names));
    rule.put("action", new JsonTree.Text(action));
    rule.put("args", new JsonTree.Items(List.of()));
    rule.put("includes", new JsonTree.Members(Map.of()));
    rule.put("excludes", new JsonTree.Members(Map.of()));
    return rule;
  }
}
