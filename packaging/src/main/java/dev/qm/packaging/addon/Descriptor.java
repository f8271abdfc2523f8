package dev.qm.packaging.addon;

import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code addon.conf} says: the syntax of unit files, sections [Addon] and [Device].
 *
 * @param summary one line
 * @param description paragraphs
 * @param requires without which it does not work
 * @param recommends what it is better with
 * @param conflicts what it does not go with
 * @param afterInstall the command that applies it; empty when none is needed
 * @param devices the devices that it opens
 * @param problems what is wrong with it
 */
public record Descriptor(
    String summary,
    List<String> description,
    List<Relation> requires,
    List<Relation> recommends,
    List<Relation> conflicts,
    String afterInstall,
    List<DevicePattern> devices,
    List<Problem> problems) {
  private static final String ADDON = "Addon";
  private static final String DEVICE = "Device";
  private static final List<String> KEYS =
      List.of(
          "Name", "Summary", "Description", "Requires", "Recommends", "Conflicts", "AfterInstall");

  /** Characters: what package managers show in one line beside the name. */
  private static final int LONGEST_SUMMARY = 70;

  private static final int LONGEST_HINT = 200;

  /** Copies what it is given, so that nobody can change it. */
  public Descriptor {
    description = List.copyOf(description);
    requires = List.copyOf(requires);
    recommends = List.copyOf(recommends);
    conflicts = List.copyOf(conflicts);
    devices = List.copyOf(devices);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a descriptor.
   *
   * @param file where it is, for errors
   * @param text what is in it
   * @param name the add-on's name, which is that of its folder
   */
  public static Descriptor parse(Path file, String text, AddonName name) {
    var parsed = UnitFile.parseAll(file, text, Dialect.SYSTEMD);
    var reader = new Reader(parsed.unit(), new ArrayList<>());
    parsed.problems().stream().map(UnitSyntaxException::problem).forEach(reader.problems()::add);
    return reader.read(name);
  }

  private record Reader(UnitFile unit, List<Problem> problems) {
    Descriptor read(AddonName name) {
      strangers();
      agreedName(name);
      var summary = one("Summary");
      if (summary.isEmpty()) {
        error(
            unit.header(ADDON).orElse(new Origin(unit.file(), 1)),
            "there is no Summary= in [Addon]",
            "package managers show it beside the name",
            "say in one line what the add-on is for");
      } else if (summary.length() > LONGEST_SUMMARY || summary.endsWith(".")) {
        error(
            unit.last(ADDON, "Summary").orElseThrow().origin(),
            "Summary= is longer than " + LONGEST_SUMMARY + " characters, or ends in a full stop",
            "package managers show it in one line, beside the name",
            "shorten it; Description= has room for more");
      }
      var hint = one("AfterInstall");
      if (hint.length() > LONGEST_HINT) {
        error(
            unit.last(ADDON, "AfterInstall").orElseThrow().origin(),
            "AfterInstall= is longer than " + LONGEST_HINT + " characters",
            "it is shown in one line after installation",
            "name one command, such as qm restart");
      }
      return new Descriptor(
          summary,
          texts("Description"),
          relations("Requires"),
          relations("Recommends"),
          relations("Conflicts"),
          hint,
          devices(),
          problems);
    }

    private void strangers() {
      for (var section : unit.sections()) {
        if (!section.equals(ADDON) && !section.equals(DEVICE)) {
          error(
              unit.header(section).orElseThrow(),
              "there is no section [" + section + "] in addon.conf",
              "",
              "the sections are [Addon] and [Device]");
        }
      }
      for (var entry : unit.entries(ADDON)) {
        if (!KEYS.contains(entry.key())) {
          error(
              entry.origin(),
              "unknown key '" + entry.key() + "' in [Addon]",
              "",
              "the keys are " + String.join("=, ", KEYS) + "=");
        }
      }
      for (var entry : unit.entries(DEVICE)) {
        if (!entry.key().equals(DEVICE)) {
          error(
              entry.origin(),
              "unknown key '" + entry.key() + "' in [Device]",
              "",
              "the key is Device=, with a pattern of paths and the reason");
        }
      }
    }

    private void agreedName(AddonName name) {
      var said = unit.last(ADDON, "Name");
      if (said.isPresent() && !said.get().value().equals(name.text())) {
        error(
            said.get().origin(),
            "Name=" + said.get().value() + " does not agree with the folder's name, " + name,
            "the folder's name is the add-on's",
            "rename the folder, or leave Name= out");
      }
    }

    private String one(String key) {
      return unit.last(ADDON, key).map(this::text).orElse("");
    }

    private List<String> texts(String key) {
      return unit.values(ADDON, key).stream().map(this::text).toList();
    }

    /** The value as text that can stand in a package and on a terminal. */
    private String text(Entry entry) {
      var strange =
          entry
              .value()
              .codePoints()
              .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
      if (strange) {
        error(
            entry.origin(),
            entry.key() + "= has a control character in it",
            "a terminal would act on it",
            "write plain text");
        return "";
      }
      return entry.value();
    }

    private List<Relation> relations(String key) {
      List<Relation> relations = new ArrayList<>();
      for (var entry : unit.values(ADDON, key)) {
        var read = Relation.parse(CommandWords.split(entry.value()));
        if (read.isPresent()) {
          relations.addAll(read.get());
        } else {
          error(
              entry.origin(),
              entry.key() + "= does not name add-ons or packages",
              "",
              "write names with blanks between, such as kvm, podman >= 5.0, rpm:NAME or deb:NAME");
        }
      }
      return relations;
    }

    private List<DevicePattern> devices() {
      List<DevicePattern> devices = new ArrayList<>();
      for (var entry : unit.values(DEVICE, DEVICE)) {
        var value = text(entry);
        var blank = value.indexOf(' ');
        var pattern = blank < 0 ? value : value.substring(0, blank);
        var reason = blank < 0 ? "" : value.substring(blank).strip();
        if (!DevicePattern.isPattern(pattern)) {
          error(
              entry.origin(),
              "'" + pattern + "' is no path below /dev",
              "",
              "write the path of a device, with * where a part may vary, such as /dev/video*");
        } else if (reason.isEmpty()) {
          error(
              entry.origin(),
              "no reason for opening " + pattern,
              "who decides whether an add-on may be installed reads it",
              "write it after the path, on the same line");
        } else {
          devices.add(new DevicePattern(pattern, reason, entry.origin()));
        }
      }
      return devices;
    }

    private void error(Origin origin, String what, String why, String mend) {
      problems.add(
          new Problem(Problem.Severity.ERROR, "addon-descriptor", origin, 1, 1, what, why, mend));
    }
  }
}
