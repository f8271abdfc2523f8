package dev.qm.bluechi.configuration;

import dev.qm.quadlet.syntax.Problem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wrong with the files of one program, whatever the other ones say. */
final class FileInspection {
  private final Side side;
  private final Layers layers;
  private final Program program;
  private final Set<String> allowed;

  /** Asked for each value that is wrong, and the partition may write a megabyte of those. */
  private final Map<ConfFile.Place, Setting> effective;

  private final Problems problems;

  FileInspection(Side side, Problems problems) {
    this.side = side;
    this.layers = side.layers();
    this.program = layers.program();
    this.allowed = Set.copyOf(layers.allowedNodes());
    this.effective = layers.effective();
    this.problems = problems;
  }

  void inspect() {
    presence();
    for (var file : layers.files()) {
      broken(file);
      sections(file);
      keys(file);
    }
    values();
    order();
  }

  private void presence() {
    for (var unread : side.unread()) {
      problems.at(
          unread.file(),
          unread.isSeenByBlueChi() ? Severity.WARNING : Severity.NOTE,
          "bluechi-unread",
          unread.isSeenByBlueChi() ? "this is not looked at" : "BlueChi does not read this",
          unread.why(),
          unread.mend());
    }
    switch (side.installed()) {
      case YES -> vendorFile();
      case BOTH -> {
        vendorFile();
        twice();
      }
      // it needs no file of the package's
      case OURS -> {}
      case NO -> {
        if (layers.isConfigured()) {
          problems.at(
              layers.files().getLast().file(),
              // each start of the partition writes the file inside, agent or not
              switch (side.where()) {
                case HOST -> Severity.WARNING;
                case INSIDE -> Severity.NOTE;
              },
              "bluechi-installed",
              "nobody reads this: "
                  + program.word()
                  + " is not installed here, nor is QM's own switched on",
              "",
              switch (side.where()) {
                case HOST ->
                    "install the package "
                        + program.word()
                        + ", or `systemctl enable --now "
                        + program.ownUnit()
                        + "`";
                case INSIDE -> "`qm install " + program.word() + "`";
              });
        }
      }
    }
  }

  /** A program of BlueChi's that does not start without the file of its package. */
  private void vendorFile() {
    if (layers.vendor().isEmpty()) {
      problems.at(
          side.mainFile(),
          Severity.ERROR,
          "bluechi-vendor-file",
          program.word() + " is there without its file " + program.vendorFile(),
          "it ends at once without it, whatever other files say",
          switch (side.where()) {
            case HOST -> "`qm bluechi configure` makes one";
            case INSIDE -> "`qm install " + program.word() + "` brings it";
          });
    }
  }

  /** Two programs for one name. */
  private void twice() {
    problems.at(
        side.mainFile(),
        Severity.WARNING,
        "bluechi-two",
        "BlueChi's " + program.word() + " and QM's own are both switched on",
        "QM's stays out of the way only where BlueChi's is in /usr/libexec or /usr/local/libexec;"
            + " else both want one name, and the services end each other",
        switch (side.where()) {
          case HOST -> "`systemctl disable --now " + program.ownUnit() + "`";
          case INSIDE ->
              "`qm setup` takes QM's own away where BlueChi's package is in the rootfs; else `qm exec --"
                  + " systemctl disable --now "
                  + program.ownUnit()
                  + "`";
        });
  }

  private void broken(ConfFile file) {
    if (file.broken().isEmpty()) {
      return;
    }
    var broken = file.broken().get();
    problems.at(
        file.file(),
        broken.number(),
        Severity.ERROR,
        "bluechi-syntax",
        broken.why(),
        layers.isFatal(file)
            ? program.word() + " does not start with it"
            : "BlueChi leaves all of this file out, without a word",
        broken.mend());
  }

  private void sections(ConfFile file) {
    var seen = new HashSet<String>();
    for (var line : file.lines()) {
      var section = line.section();
      if (!seen.add(section)) {
        continue;
      }
      if (reader(section).isEmpty()) {
        var former = KnownKey.FORMER_SECTIONS.get(section);
        problems.at(
            file,
            line,
            Severity.WARNING,
            "bluechi-section",
            section.isEmpty()
                ? "this stands in no section"
                : "[" + section + "] is no section that " + program.word() + " reads",
            former != null
                ? "the section has another name since BlueChi " + former
                : "nothing in it counts",
            "write it under [" + program.word() + "]");
      } else if (section.startsWith(KnownKey.NODE_SECTION)) {
        nodeSection(file, line, section);
      }
    }
  }

