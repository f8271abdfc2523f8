package dev.qm.partition.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks a seccomp profile what becomes of a system call, as a runtime would: rules that the
 * container's capabilities switch on, each with conditions that must all hold.
 */
record Filter(JsonTree.Members profile, Set<String> capabilities) {
  /** The filter of a container that has every capability but these two, as the partition has. */
  static Filter ofPartition(String profile) throws IOException {
    var members = (JsonTree.Members) JsonTree.parse(profile);
    return new Filter(
        members,
        Set.of(
            "CAP_SYS_ADMIN",
            "CAP_SYS_MODULE",
            "CAP_SYS_NICE",
            "CAP_SYS_TIME",
            "CAP_SYS_RAWIO",
            "CAP_DAC_READ_SEARCH",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PACCT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_TTY_CONFIG",
            "CAP_AUDIT_WRITE",
            "CAP_SYSLOG",
            "CAP_BPF",
            "CAP_PERFMON"));
  }

  /** The actions of all rules that match; none means the default action. */
  List<String> actions(String call, long... arguments) {
    var actions = new ArrayList<String>();
    for (var rule : items(profile.get("syscalls"))) {
      var members = (JsonTree.Members) rule;
      if (items(members.get("names")).contains(new JsonTree.Text(call))
          && isSwitchedOn(members)
          && matches(members, arguments)) {
        actions.add(((JsonTree.Text) members.get("action")).value());
      }
    }
    return actions;
  }

  /** True when some rule lets the call through. */
  boolean allows(String call, long... arguments) {
    return actions(call, arguments).contains("SCMP_ACT_ALLOW");
  }

  private boolean isSwitchedOn(JsonTree.Members rule) {
    return !(rule.get("includes") instanceof JsonTree.Members includes
            && items(includes.get("caps")).stream().anyMatch(cap -> !has(cap)))
        && !(rule.get("excludes") instanceof JsonTree.Members excludes
            && items(excludes.get("caps")).stream().anyMatch(this::has));
  }

  private boolean has(JsonTree capability) {
    return capabilities.contains(((JsonTree.Text) capability).value());
  }

  private static boolean matches(JsonTree.Members rule, long... arguments) {
    for (var condition : items(rule.get("args"))) {
      var members = (JsonTree.Members) condition;
      var argument = arguments[(int) number(members.get("index"))];
      var value = number(members.get("value"));
      var holds =
          switch (((JsonTree.Text) members.get("op")).value()) {
            case "SCMP_CMP_EQ" -> argument == value;
            case "SCMP_CMP_NE" -> argument != value;
            case "SCMP_CMP_MASKED_EQ" -> (argument & value) == number(members.get("valueTwo"));
            case String other -> throw new AssertionError("this test does not know " + other);
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static List<JsonTree> items(JsonTree json) {
    return json instanceof JsonTree.Items(var items) ? items : List.of();
  }

  private static long number(JsonTree json) {
    return ((JsonTree.Numeral) json).value().longValueExact();
  }
}
