package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/** The keys that map a container's users to those of the host. */
final class UserMappings {
  /** Whether RemapUsers=manual may be said. */
  enum Manual {
    ALLOWED,
    REFUSED
  }

  private static final List<Rule> EXPLICIT =
      List.of(
          new Rule.Text("UserNS", "--userns"),
          new Rule.EachWord("UIDMap", "--uidmap"),
          new Rule.EachWord("GIDMap", "--gidmap"),
          new Rule.Text("SubUIDMap", "--subuidname"),
          new Rule.Text("SubGIDMap", "--subgidname"));

  private UserMappings() {}

  static void apply(Assembly unit, CommandLine line, Manual manual) throws Refusal {
    var before = line.arguments().size();
    for (var rule : EXPLICIT) {
      rule.apply(unit, line);
    }
    if (line.arguments().size() == before) {
      deprecated(unit, line, manual);
      return;
    }
    for (var key : List.of("RemapUid", "RemapGid", "RemapUsers")) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        throw new Refusal(
            "remap",
            entry,
            key + "= beside UserNS= or a map",
            "the deprecated keys and the present ones would contradict each other",
            "take out " + key + "=");
      }
    }
  }

  private static void deprecated(Assembly unit, CommandLine line, Manual manual) throws Refusal {
    var keys = unit.keys();
    var users = keys.words("RemapUid");
    var groups = keys.words("RemapGid");
    var how = keys.last("RemapUsers");
    switch (how.isPresent() ? how.get().value() : "") {
      case "" -> {
        for (var words : List.of(users, groups)) {
          if (!words.isEmpty()) {
            var entry = words.getFirst().cause();
            throw new Refusal(
                "remap",
                entry,
                entry.key() + "= without RemapUsers=",
                "nothing says what the map is for",
                "use UIDMap= and GIDMap=");
          }
        }
      }
      case "manual" -> {
        if (manual == Manual.REFUSED) {
          throw new Refusal(
              "remap",
              how,
              "RemapUsers=manual in a .kube unit",
              "podman kube play cannot map users by hand",
              "use UserNS=auto, or map in a pod");
        }
        for (var user : users) {
          line.add(user.cause(), "--uidmap", user.text());
        }
        for (var group : groups) {
          line.add(group.cause(), "--gidmap", group.text());
        }
      }
      case "auto" -> {
        List<String> options = new ArrayList<>();
        for (var user : users) {
          options.add("uidmapping=" + user.text());
        }
        for (var group : groups) {
          options.add("gidmapping=" + group.text());
        }
        var size = keys.number("RemapUidSize");
        if (size > 0) {
          options.add("size=" + size);
        }
        line.add(how.orElseThrow(), "--userns", withOptions("auto", options));
      }
      case "keep-id" -> {
        List<String> options = new ArrayList<>();
        atMostOne(users);
        atMostOne(groups);
        for (var user : users) {
          options.add("uid=" + user.text());
        }
        for (var group : groups) {
          options.add("gid=" + group.text());
        }
        line.add(how.orElseThrow(), "--userns", withOptions("keep-id", options));
      }
      default ->
          throw new Refusal(
              "remap",
              how,
              "'" + how.orElseThrow().value() + "' is no way to remap users",
              "Podman refuses the unit",
              "use UserNS= instead; RemapUsers= knows manual, auto and keep-id");
    }
  }

  private static void atMostOne(List<Lookup.Word> words) throws Refusal {
    if (words.size() > 1) {
      var entry = words.get(1).cause();
      throw new Refusal(
          "remap",
          entry,
          "more than one " + entry.key() + "= with RemapUsers=keep-id",
          "only one user and one group can be kept",
          "leave one");
    }
  }

  private static String withOptions(String mode, List<String> options) {
    return options.isEmpty() ? mode : mode + ":" + String.join(",", options);
  }
}