  private void nodeSection(ConfFile file, ConfFile.Line line, String section) {
    var name = section.substring(KnownKey.NODE_SECTION.length());
    if (!NodeName.isShort(name + "x")) {
      problems.at(
          file,
          line,
          Severity.WARNING,
          "bluechi-section",
          "the name of this section is as long as BlueChi reads: " + name,
          "what more there is of a name is cut off, so the section is another node's",
          "name the node in AllowedNodeNames=, or give it a name of fewer than "
              + NodeName.LONGEST
              + " bytes");
    } else if (file.broken().isEmpty() && !allowed.contains(name)) {
      problems.at(
          file,
          line,
          Severity.WARNING,
          "bluechi-node-section",
          "the node " + name + " is not let in, so nothing counts of its section",
          "",
          "write Allowed=true in it, or the name into AllowedNodeNames=");
    }
  }

  private Optional<KnownKey.Reader> reader(String section) {
    if (section.equals(program.word())) {
      return Optional.of(program.reader());
    }
    return program == Program.CONTROLLER && section.startsWith(KnownKey.NODE_SECTION)
        ? Optional.of(KnownKey.Reader.NODE)
        : Optional.empty();
  }

  private void keys(ConfFile file) {
    var seen = new HashMap<ConfFile.Place, Integer>();
    for (var line : file.lines()) {
      var reader = reader(line.section());
      if (reader.isEmpty() || line.kind() == ConfFile.Kind.MORE) {
        continue;
      }
      key(file, line, reader.get());
      var first = seen.putIfAbsent(new ConfFile.Place(line.section(), line.key()), line.number());
      if (first != null && !line.value().isEmpty()) {
        problems.at(
            file,
            line,
            Severity.WARNING,
            "bluechi-repeated",
            line.key() + "= stands here a second time, after line " + first,
            "in one file BlueChi joins both values, with nothing between them",
            "keep one of them");
      }
    }
  }

  private void key(ConfFile file, ConfFile.Line line, KnownKey.Reader reader) {
    var key = KnownKey.find(line.key());
    if (key.isPresent() && key.get().isFor(reader)) {
      var has = side.version();
      if (has.isPresent() && has.get().compareTo(key.get().since()) < 0) {
        problems.at(
            file,
            line,
            Severity.WARNING,
            "bluechi-key-version",
            line.key() + "= is not known to BlueChi " + has.get(),
            "it came with " + key.get().since() + ", and older ones do not read it",
            "take it away, or install a newer " + program.word());
      }
      return;
    }
    var renamed = KnownKey.RENAMED.get(line.key());
    if (renamed != null) {
      problems.at(
          file,
          line,
          Severity.WARNING,
          "bluechi-key-version",
          line.key() + "= is from BlueChi before 0.7.0",
          "newer ones do not read it, and say nothing",
          "write " + renamed + "=");
    } else if (key.isPresent()) {
      problems.at(
          file,
          line,
          Severity.WARNING,
          "bluechi-key-place",
          line.key() + "= does not belong into [" + line.section() + "]",
          "nobody reads it there",
          "write it " + home(key.get()));
    } else {
      problems.at(
          file,
          line,
          Severity.WARNING,
          "bluechi-key",
          line.key() + "= is no key of [" + line.section() + "]",
          "BlueChi does not read it, and says nothing",
          KnownKey.alike(line.key())
              .map(alike -> "write " + alike.word() + "=: letters count in their size")
              .orElse("the keys are " + String.join(", ", KnownKey.words(reader))));
    }
  }

  private static String home(KnownKey key) {
    return key.isFor(KnownKey.Reader.NODE)
        ? "under [node NAME] in the controller's files"
        : key.isFor(KnownKey.Reader.CONTROLLER)
            ? "under [bluechi-controller] in the controller's files"
            : "under [bluechi-agent] in the agent's files";
  }

  private void values() {
    for (var file : layers.files()) {
      for (var setting : file.settings().values()) {
        var reader = reader(setting.section());
        var key =
            KnownKey.find(setting.key()).filter(it -> reader.isPresent() && it.isFor(reader.get()));
        if (key.isPresent() && !setting.value().isEmpty()) {
          value(key.get(), setting);
        }
      }
    }
    beats();
  }

  private void value(KnownKey key, Setting setting) {
    var wrong = Values.wrong(key, setting.value());
    if (wrong.isPresent()) {
      problems.at(
          setting,
          wrong.get().isFatal() && counts(setting) ? Severity.ERROR : Severity.WARNING,
          "bluechi-value",
          wrong.get().message(),
          wrong.get().why(),
          wrong.get().mend());
    }
    switch (key.kind()) {
      case NODE -> name(setting, setting.value(), "give it a name of letters, digits and -");
      case NODES -> names(key, setting);
      default -> {}
    }
  }

  private boolean counts(Setting setting) {
    return setting.equals(effective.get(new ConfFile.Place(setting.section(), setting.key())));
  }

