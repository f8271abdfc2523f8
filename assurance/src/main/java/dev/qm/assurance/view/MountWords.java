package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.quadlet.syntax.CommaList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one {@code --mount}: podman-run(1). It is a record of comma separated values, and what
 * stands first as {@code type=} is its type.
 */
final class MountWords {
  private static final Set<String> TYPES =
      Set.of("artifact", "bind", "devpts", "glob", "image", "ramfs", "tmpfs", "volume");

  /** Other words that mean something; what they say no rule asks. */
  private static final Set<String> KNOWN =
      Set.of(
          "bind-nonrecursive",
          "consistency",
          "dev",
          "digest",
          "exec",
          "gid",
          "idmap",
          "max",
          "mode",
          "name",
          "newinstance",
          "no-dereference",
          "nocreate",
          "nodev",
          "noexec",
          "nosuid",
          "noswap",
          "notmpcopyup",
          "private",
          "ptmxmode",
          "rprivate",
          "rshared",
          "rslave",
          "runbindable",
          "shared",
          "slave",
          "subpath",
          "suid",
          "title",
          "tmpcopyup",
          "tmpfs-mode",
          "tmpfs-size",
          "uid",
          "unbindable",
          "volume-subpath",
          "Z",
          "z");

  private static final String DEVICE = "device=";

  private final Option option;
  private final List<String> others = new ArrayList<>();
  private String type = "";
  private String source = "";
  private String target = "";
  private Optional<String> problem = Optional.empty();

  MountWords(Option option) {
    this.option = option;
  }

  MountOption mount() {
    var words = CommaList.parse(option.value());
    if (words.isEmpty()) {
      problem("it is no list of words with commas between");
    }
    for (var word : words.orElse(List.of())) {
      word(word);
    }
    if (type.isEmpty()) {
      type = "volume";
    }
    complete();
    return new MountOption(type, source, target, others, option.causes(), problem);
  }

  private void word(String word) {
    var equals = word.indexOf('=');
    var name = equals < 0 ? word : word.substring(0, equals);
    var value = equals < 0 ? "" : word.substring(equals + 1);
    switch (name) {
      case "type" -> {
        if (!type.isEmpty() || !TYPES.contains(value)) {
          problem("what type it has is not known: " + word);
        }
        type = value;
      }
      case "src", "source" -> {
        if (!source.isEmpty() || value.isEmpty()) {
          problem("it has no source, or two");
        }
        source = value;
      }
      case "target", "dst", "dest", "destination" -> {
        if (!target.isEmpty() || value.isEmpty()) {
          problem("it has no target, or two");
        }
        target = value;
      }
      case "ro", "readonly", "rw", "readwrite" ->
          access(name.startsWith("rw") || name.endsWith("write"), value);
      case "bind-propagation" -> others.add(value);
      case "relabel" -> others.add(value.equals("shared") ? "z" : "Z");
      case "U", "chown" -> others.add("U");
      case "volume-opt" -> {
        others.add(word);
        if (value.startsWith(DEVICE)) {
          // a volume that is made of this, which is a folder for the option bind
          source = value.substring(DEVICE.length());
        }
      }
      default -> {
        if (!KNOWN.contains(name)) {
          problem("the word " + name + " is not known");
        }
        others.add(word);
      }
    }
  }

  private void access(boolean writes, String value) {
    switch (value.toLowerCase(Locale.ROOT)) {
      case "", "true" -> others.add(writes ? "rw" : "ro");
      case "false" -> others.add(writes ? "ro" : "rw");
      default -> problem("whether it may be written to is not known: " + value);
    }
  }

  /** What is not said is something too. */
  private void complete() {
    switch (type) {
      case "bind" -> {
        if (source.isEmpty()) {
          source = target;
        }
        if (!source.isEmpty() && !source.startsWith("/")) {
          problem("its source depends on the folder in which Podman works");
          source = MountOption.absolute(source);
        }
      }
      case "glob" -> {
        type = "bind";
        source = folder(source);
        if (target.isEmpty()) {
          target = source;
        }
      }
      case "artifact" -> others.add("ro");
      case "image" -> {
        if (!others.contains("rw")) {
          others.add("ro");
        }
      }
      default -> {
        // nothing of the host's
      }
    }
    if (target.isEmpty()) {
      problem("it has no target");
    }
  }

  /** The longest part of a pattern without wildcards, as a folder; the path of one without any. */
  private static String folder(String pattern) {
    var slash = 0;
    for (var i = 0; i < pattern.length(); i++) {
      if ("*?[\\".indexOf(pattern.charAt(i)) >= 0) {
        return MountOption.absolute(pattern.substring(0, slash));
      }
      if (pattern.charAt(i) == '/') {
        slash = i;
      }
    }
    return MountOption.absolute(pattern);
  }

  /** The first one counts. */
  private void problem(String what) {
    problem = problem.or(() -> Optional.of(what));
  }
}