  private void name(Setting setting, String name, String mend) {
    var flaw = NodeName.flaw(name);
    if (flaw.isPresent()) {
      problems.at(
          setting,
          flaw.get().isUnusable() ? Severity.ERROR : Severity.WARNING,
          "bluechi-node-name",
          "the node's name " + name + " " + flaw.get().what(),
          flaw.get().why(),
          mend);
    }
  }

  private void names(KnownKey key, Setting list) {
    var seen = new HashSet<String>();
    for (var name : list.names()) {
      if (!name.equals(name.strip())) {
        problems.at(
            list,
            Severity.ERROR,
            "bluechi-list",
            "'" + name + "' has a blank that is part of the name",
            "a list is parted at commas and nowhere else, so no node has this name",
            "write no blank in the list; what is indented in the next line is joined without one");
      } else if (key == KnownKey.ALLOWED_NODE_NAMES && !seen.add(name)) {
        problems.at(
            list,
            Severity.NOTE,
            "bluechi-list",
            name + " stands twice in the list",
            "",
            "keep one of them");
      } else {
        name(
            list, name, "give the node a name of letters, digits and -, here and in its NodeName=");
      }
    }
    if (key == KnownKey.ALLOW_DEPENDENCIES_ON) {
      for (var name : list.names()) {
        if (!allowed.contains(name) && name.equals(name.strip())) {
          problems.at(
              list,
              Severity.WARNING,
              "bluechi-list",
              "the node " + name + " is not let in",
              "no unit of it can be depended on",
              "write [node " + name + "] with Allowed=true");
        }
      }
    }
  }

  private void beats() {
    var interval = KnownKey.HEARTBEAT_INTERVAL;
    switch (program) {
      case AGENT -> {
        if (layers.number(interval).isPresent() && !layers.isAboveZero(interval)) {
          problems.at(
              layers.setting(interval.word()).orElseThrow(),
              Severity.WARNING,
              "bluechi-heartbeat",
              "this agent does not connect again when it has lost its controller",
              "it tries at its heartbeats, and has none",
              "write HeartbeatInterval=2000, in milliseconds");
        }
      }
      case CONTROLLER -> {
        var threshold = KnownKey.NODE_HEARTBEAT_THRESHOLD;
        if (layers.isAboveZero(threshold) && !layers.isAboveZero(interval)) {
          problems.at(
              layers.setting(threshold.word()).orElseThrow(),
              Severity.WARNING,
              "bluechi-heartbeat",
              "this has no effect without HeartbeatInterval=",
              "the controller looks at its nodes at its own heartbeats, which are off by default",
              "write HeartbeatInterval=2000, in milliseconds, or take this away");
        }
      }
    }
  }

  /** Who takes the place of whom, where that is not what it looks like. */
  private void order() {
    var last = new HashMap<ConfFile.Place, Setting>();
    for (var file : layers.files()) {
      file.settings()
          .forEach((place, setting) -> {
            var before = last.put(place, setting);
            if (before != null && !before.value().equals(setting.value())) {
              replaced(before, setting);
            }
          });
    }
  }

  private void replaced(Setting before, Setting setting) {
    var from = before.origin().file();
    var here = setting.origin().file();
    var key = KnownKey.find(setting.key());
    if (key.filter(it -> it.kind() == KnownKey.Kind.NODES).isPresent()) {
      var lost = new ArrayList<>(before.names());
      lost.removeAll(setting.names());
      if (key.equals(Optional.of(KnownKey.ALLOWED_NODE_NAMES))) {
        lost.removeAll(allowed);
      }
      if (!lost.isEmpty()) {
        problems.at(
            setting,
            Severity.WARNING,
            "bluechi-order",
            "this takes the place of the list in "
                + before.origin()
                + ", and drops "
                + String.join(", ", lost),
            "lists of two files are not joined",
            "write all names here"
                + (key.equals(Optional.of(KnownKey.ALLOWED_NODE_NAMES))
                    ? ", or [node NAME] sections with Allowed=true"
                    : ""));
      }
    } else if (number(here) < number(from) && isDropIn(from)) {
      problems.at(
          setting,
          Severity.WARNING,
          "bluechi-order",
          "this takes the place of " + before.origin() + ", whose number is higher",
          "files come in the order of the bytes of their names: 9- is after 50-",
          "write numbers with the same count of digits");
    }
  }

  private boolean isDropIn(Path file) {
    return layers.dropIns().stream().anyMatch(it -> it.file().equals(file));
  }

  /** The number that a file's name begins with; one above all where there is none. */
  private static long number(Path file) {
    var name = String.valueOf(file.getFileName());
    var end = 0;
    while (end < name.length() && end < 9 && Character.digit(name.charAt(end), 10) >= 0) {
      end++;
    }
    return end == 0 ? Long.MAX_VALUE : Long.parseLong(name.substring(0, end));
  }
}
